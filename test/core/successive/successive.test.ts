import { describe, expect, it } from 'vitest';
import { notesOf } from '../../../client/models/notes.ts';
import { type Imagining, imaginingSchema, type Mode } from '../../../core/imagine/answer.ts';
import type { ImaginingEvent } from '../../../core/imagine/imagine.ts';
import { ChatFailure } from '../../../core/imagine/servers/chat.ts';
import type { Anchor } from '../../../core/imagine/successive/anchors.ts';
import type { AnswerCache } from '../../../core/imagine/successive/ask.ts';
import { imagineSuccessively, type SuccessiveOptions } from '../../../core/imagine/successive/successive.ts';
import { plainText } from '../../../core/imagine/wording.ts';
import type { Trial } from '../../../core/trial/schema.ts';
import type { Perturbation } from '../../../core/trial/types.ts';
import { DOSES, SEMAGLUTIDE, set } from '../direction-facts.ts';
import { caseOf, inTokens, type Scripted, saying, scripted } from './scripted.ts';

const dose = set('arms.semaglutide.dose', '2.4 mg', '1.7 mg');
const japan = set('design.countries', ['Argentina', 'Germany'], ['Japan']);
const walk: Perturbation = { kind: 'look', factor: 'O', outcome: 'walk' };

interface Run {
  events: ImaginingEvent[];
  imagining: Imagining;
}

async function run(
  server: Scripted,
  scenario: readonly Perturbation[],
  options: Partial<SuccessiveOptions> = {},
  trial: Trial = SEMAGLUTIDE,
): Promise<Run> {
  const events: ImaginingEvent[] = [];
  const wanted = { trial, scenario };
  const asking = { server, model: 'scripted', ...options };
  for await (const event of imagineSuccessively(wanted, asking, new AbortController().signal)) events.push(event);
  const last = events.at(-1);
  if (last?.type !== 'aggregate') throw new Error(`no aggregate: ${JSON.stringify(last)}`);
  // All that is said is what the published schema says, and survives JSON.
  expect(imaginingSchema.parse(JSON.parse(JSON.stringify(last.imagining)))).toEqual(last.imagining);
  expect(plainText(last.imagining)).not.toMatch(/undefined|NaN|\[object/);
  return { events, imagining: last.imagining };
}

const higher = saying('higher', {
  expected: { k1: { value: 14.9, sd: 18 }, k2: { value: 10.3 }, difference: { value: 4.6, low: 1.4, high: 7.8 } },
  probability: { higher: 0.8, lower: 0.05, 'no difference': 0.15 },
});

describe('a step put to a language model', () => {
  it('streams its sentences, and tells size and probability with where they are from', async () => {
    const server = scripted(() => higher);
    const { events, imagining } = await run(server, [dose]);
    const told = events.flatMap((event) => (event.type === 'trace' ? event.text : [])).join('');
    expect(told).toBe('Dose–response: Less drug, less effect.');
    expect(imagining.steps[0]).toMatchObject({
      status: 'imagined',
      direction: 'higher',
      probability: { higher: 0.8 },
      chanceFrom: { source: 'stated', samples: 1 },
      estimate: { kind: 'difference', value: 4.6, interval: { low: 1.4, high: 7.8, level: 95 } },
      values: { first: { mean: 14.9, sd: 18 }, second: { mean: 10.3 } },
      saidBy: { model: 'scripted' },
      reasons: [{ text: 'Less drug, less effect.', mechanism: 'dose–response' }],
    });
    expect(imagining.predictor).toEqual({ name: 'openai', label: 'scripted · openai at 127.0.0.1:8080' });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ temperature: 0, schema: { name: 'imagined_result' } });
  });

  it('carries what was imagined into the next step', async () => {
    const server = scripted((_, count) => (count === 0 ? higher : saying('no difference')));
    const { imagining } = await run(server, [dose, japan]);
    expect(caseOf(server.requests[1] ?? fail())).toMatchObject({
      before: { result: { status: 'imagined', k1: { mean: 14.9, sd: 18 }, direction: 'higher', probability: 0.8 } },
      changes: [{ factor: 'E' }],
      arms: { k1: { gives: [{ dose: '1.7 mg' }] } },
    });
    expect(imagining.steps.map(({ direction }) => direction)).toEqual(['higher', 'no difference']);
    expect(imagining.sentence).toBe('Expected: no difference, how surely is not said');
  });

  it('and is never certain of what it imagined', async () => {
    const sure = saying('higher', { probability: { higher: 0.9999, lower: 0, 'no difference': 0.0001 } });
    const server = scripted(() => sure);
    await run(server, [dose, japan]);
    expect(caseOf(server.requests[1] ?? fail()).before).toMatchObject({ result: { probability: 0.99 } });
  });

  it('never asks for what was observed, nor for what changes nothing', async () => {
    const server = scripted(() => higher);
    const sham = set('arms.semaglutide.dose', '2.4 mg', '2400 µg');
    const { imagining } = await run(server, [walk, sham]);
    expect(imagining.steps.map(({ status, missing }) => missing ?? status)).toEqual(['observed', 'no change']);
    const beside = set('arms.mg-5.dose', '5 mg', '3 mg');
    const other = await run(server, [beside], {}, DOSES);
    expect(other.imagining.steps[0]).toMatchObject({ missing: 'no change', obstacle: 'mg-5 is not in this contrast' });
    expect(server.requests).toHaveLength(0);
  });

  it.each<[string, readonly Perturbation[], Partial<SuccessiveOptions>, string]>([
    ['every step was observed', [walk], {}, 'nothing had to be asked of the model: every step was observed'],
    [
      'so it was, asked at once',
      [walk],
      { mode: 'direct' },
      'nothing had to be asked of the model: every step was observed',
    ],
    ['nothing is changed', [], {}, 'nothing had to be asked of the model: nothing is changed'],
    [
      'a step that changes nothing',
      [walk, set('arms.semaglutide.dose', '2.4 mg', '2400 µg')],
      {},
      'nothing was asked of the model',
    ],
  ])('signs no answer that was not asked of it: %s', async (_, scenario, options, words) => {
    const server = scripted(() => higher);
    const { imagining } = await run(server, scenario, options);
    expect(server.requests).toHaveLength(0);
    expect(imagining.predictor.label).toBe(words);
    expect(imagining.mode).toBeUndefined();
    expect(plainText(imagining).trimEnd().split('\n').at(-1)).toBe(words);
    for (const told of [JSON.stringify(imagining), notesOf(imagining).join(' ')])
      expect(told).not.toMatch(/scripted|A language model|in one step/);
    // One step that is asked is signed, whatever else was observed.
    expect((await run(server, [...scenario, dose], options)).imagining.predictor.label).toMatch(
      /^scripted · openai at/,
    );
  });

  it('what changed nothing is told as it was observed, with the next question', async () => {
    const server = scripted(() => higher);
    await run(server, [set('arms.semaglutide.dose', '2.4 mg', '2400 µg'), japan]);
    expect(caseOf(server.requests[0] ?? fail())).toMatchObject({
      before: { result: { status: 'observed', direction: 'higher' } },
      changes: [{ what: 'countries' }],
    });
  });

  it('changes that cannot be told apart are one question', async () => {
    const server = scripted(() => higher);
    const { imagining } = await run(server, [
      set('arms.semaglutide.drug', 'Semaglutide', 'Liraglutide'),
      set('arms.semaglutide.dose', '2.4 mg', '3 mg'),
    ]);
    expect(server.requests).toHaveLength(1);
    expect(caseOf(server.requests[0] ?? fail())).toMatchObject({ changes: [{ what: 'drug' }, { what: 'dose' }] });
    expect(imagining.steps.map(({ missing }) => missing)).toEqual(['with the next', undefined]);
    expect(plainText(imagining)).toContain('Told with the next step');
    expect(imagining.sentence).not.toContain('no evidence');
  });

  it('and where the second of them changes nothing, the first is asked all the same', async () => {
    const server = scripted(() => higher);
    const { imagining } = await run(server, [
      set('arms.semaglutide.drug', 'Semaglutide', 'Liraglutide'),
      set('arms.semaglutide.dose', '2.4 mg', '2400 µg'),
    ]);
    expect(server.requests).toHaveLength(1);
    expect(imagining.steps[1]).toMatchObject({ status: 'imagined', direction: 'higher' });
  });

  it('a model that reasons first is given room and warmth', async () => {
    const server = scripted(() => higher, { thinks: true });
    await run(server, [dose]);
    await run(server, [dose], { think: false });
    expect(server.requests).toMatchObject([
      { temperature: 0.6, maxTokens: 8192 },
      { temperature: 0, maxTokens: 2048, think: false },
    ]);
  });

  it('asks the model of the factor', async () => {
    const server = scripted(() => higher);
    await run(server, [dose, japan], { models: { E: 'adapter-e' } });
    expect(server.requests.map(({ model }) => model)).toEqual(['scripted', 'adapter-e']);
  });
});

describe('where a probability is from', () => {
  it('the tokens, where the server tells them', async () => {
    const server = scripted(() => inTokens(saying('higher'), { higher: 0.6, 'no difference': 0.3, lower: 0.1 }, 1), {
      logprobs: true,
    });
    const { imagining } = await run(server, [dose]);
    expect(imagining.steps[0]?.chanceFrom).toEqual({ source: 'tokens', samples: 1 });
    expect(imagining.steps[0]?.probability?.higher).toBeCloseTo(0.6);
    expect(server.requests[0]?.logprobs).toBe(true);
    expect(JSON.stringify(server.requests[0]?.schema)).not.toContain('probability');
  });

  it('where another direction is more probable than the one that was written, the sentences are said to lead elsewhere', async () => {
    const answer = saying('higher', { expected: { difference: { value: 4 } } });
    const server = scripted(() => inTokens(answer, { higher: 0.4, 'no difference': 0.6 }), { logprobs: true });
    const { imagining } = await run(server, [dose]);
    expect(imagining.steps[0]).toMatchObject({ direction: 'no difference', saidBy: { otherwise: 'higher' } });
    expect(imagining.steps[0]).not.toHaveProperty('estimate');
    expect(plainText(imagining)).toContain('The sentences lead to higher, which is less probable.');
  });

  it('the tokens of several answers, on average', async () => {
    const answers = [0.9, 0.5].map((p) => inTokens(saying('higher'), { higher: p, 'no difference': 1 - p }));
    const server = scripted((_, count) => answers[count] ?? '', { logprobs: true });
    const { imagining } = await run(server, [dose], { samples: 2 });
    expect(imagining.steps[0]?.chanceFrom).toEqual({
      source: 'tokens',
      samples: 2,
      answers: { higher: 2, lower: 0, 'no difference': 0 },
    });
    expect(imagining.steps[0]?.probability?.higher).toBeCloseTo(0.7);
  });

  it('else how often each direction was answered; the sentences are those of an answer that agrees', async () => {
    const own = saying('no difference', { trace: [{ mechanism: 'power', text: 'Too few.' }] });
    const server = scripted(({ seed }) => (seed === 0 ? higher : own));
    const { imagining } = await run(server, [dose], { samples: 4 });
    const [step] = imagining.steps;
    expect(step).toMatchObject({
      direction: 'no difference',
      chanceFrom: { source: 'samples', samples: 4, answers: { higher: 1, lower: 0, 'no difference': 3 } },
      reasons: [{ text: 'Too few.' }],
    });
    expect(step?.probability?.['no difference']).toBeCloseTo((3 + 1 / 3) / 5);
    expect(server.requests.map(({ seed }) => seed).toSorted()).toEqual([0, 1, 2, 3]);
    expect(server.requests[0]?.temperature).toBeGreaterThan(0);
  });

  it('no more than one answer is asked for where all would be the same', async () => {
    const server = scripted(() => higher);
    await run(server, [dose], { samples: 5, temperature: 0 });
    expect(server.requests).toHaveLength(1);
  });
});

describe('answers that cannot be used', () => {
  it('are asked for again, once, with what is wrong', async () => {
    const server = scripted((_, count) => (count === 0 ? 'Higher, I would say.' : higher));
    const { imagining } = await run(server, [dose]);
    expect(imagining.steps[0]?.direction).toBe('higher');
    const again = server.requests[1]?.messages ?? [];
    expect(again.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(again.at(-1)?.content).toContain('there is no JSON object');
  });

  it('contradict the figures', async () => {
    const wrong = saying('lower', { expected: { difference: { value: 4, low: 1, high: 7 } } });
    const server = scripted((_, count) => (count === 0 ? wrong : higher));
    await run(server, [dose]);
    expect(server.requests[1]?.messages.at(-1)?.content).toContain('means higher, not lower');
  });

  it('nor mended, where the question is too long with them', async () => {
    const server = scripted((_, count) => (count === 0 ? 'no' : new ChatFailure('too long', 'Too many tokens.')));
    await expect(run(server, [dose])).rejects.toThrow(/no answer that can be used: there is no JSON object/);
  });

  it('and then it is said', async () => {
    const server = scripted(() => '{"trace": [');
    await expect(run(server, [dose])).rejects.toMatchObject({ name: 'ChatFailure', kind: 'unreadable' });
    expect(server.requests).toHaveLength(2);
  });

  it('of several, those that can be used count, and the others are counted', async () => {
    const server = scripted(({ seed }) => (seed === 1 ? new ChatFailure('repetition', 'It repeats itself.') : higher));
    const { imagining } = await run(server, [dose], { samples: 3 });
    expect(imagining.steps[0]).toMatchObject({
      chanceFrom: { samples: 2 },
      saidBy: { failed: 1, why: expect.stringMatching(/\S/) },
    });
  });

  it('an answer that a server takes for thoughts is one all the same', async () => {
    const server = scripted(() => [
      { type: 'thought', text: 'Hm. ' },
      { type: 'thought', text: higher },
    ]);
    const silent = { ...server };
    silent.chat = async function* (request, signal) {
      yield* server.chat(request, signal);
      throw new ChatFailure('empty', 'It gave no answer.');
    };
    const { imagining } = await run(silent, [dose]);
    expect(imagining.steps[0]?.direction).toBe('higher');
    silent.chat = async function* () {
      yield { type: 'thought', text: 'Hm. {"a": 1}' };
      throw new ChatFailure('empty', 'It gave no answer.');
    };
    await expect(run(silent, [dose])).rejects.toThrow('It gave no answer.');
  });

  it('a cut off answer is not asked for again', async () => {
    const server = scripted(() => [
      { type: 'text', text: '{"trace": [' },
      { type: 'end', finish: 'length' },
    ]);
    await expect(run(server, [dose])).rejects.toThrow(/cut off after 2048 tokens/);
    expect(server.requests).toHaveLength(1);
  });

  it('where the context was full, more tokens are no advice', async () => {
    const cut = (finish: 'length' | 'context' | 'limit', capabilities = {}) =>
      scripted(
        () => [
          { type: 'text', text: '{"trace": [' },
          { type: 'end', finish },
        ],
        capabilities,
      );
    const full = /context of scripted was full .* longer context/;
    await expect(run(cut('context'), [dose])).rejects.toThrow(full);
    await expect(run(cut('limit'), [dose])).rejects.toMatchObject({
      message: expect.stringMatching(/cut scripted off .* a limit of its own/),
      limit: undefined,
    });
    // As many tokens as half of the context holds were all that it might take.
    const short = cut('length', { context: 3600 });
    await expect(run(short, [dose])).rejects.toMatchObject({ message: expect.stringMatching(full), limit: undefined });
    expect(short.requests[0]).toMatchObject({ maxTokens: 1800, limitedBy: 'context' });
    const brief = run(cut('length'), [dose]);
    await expect(brief).rejects.toMatchObject({ limit: 2048, thought: false });
    // It did not think: to ask it not to is no advice.
    await expect(brief).rejects.not.toThrow('not to think');
  });

  it.each([
    [undefined, true],
    [false, false],
  ])('that it can be asked not to think is advice where it thought unasked: %s', async (think, advised) => {
    const server = scripted(() => [
      { type: 'thought', text: 'Hm.' },
      { type: 'text', text: '{"trace": [' },
      { type: 'end', finish: 'length' },
    ]);
    const failure = await run(server, [dose], think === undefined ? {} : { think }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ thought: advised });
    expect(String(failure).includes('ask it not to think')).toBe(advised);
  });

  it('that it can be asked not to think is no advice where its words before the answer only looked like thoughts', async () => {
    const server = scripted(() => [
      { type: 'thought', text: 'Well, ' },
      { type: 'text', text: 'Well, the answer is {"trace": [' },
      { type: 'end', finish: 'length' },
    ]);
    const failure = await run(server, [dose]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'unreadable', thought: false });
    expect(String(failure)).not.toContain('not to think');
  });

  it('how freely it answered is told', async () => {
    const temperatureOf = async (options: object, capabilities = {}) =>
      (
        await run(
          scripted(() => higher, capabilities),
          [dose],
          options,
        )
      ).imagining.steps[0]?.saidBy?.temperature;
    expect(await temperatureOf({})).toBe(0);
    expect(await temperatureOf({ samples: 2 })).toBe(0.7);
    expect(await temperatureOf({}, { thinks: true })).toBe(0.6);
    expect(await temperatureOf({ temperature: 1.1 })).toBe(1.1);
  });

  it('a server that is gone fails all at once, whatever else was asked', async () => {
    const server = scripted(({ seed }) => (seed === 2 ? new ChatFailure('refused', 'Nobody answers.') : higher));
    await expect(run(server, [dose], { samples: 4 })).rejects.toThrow('Nobody answers.');
  });

  it('a context that is too short is said, with what to do', async () => {
    const server = scripted(() => higher, { context: 1024 });
    await expect(run(server, [dose])).rejects.toThrow(/a context of 1024 tokens/);
    expect(server.requests).toHaveLength(0);
  });

  it('a short context gets a short question, and what was left out is told', async () => {
    const trial = {
      ...SEMAGLUTIDE,
      population: { ...SEMAGLUTIDE.population, criteria: 'of legal age and willing '.repeat(700) },
    };
    const server = scripted(() => higher, { context: 4096 });
    const { imagining } = await run(server, [dose], {}, trial);
    expect(imagining.steps[0]?.saidBy?.dropped).toContain('the end of the criteria');
    expect(server.requests[0]?.maxTokens).toBe(2048);
  });
});

describe('cancelling', () => {
  it('stops every answer that is being written', async () => {
    const server = scripted(() => higher);
    const controller = new AbortController();
    const reading = (async () => {
      const asking = { server, model: 'scripted', samples: 3 };
      for await (const event of imagineSuccessively(
        { trial: SEMAGLUTIDE, scenario: [dose] },
        asking,
        controller.signal,
      ))
        if (event.type === 'trace') controller.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.stopped).toBe(3);
  });

  it('before anything is asked, asks nothing', async () => {
    const server = scripted(() => higher);
    const events = imagineSuccessively(
      { trial: SEMAGLUTIDE, scenario: [dose] },
      { server, model: 'x' },
      AbortSignal.abort(new Error('no')),
    );
    await expect(events.next()).rejects.toThrow('no');
    expect(server.requests).toHaveLength(0);
  });

  it('whoever stops reading stops the server', async () => {
    const server = scripted(() => higher);
    const asking = { server, model: 'scripted' };
    for await (const event of imagineSuccessively(
      { trial: SEMAGLUTIDE, scenario: [dose] },
      asking,
      new AbortController().signal,
    ))
      if (event.type === 'trace') break;
    expect(server.stopped).toBe(1);
  });
});

describe('several pathways', () => {
  it('lead from other observed contrasts to the same end, and are one answer with its spread', async () => {
    const server = scripted((request) => {
      const { before } = caseOf(request) as { before: { contrast: string } };
      return before.contrast === 'k1 against k2'
        ? higher
        : saying('no difference', { probability: { higher: 0.4, lower: 0, 'no difference': 0.6 } });
    });
    const { events, imagining } = await run(server, [set('arms.mg-1.dose', '1 mg', '0.5 mg')], { anchors: 3 }, DOSES);
    expect(imagining.pathways).toHaveLength(3);
    const [own, ...others] = imagining.pathways ?? [];
    expect(own?.look).toEqual(imagining.look);
    for (const other of others) expect(other.look).not.toEqual(imagining.look);
    expect((imagining.pathways ?? []).reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1);
    const last = imagining.steps.at(-1);
    const expected = (imagining.pathways ?? []).reduce(
      (sum, { weight, probability }) => sum + weight * probability.higher,
      0,
    );
    expect(last?.probability?.higher).toBeCloseTo(expected);
    expect(last?.chanceFrom).toMatchObject({ pathways: 3, source: 'stated' });
    expect(events.filter(({ type }) => type === 'pathway')).toHaveLength(3);
    expect(new Set(events.flatMap((event) => ('pathway' in event ? [event.pathway] : [])))).toEqual(new Set([1, 2]));
  });

  it('where others outweigh the document’s own, nothing of its own answer stays', async () => {
    const none = saying('no difference', { probability: { higher: 0, lower: 0.1, 'no difference': 0.9 } });
    const own = saying('lower', {
      expected: { difference: { value: -0.4, low: -0.7, high: -0.1 } },
      probability: { higher: 0.2, lower: 0.5, 'no difference': 0.3 },
    });
    const server = scripted((_, count) => (count === 0 ? own : none));
    const { imagining } = await run(server, [set('arms.mg-1.dose', '1 mg', '0.5 mg')], { anchors: 4 }, DOSES);
    expect(imagining.steps[0]).toMatchObject({ direction: 'no difference', chanceFrom: { pathways: 4 } });
    expect(imagining.steps[0]).not.toHaveProperty('estimate');
    expect(imagining.pathways?.[0]?.steps[0]?.estimate?.value).toBe(-0.4);
  });

  it('without probabilities of their own, are counted', async () => {
    const server = scripted(() => saying('lower'));
    const { imagining } = await run(server, [set('arms.mg-1.dose', '1 mg', '0.5 mg')], { anchors: 3 }, DOSES);
    expect(imagining.steps[0]?.chanceFrom).toEqual({
      source: 'samples',
      samples: 3,
      answers: { higher: 0, lower: 3, 'no difference': 0 },
      pathways: 3,
    });
    expect(imagining.steps[0]?.probability?.lower).toBeCloseTo((3 + 1 / 3) / 4);
  });

  it('one that comes to nothing is told, and the others stand', async () => {
    const server = scripted((_, count) => (count === 0 ? higher : 'no'));
    const { imagining } = await run(server, [set('arms.mg-1.dose', '1 mg', '0.5 mg')], { anchors: 2 }, DOSES);
    expect(imagining.pathways).toBeUndefined();
    expect(imagining.lost?.[0]).toContain('no answer that can be used');
    expect(imagining.steps[0]?.direction).toBe('higher');
  });
});

/** A trial that is planned, and one that was run. */
const { results: _results, ...planned } = SEMAGLUTIDE;
const elsewhere: Anchor = {
  trial: { ...SEMAGLUTIDE, trial: 'NCT00000001' },
  look: { outcome: 'kccq', first: 'semaglutide', second: 'placebo' },
  similarity: 0.6,
  differences: [
    set('population.enrollment', 529, 300),
    set('population.age', undefined, '18 years and older'),
    dose,
    set('arms.semaglutide.route', undefined, 'oral'),
  ],
};

describe('a trial that observed nothing', () => {
  it('is imagined from what is found elsewhere, change by change', async () => {
    const server = scripted(() => higher);
    const asked: object[] = [];
    const retrieve = (target: object, { k }: { k: number }) => {
      asked.push({ ...target, k });
      return [elsewhere];
    };
    const { events, imagining } = await run(server, [], { anchors: 2, retrieve }, planned);
    expect(asked).toMatchObject([{ trial: planned, look: { outcome: 'kccq' }, k: 2 }]);
    expect(imagining.expected).toMatchObject({ direction: 'higher', probability: { higher: 0.8 } });
    expect(imagining.pathways).toMatchObject([{ anchor: 'NCT00000001', similarity: 0.6, weight: 1 }]);
    // One factor a step: what differs in the population is asked together, and so is what differs in the arms.
    expect(imagining.pathways?.[0]?.steps.map(({ missing }) => missing)).toEqual([
      'with the next',
      undefined,
      'with the next',
      undefined,
    ]);
    expect(server.requests.map((request) => caseOf(request).changes)).toMatchObject([
      [{}, {}],
      [{ factor: 'A' }, { factor: 'A' }],
    ]);
    expect(imagining.sentence).toBe('Probably higher');
    expect(events.find(({ type }) => type === 'pathway')).toMatchObject({ anchor: 'NCT00000001', pathway: 1 });
  });

  it('an anchor from which nothing can be followed to the end is told, and does not speak', async () => {
    const server = scripted(() => higher);
    const dead: Anchor = { ...elsewhere, differences: [dose, set('population.enrollment', 529, 0)] };
    const { imagining } = await run(server, [], { anchors: 2, retrieve: () => [elsewhere, dead] }, planned);
    expect(imagining.pathways).toHaveLength(1);
    expect(imagining.lost).toEqual([
      expect.stringMatching(
        /^NCT00000001: it ends without a direction, for step 2 \(enrollment\) has none: a trial cannot enroll 0 participants$/,
      ),
    ]);
  });

  it('and then its scenario from there', async () => {
    const server = scripted(() => higher);
    const { imagining } = await run(server, [japan], { retrieve: () => [elsewhere] }, planned);
    expect(server.requests).toHaveLength(3);
    expect(caseOf(server.requests[2] ?? fail())).toMatchObject({ before: { result: { status: 'imagined' } } });
    expect(imagining.steps[0]).toMatchObject({ direction: 'higher', status: 'imagined' });
  });

  it('a result without a direction is a start all the same', async () => {
    const [result] = SEMAGLUTIDE.results ?? [];
    const values = { semaglutide: { median: 16.8, n: 243 }, placebo: { median: 10.3, n: 237 } };
    const medians = { ...SEMAGLUTIDE, results: [{ outcome: result?.outcome ?? '', values }] };
    const server = scripted(() => higher);
    const { imagining } = await run(server, [japan], {}, medians);
    expect(imagining.observed).toMatchObject({ missing: 'median' });
    expect(imagining).not.toHaveProperty('expected');
    expect(caseOf(server.requests[0] ?? fail())).toMatchObject({ before: { result: { k1: { median: 16.8 } } } });
  });

  it('what is compared may only be added by the scenario', async () => {
    const { placebo, ...arms } = planned.arms ?? {};
    const add: Perturbation = { kind: 'add', factor: 'A', path: ['arms', 'placebo'], value: placebo };
    for (const mode of ['successive', 'direct', 'rag'] as const) {
      const server = scripted(() => higher);
      const { imagining } = await run(
        server,
        [add, japan],
        { mode, retrieve: () => [elsewhere] },
        { ...planned, arms },
      );
      expect(imagining.look).toMatchObject({ first: 'semaglutide', second: 'placebo' });
      expect(imagining.steps.at(-1)).toMatchObject({ direction: 'higher' });
      expect(caseOf(server.requests[0] ?? fail())).toMatchObject({ arms: { k2: { role: 'placebo' } } });
    }
  });

  it('without any anchor it is asked as it is planned', async () => {
    const server = scripted(() => higher);
    const { imagining } = await run(server, [], {}, planned);
    expect(imagining.expected).toMatchObject({ direction: 'higher', saidBy: { model: 'scripted' } });
    expect(caseOf(server.requests[0] ?? fail())).not.toHaveProperty('before');
  });
});

describe('in one prompt', () => {
  it.each<[Mode, object]>([
    ['direct', { arms: { k1: { gives: [{ dose: '1.7 mg' }] } } }],
    ['rag', { anchors: [{ result: { direction: 'higher' }, differs: [{ what: 'dose' }, { what: 'countries' }] }, {}] }],
  ])('%s', async (mode, told) => {
    const server = scripted(() => higher);
    const { imagining } = await run(server, [dose, japan], { mode });
    expect(server.requests).toHaveLength(1);
    const asked = caseOf(server.requests[0] ?? fail());
    expect(asked).toMatchObject(told);
    expect(asked).not.toHaveProperty('changes');
    if (mode === 'direct') expect(JSON.stringify(asked)).not.toContain('16.8');
    // What a model was told beside the question is what its answer rests on.
    const { evidence } = imagining.steps.at(-1) ?? {};
    if (mode === 'rag')
      expect(evidence?.[0]).toMatchObject({ look: imagining.look, from: 'higher', differs: 'dose, countries' });
    else expect(evidence).toEqual([]);
    expect(imagining.predictor.label).toContain(mode === 'rag' ? 'beside anchors' : 'of the target alone');
    expect(imagining).toMatchObject({ mode, steps: [{ missing: 'with the next' }, { direction: 'higher' }] });
  });

  it('where no anchor fits, it says so, asks about none, and tells the target whole', async () => {
    const measure = `Change from baseline in ${'a clinical summary score, '.repeat(9)}at the end`;
    const [, own] = Object.entries(SEMAGLUTIDE.outcomes ?? {}).find(([id]) => id === 'kccq') ?? fail();
    const trial = { ...SEMAGLUTIDE, outcomes: { ...SEMAGLUTIDE.outcomes, kccq: { ...own, measure } } };
    const server = scripted(() => higher, { context: 3400 });
    const { imagining } = await run(server, [dose, japan], { mode: 'rag' }, trial);
    const asked = server.requests[0]?.messages.at(-1)?.content ?? '';
    expect(imagining.steps.at(-1)?.saidBy?.dropped).toContain('the anchors');
    expect(caseOf(server.requests[0] ?? fail())).not.toHaveProperty('anchors');
    expect(asked.split('QUESTION')[1]).not.toContain('anchors');
    expect(asked).toContain('score, at the end');
    expect(imagining.predictor.label).toContain('of the target alone: no anchor was told');
    expect(notesOf(imagining).join()).not.toContain('beside observed results');
  });

  it('what was observed is not asked for here either', async () => {
    const server = scripted(() => higher);
    const { imagining } = await run(server, [walk], { mode: 'direct' });
    expect(imagining.steps[0]?.status).toBe('observed');
    expect(server.requests).toHaveLength(0);
  });
});

describe('what is remembered', () => {
  const remembering = (): AnswerCache & { known: Map<string, string> } => {
    const known = new Map<string, string>();
    return {
      known,
      get: async (of) => known.get(JSON.stringify(of)),
      put: async (of, value) => void known.set(JSON.stringify(of), value),
    };
  };

  it('is not asked for again, and is told the same', async () => {
    const cache = remembering();
    const server = scripted(() => higher);
    const first = await run(server, [dose, japan], { cache });
    const second = await run(server, [dose, japan], { cache });
    expect(server.requests).toHaveLength(2);
    expect(second.imagining).toEqual(first.imagining);
    const told = (one: Run) => one.events.flatMap((event) => (event.type === 'trace' ? event.text : [])).join('');
    expect(told(second)).toBe(told(first));
  });

  it.each<[string, Partial<SuccessiveOptions>]>([
    ['model', { model: 'other' }],
    ['temperature', { temperature: 0.5 }],
    ['seed', { seed: 7 }],
    ['mode', { mode: 'direct' }],
    ['thinking', { think: true }],
  ])('another %s is another question', async (_, options) => {
    const cache = remembering();
    const server = scripted(() => higher);
    await run(server, [dose], { cache });
    await run(server, [dose], { cache, ...options });
    expect(server.requests).toHaveLength(2);
  });

  it('what cannot be read any more is asked for again', async () => {
    const cache = remembering();
    const server = scripted(() => higher);
    await run(server, [dose], { cache });
    for (const key of cache.known.keys()) cache.known.set(key, '{"said": [{"text": "x"}]}');
    await run(server, [dose], { cache });
    expect(server.requests).toHaveLength(2);
  });
});

function fail(): never {
  throw new Error('it was not asked');
}
