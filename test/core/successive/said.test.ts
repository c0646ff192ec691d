import { describe, expect, it } from 'vitest';
import type { Imagining } from '../../../core/imagine/answer.ts';
import { evidence, imagineNow } from '../../../core/imagine/evidence.ts';
import { imagine } from '../../../core/imagine/imagine.ts';
import { imagineSuccessively, type SuccessiveOptions } from '../../../core/imagine/successive/successive.ts';
import {
  chanceText,
  copyMarkdown,
  disagreement,
  hoverMarkdown,
  plainText,
  trustTexts,
  verdictOf,
} from '../../../core/imagine/wording.ts';
import type { Trial } from '../../../core/trial/schema.ts';
import type { Perturbation } from '../../../core/trial/types.ts';
import { DOSES, SEMAGLUTIDE, set } from '../direction-facts.ts';
import { HOSTILE } from '../prompt/hostile.ts';
import { type Script, saying, scripted } from './scripted.ts';

async function told(
  script: Script,
  trial: Trial,
  scenario: readonly Perturbation[],
  options: Partial<SuccessiveOptions> = {},
): Promise<Imagining> {
  const asking = { server: scripted(script), model: 'qwen3:8b', ...options };
  for await (const event of imagineSuccessively({ trial, scenario }, asking, new AbortController().signal))
    if (event.type === 'aggregate') return event.imagining;
  throw new Error('no answer');
}

const dose = set('arms.semaglutide.dose', '2.4 mg', '1.7 mg');
const half = set('arms.mg-1.dose', '1 mg', '0.5 mg');
const chances = (higher: number, none: number) => ({ higher, lower: 1 - higher - none, 'no difference': none });

describe('what a model says is told as what it says', () => {
  it('in the command line', async () => {
    const answer = saying('higher', {
      expected: { k1: { value: 14.9, sd: 18 }, k2: { value: 10.3 }, difference: { value: 4.6, low: 1.4, high: 7.8 } },
      probability: chances(0.8, 0.15),
    });
    expect(plainText(await told(() => answer, SEMAGLUTIDE, [dose]))).toContain(
      `1. A  dose 2.4 mg → 1.7 mg
   Stays higher, less surely and smaller
   higher 0.80, lower 0.05, no difference 0.15; as the model states it
   difference, points: 4.6 (95 % 1.4 to 7.8), as qwen3:8b states it
   semaglutide mean 14.9, SD 18, as qwen3:8b states it
   placebo mean 10.3, as qwen3:8b states it
   In the words of qwen3:8b:
   - dose–response: Less drug, less effect.
`,
    );
  });

  it.each([
    [
      'after another change',
      [dose],
      'No power is told: what is missing is an effect that was observed of this contrast as it is changed by now.',
    ],
    ['by itself', [], 'two-sided at 0.05; 80 % power takes'],
  ])('power is not among its words: %s', async (_, before, words) => {
    const fewer = set('population.enrollment', 529, 100);
    const imagining = await told(() => saying('no difference'), SEMAGLUTIDE, [...before, fewer]);
    expect(imagining.steps.at(-1)?.reasons).toEqual([{ mechanism: 'dose–response', text: 'Less drug, less effect.' }]);
    const behind = /In the words of qwen3:8b:\n {3}- dose–response: Less drug, less effect\.\n {3}(?!- )(.+)\n/;
    expect(behind.exec(plainText(imagining).split('2. N').at(-1) ?? '')?.[1]).toContain(words);
    expect(hoverMarkdown(imagining)).toMatch(/Less drug, less effect\.[\s\S]+(No power is told|would find it)/);
  });

  it('without an empty line where nothing was observed', async () => {
    const { results: _results, ...planned } = SEMAGLUTIDE;
    for (const mode of ['direct', 'rag'] as const)
      expect(plainText(await told(() => saying('higher'), planned, [dose], { mode }))).not.toContain('\n\n\n');
  });

  it('in hover and Markdown', async () => {
    const imagining = await told(() => saying('higher', { probability: chances(0.8, 0.15) }), SEMAGLUTIDE, [dose]);
    for (const markdown of [hoverMarkdown(imagining), copyMarkdown(imagining)]) {
      expect(markdown).toContain('Probability as the model states it.');
      expect(markdown).toContain('In the words of qwen3:8b:');
      expect(markdown).toContain('Less drug, less effect.');
    }
    expect(trustTexts(imagining).join()).toContain('language model');
  });

  it.each(HOSTILE)('and stays text: %j', async (text) => {
    const imagining = await told(
      () => saying('higher', { trace: [{ mechanism: 'chance', text: `x${text.replace(/<\/?think>/g, '')}` }] }),
      SEMAGLUTIDE,
      [dose],
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would obey
    expect(plainText(imagining)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(hoverMarkdown(imagining)).not.toMatch(/(?<!\\)<(?:script|img)|(?<!\\)\]\(command:/);
  });

  it('several pathways with how far they agree', async () => {
    const script: Script = (_, count) =>
      saying(count === 2 ? 'no difference' : 'lower', {
        probability: count === 2 ? chances(0, 0.6) : { higher: 0, lower: 0.9, 'no difference': 0.1 },
      });
    const imagining = await told(script, DOSES, [half], { anchors: 3 });
    const text = plainText(imagining);
    expect(text).toMatch(/\n2 of 3 pathways end in lower; its probability is 0\.40 to 0\.90 in them\.\n/);
    expect(text.match(/^From .* \(similarity [\d.]+, weight [\d.]+\)$/gm)).toHaveLength(3);
    expect(text).toContain('; as the model states it, over 3 pathways');
    expect(copyMarkdown(imagining)).toContain('2 of 3 pathways end in lower');
  });

  it.each([
    [{ source: 'tokens' as const, samples: 1 }, 'from the tokens of the answer'],
    [
      { source: 'samples' as const, samples: 5, answers: { higher: 4, lower: 0, 'no difference': 1 } },
      'from 5 answers (4 higher, 1 no difference)',
    ],
    [{ source: 'tokens' as const, samples: 2, pathways: 2 }, 'from the tokens of 2 answers, over 2 pathways'],
  ])('a probability: %j', (chanceFrom, words) => {
    expect(chanceText({ chanceFrom })).toBe(words);
  });

  it('nothing of it where the embedded evidence answers', async () => {
    for await (const event of imagine({ trial: DOSES, scenario: [half] }, evidence, new AbortController().signal))
      if (event.type === 'aggregate') expect(plainText(event.imagining)).not.toMatch(/states it|words of|pathways/);
  });
});

describe('where model and evidence disagree', () => {
  const known = imagineNow(DOSES, [half]);
  if ('problem' in known) throw new Error(known.problem);
  const [step] = known.steps;
  const p = step?.probability?.lower ?? 0;
  const size = step?.estimate?.value ?? 0;

  it('on the direction', async () => {
    const model = await told(() => saying('higher', { probability: chances(0.7, 0.2) }), DOSES, [half]);
    expect(disagreement(model, known)).toBe(
      `They disagree: the model expects higher (0.70), the evidence lower (${p.toFixed(2)}).`,
    );
  });

  it('on how surely', async () => {
    const probability = { higher: 0.1, lower: 0.61, 'no difference': 0.29 };
    expect(p).toBeGreaterThan(0.87);
    expect(disagreement(await told(() => saying('lower', { probability }), DOSES, [half]), known)).toMatch(
      /^Both expect lower, the model less surely \(0\.61\)/,
    );
  });

  it('not where one of them is uncertain: who says so opposes nobody', async () => {
    const unsure = { higher: 0.4, lower: 0.25, 'no difference': 0.35 };
    const doubting: Imagining = {
      ...known,
      steps: known.steps.map((one) => ({ ...one, direction: 'higher', probability: unsure })),
    };
    const sure = await told(() => saying('no difference', { probability: chances(0.03, 0.95) }), DOSES, [half]);
    const words = 'The model expects no difference (0.95); the evidence is uncertain: higher (0.40) is the likeliest.';
    expect(disagreement(sure, doubting)).toBe(words);
    expect(verdictOf(doubting, sure)).toEqual({ text: words });
    expect(disagreement(await told(() => saying('higher', { probability: unsure }), DOSES, [half]), known)).toBe(
      `The model is uncertain: higher (0.40) is the likeliest; the evidence expects lower (${p.toFixed(2)}).`,
    );
    expect(verdictOf(doubting, doubting)).toEqual({ text: 'Evidence and model are both uncertain.' });
  });

  it('on the size', async () => {
    const probability = { higher: 0, lower: p, 'no difference': 1 - p };
    const answer = (value: number) => saying('lower', { probability, expected: { difference: { value } } });
    expect(step?.estimate?.interval).toBeDefined();
    expect(disagreement(await told(() => answer(size * 9), DOSES, [half]), known)).toContain(
      'lies outside what the evidence expects',
    );
    expect(disagreement(await told(() => answer(size), DOSES, [half]), known)).toBeUndefined();
  });

  it('not where one of them says nothing', async () => {
    const country = set('design.countries', ['Canada', 'India'], ['Japan']);
    const none = imagineNow(DOSES, [country]);
    if ('problem' in none) throw new Error(none.problem);
    expect(disagreement(await told(() => saying('higher'), DOSES, [country]), none)).toBeUndefined();
  });
});
