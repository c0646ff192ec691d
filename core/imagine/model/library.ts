/** The embedded library of natural pairs: what other trials observed of a change like the one that is asked about. */
import * as z from 'zod';
import type { Direction } from '../../trial/direction.ts';
import library from './library.json' with { type: 'json' };
import { telling } from './terms.ts';

export const librarySchema = z.object({ about: z.string(), doses: z.string(), measures: z.string() });

/** A pair of another trial, as evidence. */
export interface Precedent {
  trial: string;
  /** The second dose over the first; absent where the two are of two measures. */
  ratio?: number;
  from: Direction;
  to: Direction;
  /** 0 to 1. */
  nearness: number;
}

type Terms = ReadonlyMap<string, number>;
interface Pair {
  trial: string;
  ratio?: number;
  first: Terms;
  second: Terms;
  from: Direction;
  to: Direction;
}

const DIRECTION: Readonly<Record<string, Direction>> = { h: 'higher', l: 'lower', n: 'no difference' };

function weighted(text: string): Terms {
  const own = text.split(' ').map((term) => [term, telling(term)] as const);
  const length = Math.sqrt(own.reduce((sum, [, weight]) => sum + weight * weight, 0)) || 1;
  return new Map(own.map(([term, weight]) => [term, weight / length]));
}

function read(lines: string): Pair[] {
  return lines.split('\n').flatMap((line) => {
    const [trial, first = '', second = '', directions = ''] = line.split('|');
    const [from, to] = [...directions].map((letter) => DIRECTION[letter]);
    if (trial === undefined || !from || !to) return [];
    const ratio = Number(first);
    return [
      {
        trial,
        ...(ratio > 0 ? { ratio } : {}),
        first: ratio > 0 ? new Map<string, number>() : weighted(first),
        second: weighted(second),
        from,
        to,
      },
    ];
  });
}

let pairs: { doses: Pair[]; measures: Pair[] } | undefined;

/** Read when it is first asked for. */
function all(): { doses: Pair[]; measures: Pair[] } {
  if (!pairs) {
    const { doses, measures } = librarySchema.parse(library);
    pairs = { doses: read(doses), measures: read(measures) };
  }
  return pairs;
}

function cosine(a: Terms, b: Terms): number {
  let sum = 0;
  for (const [term, weight] of a) sum += weight * (b.get(term) ?? 0);
  return Math.min(1, sum);
}

/** The nearest, at most one of a trial, never of the trial that asks. */
function nearestOf(found: Precedent[], most: number, least: number): Precedent[] {
  const trials = new Set<string>();
  return found
    .filter(({ nearness }) => nearness >= least)
    .sort((a, b) => b.nearness - a.nearness || (a.trial < b.trial ? -1 : 1))
    .filter(({ trial }) => !trials.has(trial) && trials.add(trial))
    .slice(0, most);
}

/** Pairs of doses from a source of this direction, the nearest first: by how far apart the doses are, and by measure. */
export function dosePrecedents(
  asking: string | undefined,
  ratio: number,
  measure: Terms,
  direction: Direction,
  most = 9,
): Precedent[] {
  const found = all().doses.flatMap(({ trial, ratio: own = 1, second, from, to }) => {
    if (trial === asking || from !== direction) return [];
    const apart = Math.abs(Math.log2(own / ratio));
    return [{ trial, ratio: own, from, to, nearness: (0.4 + 0.6 * cosine(measure, second)) / (1 + apart) }];
  });
  return nearestOf(found, most, 0.12);
}

/** Pairs of measures, each like one of the two that are asked about, from a source of this direction. */
export function measurePrecedents(
  asking: string | undefined,
  first: Terms,
  second: Terms,
  direction: Direction,
  most = 9,
): Precedent[] {
  const found = all().measures.flatMap((pair) => {
    if (pair.trial === asking || pair.from !== direction) return [];
    const nearness = Math.min(cosine(first, pair.first), cosine(second, pair.second));
    return [{ trial: pair.trial, from: pair.from, to: pair.to, nearness }];
  });
  return nearestOf(found, most, 0.2);
}
