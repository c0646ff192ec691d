/**
 * In the real VS Code that npm carries, through Chromium: how long from the first words of a trace on the wire until they stand in the panel.
 * llama.cpp's own server writes them (a tiny model of random weights, made on the spot); a proxy between says when they passed. Beside it the
 * same request by hand: until a bare `fetch` has read them.
 *
 *     node bench/first-token.ts [rounds, 20 where absent]
 */
import { createServer } from 'node:http';
import { loadavg } from 'node:os';
import path from 'node:path';
import { startHost } from '../test/editor/host.ts';
import { makeVsix, vsix } from '../test/editor/package.ts';
import { openBrowser, Workbench } from '../test/editor/workbench.ts';
import { makeWorkspace } from '../test/editor/workspace.ts';
import { startLlama } from '../test/servers/llamacpp.ts';
import { onLoopback } from '../test/servers/loopback.ts';
import { quantile, table } from './statistics.ts';

const ROUNDS = Number(process.argv[2] ?? 20);
/** The start of what a trace's first sentence says: behind its mechanism. */
const WORDS = /"text"\s*:\s*"[^"]/;

/** Milliseconds of the clock of this machine, which the page has, too. */
const clock = () => performance.timeOrigin + performance.now();

/** What a stream of events has said so far; when its first words were there. */
class Heard {
  #events = '';
  at: number | undefined;

  add(bytes: string): void {
    this.#events += bytes;
    const said = [...this.#events.matchAll(/"content":("(?:[^"\\]|\\.)*")/g)].map(([, text = '""']) =>
      JSON.parse(text),
    );
    if (this.at === undefined && WORDS.test(said.join(''))) this.at = clock();
  }
}

/** Passes requests on to a server, and remembers of the last one what was asked and when its first words passed. */
async function between(url: string) {
  const last = { body: '', heard: new Heard() };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const headers = { 'content-type': 'application/json', connection: 'close' };
    try {
      const asked = await fetch(`${url}${request.url}`, {
        method: request.method ?? 'GET',
        headers,
        signal: gone.signal,
        ...(body !== '' && { body }),
      });
      response.writeHead(asked.status, { 'content-type': asked.headers.get('content-type') ?? 'text/plain' });
      const heard = new Heard();
      if (body.includes('"trace"')) Object.assign(last, { body, heard });
      const decoder = new TextDecoder();
      for await (const bytes of asked.body ?? []) {
        response.write(bytes);
        heard.add(decoder.decode(bytes, { stream: true }));
      }
      response.end();
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  });
  return { ...(await onLoopback(server)), last };
}

/** The same request by hand: when its first words were read. Reads no further. */
async function byHand(url: string, body: string): Promise<number> {
  const abort = new AbortController();
  const headers = { 'content-type': 'application/json', connection: 'close' };
  const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body, signal: abort.signal });
  const heard = new Heard();
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    heard.add(decoder.decode(bytes, { stream: true }));
    if (heard.at !== undefined) break;
  }
  abort.abort();
  if (heard.at === undefined) throw new Error('The stream by hand has no words.');
  return heard.at;
}

/** When words of a trace stand in the panel's page: after the frame is drawn that has them. */
const SHOWN = `new Promise((resolve) => {
  const clock = () => performance.timeOrigin + performance.now();
  const look = () => {
    const written = [...document.querySelectorAll('.model .told .text')].some((one) => /: ./.test(one.textContent));
    if (!written) return;
    watch.disconnect();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(clock());
      port2.postMessage(0);
    });
  };
  const watch = new MutationObserver(look);
  watch.observe(document.body, { childList: true, subtree: true, characterData: true });
})`;

makeVsix();
const llama = await startLlama({ ctx: 16_384 });
const proxy = await between(llama.url);
using workspace = makeWorkspace();
try {
  await using host = await startHost({
    vsix,
    settings: {
      'deepimagine.models.servers': [{ kind: 'openai', url: proxy.url }],
      'deepimagine.models.predictor': `tiny @ ${proxy.url}`,
      'deepimagine.models.temperature': 1,
      'deepimagine.models.think': 'never',
    },
  });
  await using browser = await openBrowser();
  await using workbench = await Workbench.open(browser, host, {
    folder: path.join(workspace.folder, 'samples'),
    size: { width: 1500, height: 1000 },
  });
  await workbench.openFile('semaglutide-hfpef.trial');
  await workbench.lens(/./).waitFor();
  await workbench.command('DeepImagine: Open Panel');
  const model = workbench.panel.locator('.model');
  const ask = model.getByRole('button', { name: /^(Imagine with|Ask .* again)/ });
  await ask.waitFor();
  const inPanel: number[] = [];
  const bare: number[] = [];
  for (let n = 0; n <= ROUNDS; n++) {
    const frame = await (await workbench.panel.locator('html').elementHandle())?.ownerFrame();
    if (!frame) throw new Error('The panel has no page.');
    const shown = frame.evaluate<number>(SHOWN);
    await ask.click();
    const at = await shown;
    const { heard, body } = proxy.last;
    await model.getByRole('button', { name: /stop the model/ }).click();
    await model.getByText('Stopped.').waitFor();
    if (heard.at === undefined) throw new Error('The panel shows words that did not pass.');
    const read = await byHand(proxy.url, body);
    const passed = proxy.last.heard.at ?? Number.NaN;
    // The first time, code is loaded and the model is found out about.
    if (n === 0) continue;
    inPanel.push(at - heard.at);
    bare.push(read - passed);
  }
  console.log(
    `\n${ROUNDS} times, load average ${loadavg()[0]?.toFixed(1)}: from the first words of a trace on the wire`,
  );
  const row = (name: string, all: number[]) => [
    name,
    ...[0.5, 0.95].map((share) => quantile(all, share).toFixed(1)),
    Math.max(...all).toFixed(1),
  ];
  console.log(
    table([
      ['ms', 'median', '95 %', 'worst'],
      row('until they are drawn in the panel', inPanel),
      row('until a bare fetch has read them', bare),
    ]),
  );
} finally {
  await proxy.stop();
  await llama.stop();
}
