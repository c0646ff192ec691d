/** E: where and how the study is run. */
import type { Design } from '../schema.ts';
import type { StudyRecord } from './record.ts';
import { defined } from './record.ts';

/** `interventional` is what a document means where it says nothing. */
const TYPES: Readonly<Record<string, Design['type']>> = {
  OBSERVATIONAL: 'observational',
  OBSERVATIONAL_PATIENT_REGISTRY: 'observational',
  EXPANDED_ACCESS: 'expanded access',
};
const PHASES: Readonly<Record<string, Design['phase']>> = {
  EARLY_PHASE1: 'early 1',
  PHASE0: 'early 1',
  PHASE1: 1,
  'PHASE1 PHASE2': '1/2',
  PHASE2: 2,
  'PHASE2 PHASE3': '2/3',
  PHASE3: 3,
  PHASE4: 4,
  NA: 'not applicable',
  N_A: 'not applicable',
};
const ALLOCATIONS: Readonly<Record<string, Design['allocation']>> = {
  RANDOMIZED: 'randomized',
  NON_RANDOMIZED: 'non-randomized',
  NA: 'not applicable',
  N_A: 'not applicable',
};
const MODELS: Readonly<Record<string, Design['model']>> = {
  PARALLEL: 'parallel',
  CROSSOVER: 'crossover',
  FACTORIAL: 'factorial',
  SEQUENTIAL: 'sequential',
  SINGLE_GROUP: 'single group',
};
const MASKINGS: Readonly<Record<string, Design['masking']>> = {
  NONE: 'none',
  OPEN_LABEL: 'none',
  NO_MASKING: 'none',
  SINGLE: 'single',
  SINGLE_BLIND: 'single',
  DOUBLE: 'double',
  DOUBLE_BLIND: 'double',
  TRIPLE: 'triple',
  QUADRUPLE: 'quadruple',
};
type Masked = NonNullable<Design['masked']>[number];
const MASKED: Readonly<Record<string, Masked>> = {
  PARTICIPANT: 'participant',
  SUBJECT: 'participant',
  CARE_PROVIDER: 'care provider',
  CAREGIVER: 'care provider',
  INVESTIGATOR: 'investigator',
  OUTCOMES_ASSESSOR: 'outcomes assessor',
};
const STATUSES: Readonly<Record<string, string>> = {
  ACTIVE_NOT_RECRUITING: 'active, not recruiting',
  UNKNOWN_STATUS: 'unknown',
  ECT: 'educational, counselling or training',
};

/** `NOT_YET_RECRUITING` as `not yet recruiting`. */
const spoken = (value: string | undefined) => value && (STATUSES[value] ?? value.toLowerCase().replaceAll('_', ' '));
const DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/;
const dated = (date: string | undefined) => (date && DATE.test(date) ? date : undefined);

export function readDesign({ protocolSection: protocol }: StudyRecord): Design {
  const { designModule: module, statusModule: status } = protocol;
  const info = module.designInfo;
  const masked = info.maskingInfo.whoMasked.flatMap((who) => MASKED[who] ?? []);
  const countries = [...new Set(protocol.contactsLocationsModule.countries)].sort();
  return defined<Design>({
    type: TYPES[module.studyType ?? ''],
    phase: PHASES[module.phases.join(' ')],
    allocation: ALLOCATIONS[info.allocation ?? ''],
    model: MODELS[info.interventionModel ?? ''],
    masking: MASKINGS[info.maskingInfo.masking ?? ''],
    masked: masked.length > 0 ? masked : undefined,
    purpose: spoken(info.primaryPurpose),
    countries: countries.length > 0 ? countries : undefined,
    status: spoken(status.overallStatus),
    sponsor: protocol.sponsorCollaboratorsModule.leadSponsor.name,
    start: dated(status.startDateStruct.date),
    'primary-completion': dated(status.primaryCompletionDateStruct.date),
    completion: dated(status.completionDateStruct.date),
    registered: dated(status.studyFirstPostDateStruct.date),
    'results-posted': dated(status.resultsFirstPostDateStruct.date),
  });
}
