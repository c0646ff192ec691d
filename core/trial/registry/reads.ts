/**
 * What the texts of an arm say, and of which of its drugs: each dose, schedule, route and duration belongs to the drug that it
 * stands next to.
 */
import type { Schedule } from '../quantity/schedule.ts';
import { COUNTED } from './combine-doses.ts';
import { plainDosing } from './dosing-words.ts';
import { type Found, type FoundDose, findDoses } from './find-doses.ts';
import { findDurations, findRoutes } from './find-routes.ts';
import { type FoundSchedule, findSchedules } from './find-schedules.ts';
import {
  type Drug,
  type Mention,
  mentionsOf,
  type NamesIn,
  namesIn,
  ownerOf,
  SENTENCE_END,
  sentenceStart,
  type Who,
} from './mentions.ts';
import { type Signal, signalsOf } from './signals.ts';
import { matchesOf } from './text.ts';

/** A text of an arm, and the field that it is. */
export interface ArmText {
  text: string;
  field: string;
  /** The drugs that this text is about where it names none: those of its intervention. */
  about: readonly number[];
}

/** What stands in a text, and whose it is. */
export interface Owned<T> extends Found<T> {
  who: readonly Who[];
  weak?: boolean;
  single?: boolean;
  divided?: boolean;
  days?: readonly number[];
}

/** A text of an arm, read. */
export interface Read {
  text: string;
  field: string;
  mentions: readonly Mention[];
  /** What the whole text signals of how plainly it speaks. */
  finds: Finds;
  doses: (FoundDose & { who: Who })[];
  schedules: Owned<Schedule>[];
  routes: Owned<string>[];
  durations: Owned<string>[];
}

interface Known {
  text: string;
  about: readonly number[];
  mentions: readonly Mention[];
  doses: readonly (FoundDose & { who: Who })[];
}

export const distinct = <T>(list: readonly T[]): T[] => [...new Set(list)];

/** What sets the drugs of a sentence apart, so that its end is not said of all of them. */
const APART =
  /\bfor \d|\bfollowed\b|\bthen\b|\b(?:beginn|start)ing\b|(?:\band|,)\s+(?:takes?|receives?|is given|are given)\b/gi;

/** What stands between how often and the drug that is meant. */
const OF_NEXT =
  /^\s+(?:(?:oral|iv|intravenous|sc|subcutaneous|doses?|dosing|injections?|infusions?|treatment|therapy|of|with)\s+){0,4}$/i;

/**
 * Whose a schedule, a route or a duration is: of the dose before it in its sentence, else of the drug named there. What
 * ends a sentence of several drugs, and is the only one of its kind in it, is of all: `60 mg furosemide and 300 mg aliskiren once daily`.
 */
function belongs(
  at: Found<unknown>,
  { text, about, mentions, doses }: Known,
  only: boolean,
  previous: number,
): readonly Who[] {
  const from = sentenceStart(text, at.start);
  const rest = text.slice(at.end).search(SENTENCE_END);
  const to = rest < 0 ? text.length : at.end + rest;
  const within = (thing: { start: number; end: number }) => thing.start >= from && thing.end <= to;
  const near = doses.filter(within);
  const given = near.filter((dose) => dose.end <= at.start);
  const named = mentions.filter(within);
  const namedBefore = named.filter((mention) => mention.end <= at.start);
  const lastDose = given.at(-1);
  const lastName = namedBefore.at(-1);
  const start = given[0]?.start ?? namedBefore[0]?.start ?? at.start;
  const apart = at.start - start < 6 ? undefined : matchesOf(APART, text.slice(start, at.start)).at(-1);
  const joint = (thing: { start: number }) =>
    thing.start >= Math.max(start + (apart ? apart.index : 0), only ? 0 : previous);
  const all = distinct((given.length > 0 ? given : namedBefore).filter(joint).map((one) => one.who));
  if ((only || previous > from) && all.length > 1 && given.filter(joint).every((dose) => dose.value.per === undefined))
    return all;
  // `takes 1 matching placebo oral tablet daily`, `wear an accelerometer daily`.
  if (
    lastName &&
    typeof lastName.who !== 'number' &&
    lastName.start > (lastDose?.end ?? 0) &&
    at.start - lastName.end < 30 &&
    (lastName.who === 'placebo' ? apart && lastName.start > start + apart.index : !lastDose)
  )
    return [lastName.who];
  // `for 4 weeks daily tadalafil 5 mg`.
  const follower = named.find((mention) => mention.start >= at.end);
  // `a single dose of 4 mg/kg sugammadex`.
  const meant = /^\s+of\s/.test(text.slice(at.end, at.end + 5))
    ? (near.find((dose) => dose.start >= at.end && dose.start < at.end + 6) ??
      named.find((mention) => mention.start >= at.end && mention.start < at.end + 20))
    : undefined;
  if (meant) return [meant.who];
  const last = Math.max(from, lastDose?.end ?? 0, typeof lastName?.who === 'number' ? lastName.end : 0);
  if (
    follower &&
    OF_NEXT.test(text.slice(at.end, follower.start)) &&
    (at.start - last > 25 || /\b(?:then|followed by|and|plus|with)\s*$|\+\s*$/i.test(text.slice(last, at.start)))
  )
    return [follower.who];
  if (lastDose && (!lastName || lastName.start <= lastDose.end + 30 || lastName.who === lastDose.who))
    // `10/40 mg once daily` is of both, and so is what is said of `amoxicillin/clavulanate 1000 mg`.
    return distinct([
      ...given.filter((dose) => dose.start === lastDose.start).map((dose) => dose.who),
      ...namedBefore.flatMap((mention, i) => {
        const next = namedBefore[i + 1];
        return next &&
          next.who === lastDose.who &&
          next.end <= lastDose.start &&
          text.slice(mention.end, next.start).trim() === '/'
          ? [mention.who]
          : [];
      }),
    ]);
  // A text about one drug speaks of that one, unless the sentence begins with another.
  if (about.length === 1 && !(lastName && lastName.start - from < 25)) return lastDose ? [lastDose.who] : about;
  if (lastName) return [lastName.who];
  const next = near.find((dose) => dose.start >= at.end)?.who ?? named.find((mention) => mention.start >= at.end)?.who;
  if (next !== undefined) return [next];
  if (about.length === 1 || (about.length > 1 && mentions.length === 0)) return about;
  // A sentence of its own, `Once daily with food.`, is of all drugs where all are named before.
  if (
    to - from < 60 &&
    about.every((who) => mentions.some((mention) => mention.who === who && mention.end <= at.start))
  )
    return about;
  const earlier = mentions.findLast((mention) => mention.end <= at.start);
  return earlier ? [earlier.who] : [];
}

/** Whose a part of `5/160 mg` is: of the two drugs named right before it, else of the two that the text is about. */
function partOf(
  dose: FoundDose,
  text: string,
  mentions: readonly Mention[],
  about: readonly number[],
): Who | undefined {
  const near = mentions.filter((mention) => mention.end <= dose.start && mention.end > dose.start - 50).slice(-2);
  const [first, second] = near;
  // `amlodipine 5 mg/10 mg and hydrochlorothiazide 12.5/25 mg`: levels of the one right before it.
  const between = first && second && text.slice(first.end, second.start);
  if (second && text.slice(second.end, dose.start).trim() === '' && (between === undefined || /\d/.test(between)))
    return second.who;
  if (near.length === 1 && first && text.slice(first.end, dose.start).trim() === '' && mentions.length > 1)
    return first.who;
  const named = first && second && first.who !== second.who ? [first.who, second.who] : about;
  return named.length === 2 ? named[dose.part ?? 0] : undefined;
}

/** A number with a unit of a substance, of its volume or of its share. */
const AMOUNT =
  /(?<![\w.])\d[\d,]*(?:\.\d+)?\s*-?(?:mg|mcg|µg|μg|ug|g|iu|units?|u|ml|%|million|mmol|meq|micrograms?|milligrams?|grams?)\b/gi;

/**
 * What stands in a text, whoever's it is. Arms share their interventions' texts, so it is found once, and of texts of arms without
 * a drug only the names.
 */
export class Finds {
  readonly text: string;
  #names: NamesIn | undefined;
  #doses: readonly FoundDose[] | undefined;
  #schedules: readonly FoundSchedule[] | undefined;
  #routes: readonly Found<string>[] | undefined;
  #durations: readonly Found<string>[] | undefined;
  #signals: readonly Signal[] | undefined;
  #amounts: number | undefined;

  constructor(raw: string) {
    this.text = plainDosing(raw);
  }

  get names(): NamesIn {
    this.#names ??= namesIn(this.text);
    return this.#names;
  }

  get doses(): readonly FoundDose[] {
    this.#doses ??= findDoses(this.text);
    return this.#doses;
  }

  get schedules(): readonly FoundSchedule[] {
    this.#schedules ??= this.#findSchedules();
    return this.#schedules;
  }

  get routes(): readonly Found<string>[] {
    this.#routes ??= findRoutes(this.text);
    return this.#routes;
  }

  get durations(): readonly Found<string>[] {
    this.#durations ??= findDurations(this.text);
    return this.#durations;
  }

  /** The signals of its words, for how far what is read in it is to be trusted. */
  get signals(): readonly Signal[] {
    this.#signals ??= signalsOf(this.text);
    return this.#signals;
  }

  /** How many amounts of anything it has. */
  get amounts(): number {
    this.#amounts ??= /\d/.test(this.text) ? matchesOf(AMOUNT, this.text).length : 0;
    return this.#amounts;
  }

  #findSchedules(): readonly FoundSchedule[] {
    const amounts = this.doses.filter((dose) => !COUNTED.test(dose.value.unit));
    // `55 µg/kg per day` is an amount, and not how often.
    const inAmount = (at: number) => amounts.some((dose) => at >= dose.start && at < dose.end);
    return findSchedules(this.text).filter((one) => !inAmount(one.start));
  }
}
export type FindsByText = Map<string, Finds>;

/** What stands in a text, found once. */
export function findsIn(raw: string, known: FindsByText): Finds {
  const before = known.get(raw);
  if (before) return before;
  const finds = new Finds(raw);
  known.set(raw, finds);
  return finds;
}

/** Reads a text of an arm. */
export function readText({ text: raw, field, about }: ArmText, drugs: readonly Drug[], finds: FindsByText): Read {
  const found = findsIn(raw, finds);
  const { text } = found;
  const mentions = mentionsOf(found.names, drugs, about);
  const doses = found.doses.flatMap((dose) => {
    const who = dose.part === undefined ? ownerOf(dose, text, mentions, about) : partOf(dose, text, mentions, about);
    return who === undefined ? [] : [{ ...dose, who }];
  });
  const known: Known = { text, about, mentions, doses };
  const own = <T, F extends Found<T>>(found: readonly F[]) => {
    const said = (value: T) => (typeof value === 'string' ? value : JSON.stringify(value));
    const values = found.length > 1 ? found.map(({ value }) => said(value)) : [];
    return found.map((one, i) => {
      const only = !found.some(
        (other, k) =>
          values[k] !== values[i] &&
          text.slice(Math.min(one.end, other.end), Math.max(one.start, other.start)).search(SENTENCE_END) < 0,
      );
      return { ...one, who: belongs(one, known, only, found[i - 1]?.end ?? 0) };
    });
  };
  return {
    text,
    field,
    mentions,
    finds: found,
    doses,
    schedules: own(found.schedules),
    routes: own(found.routes),
    durations: own(found.durations),
  };
}
