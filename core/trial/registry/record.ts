/**
 * What is read of a ClinicalTrials.gov record (API v2), and how tolerantly. Real records leave out almost everything, and
 * give numbers and booleans now and then as text. So nothing here fails but a record that is none: a field of the wrong
 * kind counts as absent, an absent module as an empty one, an absent list as an empty list.
 */
import {
  flagOf,
  groupsOf,
  isRecord,
  lineOf,
  linesOf,
  listOf,
  measuresOf,
  numberOf,
  partOf,
  type Raw,
  textOf,
  tokenOf,
} from './measures.ts';

/** An object without the keys that hold undefined, which a document cannot write. */
export function defined<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  const out: Partial<T> = {};
  for (const key in object) if (object[key] !== undefined) out[key] = object[key];
  return out as T;
}

const outcomesOf = listOf((one) => ({
  measure: lineOf(one.measure),
  description: textOf(one.description),
  timeFrame: lineOf(one.timeFrame),
}));
const armGroupsOf = listOf((one) => ({
  label: lineOf(one.label),
  type: tokenOf(one.type),
  description: textOf(one.description),
  interventionNames: linesOf(one.interventionNames),
}));
const interventionsOf = listOf((one) => ({
  type: tokenOf(one.type),
  name: lineOf(one.name),
  description: textOf(one.description),
  armGroupLabels: linesOf(one.armGroupLabels),
  otherNames: linesOf(one.otherNames),
}));
/** Where the sites are. Many are in one country, which is read once. */
const countriesOf = (sites: unknown) =>
  linesOf([...new Set(Array.isArray(sites) ? sites.map((site) => partOf(site).country) : [])]);
const eventGroupsOf = listOf((one) => ({
  id: tokenOf(one.id),
  title: textOf(one.title),
  description: textOf(one.description),
  deathsNumAffected: numberOf(one.deathsNumAffected),
  deathsNumAtRisk: numberOf(one.deathsNumAtRisk),
  seriousNumAffected: numberOf(one.seriousNumAffected),
  seriousNumAtRisk: numberOf(one.seriousNumAtRisk),
  otherNumAffected: numberOf(one.otherNumAffected),
  otherNumAtRisk: numberOf(one.otherNumAtRisk),
}));

function protocolOf(protocol: Raw) {
  const names = partOf(protocol.identificationModule);
  const status = partOf(protocol.statusModule);
  const design = partOf(protocol.designModule);
  const info = partOf(design.designInfo);
  const masking = partOf(info.maskingInfo);
  const arms = partOf(protocol.armsInterventionsModule);
  const outcomes = partOf(protocol.outcomesModule);
  const who = partOf(protocol.eligibilityModule);
  const dateOf = (struct: unknown) => ({ date: tokenOf(partOf(struct).date) });
  return {
    identificationModule: {
      nctId: tokenOf(names.nctId),
      briefTitle: lineOf(names.briefTitle),
      officialTitle: lineOf(names.officialTitle),
      acronym: lineOf(names.acronym),
    },
    statusModule: {
      overallStatus: tokenOf(status.overallStatus),
      startDateStruct: dateOf(status.startDateStruct),
      primaryCompletionDateStruct: dateOf(status.primaryCompletionDateStruct),
      completionDateStruct: dateOf(status.completionDateStruct),
      studyFirstPostDateStruct: dateOf(status.studyFirstPostDateStruct),
      resultsFirstPostDateStruct: dateOf(status.resultsFirstPostDateStruct),
    },
    sponsorCollaboratorsModule: {
      leadSponsor: { name: lineOf(partOf(partOf(protocol.sponsorCollaboratorsModule).leadSponsor).name) },
    },
    conditionsModule: { conditions: linesOf(partOf(protocol.conditionsModule).conditions) },
    designModule: {
      studyType: tokenOf(design.studyType),
      phases: linesOf(design.phases),
      designInfo: {
        allocation: tokenOf(info.allocation),
        interventionModel: tokenOf(info.interventionModel),
        primaryPurpose: tokenOf(info.primaryPurpose),
        observationalModel: tokenOf(info.observationalModel),
        // Of records that were converted from the older XML: all of it in one line.
        _studyDesignText: lineOf(info._studyDesignText),
        maskingInfo: { masking: tokenOf(masking.masking), whoMasked: linesOf(masking.whoMasked) },
      },
      enrollmentInfo: { count: numberOf(partOf(design.enrollmentInfo).count) },
    },
    armsInterventionsModule: {
      armGroups: armGroupsOf(arms.armGroups),
      interventions: interventionsOf(arms.interventions),
    },
    outcomesModule: {
      primaryOutcomes: outcomesOf(outcomes.primaryOutcomes),
      secondaryOutcomes: outcomesOf(outcomes.secondaryOutcomes),
      otherOutcomes: outcomesOf(outcomes.otherOutcomes),
    },
    eligibilityModule: {
      eligibilityCriteria: textOf(who.eligibilityCriteria),
      healthyVolunteers: flagOf(who.healthyVolunteers),
      sex: tokenOf(who.sex),
      minimumAge: lineOf(who.minimumAge),
      maximumAge: lineOf(who.maximumAge),
    },
    contactsLocationsModule: { countries: countriesOf(partOf(protocol.contactsLocationsModule).locations) },
  };
}

const resultsOf = (results: Raw) => ({
  participantFlowModule: { groups: groupsOf(partOf(results.participantFlowModule).groups) },
  outcomeMeasuresModule: { outcomeMeasures: measuresOf(partOf(results.outcomeMeasuresModule).outcomeMeasures) },
  adverseEventsModule: { eventGroups: eventGroupsOf(partOf(results.adverseEventsModule).eventGroups) },
});

export interface StudyRecord {
  protocolSection: ReturnType<typeof protocolOf>;
  resultsSection: ReturnType<typeof resultsOf>;
}
export type Intervention = StudyRecord['protocolSection']['armsInterventionsModule']['interventions'][number];

/** The parts of a record that are read, or why it is none: one sentence for a person. */
export function readRecord(record: unknown): { study: StudyRecord; id: string } | { problem: string } {
  if (!isRecord(record)) return { problem: 'This is not a registry record: it is not a JSON object.' };
  if (!isRecord(record.protocolSection))
    return {
      problem:
        'This is not a ClinicalTrials.gov record in the shape of API v2: it has no protocolSection. Older XML or CSV exports cannot be read.',
    };
  const protocolSection = protocolOf(record.protocolSection);
  const id = protocolSection.identificationModule.nctId;
  if (!id) return { problem: 'This record has no registry id (protocolSection.identificationModule.nctId).' };
  return { study: { protocolSection, resultsSection: resultsOf(partOf(record.resultsSection)) }, id };
}
