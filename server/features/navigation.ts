/** Arms, groups, outcomes, scenarios and drugs: where they are defined, everywhere they are named, and naming them anew. */
import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
  LSPErrorCodes,
  type Position,
  type Range,
  ResponseError,
  type TextEdit,
} from 'vscode-languageserver/node';
import { pathOf } from '../../core/trial/paths.ts';
import { plainValue } from '../../core/trial/scalar.ts';
import { ID, type Trial } from '../../core/trial/schema.ts';
import type { Snapshot } from '../documents.ts';
import { type Occurrence, occurrenceAt, occurrences, sameThing } from '../occurrences.ts';
import { stepPath } from '../walk.ts';
import type { Work } from '../work.ts';

function* all(document: Snapshot, position: Position): Work<Occurrence[]> {
  const chosen = occurrenceAt(document.parsed, document.offsetAt(position));
  if (!chosen) return [];
  const found: Occurrence[] = [];
  for (const one of occurrences(document.parsed)) {
    yield;
    if (sameThing(one, chosen)) found.push(one);
  }
  return found;
}

const locate = (document: Snapshot, found: readonly Occurrence[]): Location[] =>
  found.map(({ range }) => ({ uri: document.uri, range: document.rangeAt(range) }));

/** The attribute that a step sets, or that a source is of, where the document states it. */
function attributeNamed(document: Snapshot, position: Position): Range | undefined {
  const { path, part } = document.parsed.placeAt(document.offsetAt(position)) ?? {};
  if (!path || part !== 'key') return undefined;
  const step = stepPath(path);
  const key = step?.length === 1 ? step[0] : path[0] === 'sources' && path.length === 2 ? path[1] : undefined;
  const range = key === undefined ? undefined : document.parsed.rangeOf(pathOf(String(key)), 'key');
  return range && document.rangeAt(range);
}

/** Of an id where it is defined; of a path, the attribute that it names. */
export function* definition(document: Snapshot, position: Position): Work<Location[]> {
  const found = yield* all(document, position);
  const named = found.length === 0 ? attributeNamed(document, position) : undefined;
  if (named) return [{ uri: document.uri, range: named }];
  return locate(
    document,
    found.filter((one) => one.defines),
  );
}

export function* references(document: Snapshot, position: Position, withDefinition: boolean): Work<Location[]> {
  const found = yield* all(document, position);
  return locate(
    document,
    found.filter((one) => withDefinition || !one.defines),
  );
}

export function* highlights(document: Snapshot, position: Position): Work<DocumentHighlight[]> {
  const found = yield* all(document, position);
  return found.map(({ range, defines }) => ({
    range: document.rangeAt(range),
    kind: defines ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}

/** What would be renamed; null where nothing can be. */
export function prepareRename(document: Snapshot, position: Position): { range: Range; placeholder: string } | null {
  const chosen = occurrenceAt(document.parsed, document.offsetAt(position));
  return chosen ? { range: document.rangeAt(chosen.range), placeholder: chosen.id } : null;
}

/** The ids that the new one must differ from. */
function taken(trial: Trial, { kind, arm }: Occurrence): object {
  if (kind === 'arm' || kind === 'group') return { ...trial.arms, ...trial.groups };
  if (kind === 'drug') return trial.arms?.[arm ?? '']?.gives ?? {};
  return (kind === 'outcome' ? trial.outcomes : trial.scenarios) ?? {};
}

const refused = (why: string) => new ResponseError<void>(LSPErrorCodes.RequestFailed, why);

/** The edits that give the thing at the position a new id, everywhere. Throws, in a sentence, where that is no id or taken. */
export function* rename(document: Snapshot, position: Position, name: string): Work<TextEdit[]> {
  const found = yield* all(document, position);
  const [first] = found;
  if (!first) throw refused('There is nothing here that can be renamed.');
  if (!ID.test(name)) throw refused('An id is lower-case letters, digits and hyphens, and begins with a letter.');
  // Unquoted, they are no words to readers of YAML.
  if (typeof plainValue(name) !== 'string')
    throw refused(
      `“${name}” is no word in YAML, which reads it as ${name === 'null' ? 'nothing' : 'yes or no'}. Choose another id.`,
    );
  if (name !== first.id && Object.hasOwn(taken(document.parsed.trial, first), name))
    throw refused(
      `There is already ${first.kind === 'arm' || first.kind === 'outcome' ? 'an' : 'a'} ${first.kind} “${name}”.`,
    );
  return found.map(({ range }) => ({ range: document.rangeAt(range), newText: name }));
}
