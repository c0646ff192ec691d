/** A: the arms that a synopsis tells of, with doses and schedules. Where it cannot be told what stands in which arm, there are none. */
import { formatDose, parseDose } from '../quantity/dose.ts';
import { plainDosing } from '../registry/dosing-words.ts';
import { isPlacebo } from '../registry/drug-names.ts';
import { findDoses } from '../registry/find-doses.ts';
import { assignIds, slug, titleIds } from '../registry/ids.ts';
import { type Dosing, readDosing } from '../registry/regimen.ts';
import { fold } from '../registry/text.ts';
import type { Arm, Component } from '../schema.ts';
import { drugsNamed, type Named } from './drugs.ts';
import { type Section, sentencesOf, textOf } from './sections.ts';

const PLACEBO = /(?<!\b(?:no|without|not)\s+)\bplacebos?\b(?!\s+(?:run-?in|lead-?in|response|responders?|washout))/i;
const SHAM = /\bsham[- ](?:controlled|control|procedure|injections?|comparator)\b|\b(?:versus|vs\.?|or)\s+sham\b/i;
const CARE =
  /\b(?:versus|vs\.?|compared (?:with|to)|against|or|comparator:?|control:?)\s+(standard (?:of )?care|usual care|best supportive care)\b/i;
const NOTHING =
  /\b(?:versus|vs\.?|compared (?:with|to)|against|or|comparator:?|control:?)\s+no (?:treatment|intervention)\b/i;
/** Amounts that follow on each other in one arm, or of which one is chosen for each participant. */
const LEVELS =
  /titrat|escalat|increas|\bthen\b|followed by|\bstart(?:ing|ed)?\b|initial|\breach|target dose|maintenance|adjust|flexible|\bsteps?\b|loading|taper/i;
const ENUMERATED =
  /^[-–*•\s]*(?:(?:arm|group|cohort|treatment|regimen)\s*(?:[A-H]|\d{1,2}|I{1,3})\s*[:.)–-]|\(?[A-H1-9][.)]\s|[-–*•]\s)/i;

/** The levels that a dose is of, each a dose of its own; undefined where the amounts are those of one arm. */
function levelsOf(dose: string | undefined, text: string): string[] | undefined {
  const read = dose === undefined ? undefined : parseDose(dose);
  if (!read || read.amounts.length < 2 || (read.kind !== 'alternatives' && read.kind !== 'titration')) return undefined;
  const sentence = sentencesOf(text).find((one) => read.amounts.every((amount) => one.includes(String(amount))));
  if (!sentence || LEVELS.test(sentence)) return undefined;
  return read.amounts.map((amount) => formatDose({ ...read, kind: 'single', amounts: [amount] }));
}

function componentOf(name: string, dosing: Dosing | undefined, dose = dosing?.dose?.text): Component {
  return {
    drug: name,
    ...(dose && { dose }),
    ...(dosing?.route && { route: dosing.route.text }),
    ...(dosing?.schedule && { schedule: dosing.schedule.text }),
    ...(dosing?.duration && { duration: dosing.duration.text }),
  };
}

/** The dosing of each drug; a drug whose amounts in the text are not all understood has no dose. */
function dosingsOf(text: string, names: readonly string[]): Dosing[] {
  const drugs = names.map((name) => ({ name, aliases: [] }));
  const dosings = readDosing([{ text, field: 'synopsis', about: drugs.length === 1 ? [0] : [] }], drugs);
  if (names.length !== 1) return dosings;
  return dosings.map((dosing) => {
    const read = dosing.dose && parseDose(dosing.dose.text);
    const all = findDoses(text).filter(({ doubt, value }) => !doubt && value.unit === read?.unit);
    const understood = all.every(({ value }) => value.amounts.every((amount) => read?.amounts.includes(amount)));
    if (understood) return dosing;
    const { dose: _, ...rest } = dosing;
    return rest;
  });
}

const armOf = (role: Arm['role'], components: readonly Component[]): Arm => {
  const [only] = components;
  if (components.length < 2) return { ...(role && { role }), ...only };
  const keys = assignIds(
    components.map(({ drug = '' }) => [slug(fold(drug).split(/[^a-z0-9]+/), 28)]),
    'drug',
  );
  return {
    ...(role && { role }),
    gives: Object.fromEntries(components.map((one, i) => [keys[i] ?? 'drug', one])),
  };
};

/** Arms that a running text tells of: one for each level of what is tested, one for what it is set against. */
function armsInText(text: string, comparator: string): Arm[] {
  const named: Named[] = [
    ...drugsNamed(text),
    ...drugsNamed(comparator)
      .filter(({ standing }) => standing !== 'background')
      .map((one): Named => ({ ...one, standing: 'comparator' })),
  ].filter(({ standing }) => standing !== 'background');
  const distinct = named.filter((one, i) => named.findIndex(({ name }) => fold(name) === fold(one.name)) === i);
  const whole = `${text}\n${comparator}`;
  const dosings = dosingsOf(
    whole,
    distinct.map(({ name }) => name),
  );
  const arms: Arm[] = [];
  // Two drugs of which nothing says how they stand to each other may be two arms or one; a factorial trial's arms are combinations.
  const clear = distinct.every(({ standing }) => standing !== 'unclear') && !/\bfactorial\b/i.test(whole);
  if (clear) {
    const of = (standing: Named['standing']) =>
      distinct.flatMap((one, i) => (one.standing === standing ? [{ ...one, dosing: dosings[i] }] : []));
    const tested = of('tested');
    const together = of('together');
    const [first] = tested;
    if (first && together.length === 0) {
      const levels = levelsOf(first.dosing?.dose?.text, whole) ?? [undefined];
      for (const level of levels) arms.push(armOf('experimental', [componentOf(first.name, first.dosing, level)]));
    } else if (first)
      arms.push(
        armOf(
          'experimental',
          [first, ...together].map((one) => componentOf(one.name, one.dosing)),
        ),
      );
    for (const one of of('comparator')) {
      const levels = levelsOf(one.dosing?.dose?.text, whole) ?? [undefined];
      for (const level of levels) arms.push(armOf('active comparator', [componentOf(one.name, one.dosing, level)]));
    }
  }
  if (PLACEBO.test(whole)) arms.push({ role: 'placebo' });
  if (SHAM.test(whole)) arms.push({ role: 'sham' });
  const care = CARE.exec(whole)?.[1];
  if (care) arms.push({ label: care.charAt(0).toUpperCase() + care.slice(1), role: 'active comparator' });
  if (NOTHING.test(whole)) arms.push({ role: 'no treatment' });
  return arms;
}

/** Arms that stand in lines of their own: `Arm A: Examplin 10 mg once daily`. */
function armsInLines(lines: readonly string[], subject: string): Arm[] {
  const texts = lines.map((line) => plainDosing(line.replace(ENUMERATED, '').trim()));
  const named = texts.map((text) => drugsNamed(text).filter(({ standing }) => standing !== 'background'));
  const drugs = new Set(named.flat().map(({ name }) => fold(name)));
  return texts.map((text, i): Arm => {
    const own = named[i] ?? [];
    if (own.length === 0 && isPlacebo(text)) return { label: text, role: 'placebo' };
    if (own.length === 0)
      return { label: text, ...(/^no (?:treatment|intervention)/i.test(text) && { role: 'no treatment' }) };
    const dosings = dosingsOf(
      text,
      own.map(({ name }) => name),
    );
    const tested = drugs.size === 1 || own.some(({ name }) => fold(subject).includes(fold(name)));
    const role = /\b(?:active|reference) (?:comparator|control)\b|\(?comparator\)?/i.test(text)
      ? 'active comparator'
      : tested || /\b(?:experimental|investigational|test)\b/i.test(text)
        ? 'experimental'
        : undefined;
    return {
      label: text,
      ...armOf(
        role,
        own.map(({ name }, k) => componentOf(name, dosings[k])),
      ),
    };
  });
}

function titled({ label, role, drug, dose, gives }: Arm): string {
  if (drug) return [drug, dose].filter(Boolean).join(' ');
  if (gives)
    return Object.values(gives)
      .map((one) => one.drug)
      .join(' ');
  return role && role !== 'active comparator' && role !== 'experimental' && role !== 'other' ? role : (label ?? 'arm');
}

/** Arms by ids that are made of what they give. */
export function withIds(arms: readonly Arm[]): Record<string, Arm> {
  const ids = titleIds(
    arms.map((arm) => ({ title: titled(arm) })),
    'arm',
  );
  return Object.fromEntries(arms.map((arm, i) => [ids[i] ?? 'arm', arm]));
}

/** The arms of a synopsis; `running` is its text without its endpoints. */
export function armsOf(sections: readonly Section[], running: string): Record<string, Arm> {
  const treatment = textOf(sections, 'treatment');
  const comparator = textOf(sections, 'comparator');
  const lines = treatment.split('\n').filter((line) => line.trim() !== '');
  const subject = textOf(sections, 'title', 'objectives');
  const listed = lines.length > 1 && lines.every((line) => ENUMERATED.test(line));
  const arms = listed
    ? armsInLines(lines, subject)
    : armsInText(plainDosing(treatment || running), plainDosing(comparator));
  return withIds(arms);
}
