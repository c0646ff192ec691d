// Counts the natural pairs of registry records and writes the frequencies that the embedded predictor carries directions
// over with: `node scripts/fit-table.ts <folder of *.jsonl.gz> [--write]`. Deterministic. Prints every count and every loss.
import { createReadStream, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { profileOf } from '../core/imagine/likeness.ts';
import { type NaturalPair, naturalPairs, rowTime } from '../core/imagine/natural.ts';
import { strengthOf } from '../core/imagine/power.ts';
import { keysOf, REACHES, type Reach, type Row, sourcesOf, type Table } from '../core/imagine/table.ts';
import { apartAlone } from '../core/imagine/unlike.ts';
import { type Contrast, surveyOf } from '../core/trial/contrast.ts';
import { DIRECTIONS, type Direction } from '../core/trial/direction.ts';
import { importRecord } from '../core/trial/registry/import.ts';
import type { Trial } from '../core/trial/schema.ts';
import { sideOf } from '../core/trial/sides.ts';

const MOST_PAIRS = 2000;

const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node scripts/fit-table.ts <folder of *.jsonl.gz> [--write]');
  process.exit(2);
}

const counts = new Map<string, number>();
const count = (name: string, by = 1) => counts.set(name, (counts.get(name) ?? 0) + by);

const emptyRow = (): Row => ({ trials: 0, pairs: 0, to: { higher: 0, lower: 0, 'no difference': 0 } });
const changes: Record<string, Record<string, Row>> = {};
const rowOf = (key: string, source: string): Row => {
  changes[key] ??= {};
  changes[key][source] ??= emptyRow();
  return changes[key][source];
};
let [smallest, largest] = [1, 1];
/** The farthest that the two ends of a pair of a trial lie apart in one attribute alone. */
const farthest: Record<Reach, number[]> = { time: [], schedule: [], duration: [], route: [] };
/** So many of 100 trials have no pair of times that lie farther apart. */
const WITHIN = 0.95;
const reachOf = (kind: Reach) => {
  const sorted = farthest[kind].toSorted((a, b) => a - b);
  const at = kind === 'time' ? Math.floor(WITHIN * (sorted.length - 1)) : sorted.length - 1;
  return { times: Number((sorted[at] ?? 1).toPrecision(3)), trials: sorted.length };
};

/** When a contrast is of, in days. */
function daysOf(trial: Trial, { look }: Contrast): number | undefined {
  const outcome = trial.outcomes?.[look.outcome];
  return (look.row === undefined ? undefined : rowTime(look.row)) ?? (outcome && profileOf(outcome).days);
}

/** How far the ends of a pair lie apart in one attribute alone. */
function apartIn(trial: Trial, { from, to, change }: NaturalPair): { kind: Reach; times: number } | undefined {
  if (change.kind === 'time') {
    const [one, other] = [daysOf(trial, from), daysOf(trial, to)];
    return one && other ? { kind: 'time', times: Math.max(one / other, other / one) } : undefined;
  }
  const [one, other] = [sideOf(trial, from.look.first), sideOf(trial, to.look.first)];
  return (change.kind === 'schedule' || change.kind === 'other') && one && other ? apartAlone(one, other) : undefined;
}

async function* recordsIn(folder: string): AsyncGenerator<unknown> {
  for (const name of readdirSync(folder)
    .filter((file) => file.startsWith('with-results') && file.endsWith('.jsonl.gz'))
    .sort())
    for await (const line of createInterface({ input: createReadStream(path.join(folder, name)).pipe(createGunzip()) }))
      if (line.trim() !== '') yield JSON.parse(line);
}

for await (const record of recordsIn(folder)) {
  count('records');
  const imported = importRecord(record);
  if ('problem' in imported) {
    count(`record left out: ${imported.problem}`);
    continue;
  }
  const { trial } = imported;
  const { contrasts, excluded } = surveyOf(trial);
  for (const [reason, number] of Object.entries(excluded)) count(`pair of groups left out: ${reason}`, number);
  if (contrasts.length > 0) count('trials with contrasts');
  let directed = 0;
  for (const { observed } of contrasts) {
    count('contrasts');
    if (observed.direction === undefined) count(`contrast without direction: ${observed.missing}`);
    else {
      directed++;
      count(`contrast ${observed.source}: ${observed.direction}`);
    }
    for (const mark of observed.marked) count(`marked: ${mark}`);
  }
  if (directed > 0) count('trials with directions');
  if (contrasts.some(({ observed }) => observed.direction && observed.source === 'reported'))
    count('trials with reported directions');

  // A trial weighs 1 under each key, however many pairs it has.
  const own = new Map<string, { sources: (string | undefined)[]; to: Direction }[]>();
  const strengths = new Map<Contrast, number | undefined>();
  const strength = (contrast: Contrast) => {
    if (!strengths.has(contrast)) strengths.set(contrast, strengthOf(contrast.observed)?.z);
    return strengths.get(contrast);
  };
  const reached: Partial<Record<Reach, number>> = {};
  for (const pair of naturalPairs(trial, MOST_PAIRS)) {
    const { from, to, change } = pair;
    const [source, target] = [from.observed.direction, to.observed.direction];
    if (!source || !target) continue;
    if (change.kind === 'dose' && change.ratio !== undefined) {
      smallest = Math.min(smallest, change.ratio);
      largest = Math.max(largest, change.ratio);
    }
    const apart = apartIn(trial, pair);
    if (apart) reached[apart.kind] = Math.max(reached[apart.kind] ?? 1, apart.times);
    const z = strength(from);
    const sources = sourcesOf({ direction: source, ...(z !== undefined && { z }) });
    for (const key of keysOf(change)) {
      const pairs = own.get(key);
      if (pairs) pairs.push({ sources, to: target });
      else own.set(key, [{ sources, to: target }]);
    }
  }
  for (const kind of REACHES) {
    const most = reached[kind];
    if (most !== undefined) farthest[kind].push(most);
  }
  for (const [key, pairs] of own) {
    const seen = new Set<string>();
    for (const { sources, to } of pairs)
      for (const source of sources) {
        if (source === undefined) continue;
        const row = rowOf(key, source);
        row.pairs++;
        row.to[to] += 1 / pairs.length;
        if (!seen.has(source)) row.trials++;
        seen.add(source);
      }
  }
}

const fixed = (value: number) => Number(value.toFixed(4));
const number = (name: string) => counts.get(name) ?? 0;
const table: Table = {
  about:
    'Frequencies of the direction of one contrast given another of the same trial, by what differs between them. A trial weighs 1 under each change. Made by scripts/fit-table.ts from registry records with results; a trial that is among them speaks for itself in its own answer, by one trial in as many as are counted.',
  records: number('records'),
  trials: number('trials with directions'),
  contrasts: DIRECTIONS.flatMap((direction) =>
    ['reported', 'computed'].map((source) => number(`contrast ${source}: ${direction}`)),
  ).reduce((a, b) => a + b, 0),
  mostPairs: MOST_PAIRS,
  doseRatios: [fixed(smallest), fixed(largest)],
  reach: {
    time: reachOf('time'),
    schedule: reachOf('schedule'),
    duration: reachOf('duration'),
    route: reachOf('route'),
  },
  changes: Object.fromEntries(
    Object.entries(changes)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, rows]) => {
        for (const row of Object.values(rows)) for (const to of DIRECTIONS) row.to[to] = fixed(row.to[to]);
        return [key, Object.fromEntries(Object.entries(rows).sort(([a], [b]) => (a < b ? -1 : 1)))];
      }),
  ),
};

for (const [name, value] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${String(value).padStart(9)}  ${name}`);
console.log(`\ndose ratios from ${table.doseRatios[0]} to ${table.doseRatios[1]}`);
for (const kind of REACHES)
  console.log(`${kind}s up to ${table.reach[kind].times} times apart, in ${table.reach[kind].trials} trials`);
for (const [key, rows] of Object.entries(table.changes)) {
  console.log(`\n${key}`);
  for (const [source, { trials, pairs, to }] of Object.entries(rows)) {
    const all = DIRECTIONS.reduce((sum, direction) => sum + to[direction], 0);
    const shares = DIRECTIONS.map((direction) => `${direction} ${all > 0 ? (to[direction] / all).toFixed(2) : '—'}`);
    console.log(`  ${source.padEnd(38)} → ${shares.join(', ')}  (${pairs} pairs, ${trials} trials)`);
  }
}
if (flags.includes('--write')) {
  writeFileSync(path.resolve(import.meta.dirname, '../core/imagine/table.json'), `${JSON.stringify(table, null, 1)}\n`);
  console.log('\nwritten to core/imagine/table.json');
}
