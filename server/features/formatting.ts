/** Formatting: white space only; a text that is not well formed is left alone. */
import type { TextEdit } from 'vscode-languageserver/node';
import { format } from '../../core/trial/format.ts';
import type { Snapshot } from '../documents.ts';
import { textEdits } from '../edits.ts';

export function formatting(document: Snapshot): TextEdit[] {
  return textEdits(document, format(document.text, document.parsed) ?? []);
}
