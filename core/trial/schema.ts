/**
 * The trial document: every key, what it means, which field of the registry it corresponds to, and what may stand there.
 *
 * This is the one source. Diagnostics, completion, hover documentation and the published JSON Schema are read off it
 * (through `shape.ts`), so a key added here is known everywhere. The values are those of the document with arrows taken
 * away: for `dose: 2.4 mg ~> 1.7 mg` the trial holds `2.4 mg`, the observed value.
 *
 * Registry fields are those of ClinicalTrials.gov's API v2 (https://clinicaltrials.gov/data-api/about-api/study-data-structure).
 */
import * as z from 'zod';

/** One of the four things that a change can touch: who, what is given, what is measured, where and how. */
export const FACTORS = ['N', 'A', 'O', 'E'] as const;
export type Factor = (typeof FACTORS)[number];

/** How the text of a scalar is read; each has a parser under `quantity/`. */
export type Quantity =
  | 'dose'
  | 'schedule'
  | 'duration'
  | 'age'
  | 'estimate'
  | 'p'
  | 'interval'
  | 'fraction'
  | 'contrast'
  | 'focus'
  | 'date'
  | 'registry id';

/** What a key of the schema says of itself beyond its type. */
export interface KeyMeta {
  /** One or two sentences for a researcher, shown on hover and in completion. */
  doc: string;
  /** The registry's own field, as a path into an API v2 record. */
  registry?: string;
  factor?: Factor;
  /** May be the object of an arrow or of a `path: value` step. */
  perturbable?: boolean;
  quantity?: Quantity;
  /** Ids that may stand here, or be the keys here. */
  refers?: 'arm' | 'outcome' | 'arm or group';
  examples?: readonly string[];
  /** Values offered by completion where the list is open. */
  suggests?: 'country' | 'unit';
  /** The keys of this map are ids (`[a-z][a-z0-9-]*`) that the document chooses. */
  defines?: 'arm' | 'group' | 'outcome' | 'scenario' | 'drug';
}

declare module 'zod' {
  interface GlobalMeta extends Partial<KeyMeta> {}
}

/** Ids stand in paths, so they hold neither dots nor spaces. */
export const ID = /^[a-z][a-z0-9-]*$/;

const text = () => z.string();
/** Numbers that the registry gives as text that is no number (`NA`, `<LLOQ`) stay text. */
const figure = () => z.union([z.number(), z.string()]);
const count = () => z.number();

const ROLES = ['experimental', 'active comparator', 'placebo', 'no treatment', 'sham', 'other'] as const;
export const COMPONENT_TYPES = [
  'drug',
  'biological',
  'dietary supplement',
  'genetic',
  'combination product',
  'device',
  'procedure',
  'radiation',
  'behavioral',
  'diagnostic test',
  'other',
] as const;

const component = {
  drug: text()
    .optional()
    .meta({
      doc: 'The drug, biological or supplement that is given, by its generic name.',
      registry: 'protocolSection.armsInterventionsModule.interventions[].name',
      factor: 'A',
      perturbable: true,
      examples: ['Semaglutide'],
    }),
  intervention: text()
    .optional()
    .meta({
      doc: 'What is done, where it is not a drug: a procedure, device, behavioural or other intervention.',
      registry: 'protocolSection.armsInterventionsModule.interventions[].name',
      factor: 'A',
      perturbable: true,
      examples: ['Cognitive behavioural therapy'],
    }),
  type: z.enum(COMPONENT_TYPES).optional().meta({
    doc: 'The kind of intervention; `drug` where nothing is said.',
    registry: 'protocolSection.armsInterventionsModule.interventions[].type',
    factor: 'A',
  }),
  dose: text()
    .optional()
    .meta({
      doc: 'The amount of one administration, with its unit. A range is `10 to 40 mg`; a titration lists its levels, `0.25, 0.5, 1 mg`.',
      registry: 'protocolSection.armsInterventionsModule.armGroups[].description',
      factor: 'A',
      perturbable: true,
      quantity: 'dose',
      examples: ['2.4 mg', '10 mg/kg', '75 mg/m²'],
    }),
  route: text()
    .optional()
    .meta({
      doc: 'How it enters the body.',
      registry: 'protocolSection.armsInterventionsModule.armGroups[].description',
      factor: 'A',
      perturbable: true,
      examples: [
        'oral',
        'subcutaneous',
        'intravenous',
        'intramuscular',
        'inhaled',
        'topical',
        'intranasal',
        'ophthalmic',
        'sublingual',
        'rectal',
        'vaginal',
        'transdermal',
        'intravitreal',
        'intrathecal',
      ],
    }),
  schedule: text()
    .optional()
    .meta({
      doc: 'How often it is given.',
      registry: 'protocolSection.armsInterventionsModule.armGroups[].description',
      factor: 'A',
      perturbable: true,
      quantity: 'schedule',
      examples: [
        'once daily',
        'twice daily',
        'three times daily',
        'once weekly',
        'every 2 weeks',
        'every 3 weeks',
        'once monthly',
        'single dose',
        'days 1, 8 and 15 of 28',
        'as needed',
      ],
    }),
  duration: text()
    .optional()
    .meta({
      doc: 'For how long it is given.',
      registry: 'protocolSection.armsInterventionsModule.armGroups[].description',
      factor: 'A',
      perturbable: true,
      quantity: 'duration',
      examples: ['52 weeks', '6 months', '8 cycles'],
    }),
};

export const componentSchema = z.looseObject(component);
export type Component = z.infer<typeof componentSchema>;

const armSchema = z.looseObject({
  label: text().optional().meta({
    doc: "The arm's title, where the id does not say it.",
    registry: 'protocolSection.armsInterventionsModule.armGroups[].label',
  }),
  role: z.enum(ROLES).optional().meta({
    doc: 'What the arm is for. A contrast sets experimental against active comparator against placebo, no treatment or sham.',
    registry: 'protocolSection.armsInterventionsModule.armGroups[].type',
    factor: 'A',
    perturbable: true,
  }),
  ...component,
  gives: z.record(z.string(), componentSchema).optional().meta({
    doc: 'What the arm is given where it is more than one thing: one entry each. The flat `drug`, `dose`, … are short for one entry.',
    registry: 'protocolSection.armsInterventionsModule.armGroups[].interventionNames',
    factor: 'A',
    defines: 'drug',
  }),
  description: text().optional().meta({
    doc: 'The arm in words.',
    registry: 'protocolSection.armsInterventionsModule.armGroups[].description',
  }),
});
export type Arm = z.infer<typeof armSchema>;

const groupSchema = z.looseObject({
  label: text().optional().meta({
    doc: "The group's title in the results.",
    registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].groups[].title',
  }),
  arms: z.array(z.string()).optional().meta({ doc: 'The arms whose participants are in this group.', refers: 'arm' }),
  period: text()
    .optional()
    .meta({ doc: 'The period of a crossover in which this group was observed.', examples: ['1'] }),
  description: text().optional().meta({
    doc: 'The group in words.',
    registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].groups[].description',
  }),
});
export type Group = z.infer<typeof groupSchema>;

export const RANKS = ['primary', 'secondary', 'other', 'post hoc'] as const;

const outcomeSchema = z.looseObject({
  rank: z.enum(RANKS).optional().meta({
    doc: 'Primary, secondary, other pre-specified, or post hoc.',
    registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].type',
    factor: 'O',
  }),
  measure: text().optional().meta({
    doc: 'What is measured.',
    registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].title',
    factor: 'O',
    perturbable: true,
  }),
  time: text()
    .optional()
    .meta({
      doc: 'When it is measured, from baseline or from the event named.',
      registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].timeFrame',
      factor: 'O',
      perturbable: true,
      examples: ['52 weeks', 'baseline to week 12'],
    }),
  unit: text().optional().meta({
    doc: 'The unit of the reported values, normalised where it is known. Quote a lone "%".',
    registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].unitOfMeasure',
    factor: 'O',
    suggests: 'unit',
  }),
  better: z.enum(['higher', 'lower']).optional().meta({
    doc: 'Which way is good for the participant. Left out where the measure does not settle it.',
    factor: 'O',
  }),
  population: text().optional().meta({
    doc: 'Who is analysed for this outcome.',
    registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].populationDescription',
  }),
  description: text().optional().meta({
    doc: 'The outcome in words.',
    registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].description',
  }),
});
export type Outcome = z.infer<typeof outcomeSchema>;

const MEASURES = 'resultsSection.outcomeMeasuresModule.outcomeMeasures[]';
const MEASUREMENT = `${MEASURES}.classes[].categories[].measurements[]`;
const MEASURED = `${MEASUREMENT}.value`;
const SPREAD = `${MEASUREMENT}.spread`;
const LIMITS = `${MEASUREMENT}.lowerLimit, upperLimit`;

export const valueSchema = z.looseObject({
  mean: figure().optional().meta({ doc: 'Arithmetic mean, in the unit of the outcome.', registry: MEASURED }),
  lsmean: figure()
    .optional()
    .meta({ doc: 'Least-squares (model-adjusted) mean, in the unit of the outcome.', registry: MEASURED }),
  gmean: figure().optional().meta({ doc: 'Geometric mean, in the unit of the outcome.', registry: MEASURED }),
  median: figure()
    .optional()
    .meta({ doc: 'Median, in the unit of the outcome; `not reached` is a value.', registry: MEASURED }),
  count: figure().optional().meta({ doc: 'How many participants (or `units`) had it, of `n`.', registry: MEASURED }),
  percent: figure().optional().meta({ doc: 'Percentage, 0 to 100 for shares, of `n`.', registry: MEASURED }),
  rate: figure().optional().meta({ doc: 'A rate, in the unit of the outcome.', registry: MEASURED }),
  number: figure()
    .optional()
    .meta({ doc: 'A number of which the registry does not say what statistic it is.', registry: MEASURED }),
  sd: figure().optional().meta({ doc: 'Standard deviation of the participants; not negative.', registry: SPREAD }),
  se: figure().optional().meta({ doc: 'Standard error of the value; not negative.', registry: SPREAD }),
  ci: text()
    .optional()
    .meta({
      doc: 'Confidence interval of the value; 95 % where nothing else is said.',
      registry: LIMITS,
      quantity: 'interval',
      examples: ['4.8 to 10.9', '90 % 0.8 to 1.25'],
    }),
  iqr: text()
    .optional()
    .meta({ doc: 'First to third quartile.', registry: LIMITS, quantity: 'interval', examples: ['3 to 8'] }),
  range: text()
    .optional()
    .meta({ doc: 'Smallest to largest value.', registry: LIMITS, quantity: 'interval', examples: ['1 to 12'] }),
  cv: figure().optional().meta({ doc: '(Geometric) coefficient of variation, in percent.', registry: SPREAD }),
  n: count()
    .optional()
    .meta({
      doc: 'How many participants (or `units`) were analysed.',
      registry: `${MEASURES}.denoms[].counts[].value`,
    }),
});
export type Value = z.infer<typeof valueSchema>;

/** The statistics of which a value has one. */
export const STATISTICS = ['mean', 'lsmean', 'gmean', 'median', 'count', 'percent', 'rate', 'number'] as const;
export type Statistic = (typeof STATISTICS)[number];

const HYPOTHESES = [
  'superiority',
  'non-inferiority',
  'equivalence',
  'non-inferiority or equivalence',
  'other',
] as const;

export const analysisSchema = z.looseObject({
  contrast: text().optional().meta({
    doc: 'The arms or groups compared: `a vs b`; a test over more is `a vs b vs c`; an analysis of one group names that group.',
    registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].analyses[].groupIds',
    quantity: 'contrast',
    refers: 'arm or group',
  }),
  estimate: text()
    .optional()
    .meta({
      doc: 'The estimated effect with its interval, 95 % two-sided where nothing else is said. An adjusted estimate need not be the difference of the values.',
      registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].analyses[].paramValue',
      quantity: 'estimate',
      examples: ['difference 7.8 (4.8 to 10.9)', 'hazard ratio 0.74 (0.65 to 0.85)', 'ratio 0.98 (90 % 0.9 to 1.06)'],
    }),
  orientation: z
    .enum(['first minus second', 'second minus first', 'first over second', 'second over first'])
    .optional()
    .meta({
      doc: 'Which way round the estimate was taken, where the record says so.',
      registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].analyses[].estimateComment',
    }),
  p: z
    .union([z.number(), z.string()])
    .optional()
    .meta({
      doc: 'The p-value, 0 to 1; `<0.0001` is a bound. Quote one that begins with `>`.',
      registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].analyses[].pValue',
      quantity: 'p',
      examples: ['0.03', '<0.0001'],
    }),
  sided: z.enum(['one', 'two']).optional().meta({
    doc: 'Whether the p-value is one- or two-sided; two where nothing is said.',
    registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].analyses[].ciNumSides',
  }),
  method: text()
    .optional()
    .meta({
      doc: 'The statistical test or model.',
      registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].analyses[].statisticalMethod',
      examples: ['ANCOVA', 'Log Rank', 'Chi-squared'],
    }),
  hypothesis: z.enum(HYPOTHESES).optional().meta({
    doc: 'What was tested; superiority where nothing is said. A p-value of non-inferiority or equivalence says nothing of direction.',
    registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].analyses[].nonInferiorityType',
  }),
  matched: z.enum(['order']).optional().meta({
    doc: '`order` marks a guess: the analysis was given to this row because of where it stood, not because its text names the row.',
  }),
});
export type Analysis = z.infer<typeof analysisSchema>;

export const resultSchema = z.looseObject({
  outcome: text()
    .optional()
    .meta({ doc: 'The outcome that this result is of.', registry: `${MEASURES}.title`, refers: 'outcome' }),
  row: text()
    .optional()
    .meta({
      doc: 'The class or category, where the measure has several. `unknown` holds analyses that no row could be found for.',
      registry: `${MEASURES}.classes[].title`,
    }),
  units: text()
    .optional()
    .meta({
      doc: 'What is counted, where it is not participants.',
      registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].typeUnitsAnalyzed',
      examples: ['eyes', 'lesions'],
    }),
  values: z.record(z.string(), valueSchema).optional().meta({
    doc: 'One value per arm or group.',
    registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].classes[].categories[].measurements[]',
    refers: 'arm or group',
  }),
  analyses: z.array(analysisSchema).optional().meta({
    doc: 'The reported statistical analyses. One contrast can have several.',
    registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].analyses[]',
  }),
});
export type Result = z.infer<typeof resultSchema>;

const harm = (doc: string, registry: string) =>
  z
    .record(z.string(), z.string())
    .optional()
    .meta({ doc, registry, refers: 'arm or group', quantity: 'fraction', examples: ['35/263'] });

const harmsSchema = z.looseObject({
  deaths: harm(
    'Participants who died, of those at risk, per arm or group.',
    'resultsSection.adverseEventsModule.eventGroups[].deathsNumAffected',
  ),
  serious: harm(
    'Participants with a serious adverse event, of those at risk, per arm or group.',
    'resultsSection.adverseEventsModule.eventGroups[].seriousNumAffected',
  ),
  other: harm(
    'Participants with another adverse event above the reporting threshold, of those at risk, per arm or group.',
    'resultsSection.adverseEventsModule.eventGroups[].otherNumAffected',
  ),
});
export type Harms = z.infer<typeof harmsSchema>;

const populationSchema = z.looseObject({
  condition: z.array(z.string()).optional().meta({
    doc: 'The diseases or conditions under study.',
    registry: 'protocolSection.conditionsModule.conditions',
    factor: 'N',
    perturbable: true,
  }),
  enrollment: count().optional().meta({
    doc: 'Participants enrolled, or planned where the trial is prospective. Perturbing it is answered by power.',
    registry: 'protocolSection.designModule.enrollmentInfo.count',
    factor: 'N',
    perturbable: true,
  }),
  age: text()
    .optional()
    .meta({
      doc: 'The ages admitted. Quote an age that begins with `>`.',
      registry: 'protocolSection.eligibilityModule.minimumAge, maximumAge',
      factor: 'N',
      perturbable: true,
      quantity: 'age',
      examples: ['18 years and older', '18 to 65 years', 'up to 17 years'],
    }),
  sex: z.enum(['all', 'female', 'male']).optional().meta({
    doc: 'The sexes admitted.',
    registry: 'protocolSection.eligibilityModule.sex',
    factor: 'N',
    perturbable: true,
  }),
  healthy: z.boolean().optional().meta({
    doc: 'Whether healthy volunteers are admitted.',
    registry: 'protocolSection.eligibilityModule.healthyVolunteers',
    factor: 'N',
    perturbable: true,
  }),
  criteria: text().optional().meta({
    doc: 'Inclusion and exclusion criteria, in words.',
    registry: 'protocolSection.eligibilityModule.eligibilityCriteria',
    factor: 'N',
    perturbable: true,
  }),
});
export type Population = z.infer<typeof populationSchema>;

export const PHASES = ['early 1', '1', '1/2', '2', '2/3', '3', '4', 'not applicable'] as const;

const designSchema = z.looseObject({
  type: z.enum(['interventional', 'observational', 'expanded access']).optional().meta({
    doc: 'Interventional where nothing is said.',
    registry: 'protocolSection.designModule.studyType',
    factor: 'E',
  }),
  phase: z
    .union([z.number(), z.enum(PHASES)])
    .optional()
    .meta({
      doc: 'The phase of development: early 1, 1, 1/2, 2, 2/3, 3, 4 or not applicable.',
      registry: 'protocolSection.designModule.phases',
      factor: 'E',
      perturbable: true,
      examples: [...PHASES],
    }),
  allocation: z.enum(['randomized', 'non-randomized', 'not applicable']).optional().meta({
    doc: 'How participants are given their arm.',
    registry: 'protocolSection.designModule.designInfo.allocation',
    factor: 'E',
    perturbable: true,
  }),
  model: z.enum(['parallel', 'crossover', 'factorial', 'sequential', 'single group']).optional().meta({
    doc: 'How the arms are laid out in time.',
    registry: 'protocolSection.designModule.designInfo.interventionModel',
    factor: 'E',
    perturbable: true,
  }),
  masking: z.enum(['none', 'single', 'double', 'triple', 'quadruple']).optional().meta({
    doc: 'How many of the parties do not know the arm.',
    registry: 'protocolSection.designModule.designInfo.maskingInfo.masking',
    factor: 'E',
    perturbable: true,
  }),
  masked: z
    .array(z.enum(['participant', 'care provider', 'investigator', 'outcomes assessor']))
    .optional()
    .meta({
      doc: 'Who does not know the arm.',
      registry: 'protocolSection.designModule.designInfo.maskingInfo.whoMasked',
      factor: 'E',
    }),
  purpose: text()
    .optional()
    .meta({
      doc: 'The primary purpose: treatment, prevention, diagnostic, …',
      registry: 'protocolSection.designModule.designInfo.primaryPurpose',
      factor: 'E',
      perturbable: true,
      examples: [
        'treatment',
        'prevention',
        'diagnostic',
        'supportive care',
        'screening',
        'health services research',
        'basic science',
        'device feasibility',
      ],
    }),
  countries: z.array(z.string()).optional().meta({
    doc: 'The countries of the sites.',
    registry: 'protocolSection.contactsLocationsModule.locations[].country',
    factor: 'E',
    perturbable: true,
    suggests: 'country',
  }),
  status: text()
    .optional()
    .meta({
      doc: 'Where the study stands: recruiting, completed, terminated, …',
      registry: 'protocolSection.statusModule.overallStatus',
      factor: 'E',
      examples: [
        'not yet recruiting',
        'recruiting',
        'active, not recruiting',
        'completed',
        'suspended',
        'terminated',
        'withdrawn',
        'unknown',
      ],
    }),
  sponsor: text().optional().meta({
    doc: 'The lead sponsor.',
    registry: 'protocolSection.sponsorCollaboratorsModule.leadSponsor.name',
    factor: 'E',
  }),
  start: text().optional().meta({
    doc: 'When the study started, or is to start: `2021-03` or `2021-03-16`.',
    registry: 'protocolSection.statusModule.startDateStruct.date',
    factor: 'E',
    perturbable: true,
    quantity: 'date',
  }),
  'primary-completion': text().optional().meta({
    doc: 'When the last participant was examined for the primary outcome.',
    registry: 'protocolSection.statusModule.primaryCompletionDateStruct.date',
    factor: 'E',
    quantity: 'date',
  }),
  completion: text().optional().meta({
    doc: 'When the study ended, or is to end.',
    registry: 'protocolSection.statusModule.completionDateStruct.date',
    factor: 'E',
    quantity: 'date',
  }),
  registered: text().optional().meta({
    doc: 'When the record was first posted.',
    registry: 'protocolSection.statusModule.studyFirstPostDateStruct.date',
    factor: 'E',
    quantity: 'date',
  }),
  'results-posted': text().optional().meta({
    doc: 'When results were first posted. Data sets are split by this date.',
    registry: 'protocolSection.statusModule.resultsFirstPostDateStruct.date',
    factor: 'E',
    quantity: 'date',
  }),
});
export type Design = z.infer<typeof designSchema>;

/** One step of a scenario as the document writes it: `path: value`, `drop`, `add`, `outcome` or `contrast`. */
const stepSchema = z.record(z.string(), z.unknown());
export type Step = z.infer<typeof stepSchema>;

export const trialSchema = z.looseObject({
  trial: text()
    .optional()
    .meta({
      doc: 'The registry id, or any short name for a trial that has none.',
      registry: 'protocolSection.identificationModule.nctId',
      quantity: 'registry id',
      examples: ['NCT04788511'],
    }),
  title: text().optional().meta({ doc: 'The title.', registry: 'protocolSection.identificationModule.briefTitle' }),
  focus: text()
    .optional()
    .meta({
      doc: 'The contrast that hover and hints speak of: `a vs b on outcome`. Without it: the first primary outcome and its first analysis against a control.',
      quantity: 'focus',
      examples: ['semaglutide vs placebo on kccq'],
    }),
  population: populationSchema
    .optional()
    .meta({ doc: '**N**: who is studied.', registry: 'protocolSection.eligibilityModule', factor: 'N' }),
  arms: z.record(z.string(), armSchema).optional().meta({
    doc: '**A**: what each arm is given. The ids are yours: lower case, digits and hyphens.',
    registry: 'protocolSection.armsInterventionsModule.armGroups[]',
    factor: 'A',
    defines: 'arm',
  }),
  groups: z.record(z.string(), groupSchema).optional().meta({
    doc: 'Groups of the results that are not simply the arms: pooled arms, sequences and periods of a crossover, subgroups.',
    registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[].groups[]',
    defines: 'group',
  }),
  outcomes: z.record(z.string(), outcomeSchema).optional().meta({
    doc: '**O**: what is measured, how and when. The ids are yours: lower case, digits and hyphens.',
    registry: 'protocolSection.outcomesModule',
    factor: 'O',
    defines: 'outcome',
  }),
  design: designSchema
    .optional()
    .meta({ doc: '**E**: where and how the study is run.', registry: 'protocolSection.designModule', factor: 'E' }),
  results: z.array(resultSchema).optional().meta({
    doc: 'What was observed: one entry per outcome, or per row of one.',
    registry: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[]',
  }),
  harms: harmsSchema.optional().meta({
    doc: 'Participants harmed, of those at risk.',
    registry: 'resultsSection.adverseEventsModule',
  }),
  scenarios: z.record(z.string(), z.array(stepSchema)).optional().meta({
    doc: 'Successive counterfactuals: each a named list of steps, taken in the order written, from what was observed.',
    defines: 'scenario',
  }),
  sources: z.record(z.string(), z.string()).optional().meta({
    doc: 'Which field of the registry record each value came from: a path of this document, and the field.',
  }),
});
export type Trial = z.infer<typeof trialSchema>;
