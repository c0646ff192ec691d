/**
 * *Imagine All Trials in Folder* over many trials against one server: how long it takes beside the same requests sent by hand, and in how
 * much memory. Trials are registry records as documents (`../shared/data/trials`, or DEEPIMAGINE_RECORDS), each with one step that halves its
 * participants. The server is a loopback server with OpenAI's chat API and no model: it streams one answer in pieces. Each measurement
 * is a process of its own, and so is the server.
 *
 *     node bench/batch.ts [trials, 1000 where absent]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createGunzip } from 'node:zlib';
import { Answers, answerTo, atATime, type Job, jobsOf } from '../client/models/batch.ts';
import { fileStore } from '../core/cache/files.ts';
import { Answers as Cache } from '../core/imagine/cache/answers.ts';
import { answerText } from '../core/imagine/prompt/answer.ts';
import { openaiServer } from '../core/imagine/servers/openai.ts';
import { imagineSuccessively } from '../core/imagine/successive/successive.ts';
import { print } from '../core/trial/print.ts';
import { importRecord } from '../core/trial/registry/import.ts';
import { records } from './documents.ts';
import { table } from './statistics.ts';

/** As the editor asks where nothing else is set. */
const AT_A_TIME = 4;
const PIECES = 40;
const MIB = 2 ** 20;

const never = new AbortController().signal;
const tell = (message: object) => void process.send?.(message);

/** Answers every question alike. `pause`: milliseconds that an answer takes beside what it takes to write it. Keeps what it was asked. */
async function serve(pause: number): Promise<void> {
  const words = 'With half of the participants the same difference is found less surely.';
  const answer = answerText({ trace: [{ mechanism: 'power', text: words }], direction: 'no difference' });
  const size = Math.ceil(answer.length / PIECES);
  const pieces = Array.from({ length: PIECES }, (_, n) => answer.slice(n * size, (n + 1) * size)).filter(Boolean);
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request.setEncoding('utf8')) text += part;
    const json = (value: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (request.url === '/asked') return void json(asked);
    if (request.url === '/v1/models') return void json({ object: 'list', data: [{ id: 'none', object: 'model' }] });
    if (request.url !== '/v1/chat/completions') return void response.writeHead(404).end();
    const probing = !text.includes('"trace"');
    if (!probing && request.headers['x-by-hand'] === undefined) asked.push(text);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (delta: object, finish: string | null) =>
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`);
    for (const [n, content] of (probing ? ['{"direction":"higher"}'] : pieces).entries()) {
      send({ content }, null);
      if (pause > 0 && !probing && n % 10 === 9) await wait(pause / 4);
    }
    send({}, 'stop');
    response.end('data: [DONE]\n\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  tell({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

interface Ran {
  scenarios: number;
  /** Scenarios that a model can be asked of; some take several requests. */
  asked: number;
  /** Seconds to read the trials and to say what the evidence says of them; seconds to ask. */
  read: number;
  ask: number;
  /** MiB: of the heap after what is unused was collected, before anything and at the end, and the most that the process held. */
  heap: [number, number];
  peak: number;
}

/** As the editor's table runs, without its page. */
async function run(url: string, folder: string, count: number, out: string): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return (heapUsed + arrayBuffers) / MIB;
  };
  const files = readdirSync(folder).slice(0, count);
  const textOf = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  const server = openaiServer({ url });
  await server.capabilities('none', never);
  // What is loaded with the first of all is no part of what each takes.
  jobsOf(files[0] ?? '', textOf(files[0] ?? ''));
  const before = heap();
  const began = performance.now();
  const jobs: Job[] = [];
  for (const file of files) {
    jobs.push(...jobsOf(file, textOf(file)));
    await wait(0);
  }
  const read = performance.now();
  const answers = await Answers.open(path.join(out, 'answers.ndjson'));
  const cache = new Cache(fileStore(path.join(out, 'cache')), (error) => {
    throw error;
  });
  const open = jobs.filter(({ askable }) => askable);
  await atATime(open, AT_A_TIME, never, async ({ row }) => {
    const { key, model, seconds } = await answerTo(textOf(row.file), row.scenario, ({ trial, scenario, look, name }) =>
      imagineSuccessively(
        { trial, scenario, ...(look && { look }), ...(name !== undefined && { name }) },
        { server, model: 'none', cache },
        never,
      ),
    );
    await answers.add(key, 'bench', model, seconds);
    Object.assign(row, { model, seconds });
  });
  const ended = performance.now();
  tell({
    scenarios: jobs.length,
    asked: open.length,
    read: (read - began) / 1000,
    ask: (ended - read) / 1000,
    heap: [before, heap()],
    peak: process.resourceUsage().maxRSS / 1024,
  } satisfies Ran);
}

/** Sends what was asked once more, as many at a time, and reads each answer to its end. */
async function byHand(url: string): Promise<void> {
  const bodies = (await (await fetch(`${url}/asked`)).json()) as string[];
  const headers = { 'content-type': 'application/json', connection: 'close', 'x-by-hand': 'yes' };
  const began = performance.now();
  await atATime(bodies, AT_A_TIME, never, async (body) => {
    const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
    if (!(await response.text()).includes('[DONE]')) throw new Error('The stream by hand has no end.');
  });
  tell({ asked: bodies.length, ask: (performance.now() - began) / 1000 });
}

/** Runs one part in a process of its own, until it tells what it measured. */
async function apart<T>(...args: (string | number)[]): Promise<{ told: T; end: () => Promise<void> }> {
  const child = fork(import.meta.filename, args.map(String));
  const gone = once(child, 'exit');
  const told = await Promise.race([
    once(child, 'message').then(([message]) => message as T),
    gone.then(([code]) => Promise.reject(new Error(`${args[0]} ended with ${code} before it told anything`))),
  ]);
  return {
    told,
    end: async () => {
      child.kill();
      await gone;
    },
  };
}

async function measured<T>(...args: (string | number)[]): Promise<T> {
  const { told, end } = await apart<T>(...args);
  await end();
  return told;
}

/** Registry records as documents, those with results first. */
async function documents(folder: string, count: number): Promise<number> {
  let made = 0;
  const names = readdirSync(records).filter((name) => name.endsWith('.jsonl.gz'));
  for (const name of names.toSorted((a, b) => Number(a.startsWith('no')) - Number(b.startsWith('no'))))
    for await (const line of createInterface({
      input: createReadStream(path.join(records, name)).pipe(createGunzip()),
    })) {
      if (made === count) return made;
      const given = importRecord(JSON.parse(line));
      if ('problem' in given) throw new Error(given.problem);
      const half = Math.floor((given.trial.population?.enrollment ?? 0) / 2);
      const step = `scenarios:\n  half:\n    - population.enrollment: ${half}\n`;
      writeFileSync(
        path.join(folder, `${String(made++).padStart(5, '0')}.trial`),
        print(given.trial) + (half > 1 ? step : ''),
      );
    }
  return made;
}

async function main(count: number): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), 'deepimagine-batch-'));
  try {
    const folder = path.join(root, 'trials');
    mkdirSync(folder);
    const made = await documents(folder, count);
    console.log(`${made} trials, ${AT_A_TIME} questions at a time, load average ${loadavg()[0]?.toFixed(1)}\n`);
    const rows = [
      ['', 'scenarios', 'asked', 'requests', 'read, s', 'ask, s', 'by hand, s', 'of by hand', 'heap, MiB', 'peak, MiB'],
    ];
    for (const pause of [0, 500])
      for (const share of pause === 0 ? [0.1, 1] : [1]) {
        const { told, end } = await apart<{ url: string }>('serve', pause);
        const trials = Math.round(made * share);
        const out = path.join(root, `${pause}-${share}`);
        mkdirSync(out);
        const ran = await measured<Ran>('run', told.url, folder, trials, out);
        const hand = await measured<{ asked: number; ask: number }>('hand', told.url);
        await end();
        rows.push([
          `${trials} trials, a server that answers ${pause === 0 ? 'at once' : `in ${pause} ms`}`,
          ...[ran.scenarios, ran.asked, hand.asked].map(String),
          ...[ran.read, ran.ask, hand.ask].map((seconds) => seconds.toFixed(1)),
          `${((100 * hand.ask) / ran.ask).toFixed(0)} %`,
          ran.heap.map((mib) => mib.toFixed(0)).join(' → '),
          ran.peak.toFixed(0),
        ]);
      }
    console.log(table(rows));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const [role = '1000', ...args] = process.argv.slice(2);
const [url = '', folder = '', count = '', out = ''] = args;
if (role === 'serve') await serve(Number(url));
else if (role === 'run') await run(url, folder, Number(count), out);
else if (role === 'hand') await byHand(url);
else await main(Number(role));
