/** Imagining with a real server: llama.cpp's own, which is made to say what a test needs. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imaginingSchema } from '../../core/imagine/answer.ts';
import { questionOf, startOf } from '../../core/imagine/pathway.ts';
import { stepPrompt } from '../../core/imagine/prompt/prompt.ts';
import { openaiServer } from '../../core/imagine/servers/openai.ts';
import { imagineSuccessively } from '../../core/imagine/successive/successive.ts';
import { print } from '../../core/trial/print.ts';
import { importRecord } from '../../core/trial/registry/import.ts';
import { SEMAGLUTIDE, set } from '../core/direction-facts.ts';
import { HOSTILE } from '../core/prompt/hostile.ts';
import { saying } from '../core/successive/scripted.ts';
import { type Between, standBetween } from './between.ts';
import { type Llama, startLlama } from './llamacpp.ts';
import { startOllamaStandIn } from './ollama-stand-in.ts';
import { json, startPlain, stream } from './plain.ts';

const program = path.resolve(import.meta.dirname, '../../cli/main.ts');
const GOOD = saying('no difference', {
  trace: [
    { mechanism: 'dose–response', text: 'Less drug, less effect.' },
    { mechanism: 'power', text: 'The people are as many as before.' },
  ],
  expected: { k1: { value: 13 }, k2: { value: 10.3 }, difference: { value: 2.7, low: -0.5, high: 5.9 } },
});

let llama: Llama;
let between: Between;
let folder: string;
let file: string;

beforeAll(async () => {
  llama = await startLlama({ ctx: 32_768, slots: 2 });
  between = await standBetween(llama.url);
  folder = mkdtempSync(path.join(tmpdir(), 'deepimagine-'));
  file = path.join(folder, 'a.trial');
  const document = { ...SEMAGLUTIDE, scenarios: { lower: [{ 'arms.semaglutide.dose': '1.7 mg' }] } };
  writeFileSync(file, print(document));
});
afterAll(async () => {
  await between.close();
  await llama.stop();
  rmSync(folder, { recursive: true });
});

const dose = set('arms.semaglutide.dose', '2.4 mg', '1.7 mg');
const model = () => ({ server: openaiServer({ url: between.url }), model: 'tiny', think: false });
/** Long, and never the same. */
const long = Array.from({ length: 1500 }, (_, i) => `w${i}`).join(' ');

async function imagined(options: object = {}, signal = new AbortController().signal) {
  let trace = '';
  for await (const event of imagineSuccessively(
    { trial: SEMAGLUTIDE, scenario: [dose] },
    { ...model(), ...options },
    signal,
  )) {
    if (event.type === 'trace') trace += event.text;
    if (event.type === 'aggregate') return { trace, imagining: imaginingSchema.parse(event.imagining) };
  }
  throw new Error('no answer');
}

describe('a real server', () => {
  test('streams what it says, and its tokens say how probable', async () => {
    between.say = [GOOD];
    const { trace, imagining } = await imagined();
    expect(trace).toBe('Dose–response: Less drug, less effect.\nPower: The people are as many as before.');
    expect(imagining.steps[0]).toMatchObject({
      direction: 'no difference',
      estimate: { value: 2.7, interval: { low: -0.5, high: 5.9 } },
      saidBy: { model: 'tiny' },
    });
    expect(between.asked[0]).toContain('"logprobs":true');
    expect(imagining.steps[0]?.chanceFrom).toEqual({ source: 'tokens', samples: 1 });
    const { probability } = imagining.steps[0] ?? {};
    expect(Object.values(probability ?? {}).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1);
    expect(probability?.['no difference']).toBeGreaterThan(0.5);
  });

  test('an answer that the server takes for thoughts is one all the same', async () => {
    between.say = [GOOD];
    const { trace, imagining } = await imagined({ think: true });
    expect(trace).toContain('Power: The people');
    expect(imagining.steps[0]?.direction).toBe('no difference');
  });

  test('is asked again where its answer cannot be used', async () => {
    between.say = ['{"trace":[{"mechanism":"chance","text":"x"}],"direction":"sideways"}', GOOD];
    between.asked = [];
    expect((await imagined()).imagining.steps[0]?.direction).toBe('no difference');
    expect(between.asked).toHaveLength(2);
    expect(between.asked[1]).toContain('That answer cannot be used: the direction is none of');
  });

  test('held to the schema by itself, it says something that can be read, or why not', async () => {
    between.say = [undefined];
    const end = await imagined({ temperature: 1, seed: 3, maxTokens: 300 }).then(
      ({ imagining }) => imagining.steps[0]?.direction,
      (error: Error) => `${error.name}: ${error.message}`,
    );
    expect(end).toMatch(/^(?:higher|lower|no difference|ChatFailure: .+)$/);
  });

  test('no document adds a turn to the conversation, nor a token that is none of text', async () => {
    const post = async (route: string, body: object) => {
      const answer = await fetch(`${llama.url}/${route}`, { method: 'POST', body: JSON.stringify(body) });
      return (await answer.json()) as Record<string, unknown>;
    };
    /** The marks in what the model is given: tokens that text alone, its marks not being read, would not be. */
    const marks = async (title: string) => {
      const trial = { ...SEMAGLUTIDE, title };
      const start = startOf(trial, [dose], undefined);
      if ('problem' in start) throw new Error(start.problem);
      const { messages } = stepPrompt(questionOf(trial, start.state, start.known, dose));
      const { prompt } = await post('apply-template', { messages });
      const { tokens } = await post('tokenize', { content: prompt, parse_special: true, with_pieces: true });
      const pieces = (tokens as { piece: string | number[] }[]).flatMap(({ piece }) =>
        typeof piece === 'string' ? piece : [],
      );
      return pieces.filter((piece) => /^<\|.+\|>$|^<\/?\w+>$|^\[\/?[A-Z]+\]$/.test(piece));
    };
    const plain = await marks('A title');
    expect(plain.length).toBeGreaterThan(2);
    for (const text of HOSTILE) expect(await marks(text)).toEqual(plain);
    // The test would see one.
    const { prompt } = await post('apply-template', { messages: [{ role: 'user', content: '<|im_end|>' }] });
    expect(String(prompt).split('<|im_end|>').length).toBeGreaterThan(2);
  });

  test('stops generating when it is cancelled', async () => {
    between.say = [saying('higher', { trace: [{ mechanism: 'chance', text: long }] })];
    const controller = new AbortController();
    const from = llama.log().length;
    const reading = (async () => {
      const wanted = { trial: SEMAGLUTIDE, scenario: [dose] };
      for await (const event of imagineSuccessively(wanted, { ...model(), maxTokens: 8000 }, controller.signal))
        if (event.type === 'trace') controller.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
    await llama.logged(/cancel/i, from);
  });
});

const records = path.resolve(import.meta.dirname, '../../../shared/data/trials/with-results.v2.jsonl.gz');
const there = existsSync(records);
if (!there) console.warn(`No registry records at ${records}: anchors out of them are not looked for.`);

interface Ended {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

function cli(
  options: readonly string[],
  env: NodeJS.ProcessEnv = {},
  until?: string,
  of: readonly string[] = [file, '--scenario', 'lower'],
  stdin = '',
  by: NodeJS.Signals = 'SIGINT',
): Promise<Ended> {
  const child = spawn(process.execPath, [program, 'imagine', ...of, ...options], {
    env: { ...process.env, XDG_CACHE_HOME: path.join(folder, 'cache'), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(stdin);
  let [stdout, stderr] = ['', ''];
  let killed = false;
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    stdout += piece;
  });
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    stderr += piece;
    if (until !== undefined && stderr.includes(until) && !killed) killed = child.kill(by);
  });
  return new Promise((resolve) => child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr })));
}

describe('deepimagine imagine --predictor openai', () => {
  const asking = () => ['--predictor', 'openai', '--url', between.url, '--think', 'off'];

  test('tells what the model says, as it says it, and the evidence beside it', async () => {
    between.say = [GOOD];
    const { status, stdout, stderr } = await cli(asking());
    expect(stderr).toContain(
      '[step 1] dose 2.4 mg → 1.7 mg\nDose–response: Less drug, less effect.\nPower: The people',
    );
    expect(stdout).toContain('In the words of tiny:\n   - dose–response: Less drug, less effect.');
    expect(stdout).toContain('tiny · openai at 127.0.0.1:');
    expect(stdout).toMatch(/\nevidence · embedded baseline: .+\n/);
    expect(status).toBe(0);
  });

  test('what was observed is not signed by a model', async () => {
    between.asked = [];
    const observed = [...asking(), '--set', 'outcome=walk'];
    const { status, stdout } = await cli(observed, {}, undefined, [file]);
    expect(stdout).toContain('\nnothing had to be asked of the model: every step was observed\n');
    expect(stdout).not.toContain('tiny');
    expect(status).toBe(0);
    expect((await cli([...observed, '--json'], {}, undefined, [file])).stdout).not.toMatch(/tiny|"mode"/);
    expect(between.asked).toEqual([]);
  });

  test('an answer that cannot be used is no thought, and that it is asked for again is said', async () => {
    between.say = ['Hello there.', GOOD];
    const { status, stderr } = await cli([...asking().with(3, between.url.replace('http://', '')), '--no-cache']);
    expect(stderr).toMatch(
      /^\[step 1\].+\n\(that cannot be used: .+; it is asked once more\)\nDose–response: Less drug/m,
    );
    expect(stderr).not.toContain('(thinking)');
    expect(status).toBe(0);
  });

  test('as JSON, out of its memory the second time', async () => {
    between.say = [GOOD];
    between.asked = [];
    const [first, again] = [
      await cli([...asking(), '--json', '--seed', '5']),
      await cli([...asking(), '--json', '--seed', '5']),
    ];
    expect(imaginingSchema.parse(JSON.parse(first.stdout))).toMatchObject({
      steps: [{ direction: 'no difference' }],
      beside: { predictor: { name: 'evidence' }, steps: [{ status: 'imagined' }] },
    });
    expect(again.stdout).toBe(first.stdout);
    expect(first.stderr).not.toContain('remembered');
    expect(again.stderr).toMatch(/\(remembered: answered on \d{4}-\d\d-\d\d at \d\d:\d\d UTC; --no-cache asks again\)/);
    expect(between.asked).toHaveLength(1);
    expect((await cli([...asking(), '--json', '--seed', '5', '--no-cache'])).status).toBe(0);
    expect(between.asked).toHaveLength(2);
  });

  test.skipIf(!there)(
    'a trial that observed nothing is imagined from the records of others, change by change',
    async () => {
      const lines = gunzipSync(readFileSync(records)).toString('utf8').split('\n').slice(0, 60);
      const corpus = path.join(folder, 'some.ndjson');
      writeFileSync(corpus, lines.slice(1).join('\n'));
      const imported = importRecord(JSON.parse(lines[0] ?? ''));
      if ('problem' in imported) throw new Error(imported.problem);
      const { results: _results, harms: _harms, sources: _sources, groups: _groups, ...planned } = imported.trial;
      const document = path.join(folder, 'planned.trial');
      writeFileSync(document, print({ ...planned, trial: 'planned', design: { ...planned.design, start: '2026-01' } }));
      // Many questions, of thousands of tokens each: the real server has been asked above.
      const quick = await startPlain(({ method, body }, response) => {
        if (method === 'GET') json(response, 200, { data: [{ id: 'tiny' }] });
        else
          stream(response, [
            { content: JSON.stringify(body).includes('CASE') ? saying('no difference') : '{"direction": "higher"}' },
          ]);
      });
      try {
        const asking = ['--predictor', 'openai', '--url', quick.url, '--corpus', corpus, '--anchors', '2', '--json'];
        const { status, stdout, stderr } = await cli(asking, {}, undefined, [document]);
        expect(stderr).toContain('[anchor 2, step 1]');
        const imagining = imaginingSchema.parse(JSON.parse(stdout));
        expect(imagining.expected).toMatchObject({
          direction: 'no difference',
          chanceFrom: { source: 'samples', samples: 2, pathways: 2 },
          saidBy: { model: 'tiny' },
        });
        expect(imagining.pathways).toMatchObject([
          { anchor: expect.stringMatching(/^NCT/) },
          { anchor: expect.stringMatching(/^NCT/) },
        ]);
        for (const { steps } of imagining.pathways ?? [])
          expect(steps.filter(({ saidBy }) => saidBy).length).toBeLessThanOrEqual(4);
        expect(status).toBe(0);
      } finally {
        await quick.stop();
      }
    },
  );

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s stops the program and the server, and leaves what the evidence says', async (by, code) => {
    between.say = [saying('higher', { trace: [{ mechanism: 'chance', text: long }] })];
    const from = llama.log().length;
    const { status, stdout, stderr } = await cli([...asking(), '--max-tokens', '8000'], {}, 'w5 w6', undefined, '', by);
    expect(status).toBe(code);
    expect(stderr).toMatch(/\nStopped\.\n$/);
    expect(stdout).toMatch(/^semaglutide vs placebo[\s\S]+evidence · embedded baseline\n$/);
    await llama.logged(/cancel/i, from);
  });

  test.each<[string, () => string[], number, RegExp]>([
    [
      'nobody there',
      () => ['--predictor', 'openai', '--url', 'http://127.0.0.1:1', '--model', 'x'],
      1,
      /127\.0\.0\.1:1\b/,
    ],
    ['no such model', () => [...asking(), '--model', 'nobody'], 1, /no model nobody\. .*what it has: .*tiny/],
    ['no such model for a factor', () => [...asking(), '--model-for', 'E=typo'], 1, /no model typo/],
    [
      'a port that is never asked',
      () => ['--predictor', 'openai', '--url', '127.0.0.1:9', '--model', 'x'],
      1,
      /kept for other/,
    ],
    [
      'too few tokens',
      () => [...asking(), '--max-tokens', '20', '--no-cache'],
      1,
      /cut off after 20.*Allow it more\. \(--max-tokens 40\)/,
    ],
    ['no address', () => ['--predictor', 'openai'], 2, /--url: name the server/],
    ['a key in the address', () => ['--predictor', 'openai', '--url', 'http://a:secret@127.0.0.1:1'], 2, /no password/],
    ['no such mode', () => [...asking(), '--mode', 'fast'], 2, /--mode fast: one of successive, direct, rag/],
    ['many of the same', () => [...asking(), '--samples', '3', '--temperature', '0'], 2, /all answers are the same/],
    [
      'anchors that are not told',
      () => [...asking(), '--mode', 'direct', '--anchors', '5'],
      2,
      /--anchors: with --mode direct/,
    ],
    [
      'records that are not there',
      () => [...asking(), '--corpus', path.join(folder, 'nowhere')],
      2,
      /nowhere: no such file or folder/,
    ],
    [
      'a name that is no address',
      () => ['--predictor', 'openai', '--url', 'notaurl.invalid', '--model', 'x'],
      1,
      /no machine of the name notaurl\.invalid, asked as http:\/\/notaurl\.invalid\/v1/,
    ],
    ['an option of models', () => ['--samples', '3'], 2, /--samples: only with --predictor ollama or openai/],
    ['no such factor', () => [...asking(), '--model-for', 'X=y'], 2, /write it as A=name/],
  ])('%s: a plain message', async (_, options, code, words) => {
    between.say = [GOOD];
    const { status, stdout, stderr } = await cli(options());
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/\n {4}at |secret/);
    expect(status).toBe(code);
    // What the embedded evidence says stays, but not in the place of a model's JSON.
    if (code === 1) {
      expect(stdout).toMatch(/^semaglutide vs placebo[\s\S]+evidence · embedded baseline\n$/);
      expect((await cli([...options(), '--json'])).stdout).toBe('');
    } else expect(stdout).toBe('');
  });
});

describe('deepimagine imagine --predictor ollama (a stand-in)', () => {
  test('shows thoughts, takes the key from standard input, and names the model', async () => {
    const says = ({ messages }: { messages: { content: string }[] }) => ({
      thinking: 'Let me see.',
      content: messages.some(({ content }) => content.startsWith('CASE')) ? GOOD : '{"direction": "higher"}',
    });
    const ollama = await startOllamaStandIn({
      models: [{ name: 'wise:8b', thinks: true, trained: 32_768, says }],
      apiKey: 'sesame',
    });
    try {
      const asking = ['--predictor', 'ollama', '--url', ollama.url];
      const { status, stdout, stderr } = await cli([...asking, '--key-stdin'], {}, undefined, undefined, 'sesame\n');
      expect(stderr).toContain('(thinking) Let me see.\nDose–response: Less drug');
      expect(stdout).toContain('wise:8b · ollama at 127.0.0.1:');
      expect(status).toBe(0);
      const refused = await cli(asking);
      expect(refused).toMatchObject({ status: 1, stdout: expect.stringContaining('evidence · embedded baseline') });
      expect(refused.stderr).toContain('It is read from DEEPIMAGINE_API_KEY, or with --key-stdin');
      expect(refused.stderr).not.toContain('sesame');
    } finally {
      await ollama.stop();
    }
  });

  test('which model is meant, where there are several', async () => {
    const ollama = await startOllamaStandIn({ models: [{ name: 'one:1b' }, { name: 'two:2b' }] });
    try {
      const { status, stderr } = await cli(['--predictor', 'ollama', '--url', ollama.url]);
      expect({ status, stderr }).toEqual({ status: 2, stderr: '--model: name one of one:1b, two:2b.\n' });
    } finally {
      await ollama.stop();
    }
  });
});
