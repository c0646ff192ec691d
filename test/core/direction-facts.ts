/** Small trials of the facts of real records, each for one trap. Figures only, as the registry has them. */
import type { Analysis, Outcome, Result, Trial, Value } from '../../core/trial/schema.ts';
import { factorAt } from '../../core/trial/shape.ts';
import type { Attribute, Path, Perturbation } from '../../core/trial/types.ts';

/** A trial of two sides and one result. */
export function pairTrial(
  id: string,
  outcome: Outcome,
  values: Record<string, Value>,
  analyses: Analysis[] = [],
  more: { arms?: NonNullable<Trial['arms']>; design?: NonNullable<Trial['design']>; row?: string; units?: string } = {},
): Trial {
  const { row, units, arms, ...rest } = more;
  const result: Result = {
    outcome: 'o',
    ...(row !== undefined && { row }),
    ...(units !== undefined && { units }),
    ...(Object.keys(values).length > 0 && { values }),
    ...(analyses.length > 0 && { analyses }),
  };
  const ids = new Set([...Object.keys(values), ...analyses.flatMap(({ contrast = '' }) => contrast.split(' vs '))]);
  const roles: Record<string, 'placebo' | 'active comparator'> = {
    placebo: 'placebo',
    glargine: 'active comparator',
    docetaxel: 'active comparator',
  };
  return {
    trial: id,
    design: { allocation: 'randomized', model: 'parallel' },
    arms: arms ?? Object.fromEntries([...ids].map((arm) => [arm, { role: roles[arm] ?? 'experimental' }])),
    outcomes: { o: outcome },
    results: [result],
    ...rest,
  };
}

/** Body weight at 52 weeks: the record names the drug first, and the estimate is glargine minus drug. */
export const AGAINST_ITS_ORDER = pairTrial(
  'NCT01075282',
  { measure: 'Change in body weight', time: '52 weeks', unit: 'kg' },
  { dulaglutide: { lsmean: -1.87, se: 0.24, n: 272 }, glargine: { lsmean: 1.44, se: 0.24, n: 259 } },
  [{ contrast: 'dulaglutide vs glargine', estimate: 'difference 3.31 (2.71 to 3.9)', p: '<0.001', method: 'ANCOVA' }],
);

/** HbA1c at 52 weeks, tested for non-inferiority, one-sided; the interval is two-sided. */
export const NON_INFERIOR: Trial = {
  trial: 'NCT01075282',
  design: { allocation: 'randomized', model: 'parallel' },
  population: { enrollment: 810 },
  arms: {
    'high-dose': { role: 'experimental', drug: 'Dulaglutide', dose: '1.5 mg' },
    'low-dose': { role: 'experimental', drug: 'Dulaglutide', dose: '0.75 mg' },
    glargine: { role: 'active comparator', drug: 'Insulin glargine' },
  },
  outcomes: { hba1c: { rank: 'primary', measure: 'Change in HbA1c', time: '52 weeks', better: 'lower' } },
  results: [
    {
      outcome: 'hba1c',
      values: {
        'high-dose': { lsmean: -1.08, se: 0.06, n: 263 },
        'low-dose': { lsmean: -0.76, se: 0.06, n: 267 },
        glargine: { lsmean: -0.63, se: 0.06, n: 259 },
      },
      analyses: [
        {
          contrast: 'high-dose vs glargine',
          estimate: 'difference -0.45 (-0.6 to -0.29)',
          p: '<0.001',
          sided: 'one',
          hypothesis: 'non-inferiority',
        },
        {
          contrast: 'low-dose vs glargine',
          estimate: 'difference -0.13 (-0.29 to 0.02)',
          p: '<0.001',
          sided: 'one',
          hypothesis: 'non-inferiority',
        },
      ],
    },
  ],
};

/** Deaths within 12 months: a p of non-inferiority, and no interval. */
export const NON_INFERIOR_P_ONLY = pairTrial(
  'NCT00382863',
  { measure: 'Deaths', time: '12 months', unit: 'participants', better: 'lower' },
  { device: { count: 4, n: 96 }, placebo: { count: 5, n: 114 } },
  [{ contrast: 'device vs placebo', p: 0.012, sided: 'one', hypothesis: 'non-inferiority or equivalence' }],
);

/** Responders on the walk test: one-sided, 0.044, which is 0.088 two-sided. */
export const ONE_SIDED = pairTrial(
  'NCT00382863',
  { measure: 'Responders on the 6-minute walk', time: '6 months', unit: 'participants', better: 'higher' },
  { device: { count: 33, n: 87 }, placebo: { count: 25, n: 99 } },
  [{ contrast: 'device vs placebo', p: 0.044, sided: 'one', method: 'Fisher Exact' }],
);

/** Overall survival: a hazard ratio below 1, medians in months. */
export const HAZARD = pairTrial(
  'NCT01642004',
  { measure: 'Overall survival', time: '33 months', unit: 'months', better: 'higher' },
  { nivolumab: { median: 9.23, ci: '7.33 to 12.62', n: 135 }, docetaxel: { median: 6.01, ci: '5.29 to 7.39', n: 137 } },
  [
    {
      contrast: 'nivolumab vs docetaxel',
      estimate: 'hazard ratio 0.62 (0.47 to 0.81)',
      orientation: 'first over second',
      p: 0.0004,
      method: 'Log Rank',
    },
  ],
);

/** Time to a first event, told as the percentage that had it: non-inferiority first, then superiority. */
export const EVENTS_OF_TIME = pairTrial(
  'NCT01720446',
  { measure: 'Time to first MACE', time: '109 weeks', unit: '%', better: 'higher' },
  { semaglutide: { percent: 6.6, n: 1648 }, placebo: { percent: 8.9, n: 1649 } },
  [
    {
      contrast: 'semaglutide vs placebo',
      estimate: 'hazard ratio 0.74 (0.58 to 0.95)',
      p: '<0.0001',
      hypothesis: 'non-inferiority',
    },
    {
      contrast: 'semaglutide vs placebo',
      estimate: 'hazard ratio 0.74 (0.58 to 0.95)',
      p: 0.0167,
      method: 'Cox regression',
    },
  ],
);

/** How many had an event: the outcome is a count, not a time, though it was analysed by hazards. */
export const COUNTED_EVENTS = pairTrial(
  'NCT01206062',
  { measure: 'Participants with a first cardiovascular event', time: '6 years', unit: 'participants', better: 'lower' },
  { intensive: { count: 243, n: 4678 }, placebo: { count: 319, n: 4683 } },
  [
    {
      contrast: 'intensive vs placebo',
      estimate: 'hazard ratio 0.75 (0.64 to 0.89)',
      p: '<0.001',
      method: 'Cox regression',
    },
  ],
);

/** The same people before and after. */
export const BEFORE_AND_AFTER: Trial = {
  trial: 'NCT00939640',
  design: { model: 'single group' },
  arms: { diet: { label: 'Dietary intervention', role: 'experimental' } },
  groups: {
    pre: { label: 'Pre-dietary Intervention', arms: ['diet'] },
    post: { label: 'Post-dietary Intervention', arms: ['diet'] },
  },
  outcomes: { sbp: { rank: 'primary', measure: '24-hour systolic blood pressure', unit: 'mmHg' } },
  results: [
    {
      outcome: 'sbp',
      values: { pre: { mean: 130, sd: 4, n: 13 }, post: { mean: 123, sd: 4, n: 13 } },
      analyses: [{ contrast: 'pre vs post', p: 0.02, method: 'Wilcoxon' }],
    },
  ],
};

/** Lung function in a crossover, without an analysis. */
export const CROSSOVER = pairTrial(
  'NCT00464568',
  { measure: 'FEV1', time: '9 weeks', unit: 'L', better: 'higher' },
  { gsk256066: { mean: 4.116, sd: 0.8506, n: 32 }, placebo: { mean: 4.073, sd: 0.9045, n: 32 } },
  [],
  { design: { model: 'crossover', allocation: 'randomized' } },
);

/** Erectile function at 6 months: medians and quartiles. */
export const MEDIANS = pairTrial(
  'NCT00142506',
  { measure: 'International Index of Erectile Function', time: '6 months', unit: 'points' },
  { sildenafil: { median: 59, iqr: '41.5 to 67.75', n: 125 }, placebo: { median: 58, iqr: '35 to 64', n: 77 } },
);

/** A ratio of geometric means in percent, with the 90 % interval of bioequivalence. */
export const RATIO_IN_PERCENT = pairTrial(
  'NCT00904748',
  { measure: 'AUC 0-t', unit: 'ng·h/mL' },
  { chewable: { mean: 1467, sd: 560.99, n: 42 }, coated: { mean: 1493.53, sd: 615.59, n: 42 } },
  [
    {
      contrast: 'chewable vs coated',
      estimate: 'geometric mean ratio 98.68 (90 % 92.03 to 105.82)',
      method: 'ANOVA',
      hypothesis: 'equivalence',
    },
  ],
  { design: { model: 'crossover', allocation: 'randomized' } },
);

/** Ejection fraction: p below 0.05, and an interval that holds 0. */
export const DISAGREEING = pairTrial(
  'NCT00684060',
  { measure: 'Global left ventricular function', time: '6 months', unit: '%' },
  { cells: { mean: 0.5, sd: 8.2, n: 55 }, placebo: { mean: 3.6, sd: 9.3, n: 26 } },
  [{ contrast: 'cells vs placebo', estimate: 'difference -3 (-7.05 to 0.95)', p: '<0.05', method: 't-test' }],
);

/** Two analyses of one contrast: by ranks and by covariance. */
export const TWO_ANALYSES = pairTrial(
  'NCT00855465',
  { measure: 'Living with Pulmonary Hypertension', time: '16 weeks', unit: 'points' },
  { riociguat: { mean: -6.72, sd: 18.62, n: 170 }, placebo: { mean: -2.09, sd: 19.31, n: 86 } },
  [
    { contrast: 'riociguat vs placebo', p: 0.122, method: 'Wilcoxon (Mann-Whitney)' },
    { contrast: 'riociguat vs placebo', estimate: 'difference -5.76 (-10.45 to -1.06)', p: 0.0165, method: 'ANCOVA' },
  ],
);

/** Three doses against placebo, on two outcomes. */
export const DOSES: Trial = {
  trial: 'NCT00736879',
  design: { allocation: 'randomized', model: 'parallel', masking: 'double', countries: ['Canada', 'India'] },
  population: { enrollment: 497, sex: 'all' },
  arms: {
    'mg-1': { role: 'experimental', drug: 'Dapagliflozin', dose: '1 mg', schedule: 'once daily' },
    'mg-2-5': { role: 'experimental', drug: 'Dapagliflozin', dose: '2.5 mg', schedule: 'once daily' },
    'mg-5': { role: 'experimental', drug: 'Dapagliflozin', dose: '5 mg', schedule: 'once daily' },
    placebo: { role: 'placebo' },
  },
  outcomes: {
    hba1c: { rank: 'primary', measure: 'Change in HbA1c', time: '24 weeks', unit: '% of hemoglobin', better: 'lower' },
    weight: { rank: 'secondary', measure: 'Change in body weight', time: '24 weeks', unit: 'kg' },
  },
  results: [
    {
      outcome: 'hba1c',
      values: {
        placebo: { mean: 0.02, se: 0.12, n: 68 },
        'mg-1': { mean: -0.68, se: 0.1166, n: 72 },
        'mg-2-5': { mean: -0.72, se: 0.1169, n: 72 },
        'mg-5': { mean: -0.82, se: 0.1217, n: 66 },
      },
      analyses: [
        { contrast: 'mg-1 vs placebo', estimate: 'difference -0.69 (-1.02 to -0.37)', p: '<0.0001', method: 'ANCOVA' },
        {
          contrast: 'mg-2-5 vs placebo',
          estimate: 'difference -0.74 (-1.07 to -0.41)',
          p: '<0.0001',
          method: 'ANCOVA',
        },
        { contrast: 'mg-5 vs placebo', estimate: 'difference -0.84 (-1.17 to -0.5)', p: '<0.0001', method: 'ANCOVA' },
      ],
    },
    {
      outcome: 'weight',
      values: {
        placebo: { mean: -0.96, se: 0.3942, n: 68 },
        'mg-1': { mean: -2.69, se: 0.382, n: 72 },
        'mg-2-5': { mean: -2.64, se: 0.3776, n: 74 },
        'mg-5': { mean: -2.69, se: 0.3961, n: 67 },
      },
    },
  ],
  harms: { deaths: { 'mg-5': '0/68', placebo: '0/68' }, serious: { 'mg-5': '1/68', placebo: '2/68' } },
};

/** Two arms of one dose, and a walk test whose direction is computed. */
export const SEMAGLUTIDE: Trial = {
  trial: 'NCT04788511',
  focus: 'semaglutide vs placebo on kccq',
  design: { allocation: 'randomized', model: 'parallel', masking: 'double', countries: ['Argentina', 'Germany'] },
  population: { enrollment: 529, condition: ['Obesity'] },
  arms: {
    semaglutide: { role: 'experimental', drug: 'Semaglutide', dose: '2.4 mg', schedule: 'once weekly' },
    placebo: { role: 'placebo' },
  },
  outcomes: {
    kccq: {
      rank: 'primary',
      measure: 'Change in KCCQ clinical summary score',
      time: '52 weeks',
      unit: 'points',
      better: 'higher',
    },
    walk: {
      rank: 'secondary',
      measure: 'Change in 6-minute walk distance',
      time: '52 weeks',
      unit: 'm',
      better: 'higher',
    },
  },
  results: [
    {
      outcome: 'kccq',
      values: { semaglutide: { mean: 16.8, sd: 17.9, n: 243 }, placebo: { mean: 10.3, sd: 17.3, n: 237 } },
      analyses: [
        {
          contrast: 'semaglutide vs placebo',
          estimate: 'difference 7.8 (4.8 to 10.9)',
          p: '<0.0001',
          method: 'ANCOVA',
        },
      ],
    },
    {
      outcome: 'walk',
      values: { semaglutide: { mean: 23.5, sd: 59.2, n: 240 }, placebo: { mean: 5.8, sd: 62.7, n: 225 } },
    },
  ],
  harms: {
    deaths: { semaglutide: '3/263', placebo: '4/266' },
    serious: { semaglutide: '35/263', placebo: '71/266' },
  },
};

/** A perturbation that sets one attribute. */
export function set(path: string, from: Attribute | undefined, to: Attribute): Perturbation {
  const keys: Path = path.split('.');
  return { kind: 'set', factor: factorAt(keys) ?? 'E', path: keys, from, to };
}
