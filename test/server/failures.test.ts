import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  InitializeRequest,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { serve } from '../../server/connection.ts';
import { FEATURES } from '../../server/features.ts';
import { TRIAL } from './fixture.ts';

/** A server of this process in which some features fail. */
let client: ProtocolConnection;
const log: string[] = [];
const published: PublishDiagnosticsParams[] = [];
let arrived: () => void = () => {};
const uri = 'file:///failing.trial';
let broken = false;

beforeAll(async () => {
  const [there, back] = [new PassThrough(), new PassThrough()];
  const server = createConnection(new StreamMessageReader(there), new StreamMessageWriter(back));
  serve(server, {
    ...FEATURES,
    *diagnostics(document): Generator<void, Diagnostic[], void> {
      if (broken) throw new Error('diagnostics broke');
      return yield* FEATURES.diagnostics(document);
    },
    hover() {
      throw new Error('hover broke');
    },
    imaginedHover() {
      throw new Error('imagined hover broke');
    },
    *symbols() {
      yield;
      throw new Error('symbols broke');
    },
  });
  client = createProtocolConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
  client.onNotification('window/logMessage', ({ message }: { message: string }) => {
    log.push(message);
  });
  client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params);
    arrived();
  });
  client.listen();
  await client.sendRequest(InitializeRequest.type, { processId: null, rootUri: null, capabilities: {} });
});
afterAll(() => client.dispose());

const next = () =>
  new Promise<PublishDiagnosticsParams | undefined>((resolve) => {
    arrived = () => resolve(published.at(-1));
  });
const change = (version: number, text: string) =>
  client.sendNotification('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [{ text }],
  });

describe('a feature that fails', () => {
  it('answers nothing, is logged once, and takes nobody with it', async () => {
    const first = next();
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'trial', version: 1, text: TRIAL },
    });
    await first;
    const position = { line: 13, character: 8 };
    for (let i = 0; i < 5; i++) {
      expect(await client.sendRequest('textDocument/hover', { textDocument: { uri }, position })).toBeNull();
      expect(await client.sendRequest('textDocument/documentSymbol', { textDocument: { uri } })).toEqual([]);
    }
    expect(log.filter((line) => line.includes(' hover broke'))).toHaveLength(2);
    expect(log.filter((line) => line.includes('symbols broke'))).toHaveLength(1);
    expect(await client.sendRequest('textDocument/foldingRange', { textDocument: { uri } })).not.toEqual([]);
  });

  it('has its diagnostics cleared, and shows them again when it works', async () => {
    let answer = next();
    await change(2, 'trial: [');
    expect((await answer)?.diagnostics).not.toEqual([]);
    broken = true;
    answer = next();
    await change(3, 'trial: [[');
    expect(await answer).toEqual({ uri, version: 3, diagnostics: [] });
    await change(4, 'trial: [[[');
    broken = false;
    answer = next();
    await change(5, 'trial: [[[[');
    expect((await answer)?.diagnostics).not.toEqual([]);
    expect(log.filter((line) => line.includes('diagnostics broke'))).toHaveLength(1);
  });
});
