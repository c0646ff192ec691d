/** The dose of a drug, among those that the texts of its arm name. */
import { type Dose, formatDose } from '../quantity/dose.ts';
import type { Schedule } from '../quantity/schedule.ts';
import { isOnceDaily, isOnceWeekly } from './choose-schedule.ts';
import { COUNTED, combineDoses } from './combine-doses.ts';
import type { FoundDose } from './find-doses.ts';
import type { Read } from './reads.ts';

/** A daily amount given once a day, or a weekly one once a week, is the amount of one administration. */
export function settled(dose: Dose, schedule: Schedule | undefined, divided: boolean): Dose {
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

/** A dose that was chosen, and the text that it is from. */
export interface ChosenDose {
  dose: Dose;
  read: Read;
  found: FoundDose | undefined;
}

/** Two ways of giving, each with amounts, of which one is given. */
const EITHER_WAY = /\beither\b(?:[^.]|\.\d)*\d\s?[mµ]?g(?:[^.]|\.\d)*\bor\b(?:[^.]|\.\d)*\d\s?[mµ]?g/i;

/**
 * A dose that is not sure, as it is said: levels that fall one behind the other, `5 mg/kg, then 3 mg/kg`. Undefined of levels that rise
 * and fall, or that are only one of the ways that its text allows: no list of levels tells those.
 */
export function unsureText(dose: Dose, { text }: Read): string | undefined {
  if (dose.kind !== 'titration') return formatDose(dose);
  if (!isSteady(dose.amounts) || EITHER_WAY.test(text)) return undefined;
  const [first = 0, second = 0] = dose.amounts;
  if (first < second || dose.next) return formatDose(dose);
  return dose.amounts.map((amount) => formatDose({ ...dose, kind: 'single', amounts: [amount] })).join(', then ');
}

/** The dose of a drug: the first that is told without doubt, or a later one that tells its levels, or what it is per. */
export function doseOf(reads: readonly Read[], who: number): ChosenDose | undefined {
  let best: (ChosenDose & { doubtful: boolean }) | undefined;
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
