/** What is odd about a text as a whole: that it is none, is empty, is no trial, or was not read as what it is. */
import { type Code, diagnostic } from '../codes.ts';
import { ROOT } from '../shape.ts';
import type { Diagnostic } from '../types.ts';

/** Where one of these is said, there is nothing else to say of a document, and nothing to imagine. */
export const SAYS_ALL: ReadonlySet<string> = new Set<Code>(['too-large', 'empty', 'not-text', 'not-a-trial']);

/** A text that holds nothing. */
function emptyDiagnostic(text: string): Diagnostic | undefined {
  if (/^[ \t]*[^#\s]/m.test(text)) return undefined;
  const end = Math.min(text.length, 1);
  return diagnostic(
    'empty',
    { start: 0, end },
    'An empty document. A trial begins with `trial:` and a registry id, or any short name.',
  );
}

/** A text with none of the keys of a trial. */
function strangerDiagnostic(text: string): Diagnostic {
  const start = Math.max(0, text.search(/\S/));
  const newline = text.indexOf('\n', start);
  const range = { start, end: Math.min(newline < 0 ? text.length : newline, start + 200) };
  const message =
    'This is not a trial document: it has none of the keys of one (`trial`, `arms`, `outcomes`, `results`, …).';
  return diagnostic('not-a-trial', range, message);
}

/** Signs of a file that is not in UTF-8: NUL where it is UTF-16 or no text, U+FFFD in the place of what could not be read. */
function encodingDiagnostic(text: string): Diagnostic | undefined {
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    const message =
      'The file holds NUL characters: it is no text, or text in UTF-16. Trial documents are in UTF-8; save it so.';
    return diagnostic('not-text', { start: nul, end: nul + 1 }, message);
  }
  const first = text.indexOf('\ufffd');
  if (first < 0) return undefined;
  let count = 0;
  for (let at = first; at >= 0; at = text.indexOf('\ufffd', at + 1)) count++;
  const lost = count === 1 ? 'This character was' : `This character and ${count - 1} more were`;
  const message = `${lost} lost: the file is not in UTF-8. Open it in the encoding that it has, then save it in UTF-8.`;
  return diagnostic('lost-characters', { start: first, end: first + 1 }, message);
}

/** What is odd about a text: `alone` where that is all there is to say of it. `keys`: those of its root. */
export function textDiagnostic(text: string, keys: Iterable<string>): { said?: Diagnostic; alone: boolean } {
  const encoding = encodingDiagnostic(text);
  const empty = emptyDiagnostic(text);
  if (empty) return { said: empty, alone: true };
  for (const key of keys)
    if (ROOT.keys?.has(key)) return encoding ? { said: encoding, alone: false } : { alone: false };
  return { said: encoding?.code === 'not-text' ? encoding : strangerDiagnostic(text), alone: true };
}
