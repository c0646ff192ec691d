/** Formatting: white space only; a text that is not well formed is left alone. */
import type { TextEdit } from 'vscode-languageserver/node';
import { format } from '../../core/trial/format.ts';
import type { Snapshot } from '../documents.ts';

export function formatting(document: Snapshot): TextEdit[] {
  return (format(document.text) ?? []).map((edit) => ({ range: document.rangeAt(edit), newText: edit.text }));
}
