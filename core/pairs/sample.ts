/** Pairs to look at: one each of some trials, drawn by what they are called and a seed, and single pairs by their ids. */
import { createHash } from 'node:crypto';
import { importRecord } from '../trial/registry/import.ts';
import type { Trial } from '../trial/schema.ts';
import { pairsOfTrial } from './build.ts';
import { drawn, Lowest } from './lowest.ts';
import type { Wanted } from './natural.ts';
import { type Pair, readPairId } from './pair.ts';
import type { Records } from './records.ts';

export interface Sampled {
  trial: Trial;
  pair: Pair;
}

function numberOf(text: string): number {
  return createHash('sha256').update(text, 'utf8').digest().readUInt32BE(0);
}

/** One pair of a trial. */
function onePair(json: unknown, wanted: Wanted, seed: string): Sampled | undefined {
  const imported = importRecord(json);
  if ('problem' in imported) return undefined;
  const { trial } = imported;
  const lowest = new Lowest<Pair>(1);
  for (const pair of pairsOfTrial(trial, wanted).pairs)
    lowest.put(drawn(numberOf(pair.id), numberOf(seed)), pair.id, pair);
  const [pair] = lowest.all();
  return pair && { trial, pair };
}

/** `n` pairs, each of another trial; fewer where there are not so many. The same seed gives the same. */
export async function samplePairs(records: Records, n: number, wanted: Wanted, seed = ''): Promise<Sampled[]> {
  const rank = (id: string) => numberOf(`${seed} ${id}`);
  const ids = records.ids?.();
  if (ids) {
    const found: Sampled[] = [];
    for (const id of ids.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))) {
      if (found.length === n) break;
      const one = onePair(await records.find(id), wanted, seed);
      if (one) found.push(one);
    }
    return found;
  }
  const lowest = new Lowest<Sampled>(n);
  for await (const read of records.walk()) {
    if (!('id' in read) || !lowest.admits(rank(read.id))) continue;
    const one = onePair(read.json, wanted, seed);
    if (one) lowest.put(rank(read.id), read.id, one);
  }
  return lowest.all();
}

/**
 * The pair of an id in its trial, drawn or not; undefined where the trial, as it is read now, has no such pair. `document`: of one at
 * hand, which need not say where its results came from.
 */
export function pairIn(trial: Trial, id: string, document = false): Pair | undefined {
  const parts = readPairId(id);
  if (!parts || parts.trial !== trial.trial) return undefined;
  const { from, to } = parts;
  const wanted: Wanted = { cap: 1, extensions: true, only: { from, to }, ...(document && { document: true }) };
  return pairsOfTrial(trial, wanted).pairs.find((pair) => pair.id === id);
}

/** Looks a pair up in records. */
export async function findPair(records: Records, id: string): Promise<Sampled | undefined> {
  const parts = readPairId(id);
  const json = parts && (await records.find(parts.trial));
  const imported = json === undefined ? undefined : importRecord(json);
  if (!imported || 'problem' in imported) return undefined;
  const pair = pairIn(imported.trial, id);
  return pair && { trial: imported.trial, pair };
}
