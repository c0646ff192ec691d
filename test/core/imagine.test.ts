import { describe, expect, it } from 'vitest';
import { imaginingSchema, type StepAnswer } from '../../core/imagine/answer.ts';
import { apply, moved } from '../../core/imagine/apply.ts';
import { evidence, imagineNow } from '../../core/imagine/evidence.ts';
import { type ImaginingEvent, imagine } from '../../core/imagine/imagine.ts';
import type { Predictor } from '../../core/imagine/predictor.ts';
import { inFactorOrder } from '../../core/trial/shape.ts';
import type { Perturbation } from '../../core/trial/types.ts';
import { DOSES, SEMAGLUTIDE, set } from './direction-facts.ts';

describe('applying a perturbation', () => {
  it('sets, adds and drops without touching the trial it is given', () => {
    const before = structuredClone(DOSES);
    const less = apply(DOSES, set('arms.mg-5.dose', '5 mg', '3 mg'));
    expect(less.arms?.['mg-5']).toMatchObject({ dose: '3 mg', drug: 'Dapagliflozin' });
    const more = apply(less, { kind: 'add', factor: 'A', path: ['arms', 'mg-10'], value: { dose: '10 mg' } });
    expect(Object.keys(more.arms ?? {})).toEqual(['mg-1', 'mg-2-5', 'mg-5', 'placebo', 'mg-10']);
    const fewer = apply(more, { kind: 'drop', factor: 'A', path: ['arms', 'mg-1'] });
    expect(Object.keys(fewer.arms ?? {})).toEqual(['mg-2-5', 'mg-5', 'placebo', 'mg-10']);
    expect(DOSES).toEqual(before);
    expect(less.outcomes).toBe(DOSES.outcomes);
  });

  it('states what was not stated, and takes names that every object has for names', () => {
    expect(apply({}, set('design.masking', undefined, 'none'))).toEqual({ design: { masking: 'none' } });
    const odd = apply({ arms: {} }, { kind: 'add', factor: 'A', path: ['arms', '__proto__'], value: { dose: '1 mg' } });
    expect(Object.keys(odd.arms ?? {})).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).dose).toBeUndefined();
    expect(apply({}, { kind: 'drop', factor: 'A', path: ['arms', 'a'] })).toEqual({});
  });

  it('moves the look, and leaves the row behind with its outcome', () => {
    const look = { outcome: 'a', row: 'Week 4', first: 'x', second: 'y' };
    expect(moved(look, { kind: 'look', factor: 'O', outcome: 'b' })).toEqual({ outcome: 'b', first: 'x', second: 'y' });
    expect(moved(look, { kind: 'look', factor: 'A', contrast: { first: 'z', second: 'y' } })).toEqual({
      ...look,
      first: 'z',
    });
  });

  it('takes arrows in place N, A, O, E, and as written within each', () => {
    const steps = [
      set('design.masking', 'double', 'none'),
      set('arms.mg-5.dose', '5 mg', '3 mg'),
      set('outcomes.hba1c.time', '24 weeks', '12 weeks'),
      set('arms.mg-5.dose', '3 mg', '1 mg'),
      set('population.enrollment', 497, 100),
    ];
    expect(inFactorOrder(steps, ({ factor }) => factor).map(({ factor }) => factor)).toEqual(['N', 'A', 'A', 'O', 'E']);
    expect(inFactorOrder(steps, ({ factor }) => factor)[1]).toBe(steps[1]);
  });
});

const dose = set('arms.semaglutide.dose', '2.4 mg', '1.7 mg');
const japan = set('design.countries', ['Argentina', 'Germany'], ['Japan']);

async function all(events: AsyncIterable<ImaginingEvent>): Promise<ImaginingEvent[]> {
  const found: ImaginingEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}

describe('imagining as it happens', () => {
  it('tells each step, its result, the pathway and the aggregate', async () => {
    const signal = new AbortController().signal;
    const events = await all(imagine({ trial: SEMAGLUTIDE, scenario: [dose, japan], name: 'lower' }, evidence, signal));
    expect(events.map(({ type }) => type)).toEqual([
      'step',
      'trace',
      'trace',
      'trace',
      'trace',
      'result',
      'step',
      'trace',
      'result',
      'pathway',
      'aggregate',
    ]);
    const last = events.at(-1);
    if (last?.type !== 'aggregate') throw new Error('no aggregate');
    expect(last.imagining).toEqual(imagineNow(SEMAGLUTIDE, [dose, japan], undefined, 'lower'));
    expect(last.imagining.scenario).toBe('lower');
  });

  it('streams the trace of a predictor, and asks it only for what was not observed', async () => {
    const asked: string[] = [];
    const answer: StepAnswer = { status: 'imagined', direction: 'lower', reasons: [], evidence: [] };
    const slow: Predictor = {
      name: 'slow',
      label: 'slow · for tests',
      async *predict({ perturbation }) {
        asked.push(perturbation.kind);
        yield { type: 'trace', text: 'Less drug, ' };
        yield { type: 'trace', text: 'less effect.' };
        yield { type: 'answer', answer };
      },
    };
    const scenario: Perturbation[] = [{ kind: 'look', factor: 'O', outcome: 'walk' }, dose];
    const events = await all(imagine({ trial: SEMAGLUTIDE, scenario }, slow, new AbortController().signal));
    expect(asked).toEqual(['set']);
    expect(events.filter(({ type }) => type === 'trace')).toHaveLength(2);
    const last = events.at(-1);
    expect(last?.type === 'aggregate' && last.imagining.predictor.name).toBe('slow');
  });

  it('stops when it is cancelled, and lets the predictor know', async () => {
    const controller = new AbortController();
    let ended = false;
    const patient: Predictor = {
      name: 'patient',
      label: 'patient · for tests',
      async *predict(_, signal) {
        try {
          for (;;) {
            signal.throwIfAborted();
            yield { type: 'trace', text: 'hm' };
          }
        } finally {
          ended = true;
        }
      },
    };
    const events = imagine({ trial: SEMAGLUTIDE, scenario: [dose] }, patient, controller.signal);
    const reading = (async () => {
      for await (const event of events) if (event.type === 'trace') controller.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
    expect(ended).toBe(true);
  });

  it('complains of a predictor without an answer, and says what is wrong with a document', async () => {
    const mute: Predictor = { name: 'mute', label: 'mute', async *predict() {} };
    const signal = new AbortController().signal;
    await expect(all(imagine({ trial: SEMAGLUTIDE, scenario: [dose] }, mute, signal))).rejects.toThrow('mute');
    expect(await all(imagine({ trial: {}, scenario: [] }, evidence, signal))).toEqual([
      { type: 'problem', problem: 'This document has no outcome to look at.' },
    ]);
  });
});

it('what is said is what the published schema says, and survives JSON', () => {
  const scenario = [
    set('population.enrollment', 497, 200),
    set('arms.mg-1.dose', '1 mg', '2.5 mg'),
    set('outcomes.hba1c.time', '24 weeks', '12 weeks'),
    set('design.countries', ['Canada', 'India'], ['Japan']),
    { kind: 'look', factor: 'O', outcome: 'weight' },
    { kind: 'drop', factor: 'A', path: ['arms', 'mg-1'] },
  ] satisfies Perturbation[];
  const imagining = imagineNow(DOSES, scenario);
  expect(imaginingSchema.parse(JSON.parse(JSON.stringify(imagining)))).toEqual(JSON.parse(JSON.stringify(imagining)));
});
