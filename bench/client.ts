/** A language server under measurement: its process, over real LSP on stdio, as an editor talks to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

export interface ServerSpec {
  name: string;
  args: readonly string[];
  languageId: string;
  /** The address of the one document. */
  uri: string;
  /** Answers to `workspace/configuration`, by section. */
  settings: Readonly<Record<string, unknown>>;
  /** Beside what this process has. */
  env?: Readonly<Record<string, string>>;
}

/** How long a server that was asked to end may take to, in milliseconds. */
const PATIENCE = 2000;

export interface Position {
  line: number;
  character: number;
}

/** The processor time that the main thread of a process has taken so far, in milliseconds; NaN where the system does not tell. */
export function workOf(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Number.NaN;
    throw error;
  }
}

export class MeasuredServer implements AsyncDisposable {
  readonly #spec: ServerSpec;
  readonly #process: ChildProcess;
  readonly #connection: ProtocolConnection;
  #pull = false;
  #version = 0;
  #published: (diagnostics: Diagnostic[]) => void = () => {};

  private constructor(spec: ServerSpec) {
    this.#spec = spec;
    this.#process = spawn(process.execPath, spec.args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, ...spec.env },
    });
    if (!this.#process.stdout || !this.#process.stdin) throw new Error(`${spec.name} has no standard streams`);
    this.#connection = createProtocolConnection(
      new StreamMessageReader(this.#process.stdout),
      new StreamMessageWriter(this.#process.stdin),
    );
    this.#connection.onRequest('workspace/configuration', ({ items }: { items: { section?: string }[] }) =>
      items.map(({ section }) => spec.settings[section ?? ''] ?? null),
    );
    for (const method of ['client/registerCapability', 'client/unregisterCapability', 'window/workDoneProgress/create'])
      this.#connection.onRequest(method, () => null);
    for (const method of ['workspace/codeLens/refresh', 'workspace/inlayHint/refresh', 'workspace/diagnostic/refresh'])
      this.#connection.onRequest(method, () => null);
    this.#connection.onNotification(
      'textDocument/publishDiagnostics',
      ({ uri, diagnostics }: { uri: string; diagnostics: Diagnostic[] }) => {
        if (uri === spec.uri) this.#published(diagnostics);
      },
    );
    this.#connection.listen();
  }

  static async start(spec: ServerSpec): Promise<MeasuredServer> {
    const server = new MeasuredServer(spec);
    const answer = await server.#connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: null,
      capabilities: {
        workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
        textDocument: {
          synchronization: { dynamicRegistration: false },
          hover: { contentFormat: ['markdown', 'plaintext'] },
          completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown', 'plaintext'] } },
          documentSymbol: { hierarchicalDocumentSymbolSupport: true },
          publishDiagnostics: { versionSupport: true },
          diagnostic: {},
        },
      },
    });
    server.#pull = answer.capabilities.diagnosticProvider !== undefined;
    await server.#connection.sendNotification('initialized', {});
    await server.#connection.sendNotification('workspace/didChangeConfiguration', { settings: spec.settings });
    return server;
  }

  /** From the notification that follows to its diagnostics. */
  async #diagnostics(notify: () => Promise<void>): Promise<Diagnostic[]> {
    if (this.#pull) {
      await notify();
      const report = await this.#connection.sendRequest<{ items?: Diagnostic[] }>('textDocument/diagnostic', {
        textDocument: { uri: this.#spec.uri },
      });
      return report.items ?? [];
    }
    const published = new Promise<Diagnostic[]>((resolve) => {
      this.#published = resolve;
    });
    await notify();
    return published;
  }

  open(text: string): Promise<Diagnostic[]> {
    return this.#diagnostics(() =>
      this.#connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: this.#spec.uri, languageId: this.#spec.languageId, version: ++this.#version, text },
      }),
    );
  }

  #change(start: Position, end: Position, text: string): Promise<void> {
    return this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.#spec.uri, version: ++this.#version },
      contentChanges: [{ range: { start, end }, text }],
    });
  }

  /** An edit, answered by its diagnostics. */
  edit(start: Position, end: Position, text: string): Promise<Diagnostic[]> {
    return this.#diagnostics(() => this.#change(start, end, text));
  }

  /** An edit and at once a hover: the hover's answer, and the edit's diagnostics. */
  editThenHover(
    start: Position,
    end: Position,
    text: string,
    at: Position,
  ): { hover: Promise<unknown>; diagnostics: Promise<unknown> } {
    const diagnostics = this.#pull ? Promise.resolve() : this.#diagnostics(async () => {});
    const hover = this.#change(start, end, text).then(() => this.request('textDocument/hover', at));
    return { hover, diagnostics };
  }

  request(method: string, position?: Position): Promise<unknown> {
    return this.#connection.sendRequest(method, {
      textDocument: { uri: this.#spec.uri },
      ...(position ? { position } : {}),
    });
  }

  /** The most memory the process held so far, in MiB; NaN where the system does not tell. */
  peakMemory(): number {
    try {
      const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
      return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Number.NaN;
      throw error;
    }
  }

  /** The processor time that the main threads of the process and of this one have taken so far, in milliseconds. */
  work(): number {
    return workOf(this.#process.pid) + workOf(process.pid);
  }

  /** As an editor ends it; a server that does not end is killed. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.#connection.sendRequest('shutdown');
    await this.#connection.sendNotification('exit');
    const late = setTimeout(() => this.#process.kill(), PATIENCE);
    await ended;
    clearTimeout(late);
    this.#connection.dispose();
  }
}
