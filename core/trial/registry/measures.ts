/**
 * The results of a record, which are nine tenths of it, read without a schema: that would take more time than all the rest of an
 * import. As tolerant as the schema of `record.ts`: a field of the wrong kind counts as absent.
 */
import { cleanLine, cleanText, readNumber } from './text.ts';

export type Raw = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const scalar = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;

/** An id, an enumeration or a figure, as text without spaces around it. */
export const tokenOf = (value: unknown): string | undefined =>
  (typeof value === 'string' ? value.trim() : scalar(value)) || undefined;
export const lineOf = (value: unknown): string | undefined => {
  const text = scalar(value);
  return (text && cleanLine(text)) || undefined;
};
export const textOf = (value: unknown): string | undefined => {
  const text = scalar(value);
  return (text && cleanText(text)) || undefined;
};
export const numberOf = (value: unknown): number | undefined => {
  const text = scalar(value);
  return text === undefined ? undefined : readNumber(text);
};
export const flagOf = (value: unknown): boolean | undefined => {
  const text = scalar(value)?.toLowerCase();
  return text === 'true' || text === 'yes' ? true : text === 'false' || text === 'no' ? false : undefined;
};
export const linesOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(lineOf).filter((line) => line !== undefined) : [];
/** The fields of an object; none of anything else. */
export const partOf = (value: unknown): Raw => (isRecord(value) ? value : NOTHING);
const NOTHING: Raw = {};
const recordsOf = (value: unknown): Raw[] => (Array.isArray(value) ? value.filter(isRecord) : []);

/** A reader of a list of objects, by the reader of one. */
export const listOf =
  <T>(read: (one: Raw) => T) =>
  (value: unknown): T[] =>
    recordsOf(value).map(read);

/** As the record has them: one group stands in many outcomes, and is cleaned once, where all are read together. */
export const groupsOf = listOf((one) => ({
  id: tokenOf(one.id),
  title: scalar(one.title),
  description: scalar(one.description),
}));
const categoriesOf = listOf((one) => ({ title: lineOf(one.title), measurements: recordsOf(one.measurements) }));
const classesOf = listOf((one) => ({
  title: lineOf(one.title),
  denoms: recordsOf(one.denoms),
  categories: categoriesOf(one.categories),
}));
const analysesOf = listOf((one) => ({
  groupIds: linesOf(one.groupIds),
  groupDescription: lineOf(one.groupDescription),
  paramType: lineOf(one.paramType),
  paramValue: tokenOf(one.paramValue),
  ciPctValue: numberOf(one.ciPctValue),
  ciNumSides: tokenOf(one.ciNumSides),
  ciLowerLimit: tokenOf(one.ciLowerLimit),
  ciUpperLimit: tokenOf(one.ciUpperLimit),
  dispersionValue: tokenOf(one.dispersionValue),
  estimateComment: lineOf(one.estimateComment),
  pValue: tokenOf(one.pValue),
  pValueComment: lineOf(one.pValueComment),
  statisticalMethod: lineOf(one.statisticalMethod),
  statisticalComment: lineOf(one.statisticalComment),
  nonInferiorityType: tokenOf(one.nonInferiorityType),
  nonInferiorityComment: lineOf(one.nonInferiorityComment),
  otherAnalysisDescription: lineOf(one.otherAnalysisDescription),
}));
export const measuresOf = listOf((one) => ({
  type: tokenOf(one.type),
  title: lineOf(one.title),
  description: textOf(one.description),
  populationDescription: textOf(one.populationDescription),
  timeFrame: lineOf(one.timeFrame),
  paramType: tokenOf(one.paramType),
  dispersionType: tokenOf(one.dispersionType),
  unitOfMeasure: lineOf(one.unitOfMeasure),
  typeUnitsAnalyzed: lineOf(one.typeUnitsAnalyzed),
  denomUnitsSelected: lineOf(one.denomUnitsSelected),
  groups: groupsOf(one.groups),
  denoms: recordsOf(one.denoms),
  classes: classesOf(one.classes),
  analyses: analysesOf(one.analyses),
}));

export type OutcomeMeasure = ReturnType<typeof measuresOf>[number];
export type RegistryAnalysis = OutcomeMeasure['analyses'][number];
export type RegistryGroup = OutcomeMeasure['groups'][number];
/** One figure, and a count of one unit, as the record has them: read where they are used. */
export type Measurement = Raw;
export type Denominator = Raw;

/** How many of each group were counted. */
export function countsOf({ counts }: Denominator): ReadonlyMap<string, number | undefined> {
  const found = new Map<string, number | undefined>();
  for (const count of recordsOf(counts)) {
    const group = tokenOf(count.groupId) ?? '';
    if (!found.has(group)) found.set(group, numberOf(count.value));
  }
  return found;
}
