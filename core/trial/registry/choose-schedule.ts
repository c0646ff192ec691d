/** How often a drug is given, among the schedules that the texts of its arm tell. */
import { formatSchedule, type Moment, type Schedule, type Steady, successive } from '../quantity/schedule.ts';
import type { ChosenDose } from './choose-dose.ts';
import type { Found } from './find-doses.ts';
import { SENTENCE_END } from './mentions.ts';
import { distinct, type Owned, type Read } from './reads.ts';

/** Named days without a cycle. */
const isLoose = ({ value }: Found<Schedule>) =>
  value.kind === 'named' && value.of === undefined && value.then === undefined;
/** A named day alone says when, and not how often. */
const oneDay = ({ value }: Found<Schedule>) =>
  value.kind === 'named' && value.at.length === 1 && value.of === undefined && value.then === undefined;

const isDaily = (schedule: Schedule) => schedule.kind === 'regular' && schedule.every === 1 && schedule.unit === 'day';
export const isOnceDaily = (schedule: Schedule) =>
  schedule.kind === 'regular' && schedule.times === 1 && schedule.every === 1 && schedule.unit === 'day';
const isOnce = (schedule: Schedule, when: Moment) =>
  schedule.kind === 'regular' && isOnceDaily(schedule) && schedule.when === when;
export const isOnceWeekly = (schedule: Schedule) =>
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

/** `days 1 and 8 … every 3 weeks`: the named days of the cycle that is told after them. */
function inCycleAfter(
  found: Owned<Schedule>,
  own: readonly Owned<Schedule>[],
  days: Schedule | undefined,
  { text, doses }: Read,
): Schedule | undefined {
  const loose = isLoose(found) ? found : own.findLast((one) => isLoose(one) && one.end <= found.start);
  const cycle = isLoose(found) ? own.find((one) => one.start >= found.end && one.value.kind === 'regular') : found;
  const named = days ?? loose?.value;
  if (!loose || named?.kind !== 'named' || named.unit !== 'day' || named.then) return undefined;
  if (cycle?.value.kind !== 'regular' || cycle.value.times !== 1 || cycle.value.to !== undefined) return undefined;
  const of = cycle.value.every * (cycle.value.unit === 'week' ? 7 : cycle.value.unit === 'day' ? 1 : 0);
  const between = text.slice(loose.end, cycle.start);
  if (doses.some((dose) => dose.start >= loose.end && dose.end <= cycle.start)) return undefined;
  const fits = of >= 7 && of <= 84 && (named.at[0] ?? 0) > 0 && (named.at.at(-1) ?? 0) <= of;
  return fits && between.length < 130 && !FOLLOWED.test(between) ? { ...named, of } : undefined;
}

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
  dose: ChosenDose | undefined,
  read: Read,
): Schedule | undefined {
  if (value.kind !== 'regular' || dose?.read !== read || dose.dose.kind !== 'titration') return undefined;
  const day = read.schedules.findLast((one) => one.end <= start && one.who.includes(who) && oneDay(one));
  const between = day ? read.text.slice(day.end, start) : '';
  if (day?.value.kind !== 'named' || between.length > 80 || !FOLLOWED.test(between) || !/\d/.test(between))
    return undefined;
  return successive([day.value, value]);
}

/** A schedule that was chosen, and the field that it is from. */
export interface ChosenSchedule {
  schedule: Schedule;
  field: string;
  /** The dose is that of a whole day. */
  divided: boolean;
}

/** How often a drug is given: what stands by its dose, before what is said elsewhere. */
export function scheduleOf(
  reads: readonly Read[],
  who: number,
  dose: ChosenDose | undefined,
): ChosenSchedule | undefined {
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
  if (!first) return undefined;
  // `A single intravesical dose of 30 mg once a week`.
  const again =
    first.one.single &&
    all.find(
      ({ one, field }) =>
        field === first.field &&
        one.value.kind === 'regular' &&
        !one.weak &&
        one.start > first.one.start &&
        one.start < first.one.end + 60,
    );
  const { one: found, field } = again || first;
  const told = (schedule: Schedule, divides = false): ChosenSchedule => ({ schedule, field, divided: divides });
  const own = all.filter((other) => other.field === field).map(({ one }) => one);
  // `12 µg in the morning … 12 µg in the evening`.
  const both =
    dose &&
    isOnce(found.value, 'in the morning') &&
    dose.read.doses.filter((one) => one.who === who && one.value.amounts.join() === dose.dose.amounts.join()).length >
      1 &&
    own.some(({ value }) => isOnce(value, 'in the evening'));
  if (both) return told({ kind: 'regular', times: 2, every: 1, unit: 'day' });
  const cycle = isDaily(found.value) && all.find(({ one }) => isCycle(one.value) && sameTimes(one.value, found.value));
  if (cycle) return told(inCycle(cycle.one.value, found.value));
  const read = texts.find((text) => text.field === field);
  if (!read) return undefined;
  const severalDays = isLoose(found) || (found.weak && found.value.kind === 'single');
  const days = severalDays ? namedDays(own, read.text) : undefined;
  const cycled = inCycleAfter(found, own, days, read);
  if (cycled) return told(cycled);
  const value = onDayFirst(found, who, dose, read) ?? withNext(days ? { ...found, value: days } : found, who, read);
  return told(withCycle(value, read.text, found.days), found.divided === true);
}

/** `180 µg/week`, and no more, is given once a week. */
export function weekly(dose: ChosenDose | undefined): ChosenSchedule | undefined {
  if (dose?.dose.per !== 'week' || !/^(?:[mµn]?g|IU|U|MIU|mL)(?:\/kg|\/m²)?$/.test(dose.dose.unit)) return undefined;
  return {
    schedule: { kind: 'regular', times: 1, every: 1, unit: 'week' },
    field: dose.read.field,
    divided: false,
  };
}
