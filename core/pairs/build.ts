/**
 * Pairs and questions of all trials of some records, trial by trial: whatever the size, one trial is in memory at a time. Records are gone
 * through twice, first for where each trial stands among the splits. The same records give the same bytes.
 */
import * as z from 'zod';
import { formatP } from '../trial/quantity/estimate.ts';
import { importRecord } from '../trial/registry/import.ts';
import { isRecord, partOf, tokenOf } from '../trial/registry/measures.ts';
import type { Trial } from '../trial/schema.ts';
import { byId, type Made } from './by-id.ts';
import { type End, type Found, naturalPairsOf, type TrialCounts, type Wanted } from './natural.ts';
import { attributeStep, lookStep } from './open.ts';
import { type Pair, type PairEnd, pairId } from './pair.ts';
import { goodDirection, type Question, questionsOfTrial } from './question.ts';
import type { Records } from './records.ts';
import { type Cuts, DEFAULT_CUTS, type Place, Splitter, splitCountsSchema } from './split.ts';

/** Pairs of a trial of each kind, and contrasts of it that are asked about, at most, where nothing else is said. */
export const DEFAULT_CAP = 80;

/** The `index`-th, from 1, of `of` slices of the records, in the order of their ids. Put one behind the other, all slices are the whole. */
export interface Shard {
  index: number;
  of: number;
}

export interface BuildOptions extends Wanted {
  cuts?: Cuts;
  shard?: Shard;
  signal?: AbortSignal;
  /** Called after every record of either round. */
  onProgress?: (round: 1 | 2, done: number, all: number | undefined) => void;
}

const count = z.int().min(0);
const counts = z.record(z.string(), count);
const kindSchema = z.object({
  candidates: count.describe(
    'Two labelled contrasts of the same sides (O), or of the same outcome and comparator (A).',
  ),
  lost: counts.describe('By reason.'),
  passed: counts.describe('By what changes.'),
  left: count.describe('Passed, and not asked for or not drawn.'),
  drawn: count,
  trials: count.describe('That pairs were drawn of.'),
  flips: count.describe('Pairs drawn whose two directions differ.'),
});

/** What `deepimagine pairs build --json` writes. Pairs count both ways round. */
export const buildSchema = z
  .object({
    records: z.object({ read: count, without: counts.describe('Without pairs or questions, by reason.') }),
    contrasts: z.object({
      all: count,
      excluded: counts.describe('Two sides of a result that are no contrast, by reason.'),
      reported: count,
      computed: count,
      unlabelled: counts.describe('Contrasts that are no end of a pair, by reason.'),
    }),
    O: kindSchema,
    A: kindSchema,
    changes: counts.describe('Pairs drawn, by what changes.'),
    marked: counts.describe('Pairs drawn of which an end is marked, by mark.'),
    notRandomized: count.describe('Pairs drawn of trials that are not said to be randomised.'),
    byAttribute: count.describe('Pairs drawn that one attribute of an arm also leads through.'),
    written: count,
    trials: count.describe('That something was written of.'),
    splits: z.record(z.string(), count).describe('Pairs or questions written, by split.'),
    split: splitCountsSchema,
  })
  .describe('What `deepimagine pairs build --json` writes: counts at every stage.');
export type BuildCounts = z.infer<typeof buildSchema>;

const noKind = () => ({ candidates: 0, lost: {}, passed: {}, left: 0, drawn: 0, trials: 0, flips: 0 });

type Numbers = { [key: string]: number | Numbers };

/** Adds numbers, and numbers within, to those of the same names. */
function addAll(to: Numbers, more: Numbers): void {
  for (const [key, value] of Object.entries(more)) {
    const own = to[key];
    if (typeof value === 'number') to[key] = (typeof own === 'number' ? own : 0) + value;
    else {
      const below: Numbers = typeof own === 'object' ? own : {};
      to[key] = below;
      addAll(below, value);
    }
  }
}

function endOf({ contrast: { observed, look }, id, field }: End): PairEnd {
  const { direction, source, p, marked } = observed;
  if (direction === undefined || source === undefined) throw new TypeError('An end of a pair has no label.');
  return { id, look, direction, source, ...(p && { p: formatP(p) }), field, marked: [...marked] };
}

/** A pair as it is written. */
function writtenPair(trial: Trial, found: Found, place: Place, weight: number): Pair {
  const { kind, change, from, to, extension } = found;
  const { observed, look } = to.contrast;
  const id = trial.trial ?? '';
  const better = goodDirection(trial.outcomes?.[look.outcome] ?? {}, observed, look.row);
  const posted = trial.design?.['results-posted'];
  const attribute = attributeStep(trial, found);
  return {
    id: pairId(id, kind, from.id, to.id),
    trial: id,
    kind,
    change,
    perturbation: lookStep(kind, look),
    ...(attribute && { attribute }),
    from: endOf(from),
    to: endOf(to),
    ...(better && { better }),
    ...(extension && { extension: true as const }),
    randomized: trial.design?.allocation === 'randomized',
    ...(posted !== undefined && { posted }),
    ...place,
    weight,
  };
}

/** A trial's pairs as they are written, and the counts. */
export function pairsOfTrial(trial: Trial, wanted: Wanted, place: Place = {}): { pairs: Pair[]; counts: TrialCounts } {
  const { found, counts } = naturalPairsOf(trial, wanted);
  return { pairs: found.map((one) => writtenPair(trial, one, place, 1 / found.length)), counts };
}

const NOTHING = 'nobody, or everybody, had it on both sides, beyond one in twenty';

/** Builds what is asked for. One for each use. */
export class Builder {
  readonly #records: Records;
  readonly #options: BuildOptions;
  readonly #splitter: Splitter;
  readonly #ids: string[] = [];
  readonly counts: BuildCounts;

  constructor(records: Records, options: BuildOptions) {
    this.#records = records;
    this.#options = options;
    this.#splitter = new Splitter(options.cuts ?? DEFAULT_CUTS);
    this.counts = {
      records: { read: 0, without: {} },
      contrasts: { all: 0, excluded: {}, reported: 0, computed: 0, unlabelled: {} },
      O: noKind(),
      A: noKind(),
      changes: {},
      marked: {},
      notRandomized: 0,
      byAttribute: 0,
      written: 0,
      trials: 0,
      splits: {},
      split: this.#splitter.counts(),
    };
  }

  /** The first round: when results were posted, and what belongs together. */
  async #survey(): Promise<void> {
    const { signal, onProgress } = this.#options;
    for await (const read of this.#records.walk()) {
      if (signal?.aborted) return;
      if (!('id' in read)) continue;
      const { protocolSection, resultsSection } = partOf(read.json);
      const { statusModule } = partOf(protocolSection);
      const posted = tokenOf(partOf(partOf(statusModule).resultsFirstPostDateStruct).date);
      this.#splitter.add(read.json, posted, isRecord(resultsSection));
      this.#ids.push(read.id);
      onProgress?.(1, this.#ids.length, undefined);
    }
    this.counts.split = this.#splitter.counts();
  }

  /** The ids of the shard. */
  #own(): string[] {
    const { index, of } = this.#options.shard ?? { index: 1, of: 1 };
    const all = this.#ids.length;
    return this.#ids.toSorted().slice(Math.floor(((index - 1) * all) / of), Math.floor((index * all) / of));
  }

  #lose(reason: string): void {
    addAll(this.counts.records.without, { [reason]: 1 });
  }

  /** The records of the shard, those that have results with their trial and where it stands. */
  async *#trials(ids: readonly string[]): AsyncGenerator<{ id: string; trial?: Trial; place: Place }> {
    const { shard, signal, onProgress } = this.#options;
    const own = new Set(ids);
    for await (const read of this.#records.walk()) {
      if (signal?.aborted) return;
      if (!('id' in read)) {
        // What is no record is nobody's: it is told with the first slice.
        if (shard === undefined || shard.index === 1) this.#lose(read.problem);
        continue;
      }
      const { id, json } = read;
      if (!own.has(id)) continue;
      this.counts.records.read++;
      onProgress?.(2, this.counts.records.read, own.size);
      const place = this.#splitter.placeOf(id);
      const imported = isRecord(partOf(json).resultsSection) ? importRecord(json) : { problem: 'no results' };
      if ('problem' in imported) this.#lose(imported.problem);
      yield { id, ...('trial' in imported && { trial: imported.trial }), place };
      if (this.counts.records.read === own.size && shard !== undefined && shard.index > 1) return;
    }
  }

  /** What is made of each trial of the shard, in the order of their ids. */
  async *#made<T>(make: (trial: Trial, place: Place) => T | undefined): AsyncGenerator<T> {
    await this.#survey();
    const ids = this.#own();
    const trials = this.#trials(ids);
    const all = async function* (): AsyncGenerator<Made<T>> {
      for await (const { id, trial, place } of trials) {
        const made = trial && make(trial, place);
        yield { id, ...(made !== undefined && { made }) };
      }
    };
    yield* byId(all(), ids);
  }

  #write(split: string | undefined): void {
    this.counts.written++;
    addAll(this.counts.splits, { [split ?? 'undated']: 1 });
  }

  #count({ contrasts, excluded, labelled, unlabelled, O, A }: TrialCounts, pairs: readonly Pair[]): void {
    addAll(this.counts.contrasts as Numbers, { all: contrasts, excluded, ...labelled, unlabelled });
    for (const [kind, own] of [
      ['O', O],
      ['A', A],
    ] as const) {
      const drawn = pairs.filter((pair) => pair.kind === kind);
      const flips = drawn.filter(({ from, to }) => from.direction !== to.direction).length;
      const { lost, passed, ...rest } = own;
      addAll(this.counts[kind] as Numbers, {
        ...rest,
        lost: { ...lost } as Numbers,
        passed: { ...passed } as Numbers,
        trials: drawn.length > 0 ? 1 : 0,
        flips,
      });
    }
    for (const { change, from, to, randomized, attribute, split } of pairs) {
      addAll(this.counts.changes, { [change.kind]: 1 });
      for (const mark of new Set([...from.marked, ...to.marked])) addAll(this.counts.marked, { [mark]: 1 });
      if (!randomized) this.counts.notRandomized++;
      if (attribute) this.counts.byAttribute++;
      this.#write(split);
    }
  }

  /** All pairs, those of a trial together. */
  pairs(): AsyncGenerator<readonly Pair[]> {
    return this.#made((trial, place) => {
      const { pairs, counts } = pairsOfTrial(trial, this.#options, place);
      this.#count(counts, pairs);
      if (counts.contrasts === 0) this.#lose('no contrast');
      else if (counts.labelled.reported + counts.labelled.computed === 0) this.#lose('no contrast with a direction');
      else if (pairs.length === 0) this.#lose('no pair');
      else this.counts.trials++;
      return pairs.length > 0 ? pairs : undefined;
    });
  }

  /** All questions, those of a trial together. */
  questions(): AsyncGenerator<readonly Question[]> {
    return this.#made((trial, place) => {
      const { questions, counts } = questionsOfTrial(trial, this.#options.cap, place);
      addAll(this.counts.contrasts as Numbers, {
        all: counts.labelled,
        unlabelled: { ...counts.none, ...(counts.nothing > 0 && { [NOTHING]: counts.nothing }) },
      });
      if (counts.labelled === 0) this.#lose('no contrast with a direction');
      else if (questions.length === 0) this.#lose('no question');
      else this.counts.trials++;
      for (const { split } of questions) this.#write(split);
      return questions.length > 0 ? questions : undefined;
    });
  }
}
