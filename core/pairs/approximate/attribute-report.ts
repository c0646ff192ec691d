/** Whether a difference in population or experiment between anchor and target says anything of what becomes of the direction. */
import * as z from 'zod';
import { FOLDS, fold } from '../../evaluate/fold.ts';
import { DIRECTIONS, type Direction } from '../../trial/direction.ts';
import { ATTRIBUTES, type differs } from './attributes.ts';
import { byTrial, intervalSchema, meanOf, resampled, round, rounded } from './resampling.ts';

/** Counts that a table is drawn towards what is known without the attribute. */
const PRIOR = 20;

/** A target contrast, and for each of its anchors how it differs from it. */
export interface Compared {
  trial: string;
  observed: Direction;
  differences: readonly { from: Direction; differs: readonly (ReturnType<typeof differs> | undefined)[] }[];
}

export const attributeSchema = z.object({
  name: z.string(),
  factor: z.enum(['N', 'E']),
  about: z.string().describe('What `more` means.'),
  pairs: z.int().describe('Of which both ends say.'),
  trials: z.int(),
  differ: z.int(),
  gain: intervalSchema.describe(
    'Brier score of the target’s direction given the anchor’s, minus that given the difference too; positive where the difference helps. Cross-validated over folds of target trials.',
  ),
  kept: z.record(z.string(), z.number()).describe('The share of pairs that kept the direction, by difference.'),
});

/** A pair as a test of an attribute sees it. */
interface Tested {
  trial: string;
  fold: number;
  weight: number;
  from: Direction;
  to: Direction;
  differs: 'more' | 'same' | 'less';
}

/** Shares of the target's direction by a key, drawn by some counts towards what a wider key says. */
class Table {
  readonly #counts = new Map<string, { all: number; of: Map<Direction, number> }>();

  add(key: string, to: Direction, weight: number): void {
    const own = this.#counts.get(key) ?? { all: 0, of: new Map() };
    own.all += weight;
    own.of.set(to, (own.of.get(to) ?? 0) + weight);
    this.#counts.set(key, own);
  }

  share(key: string, to: Direction, wider: number, prior: number): number {
    const own = this.#counts.get(key);
    return ((own?.of.get(to) ?? 0) + prior * wider) / ((own?.all ?? 0) + prior);
  }
}

/**
 * What knowing the difference gains over knowing the anchor's direction alone, by trial: Brier scores of frequencies, each counted on the other folds. Weights
 * are those of trials, so that what a table is drawn by are trials too.
 */
function gainsOf(pairs: readonly Tested[]): number[] {
  const gains: { trial: string; value: number }[] = [];
  for (let held = 0; held < FOLDS; held++) {
    const [alone, both] = [new Table(), new Table()];
    for (const { fold: own, from, to, differs: by, weight } of pairs)
      if (own !== held) {
        alone.add(from, to, weight);
        both.add(`${from} ${by}`, to, weight);
      }
    for (const { trial, fold: own, from, to, differs: by } of pairs) {
      if (own !== held) continue;
      const brier = (share: (direction: Direction) => number) =>
        DIRECTIONS.reduce((sum, one) => sum + (share(one) - Number(one === to)) ** 2, 0);
      const wide = (one: Direction) => alone.share(from, one, 1 / DIRECTIONS.length, 1);
      const narrow = (one: Direction) => both.share(`${from} ${by}`, one, wide(one), PRIOR);
      gains.push({ trial, value: brier(wide) - brier(narrow) });
    }
  }
  return byTrial(gains);
}

/** What is said of each attribute: of the pairs that tell it, and of what knowing the difference gains. */
export function attributesOf(rows: readonly Compared[]): z.infer<typeof attributeSchema>[] {
  return ATTRIBUTES.map(({ name, factor, about }, at) => {
    const told = rows.flatMap(({ trial, observed, differences }) =>
      differences.flatMap(({ from, differs: all }) => {
        const by = all[at];
        return by ? [{ trial, fold: fold(trial), from, to: observed, differs: by }] : [];
      }),
    );
    const sizes = new Map<string, number>();
    for (const { trial } of told) sizes.set(trial, (sizes.get(trial) ?? 0) + 1);
    const pairs = told.map((one) => ({ ...one, weight: 1 / (sizes.get(one.trial) ?? 1) }));
    const kept = Object.fromEntries(
      (['more', 'same', 'less'] as const).flatMap((by) => {
        const own = pairs.filter((pair) => pair.differs === by);
        const trials = byTrial(own.map(({ trial, from, to }) => ({ trial, value: Number(from === to) })));
        return own.length > 0 ? [[by, round(meanOf(trials))] as const] : [];
      }),
    );
    return {
      name,
      factor,
      about,
      pairs: pairs.length,
      trials: sizes.size,
      differ: pairs.filter((pair) => pair.differs !== 'same').length,
      gain: rounded(resampled(gainsOf(pairs))),
      kept,
    };
  });
}
