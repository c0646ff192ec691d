/** A real server, as its own process, spoken to over LSP. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import {
  createProtocolConnection,
  type Diagnostic,
  type InitializeParams,
  InitializeRequest,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from 'vscode-languageserver/node';

const root = path.resolve(import.meta.dirname, '../..');

/** The server as it is shipped: one CommonJS bundle. Answers its path and how to take it away. */
export function bundle(entry = 'server/main.ts'): { file: string; remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'deepimagine-'));
  const file = path.join(folder, 'server.cjs');
  buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What an editor such as VS Code says of itself, as far as this server asks. */
export const EDITOR: Partial<InitializeParams> = {
  capabilities: {
    textDocument: {
      hover: { contentFormat: ['markdown', 'plaintext'] },
      completion: { completionItem: { snippetSupport: true, insertReplaceSupport: true } },
      codeAction: { resolveSupport: { properties: ['edit'] }, dataSupport: true, disabledSupport: true },
      codeLens: { resolveSupport: { properties: ['command'] } },
      documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    },
    workspace: { workspaceEdit: { documentChanges: true } },
  },
  initializationOptions: { panel: true },
};

export interface OpenDocument {
  uri: string;
  version: number;
  text: string;
}

export class Server {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcess;
  readonly log: string[] = [];
  initialized: InitializeResult | undefined;
  readonly #published: PublishDiagnosticsParams[] = [];
  readonly #waiting = new Set<() => void>();
  #count = 0;

  private constructor(command: string, args: readonly string[]) {
    this.process = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdin, stdout } = this.process;
    if (!stdin || !stdout) throw new Error('no pipes');
    this.connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.#published.push(params);
      for (const look of this.#waiting) look();
    });
    this.connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.log.push(message);
    });
    this.connection.listen();
  }

  static async start(
    file: string,
    { params = EDITOR, args = ['--stdio'] }: { params?: Partial<InitializeParams>; args?: readonly string[] } = {},
  ): Promise<Server> {
    const server = new Server(process.execPath, [file, ...args]);
    server.initialized = await server.connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      ...params,
    });
    await server.connection.sendNotification('initialized', {});
    return server;
  }

  async stop(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.process.once('exit', resolve));
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    const code = await ended;
    this.connection.dispose();
    return code;
  }

  async open(text: string, uri = `file:///trials/${++this.#count}.trial`): Promise<OpenDocument> {
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'trial', version: 1, text },
    });
    return { uri, version: 1, text };
  }

  /** Replaces a stretch of the text, as typing does. */
  async edit(document: OpenDocument, start: number, end: number, text: string): Promise<OpenDocument> {
    const next = {
      uri: document.uri,
      version: document.version + 1,
      text: document.text.slice(0, start) + text + document.text.slice(end),
    };
    const range = { start: positionAt(document.text, start), end: positionAt(document.text, end) };
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: next.uri, version: next.version },
      contentChanges: [{ range, text }],
    });
    return next;
  }

  async close({ uri }: OpenDocument): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  request<T>(method: string, { uri }: OpenDocument, more: object = {}): Promise<T> {
    return this.connection.sendRequest(method, { textDocument: { uri }, ...more });
  }

  /** A request about the place of the `nth` occurrence of a text, `inset` characters into it. */
  at<T>(method: string, document: OpenDocument, needle: string, { inset = 0, nth = 0, more = {} } = {}): Promise<T> {
    return this.request(method, document, { position: place(document.text, needle, inset, nth), ...more });
  }

  /** The diagnostics of exactly this version. */
  async diagnostics({ uri, version }: OpenDocument): Promise<Diagnostic[]> {
    const found = () => this.#published.find((one) => one.uri === uri && one.version === version);
    await this.until(() => found() !== undefined);
    return found()?.diagnostics ?? [];
  }

  get published(): readonly PublishDiagnosticsParams[] {
    return this.#published;
  }

  /** Resolves once a publication makes it so. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }
}

export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const line = before.split('\n').length - 1;
  return { line, character: offset - (before.lastIndexOf('\n') + 1) };
}

export function offsetAt(text: string, { line, character }: Position): number {
  let at = 0;
  for (let i = 0; i < line; i++) at = text.indexOf('\n', at) + 1;
  return at + character;
}

export function offsetOf(text: string, needle: string, nth = 0): number {
  let at = -1;
  for (let i = 0; i <= nth; i++) at = text.indexOf(needle, at + 1);
  if (at < 0) throw new Error(`${needle} is not in the text`);
  return at;
}

export const place = (text: string, needle: string, inset = 0, nth = 0): Position =>
  positionAt(text, offsetOf(text, needle, nth) + inset);

export const textIn = (text: string, range: Range): string =>
  text.slice(offsetAt(text, range.start), offsetAt(text, range.end));

/** The text after edits, which LSP lets come in any order. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  let out = text;
  const sorted = edits.toSorted((a, b) => offsetAt(text, b.range.start) - offsetAt(text, a.range.start));
  for (const { range, newText } of sorted)
    out = out.slice(0, offsetAt(text, range.start)) + newText + out.slice(offsetAt(text, range.end));
  return out;
}
