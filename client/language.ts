/** The language server's life: started when a trial is first needed, started again when it fails, restarted when asked. */
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
import {
  CHANGED,
  type ChangedParams,
  type HoverExtension,
  type InitializationOptions,
  OPEN_PANEL,
} from '../server/protocol.ts';
import { Crashes } from './crashes.ts';
import { tell } from './tell.ts';

/** The client's id, which is also the first word of its settings. */
const ID = 'deepimagine';

/**
 * Documents that a person works on: files, untitled ones, and those of a virtual workspace's own scheme. Not the texts that
 * other features show, such as the right side of a diff.
 */
function selector(): { language: string; scheme: string }[] {
  const schemes = new Set(['file', 'untitled', 'vscode-vfs', 'vscode-remote']);
  for (const folder of vscode.workspace.workspaceFolders ?? []) schemes.add(folder.uri.scheme);
  return [...schemes].map((scheme) => ({ language: 'trial', scheme }));
}

/** The answer would have been about a text that is not there any more, or nobody waited for it: no failure. */
export function isOutdated(error: unknown): boolean {
  const outdated: readonly number[] = [LSPErrorCodes.ContentModified, LSPErrorCodes.RequestCancelled];
  return error instanceof ResponseError && outdated.includes(error.code);
}

export class LanguageServer implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<State>();
  readonly #crashes = new Crashes();
  readonly #answers = new vscode.EventEmitter<ChangedParams>();
  #client: LanguageClient | undefined;
  #starting: Promise<LanguageClient> | undefined;
  #restarting: Promise<LanguageClient> | undefined;

  /** Told the server's state whenever that changes. */
  readonly onDidChangeState = this.#changed.event;
  /** Told when what the server said of a document no longer holds. */
  readonly onDidChangeAnswers = this.#answers.event;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#context = context;
    this.#log = log;
  }

  get state(): State {
    return this.#client?.state ?? State.Stopped;
  }

  /** The running client. Rejects, with the reason in the log, where the server cannot be started. */
  start(): Promise<LanguageClient> {
    // Begun on the next turn: whoever is told of its first state and asks again finds this start, and makes no second one.
    this.#starting ??= Promise.resolve()
      .then(() => this.#startOnce())
      .catch((error: unknown) => {
        this.#starting = undefined;
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

  /** Stops the server and starts it again. Asked for while that is under way, it is done once. */
  restart(): Promise<LanguageClient> {
    this.#restarting ??= this.#restartOnce().finally(() => {
      this.#restarting = undefined;
    });
    return this.#restarting;
  }

  async dispose(): Promise<void> {
    this.#changed.dispose();
    this.#answers.dispose();
    await this.#end();
  }

  async #restartOnce(): Promise<LanguageClient> {
    this.#log.info('Restarting the language server');
    await this.#starting?.catch(() => undefined); // its reason was logged when it failed
    await this.#end();
    return this.start();
  }

  async #end(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#starting = undefined;
    await client?.dispose().catch((error: unknown) => this.#log.debug('The language client was gone already', error));
  }

  async #startOnce(): Promise<LanguageClient> {
    const module = this.#context.asAbsolutePath('dist/server.cjs');
    const server: ServerOptions = {
      run: { module, transport: TransportKind.ipc },
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
        closed: () => this.#closed(),
      },
      initializationFailedHandler: () => false,
      middleware: { provideHover: (document, position, token) => this.#hover(document, position, token) },
    };
    const client = new LanguageClient(ID, 'DeepImagine', server, options);
    this.#client = client;
    client.onNotification(CHANGED, (params: ChangedParams) => this.#answers.fire(params));
    client.onDidChangeState(({ newState }) => this.#changed.fire(newState));
    const began = performance.now();
    await client.start();
    this.#log.info(`Language server started in ${Math.round(performance.now() - began)} ms`);
    return client;
  }

  /** The server's hover, with a link to the panel below it where it speaks of an imagining. Only the link is trusted. */
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
    const target = encodeURIComponent(JSON.stringify([answer.panel]));
    const link = new vscode.MarkdownString(`[${vscode.l10n.t('Open panel')}](command:${OPEN_PANEL}?${target})`);
    link.isTrusted = { enabledCommands: [OPEN_PANEL] };
    hover.contents.push(link);
    return hover;
  }

  #closed(): { action: CloseAction; message: string; handled: boolean } {
    const verdict = this.#crashes.happened(Date.now());
    if (verdict === 'give up') {
      // Whoever asks next is refused, and nothing is started behind the person's back.
      this.#starting = Promise.reject(new Error('The language server keeps failing'));
      this.#starting.catch(() => undefined);
      void tell('error', vscode.l10n.t('The DeepImagine language server keeps failing and was not started again.'), {
        [vscode.l10n.t('Restart')]: () => this.restart(),
        [vscode.l10n.t('Show Log')]: () => this.#log.show(),
      });
      return { action: CloseAction.DoNotRestart, message: 'The language server keeps failing', handled: true };
    }
    if (verdict === 'restart and tell')
      void tell('warning', vscode.l10n.t('The DeepImagine language server failed and was started again.'), {
        [vscode.l10n.t('Show Log')]: () => this.#log.show(),
      });
    return { action: CloseAction.Restart, message: 'The language server ended; starting it again', handled: true };
  }
}
