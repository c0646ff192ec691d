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
  Array.isArray(value) ? value.flatMap((item: unknown) => lineOf(item) ?? []) : [];
const recordsOf = (value: unknown): Raw[] => (Array.isArray(value) ? value.filter(isRecord) : []);

type Fields = Readonly<Record<string, (value: unknown) => unknown>>;
type Read<F extends Fields> = { readonly [K in keyof F]: ReturnType<F[K]> };

/** A reader of a list of objects, by the reader of each field. */
export function listOf<F extends Fields>(fields: F): (value: unknown) => Read<F>[] {
  const readers = Object.entries(fields);
  return (value) =>
    recordsOf(value).map((one) => {
      const out: Record<string, unknown> = {};
      for (const [key, read] of readers) out[key] = read(one[key]);
      return out as Read<F>;
    });
}

/** As the record has them: one group stands in many outcomes, and is cleaned once, where all are read together. */
export const groupsOf = listOf({ id: tokenOf, title: scalar, description: scalar });
const categoriesOf = listOf({ title: lineOf, measurements: recordsOf });
const classesOf = listOf({ title: lineOf, denoms: recordsOf, categories: categoriesOf });
const analysesOf = listOf({
  groupIds: linesOf,
  groupDescription: lineOf,
  paramType: lineOf,
  paramValue: tokenOf,
  ciPctValue: numberOf,
  ciNumSides: tokenOf,
  ciLowerLimit: tokenOf,
  ciUpperLimit: tokenOf,
  dispersionValue: tokenOf,
  estimateComment: lineOf,
  pValue: tokenOf,
  pValueComment: lineOf,
  statisticalMethod: lineOf,
  statisticalComment: lineOf,
  nonInferiorityType: tokenOf,
  nonInferiorityComment: lineOf,
  otherAnalysisDescription: lineOf,
});
export const measuresOf = listOf({
  type: tokenOf,
  title: lineOf,
  description: textOf,
  populationDescription: textOf,
  timeFrame: lineOf,
  paramType: tokenOf,
  dispersionType: tokenOf,
  unitOfMeasure: lineOf,
  typeUnitsAnalyzed: lineOf,
  denomUnitsSelected: lineOf,
  groups: groupsOf,
  denoms: recordsOf,
  classes: classesOf,
  analyses: analysesOf,
});

export type OutcomeMeasure = ReturnType<typeof measuresOf>[number];
export type RegistryAnalysis = OutcomeMeasure['analyses'][number];
export type RegistryGroup = OutcomeMeasure['groups'][number];
/** One figure, and a count of one unit, as the record has them: read where they are used. */
export type Measurement = Raw;
export type Denominator = Raw;

/** How many of a group were counted. */
export function countOf({ counts }: Denominator, groupId: string): number | undefined {
  if (!Array.isArray(counts)) return undefined;
  for (const count of counts) if (isRecord(count) && tokenOf(count.groupId) === groupId) return numberOf(count.value);
  return undefined;
}
