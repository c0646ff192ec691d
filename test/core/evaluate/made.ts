/** A registry record for tests of evaluation. */

/** A record of three arms and two outcomes, as the registry gives them; the figures are made up. */
export function record(id: string, posted?: string, start?: string) {
  const arms = ['High dose', 'Low dose', 'Placebo'];
  const outcome = (title: string, means: number[]) => ({
    type: 'PRIMARY',
    title,
    timeFrame: '12 weeks',
    reportingStatus: 'POSTED',
    paramType: 'MEAN',
    dispersionType: 'Standard Deviation',
    unitOfMeasure: 'points',
    groups: arms.map((label, i) => ({ id: `OG00${i}`, title: label })),
    denoms: [{ units: 'Participants', counts: arms.map((_, i) => ({ groupId: `OG00${i}`, value: '60' })) }],
    classes: [
      {
        categories: [
          { measurements: means.map((value, i) => ({ groupId: `OG00${i}`, value: String(value), spread: '4' })) },
        ],
      },
    ],
    analyses: [{ groupIds: ['OG000', 'OG002'], pValue: '<0.001', statisticalMethod: 'ANCOVA' }],
  });
  return {
    protocolSection: {
      identificationModule: { nctId: id, briefTitle: 'Made up' },
      statusModule: {
        ...(start !== undefined && { startDateStruct: { date: start } }),
        ...(posted !== undefined && { resultsFirstPostDateStruct: { date: posted } }),
      },
      conditionsModule: { conditions: ['Pain'] },
      designModule: {
        studyType: 'INTERVENTIONAL',
        designInfo: { allocation: 'RANDOMIZED' },
        enrollmentInfo: { count: 180 },
      },
      armsInterventionsModule: {
        armGroups: arms.map((label, i) => ({ label, type: i === 2 ? 'PLACEBO_COMPARATOR' : 'EXPERIMENTAL' })),
      },
    },
    resultsSection: {
      outcomeMeasuresModule: {
        outcomeMeasures: [outcome('Change in pain score', [-6, -4, -1]), outcome('Change in function', [5, 4, 1.5])],
      },
    },
  };
}
