/** The language server's life: started when a trial is first needed, started again when it fails, restarted when asked. */
import path from 'node:path';
import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  type Hover,
  HoverRequest,
  LanguageClient,
  type LanguageClientOptions,
  LSPErrorCodes,
  ResponseError,
  RevealOutputChannelOn,
  type ServerOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import { type HoverExtension, type InitializationOptions, OPEN_PANEL, type PanelTarget } from '../server/protocol.ts';
import { Crashes } from './crashes.ts';
import { tell } from './tell.ts';

/** A start takes a second, and on a busy machine several; what takes longer never ends. */
const LONGEST_START_MS = 30_000;

/** What a promise comes to, or its rejection where that takes longer than `ms`. */
async function within<T>(wanted: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The server did not answer within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([wanted, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The client's id, which is also the first word of its settings. */
const ID = 'deepimagine';

/**
 * Documents that a person works on: files, untitled ones, and those of a virtual workspace's own scheme. Not the texts that
 * other features show, such as the right side of a diff.
 */
export function selector(): { language: string; scheme: string }[] {
  const schemes = new Set(['file', 'untitled', 'vscode-vfs', 'vscode-remote']);
  for (const folder of vscode.workspace.workspaceFolders ?? []) schemes.add(folder.uri.scheme);
  return [...schemes].map((scheme) => ({ language: 'trial', scheme }));
}

/** The answer would have been about a text that is not there any more, or nobody waited for it: no failure. */
export function isOutdated(error: unknown): boolean {
  const outdated: readonly number[] = [LSPErrorCodes.ContentModified, LSPErrorCodes.RequestCancelled];
  return error instanceof ResponseError && outdated.includes(error.code);
}

/** The library's client, except that it only logs: what the person is told, and how often, is decided here. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  /** A server that ended while it started leaves nothing to stop, which the library rejects with nobody listening. */
  override async stop(timeout?: number): Promise<void> {
    await super.stop(timeout).catch((error: unknown) => this.debug('There was nothing to stop', error));
  }
}

export class LanguageServer implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<State>();
  readonly #crashes = new Crashes();
  #client: LanguageClient | undefined;
  #disposed = false;
  #starting: Promise<LanguageClient> | undefined;
  #restarting: Promise<void> | undefined;

  /** Told the server's state whenever that changes. */
  readonly onDidChangeState = this.#changed.event;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#context = context;
    this.#log = log;
  }

  get state(): State {
    return this.#client?.state ?? State.Stopped;
  }

  /**
   * The running client. Rejects where the server cannot be started: the person is told once, and whoever asks later is
   * refused until it is restarted, so that nothing is tried behind their back.
   */
  start(): Promise<LanguageClient> {
    // Begun on the next turn: whoever is told of its first state and asks again finds this start, and makes no second one.
    this.#starting ??= Promise.resolve()
      .then(() => this.#startOnce())
      .catch((error: unknown) => {
        // Nobody is left to be told.
        if (this.#disposed) throw error;
        this.#log.error('The language server could not be started', error);
        this.#tell(
          'error',
          vscode.l10n.t(
            'The DeepImagine language server could not be started. Trials are neither checked nor imagined until it runs.',
          ),
        );
        throw error;
      });
    return this.#starting;
  }

  /** Asks the running server; a signal that is aborted cancels the request there too. */
  async request<Answer>(method: string, params: unknown, signal?: AbortSignal): Promise<Answer> {
    const client = await this.start();
    const source = new vscode.CancellationTokenSource();
    const cancel = () => source.cancel();
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await client.sendRequest<Answer>(method, params, source.token);
    } finally {
      signal?.removeEventListener('abort', cancel);
      source.dispose();
    }
  }

  /** Stops the server and starts it again; where that fails, the person was told. Asked for while that is under way, it is done once. */
  restart(): Promise<void> {
    this.#restarting ??= this.#restartOnce().finally(() => {
      this.#restarting = undefined;
    });
    return this.#restarting;
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#changed.dispose();
    await this.#end();
  }

  async #restartOnce(): Promise<void> {
    this.#log.info('Restarting the language server');
    await this.#starting?.catch(() => undefined); // its reason was told when it failed
    await this.#end();
    await this.start().catch(() => undefined); // told, too
  }

  /** Ends the client there is. `next` is what whoever asks meanwhile, or later, is given; a new start where it is left out. */
  async #end(next?: Promise<LanguageClient>): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#starting = next;
    await client?.dispose();
  }

  async #startOnce(): Promise<LanguageClient> {
    if (this.#disposed) throw new Error('The extension has ended');
    const module = this.#context.asAbsolutePath('dist/server.cjs');
    // What V8 made of the server's code is kept, so that every start but the first takes a third less.
    const env = { NODE_COMPILE_CACHE: path.join(this.#context.globalStorageUri.fsPath, 'compiled') };
    const server: ServerOptions = {
      run: { module, transport: TransportKind.ipc, options: { env } },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6019'] } },
    };
    const options: LanguageClientOptions = {
      documentSelector: selector(),
      outputChannel: this.#log,
      initializationOptions: { panel: true } satisfies InitializationOptions,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // What the server says holds text of documents: never a command, never HTML.
      markdown: { isTrusted: false, supportHtml: false },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        // Started again by us, so that a start that fails is told once, whoever asked for it. Once this is answered, the library
        // forgets the start that it was in: whoever waits for that hears of its end first.
        closed: async () => {
          await started?.catch(() => undefined);
          // The end of one that never ran is told as a failed start, and may come after the next one has started.
          if (ran && this.#client === client) void this.#failed();
          return { action: CloseAction.DoNotRestart, message: 'The language server ended', handled: true };
        },
      },
      initializationFailedHandler: () => false,
      middleware: { provideHover: (document, position, token) => this.#hover(document, position, token) },
    };
    let started: Promise<void> | undefined;
    let ran = false;
    const client = new QuietClient(ID, 'DeepImagine', server, options);
    this.#client = client;
    client.onDidChangeState(({ newState }) => this.#changed.fire(newState));
    const began = performance.now();
    started = client.start();
    try {
      await within(started, LONGEST_START_MS);
      if (this.#client !== client) throw new Error('The server was ended while it started');
    } catch (error) {
      // One that never answers runs on otherwise; one that ended is gone already.
      void client.stop();
      throw error;
    }
    ran = true;
    this.#log.info(`Language server started in ${Math.round(performance.now() - began)} ms`);
    return client;
  }

  /** The server's hover, with links to the panel below it where it speaks of an imagining. Only the links are trusted. */
  async #hover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const client = this.#client;
    if (!client) return undefined;
    const params = client.code2ProtocolConverter.asTextDocumentPositionParams(document, position);
    const answer = await client.sendRequest<(Hover & HoverExtension) | null>(HoverRequest.method, params, token);
    const hover = client.protocol2CodeConverter.asHover(answer);
    if (!hover || !answer?.panel) return hover;
    // Below the server's words, which hold text of documents and are never trusted: two links of ours, which are.
    const link = (label: string, target: PanelTarget) =>
      `[${label}](command:${OPEN_PANEL}?${encodeURIComponent(JSON.stringify([target]))})`;
    const links = new vscode.MarkdownString(
      [
        link(vscode.l10n.t('Open panel'), answer.panel),
        link(vscode.l10n.t('All outcomes'), { ...answer.panel, part: 'outcomes' }),
      ].join(' · '),
    );
    links.isTrusted = { enabledCommands: [OPEN_PANEL] };
    hover.contents.push(links);
    return hover;
  }

  /** The server ended by itself: it is started again, unless it does that all the time. */
  async #failed(): Promise<void> {
    const verdict = this.#crashes.happened(Date.now());
    if (verdict === 'give up') {
      // Whoever asks next is refused, and nothing is started behind the person's back.
      const refused = Promise.reject(new Error('The language server keeps failing'));
      refused.catch(() => undefined);
      await this.#end(refused);
      this.#tell('error', vscode.l10n.t('The DeepImagine language server keeps failing and was not started again.'));
      return;
    }
    this.#log.warn('The language server ended; starting it again');
    await this.#end();
    const started = await this.start().then(
      () => true,
      () => false, // told by `start`
    );
    if (started && verdict === 'restart and tell')
      this.#tell('warning', vscode.l10n.t('The DeepImagine language server failed and was started again.'));
  }

  /** Says what became of the server, and what can be done: see why, and, where it does not run, try again. */
  #tell(kind: 'warning' | 'error', message: string): void {
    void tell(kind, message, {
      ...(kind === 'error' && { [vscode.l10n.t('Try Again')]: () => this.restart() }),
      [vscode.l10n.t('Show Log')]: () => this.#log.show(),
    });
  }
}
