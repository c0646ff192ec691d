/**
 * Scores the importer's reading of doses against the labels: precision and recall by component (drug, dose, unit, schedule).
 * Both sides are made canonical first: units converted, schedules that come to the same times a day the same, a daily
 * amount given once a day the amount of one administration.
 *
 *   node test/doses/score.ts <folder of records> [labels.json]
 */
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import {
  conversion,
  type Dose,
  type Named,
  parseDose,
  parseSchedule,
  perDay,
  type Schedule,
} from '../../core/trial/quantity/index.ts';
import { importRecord } from '../../core/trial/registry/import.ts';
import { leftOutOf } from '../../core/trial/registry/sources.ts';
import type { Arm, Component, Trial } from '../../core/trial/schema.ts';
import { hashOf, textsOf } from './draw.mjs';

export interface Labelled {
  drug: string;
  /** `2.4`, `10-40` (a range), `0.25>0.5>1` (successive levels), `5|10` (allowed levels). */
  dose: string | null;
  unit: string | null;
  schedule: string | null;
}

export interface LabelledArm {
  id: string;
  arm: number;
  hash: string;
  components: Labelled[];
}

export const FIELDS = ['drug', 'dose', 'unit', 'schedule'] as const;
export type Field = (typeof FIELDS)[number];

export type Fields = Record<
  Field,
  { right: number; found: number; labelled: number; precision: number; recall: number }
>;

export interface Score {
  arms: number;
  /** Arms whose texts are no longer those that were labelled, or whose record is not there. */
  missing: string[];
  fields: Fields;
  /** With the doses and schedules that the importer left out because it was not sure enough of them. */
  likely: Fields;
  /** Labels in words that no document has: levels in several units, a choice of schedules. They can only be missed. */
  unsayable: { dose: number; schedule: number };
}

const RANGE = /(?<=\d)-(?=\d)/;
const SPLIT = /[>|]|(?<=\d)-(?=\d)/;

/** What the labels mean by `0.25>0.5>1`, as a dose that a document writes. */
function doseOfLabel({ dose, unit }: Labelled): Dose | undefined {
  if (dose === null) return undefined;
  // `0.25>0.125` in `mg/kg > µg/kg/min`: a unit for each.
  const units = unit?.split(' > ') ?? [];
  if (units.length > 1) {
    const levels = dose.split('>');
    return levels.length === units.length
      ? parseDose(levels.map((level, i) => `${level.split(RANGE).join(' to ')} ${units[i]}`).join(', then '))
      : undefined;
  }
  const joint = dose.includes('>') ? ', ' : dose.includes('|') ? ' or ' : ' to ';
  const amounts = dose.split(SPLIT).join(joint);
  return unit === 'AUC' ? parseDose(`AUC ${amounts}`) : parseDose(`${amounts} ${unit}`);
}

/** A component with its quantities understood; what is not stays text. */
interface Canonical {
  drug: string;
  dose: Dose | string | undefined;
  schedule: Schedule | string | undefined;
}

const DAILY: Schedule = { kind: 'regular', times: 1, every: 1, unit: 'day' };
const WEEKLY: Schedule = { kind: 'regular', times: 1, every: 1, unit: 'week' };

/** Three and more named days, weeks or months at equal distances, of no cycle: how often; that they end is their duration. */
function evenly({ unit, at, of, times, then }: Named): Schedule | undefined {
  const step = (at[1] ?? 0) - (at[0] ?? 0);
  if (of !== undefined || then || at.length < 3 || at.some((one, i) => i > 0 && one - (at[i - 1] ?? 0) !== step))
    return undefined;
  return times && step > 1 ? undefined : { kind: 'regular', times: times ?? 1, every: step, unit };
}

/** One administration, and no more: of a day or week that is named, or a single one. */
const isOne = (schedule: Schedule) =>
  schedule.kind === 'single' ||
  (schedule.kind === 'named' && schedule.at.length === 1 && schedule.of === undefined && schedule.times === undefined);

/** A schedule in the one form in which it is compared. */
function steady(schedule: Schedule): Schedule {
  // `day 1, then once daily` is once daily from day 1 on.
  if (schedule.kind === 'named') {
    if (isOne(schedule)) return schedule.then ?? ((schedule.at[0] ?? 2) < 2 ? { kind: 'single' } : schedule);
    return evenly(schedule) ?? schedule;
  }
  if (schedule.kind !== 'successive') return schedule;
  const [first, second, ...more] = schedule.parts;
  return first && second && more.length === 0 && isOne(first) && second.kind === 'regular' ? second : schedule;
}

const onceA = (schedule: Canonical['schedule'], per: Dose['per']) =>
  schedule === undefined ||
  (typeof schedule === 'object' && perDay(schedule) === perDay(per === 'week' ? WEEKLY : DAILY));

function canonical(drug: string, dose: Canonical['dose'], said: Canonical['schedule']): Canonical {
  const schedule = typeof said === 'object' ? steady(said) : said;
  if (typeof dose !== 'object' || (dose.per !== 'day' && dose.per !== 'week') || !onceA(schedule, dose.per))
    return { drug, dose, schedule };
  // `10 mg/day` says the same as `10 mg daily`.
  const { per, ...once } = dose;
  return { drug, dose: once, schedule: schedule ?? (per === 'week' ? WEEKLY : DAILY) };
}

function ofLabel(label: Labelled): Canonical {
  const dose = doseOfLabel(label) ?? (label.dose === null ? undefined : `${label.dose} ${label.unit}`);
  const said = label.schedule?.replaceAll(' > ', ', then ') ?? undefined;
  const schedule = said && (parseSchedule(said) ?? said);
  return canonical(label.drug, dose, schedule);
}

/** What the labels call a schedule of `3 doses` is a duration of a document. */
const COUNT = /^\d+ doses$/;

/** A component as it is read, and how many doses its duration says it is. */
interface Found extends Canonical {
  doses: string | undefined;
}

function ofComponent({ drug, dose, schedule, duration = '' }: Component): Found | undefined {
  if (drug === undefined) return undefined;
  const read = canonical(drug, dose && (parseDose(dose) ?? dose), schedule && (parseSchedule(schedule) ?? schedule));
  return { ...read, doses: COUNT.exec(duration)?.[0] };
}

/** What is found as its label takes it: how many doses is a schedule where the label says so, and else the duration that it is. */
const asLabelled = (found: Found, label: Canonical | undefined): Canonical =>
  found.schedule === undefined && typeof label?.schedule === 'string' && COUNT.test(label.schedule)
    ? { ...found, schedule: found.doses }
    : found;

const componentsOf = (arm: Arm): Component[] => (arm.gives ? Object.values(arm.gives) : [arm]);

/** The components of an arm with what was left out as not sure enough, as if it had been told. */
function likelyOf(trial: Trial, id: string, arm: Arm): Component[] {
  const left = leftOutOf(trial).filter(({ path }) => path[1] === id);
  const withLeft = (component: Component, depth: number, key?: string): Component => ({
    ...component,
    ...Object.fromEntries(
      left
        .filter(({ path }) => path.length === depth && (key === undefined || path[3] === key))
        .map(({ path, text }) => [String(path.at(-1)), text]),
    ),
  });
  return arm.gives ? Object.entries(arm.gives).map(([key, one]) => withLeft(one, 5, key)) : [withLeft(arm, 3)];
}

const SALTS =
  /\b(?:hydrochloride|hcl|sodium|potassium|calcium|citrate|maleate|besylate|mesylate|tosylate|phosphate|sulfate|acetate|fumarate|succinate|tartrate|bromide|magnesium)\b/g;

function wordsOf(drug: string): string[] {
  const plain = drug
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f®™]/g, '');
  const single = (word: string) => (word.length > 4 ? word.replace(/s$/, '') : word);
  const words = (plain.match(/[a-z0-9]+/g) ?? []).map(single);
  const salted = (plain.replace(SALTS, ' ').match(/[a-z0-9]+/g) ?? []).map(single);
  return salted.length > 0 ? salted : words;
}

/** Letters to change, add or take away, to make one word another. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Whether two names are of one drug: the same words, all words of one among the other's, or nearly the same letters. */
export function sameDrug(a: string, b: string): boolean {
  const x = wordsOf(a);
  const y = wordsOf(b);
  const [few, many] = x.length <= y.length ? [x, y] : [y, x];
  if (few.length > 0 && few.every((word) => many.includes(word))) return true;
  const left = x.join('');
  const right = y.join('');
  return distance(left, right) <= 0.15 * Math.max(left.length, right.length);
}

const close = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b));

/** The amount of a day, of one that is given so many times on each. */
function ofADay({ dose, schedule }: Canonical): Dose | undefined {
  if (typeof dose !== 'object') return undefined;
  if (dose.per !== undefined) return dose;
  const times = typeof schedule === 'object' && schedule.kind === 'regular' ? perDay(schedule) : undefined;
  return times ? { ...dose, per: 'day', amounts: dose.amounts.map((amount) => amount * times) } : undefined;
}

/** Where one side tells the amount of a day and the other that of one administration, both are taken as amounts of a day. */
function likeDoses(a: Canonical, b: Canonical): [Canonical['dose'], Canonical['dose']] {
  const per = [a, b].map(({ dose }) => (typeof dose === 'object' ? dose.per : undefined));
  if ((per[0] === 'day') === (per[1] === 'day')) return [a.dose, b.dose];
  return [ofADay(a) ?? a.dose, ofADay(b) ?? b.dose];
}

function sameDose(a: Canonical['dose'], b: Canonical['dose']): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  const factor = conversion(a, b);
  const ordered = (dose: Dose) =>
    dose.kind === 'alternatives' ? dose.amounts.toSorted((x, y) => x - y) : dose.amounts;
  const amounts = ordered(b);
  return (
    factor !== undefined &&
    a.kind === b.kind &&
    a.amounts.length === amounts.length &&
    ordered(a).every((amount, i) => close(amount * factor, amounts[i] ?? Number.NaN)) &&
    (a.next || b.next ? a.next !== undefined && b.next !== undefined && sameDose(a.next, b.next) : true)
  );
}

function sameUnit(a: Canonical['dose'], b: Canonical['dose']): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  return conversion(a, b) !== undefined && (a.next || b.next ? sameUnit(a.next, b.next) : true);
}

function sameSchedule(a: Canonical['schedule'], b: Canonical['schedule']): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (a.kind === 'as needed') return b.kind === a.kind;
  const x = perDay(a);
  const y = perDay(b);
  const several = (one: Schedule) => one.kind === 'named' && one.at.length > 1;
  if (x !== undefined && y !== undefined && !several(a) && !several(b)) return close(x, y);
  return a.kind === b.kind && JSON.stringify(a) === JSON.stringify(b);
}

/** A component of either side, or of both, by its name. */
export interface Compared {
  found?: Component;
  label?: Labelled;
  /** What either side says, and of that what the two do not agree in. */
  told: Field[];
  labelled: Field[];
  bad: Field[];
}

const fieldsOf = (one: Canonical | undefined): Field[] =>
  one
    ? FIELDS.filter(
        (field) => field === 'drug' || (field === 'schedule' ? one.schedule !== undefined : one.dose !== undefined),
      )
    : [];

/** Whether what is found says the same as the label of its name. */
function agrees(field: Field, found: Canonical, label: Canonical): boolean {
  if (field === 'drug') return true;
  if (field === 'schedule') return sameSchedule(found.schedule, label.schedule);
  const doses = likeDoses(found, label);
  return field === 'dose' ? sameDose(...doses) : sameUnit(...doses);
}

/** What was found in an arm beside what was labelled, component by component; each label once. */
export function compare(found: readonly Component[], labels: readonly Labelled[]): Compared[] {
  const left = labels.map((label) => ({ label, own: ofLabel(label) }));
  const compared = found.flatMap((component): Compared[] => {
    const read = ofComponent(component);
    if (!read) return [];
    const at = left.findIndex(({ own }) => sameDrug(read.drug, own.drug));
    const [match] = at < 0 ? [] : left.splice(at, 1);
    const one = asLabelled(read, match?.own);
    const [told, labelled] = [fieldsOf(one), fieldsOf(match?.own)];
    const bad = FIELDS.filter(
      (field) =>
        (told.includes(field) || labelled.includes(field)) &&
        !(match && told.includes(field) && labelled.includes(field) && agrees(field, one, match.own)),
    );
    return [{ found: component, ...(match && { label: match.label }), told, labelled, bad }];
  });
  const missed = left.map(({ label, own }): Compared => {
    const labelled = fieldsOf(own);
    return { label, told: [], labelled, bad: labelled };
  });
  return [...compared, ...missed];
}

/** Scores arms: what the importer found in each, against its labels. */
export function score(arms: readonly { found: readonly Component[]; labels: readonly Labelled[] }[]): Fields {
  const tally = () => ({ right: 0, found: 0, labelled: 0, precision: 0, recall: 0 });
  const fields: Fields = { drug: tally(), dose: tally(), unit: tally(), schedule: tally() };
  for (const { found, labels } of arms)
    for (const { told, labelled, bad } of compare(found, labels))
      for (const name of FIELDS) {
        const field = fields[name];
        if (told.includes(name)) field.found++;
        if (labelled.includes(name)) field.labelled++;
        if (told.includes(name) && !bad.includes(name)) field.right++;
      }
  for (const field of Object.values(fields)) {
    field.precision = field.found ? field.right / field.found : 1;
    field.recall = field.labelled ? field.right / field.labelled : 1;
  }
  return fields;
}

/** Imports the labelled trials out of a folder of records and scores their arms. */
export async function scoreFolder(folder: string, labels: readonly LabelledArm[]): Promise<Score> {
  const wanted = new Map<string, LabelledArm[]>();
  for (const label of labels) wanted.set(label.id, [...(wanted.get(label.id) ?? []), label]);
  const read: { found: Component[]; likely: Component[]; labels: Labelled[] }[] = [];
  const missing = new Set(labels.map((label) => `${label.id} ${label.arm}`));
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl.gz')))
    for await (const line of createInterface({
      input: createReadStream(path.join(folder, name)).pipe(createGunzip()),
    })) {
      const id = /"nctId": ?"(NCT\d{8})"/.exec(line)?.[1];
      const own = id === undefined ? undefined : wanted.get(id);
      if (!own) continue;
      const record: unknown = JSON.parse(line);
      const imported = importRecord(record);
      if ('problem' in imported) continue;
      const arms = Object.entries(imported.trial.arms ?? {});
      for (const label of own) {
        const [id = '', arm] = arms[label.arm] ?? [];
        if (!arm || hashOf(textsOf(record, label.arm)) !== label.hash) continue;
        missing.delete(`${label.id} ${label.arm}`);
        read.push({
          found: componentsOf(arm),
          likely: likelyOf(imported.trial, id, arm),
          labels: label.components,
        });
      }
    }
  const all = read.flatMap(({ labels: own }) => own.map(ofLabel));
  const unsayable = {
    dose: all.filter(({ dose }) => typeof dose === 'string').length,
    schedule: all.filter(({ schedule }) => typeof schedule === 'string' && !COUNT.test(schedule)).length,
  };
  return {
    arms: read.length,
    missing: [...missing],
    fields: score(read),
    likely: score(read.map(({ likely, labels: own }) => ({ found: likely, labels: own }))),
    unsayable,
  };
}

/** The score as lines of a table. */
export function scoreTable({ arms, missing, fields, likely, unsayable }: Score): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`.padStart(8);
  const row = (of: Fields, name: Field, called = name as string) => {
    const { right, found, labelled, precision, recall } = of[name];
    return `${called.padEnd(16)} precision ${percent(precision)} (${right} of ${found})  recall ${percent(recall)} (${right} of ${labelled})`;
  };
  const rows = FIELDS.map((name) => row(fields, name));
  rows.push(...FIELDS.slice(1).map((name) => row(likely, name, `${name}, likely`)));
  const lost =
    missing.length > 0 ? [`${missing.length} labelled arms are not in the records as they were labelled`] : [];
  const beyond = `labels that no document can say: ${unsayable.dose} doses, ${unsayable.schedule} schedules`;
  return [`${arms} arms`, ...rows, beyond, ...lost].join('\n');
}

if (import.meta.filename === process.argv[1]) {
  const [folder = '../shared/data/trials', file = path.join(import.meta.dirname, 'labels.json')] =
    process.argv.slice(2);
  const labels: LabelledArm[] = JSON.parse(readFileSync(file, 'utf8'));
  console.log(scoreTable(await scoreFolder(folder, labels)));
}
