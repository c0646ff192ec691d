/**
 * Our language server and Red Hat's yaml-language-server, side by side in one run, over real LSP on stdio, on the same
 * documents with an equal schema. Every round starts fresh processes, in random order; both find what V8 compiled of them
 * when they ran before, as our client arranges it for ours.
 *
 *     node bench/lsp.ts [--rounds 3] [--repeats 20] [--json FILE]
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { jsonSchema } from '../core/trial/shape.ts';
import { MeasuredServer, type Position, type ServerSpec, workOf } from './client.ts';
import { type BenchDocument, readCorpus, records } from './documents.ts';
import { quantile, random, sample, shuffled, table } from './statistics.ts';

const root = path.resolve(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    repeats: { type: 'string', default: '20' },
    json: { type: 'string', default: path.join(root, 'out/bench/lsp.json') },
  },
});
const ROUNDS = Number(options.rounds);
const REPEATS = Number(options.repeats);

const MEASURES = [
  'start',
  'open → diagnostics',
  'edit → diagnostics',
  'edit → hover',
  'hover',
  'completion',
  'symbols',
] as const;
type Measure = (typeof MEASURES)[number];

/** What one server did with one document, over all rounds. */
interface Tally {
  times: Record<Measure, number[]>;
  /** The processor time of both main threads in each: what it would take, nearly, on a machine that does nothing else. */
  work: Record<Measure, number[]>;
  memory: number[];
  /** Hovers and completions that had something to say. */
  said: number;
  asked: number;
  diagnostics: number;
}

const folder = mkdtempSync(path.join(tmpdir(), 'deepimagine-bench-'));
const schemaFile = path.join(folder, 'trial.schema.json');
writeFileSync(schemaFile, JSON.stringify(jsonSchema()));
/** Where V8 keeps what it compiled, for both. */
const env = { NODE_COMPILE_CACHE: path.join(folder, 'compiled') };
const version = (name: string): string =>
  JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8')).version;

const ours: ServerSpec = {
  name: 'deepimagine',
  args: [path.join(root, 'dist/server.cjs'), '--stdio'],
  languageId: 'trial',
  uri: pathToFileURL(path.join(folder, 'a.trial')).href,
  settings: {},
  env,
};
const theirs: ServerSpec = {
  name: `yaml-language-server ${version('yaml-language-server')}`,
  args: [path.join(root, 'node_modules/yaml-language-server/bin/yaml-language-server'), '--stdio'],
  languageId: 'yaml',
  uri: pathToFileURL(path.join(folder, 'a.yaml')).href,
  env,
  settings: {
    yaml: {
      schemas: { [pathToFileURL(schemaFile).href]: ['*.yaml'] },
      validate: true,
      hover: true,
      completion: true,
      schemaStore: { enable: false },
      kubernetesCRDStore: { enable: false },
      format: { enable: true },
    },
    http: {},
    '[yaml]': { 'editor.tabSize': 2 },
    editor: { tabSize: 2, detectIndentation: false },
  },
};
/** How long theirs waits after an edit before it validates (its `validationDelayMs`); no part of what work costs. */
const THEIR_DELAY_MS = 200;

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: (before.at(-1) ?? '').length };
}

/** Places of a document, drawn with a seed: digits to type beside, keys to hover over, enumerations to complete. */
function places(text: string, next: () => number) {
  const all = (pattern: RegExp) =>
    sample([...text.matchAll(pattern)], REPEATS, next).map((match) => positionOf(text, match.index + match[0].length));
  const repeated = (some: Position[]): Position[] =>
    Array.from({ length: REPEATS }, (_, index) => some[index % some.length] ?? { line: 0, character: 1 });
  return {
    digits: repeated(all(/\b(?:mean|n|count|enrollment): \d+/g)),
    keys: repeated(
      all(/^ +(?:- )?(?:ra|me|ti|un|va|an|co|es|ou)(?=(?:nk|asure|me|it|lues|alyses|ntrast|timate|tcome):)/gm),
    ),
    enums: repeated(all(/\b(?:rank|role|masking|allocation): /g)),
  };
}

function saysSomething(answer: unknown): boolean {
  if (Array.isArray(answer)) return answer.length > 0;
  if (typeof answer !== 'object' || answer === null) return false;
  if ('items' in answer) return Array.isArray(answer.items) && answer.items.length > 0;
  return 'contents' in answer;
}

/** One round: a fresh process, opened, edited and asked. */
async function round(spec: ServerSpec, text: string, seed: number, tally: Tally): Promise<void> {
  const { digits, keys, enums } = places(text, random(seed));
  const idle = workOf(process.pid);
  const began = performance.now();
  await using server = await MeasuredServer.start(spec);
  tally.times.start.push(performance.now() - began);
  tally.work.start.push(server.work() - idle);
  const measured = async <T>(measure: Measure, work: () => Promise<T>): Promise<T> => {
    const before = server.work();
    const start = performance.now();
    const result = await work();
    tally.times[measure].push(performance.now() - start);
    tally.work[measure].push(server.work() - before);
    return result;
  };
  tally.diagnostics = (await measured('open → diagnostics', () => server.open(text))).length;
  // A digit is typed and taken back, so that the text stays as long as it was.
  for (const at of digits) {
    const behind = { ...at, character: at.character + 1 };
    await measured('edit → diagnostics', () => server.edit(at, at, '1'));
    const { hover, diagnostics } = server.editThenHover(at, behind, '', { ...at, character: at.character - 1 });
    await measured('edit → hover', () => hover);
    await diagnostics;
  }
  for (const [measure, method, where] of [
    ['hover', 'textDocument/hover', keys],
    ['completion', 'textDocument/completion', enums],
  ] as const)
    for (const at of where) {
      const answer = await measured(measure, () => server.request(method, at));
      tally.asked++;
      if (saysSomething(answer)) tally.said++;
    }
  for (let i = 0; i < REPEATS; i++) await measured('symbols', () => server.request('textDocument/documentSymbol'));
  tally.memory.push(server.peakMemory());
}

function newTally(): Tally {
  const each = () =>
    Object.fromEntries(MEASURES.map((measure) => [measure, [] as number[]])) as Record<Measure, number[]>;
  return { times: each(), work: each(), memory: [], said: 0, asked: 0, diagnostics: 0 };
}

const ms = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
const delay = (measure: Measure, spec: ServerSpec) =>
  spec === theirs && (measure === 'edit → diagnostics' || measure === 'open → diagnostics') ? THEIR_DELAY_MS : 0;

function report(document: BenchDocument, mine: Tally, other: Tally): void {
  console.log(`\n${document.name}: ${(document.text.length / 1000).toFixed(0)} KB`);
  const heads = ['ours p50', 'p95', 'theirs p50', 'p95', '× ours'];
  const rows = [['ms', ...heads, ...heads.map((head, index) => (index ? head : `| work ${head}`))]];
  for (const measure of MEASURES) {
    const cells = (['times', 'work'] as const).flatMap((which) => {
      const at = (tally: Tally, share: number, spec: ServerSpec) =>
        quantile(tally[which][measure], share) - (which === 'times' ? delay(measure, spec) : 0);
      const [a, b] = [at(mine, 0.5, ours), at(other, 0.5, theirs)];
      return [ms(a), ms(at(mine, 0.95, ours)), ms(b), ms(at(other, 0.95, theirs)), (b / a).toFixed(1)];
    });
    rows.push([measure, ...cells]);
  }
  const [a, b] = [quantile(mine.memory, 0.5), quantile(other.memory, 0.5)];
  rows.push(['peak memory, MiB', a.toFixed(0), '', b.toFixed(0), '', (b / a).toFixed(1)]);
  console.log(table(rows));
  const share = (tally: Tally) => `${tally.said} of ${tally.asked}`;
  console.log(
    `hovers and completions with an answer: ours ${share(mine)}, theirs ${share(other)}; diagnostics at opening: ours ${mine.diagnostics}, theirs ${other.diagnostics}`,
  );
}

/** The cost of an edit as the document grows: an exponent of 1 is linear, below it better. */
async function growth(documents: readonly BenchDocument[]): Promise<void> {
  const rows = [['our work', 'KB', 'edit → diagnostics p50', 'p95', 'edit → hover p50', 'p95']];
  const points: [number, number][] = [];
  for (const [index, { name, text }] of documents.entries()) {
    const tally = newTally();
    await round(ours, text, 1000 + index, tally);
    const both = (['edit → diagnostics', 'edit → hover'] as const).flatMap((measure) =>
      [0.5, 0.95].map((share) => quantile(tally.work[measure], share)),
    );
    points.push([Math.log(text.length), Math.log(quantile(tally.work['edit → diagnostics'], 0.5))]);
    rows.push([name, (text.length / 1000).toFixed(0), ...both.map(ms)]);
  }
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const slope =
    points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  console.log(`\n${table(rows)}\nan edit costs as the length to the power ${slope.toFixed(2)} (1 is linear)`);
}

/** How the cost of opening and of an edit grows from 220 KB to 1 MB: per KB, and how many times the one per KB the other is. */
function linearity(large: BenchDocument, huge: BenchDocument, tallyOf: (one: BenchDocument) => Tally): void {
  const rows = [['our work, µs per KB (p50)', large.name, huge.name, 'ratio (1 is linear)']];
  for (const measure of ['open → diagnostics', 'edit → diagnostics', 'edit → hover', 'symbols'] as const) {
    const [a, b] = [large, huge].map((one) => (quantile(tallyOf(one).work[measure], 0.5) * 1e6) / one.text.length) as [
      number,
      number,
    ];
    rows.push([measure, a.toFixed(0), b.toFixed(0), (b / a).toFixed(2)]);
  }
  console.log(`\n${table(rows)}`);
}

const load = () => `load average ${loadavg()[0]?.toFixed(1)}`;

try {
  const corpus = await readCorpus();
  if (!corpus) {
    console.log(
      `Not measured: there are no registry records in ${records} (DEEPIMAGINE_RECORDS names another folder).`,
    );
    process.exit(0);
  }
  const cases = corpus.measured.flatMap((document) =>
    [ours, theirs].map((spec) => ({ document, spec, tally: newTally() })),
  );
  const next = random(20_260_423);
  console.log(
    `${ours.name} and ${theirs.name}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ${load()}`,
  );
  console.log(
    `${ROUNDS} rounds of fresh processes in random order; ${REPEATS} of each request a round; equal JSON Schema`,
  );
  console.log(`theirs waits ${THEIR_DELAY_MS} ms before it validates: taken off its diagnostics below`);
  console.log('work: processor time of the main threads of server and client, whatever else the machine does');
  const [small] = corpus.measured;
  if (small) for (const spec of [ours, theirs]) await round(spec, small.text, 0, newTally());
  for (let r = 0; r < ROUNDS; r++)
    for (const { document, spec, tally } of shuffled(cases, next)) await round(spec, document.text, r + 1, tally);
  const tallyOf = (document: BenchDocument, spec: ServerSpec): Tally => {
    const found = cases.find((one) => one.document === document && one.spec === spec);
    if (!found) throw new Error(`${spec.name} was not measured on ${document.name}`);
    return found.tally;
  };
  for (const document of corpus.measured) report(document, tallyOf(document, ours), tallyOf(document, theirs));
  const [, , large, , huge] = corpus.measured;
  if (large && huge) linearity(large, huge, (document) => tallyOf(document, ours));
  await growth(corpus.growing);
  console.log(`${load()} at the end`);
  mkdirSync(path.dirname(options.json), { recursive: true });
  writeFileSync(
    options.json,
    JSON.stringify(
      cases.map(({ document, spec, tally }) => ({
        document: document.name,
        length: document.text.length,
        server: spec.name,
        ...tally,
      })),
      null,
      1,
    ),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
