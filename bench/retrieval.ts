/**
 * `node bench/retrieval.ts [TRIALS]`: what retrieval and pairs cost at the size of a registry, 50,000 trials where nothing else is said, made of the records at hand (`synthetic.ts`), and at a tenth of it:
 * seconds, processor time, the largest memory. Then how long a look-up takes, beside minisearch and SQLite's full-text search on the same words. With BM25S_PYTHON naming a Python that has
 * `bm25s`, that too. Each step in a process of its own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import MiniSearch from 'minisearch';
import { approximatePair, DEFAULT_K, DEFAULT_TARGETS } from '../core/pairs/approximate/build.ts';
import { type Card, cardOf } from '../core/pairs/approximate/card.ts';
import { AnchorIndex, askedOf, type Target } from '../core/pairs/approximate/ranking.ts';
import { termsOfRecord } from '../core/pairs/approximate/record-terms.ts';
import { retrieve } from '../core/pairs/approximate/retrieve.ts';
import { surveyRecords } from '../core/pairs/approximate/survey.ts';
import { Builder, DEFAULT_CAP } from '../core/pairs/build.ts';
import { sqlite } from '../core/pairs/corpus/database.ts';
import { askableOf } from '../core/pairs/question.ts';
import { importRecord } from '../core/trial/registry/import.ts';
import { records } from './documents.ts';
import { processor, quantile, random } from './statistics.ts';
import { SYLLABLES, Synthetic } from './synthetic.ts';

/** Targets that are asked about. */
const QUERIES = 300;
/** More memory than this the heap of a step does not get, however many trials there are. */
const HEAP_MB = 800;
/** The same weights of words for every library. */
const BOOST = { condition: 2, intervention: 1.5, measure: 1 } as const;

function tell(what: string, began: number, cpu: number, count: number): void {
  const seconds = (performance.now() - began) / 1000;
  const used = (processor() - cpu) / 1000;
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(
    `${what.padEnd(44)} ${String(count).padStart(7)} in ${seconds.toFixed(1).padStart(7)} s, ${used.toFixed(1).padStart(7)} s of processor (${((used * 1000) / count).toFixed(2)} ms each), at most ${peak.toFixed(0)} MB`,
  );
}

function waits(what: string, each: readonly number[]): void {
  const [half, most] = [quantile(each, 0.5), quantile(each, 0.95)];
  console.log(`${what.padEnd(44)} p50 ${half.toFixed(1)} ms, p95 ${most.toFixed(1)} ms of ${each.length}`);
}

function timed<T>(all: readonly T[], work: (one: T) => void): number[] {
  return all.map((one) => {
    const from = performance.now();
    work(one);
    return performance.now() - from;
  });
}

/** Natural pairs of all. */
async function natural(source: Synthetic): Promise<void> {
  const [began, cpu] = [performance.now(), processor()];
  const builder = new Builder(source, { cap: DEFAULT_CAP });
  for await (const _ of builder.pairs());
  tell(`natural pairs: ${builder.counts.written}`, began, cpu, source.size);
}

/** The index of all, look-ups in it, and approximate pairs of some. */
async function approximate(source: Synthetic): Promise<void> {
  const [began, cpu] = [performance.now(), processor()];
  const survey = await surveyRecords(source);
  tell(`all looked at, ${survey.index.size} may be anchors`, began, cpu, source.size);
  const every = Math.max(1, Math.floor(survey.trials.length / QUERIES));
  const targets = survey.trials
    .filter((_, i) => i % every === 0)
    .slice(0, QUERIES)
    .flatMap(({ id }) => {
      const trial = survey.trial(id);
      const [first] = trial ? askableOf(trial, 1).chosen : [];
      return trial && first ? [{ trial, look: first.contrast.look, terms: survey.terms(id) }] : [];
    });
  for (const target of targets.slice(0, 20)) survey.index.rank(target, { k: DEFAULT_K });
  waits(
    'look-up of 7, before its start',
    timed(targets, (target) => survey.index.rank(target, { k: DEFAULT_K })),
  );
  const any = targets.map((target) => ({ ...target, starts: '9999' }));
  waits(
    'look-up of 7, whenever posted',
    timed(any, (target) => survey.index.rank(target, { k: DEFAULT_K })),
  );
  waits(
    '… with trials, looks and differences',
    timed(targets, (target) => retrieve(survey, target, { k: DEFAULT_K })),
  );
  const [from, used] = [performance.now(), processor()];
  let pairs = 0;
  for (const { trial, terms } of targets)
    for (const { contrast } of askableOf(trial, DEFAULT_TARGETS).chosen) {
      const target = { trial, look: contrast.look, terms };
      for (const [i, anchor] of retrieve(survey, target, { k: DEFAULT_K }).entries())
        if (approximatePair(anchor, target, { rank: i + 1, starts: trial.design?.start ?? '', weight: 1 })) pairs++;
    }
  tell(`approximate pairs: ${pairs}, by target trial`, from, used, targets.length);
}

interface Words {
  id: string;
  condition: string;
  intervention: string;
  measure: string;
}

function wordsIn(card: Card): Words {
  const joined = (all: readonly string[]) => all.join(' ');
  return {
    id: card.id,
    condition: joined(card.conditions),
    intervention: joined(card.drugs),
    measure: joined(card.endpoints.flatMap(({ words }) => words)),
  };
}

/** So many cards made of others: conditions, drugs and outcomes of different ones, dates of their own. */
function* cardsFrom(base: readonly Card[], count: number): Generator<Card> {
  const next = random(1);
  const one = <T>(all: readonly T[]) => all[Math.floor(next() * all.length)] as T;
  for (let n = 0; n < count; n++) {
    const [card, other] = [base[n % base.length] as Card, one(base)];
    const drugs = card.drugs.map((drug) =>
      next() < 0.3 ? drug : `${one(SYLLABLES)}${one(SYLLABLES)}${drug.slice(-6)}`,
    );
    const endpoints = card.endpoints.map((endpoint) => {
      const { words = endpoint.words } = next() < 0.5 ? endpoint : (one(one(base).endpoints) ?? endpoint);
      return { ...endpoint, words };
    });
    const posted = `${2008 + Math.floor(next() * 17)}-0${1 + Math.floor(next() * 9)}-15`;
    yield {
      ...card,
      id: Synthetic.id(n),
      conditions: other.conditions,
      groups: other.groups,
      drugs,
      endpoints,
      posted,
      refers: [],
      keys: [],
    };
  }
}

/** Look-ups among so many cards in our own index, in minisearch, in SQLite's and in bm25s, by the same words. */
async function beside(source: Synthetic): Promise<void> {
  const documents: Words[] = [];
  const queries: { index: Target; words: Words }[] = [];
  const index = new AnchorIndex();
  const base: Card[] = [];
  for (let n = 0; n < source.originals; n++) {
    const json = source.original(n);
    const imported = importRecord(json);
    if ('problem' in imported) continue;
    const terms = termsOfRecord(json);
    const card = cardOf(imported.trial, terms);
    if (card.endpoints.length > 0) base.push(card);
    const [first] = queries.length < QUERIES ? askableOf(imported.trial, 1).chosen : [];
    if (!first) continue;
    const { start } = imported.trial.design ?? {};
    const target = {
      trial: { ...imported.trial, results: [] },
      look: first.contrast.look,
      terms,
      ...(start !== undefined && { starts: start }),
    };
    const asked = askedOf(target);
    queries.push({
      index: target,
      words: {
        id: card.id,
        condition: asked.card.conditions.join(' '),
        intervention: asked.drugs.join(' '),
        measure: asked.endpoint.words.join(' '),
      },
    });
  }
  let took = 0;
  for (const card of cardsFrom(base, source.size)) {
    const from = processor();
    index.add(card);
    took += processor() - from;
    documents.push(wordsIn(card));
  }
  console.log(`own index: ${index.size} in ${(took / 1000).toFixed(1)} s of processor`);
  for (const { index: target } of queries.slice(0, 20)) index.rank(target, { k: DEFAULT_K });
  const free = queries.map((query) => ({ ...query, index: { ...query.index, starts: '9999' } }));
  waits(
    'own index, structured scores, whenever posted',
    timed(free, (query) => index.rank(query.index, { k: DEFAULT_K })),
  );
  const said = queries.map(({ words }) => words);
  waits(
    'own index, with structured scores',
    timed(queries, (query) => index.rank(query.index, { k: DEFAULT_K })),
  );
  const [began, cpu] = [performance.now(), processor()];
  const mini = new MiniSearch<Words>({ fields: ['condition', 'intervention', 'measure'] });
  mini.addAll(documents);
  tell('minisearch: index', began, cpu, documents.length);
  waits(
    'minisearch',
    timed(said, ({ condition, intervention, measure }) =>
      mini.search({
        combineWith: 'OR',
        queries: [
          { queries: [condition], fields: ['condition'], boost: { condition: BOOST.condition } },
          { queries: [intervention], fields: ['intervention'], boost: { intervention: BOOST.intervention } },
          { queries: [measure], fields: ['measure'] },
        ],
      }),
    ),
  );
  const { DatabaseSync } = await sqlite();
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE VIRTUAL TABLE search USING fts5(condition, intervention, measure)');
  const put = database.prepare('INSERT INTO search VALUES (?, ?, ?)');
  const [from, used] = [performance.now(), processor()];
  database.exec('BEGIN');
  for (const { condition, intervention, measure } of documents) put.run(condition, intervention, measure);
  database.exec('COMMIT');
  tell('SQLite FTS5: index', from, used, documents.length);
  const found = database.prepare(
    'SELECT rowid FROM search WHERE search MATCH ? ORDER BY bm25(search, 2, 1.5, 1) LIMIT 60',
  );
  const column = (name: string, text: string) =>
    text === '' ? [] : [`${name} : (${[...new Set(text.split(' '))].map((word) => `"${word}"`).join(' OR ')})`];
  waits(
    'SQLite FTS5',
    timed(said, ({ condition, intervention, measure }) => {
      const match = [
        ...column('condition', condition),
        ...column('intervention', intervention),
        ...column('measure', measure),
      ].join(' OR ');
      if (match !== '') found.all(match);
    }),
  );
  const python = process.env.BM25S_PYTHON;
  if (!python) return;
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-retrieval-'));
  try {
    const file = path.join(folder, 'words.json');
    const flat = ({ condition, intervention, measure }: Words) => `${condition} ${intervention} ${measure}`.split(' ');
    writeFileSync(file, JSON.stringify({ documents: documents.map(flat), queries: said.map(flat) }));
    spawnSync(python, [path.join(import.meta.dirname, 'bm25s_beside.py'), file], { stdio: 'inherit' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const STEPS = { natural, approximate, beside } as const;
const [first = '50000', step] = process.argv.slice(2);
const size = Number(first);
if (!existsSync(records)) console.log(`No registry records at ${records}: nothing is measured.`);
else if (step !== undefined && step in STEPS)
  await STEPS[step as keyof typeof STEPS](await Synthetic.of(records, size));
else
  for (const [name, sizes] of [
    ['approximate', [size / 10, size]],
    ['beside', [size]],
    ['natural', [size / 10, size]],
  ] as const)
    for (const one of sizes) {
      const { status } = spawnSync(
        process.execPath,
        [...process.execArgv, `--max-old-space-size=${HEAP_MB}`, import.meta.filename, String(Math.round(one)), name],
        { stdio: 'inherit' },
      );
      if (status !== 0) process.exit(1);
    }
