/** Registry records made up for tests of pairs: arms of a drug that does not exist, outcomes with means, and what records say beside. */
import { importRecord } from '../../../core/trial/registry/import.ts';
import type { Trial } from '../../../core/trial/schema.ts';

export interface MadeArm {
  label: string;
  type?: string;
  /** Names of what it is given. */
  gives?: readonly string[];
  description?: string;
}

export interface MadeOutcome {
  title: string;
  time?: string;
  /** Of each row: its name, and a mean of each arm. */
  rows: Readonly<Record<string, readonly number[]>>;
  description?: string;
  /** The record compares these two arms, by their places. */
  analysis?: { arms: readonly [number, number]; p: string; value?: string; ci?: readonly [string, string] };
}

export interface MadeRecord {
  id?: string;
  title?: string;
  arms?: readonly MadeArm[];
  outcomes?: readonly MadeOutcome[];
  posted?: string;
  organisationId?: string;
  summary?: string;
  allocation?: string;
}

export const DOSES: readonly MadeArm[] = [
  { label: 'Examplin 10 mg', gives: ['Examplin'], description: 'Examplin 10 mg once daily' },
  { label: 'Examplin 5 mg', gives: ['Examplin'], description: 'Examplin 5 mg once daily' },
  { label: 'Placebo', type: 'PLACEBO_COMPARATOR', gives: ['Placebo'] },
];

/** One row, of which nothing is said. */
export const only = (...means: number[]) => ({ '': means });

export const PAIN: MadeOutcome = { title: 'Change in Pain Score', time: '12 weeks', rows: only(-9.13, -5.27, -1.04) };
export const WALK: MadeOutcome = { title: 'Walking Distance', time: '12 weeks', rows: only(31.4, 30.2, 12.6) };

export function madeRecord({
  id = 'NCT10000001',
  title = 'Examplin in People Who Have Backs',
  arms = DOSES,
  outcomes = [PAIN, WALK],
  posted = '2020-05-01',
  organisationId,
  summary,
  allocation = 'RANDOMIZED',
}: MadeRecord = {}): Record<string, unknown> {
  const names = [...new Set(arms.flatMap(({ gives = [] }) => gives))];
  const groups = arms.map(({ label }, i) => ({ id: `OG00${i}`, title: label }));
  return {
    protocolSection: {
      identificationModule: {
        nctId: id,
        briefTitle: title,
        ...(organisationId !== undefined && { orgStudyIdInfo: { id: organisationId } }),
      },
      statusModule: { resultsFirstPostDateStruct: { date: posted } },
      sponsorCollaboratorsModule: { leadSponsor: { name: 'Nobody' } },
      ...(summary !== undefined && { descriptionModule: { briefSummary: summary } }),
      designModule: { studyType: 'INTERVENTIONAL', designInfo: { allocation, interventionModel: 'PARALLEL' } },
      armsInterventionsModule: {
        armGroups: arms.map(({ label, type = 'EXPERIMENTAL', description, gives = [] }) => ({
          label,
          type,
          ...(description !== undefined && { description }),
          interventionNames: gives.map((name) => `Drug: ${name}`),
        })),
        interventions: names.map((name) => ({
          type: 'DRUG',
          name,
          armGroupLabels: arms.flatMap(({ label, gives = [] }) => (gives.includes(name) ? [label] : [])),
        })),
      },
    },
    resultsSection: {
      outcomeMeasuresModule: {
        outcomeMeasures: outcomes.map(({ title: measure, time = '12 weeks', rows, description, analysis }) => ({
          type: 'SECONDARY',
          title: measure,
          timeFrame: time,
          ...(description !== undefined && { description }),
          reportingStatus: 'POSTED',
          paramType: 'MEAN',
          dispersionType: 'Standard Deviation',
          unitOfMeasure: 'points',
          groups,
          denoms: [{ units: 'Participants', counts: groups.map((group) => ({ groupId: group.id, value: '60' })) }],
          classes: Object.entries(rows).map(([row, means]) => ({
            ...(row !== '' && { title: row }),
            categories: [
              { measurements: means.map((value, i) => ({ groupId: `OG00${i}`, value: String(value), spread: '4.4' })) },
            ],
          })),
          ...(analysis && {
            analyses: [
              {
                groupIds: analysis.arms.map((i) => `OG00${i}`),
                pValue: analysis.p,
                statisticalMethod: 'ANCOVA',
                ...(analysis.value !== undefined && { paramType: 'Mean Difference', paramValue: analysis.value }),
                ...(analysis.ci && {
                  ciNumSides: 'TWO_SIDED',
                  ciPctValue: '95',
                  ciLowerLimit: analysis.ci[0],
                  ciUpperLimit: analysis.ci[1],
                }),
              },
            ],
          }),
        })),
      },
    },
  };
}

export function madeTrial(made: MadeRecord = {}): Trial {
  const imported = importRecord(madeRecord(made));
  if ('problem' in imported) throw new Error(imported.problem);
  return imported.trial;
}
