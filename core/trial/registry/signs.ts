/** What speaks for and against a reading of a dose or a schedule: the numbers that its trust is reckoned from. */
import type { Dose } from '../quantity/dose.ts';
import { conversion } from '../quantity/dose-unit.ts';
import { formatSchedule, type Schedule } from '../quantity/schedule.ts';
import type { ChosenDose } from './choose-dose.ts';
import type { ChosenSchedule } from './choose-schedule.ts';
import { COUNTED } from './combine-doses.ts';
import { looksLikeDrug } from './drug-names.ts';
import type { FoundDose } from './find-doses.ts';
import { type Drug, SENTENCE_END, sentenceStart } from './mentions.ts';
import type { Read } from './reads.ts';
import { signalsOf } from './signals.ts';

export type Signs = Readonly<Record<string, number>>;

const yes = (holds: boolean | undefined) => (holds ? 1 : 0);
const few = (count: number) => Math.min(count, 4) / 2;

/** Amounts as they can be compared: in the unit of the first, where they are of one kind. */
function apart(dose: Dose, other: Dose): boolean {
  const factor = conversion({ unit: other.unit }, { unit: dose.unit });
  if (factor === undefined) return true;
  return !other.amounts.every((amount) =>
    dose.amounts.some((one) => Math.abs(one - amount * factor) <= 1e-6 * Math.max(one, amount * factor)),
  );
}

/** The sentence that a place of a text is in. */
function sentenceAt(text: string, start: number, end: number): string {
  const from = sentenceStart(text, start);
  const rest = text.slice(end).search(SENTENCE_END);
  return text.slice(from, rest < 0 ? text.length : end + rest);
}

/** What the sentence signals, and what the whole text does. */
function addSignals(signs: Record<string, number>, sentence: string, read: Read): void {
  const all = read.finds.signals;
  for (const name of all) signs[`text: ${name}`] = 1;
  for (const name of sentence.length === read.text.length ? all : signalsOf(sentence)) signs[`sentence: ${name}`] = 1;
}

const fieldOf = (field: string) =>
  field.endsWith('.label')
    ? 'label'
    : field.endsWith('.name')
      ? 'name'
      : field.startsWith('interv')
        ? 'about'
        : 'description';

function unitKind({ unit }: Dose): string {
  if (COUNTED.test(unit)) return 'counted';
  if (unit.includes('/kg') || unit.includes('/m²')) return 'scaled';
  if (unit.includes('/')) return 'over';
  if (/^%$/.test(unit)) return 'percent';
  if (/cell|CFU|copies|pfu/i.test(unit)) return 'cells';
  return /^(?:mg|µg|g)$/.test(unit) ? 'mass' : 'other';
}

/** How near the amount is to a word for its drug: what stands between, in letters. */
function nearness(found: FoundDose, read: Read, who: number): Record<string, number> {
  const from = sentenceStart(read.text, found.start);
  const named = read.mentions.filter((mention) => mention.start >= from);
  const own = named.filter((mention) => mention.who === who);
  const before = own.findLast((mention) => mention.end <= found.start + 1);
  const after = own.find((mention) => mention.start >= found.end - 1);
  const gap = Math.min(before ? found.start - before.end : 200, after ? after.start - found.end : 200);
  const between = named.some(
    (mention) =>
      mention.who !== who &&
      ((before && mention.start >= before.end && mention.end <= found.start) ||
        (after && !before && mention.end <= after.start && mention.start >= found.end)),
  );
  const nearest = read.mentions.find((mention) => mention.start >= found.end - 1 && mention.start < found.end + 25);
  return {
    beside: yes(gap < 3),
    near: yes(gap < 25),
    far: yes(gap >= 80),
    between: yes(between),
    nextOther: yes(nearest !== undefined && nearest.who !== who),
  };
}

/** The signs of a drug's name alone. */
function drugSigns(drug: Drug, drugs: readonly Drug[], listed: boolean): Record<string, number> {
  return {
    'drug known': yes(drug.name.split(/[^\w-]+/).some(looksLikeDrug)),
    'drug long': yes(drug.name.split(/\s+/).length > 2),
    'drug unlisted': yes(!listed),
    'drugs two': yes(drugs.length === 2),
    'drugs many': yes(drugs.length > 2),
  };
}

export interface Chosen {
  reads: readonly Read[];
  who: number;
  drug: Drug;
  drugs: readonly Drug[];
  listed: boolean;
  dose: ChosenDose | undefined;
  schedule: ChosenSchedule | undefined;
}

/** What speaks for and against a dose that was chosen. */
export function doseSigns({ reads, who, drug, drugs, listed, dose: chosen, schedule }: Chosen): Signs | undefined {
  if (!chosen) return undefined;
  const { dose, read, found } = chosen;
  const owned = reads.flatMap((one) => one.doses.filter((other) => other.who === who).map((other) => ({ one, other })));
  const here = owned.filter(({ one }) => one === read);
  const elsewhere = owned.filter(({ one }) => one !== read);
  const conflicts = (list: typeof owned) =>
    list.filter(({ other }) => other.value !== dose && apart(dose, other.value));
  const strange = reads.flatMap((one) => one.doses.filter((other) => other.who !== who));
  const sentence = found ? sentenceAt(read.text, found.start, found.end) : read.text;
  const left = conflicts(here).filter(({ other }) => !COUNTED.test(other.value.unit) && other.doubt === undefined);
  const told = conflicts(elsewhere).length;
  const signs: Record<string, number> = {
    one: 1,
    ...drugSigns(drug, drugs, listed),
    [`from ${fieldOf(read.field)}`]: 1,
    [`is ${dose.kind}`]: 1,
    'in turn': yes(dose.next !== undefined),
    'up to': yes(dose.upTo),
    levels: few(dose.amounts.length - 1),
    [`unit ${unitKind(dose)}`]: 1,
    rate: yes(dose.per !== undefined),
    'rate fast': yes(dose.per === 'minute' || dose.per === 'hour'),
    doubtful: yes(here.length > 0 && here.every(({ other }) => other.doubt !== undefined)),
    [`doubt ${found?.doubt ?? 'none'}`]: 1,
    'left here': few(left.length),
    'left elsewhere': few(told),
    'same elsewhere': few(elsewhere.length - told),
    'several here': few(here.length - 1),
    strange: few(strange.length),
    'strange here': few(read.doses.filter((other) => other.who !== who).length),
    'no owner': yes(found === undefined),
    ...(found && nearness(found, read, who)),
    long: Math.min(2, read.text.length / 400),
    'sentence long': Math.min(2, sentence.length / 200),
    scheduled: yes(schedule !== undefined),
    'scheduled here': yes(schedule?.field === read.field),
    'schedules here': few(read.schedules.filter((one) => one.who.includes(who)).length - 1),
  };
  addSignals(signs, sentence, read);
  return signs;
}

/** What speaks for and against a schedule that was chosen. */
export function scheduleSigns({ reads, who, drug, drugs, listed, dose, schedule }: Chosen): Signs | undefined {
  if (!schedule) return undefined;
  const value: Schedule = schedule.schedule;
  const read = reads.find(({ field }) => field === schedule.field);
  if (!read) return undefined;
  const said = formatSchedule(value);
  const owned = reads.flatMap((one) =>
    one.schedules
      .filter((other) => other.who.includes(who))
      .map((other) => ({ one, other, text: other.value === value ? said : formatSchedule(other.value) })),
  );
  const here = owned.filter(({ one }) => one === read);
  const found = here[0]?.other;
  const sentence = found ? sentenceAt(read.text, found.start, found.end) : read.text;
  const conflict = (list: typeof owned) => list.filter(({ text }) => !said.includes(text)).length;
  const before = found ? dose?.read === read && dose.found && dose.found.end <= found.start : false;
  const signs: Record<string, number> = {
    one: 1,
    ...drugSigns(drug, drugs, listed),
    [`from ${fieldOf(read.field)}`]: 1,
    [`is ${value.kind}`]: 1,
    weekly: yes(value.kind === 'regular' && value.unit === 'week'),
    daily: yes(value.kind === 'regular' && value.unit === 'day' && value.every === 1),
    'once daily': yes(said === 'once daily'),
    'one day': yes(value.kind === 'named' && value.at.length === 1),
    cycle: yes(value.kind === 'named' && value.of !== undefined),
    weak: yes(found?.weak),
    single: yes(found?.single),
    'named loose': yes(value.kind === 'named' && value.of === undefined),
    'conflict here': few(conflict(here)),
    'conflict elsewhere': few(conflict(owned.filter(({ one }) => one !== read))),
    'same elsewhere': few(owned.filter(({ one, text }) => one !== read && text === said).length),
    'others here': few(read.schedules.filter((one) => !one.who.includes(who)).length),
    shared: yes((found?.who.length ?? 0) > 1),
    'no owner': yes(found === undefined),
    dosed: yes(dose !== undefined),
    'dosed here': yes(dose?.read === read),
    'after dose': yes(before),
    'close to dose': yes(before && found && dose?.found && found.start - dose.found.end < 30),
    'rate told': yes(dose?.dose.per !== undefined),
    'levels told': yes((dose?.dose.amounts.length ?? 0) > 1),
    divided: yes(schedule.divided),
    long: Math.min(2, read.text.length / 400),
    'sentence long': Math.min(2, sentence.length / 200),
    'cycle told': yes(/\bcycles?\b|\bcourses?\b/i.test(read.text)),
    'visits told': yes(/\bvisits?\b|\bassess|\bfollow-?up|\bmonitor/i.test(read.text)),
  };
  addSignals(signs, sentence, read);
  return signs;
}
