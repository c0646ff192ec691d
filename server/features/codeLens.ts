/**
 * Above results and scenarios: what was observed, and what is imagined of it. Where lenses stand is said at once; what they
 * say is made when an editor asks for one that it shows.
 */
import type { CodeLens } from 'vscode-languageserver/node';
import { lens } from '../../core/imagine/wording.ts';
import { plainLine } from '../../core/trial/markdown.ts';
import type { Result, Value } from '../../core/trial/schema.ts';
import type { Look, Parsed, Path } from '../../core/trial/types.ts';
import type { Client } from '../client.ts';
import type { Snapshot } from '../documents.ts';
import { imaginingOf } from '../imaginings.ts';
import { lookOfResult } from '../looks.ts';
import { OPEN_PANEL, type PanelTarget } from '../protocol.ts';
import { outdated, type Work } from '../work.ts';

/** What a lens carries until it is shown. */
interface LensData {
  uri: string;
  version: number;
  about: { result: number } | { scenario: string | null };
}

/** From these a direction can be computed. */
const testable = ({ mean, lsmean, gmean, count, percent, sd, se, ci, n }: Value): boolean =>
  (mean ?? lsmean ?? gmean) !== undefined
    ? (sd ?? se ?? ci) !== undefined
    : (count ?? percent) !== undefined && n !== undefined;

/** Whether a result sets sides against each other, told cheaply. */
function saysSomething({ analyses = [], values = {}, row }: Result): boolean {
  if (row === 'unknown') return false;
  return (
    analyses.some(({ contrast = '' }) => contrast.includes(' vs ')) || Object.values(values).filter(testable).length > 1
  );
}

export function* codeLenses(document: Snapshot): Work<CodeLens[]> {
  const { parsed, uri, version } = document;
  const lenses: CodeLens[] = [];
  const add = (path: Path, about: LensData['about']) => {
    const range = parsed.rangeOf(path, 'key') ?? parsed.rangeOf(path, 'value');
    const data: LensData = { uri, version, about };
    if (range) lenses.push({ range: document.rangeAt({ start: range.start, end: range.start }), data });
  };
  if (parsed.inPlace) add(parsed.trial.focus === undefined ? ['trial'] : ['focus'], { scenario: null });
  for (const [index, result] of (parsed.trial.results ?? []).entries()) {
    yield;
    if (saysSomething(result)) add(['results', index], { result: index });
  }
  for (const { name, steps } of parsed.scenarios)
    if (name !== undefined && steps.length > 0) add(['scenarios', name], { scenario: name });
  return lenses;
}

/** The document that a lens, sent back by the client, is about. */
export const documentOfLens = (lens: CodeLens): string | undefined => (lens.data as LensData | undefined)?.uri;

function title(parsed: Parsed, scenario: string | null, look: Look | undefined): string {
  const imagining = imaginingOf(parsed, scenario, look);
  return plainLine('problem' in imagining ? imagining.problem : lens(imagining), 200);
}

/** The lens with what it says. Throws when the document has changed since. */
export function resolveCodeLens(document: Snapshot, found: CodeLens, client: Pick<Client, 'panel'>): CodeLens {
  const { version, about, uri } = found.data as LensData;
  if (version !== document.version) throw outdated();
  const { parsed } = document;
  const scenario = 'scenario' in about ? about.scenario : null;
  const look = 'result' in about ? lookOfResult(parsed, ['results', about.result]) : undefined;
  const target: PanelTarget = { uri, scenario, ...(look && { look }) };
  const command = client.panel
    ? { command: OPEN_PANEL, arguments: [target] }
    : // Text only: there is nothing that it could open.
      { command: '' };
  return { ...found, command: { title: title(parsed, scenario, look), ...command } };
}
