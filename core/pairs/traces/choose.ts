/** Which pairs of a file are asked about. The file is gone through once; of each pair that is chosen, where it stands is kept. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Lowest } from '../lowest.ts';
import { type Pair, pairSchema } from '../pair.ts';
import type { Split } from '../split.ts';
import { linesOf } from './journal.ts';

/** What cannot be read as pairs: a sentence for a person. */
export class PairsProblem extends Error {}

interface Place {
  id: string;
  trial: string;
  at: number;
  length: number;
}

export interface Chosen {
  /** In the order of the file, by trial. */
  trials: ReadonlyMap<string, readonly Place[]>;
  counts: { file: number; otherSplit: number; beyond: number; chosen: number };
}

function pairIn(text: string, file: string, number: number): Pair {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    if (text.startsWith('\u001f')) throw new PairsProblem(`${file}: it is compressed. Write it out first (gunzip).`);
    throw new PairsProblem(`${file}, line ${number}: no JSON. Pairs are what \`deepimagine pairs build\` writes.`);
  }
  const read = pairSchema.safeParse(json);
  if (!read.success)
    throw new PairsProblem(`${file}, line ${number}: no pair. Pairs are what \`deepimagine pairs build\` writes.`);
  return read.data;
}

/**
 * Chooses pairs of the splits that are asked for, `most` of them at most: those whose ids' hashes are the lowest, so that fewer are part of more. Throws
 * `PairsProblem` where a line is no pair.
 */
export async function choosePairs(file: string, splits: readonly Split[], most: number | undefined): Promise<Chosen> {
  const counts = { file: 0, otherSplit: 0, beyond: 0, chosen: 0 };
  const lowest = new Lowest<Place>(most ?? Number.POSITIVE_INFINITY);
  const all: Place[] = [];
  let suited = 0;
  for await (const { text, at, end } of linesOf(file)) {
    if (text.trim() === '') continue;
    const { id, trial, split } = pairIn(text, file, ++counts.file);
    if (split === undefined || !splits.includes(split)) {
      counts.otherSplit++;
      continue;
    }
    suited++;
    const place = { id, trial, at, length: end - at };
    if (most === undefined) all.push(place);
    else lowest.put(createHash('sha256').update(id, 'utf8').digest().readUInt32BE(0), id, place);
  }
  const places = most === undefined ? all : lowest.all().sort((a, b) => a.at - b.at);
  counts.chosen = places.length;
  counts.beyond = suited - places.length;
  const trials = new Map<string, Place[]>();
  for (const place of places) {
    const own = trials.get(place.trial);
    if (own) own.push(place);
    else trials.set(place.trial, [place]);
  }
  return { trials, counts };
}

/** Reads the pairs that were chosen. */
export class ChosenPairs {
  readonly #file: string;
  readonly #handle: Awaited<ReturnType<typeof open>>;

  private constructor(file: string, handle: Awaited<ReturnType<typeof open>>) {
    this.#file = file;
    this.#handle = handle;
  }

  static async open(file: string): Promise<ChosenPairs> {
    return new ChosenPairs(file, await open(file, 'r'));
  }

  async read({ at, length }: Place): Promise<Pair> {
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(length), 0, length, at);
    return pairIn(buffer.toString('utf8', 0, bytesRead), this.#file, 0);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
