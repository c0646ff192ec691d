/** Edits of a document as a client takes them. */
import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import type { TextEdit as TrialEdit } from '../core/trial/types.ts';
import type { Client } from './client.ts';
import type { Snapshot } from './documents.ts';

export const textEdits = (document: Snapshot, edits: readonly TrialEdit[]): TextEdit[] =>
  edits.map((edit) => ({ range: document.rangeAt(edit), newText: edit.text }));

/** For this version of the document, where the client can hold it to that. */
export function workspaceEdit(
  document: Snapshot,
  edits: TextEdit[],
  client: Pick<Client, 'versionedEdits'>,
): WorkspaceEdit {
  const { uri, version } = document;
  return client.versionedEdits
    ? { documentChanges: [{ textDocument: { uri, version }, edits }] }
    : { changes: { [uri]: edits } };
}
