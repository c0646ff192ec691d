/**
 * What is read of a ClinicalTrials.gov record (API v2), and how tolerantly. Real records leave out almost everything, and
 * give numbers and booleans now and then as text. So nothing here fails but a record that is none: a field of the wrong
 * kind counts as absent, an absent module as an empty one, an absent list as an empty list.
 */
import * as z from 'zod';
import {
  flagOf,
  groupsOf,
  isRecord,
  lineOf,
  linesOf,
  listOf,
  measuresOf,
  numberOf,
  textOf,
  tokenOf,
} from './measures.ts';

/** An object without the keys that hold undefined, which a document cannot write. */
export function defined<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  const out: Partial<T> = {};
  for (const key in object) if (object[key] !== undefined) out[key] = object[key];
  return out as T;
}

const line = z.transform(lineOf);
const text = z.transform(textOf);
const token = z.transform(tokenOf);
const count = z.transform(numberOf);
const flag = z.transform(flagOf);
const lines = z.transform(linesOf);
const part = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess((value) => (isRecord(value) ? value : {}), z.object(shape));
const list = <F extends Parameters<typeof listOf>[0]>(fields: F) => z.transform(listOf(fields));
const date = part({ date: token });
const outcomes = list({ measure: lineOf, description: textOf, timeFrame: lineOf });

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
      armGroups: list({
        label: lineOf,
        type: tokenOf,
        description: textOf,
        interventionNames: linesOf,
      }),
      interventions: list({
        type: tokenOf,
        name: lineOf,
        description: textOf,
        armGroupLabels: linesOf,
        otherNames: linesOf,
      }),
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
    contactsLocationsModule: part({ locations: list({ country: lineOf }) }),
  }),
  resultsSection: part({
    participantFlowModule: part({ groups: z.transform(groupsOf) }),
    outcomeMeasuresModule: part({ outcomeMeasures: z.transform(measuresOf) }),
    adverseEventsModule: part({
      eventGroups: list({
        id: tokenOf,
        title: textOf,
        description: textOf,
        deathsNumAffected: numberOf,
        deathsNumAtRisk: numberOf,
        seriousNumAffected: numberOf,
        seriousNumAtRisk: numberOf,
        otherNumAffected: numberOf,
        otherNumAtRisk: numberOf,
      }),
    }),
  }),
});

export type StudyRecord = z.output<typeof recordSchema>;
export type Intervention = StudyRecord['protocolSection']['armsInterventionsModule']['interventions'][number];

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
