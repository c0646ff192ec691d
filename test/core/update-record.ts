/** A registry record in the shape of API v2, made up: two doses of a drug that does not exist, against placebo. */

export interface MadeUp {
  enrollment?: number;
  completion?: string;
  results?: boolean;
  arms?: readonly { label: string; type: string; dose?: string }[];
  secondary?: readonly string[];
  mean?: string;
  /** Rows of the measure; none is a single one without a name. */
  rows?: readonly string[];
  p?: readonly string[];
}

export const ARMS = [
  { label: 'Examplin 10 mg', type: 'EXPERIMENTAL', dose: '10 mg' },
  { label: 'Examplin 5 mg', type: 'EXPERIMENTAL', dose: '5 mg' },
  { label: 'Placebo', type: 'PLACEBO_COMPARATOR' },
] as const;

export function madeUpRecord({
  enrollment = 120,
  completion = '2020-06',
  results = true,
  arms = ARMS,
  secondary = ['Responder Rate'],
  mean = '9.1',
  rows = [],
  p = ['<0.001'],
}: MadeUp = {}): object {
  const groups = arms.map(({ label }, i) => ({ id: `OG00${i}`, title: label }));
  const perGroup = (values: readonly string[]) =>
    groups.map(({ id }, i) => ({ groupId: id, value: values[i] ?? '1', spread: '6.0' }));
  const measure = {
    type: 'PRIMARY',
    title: 'Change in Example Score',
    timeFrame: '12 weeks',
    paramType: 'MEAN',
    dispersionType: 'Standard Deviation',
    unitOfMeasure: 'points',
    groups,
    denoms: [{ units: 'Participants', counts: perGroup(['40', '40', '40']) }],
    classes: (rows.length > 0 ? rows : [undefined]).map((title) => ({
      ...(title && { title }),
      categories: [{ measurements: perGroup([mean, '6.2', '2.0']) }],
    })),
    analyses: p.map((pValue) => ({
      groupIds: ['OG000', `OG00${groups.length - 1}`],
      statisticalMethod: 'ANCOVA',
      pValue,
    })),
  };
  return {
    protocolSection: {
      identificationModule: { nctId: 'NCT09999901', briefTitle: 'Examplin in an Example Condition' },
      statusModule: { overallStatus: 'COMPLETED', completionDateStruct: { date: completion } },
      conditionsModule: { conditions: ['Example Condition', 'Another Condition'] },
      designModule: { studyType: 'INTERVENTIONAL', phases: ['PHASE2'], enrollmentInfo: { count: enrollment } },
      armsInterventionsModule: {
        armGroups: arms.map(({ label, type, dose }) => ({
          label,
          type,
          description: dose ? `Examplin ${dose} once daily for 12 weeks` : 'Placebo once daily',
          interventionNames: [dose ? 'Drug: Examplin' : 'Drug: Placebo'],
        })),
        interventions: [
          { type: 'DRUG', name: 'Examplin' },
          { type: 'DRUG', name: 'Placebo' },
        ],
      },
      outcomesModule: {
        primaryOutcomes: [{ measure: 'Change in Example Score', timeFrame: '12 weeks' }],
        secondaryOutcomes: secondary.map((one) => ({ measure: one, timeFrame: '24 weeks' })),
      },
      contactsLocationsModule: { locations: [{ country: 'Japan' }, { country: 'Germany' }] },
    },
    ...(results && { resultsSection: { outcomeMeasuresModule: { outcomeMeasures: [measure] } } }),
  };
}
