/** E: where and how the study is run. */
import type { Design } from '../schema.ts';
import type { StudyRecord } from './record.ts';
import { defined } from './record.ts';
import { type Sources, together } from './sources.ts';

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

/** What `Allocation: Randomized, …, Intervention Model: Factorial Assignment, Masking: Double Blind (Subject, Caregiver)` says of one of these. */
function inText(text: string | undefined, name: string): { value: string; within: string[] } | undefined {
  const found = new RegExp(`(?:^|,)\\s*${name}:\\s*([\\w /-]+)(?:\\(([^)]*)\\))?`, 'i').exec(text ?? '');
  const token = (said: string) =>
    said
      .trim()
      .toUpperCase()
      .replace(/[\s/-]+/g, '_');
  const [, value = '', within = ''] = found ?? [];
  return found ? { value: token(value), within: within.split(',').map(token) } : undefined;
}

/** The parts of a design that records state field by field or, where they were converted from the older XML, some in one text. */
const PARTS = {
  allocation: 'Allocation',
  model: 'Intervention Model',
  masking: 'Masking',
  purpose: 'Primary Purpose',
} as const;
type Part = keyof typeof PARTS;

/** `NOT_YET_RECRUITING` as `not yet recruiting`. */
const spoken = (value: string | undefined) => value && (STATUSES[value] ?? value.toLowerCase().replaceAll('_', ' '));
const DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/;
const dated = (date: string | undefined) => (date && DATE.test(date) ? date : undefined);

export function readDesign({ protocolSection: protocol }: StudyRecord, sources: Sources): Design {
  const { designModule: module, statusModule: status } = protocol;
  const info = module.designInfo;
  const fields: Record<Part, string | undefined> = {
    allocation: info.allocation,
    model: info.interventionModel,
    masking: info.maskingInfo.masking,
    purpose: info.primaryPurpose,
  };
  const fromText: string[] = [];
  const stated = <T>(part: Part, meant: (value: string | undefined) => T | undefined): T | undefined => {
    if (fields[part] !== undefined) return meant(fields[part]);
    const value = meant(inText(info._studyDesignText, PARTS[part])?.value.replace(/_ASSIGNMENT$/, ''));
    if (value !== undefined) fromText.push(part);
    return value;
  };
  const told = {
    allocation: stated('allocation', (value = '') => ALLOCATIONS[value]),
    model: stated('model', (value = '') => MODELS[value]),
    masking: stated('masking', (value = '') => MASKINGS[value]),
  };
  const who = fromText.includes('masking') ? inText(info._studyDesignText, PARTS.masking)?.within : undefined;
  const masked = (who ?? info.maskingInfo.whoMasked).flatMap((one) => MASKED[one] ?? []);
  if (who && masked.length > 0) fromText.push('masked');
  const purpose = stated('purpose', spoken);
  if (fromText.length > 0) sources.add(`design.${together(fromText)}`, 'designInfo._studyDesignText');
  const countries = [...new Set(protocol.contactsLocationsModule.countries)].sort();
  return defined<Design>({
    type: TYPES[module.studyType ?? ''],
    phase: PHASES[module.phases.join(' ')],
    ...told,
    masked: masked.length > 0 ? masked : undefined,
    purpose,
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
