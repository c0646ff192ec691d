/**
 * Diagnostics are pushed: every editor that speaks LSP takes them so, and a push names the version that it is about. (Pull
 * diagnostics are asked for by each editor at moments of its own, and not by all.) There is no timer: what has arrived when the
 * event loop comes round is taken in first, then the newest version is parsed and said.
 */
import { CancellationToken, type Connection, ResponseError } from 'vscode-languageserver/node';
import type { Documents } from './documents.ts';
import type { Failures } from './failures.ts';
import type { diagnostics } from './features/diagnostics.ts';
import { drive } from './work.ts';

export class Publisher {
  readonly #connection: Connection;
  readonly #documents: Documents;
  readonly #feature: typeof diagnostics;
  readonly #failures: Failures;
  readonly #pending = new Map<string, NodeJS.Immediate>();

  constructor(connection: Connection, documents: Documents, feature: typeof diagnostics, failures: Failures) {
    this.#connection = connection;
    this.#documents = documents;
    this.#feature = feature;
    this.#failures = failures;
  }

  /** Diagnostics of the newest version, once the messages that have arrived already are taken in. */
  soon(uri: string): void {
    this.#forget(uri);
    // The library hands over one message a turn: a change that waits behind this one comes in between the two.
    const turn = setImmediate(() => {
      const next = setImmediate(() => {
        this.#pending.delete(uri);
        this.#send(this.#publish(uri));
      });
      this.#pending.set(uri, next);
    });
    this.#pending.set(uri, turn);
  }

  /** The document is closed: nothing more is said of it, and what was said is taken back. */
  clear(uri: string): void {
    this.#forget(uri);
    this.#send(this.#connection.sendDiagnostics({ uri, diagnostics: [] }));
  }

  /** Nobody waits for a push: where it cannot be sent, the connection is ending. */
  #send(push: Promise<void>): void {
    push.catch((error: unknown) => this.#failures.report('a push', error));
  }

  #forget(uri: string): void {
    const pending = this.#pending.get(uri);
    if (pending) clearImmediate(pending);
    this.#pending.delete(uri);
  }

  async #publish(uri: string): Promise<void> {
    const document = this.#documents.get(uri);
    if (!document) return;
    const { version } = document;
    const current = () => this.#documents.get(uri) === document;
    try {
      const found = await drive(this.#feature(document), CancellationToken.None, current);
      await this.#connection.sendDiagnostics({ uri, version, diagnostics: found });
    } catch (error) {
      // Outdated: the newer version is on its way.
      if (error instanceof ResponseError) return;
      this.#failures.report('diagnostics', error);
      if (current()) await this.#connection.sendDiagnostics({ uri, version, diagnostics: [] });
    }
  }
}
