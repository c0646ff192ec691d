/** Work on a whole document, done in turns, so that a long one holds up neither the keystroke nor its own cancellation. */
import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';

/** A feature that walks a document: it yields in its loops, and whoever drives it may stop it there. */
export type Work<T> = Generator<void, T, void>;

/** After this long, in milliseconds, other messages get their turn. */
const TURN = 8;

export const cancelled = () => new ResponseError<void>(LSPErrorCodes.RequestCancelled, 'The request was cancelled');
export const outdated = () => new ResponseError<void>(LSPErrorCodes.ContentModified, 'The document has changed since');

/**
 * Runs the work to its end. Throws when the request is cancelled, or when `current` says no more: the document has changed
 * or was closed, and what comes out would be about a text that nobody sees.
 */
export async function drive<T>(work: Work<T>, token: CancellationToken, current: () => boolean): Promise<T> {
  let began = performance.now();
  for (;;) {
    if (token.isCancellationRequested) throw cancelled();
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - began > TURN) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (!current()) throw outdated();
      began = performance.now();
    }
  }
}

/** The same work at once, for those who have no editor to keep waiting. */
export function finish<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
