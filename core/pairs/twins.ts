/**
 * Near-duplicates: records of one study, of its extension, or of studies that share so much that what is known of one tells of the other. They are
 * found by the registry's cross-references, by ids of organisations, and by titles that say nearly the same.
 */
import { lineOf, listOf, partOf, tokenOf } from '../trial/registry/measures.ts';
import { fold, words } from '../trial/registry/text.ts';

/** What a record is known by. Two records that share a key are near-duplicates. */
export interface Marks {
  id: string;
  /** Registry ids that it names, in any field but its results. */
  refers: readonly string[];
  keys: readonly string[];
}

const REGISTRY_ID = /\bNCT\d{8}\b/g;
const secondaryIds = listOf((one) => ({ id: lineOf(one.id), type: tokenOf(one.type) }));
/** A grant pays for many studies that have nothing else in common. */
const GRANTS = new Set(['NIH', 'FDA', 'VA', 'CDC', 'AHRQ', 'SAMHSA', 'OTHER_GRANT']);
/** Ids shorter than this are numbers of one organisation, not of one study in the world. */
const ALONE = 8;
/** Words of titles that a study and its extension, or two of its records, differ in. */
const COMMON = new Set(
  'a an and as at by for from in of on or the to with without study studies trial trials clinical phase i ii iii iv 1 2 3 4 evaluate evaluating evaluation assess assessing assessment determine investigate investigating compare comparing comparison efficacy effectiveness effect effects safety safe tolerability tolerated long term longterm extension extended open label double blind blinded randomized randomised controlled placebo follow up followup rollover roll over continuation continued substudy sub previously enrolled completed who participants patients subjects people adult adults part main core'.split(
    ' ',
  ),
);
/** Titles of fewer telling words say too little to be alike. */
const LEAST_WORDS = 4;
/** From so many on, titles that differ in one word each are alike; below, that word is mostly the drug or the disease. */
const LONG_TITLE = 10;

function titleKeys(title: string): string[] {
  const telling = [...new Set(words(title).filter((word) => !COMMON.has(word)))].sort();
  if (telling.length < LEAST_WORDS) return [];
  const whole = `title ${telling.join(' ')}`;
  if (telling.length < LONG_TITLE) return [whole];
  // Two titles of which each, or only one, has a word that the other has not are the same without it.
  return [whole, ...telling.map((word) => `title ${telling.filter((one) => one !== word).join(' ')}`)];
}

function idKey(id: string, sponsor: string): string | undefined {
  const plain = fold(id).replace(/[^a-z0-9]/g, '');
  if (plain.length < 4 || !/\d/.test(plain) || /^(?:na|none|pending|unknown|tbd)$/.test(plain)) return undefined;
  return plain.length >= ALONE && /[a-z]/.test(plain) ? `id ${plain}` : `id ${plain} of ${sponsor}`;
}

/** What a record is known by; undefined where it has no id. */
export function marksOf(json: unknown): Marks | undefined {
  const protocol = partOf(partOf(json).protocolSection);
  const names = partOf(protocol.identificationModule);
  const id = tokenOf(names.nctId);
  if (id === undefined) return undefined;
  const sponsor = fold(lineOf(partOf(partOf(protocol.sponsorCollaboratorsModule).leadSponsor).name) ?? '');
  const own = lineOf(partOf(names.orgStudyIdInfo).id);
  const others = secondaryIds(names.secondaryIdInfos).flatMap(({ id: other, type = '' }) =>
    other === undefined || GRANTS.has(type) ? [] : [other],
  );
  const refers = JSON.stringify(protocol).match(REGISTRY_ID) ?? [];
  const ids = [...(own === undefined ? [] : [own]), ...others].flatMap((one) => idKey(one, sponsor) ?? []);
  const titles = [lineOf(names.briefTitle), lineOf(names.officialTitle)].flatMap((title) => titleKeys(title ?? ''));
  return {
    id,
    refers: [...new Set(refers)].filter((one) => one !== id),
    keys: [...new Set([...ids, ...titles])],
  };
}
