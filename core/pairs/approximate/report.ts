/**
 * How good retrieval is, without a model: how often the direction of an anchor is that of its target, against anchors of the same condition drawn at
 * random; and whether a difference in population or experiment between the two says anything of what becomes of the direction. Every
 * trial weighs 1, intervals are the bootstrap's over target trials, every figure has its n.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { contrastsOf } from '../../trial/contrast.ts';
import { DIRECTIONS, type Direction, observe } from '../../trial/direction.ts';
import { contrastId } from '../pair.ts';
import { askableOf } from '../question.ts';
import type { Records } from '../records.ts';
import type { Split } from '../split.ts';
import { attributeSchema, attributesOf, type Compared } from './attribute-report.ts';
import { ATTRIBUTES, differs } from './attributes.ts';
import { nearestLook } from './looks.ts';
import { askedOf, TERMED } from './ranking.ts';
import { byTrial, intervalSchema, meanOf, resampled, resampledOf, round, rounded } from './resampling.ts';
import { type Anchor, retrieve, type Target } from './retrieve.ts';
import { type Survey, surveyRecords } from './survey.ts';

const KS = [1, 3, 5, 7] as const;
const MOST = 7;
/** Contrasts of a target trial, at most. */
const CAP = 4;
/** A target with so many trials of its condition to choose from offers a choice. */
const CHOICE = 8;

interface Near {
  direction: Direction;
  similarity: number;
  widened: boolean;
}

/** A target contrast and what its anchors say. */
interface Row extends Compared {
  split: Split | undefined;
  near: readonly Near[];
  /** The same, whenever they were posted. */
  free: readonly Near[];
  /** Of trials of its condition drawn at random: each one's nearest contrast. */
  random: readonly Direction[];
  /** Of any contrast of any trial of its condition: the share with the target's direction. */
  any: number | undefined;
  peers: number;
}

const figure = z.object({ n: z.int().describe('Target contrasts.'), trials: z.int(), value: intervalSchema });
const agreement = z.object({
  k: z.int(),
  near: figure.describe('The k nearest anchors: the share whose direction is the target’s.'),
  vote: figure.describe('The direction of most of the k, the more similar weighing more.'),
  random: figure.describe('As many trials of the same condition at random, each one’s nearest contrast.'),
  gain: figure.describe('The k nearest over those at random, of the same targets.'),
});
export const retrievalReportSchema = z
  .object({
    records: z.object({ read: z.int(), usable: z.int() }),
    targets: z.object({
      contrasts: z.int(),
      trials: z.int(),
      withAnchor: z.int().describe('Contrasts with an anchor at all.'),
      withAnchorOfCondition: z.int(),
      withChoice: z.int().describe(`Contrasts with ${CHOICE} trials of their condition or more to choose from.`),
      trialsWithAnchor: z.int(),
      trialsWithChoice: z.int(),
    }),
    directions: z.record(z.string(), z.number()).describe('Of targets with a choice: the share of each direction.'),
    any: figure.describe('Any contrast of any trial of the condition, targets with a choice.'),
    byK: z.array(agreement).describe('Targets with a choice.'),
    kappa: z
      .array(z.object({ k: z.int(), near: figure, random: figure }))
      .describe('Agreement beyond chance (Cohen), targets with a choice.'),
    free: z
      .object({ byK: z.array(z.object({ k: z.int(), kappa: figure })), bySimilarity: z.record(z.string(), figure) })
      .describe(
        'Agreement beyond chance where anchors may be posted at any time, of all targets: what likeness says of directions. No figure of what can be foretold.',
      ),
    nearest: z
      .record(z.string(), figure)
      .describe('The nearest anchor by how far one had to look, and by its similarity; all targets with an anchor.'),
    test: z.array(agreement).describe('Targets of the test split with a choice.'),
    attributes: z.array(attributeSchema).describe('Whether a difference between anchor and target says anything.'),
  })
  .describe('What `deepimagine pairs retrieval --json` writes.');
export type RetrievalReport = z.infer<typeof retrievalReportSchema>;

const rank = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

/** The share of a trial's observed contrasts of each direction, found once. */
function sharesOf(survey: Survey): (id: string) => Readonly<Record<Direction, number>> | undefined {
  const known = new Map<string, Readonly<Record<Direction, number>> | undefined>();
  return (id) => {
    if (!known.has(id)) {
      const trial = survey.trial(id);
      const counts = { higher: 0, lower: 0, 'no difference': 0 };
      let all = 0;
      for (const { observed } of trial ? contrastsOf(trial) : [])
        if (observed.direction !== undefined) {
          counts[observed.direction]++;
          all++;
        }
      for (const direction of DIRECTIONS) counts[direction] /= all || 1;
      known.set(id, all > 0 ? counts : undefined);
    }
    return known.get(id);
  };
}

/** A start that everything was posted before. */
const NEVER = '9999';

function nearOf({ trial, look, similarity, widened }: Anchor): Near[] {
  const direction = observe(trial, look)?.direction;
  return direction ? [{ direction, similarity, widened: widened !== undefined && widened !== TERMED }] : [];
}

function rowOf(survey: Survey, target: Target, observed: Direction, shares: ReturnType<typeof sharesOf>): Row {
  const { trial, look } = target;
  const id = trial.trial ?? '';
  const near = retrieve(survey, target, { k: MOST });
  const peers = survey.index.peers(target);
  const asked = askedOf(target);
  const drawn = peers
    .map((peer) => ({ peer, at: rank(`${id} ${contrastId(look)} ${peer}`) }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .slice(0, MOST);
  const random = drawn.flatMap(({ peer }) => {
    const other = survey.trial(peer);
    const found = other && nearestLook(other, asked, survey.index.telling);
    return (other && found && observe(other, found.look)?.direction) ?? [];
  });
  const any = peers.flatMap((peer) => shares(peer)?.[observed] ?? []);
  return {
    trial: id,
    split: survey.splitter.placeOf(id).split,
    observed,
    near: near.flatMap(nearOf),
    free: retrieve(survey, { ...target, starts: NEVER }, { k: MOST }).flatMap(nearOf),
    random,
    any: any.length > 0 ? any.reduce((sum, one) => sum + one, 0) / any.length : undefined,
    peers: peers.length,
    differences: near.flatMap(({ trial: own, look: at }) => {
      const from = observe(own, at)?.direction;
      return from ? [{ from, differs: ATTRIBUTES.map((test) => differs(test, own, trial)) }] : [];
    }),
  };
}

const agrees = (all: readonly Direction[], observed: Direction) =>
  meanOf(all.map((direction) => Number(direction === observed)));

/** The direction of most, the more similar weighing more; of two with as much, the one of the nearest. */
function vote(near: Row['near']): Direction | undefined {
  const weight = (direction: Direction) =>
    near.reduce((sum, one) => sum + (one.direction === direction ? one.similarity : 0), 0);
  return [...near].sort((a, b) => weight(b.direction) - weight(a.direction))[0]?.direction;
}

type Figure = z.infer<typeof figure>;
function figureOf(rows: readonly Row[], value: (row: Row) => number | undefined): Figure {
  const all = rows.flatMap((row) => {
    const own = value(row);
    return own === undefined ? [] : [{ trial: row.trial, value: own }];
  });
  const trials = byTrial(all);
  return { n: all.length, trials: trials.length, value: rounded(resampled(trials)) };
}

function agreementOf(rows: readonly Row[], k: number): z.infer<typeof agreement> {
  const near = ({ near: all, observed }: Row) =>
    agrees(
      all.slice(0, k).map(({ direction }) => direction),
      observed,
    );
  const random = ({ random: all, observed }: Row) => agrees(all.slice(0, k), observed);
  return {
    k,
    near: figureOf(rows, near),
    vote: figureOf(rows, ({ near: all, observed }) => Number(vote(all.slice(0, k)) === observed)),
    random: figureOf(rows, random),
    gain: figureOf(rows, (row) => near(row) - random(row)),
  };
}

/** Two directions that are held against each other. */
type Held = readonly [from: Direction, to: Direction];

/**
 * Cohen's kappa (Educ. Psychol. Meas. 20, 1960): how much more often two directions agree than they would by chance, since most contrasts show no difference.
 * Every trial weighs 1.
 */
function kappaOf(rows: readonly Row[], held: (row: Row) => readonly Held[]): Figure {
  const byId = new Map<string, Held[]>();
  let n = 0;
  for (const row of rows) {
    const own = held(row);
    if (own.length === 0) continue;
    n++;
    byId.set(row.trial, [...(byId.get(row.trial) ?? []), ...own]);
  }
  const trials = [...byId.values()].map((all) => [
    meanOf(all.map(([from, to]) => Number(from === to))),
    ...DIRECTIONS.flatMap((direction) =>
      [0, 1].map((end) => meanOf(all.map((pair) => Number(pair[end as 0 | 1] === direction)))),
    ),
  ]);
  const kappa = ([agree = 0, ...shares]: readonly number[]) => {
    const chance = DIRECTIONS.reduce((sum, _, i) => sum + (shares[2 * i] ?? 0) * (shares[2 * i + 1] ?? 0), 0);
    return (agree - chance) / (1 - chance);
  };
  return { n, trials: trials.length, value: rounded(resampledOf(trials, kappa)) };
}

const heldNear =
  (k: number, of: 'near' | 'free' = 'near') =>
  ({ [of]: all, observed }: Row): Held[] =>
    all.slice(0, k).map(({ direction }) => [direction, observed]);

/** The bands of similarity that the nearest anchor is told by. */
const BANDS = [0, 0.3, 0.4, 0.5, 0.6, 1.01] as const;

function bands(): { name: string; holds: (similarity: number) => boolean }[] {
  return BANDS.slice(0, -1).map((low, i) => {
    const high = BANDS[i + 1] ?? 1;
    return {
      name: `similarity ${low.toFixed(1)} to ${Math.min(1, high).toFixed(1)}`,
      holds: (similarity) => similarity >= low && similarity < high,
    };
  });
}

function nearestOf(rows: readonly Row[]): Record<string, Figure> {
  const right = ({ near: [first], observed }: Row) => first && Number(first.direction === observed);
  const of = (holds: (first: Row['near'][number]) => boolean) =>
    figureOf(
      rows.filter(({ near: [first] }) => first !== undefined && holds(first)),
      right,
    );
  return {
    'same condition': of(({ widened }) => !widened),
    widened: of(({ widened }) => widened),
    ...Object.fromEntries(bands().map(({ name, holds }) => [name, of(({ similarity }) => holds(similarity))])),
  };
}

export interface ReportOptions {
  signal?: AbortSignal;
  onProgress?: (round: 1 | 2, done: number, all: number | undefined) => void;
}

/** Measures retrieval over all trials of some records. Undefined where it was stopped. */
export async function retrievalReport(
  records: Records,
  { signal, onProgress }: ReportOptions = {},
): Promise<RetrievalReport | undefined> {
  const survey = await surveyRecords(records, {
    ...(signal && { signal }),
    onProgress: (done) => onProgress?.(1, done, undefined),
  });
  const shares = sharesOf(survey);
  const rows: Row[] = [];
  for (const [i, { id }] of survey.trials.entries()) {
    if (signal?.aborted) return undefined;
    const trial = survey.trial(id);
    // Where no start is known, nothing is known to have been before it.
    if (trial?.design?.start !== undefined)
      for (const { contrast } of askableOf(trial, CAP).chosen) {
        const { look, observed } = contrast;
        if (observed.direction === undefined) continue;
        rows.push(rowOf(survey, { trial, look, terms: survey.terms(id) }, observed.direction, shares));
      }
    onProgress?.(2, i + 1, survey.trials.length);
  }
  const found = rows.filter(({ near }) => near.length > 0);
  const choice = found.filter(({ peers }) => peers >= CHOICE);
  const trialsOf = (some: readonly Row[]) => new Set(some.map(({ trial }) => trial)).size;
  return {
    records: { read: survey.records, usable: survey.index.size },
    targets: {
      contrasts: rows.length,
      trials: trialsOf(rows),
      withAnchor: found.length,
      withAnchorOfCondition: found.filter(({ near }) => near.some(({ widened }) => !widened)).length,
      withChoice: choice.length,
      trialsWithAnchor: trialsOf(found),
      trialsWithChoice: trialsOf(choice),
    },
    directions: Object.fromEntries(
      DIRECTIONS.map((direction) => [
        direction,
        round(meanOf(byTrial(choice.map((row) => ({ trial: row.trial, value: Number(row.observed === direction) }))))),
      ]),
    ),
    any: figureOf(choice, ({ any }) => any),
    byK: KS.map((k) => agreementOf(choice, k)),
    kappa: KS.map((k) => ({
      k,
      near: kappaOf(choice, heldNear(k)),
      random: kappaOf(choice, ({ random, observed }) => random.slice(0, k).map((from) => [from, observed])),
    })),
    free: {
      byK: KS.map((k) => ({ k, kappa: kappaOf(rows, heldNear(k, 'free')) })),
      bySimilarity: Object.fromEntries(
        bands().map(({ name, holds }) => [
          name,
          kappaOf(rows, ({ free, observed }) =>
            free.flatMap(({ direction, similarity }): Held[] => (holds(similarity) ? [[direction, observed]] : [])),
          ),
        ]),
      ),
    },
    nearest: nearestOf(found),
    test: KS.map((k) =>
      agreementOf(
        choice.filter(({ split }) => split === 'test'),
        k,
      ),
    ),
    attributes: attributesOf(found),
  };
}
