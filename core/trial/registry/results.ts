/** What was observed: for each outcome measure with figures, one result per row (class and category), and its analyses. */
import type { Result, Value } from '../schema.ts';
import { placeAnalyses } from './analyses.ts';
import type { ImportCounts } from './counts.ts';
import { countsOf, type Denominator, lineOf, type OutcomeMeasure, tokenOf } from './measures.ts';
import type { Sides } from './orientation.ts';
import type { ReadOutcome } from './outcomes.ts';
import type { Sources } from './sources.ts';
import { dispersionOf, readValue, statisticOf } from './values.ts';

/** A row of a measure, as the record has it. */
export interface Row {
  /** Absent where the measure has only one. */
  title?: string;
  classIndex: number;
  categoryIndex: number;
  values: Record<string, Value>;
  /** How many values. */
  size: number;
  numeric: boolean;
}

const PARTICIPANTS = /^(?:participants?|subjects?|patients?|people)$/i;

const unitsOf = (denom: Denominator | undefined) => (denom ? lineOf(denom.units) : undefined);

/** What is counted: the units that were chosen for the analysis, else the only ones there are. */
function countedUnits(measure: OutcomeMeasure): string {
  return measure.typeUnitsAnalyzed ?? measure.denomUnitsSelected ?? unitsOf(measure.denoms[0]) ?? 'Participants';
}

function denominatorIn(denoms: readonly Denominator[], units: string): Denominator | undefined {
  return denoms.find((denom) => unitsOf(denom) === units) ?? denoms[0];
}

/** Rows by class, then category. Where two bear one title, the later are numbered: a result must be nameable. */
function readRows(measure: OutcomeMeasure, ids: ReadonlyMap<string, string>): Row[] {
  const statistic = statisticOf(measure);
  const dispersion = dispersionOf(measure);
  const units = countedUnits(measure);
  const whole = denominatorIn(measure.denoms, units);
  const overall = whole && countsOf(whole);
  const categories = measure.classes.reduce((sum, { categories }) => sum + categories.length, 0);
  const titles = new Set<string>();
  const rows: Row[] = [];
  for (const [classIndex, { title, denoms, categories: own }] of measure.classes.entries()) {
    const part = denominatorIn(denoms, units);
    const counted = part ? countsOf(part) : overall;
    for (const [categoryIndex, category] of own.entries()) {
      const values: Record<string, Value> = {};
      let numeric = false;
      let size = 0;
      for (const measurement of category.measurements) {
        const groupId = tokenOf(measurement.groupId) ?? '';
        const group = ids.get(groupId);
        if (group === undefined) continue;
        const value = readValue(measurement, statistic, dispersion, counted?.get(groupId));
        if (!Object.hasOwn(values, group)) size++;
        values[group] = value;
        numeric ||= typeof value[statistic] === 'number';
      }
      const row: Row = { classIndex, categoryIndex, values, size, numeric };
      if (categories > 1 || title || category.title) {
        const named = [title, category.title].filter(Boolean).join(': ') || `Row ${rows.length + 1}`;
        // `unknown` is the word for analyses without a row.
        const safe = named === 'unknown' ? 'Unknown' : named;
        let unique = safe;
        for (let copy = 2; titles.has(unique); copy++) unique = `${safe} (${copy})`;
        titles.add(unique);
        row.title = unique;
      }
      rows.push(row);
    }
  }
  return rows;
}

/** How the rows of a measure stand in the record, where that is not one after the other in one class each. */
function rowSource(rows: readonly Row[]): string | undefined {
  if (rows.every((row, index) => row.classIndex === index && row.categoryIndex === 0)) return undefined;
  const [first] = rows;
  if (first && rows.every((row, index) => row.classIndex === first.classIndex && row.categoryIndex === index))
    return `.classes[${first.classIndex}].categories[*]`;
  const width = rows.filter((row) => row.classIndex === 0).length;
  if (width > 0 && rows.every((row, i) => row.classIndex === Math.floor(i / width) && row.categoryIndex === i % width))
    return `.classes[*].categories[*${width}]`;
  return `.rows ${rows.map((row) => `${row.classIndex}.${row.categoryIndex}`).join(' ')}`;
}

/** The results of one outcome, with where they came from as far as the outcome's own source does not say it. */
export function readResults(
  { id, measure, field }: ReadOutcome,
  ids: ReadonlyMap<string, string>,
  sides: Sides,
  sources: Sources,
  counts: ImportCounts,
): Result[] {
  if (!measure) return [];
  const all = readRows(measure, ids);
  const rows = all.filter((row) => row.size > 0);
  counts.rows += rows.length;
  counts.values += rows.reduce((sum, row) => sum + row.size, 0);
  const units = countedUnits(measure);
  const people = PARTICIPANTS.test(units);
  const placed = placeAnalyses(measure, rows, ids, sides, counts);
  const results: Result[] = [];
  const order: number[] = [];
  const add = (row: string | undefined, values: Record<string, Value> | undefined, at: Row | undefined) => {
    const own = placed.length > 0 ? placed.filter((one) => one.row === at) : placed;
    order.push(...own.map((one) => one.index));
    const result: Result = { outcome: id };
    if (row !== undefined) result.row = row;
    if (values && !people) result.units = units;
    if (values) result.values = values;
    if (own.length > 0) result.analyses = own.map((one) => one.analysis);
    results.push(result);
  };
  for (const row of rows) add(row.title, row.values, row);
  if (placed.some((one) => one.row === undefined)) add(rows.length > 0 ? 'unknown' : undefined, undefined, undefined);
  const source = rowSource(rows);
  if (source) sources.add(`results.${id}`, `${field}${source}`);
  if (order.some((index, position) => index !== position))
    sources.add(`results.${id}.analyses`, `${field}.analyses[${order.join(',')}]`);
  return results;
}
