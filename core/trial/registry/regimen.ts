/**
 * What an arm gives: each drug with its dose, schedule, route and duration, read from the arm's label and description and
 * from its interventions' names and descriptions. A dose belongs to the drug that it stands next to. What cannot be told apart is left out.
 */
import { type Dose, formatDose } from '../quantity/dose.ts';
import { formatSchedule, type Moment, type Schedule, type Steady, successive } from '../quantity/schedule.ts';
import { COUNTED, combineDoses } from './combine-doses.ts';
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
import { matchesOf } from './text.ts';

/** A text of an arm, and the field that it is. */
export interface ArmText {
  text: string;
  field: string;
  /** The drugs that this text is about where it names none: those of its intervention. */
  about: readonly number[];
}

interface Said {
  text: string;
  field: string;
}

export interface Dosing {
  dose?: Said;
  schedule?: Said;
  route?: Said;
  duration?: Said;
}

interface Owned<T> extends Found<T> {
  who: readonly Who[];
  weak?: boolean;
  single?: boolean;
  divided?: boolean;
  days?: readonly number[];
}

interface Read {
  text: string;
  field: string;
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

const distinct = <T>(list: readonly T[]): T[] => [...new Set(list)];

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
    (at.start - last > 25 || /\b(?:then|followed by)\s*$/i.test(text.slice(last, at.start)))
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

/** What stands in a text, whoever's it is. Arms share their interventions' texts, so it is found once. */
interface Finds {
  text: string;
  names: NamesIn;
  doses: readonly FoundDose[];
  schedules: readonly FoundSchedule[];
  routes: readonly Found<string>[];
  durations: readonly Found<string>[];
}
export type FindsByText = Map<string, Finds>;

/** What stands in a text, found once. */
export function findsIn(raw: string, known: FindsByText): Finds {
  const before = known.get(raw);
  if (before) return before;
  const text = plainDosing(raw);
  const doses = findDoses(text);
  // `55 µg/kg per day` is an amount, and not how often.
  const inAmount = (at: number) =>
    doses.some((dose) => !COUNTED.test(dose.value.unit) && at >= dose.start && at < dose.end);
  const schedules = findSchedules(text).filter((one) => !inAmount(one.start));
  const finds = {
    text,
    names: namesIn(text),
    doses,
    schedules,
    routes: findRoutes(text),
    durations: findDurations(text),
  };
  known.set(raw, finds);
  return finds;
}

function readText({ text: raw, field, about }: ArmText, drugs: readonly Drug[], finds: FindsByText): Read {
  const found = findsIn(raw, finds);
  const { text } = found;
  const mentions = mentionsOf(found.names, drugs, about);
  const doses = found.doses.flatMap((dose) => {
    const who = dose.part === undefined ? ownerOf(dose, text, mentions, about) : partOf(dose, text, mentions, about);
    return who === undefined ? [] : [{ ...dose, who }];
  });
  const known: Known = { text, about, mentions, doses };
  const own = <T, F extends Found<T>>(found: readonly F[]) => {
    const values = found.length > 1 ? found.map(({ value }) => JSON.stringify(value)) : [];
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
    doses,
    schedules: own(found.schedules),
    routes: own(found.routes),
    durations: own(found.durations),
  };
}

/** A daily amount given once a day, or a weekly one once a week, is the amount of one administration. */
function settled(dose: Dose, schedule: Schedule | undefined, divided: boolean): Dose {
  if (divided && dose.per === undefined) return { ...dose, per: 'day' };
  if (!schedule || !((dose.per === 'day' && isOnceDaily(schedule)) || (dose.per === 'week' && isOnceWeekly(schedule))))
    return dose;
  const { per, ...plain } = dose;
  return plain;
}

const sameUnit = (a: Dose, b: Dose) => a.unit === b.unit && a.per === b.per;
/** Levels that only rise, or only fall. */
const isSteady = (amounts: readonly number[]) =>
  amounts.every((amount, i) => i === 0 || amount > (amounts[i - 1] ?? 0)) ||
  amounts.every((amount, i) => i === 0 || amount < (amounts[i - 1] ?? 0));
/** Whether a dose is the levels of a titration of which another is one: `10 mg` of a label, `2.5, 5, 10 mg` of a description. */
const tells = (more: Dose, less: Dose) =>
  more.kind === 'titration' &&
  more.amounts.length > less.amounts.length &&
  sameUnit(more, less) &&
  (less.kind !== 'single' || isSteady(more.amounts)) &&
  less.amounts.every((amount) => more.amounts.includes(amount));

/** Whether a dose says what another is per: `10 mg/kg` of a description, `10 mg` of a label. */
const scales = (more: Dose, less: Dose) =>
  (more.unit.startsWith(`${less.unit}/`) ||
    (more.unit === less.unit && more.per === 'day' && less.per === undefined)) &&
  more.amounts.join() === less.amounts.join();

function doseOf(
  reads: readonly Read[],
  who: number,
): { dose: Dose; read: Read; found: FoundDose | undefined } | undefined {
  let best: { dose: Dose; read: Read; found: FoundDose | undefined; doubtful: boolean } | undefined;
  for (const read of reads) {
    const own = read.doses.filter((one) => one.who === who);
    const dose = combineDoses(own, read.text);
    if (!dose) continue;
    const doubtful = own.every((one) => one.doubt !== undefined || COUNTED.test(one.value.unit));
    if (!best || (best.doubtful && !doubtful) || (!doubtful && (tells(dose, best.dose) || scales(dose, best.dose))))
      best = { dose, read, found: own.find((one) => one.doubt === undefined) ?? own[0], doubtful };
  }
  return best;
}

/** Named days without a cycle. */
const isLoose = ({ value }: Found<Schedule>) =>
  value.kind === 'named' && value.of === undefined && value.then === undefined;
/** A named day alone says when, and not how often. */
const oneDay = ({ value }: Found<Schedule>) =>
  value.kind === 'named' && value.at.length === 1 && value.of === undefined && value.then === undefined;

const isDaily = (schedule: Schedule) => schedule.kind === 'regular' && schedule.every === 1 && schedule.unit === 'day';
const isOnceDaily = (schedule: Schedule) =>
  schedule.kind === 'regular' && schedule.times === 1 && schedule.every === 1 && schedule.unit === 'day';
const isOnce = (schedule: Schedule, when: Moment) =>
  schedule.kind === 'regular' && isOnceDaily(schedule) && schedule.when === when;
const isOnceWeekly = (schedule: Schedule) =>
  schedule.kind === 'regular' && schedule.times === 1 && schedule.every === 1 && schedule.unit === 'week';
const isCycle = (schedule: Schedule) =>
  schedule.kind === 'named' && schedule.of !== undefined && schedule.at.length > 2;
const sameTimes = (cycle: Schedule, daily: Schedule) =>
  cycle.kind === 'named' && daily.kind === 'regular' && (cycle.times === undefined || cycle.times === daily.times);
/** `twice daily … on days 1-14 of each 21-day cycle`. */
function inCycle(cycle: Schedule, daily: Schedule): Schedule {
  const times = daily.kind === 'regular' ? daily.times : 1;
  return cycle.kind === 'named' && times > 1 ? { ...cycle, times } : cycle;
}

/** What a day is the next of: `1 g on day 1, 1 g on day 15`, `a second dose on day 15`. */
const NEXT_OF = /\b(?:doses?|again|repeat\w*|and)\b|\d\s?(?:mg|mcg|µg|μg|g|mL|IU)/i;

/** The days together. */
function namedDays(schedules: readonly Owned<Schedule>[], text: string): Schedule | undefined {
  let end: number | undefined;
  const named = schedules.flatMap(({ value, start, end: ends }) => {
    if (value.kind !== 'named' || value.unit !== 'day' || value.of !== undefined) return [];
    const between = end === undefined ? undefined : text.slice(end, start);
    if (between !== undefined && (between.length > 200 || !NEXT_OF.test(between))) return [];
    end = ends;
    return value.at;
  });
  const at = distinct(named).sort((a, b) => a - b);
  return at.length > 1 && at.length < 13 ? { kind: 'named', unit: 'day', at } : undefined;
}

const CYCLE =
  /\b(?:repeat\w*|recycl\w*|cycles?(?: (?:repeat\w*|of|=))?)\s+(?:every\s+|each\s+)?(\d+)[- ](day|week)s?\b|\b(\d+)[- ](day|week)s?\s+(?:treatment\s+)?cycles?\b/i;

/** `on days 1-5 … repeats every 21 days`: the cycle that another sentence tells. */
function withCycle(schedule: Schedule, text: string, days?: readonly number[]): Schedule {
  if (days && schedule.kind === 'regular') {
    const cycle = withCycle({ kind: 'named', unit: 'day', at: days }, text);
    return cycle.kind === 'named' && cycle.of ? inCycle(cycle, schedule) : schedule;
  }
  if (schedule.kind !== 'named' || schedule.unit !== 'day' || schedule.of !== undefined || schedule.then)
    return schedule;
  const match = CYCLE.exec(text);
  const weekly = /\bof (?:each|every|the|a) week\b|\brepeats weekly\b/i.test(text);
  const of = weekly
    ? 7
    : Number(match?.[1] ?? match?.[3]) * ((match?.[2] ?? match?.[4])?.toLowerCase() === 'week' ? 7 : 1);
  return of >= 7 && of <= 84 && (schedule.at.at(-1) ?? 0) <= of && (schedule.at[0] ?? 0) > 0
    ? { ...schedule, of }
    : schedule;
}

const FOLLOWED = /\b(?:followed by|then|thereafter|subsequent(?:ly)?|afterwards?|maintenance|wash-?out)\b|→|->/i;

/** `once weekly for 4 weeks, then every 2 weeks`: a schedule with those that follow it in its text. */
function withNext(first: Owned<Schedule>, who: number, read: Read): Schedule {
  const parts = [first.value];
  let last = first;
  for (const next of read.schedules) {
    if (next.start < last.end || next.weak || next.single || !next.who.includes(who)) continue;
    const between = read.text.slice(last.end, next.start);
    const others = read.doses.some((dose) => dose.who !== who && dose.start >= last.end && dose.end <= next.start);
    if (others || between.length > 130 || !FOLLOWED.test(between)) break;
    if (formatSchedule(next.value) !== formatSchedule(last.value)) parts.push(next.value);
    last = next;
  }
  const steady = parts.filter((part): part is Steady => part.kind !== 'successive');
  return (steady.length === parts.length && successive(steady)) || first.value;
}

/** `200 mg on day 1, followed by 100 mg once daily`: the day of the first dose, and how often after it. */
function onDayFirst(
  { value, start }: Owned<Schedule>,
  who: number,
  dose: ReturnType<typeof doseOf>,
  read: Read,
): Schedule | undefined {
  if (value.kind !== 'regular' || dose?.read !== read || dose.dose.kind !== 'titration') return undefined;
  const day = read.schedules.findLast((one) => one.end <= start && one.who.includes(who) && oneDay(one));
  const between = day ? read.text.slice(day.end, start) : '';
  if (day?.value.kind !== 'named' || between.length > 80 || !FOLLOWED.test(between) || !/\d/.test(between))
    return undefined;
  return successive([day.value, value]);
}

function scheduleOf(
  reads: readonly Read[],
  who: number,
  dose: ReturnType<typeof doseOf>,
): { schedule: Schedule; field: string; divided: boolean } | undefined {
  const { divided } = dose?.found ?? {};
  if (divided !== undefined && divided > 1 && dose)
    return {
      schedule: { kind: 'regular', times: divided, every: 1, unit: 'day' },
      field: dose.read.field,
      divided: true,
    };
  const same = ({ doses }: Read) =>
    doses.some(({ who: other, value }) => {
      if (other !== who || value.per !== undefined || !dose) return false;
      return value.unit === dose.dose.unit && value.amounts.join() === dose.dose.amounts.join();
    });
  // How often a daily amount is given, another text does not know, unless it is once.
  const texts = dose?.dose.per ? [dose.read, ...reads.filter((read) => read !== dose.read && same(read))] : reads;
  const all = texts.flatMap((read) =>
    read.schedules
      .filter((one) => one.who.includes(who) && (!dose?.dose.per || read === dose.read || isOnceDaily(one.value)))
      .map((one) => ({ one, field: read.field })),
  );
  // What follows the dose in its sentence, before what is said elsewhere.
  const near = all.find(({ one, field }) => {
    if (one.weak || !dose?.found || field !== dose.read.field || one.start < dose.found.end) return false;
    const between = dose.read.text.slice(dose.found.end, one.start);
    return between.length < 60 && between.search(SENTENCE_END) < 0;
  });
  const earliest = all.find(({ one }) => !one.weak);
  const first =
    (earliest?.field === near?.field ? near : undefined) ?? earliest ?? all.find(({ one }) => !oneDay(one)) ?? all[0];
  // `A single intravesical dose of 30 mg once a week`.
  const again =
    first?.one.single &&
    all.find(
      ({ one, field }) =>
        field === first.field &&
        one.value.kind === 'regular' &&
        !one.weak &&
        one.start > first.one.start &&
        one.start < first.one.end + 60,
    );
  const found = again || first;
  // `12 µg in the morning … 12 µg in the evening`.
  const both =
    found &&
    dose &&
    isOnce(found.one.value, 'in the morning') &&
    dose.read.doses.filter((one) => one.who === who && one.value.amounts.join() === dose.dose.amounts.join()).length >
      1 &&
    all.some(({ one, field }) => field === found.field && isOnce(one.value, 'in the evening'));
  if (both && found)
    return { schedule: { kind: 'regular', times: 2, every: 1, unit: 'day' }, field: found.field, divided: false };
  const cycle =
    found &&
    isDaily(found.one.value) &&
    all.find(({ one }) => isCycle(one.value) && sameTimes(one.value, found.one.value));
  if (cycle && found)
    return { schedule: inCycle(cycle.one.value, found.one.value), field: found.field, divided: false };
  const read = found && texts.find(({ field }) => field === found.field);
  const days =
    found && (isLoose(found.one) || (found.one.weak && found.one.value.kind === 'single'))
      ? namedDays(
          all.filter(({ field }) => field === found.field).map(({ one }) => one),
          read?.text ?? '',
        )
      : undefined;
  const value =
    found &&
    read &&
    (onDayFirst(found.one, who, dose, read) ?? withNext(days ? { ...found.one, value: days } : found.one, who, read));
  return (
    found &&
    value && {
      schedule: withCycle(value, read?.text ?? '', found.one.days),
      field: found.field,
      divided: found.one.divided === true,
    }
  );
}

/** `180 µg/week`, and no more, is given once a week. */
function weekly(dose: ReturnType<typeof doseOf>): ReturnType<typeof scheduleOf> {
  if (dose?.dose.per !== 'week' || !/^(?:[mµn]?g|IU|U|MIU|mL)(?:\/kg|\/m²)?$/.test(dose.dose.unit)) return undefined;
  return {
    schedule: { kind: 'regular', times: 1, every: 1, unit: 'week' },
    field: dose.read.field,
    divided: false,
  };
}

/**
 * Reads the dosing of each drug of an arm. The texts come in the order of their authority: label, description, then
 * the interventions' names and descriptions. A later text fills in what is missing, or the levels of which an earlier one names the last.
 */
export function readDosing(
  texts: readonly ArmText[],
  drugs: readonly Drug[],
  finds: FindsByText = new Map(),
): Dosing[] {
  if (drugs.length === 0) return [];
  const reads = texts.map((text) => readText(text, drugs, finds));
  return drugs.map((_, who): Dosing => {
    const dose = doseOf(reads, who);
    const schedule = scheduleOf(reads, who, dose) ?? weekly(dose);
    const said = (list: 'routes' | 'durations'): Said | undefined => {
      const all = reads.flatMap((read) =>
        read[list].filter((one) => one.who.includes(who)).map((one) => ({ text: one.value, field: read.field })),
      );
      // How many doses, only where nothing says for how long.
      return all.find(({ text }) => !text.endsWith('doses')) ?? all[0];
    };
    const route = said('routes');
    const duration = said('durations');
    return {
      ...(dose && {
        dose: {
          text: formatDose(settled(dose.dose, schedule?.schedule, schedule?.divided ?? false)),
          field: dose.read.field,
        },
      }),
      ...(schedule && { schedule: { text: formatSchedule(schedule.schedule), field: schedule.field } }),
      ...(route && { route }),
      ...(duration && { duration }),
    };
  });
}
