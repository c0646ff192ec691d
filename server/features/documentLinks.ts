/** Registry ids, wherever they stand in the text, open their page. */
import type { DocumentLink } from 'vscode-languageserver/node';
import type { Snapshot } from '../documents.ts';
import type { Work } from '../work.ts';

const REGISTRY_ID = /(?<![\p{L}\p{N}])NCT\d{8}(?![\p{L}\p{N}])/gu;

export function* documentLinks(document: Snapshot): Work<DocumentLink[]> {
  const links: DocumentLink[] = [];
  for (const match of document.text.matchAll(REGISTRY_ID)) {
    yield;
    const [id] = match;
    links.push({
      range: document.rangeAt({ start: match.index, end: match.index + id.length }),
      target: `https://clinicaltrials.gov/study/${id}`,
      tooltip: `Open ${id} at ClinicalTrials.gov`,
    });
  }
  return links;
}
