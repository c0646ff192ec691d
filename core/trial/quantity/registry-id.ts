/** Registry ids: which registry a trial's id is of, and the page that it opens. */

export interface RegistryId {
  registry: 'ClinicalTrials.gov' | 'ISRCTN' | 'EU CTIS' | 'EudraCT';
  id: string;
  url: string;
}

/** Reads a registry id; undefined for any other name, which a trial may have too. */
export function parseRegistryId(text: string): RegistryId | undefined {
  const id = text.trim();
  if (/^NCT\d{8}$/.test(id))
    return { registry: 'ClinicalTrials.gov', id, url: `https://clinicaltrials.gov/study/${id}` };
  if (/^ISRCTN\d{8}$/.test(id)) return { registry: 'ISRCTN', id, url: `https://www.isrctn.com/${id}` };
  if (/^\d{4}-5\d{5}-\d{2}-\d{2}$/.test(id)) {
    return {
      registry: 'EU CTIS',
      id,
      url: `https://euclinicaltrials.eu/search-for-clinical-trials/?lang=en&EUCT=${id}`,
    };
  }
  if (/^\d{4}-\d{6}-\d{2}$/.test(id)) {
    return { registry: 'EudraCT', id, url: `https://www.clinicaltrialsregister.eu/ctr-search/search?query=${id}` };
  }
  return undefined;
}
