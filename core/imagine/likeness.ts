/** How alike two outcomes are, and two sides of a contrast: what differs between a result that is known and one that is not. */
import { onceOfOne, onceOfTwo } from '../trial/once.ts';
import { parseDose } from '../trial/quantity/dose.ts';
import { parseSchedule, perDay } from '../trial/quantity/schedule.ts';
import { parseDuration } from '../trial/quantity/span.ts';
import { parseTime } from '../trial/quantity/time.ts';
import { words } from '../trial/registry/text.ts';
import type { Component, Outcome } from '../trial/schema.ts';
import { type DoseByName, doseByName, nameOf, ratioOf, type Side, statesDose } from '../trial/sides.ts';
import { sameDuration, sameSchedule, sameSpan, sameWords, wordsKey } from './alike.ts';

/** Words that nearly every measure has: they make no two alike. */
const COMMON = new Set(
  'a an and as at be by for from in is of on or per the to with who that this their was were after before over during up through until than least one any each all using based number percentage percent proportion rate mean average change changes baseline participants participant patients patient subjects subject people score scores total value values level levels week weeks month months day days year years hour hours'.split(
    ' ',
  ),
);
const MOMENT =
  /\b(?:day|week|month|year|visit|hour|cycle|wk)s? ?[-–]?\d+(?:\.\d+)?(?:(?:, ?\d+)*,? (?:and|to|through) \d+)?|\b\d+(?:\.\d+)?[- ]?(?:min(?:ute)?|h(?:ou)?r|day|week|month|year|yr|wk)s?\b/gi;

/** An outcome as it is compared: its words and its time. */
export interface Profile {
  /** All words of the measure but those that say when. */
  words: readonly string[];
  /** The same in alphabetical order, as one text. */
  key: string;
  days: number | undefined;
  /** The unit of time that it is told in. */
  unit: string | undefined;
  /** The time's words, in alphabetical order. */
  time: string;
}

/** A folded word without the s of a plural. */
export function singular(word: string): string {
  return word.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word;
}

/** Read once for each outcome: a trial's are compared with each other many times. */
export const profileOf: (outcome: Outcome) => Profile = onceOfOne(readProfile);

function readProfile(outcome: Outcome): Profile {
  const all = words((outcome.measure ?? '').replace(MOMENT, ' '));
  const time = outcome.time ?? '';
  const read = parseTime(time);
  return {
    words: all,
    key: all.toSorted().join(' '),
    days: read?.days,
    unit: read?.points.at(-1)?.unit,
    time: wordsKey(time),
  };
}

const tellingOf = onceOfOne(
  ({ words: all }: Profile): ReadonlySet<string> => new Set(all.filter((word) => !COMMON.has(word)).map(singular)),
);

/** How much of the telling words two measures share, 0 to 1 (Dice's coefficient). */
export function wordsShared(a: Profile, b: Profile): number {
  if (a.key === b.key) return 1;
  const [one, other] = [tellingOf(a), tellingOf(b)];
  const size = one.size + other.size;
  if (size === 0) return 0;
  let shared = 0;
  for (const word of one) if (other.has(word)) shared++;
  return (2 * shared) / size;
}

/** Whether two times are one as people tell them: `52 weeks`, `12 months`, `364 days`. */
export function sameTime(a: Profile, b: Profile): boolean {
  return a.days !== undefined && b.days !== undefined ? sameSpan(a, b) : a.time === b.time;
}

/** What differs between two outcomes; undefined where nothing does. `shared`: how much of their telling words. */
export type OutcomeChange = { kind: 'time' } | { kind: 'measure'; shared: number };

export function outcomeChange(a: Outcome, b: Outcome): OutcomeChange | undefined {
  const [one, other] = [profileOf(a), profileOf(b)];
  if (!sameMeasure(one, other)) return { kind: 'measure', shared: wordsShared(one, other) };
  return sameTime(one, other) ? undefined : { kind: 'time' };
}

const sameMeasure = (a: Profile, b: Profile) => a.key === b.key && a.key !== '';

/** Whether nothing differs between two outcomes. */
export function sameOutcome(a: Outcome, b: Outcome): boolean {
  const [one, other] = [profileOf(a), profileOf(b)];
  return sameMeasure(one, other) && sameTime(one, other);
}

/**
 * What differs between what two sides are given; undefined where nothing that is known does. `dose`: the same drugs, one of
 * them at another dose, `ratio` being the second's over the first's (a day's, where both say how often); `schedule`: the
 * same but for how often; `drug`: something else is given; `other`: another route or duration, or more than one thing.
 */
export type SideChange = { kind: 'dose'; ratio?: number } | { kind: 'schedule' | 'drug' | 'other' };

/** Two texts that do not contradict each other: the same, or one of them absent. */
function agree(a: string | undefined, b: string | undefined, same = sameWords): boolean {
  return a === undefined || b === undefined || same(a, b);
}

function sameDose(a: Component, b: Component): boolean {
  if (a.dose === b.dose) return true;
  const [one, other] = [parseDose(a.dose ?? ''), parseDose(b.dose ?? '')];
  if (one?.kind !== other?.kind || one?.amounts.length !== other?.amounts.length) return false;
  if (!one || !other || ratioOf({ dose: a.dose }, { dose: b.dose }) !== 1) return false;
  // Doses that end alike, from different beginnings.
  const share = ({ amounts }: typeof one) => amounts.map((amount) => (amount / (amounts.at(-1) || 1)).toPrecision(6));
  return share(one).join() === share(other).join();
}

/** Undefined where nothing that is known differs. */
export const sideChange: (from: Side, to: Side) => SideChange | undefined = onceOfTwo(changeBetween);

function changeBetween(from: Side, to: Side): SideChange | undefined {
  const same = from.id === to.id;
  const named = same ? undefined : doseByName(to, from);
  if (named) return byName(named, from, to);
  // Of two groups nobody knows that they are given the same, whatever their arms are.
  if (!same && !(from.whole && to.whole)) return { kind: 'other' };
  return changeOfGiven(from.gives, to.gives) ?? (same || from.gives.length > 0 ? undefined : { kind: 'other' });
}

/** Two sides that are called after different doses: what their arms state comes before their names. */
function byName({ ratio }: DoseByName, from: Side, to: Side): SideChange {
  const given = statesDose(from) && statesDose(to) ? changeOfGiven(from.gives, to.gives) : undefined;
  if (given?.kind === 'dose') return given;
  return ratio === undefined ? { kind: 'dose' } : { kind: 'dose', ratio };
}

function changeOfGiven(from: readonly Component[], to: readonly Component[]): SideChange | undefined {
  if (from === to) return undefined;
  if (from.length === 0 || to.length === 0) return from.length === to.length ? undefined : { kind: 'other' };
  const pairs = from.map((one) => [one, to.find((other) => nameOf(other) === nameOf(one))] as const);
  if (from.length !== to.length || pairs.some(([, other]) => other === undefined)) return { kind: 'drug' };
  let dose: SideChange | undefined;
  let doses = 0;
  let schedule = false;
  for (const [one, other] of pairs) {
    if (!other) continue;
    if (!agree(one.route, other.route) || !agree(one.duration, other.duration, sameDuration)) return { kind: 'other' };
    if (!agree(one.schedule, other.schedule, sameSchedule)) schedule = true;
    if (sameDose(one, other)) continue;
    doses++;
    const ratio = ratioOf(other, one);
    dose = ratio === undefined ? { kind: 'dose' } : { kind: 'dose', ratio };
  }
  if (doses > 1) return { kind: 'other' };
  return schedule ? { kind: 'schedule' } : dose;
}

/** How near what one side is given is to what another is, 0 to 1. */
export function sideNearness(from: Side, to: Side): number {
  const change = sideChange(from, to);
  if (change === undefined) return from.role === to.role ? 1 : 0.9;
  if (change.kind === 'dose')
    return change.ratio && change.ratio > 0 ? 0.3 + 0.65 / (1 + Math.abs(Math.log2(change.ratio))) : 0.4;
  return change.kind === 'schedule' ? 0.5 : change.kind === 'other' ? 0.3 : 0.2;
}

/** How many times a day something is given, and for how many days: undefined where that is not told, or cannot be read. */
export const SPANS = {
  schedule: ({ schedule }: Component) => {
    const read = schedule === undefined ? undefined : parseSchedule(schedule);
    return read && perDay(read);
  },
  duration: ({ duration }: Component) => (duration === undefined ? undefined : parseDuration(duration)?.days),
} as const;

/**
 * How far apart what two sides are given is, in doublings of a dose, of how often or of how long: 0 where nothing that is known
 * differs; undefined where something else does, or more than one thing.
 */
export const sideDistance: (from: Side, to: Side) => number | undefined = onceOfTwo((from: Side, to: Side) => {
  const change = sideChange(from, to);
  // Two arms of which nothing is known that differs differ in what is not known.
  if (change === undefined) return from.id === to.id ? 0 : undefined;
  if (change.kind === 'dose') {
    const distance = change.ratio && change.ratio > 0 ? Math.abs(Math.log2(change.ratio)) : undefined;
    // A list or range of doses and its own last one: something differs, and no ratio says how much.
    return distance === 0 ? undefined : distance;
  }
  if (change.kind === 'drug' || from.id !== to.id || from.gives.length !== to.gives.length) return undefined;
  let distance: number | undefined;
  for (const [i, one] of from.gives.entries()) {
    const other = to.gives[i];
    if (!other || nameOf(one) !== nameOf(other) || !sameDose(one, { ...other, schedule: one.schedule }))
      return undefined;
    if (!agree(one.route, other.route)) return undefined;
    for (const [kind, same] of [['schedule', sameSchedule] as const, ['duration', sameDuration] as const]) {
      if (agree(one[kind], other[kind], same)) continue;
      const [before, now] = [SPANS[kind](one), SPANS[kind](other)];
      if (!before || !now || before === now || distance !== undefined) return undefined;
      distance = Math.abs(Math.log2(now / before));
    }
  }
  return distance;
});
