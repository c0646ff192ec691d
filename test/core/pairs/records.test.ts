/**
 * Pairs of all registry records that are at hand: each names the one step that leads from one end to the other, says what the trial
 * observed, and as a question holds nothing of its target.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { apply, moved } from '../../../core/imagine/apply.ts';
import { landingOf } from '../../../core/imagine/landing.ts';
import { sideChange } from '../../../core/imagine/likeness.ts';
import { Builder, pairsOfTrial } from '../../../core/pairs/build.ts';
import { tellingFigures } from '../../../core/pairs/gates.ts';
import { pairTrial, stepOf } from '../../../core/pairs/open.ts';
import { CHANGE_KINDS, type Pair, pairSchema } from '../../../core/pairs/pair.ts';
import { questionSchema, questionsOfTrial, verify } from '../../../core/pairs/question.ts';
import { openRecords } from '../../../core/pairs/records.ts';
import { contrastsOf, focusOf } from '../../../core/trial/contrast.ts';
import { parse } from '../../../core/trial/parse.ts';
import { print } from '../../../core/trial/print.ts';
import { importRecord } from '../../../core/trial/registry/import.ts';
import type { Trial } from '../../../core/trial/schema.ts';
import { sideOf } from '../../../core/trial/sides.ts';
import type { Look } from '../../../core/trial/types.ts';

const folder = path.resolve(import.meta.dirname, '../../../../shared/data/trials');
const there = existsSync(folder);
if (!there) console.warn(`No registry records at ${folder}: the tests over all of them are skipped.`);

/** Pairs that are looked at of each trial, of each kind. */
const CAP = 6;

describe.skipIf(!there)('all pairs', () => {
  const all: { trial: Trial; pairs: readonly Pair[] }[] = [];
  beforeAll(async () => {
    const records = await openRecords([folder]);
    for await (const read of records.walk()) {
      if (!('id' in read)) continue;
      const imported = importRecord(read.json);
      if ('problem' in imported) continue;
      const { pairs } = pairsOfTrial(imported.trial, { cap: CAP });
      if (pairs.length > 0) all.push({ trial: imported.trial, pairs });
    }
  });

  test('there are many, of every kind', () => {
    const kinds = new Set(all.flatMap(({ pairs }) => pairs.map(({ change }) => change.kind)));
    // No arm at hand differs in its route alone, or in its duration.
    expect(CHANGE_KINDS.filter((kind) => !kinds.has(kind) && kind !== 'route' && kind !== 'duration')).toEqual([]);
    expect(all.length).toBeGreaterThan(500);
  });

  test('the step of each leads from one end to the other, where the trial observed just that', () => {
    for (const { trial, pairs } of all)
      for (const pair of pairs) {
        const step = stepOf(pair.perturbation);
        const state = { trial: apply(trial, step), look: moved(pair.from.look, step) };
        expect(state.look, pair.id).toEqual(pair.to.look);
        const landing = landingOf(trial, state);
        expect([landing?.look, landing?.direction], pair.id).toEqual([pair.to.look, pair.to.direction]);
      }
  });

  test('where one attribute of an arm is said to do the same, it lands on the same', () => {
    let some = 0;
    for (const { trial, pairs } of all)
      for (const pair of pairs) {
        if (!pair.attribute) continue;
        some++;
        const step = stepOf(pair.attribute);
        expect(moved(pair.from.look, step)).toEqual(pair.from.look);
        const landing = landingOf(trial, { trial: apply(trial, step), look: pair.from.look });
        expect([landing?.look, landing?.direction], pair.id).toEqual([pair.to.look, pair.to.direction]);
      }
    expect(some).toBeGreaterThan(100);
  });

  test('each has the shape that is published; the ends have labels, provenance, and differ as they should', () => {
    for (const { pairs } of all) {
      for (const pair of pairs) {
        expect(pairSchema.parse(pair)).toEqual(pair);
        expect(pair.from.field).toMatch(/^resultsSection\./);
        expect(pair.to.field).toMatch(/^resultsSection\./);
        const { from, to } = { from: pair.from.look, to: pair.to.look };
        if (pair.kind === 'O') expect([to.first, to.second]).toEqual([from.first, from.second]);
        else {
          expect([to.outcome, to.row, to.second]).toEqual([from.outcome, from.row, from.second]);
          expect(to.first).not.toBe(from.first);
        }
      }
      expect(pairs.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 10);
      expect(new Set(pairs.map(({ id }) => id)).size).toBe(pairs.length);
    }
  });

  test('what is a dose here is one to the predictors too', () => {
    for (const { trial, pairs } of all)
      for (const { change, from, to, id } of pairs) {
        if (change.kind !== 'dose') continue;
        const [one, other] = [sideOf(trial, from.look.first), sideOf(trial, to.look.first)];
        const seen = one && other && sideChange(one, other);
        // Of groups the predictors go by the label alone; of arms both know the same.
        if (one?.whole && other?.whole) expect(seen?.kind, id).toBe('dose');
        else expect(['dose', 'other'], id).toContain(seen?.kind);
        if (seen?.kind === 'dose' && seen.ratio !== undefined) expect(change.ratio / seen.ratio, id).toBeCloseTo(1, 4);
      }
  });

  test('opened, a document whose focus is the source; as a question, without what was observed of the target', () => {
    for (const { trial, pairs } of all) {
      // Long documents are read at some length: one pair of each.
      const pair = pairs[pairs.length >> 1] as Pair;
      const whole = pairTrial(trial, pair);
      expect(focusOf(whole), pair.id).toEqual(pair.from.look);
      const question = pairTrial(trial, pair, true);
      const { sources: _sources, ...short } = question;
      const parsed = parse(print(short));
      expect(
        parsed.diagnostics.filter(({ severity }) => severity === 'error'),
        pair.id,
      ).toEqual([]);
      expect(focusOf(parsed.trial), pair.id).toEqual(pair.from.look);
      expect(parsed.scenarios[0]?.steps.map(({ perturbation }) => perturbation)).toEqual([stepOf(pair.perturbation)]);
      const at = (look: Look) => landingOf(question, { trial: question, look })?.direction;
      expect([at(pair.from.look), at(pair.to.look)], pair.id).toEqual([pair.from.direction, undefined]);
      const others = contrastsOf(question).filter(
        ({ look }) => JSON.stringify(look) !== JSON.stringify(pair.from.look),
      );
      expect(others, pair.id).toEqual([]);
    }
  });

  test('as a question, no figure that is telling of the target stands anywhere but in the source’s own result', () => {
    const figures = (text: string) => new Set((text.match(/\d*\.\d+/g) ?? []).map((figure) => String(Number(figure))));
    let some = 0;
    for (const { trial, pairs } of all)
      for (const pair of pairs.slice(0, 4)) {
        const contrast = contrastsOf(trial).find(({ look }) => JSON.stringify(look) === JSON.stringify(pair.to.look));
        const question = pairTrial(trial, pair, true);
        const own = figures(JSON.stringify(question.results));
        const left = (contrast ? tellingFigures(contrast) : []).filter((figure) => !own.has(figure));
        const shown = figures(JSON.stringify(question));
        some += left.length;
        expect(
          left.filter((figure) => shown.has(figure)),
          pair.id,
        ).toEqual([]);
      }
    expect(some).toBeGreaterThan(1000);
  });

  test('questions are right where their answers are, and wrong elsewhere', () => {
    for (const { trial } of all)
      for (const question of questionsOfTrial(trial, CAP, {}).questions) {
        expect(questionSchema.parse(question)).toEqual(question);
        expect(verify(question, `I think so.\nAnswer: ${question.answer}`).right).toBe(true);
        const other = question.kind === 'benefit' ? (question.answer === 'yes' ? 'no' : 'yes') : 'neither';
        expect(verify(question, other).right).toBe(false);
      }
  });

  test('parts put one behind the other are the whole', async () => {
    const some = await openRecords([path.join(folder, 'with-results.from-xml.jsonl.gz')]);
    const lines = async (shard?: { index: number; of: number }) => {
      const builder = new Builder(some, { cap: 1, changes: ['dose'], ...(shard && { shard }) });
      const written: string[] = [];
      for await (const pairs of builder.pairs()) written.push(...pairs.map((pair) => JSON.stringify(pair)));
      return { written, read: builder.counts.records.read };
    };
    const whole = await lines();
    const parts = [
      await lines({ index: 1, of: 3 }),
      await lines({ index: 2, of: 3 }),
      await lines({ index: 3, of: 3 }),
    ];
    expect(parts.flatMap(({ written }) => written)).toEqual(whole.written);
    expect(parts.every(({ written }) => written.length > 0)).toBe(true);
    expect(parts.reduce((sum, { read }) => sum + read, 0)).toBe(whole.read);
  });
});
