import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Question, questionOf, startOf } from '../../../core/imagine/pathway.ts';
import { encoded, encodedTokens } from '../../../core/imagine/prompt/encoded.ts';
import { componentFacts } from '../../../core/imagine/prompt/facts.ts';
import {
  BUDGET,
  benefitPrompt,
  directPrompt,
  PROMPT_VERSION,
  type Prompt,
  ragPrompt,
  stepPrompt,
} from '../../../core/imagine/prompt/prompt.ts';
import { estimatedTokens } from '../../../core/imagine/prompt/tokens.ts';
import type { Trial } from '../../../core/trial/schema.ts';
import type { Look, Perturbation } from '../../../core/trial/types.ts';
import { DOSES, HAZARD, SEMAGLUTIDE, set } from '../direction-facts.ts';
import { anyTrial } from '../trials.ts';
import { HOSTILE } from './hostile.ts';

function asked(trial: Trial, perturbation: Perturbation, look?: Look): Question {
  const start = startOf(trial, [perturbation], look);
  if ('problem' in start) throw new Error(start.problem);
  return questionOf(trial, start.state, start.known, perturbation);
}

const dose = set('arms.semaglutide.dose', '2.4 mg', '1.7 mg');
const user = ({ messages }: Prompt) => messages[1]?.content ?? '';

/** The case of a prompt, read as JSON: it stands between two fixed lines. */
function caseOf(prompt: Prompt): Record<string, unknown> {
  const found = /^CASE\n(\{\n[\s\S]*\n\})\n\nQUESTION\n[^\n]+$/.exec(user(prompt));
  if (!found?.[1]) throw new Error(`no case in ${user(prompt)}`);
  return JSON.parse(found[1]) as Record<string, unknown>;
}

const tokens = ({ messages }: Prompt) => messages.reduce((sum, { content }) => sum + estimatedTokens(content), 0);

describe('what a model is asked', () => {
  it.each([
    ['a dose', asked(SEMAGLUTIDE, dose)],
    ['a country', asked(SEMAGLUTIDE, set('design.countries', ['Argentina', 'Germany'], ['Japan']))],
    ['a time, of a time to an event', asked(HAZARD, set('outcomes.o.time', '33 months', '12 months'))],
    ['another outcome', asked(DOSES, { kind: 'look', factor: 'O', outcome: 'weight' })],
    ['another arm', asked(DOSES, { kind: 'look', factor: 'A', contrast: { first: 'mg-5', second: 'placebo' } })],
  ])('of %s (a change of this is a new version)', (_, question) => {
    const prompt = stepPrompt(question);
    expect({ version: PROMPT_VERSION, system: prompt.messages[0]?.content, user: user(prompt) }).toMatchSnapshot();
    expect(stepPrompt(question)).toEqual(prompt);
    expect(prompt.dropped).toEqual([]);
  });

  it('says another time where nothing but the time is another, and another outcome where more is', () => {
    const changeTo = (other: object, row?: string) => {
      const outcomes = { ...DOSES.outcomes, other: { ...DOSES.outcomes?.weight, ...other } };
      const look: Look = { outcome: 'weight', first: 'mg-5', second: 'placebo' };
      const moves = { kind: 'look' as const, factor: 'O' as const, outcome: 'other', ...(row && { row }) };
      const question = asked({ ...DOSES, outcomes }, moves, look);
      const [change] = caseOf(stepPrompt(question)).changes as { change: string }[];
      return change?.change;
    };
    expect(changeTo({ time: '52 weeks' })).toBe('the same outcome is looked at, at another time');
    expect(changeTo({ measure: 'Pain', time: '52 weeks' })).toBe('another outcome is looked at');
    expect(changeTo({ measure: 'Pain' })).toBe('another outcome is looked at');
    expect(changeTo({ time: '52 weeks' }, 'Women')).toBe('another outcome is looked at');
  });

  it('directly, and beside anchors (a change of this is a new version)', () => {
    const { before, after } = asked(SEMAGLUTIDE, dose);
    const anchors = [{ trial: SEMAGLUTIDE, look: before.look, similarity: 0.9, differences: [dose] }];
    const rag = ragPrompt(after, anchors, { observed: SEMAGLUTIDE });
    expect({ direct: user(directPrompt(after)), rag: user(rag) }).toMatchSnapshot();
    expect(caseOf(rag).anchors).toHaveLength(1);
  });

  it('of a trial as it is planned, nothing of how it went', () => {
    const went: Trial = {
      ...SEMAGLUTIDE,
      outcomes: Object.fromEntries(
        Object.entries(SEMAGLUTIDE.outcomes ?? {}).map(([id, outcome]) => [
          id,
          {
            ...outcome,
            population: 'All who completed.',
            description: 'Weight on one scale. Due to early termination of the study, few were weighed.',
          },
        ]),
      ),
    };
    const { after, before } = asked(went, dose);
    const anchors = [{ trial: went, look: before.look, similarity: 0.9, differences: [dose] }];
    for (const prompt of [
      directPrompt(before),
      benefitPrompt(before, 'higher'),
      ragPrompt(after, anchors, { observed: SEMAGLUTIDE }),
    ]) {
      const { outcome } = caseOf(prompt) as { outcome: { analysed?: string; description?: string } };
      expect([outcome.analysed, outcome.description]).toEqual([undefined, 'Weight on one scale.']);
    }
    expect(caseOf(stepPrompt(asked(went, dose)))).toMatchObject({ outcome: { analysed: 'All who completed.' } });
  });

  it('whether the first beats the second: which way is good is told, and how to answer (a change of this is a new version)', () => {
    const { before } = asked(SEMAGLUTIDE, dose);
    const prompt = benefitPrompt(before, 'lower');
    expect({ system: prompt.messages[0]?.content, user: user(prompt) }).toMatchSnapshot();
    expect(JSON.stringify(prompt.schema)).toContain('["yes","no"]');
  });

  it('tells the result that is carried over, its arms, the change and the size', () => {
    const told = caseOf(stepPrompt(asked(SEMAGLUTIDE, dose)));
    expect(told).toMatchObject({
      before: { contrast: 'k1 against k2', result: { status: 'observed', direction: 'higher' } },
      changes: [{ factor: 'A', what: 'dose', of: 'k1', from: '2.4 mg', to: '1.7 mg' }],
      size: { noEffect: 0 },
    });
  });

  it('what is changed of one of several drugs is named from the detail to the drug', () => {
    const arm = { gives: { metformin: { drug: 'Metformin', dose: '500 mg' }, saxagliptin: { drug: 'Saxagliptin' } } };
    const trial = { ...SEMAGLUTIDE, arms: { ...SEMAGLUTIDE.arms, semaglutide: arm } };
    const told = caseOf(stepPrompt(asked(trial, set('arms.semaglutide.gives.metformin.dose', '500 mg', '1000 mg'))));
    expect(told.changes).toEqual([{ factor: 'A', what: 'dose of metformin', of: 'k1', from: '500 mg', to: '1000 mg' }]);
  });

  it('an imagined result is carried on as one', () => {
    const question = asked(SEMAGLUTIDE, dose);
    const prompt = stepPrompt({
      ...question,
      known: {
        status: 'imagined',
        direction: 'higher',
        probability: { higher: 0.812, lower: 0.05, 'no difference': 0.138 },
        values: { first: { mean: 14.9, sd: 18 }, second: { mean: 10.3 } },
        reasons: [],
        evidence: [],
      },
    });
    expect(caseOf(prompt)).toMatchObject({
      before: { result: { status: 'imagined', k1: { mean: 14.9, sd: 18 }, direction: 'higher', probability: 0.81 } },
    });
  });

  it('of arms that were given something else before, what was observed is told of those', () => {
    const first = asked(SEMAGLUTIDE, dose);
    const again = questionOf(
      SEMAGLUTIDE,
      first.after,
      { status: 'imagined', direction: 'higher', reasons: [], evidence: [] },
      set('population.enrollment', 529, 200),
    );
    const { arms, others } = caseOf(stepPrompt(again)) as {
      arms: Record<string, object>;
      others: { contrast: string }[];
    };
    expect(JSON.stringify(arms.k1)).toContain('1.7 mg');
    const own = others.find(({ contrast }) => contrast.startsWith('a3'));
    expect(own).toBeDefined();
    expect(JSON.stringify(arms.a3)).toContain('2.4 mg');
  });

  it('words that were written of what an arm or an outcome was are not told of what it now is', () => {
    const described: Trial = {
      ...SEMAGLUTIDE,
      title: 'Semaglutide 2.4 mg',
      arms: {
        ...SEMAGLUTIDE.arms,
        semaglutide: {
          ...SEMAGLUTIDE.arms?.semaglutide,
          label: 'Semaglutide 2.4 mg',
          description: 'They took 2.4 mg.',
        },
      },
    };
    const first = asked(described, dose);
    const known = { status: 'imagined' as const, direction: 'higher' as const, reasons: [], evidence: [] };
    const again = questionOf(described, first.after, known, set('design.masking', 'double', 'none'));
    const told = caseOf(stepPrompt(again)) as { title?: string; arms: Record<string, object> };
    expect(told.title).toBeUndefined();
    expect(told.arms.k1).toMatchObject({ formerly: 'Semaglutide 2.4 mg', gives: [{ dose: '1.7 mg' }] });
    expect(told.arms.k1).not.toHaveProperty('description');
    expect(caseOf(stepPrompt(first))).toMatchObject({
      title: 'Semaglutide 2.4 mg',
      arms: { k1: { description: 'They took 2.4 mg.' } },
    });
    const direct = caseOf(directPrompt(first.after, { observed: described })) as { arms: Record<string, object> };
    expect(direct.arms.k1).toMatchObject({ formerly: 'Semaglutide 2.4 mg' });
  });

  it('nothing of the target where that was observed, though it is asked by moving the look', () => {
    const prompt = stepPrompt(asked(DOSES, { kind: 'look', factor: 'O', outcome: 'weight' }));
    const target = DOSES.results?.find(({ outcome }) => outcome === 'weight');
    for (const { mean, se } of Object.values(target?.values ?? {}))
      for (const figure of [mean, se]) expect(user(prompt)).not.toContain(String(figure));
    const other = stepPrompt(
      asked(DOSES, { kind: 'look', factor: 'A', contrast: { first: 'mg-5', second: 'placebo' } }),
    );
    expect(user(other)).toContain('-0.68');
    expect(user(other)).not.toContain('-0.82');
  });

  it('a text that tells the result is left out, and that is said', () => {
    const telling: Trial = {
      ...DOSES,
      title: 'Where weight fell by 2.69 kg',
      population: { ...DOSES.population, criteria: 'None.' },
    };
    const prompt = stepPrompt(asked(telling, { kind: 'look', factor: 'O', outcome: 'weight' }));
    expect(user(prompt)).not.toContain('2.69');
    expect(prompt.dropped.join()).toContain('title');
    expect(user(stepPrompt(asked(telling, set('design.masking', 'double', 'none'))))).toContain('2.69');
  });
});

describe('a document is data, whatever it says', () => {
  const field: readonly [string, (text: string) => { trial: Trial; step: Perturbation }][] = [
    ['title', (title) => ({ trial: { ...SEMAGLUTIDE, title }, step: dose })],
    [
      'criteria',
      (criteria) => ({ trial: { ...SEMAGLUTIDE, population: { ...SEMAGLUTIDE.population, criteria } }, step: dose }),
    ],
    [
      'label',
      (label) => ({
        trial: {
          ...SEMAGLUTIDE,
          arms: { ...SEMAGLUTIDE.arms, placebo: { role: 'placebo', label, description: label } },
        },
        step: dose,
      }),
    ],
    ['new value', (text) => ({ trial: SEMAGLUTIDE, step: set('arms.semaglutide.dose', '2.4 mg', text) })],
    [
      'added arm',
      (text) => ({
        trial: SEMAGLUTIDE,
        step: { kind: 'add', factor: 'A', path: ['arms', 'new'], value: { label: text, drug: text, [text]: text } },
      }),
    ],
    ['list', (text) => ({ trial: SEMAGLUTIDE, step: set('design.countries', [text, text], [text]) })],
  ];
  const plain = Object.fromEntries(
    field.map(([name, make]) => {
      const { trial, step } = make('a text');
      return [name, caseOf(stepPrompt(asked(trial, step)))];
    }),
  );

  /** The keys of data, whatever its strings say; lists by their length. */
  const structure = (data: unknown): unknown =>
    Array.isArray(data)
      ? data.map(structure)
      : typeof data === 'object' && data !== null
        ? Object.fromEntries(Object.entries(data).map(([key, value]) => [key, structure(value)]))
        : typeof data;

  it.each(HOSTILE.flatMap((text) => field.map(([name]) => [name, text] as const)))('%s: %j', (name, text) => {
    const make = field.find(([one]) => one === name)?.[1];
    const { trial, step } = make?.(text) ?? { trial: SEMAGLUTIDE, step: dose };
    const prompt = stepPrompt(asked(trial, step));
    expect(structure(caseOf(prompt))).toEqual(structure(plain[name]));
    expect(prompt.messages.map(({ role }) => role)).toEqual(['system', 'user']);
    const whole = user(prompt);
    expect(whole).not.toMatch(/<[|/A-Za-z!｜<]|\[\/?[A-Z]|```|~~~/);
    expect(whole).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    expect(whole.split('\n').filter((line) => line === 'QUESTION' || line === 'CASE')).toEqual(['CASE', 'QUESTION']);
  });

  it('encoding is JSON of the same data', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
        expect(JSON.parse(encoded(data))).toEqual(JSON.parse(JSON.stringify(data)));
        expect(encodedTokens(data)).toBe(estimatedTokens(encoded(data)));
      }),
    );
    for (const text of HOSTILE) expect(JSON.parse(encoded({ text }))).toEqual(JSON.parse(JSON.stringify({ text })));
  });
});

it('what is no drug is not called one by the name that it is filed under', () => {
  expect(componentFacts({ drug: 'avj-ablation', intervention: 'AVJ ablation', type: 'procedure' })).toEqual({
    intervention: 'AVJ ablation',
    type: 'procedure',
  });
  expect(componentFacts({ drug: 'Examplin', dose: '5 mg' })).toEqual({ drug: 'Examplin', dose: '5 mg' });
});

describe('a trial of any size fits', () => {
  const many = <T>(count: number, make: (i: number) => T): Record<string, T> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}`, make(i)]));
  const long = 'inclusion of whoever is willing to take part, as long as 0.5 mg are taken '.repeat(2000);
  const huge: Trial = {
    ...SEMAGLUTIDE,
    title: long,
    population: {
      ...SEMAGLUTIDE.population,
      criteria: long,
      condition: Array.from({ length: 500 }, (_, i) => `condition ${i}`),
    },
    arms: {
      ...SEMAGLUTIDE.arms,
      ...many(300, (i) => ({
        drug: `Drug ${i}`,
        dose: `${i} mg`,
        description: long,
        gives: many(50, () => ({ dose: '1 mg', schedule: long })),
      })),
    },
    outcomes: Object.fromEntries(
      Object.entries(SEMAGLUTIDE.outcomes ?? {}).map(([id, outcome]) => [
        id,
        { ...outcome, description: long, population: long },
      ]),
    ),
    design: { ...SEMAGLUTIDE.design, countries: Array.from({ length: 200 }, (_, i) => `Country ${i}`) },
  };

  it.each([BUDGET, 4000, 2500, 1800])('into %d tokens, and what was left out is said', (budget) => {
    const question = asked(huge, dose);
    for (const prompt of [
      stepPrompt(question, { budget }),
      directPrompt(question.after, { budget }),
      ragPrompt(
        question.after,
        Array.from({ length: 7 }, () => ({
          trial: { ...huge, trial: 'other' },
          look: question.before.look,
          similarity: 0.5,
          differences: [dose],
        })),
        { budget, observed: huge },
      ),
    ]) {
      expect(tokens(prompt)).toBeLessThanOrEqual(budget);
      expect(prompt.dropped.length).toBeGreaterThan(0);
      // How many anchors went is told to people; to the model, which.
      const named = prompt.dropped.map((one) => one.replace(/^[1-6] of 7 anchors, those that/, 'anchors that'));
      expect(caseOf(prompt).leftOut).toEqual(named);
      expect(caseOf(prompt).arms).toMatchObject({ k1: {}, k2: {} });
    }
    expect(caseOf(stepPrompt(question, { budget }))).toMatchObject({ changes: [{ from: '2.4 mg', to: '1.7 mg' }] });
  });

  it('a counter of tokens is used, and a budget below the question itself is refused', () => {
    const question = asked(SEMAGLUTIDE, dose);
    const count = (text: string) => text.length;
    const all = stepPrompt(question).messages.reduce((sum, { content }) => sum + content.length, 0);
    expect(stepPrompt(question, { count, budget: all + 100 }).dropped).toEqual([]);
    const shorter = stepPrompt(question, { count, budget: all - 100 });
    expect(shorter.dropped).toEqual(['results of other contrasts']);
    expect(shorter.messages.at(-1)?.content).not.toContain('"others"');
    expect(() => stepPrompt(question, { budget: 300 })).toThrow(RangeError);
  });

  it('any trial at all can be asked about', () => {
    fc.assert(
      fc.property(anyTrial(), (trial) => {
        const look = { outcome: Object.keys(trial.outcomes ?? {})[0] ?? 'o', first: 'a', second: 'b' };
        const state = { trial, look };
        const question: Question = {
          observed: trial,
          before: state,
          known: { status: 'carried over', missing: 'not observed', reasons: [], evidence: [] },
          perturbation: set('design.masking', 'double', 'none'),
          after: state,
        };
        expect(tokens(stepPrompt(question))).toBeLessThanOrEqual(BUDGET);
        caseOf(directPrompt(state));
      }),
      { numRuns: 60 },
    );
  });
});
