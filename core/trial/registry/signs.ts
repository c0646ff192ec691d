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

/** What speaks for and against a reading, each by its name and how much: as two lists, for they are many and read once. */
export class Signs {
  readonly names: string[] = [];
  readonly values: number[] = [];

  say(name: string, value: number | boolean | undefined): void {
    if (!value) return;
    this.names.push(name);
    this.values.push(value === true ? 1 : value);
  }
}

const few = (count: number) => Math.min(count, 4) / 2;

function count<T>(list: readonly T[], holds: (one: T) => boolean): number {
  let found = 0;
  for (const one of list) if (holds(one)) found++;
  return found;
}

/** Amounts as they can be compared: in the unit of the first, where they are of one kind. */
function apart(dose: Dose, other: Dose): boolean {
  const factor = conversion({ unit: other.unit }, { unit: dose.unit });
  if (factor === undefined) return true;
  return !other.amounts.every((amount) =>
    dose.amounts.some((one) => Math.abs(one - amount * factor) <= 1e-6 * Math.max(one, amount * factor)),
  );
}

/** Whether a text plainly tells another amount of the drug in the same unit. */
const tellsAnother = ({ doses }: Read, who: number, { unit, amounts }: Dose) =>
  doses.some(
    (one) =>
      one.who === who &&
      one.doubt === undefined &&
      one.value.unit === unit &&
      one.value.amounts.some((amount) => !amounts.includes(amount)),
  );

/** The sentence that a place of a text is in. */
function sentenceAt(text: string, start: number, end: number): string {
  const from = sentenceStart(text, start);
  const rest = text.slice(end).search(SENTENCE_END);
  return text.slice(from, rest < 0 ? text.length : end + rest);
}

/** What the sentence signals, and what the whole text does. */
function addSignals(signs: Signs, sentence: string, read: Read): void {
  const all = read.finds.signals;
  for (const { inText } of all) signs.say(inText, 1);
  for (const { inSentence } of sentence.length === read.text.length ? all : signalsOf(sentence))
    signs.say(inSentence, 1);
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
function sayNearness(signs: Signs, found: FoundDose, read: Read, who: number): void {
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
  signs.say('beside', gap < 3);
  signs.say('near', gap < 25);
  signs.say('far', gap >= 80);
  signs.say('between', between);
  signs.say('nextOther', nearest !== undefined && nearest.who !== who);
}

const ofArm = ({ field }: Read) => !field.startsWith('interventions');

/** Whether the arm's own words name the drug, or others and not it: what an intervention says may be no part of this arm. */
function sayNamed(signs: Signs, reads: readonly Read[], who: number, field: string): void {
  const own = reads.filter(ofArm);
  const names = (read: Read) => read.mentions.some((mention) => mention.who === who);
  const named = own.some(names);
  const others = own.some(({ mentions }) => mentions.some((one) => typeof one.who === 'number' && one.who !== who));
  signs.say(
    'named in label',
    own.some((read) => read.field.endsWith('.label') && names(read)),
  );
  signs.say(
    'named in description',
    own.some((read) => !read.field.endsWith('.label') && names(read)),
  );
  signs.say('named alone', named && !others);
  signs.say('unnamed', !named);
  signs.say('unnamed beside others', !named && others);
  signs.say('unnamed from about', !named && field.startsWith('interventions'));
}

/** How many amounts of any kind stand in the text, and in the arm's other texts. */
function sayAmounts(signs: Signs, reads: readonly Read[], read: Read): void {
  const here = read.finds.amounts;
  let elsewhere = 0;
  for (const one of reads) if (one !== read) elsewhere += one.finds.amounts;
  signs.say('amounts one', here === 1);
  signs.say('amounts two', here === 2);
  signs.say('amounts more', Math.min(Math.max(here - 2, 0), 6) / 3);
  signs.say('amounts elsewhere', Math.min(elsewhere, 6) / 3);
  signs.say('amounts nowhere else', elsewhere === 0);
}

/** The signs of a drug's name alone. */
function sayDrug(signs: Signs, drug: Drug, drugs: readonly Drug[], listed: boolean): void {
  signs.say('drug known', drug.name.split(/[^\w-]+/).some(looksLikeDrug));
  signs.say('drug long', drug.name.split(/\s+/).length > 2);
  signs.say('drug unlisted', !listed);
  signs.say('drugs two', drugs.length === 2);
  signs.say('drugs many', drugs.length > 2);
}

export interface Chosen {
  reads: readonly Read[];
  /** How many arms the trial has. */
  arms: number;
  who: number;
  drug: Drug;
  drugs: readonly Drug[];
  listed: boolean;
  dose: ChosenDose | undefined;
  schedule: ChosenSchedule | undefined;
}

/** What speaks for and against a dose that was chosen. */
export function doseSigns({
  reads,
  arms,
  who,
  drug,
  drugs,
  listed,
  dose: chosen,
  schedule,
}: Chosen): Signs | undefined {
  if (!chosen) return undefined;
  const { dose, read, found } = chosen;
  let [here, left, doubtful, elsewhere, told, strange] = [0, 0, 0, 0, 0, 0];
  for (const one of reads)
    for (const other of one.doses) {
      if (other.who !== who) {
        strange++;
        continue;
      }
      const conflicts = other.value !== dose && apart(dose, other.value);
      if (one === read) {
        here++;
        if (other.doubt !== undefined) doubtful++;
        else if (conflicts && !COUNTED.test(other.value.unit)) left++;
      } else {
        elsewhere++;
        if (conflicts) told++;
      }
    }
  const sentence = found ? sentenceAt(read.text, found.start, found.end) : read.text;
  const signs = new Signs();
  signs.say('one', 1);
  sayDrug(signs, drug, drugs, listed);
  signs.say(`from ${fieldOf(read.field)}`, 1);
  signs.say(`is ${dose.kind}`, 1);
  signs.say('is single of several', dose.kind === 'single' && reads.some((one) => tellsAnother(one, who, dose)));
  signs.say('in turn', dose.next !== undefined);
  signs.say('up to', dose.upTo);
  signs.say('levels', few(dose.amounts.length - 1));
  signs.say(`unit ${unitKind(dose)}`, 1);
  signs.say('rate', dose.per !== undefined);
  signs.say('rate fast', dose.per === 'minute' || dose.per === 'hour');
  signs.say('doubtful', here > 0 && doubtful === here);
  signs.say(`doubt ${found?.doubt ?? 'none'}`, 1);
  signs.say('left here', few(left));
  signs.say('left elsewhere', few(told));
  signs.say('same elsewhere', few(elsewhere - told));
  signs.say('several here', few(here - 1));
  signs.say('strange', few(strange));
  signs.say('strange here', few(count(read.doses, (other) => other.who !== who)));
  signs.say('no owner', found === undefined);
  if (found) sayNearness(signs, found, read, who);
  sayNamed(signs, reads, who, read.field);
  sayAmounts(signs, reads, read);
  signs.say('arms one', arms === 1);
  signs.say('arms many', arms > 3);
  signs.say('long', Math.min(2, read.text.length / 400));
  signs.say('sentence long', Math.min(2, sentence.length / 200));
  signs.say('scheduled', schedule !== undefined);
  signs.say('scheduled here', schedule?.field === read.field);
  signs.say('schedules here', few(count(read.schedules, (one) => one.who.includes(who)) - 1));
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
  let found: Read['schedules'][number] | undefined;
  let [conflictsHere, conflictsElsewhere, same] = [0, 0, 0];
  for (const one of reads)
    for (const other of one.schedules) {
      if (!other.who.includes(who)) continue;
      const text = other.value === value ? said : formatSchedule(other.value);
      const conflicts = !said.includes(text);
      if (one === read) {
        found ??= other;
        if (conflicts) conflictsHere++;
      } else {
        if (conflicts) conflictsElsewhere++;
        if (text === said) same++;
      }
    }
  const sentence = found ? sentenceAt(read.text, found.start, found.end) : read.text;
  const before = found && dose?.read === read && dose.found && dose.found.end <= found.start;
  const signs = new Signs();
  signs.say('one', 1);
  sayDrug(signs, drug, drugs, listed);
  signs.say(`from ${fieldOf(read.field)}`, 1);
  signs.say(`is ${value.kind}`, 1);
  signs.say('weekly', value.kind === 'regular' && value.unit === 'week');
  signs.say('daily', value.kind === 'regular' && value.unit === 'day' && value.every === 1);
  signs.say('once daily', said === 'once daily');
  signs.say('one day', value.kind === 'named' && value.at.length === 1);
  signs.say('cycle', value.kind === 'named' && value.of !== undefined);
  signs.say('weak', found?.weak);
  signs.say('single', found?.single);
  signs.say('named loose', value.kind === 'named' && value.of === undefined);
  signs.say('conflict here', few(conflictsHere));
  signs.say('conflict elsewhere', few(conflictsElsewhere));
  signs.say('same elsewhere', few(same));
  signs.say('others here', few(count(read.schedules, (one) => !one.who.includes(who))));
  signs.say('shared', (found?.who.length ?? 0) > 1);
  signs.say('no owner', found === undefined);
  signs.say('dosed', dose !== undefined);
  signs.say('dosed here', dose?.read === read);
  signs.say('after dose', before);
  signs.say('close to dose', before && found && dose?.found && found.start - dose.found.end < 30);
  signs.say('rate told', dose?.dose.per !== undefined);
  signs.say('levels told', (dose?.dose.amounts.length ?? 0) > 1);
  signs.say('divided', schedule.divided);
  signs.say('long', Math.min(2, read.text.length / 400));
  signs.say('sentence long', Math.min(2, sentence.length / 200));
  signs.say('cycle told', /\bcycles?\b|\bcourses?\b/i.test(read.text));
  signs.say('visits told', /\bvisits?\b|\bassess|\bfollow-?up|\bmonitor/i.test(read.text));
  addSignals(signs, sentence, read);
  return signs;
}
