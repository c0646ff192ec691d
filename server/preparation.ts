/**
 * The first imagining of a document is made ready while nobody waits: of the document that was opened or edited last, when nothing
 * was done to it for a while, once for each version. An edit, or the end of the connection, stops it between two turns.
 */
import { type CancellationToken, CancellationTokenSource, ResponseError } from 'vscode-languageserver/node';
import type { Documents } from './documents.ts';
import type { Failures } from './failures.ts';
import type { prepared } from './features/prepared.ts';
import { drive } from './work.ts';

/** How long nothing must have been done, in milliseconds: what an editor asks when a document opens comes first. */
export const QUIET = 1000;

export class Preparation {
  readonly #documents: Documents;
  readonly #feature: typeof prepared;
  readonly #failures: Failures;
  readonly #ending = new CancellationTokenSource();
  #waiting: NodeJS.Timeout | undefined;
  /** The version that is ready, by its document. */
  #ready: string | undefined;
  #failed = false;

  constructor(documents: Documents, feature: typeof prepared, failures: Failures) {
    this.#documents = documents;
    this.#feature = feature;
    this.#failures = failures;
  }

  soon(uri: string): void {
    clearTimeout(this.#waiting);
    if (this.#failed || this.#ending.token.isCancellationRequested) return;
    this.#waiting = setTimeout(() => void this.#prepare(uri, this.#ending.token), QUIET);
    // Nobody's program goes on for this.
    this.#waiting.unref();
  }

  end(): void {
    clearTimeout(this.#waiting);
    this.#ending.cancel();
  }

  async #prepare(uri: string, token: CancellationToken): Promise<void> {
    const document = this.#documents.get(uri);
    const version = `${document?.version} ${uri}`;
    if (!document || this.#ready === version) return;
    try {
      await drive(this.#feature(document), token, () => this.#documents.get(uri) === document);
      this.#ready = version;
    } catch (error) {
      // Stopped: what comes next is asked for, or the end.
      if (error instanceof ResponseError) return;
      this.#failed = true;
      this.#failures.report('preparation', error);
    }
  }
}
