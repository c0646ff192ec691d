/**
 * What is read of a ClinicalTrials.gov record (API v2), and how tolerantly. Real records leave out almost everything, and
 * give numbers and booleans now and then as text. So nothing here fails but a record that is none: a field of the wrong
 * kind counts as absent, an absent module as an empty one, an absent list as an empty list.
 */
import { z } from 'zod';
import { cleanLine, cleanText, readNumber } from './text.ts';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object without the keys that hold undefined, which a document cannot write. */
export function defined<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  const out: Partial<T> = {};
  for (const key in object) if (object[key] !== undefined) out[key] = object[key];
  return out as T;
}

const scalar = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;

const line = z.transform((value: unknown) => lineOf(value));
const text = z.transform((value: unknown) => textOf(value));
/** An id, an enumeration, a figure: short, and never formatted. */
const token = z.transform((value: unknown) => scalar(value)?.trim() || undefined);
const count = z.transform((value: unknown) => {
  const text = scalar(value);
  return text === undefined ? undefined : readNumber(text);
});
const flag = z.transform((value: unknown) => {
  const text = scalar(value)?.toLowerCase();
  return text === 'true' || text === 'yes' ? true : text === 'false' || text === 'no' ? false : undefined;
});
const part = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess((value) => (isRecord(value) ? value : {}), z.object(shape));
const list = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess((value) => (Array.isArray(value) ? value.filter(isRecord) : []), z.array(z.object(shape)));
const lines = z.transform((value: unknown) =>
  (Array.isArray(value) ? value : []).flatMap((item) => {
    const text = scalar(item);
    return text && cleanLine(text) ? [cleanLine(text)] : [];
  }),
);
const date = part({ date: token });

const tokenOf = (value: unknown): string | undefined =>
  (typeof value === 'string' ? value.trim() : scalar(value)) || undefined;
const lineOf = (value: unknown): string | undefined => {
  const text = scalar(value);
  return (text && cleanLine(text)) || undefined;
};
const textOf = (value: unknown): string | undefined => {
  const text = scalar(value);
  return (text && cleanText(text)) || undefined;
};
const listOf = <T>(value: unknown, of: (item: Record<string, unknown>) => T): T[] => {
  const out: T[] = [];
  if (Array.isArray(value)) for (const item of value) if (isRecord(item)) out.push(of(item));
  return out;
};

/** As the record has it: one group stands in many outcomes, and is cleaned once, where all are read together. */
export interface RegistryGroup {
  id: string | undefined;
  title: string | undefined;
  description: string | undefined;
}

export interface Measurement {
  groupId: string | undefined;
  value: string | undefined;
  spread: string | undefined;
  lowerLimit: string | undefined;
  upperLimit: string | undefined;
  comment: string | undefined;
}

/** How many were analysed, by group, in one unit. */
export interface Denominator {
  units: string | undefined;
  counts: ReadonlyMap<string, number>;
}

export interface MeasureClass {
  title: string | undefined;
  denoms: readonly Denominator[];
  categories: readonly { title: string | undefined; measurements: readonly Measurement[] }[];
}

// Groups, classes and all below them are nine tenths of a record with results. They are read by hand, as tolerantly as
// all else: a schema would take more time than the rest of the import.
const groups = z.transform((value: unknown) =>
  listOf(
    value,
    (one): RegistryGroup => ({
      id: tokenOf(one.id),
      title: scalar(one.title),
      description: scalar(one.description),
    }),
  ),
);
const denominatorsOf = (value: unknown) =>
  listOf(value, (one): Denominator => {
    const counts = new Map<string, number>();
    for (const [group, number] of listOf(one.counts, ({ groupId, value }) => [tokenOf(groupId), tokenOf(value)])) {
      const count = number === undefined ? undefined : readNumber(number);
      if (group !== undefined && count !== undefined) counts.set(group, count);
    }
    return { units: lineOf(one.units), counts };
  });
const denominators = z.transform(denominatorsOf);
const measurementOf = (one: Record<string, unknown>): Measurement => ({
  groupId: tokenOf(one.groupId),
  value: tokenOf(one.value),
  spread: tokenOf(one.spread),
  lowerLimit: tokenOf(one.lowerLimit),
  upperLimit: tokenOf(one.upperLimit),
  comment: tokenOf(one.comment),
});
const classes = z.transform((value: unknown) =>
  listOf(
    value,
    (one): MeasureClass => ({
      title: lineOf(one.title),
      denoms: denominatorsOf(one.denoms),
      categories: listOf(one.categories, (category) => ({
        title: lineOf(category.title),
        measurements: listOf(category.measurements, measurementOf),
      })),
    }),
  ),
);

/** The country of each site. */
const countries = z.transform((value: unknown) => listOf(value, ({ country }) => lineOf(country)));

const group = { id: token, title: line, description: text };
const outcomes = z.transform((value: unknown) =>
  listOf(value, (one) => ({
    measure: lineOf(one.measure),
    description: textOf(one.description),
    timeFrame: lineOf(one.timeFrame),
  })),
);

const analysis = {
  groupIds: lines,
  groupDescription: line,
  paramType: line,
  paramValue: token,
  ciPctValue: count,
  ciNumSides: token,
  ciLowerLimit: token,
  ciUpperLimit: token,
  dispersionType: token,
  dispersionValue: token,
  estimateComment: line,
  pValue: token,
  pValueComment: line,
  statisticalMethod: line,
  statisticalComment: line,
  nonInferiorityType: token,
  nonInferiorityComment: line,
  otherAnalysisDescription: line,
};

const outcomeMeasure = {
  type: token,
  title: line,
  description: text,
  populationDescription: text,
  timeFrame: line,
  paramType: token,
  dispersionType: token,
  unitOfMeasure: line,
  typeUnitsAnalyzed: line,
  denomUnitsSelected: line,
  groups,
  denoms: denominators,
  classes,
  analyses: list(analysis),
};

export const recordSchema = z.object({
  protocolSection: z.object({
    identificationModule: part({ nctId: token, briefTitle: line, officialTitle: line, acronym: line }),
    statusModule: part({
      overallStatus: token,
      startDateStruct: date,
      primaryCompletionDateStruct: date,
      completionDateStruct: date,
      studyFirstPostDateStruct: date,
      resultsFirstPostDateStruct: date,
    }),
    sponsorCollaboratorsModule: part({ leadSponsor: part({ name: line }) }),
    conditionsModule: part({ conditions: lines }),
    designModule: part({
      studyType: token,
      phases: lines,
      designInfo: part({
        allocation: token,
        interventionModel: token,
        primaryPurpose: token,
        observationalModel: token,
        maskingInfo: part({ masking: token, whoMasked: lines }),
      }),
      enrollmentInfo: part({ count }),
    }),
    armsInterventionsModule: part({
      armGroups: list({ label: line, type: token, description: text, interventionNames: lines }),
      interventions: list({ type: token, name: line, description: text, armGroupLabels: lines, otherNames: lines }),
    }),
    outcomesModule: part({
      primaryOutcomes: outcomes,
      secondaryOutcomes: outcomes,
      otherOutcomes: outcomes,
    }),
    eligibilityModule: part({
      eligibilityCriteria: text,
      healthyVolunteers: flag,
      sex: token,
      minimumAge: line,
      maximumAge: line,
    }),
    contactsLocationsModule: part({ locations: countries }),
  }),
  resultsSection: part({
    participantFlowModule: part({ groups }),
    outcomeMeasuresModule: part({ outcomeMeasures: list(outcomeMeasure) }),
    adverseEventsModule: part({
      eventGroups: list({
        ...group,
        deathsNumAffected: count,
        deathsNumAtRisk: count,
        seriousNumAffected: count,
        seriousNumAtRisk: count,
        otherNumAffected: count,
        otherNumAtRisk: count,
      }),
    }),
  }),
});

export type StudyRecord = z.output<typeof recordSchema>;
export type ArmGroup = StudyRecord['protocolSection']['armsInterventionsModule']['armGroups'][number];
export type Intervention = StudyRecord['protocolSection']['armsInterventionsModule']['interventions'][number];
export type OutcomeMeasure = StudyRecord['resultsSection']['outcomeMeasuresModule']['outcomeMeasures'][number];
export type RegistryAnalysis = OutcomeMeasure['analyses'][number];

/** The parts of a record that are read, or why it is none: one sentence for a person. */
export function readRecord(record: unknown): { study: StudyRecord; id: string } | { problem: string } {
  if (!isRecord(record)) return { problem: 'This is not a registry record: it is not a JSON object.' };
  if (!isRecord(record.protocolSection))
    return {
      problem:
        'This is not a ClinicalTrials.gov record in the shape of API v2: it has no protocolSection. Older XML or CSV exports cannot be read.',
    };
  const read = recordSchema.safeParse(record);
  if (!read.success) return { problem: `This record cannot be read: ${z.prettifyError(read.error)}` };
  const id = read.data.protocolSection.identificationModule.nctId;
  if (!id) return { problem: 'This record has no registry id (protocolSection.identificationModule.nctId).' };
  return { study: read.data, id };
}
