/**
 * Prompts of natural pairs of registry records that are at hand: no figure that stands in the target's result alone is in them, they fit, and
 * the right answer can be written and read. The records are read, never kept.
 */
import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { naturalPairs } from '../../../core/imagine/natural.ts';
import { observedStep, questionOf } from '../../../core/imagine/pathway.ts';
import { answerText, readAnswer, rightAnswer } from '../../../core/imagine/prompt/answer.ts';
import { BUDGET, directPrompt, type Prompt, ragPrompt, stepPrompt } from '../../../core/imagine/prompt/prompt.ts';
import { estimatedTokens } from '../../../core/imagine/prompt/tokens.ts';
import { contrastsOf } from '../../../core/trial/contrast.ts';
import { observe } from '../../../core/trial/direction.ts';
import { parseContrast } from '../../../core/trial/quantity/contrast.ts';
import { importRecord } from '../../../core/trial/registry/import.ts';
import type { Result, Trial } from '../../../core/trial/schema.ts';
import type { Look } from '../../../core/trial/types.ts';

const file = path.resolve(import.meta.dirname, '../../../../shared/data/trials/with-results.v2.jsonl.gz');
const there = existsSync(file);
if (!there) console.warn(`No registry records at ${file}: prompts of them are skipped.`);

/** One record in so many, and pairs of each. */
const EVERY = 6;
const PAIRS = 12;

const numbersIn = (text: string) =>
  new Set([...text.matchAll(/\d+(?:\.\d+)?/g)].map(([figure]) => String(Number(figure))));

/** A result without what it says of a target's sides; one that the source has too is told with that. */
function without(result: Result, target: Look, source: Look): Result {
  const told = source.outcome === result.outcome && source.row === result.row ? [source.first, source.second] : [];
  const hidden = [target.first, target.second].filter((id) => !told.includes(id));
  const values = Object.entries(result.values ?? {}).filter(([id]) => !hidden.includes(id));
  const analyses = (result.analyses ?? []).filter(
    ({ contrast = '' }) => !parseContrast(contrast).some((id) => hidden.includes(id)),
  );
  return { ...result, values: Object.fromEntries(values), analyses };
}

/** Figures that stand in the target's result and nowhere else in the trial. */
function onlyThere(trial: Trial, at: number, target: Look, source: Look): Set<string> {
  const rest = (trial.results ?? []).map((result, i) => (i === at ? without(result, target, source) : result));
  const { harms: _harms, ...others } = trial;
  const elsewhere = numbersIn(JSON.stringify({ ...others, results: rest }));
  return new Set([...numbersIn(JSON.stringify(trial.results?.[at]))].filter((one) => !elsewhere.has(one)));
}

/** The figures of a prompt that were copied, not computed. */
function copied({ messages }: Prompt): Set<string> {
  const [, json = ''] = /^CASE\n([\s\S]*)\n\nQUESTION/.exec(messages[1]?.content ?? '') ?? [];
  const plain = JSON.stringify(JSON.parse(json), (key, value: unknown) => {
    // An interval's level is a word of ours.
    if (key === 'interval') return undefined;
    if (typeof value !== 'object' || value === null || !('by' in value)) return value;
    const { estimate: _estimate, p: _p, ...rest } = value as Record<string, unknown>;
    return rest;
  });
  return numbersIn(plain);
}

describe.skipIf(!there)('prompts of registry records', () => {
  test('hold no figure of the target, fit, and have a right answer', async () => {
    const lines = createInterface({ input: createReadStream(file).pipe(createGunzip()) });
    let [index, asked, sized] = [0, 0, 0];
    const wrong: string[] = [];
    for await (const line of lines) {
      if (index++ % EVERY !== 0) continue;
      const imported = importRecord(JSON.parse(line));
      if (!('trial' in imported)) continue;
      const { trial } = imported;
      const pairs = [...naturalPairs(trial, PAIRS)];
      for (const { from, to } of pairs.slice(0, PAIRS)) {
        const { outcome, row, first, second } = to.look;
        const step = {
          kind: 'look' as const,
          factor: 'O' as const,
          outcome,
          ...(row !== undefined && { row }),
          contrast: { first, second },
        };
        const source = observe(trial, from.look);
        if (!source) continue;
        const question = questionOf(trial, { trial, look: from.look }, observedStep(source, from.look), step);
        const prompts = [stepPrompt(question), directPrompt(question.after)];
        prompts.push(
          ragPrompt(
            question.after,
            [from, ...contrastsOf(trial).slice(0, 9)].map(({ look }) => ({
              trial,
              look,
              similarity: 1,
              differences: [],
            })),
          ),
        );
        const hidden = onlyThere(trial, to.result, to.look, from.look);
        for (const [i, prompt] of prompts.entries()) {
          asked++;
          const found = [...copied(prompt)].filter((figure) => hidden.has(figure));
          if (found.length > 0) wrong.push(`${trial.trial} ${i} ${JSON.stringify(to.look)}: ${found.join(' ')}`);
          const tokens = prompt.messages.reduce((sum, { content }) => sum + estimatedTokens(content), 0);
          expect(tokens).toBeLessThanOrEqual(BUDGET);
        }
        const [prompt] = prompts;
        const trace = [{ mechanism: 'chance' as const, text: 'A sentence.' }];
        const right = prompt && rightAnswer(to.observed, trace, prompt.scale);
        if (!right || !prompt) throw new Error('no right answer');
        if (right.expected) sized++;
        expect(readAnswer(answerText(right), prompt.scale)).toEqual({ answer: right });
      }
    }
    console.log(`${asked} prompts, ${sized} sizes in ${asked / 3} right answers, ${wrong.length} that tell`);
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(1000);
    expect(sized / (asked / 3)).toBeGreaterThan(0.8);
  });
});
