/** Pairs as a tree shows them: by factor, by what changes, then each in a line. Of a document, or of every trial of some records. */
import * as z from 'zod';
import { importRecord } from '../trial/registry/import.ts';
import type { Trial } from '../trial/schema.ts';
import type { Look } from '../trial/types.ts';
import { DEFAULT_CAP, pairsOfTrial } from './build.ts';
import type { Wanted } from './natural.ts';
import { CHANGE_KINDS, PAIR_KINDS, type Pair, type PairKind } from './pair.ts';
import type { Records } from './records.ts';
import { changeText, pairText } from './show.ts';

const count = z.int().min(0);
const text = z.string();

/** One pair in a line, and whole for who rests on it. Plain text. */
export const pairRowSchema = z.object({
  id: text,
  kind: z.enum(PAIR_KINDS),
  change: z.enum(CHANGE_KINDS),
  label: text.describe('What it leads from and to.'),
  detail: text.describe('What becomes of the direction, and of what.'),
  flips: z.boolean(),
  whole: text,
});
export type PairRow = z.infer<typeof pairRowSchema>;

/** How many pairs one trial has, by what changes. */
export const trialRowSchema = z.object({
  id: text,
  title: text,
  changes: z.partialRecord(z.enum(CHANGE_KINDS), count),
});
export type TrialRow = z.infer<typeof trialRowSchema>;

/** The changes that pairs of a kind are of. */
export const CHANGES_OF: Readonly<Record<PairKind, readonly Pair['change']['kind'][]>> = {
  O: ['measure', 'time', 'row'],
  A: ['dose', 'schedule', 'route', 'duration', 'component', 'drug', 'intervention'],
};

/** What is shown of a trial: what is built of one, so that the view, `pairs build` and a data set tell of the same pairs. */
const SHOWN: Wanted = { cap: DEFAULT_CAP };

/** Pairs of a trial that passed the gates but are not shown, for there are so many. */
export interface TrialPairs {
  rows: PairRow[];
  left: number;
  /** Why there is no pair, where there is none, in words. */
  none?: string;
}

/** Stands first, for a narrow view cuts the end off. */
function becomes({ from, to }: Pick<Pair, 'from' | 'to'>): string {
  return from.direction === to.direction ? `stays ${to.direction}` : `${from.direction} → ${to.direction}`;
}

/** By the document's own short names. */
const whereText = ({ outcome, row }: Look) => (row === undefined ? outcome : `${outcome}, ${row}`);

/** What tells a pair of outcomes apart from others stands in its label: rows, times, else the outcomes; of what, and between whom, begins what follows. */
function outcomeLine(trial: Trial, { change, from, to }: Pair): { label: string; detail: string } {
  const [before, after] = [from.look, to.look];
  const [time, later] = [before, after].map(({ outcome }) => trial.outcomes?.[outcome]?.time);
  const [label, of] =
    before.outcome === after.outcome
      ? [`${before.row ?? 'all'} → ${after.row ?? 'all'}`, after.outcome]
      : change.kind === 'time' && time !== undefined && later !== undefined && time !== later
        ? [`${time} → ${later}`, whereText(after)]
        : [`${whereText(before)} → ${whereText(after)}`, undefined];
  const whose = of === undefined ? after.first : `${after.first}, ${of}`;
  return { label, detail: `${whose}: ${becomes({ from, to })} · against ${after.second}` };
}

/** A narrow view has room for what tells lines apart, not for the drug that all are of, nor for how many times its dose. */
function shortText(change: Pair['change']): [label: string, drug?: string] {
  if (!('drug' in change) || change.drug === undefined)
    return [changeText(change).replace(/ \([^()]* times the dose\)$/, '')];
  return [`${change.from} → ${change.to}`, change.drug];
}

function armLine(pair: Pair): { label: string; detail: string } {
  const [label, drug] = shortText(pair.change);
  const { look } = pair.to;
  const against = `${drug === undefined ? '' : `${drug} `}against ${look.second}`;
  return { label, detail: `${whereText(look)}: ${becomes(pair)} · ${against}` };
}

function rowOf(trial: Trial, pair: Pair): PairRow {
  const { id, kind, change, from, to } = pair;
  const whole = pairText(trial, pair);
  const flips = from.direction !== to.direction;
  const { label, detail } = kind === 'O' ? outcomeLine(trial, pair) : armLine(pair);
  return { id, kind, change: change.kind, label, detail, flips, whole };
}

/** The likeliest reason first: why a trial has no pair. */
function whyNone(counts: ReturnType<typeof pairsOfTrial>['counts']): string {
  if (counts.contrasts === 0) return 'It has no result that sets two arms against each other.';
  const labelled = counts.labelled.reported + counts.labelled.computed;
  if (labelled === 0) return 'None of its contrasts has a direction.';
  if (labelled === 1) return 'Only one of its contrasts has a direction, and a pair needs two.';
  const lost = [counts.O, counts.A].flatMap(({ lost }) => Object.entries(lost));
  const [reason] = lost.sort(([, a], [, b]) => b - a)[0] ?? [];
  return reason === undefined
    ? 'No two of its contrasts have the sides, or the outcome and comparator, in common.'
    : `No two of its contrasts differ in one thing alone; mostly: ${reason}.`;
}

/** The pairs of a trial as rows, in the order of its contrasts. `document`: of a document at hand, which need not say where its results came from. */
export function rowsOf(trial: Trial, document: boolean): TrialPairs {
  const { pairs, counts } = pairsOfTrial(trial, { ...SHOWN, ...(document && { document: true }) });
  const rows = pairs.map((pair) => rowOf(trial, pair));
  return { rows, left: counts.O.left + counts.A.left, ...(rows.length === 0 && { none: whyNone(counts) }) };
}

/** The trial of a record; undefined where there is none. */
export async function trialIn(records: Records, id: string): Promise<Trial | undefined> {
  const json = await records.find(id);
  const imported = json === undefined ? undefined : importRecord(json);
  return imported && 'trial' in imported ? imported.trial : undefined;
}

/** Every trial of some records that has pairs, one in memory at a time; `share` of all were looked at, from 0 to 1. */
export async function* trialRows(
  records: Records,
  signal: AbortSignal,
  onProgress: (done: number, share: number) => void,
): AsyncGenerator<TrialRow> {
  let done = 0;
  let share = 0;
  const onShare = (now: number) => {
    share = now;
  };
  for await (const read of records.walk(onShare)) {
    if (signal.aborted) return;
    onProgress(++done, share);
    const imported = 'id' in read ? importRecord(read.json) : undefined;
    if (!imported || 'problem' in imported || !imported.trial.results) continue;
    const { trial } = imported;
    const changes: TrialRow['changes'] = {};
    for (const { change } of pairsOfTrial(trial, SHOWN).pairs) changes[change.kind] = (changes[change.kind] ?? 0) + 1;
    if (Object.keys(changes).length > 0) yield { id: trial.trial ?? '', title: trial.title ?? '', changes };
  }
}
