import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeEdits } from '../../core/trial/edit/compose.ts';
import { equal, rewrite } from '../../core/trial/edit/rewrite.ts';
import { applyEdits } from '../../core/trial/edit.ts';
import { parse } from '../../core/trial/parse.ts';
import { print } from '../../core/trial/print.ts';
import { importRecord } from '../../core/trial/registry/import.ts';
import { updateTrial } from '../../core/trial/registry/update.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Parsed, TextEdit } from '../../core/trial/types.ts';
import { anyTrial, isUnderstood } from './trials.ts';
import { ARMS, type MadeUp, madeUpRecord } from './update-record.ts';

function trialOf(made?: MadeUp): Trial {
  const imported = importRecord(madeUpRecord(made));
  if ('problem' in imported) throw new Error(imported.problem);
  return imported.trial;
}

/** The document of a made-up record, changed by a person, after an update from the record as it is by then. */
function updated(change: (text: string) => string, after: MadeUp, before: MadeUp = {}): Parsed {
  const text = change(print(trialOf(before)));
  const fresh = trialOf(after);
  const made = parse(applyEdits(text, updateTrial(parse(text), fresh)));
  expect(made.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(updateTrial(made, fresh)).toEqual([]);
  return made;
}

const withoutEdits = (text: string, made?: MadeUp) => expect(updateTrial(parse(text), trialOf(made))).toEqual([]);

describe('nothing is edited', () => {
  it.each([{}, { results: false }, { rows: ['Week 4', 'Week 12'] }])('where the record is the same: %o', (made) => {
    withoutEdits(print(trialOf(made)), made);
    withoutEdits(print(trialOf(made)).replaceAll('\n', '\r\n'), made);
  });

  it('where a person only added and laid out anew', () => {
    const text = print(trialOf({ rows: ['Week 4', 'Week 12'] }))
      .replace('title:', '# mine\ntitle:')
      .replace('dose: 10 mg', 'dose: 10 mg ~> 7 mg')
      .replace('[Example Condition, Another Condition]', '\n  - Another Condition # first\n  - "Example Condition"')
      .replace('outcomes:\n', 'outcomes:\n  own: { rank: other, measure: Mine, better: higher }\n')
      .replace('    analyses:\n', '    analyses:\n      - { contrast: placebo, p: 0.5 }\n')
      .replace('design:\n', 'design:\n  purpose: treatment\n  note: mine\n');
    const more = `${text}scenarios:\n  mine:\n    - population.enrollment: 60\n`;
    const row = '  - { outcome: own, values: { placebo: { mean: 3 } } }\n';
    withoutEdits(more.replace('results:\n', `results:\n${row}`), { rows: ['Week 4', 'Week 12'] });
  });

  it('where a person uses ids of their own', () => {
    const text = print(trialOf())
      .replaceAll('examplin-10mg', 'high')
      .replaceAll(/\bexample:|outcome: example|outcomes.example/g, (id) => id.replace('example', 'score'));
    expect(text).toContain('values:\n      high:');
    withoutEdits(text);
  });
});

describe('what the record says is refreshed', () => {
  it('in its place, all else as it is written', () => {
    const change = (text: string) =>
      text
        .replace('enrollment: 120', 'enrollment:   120 ~> 60 # planned more')
        .replace('completion: 2020-06', "completion: '2020-06' # expected");
    const made = updated(change, { enrollment: 131, completion: '2020-07', mean: '9.4' });
    expect(made.text).toContain('enrollment:   131 ~> 60 # planned more\n');
    expect(made.text).toMatch(/completion: '?2020-07'? # expected\n/);
    expect(made.trial.results?.[0]?.values?.['examplin-10mg']?.mean).toBe(9.4);
    expect(made.inPlace?.steps).toHaveLength(1);
  });

  it('and an arrow stays even where the record now says what was imagined', () => {
    const made = updated((text) => text.replace('enrollment: 120', 'enrollment: 120 ~> 131'), { enrollment: 131 });
    expect(made.text).toContain('enrollment: 131 ~> 131\n');
  });

  it('in documents with other line ends, and edits put no other ones in', () => {
    const text = print(trialOf({ results: false })).replaceAll('\n', '\r\n');
    const made = applyEdits(text, updateTrial(parse(text), trialOf()));
    expect(made.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(parse(made).trial).toEqual(parse(print(trialOf())).trial);
  });

  it('but not which way is good: that is a judgement', () => {
    const change = (text: string) => text.replace('unit: points', 'unit: points, better: lower');
    const made = updated(change, { mean: '9.4' });
    expect(Object.values(made.trial.outcomes ?? {})[0]?.better).toBe('lower');
  });
});

describe('what is new', () => {
  it('results come to a document that had none, and everything a person wrote stays', () => {
    const change = (text: string) =>
      `# mine, on top\n${text
        .replace('dose: 10 mg', 'dose: 10 mg ~> 7.5 mg ~> 2.5 mg')
        .replace('outcomes:\n', 'focus: examplin-10mg vs placebo on example\noutcomes: # what counts\n')}` +
      'scenarios:\n  mine: # a comment\n    - arms.examplin-5mg.dose: 2 mg\n    - drop: arms.placebo\n# mine, below\n';
    const made = updated(change, {}, { results: false });
    expect(made.trial.results).toHaveLength(1);
    expect(made.trial.outcomes?.example).toMatchObject({ unit: 'points', time: '12 weeks' });
    expect(made.trial.focus).toBe('examplin-10mg vs placebo on example');
    for (const mine of [
      '# mine, on top\n',
      '~> 7.5 mg ~> 2.5 mg\n',
      '# what counts\n',
      '# a comment\n',
      '# mine, below\n',
    ])
      expect(made.text).toContain(mine);
    expect(made.scenarios).toMatchObject([{ name: 'mine', steps: [{}, {}] }]);
  });

  it('arms, outcomes and rows come where the record has them', () => {
    const arms = [ARMS[0], { label: 'Examplin 7 mg', type: 'EXPERIMENTAL', dose: '7 mg' }, ARMS[1], ARMS[2]];
    const made = updated(
      (text) => text.replaceAll('examplin-5mg', 'low').replace('dose: 5 mg', 'dose: 5 mg ~> 4 mg'),
      { arms, secondary: ['Another Thing', 'Responder Rate'], rows: ['Week 4', 'Week 8', 'Week 12'] },
      { rows: ['Week 4', 'Week 12'] },
    );
    expect(Object.keys(made.trial.arms ?? {})).toEqual(['examplin-10mg', 'examplin-7mg', 'low', 'placebo']);
    expect(made.trial.arms?.low?.dose).toBe('5 mg');
    expect(Object.values(made.trial.outcomes ?? {}).map(({ measure }) => measure)).toEqual([
      'Change in Example Score',
      'Another Thing',
      'Responder Rate',
    ]);
    expect(made.trial.results?.map(({ row }) => row).filter((row) => row !== 'unknown')).toEqual([
      'Week 4',
      'Week 8',
      'Week 12',
    ]);
    expect(Object.keys(made.trial.results?.[0]?.values ?? {})).toEqual([
      'examplin-10mg',
      'examplin-7mg',
      'low',
      'placebo',
    ]);
    expect(made.trial.sources?.['arms.low']).toBe('armGroups[2]');
  });

  it('takes no id that a person or a scenario has', () => {
    const added = (text: string) =>
      `${text.replaceAll('examplin-5mg', 'examplin-7mg')}scenarios:\n  more:\n    - add: { arms.examplin-7mg-2: { dose: 3 mg } }\n`;
    const arms = [...ARMS, { label: 'Examplin 7 mg', type: 'EXPERIMENTAL', dose: '7 mg' }];
    const made = updated(added, { arms });
    expect(Object.keys(made.trial.arms ?? {})).toEqual(['examplin-10mg', 'examplin-7mg', 'placebo', 'examplin-7mg-3']);
    expect(made.trial.arms?.['examplin-7mg']?.dose).toBe('5 mg');
  });
});

describe('what the record has no longer', () => {
  const gone = { arms: [ARMS[0], ARMS[2]], secondary: [] };

  it('goes', () => {
    const made = updated((text) => text, gone);
    const inIds = JSON.stringify(made.trial).replaceAll('examplin-10mg', 'examplin');
    expect(JSON.parse(inIds)).toEqual(trialOf(gone));
  });

  it.each([
    ['an arrow', (text: string) => text.replace('dose: 5 mg', 'dose: 5 mg ~> 4 mg')],
    ['a scenario', (text: string) => `${text}scenarios:\n  a:\n    - drop: arms.examplin-5mg\n`],
    ['the focus', (text: string) => `focus: examplin-5mg vs placebo on example\n${text}`],
    ['a comment', (text: string) => text.replace('dose: 5 mg', 'dose: 5 mg # why so little?')],
  ])('stays where %s speaks of it', (_, change) => {
    const made = updated(change, gone);
    expect(made.trial.arms?.['examplin-5mg']).toMatchObject({ dose: '5 mg' });
    expect(made.trial.sources).not.toHaveProperty('arms.examplin-5mg');
    expect(Object.keys(made.trial.outcomes ?? {})).toEqual(['example']);
  });

  it('the results of an arm that stays for a scenario stay with it', () => {
    const made = updated((text) => `${text}scenarios:\n  a:\n    - contrast: examplin-5mg vs placebo\n`, gone);
    expect(made.trial.results?.[0]?.values).toMatchObject({ 'examplin-5mg': { mean: 6.2 }, placebo: {} });
  });

  it('stays where the import left it out, and a person wrote it', () => {
    const written = updated(
      (text) =>
        text
          .replace(/^( {2}placebo:)$/m, '$1\n    dose: 3 mg')
          .replace(/^( {2}arms\.placebo: .*)$/m, '$1\n  arms.placebo.dose: armGroups[1].description, perhaps 3 mg'),
      {},
    );
    expect(written.trial.arms?.placebo?.dose).toBe('3 mg');
    expect(written.trial.sources).not.toHaveProperty(['arms.placebo.dose']);
  });

  it('stays where nothing says that it came from a record', () => {
    const text = print({ ...trialOf(), sources: undefined } as unknown as Trial);
    expect(parse(text).trial.sources).toBeUndefined();
    const made = parse(applyEdits(text, updateTrial(parse(text), trialOf(gone))));
    expect(Object.keys(made.trial.arms ?? {})).toEqual(['examplin-10mg', 'examplin-5mg', 'placebo']);
    expect(Object.keys(made.trial.outcomes ?? {})).toHaveLength(2);
  });

  it('analyses that were withdrawn go, one that a person added stays beside what is as it was', () => {
    const own = (text: string) =>
      text.replace(/( *)- (contrast: examplin-10mg vs placebo\n)/, '$1- { contrast: placebo, p: 0.5 }\n$1- $2');
    const kept = updated(own, { enrollment: 121 });
    expect(kept.trial.results?.[0]?.analyses).toHaveLength(2);
    const withdrawn = updated((text) => text, { p: [], mean: '9.4' });
    expect(withdrawn.trial.results?.[0]?.analyses).toBeUndefined();
  });
});

describe('an arm of one drug that becomes one of two', () => {
  const text = `trial: NCT09999901
arms:
  high: # mine
    label: High
    drug: Examplin
    dose: 5 mg
sources:
  arms.high: armGroups[0]
  arms.high.drug: interventions[0]
  arms.high.dose: armGroups[0].label
`;
  const two = { examplin: { drug: 'Examplin', dose: '6 mg' }, otherin: { drug: 'Otherin', dose: '1 mg' } };
  const fresh: Trial = { trial: 'NCT09999901', arms: { combination: { label: 'High', gives: two } } };
  const refreshed = (document: string) => parse(applyEdits(document, updateTrial(parse(document), fresh)));

  it('is refreshed as a whole', () => {
    const made = refreshed(text);
    expect(made.trial.arms).toEqual({ high: { label: 'High', gives: two } });
    expect(made.text).toContain('high: # mine\n');
  });

  it('keeps what it gave where a person perturbed that', () => {
    const made = refreshed(text.replace('5 mg\n', '5 mg ~> 4 mg\n'));
    expect(made.trial.arms).toEqual({ high: { label: 'High', drug: 'Examplin', dose: '5 mg' } });
    expect(made.inPlace?.steps).toHaveLength(1);
  });

  it('and back', () => {
    const made = refreshed(text);
    const one: Trial = { ...fresh, arms: { high: { label: 'High', drug: 'Examplin', dose: '5 mg' } } };
    const back = parse(applyEdits(made.text, updateTrial(made, one)));
    expect(back.trial.arms).toEqual(one.arms);
  });
});

describe('a document is made to say another trial', () => {
  const noArrows = (trial: Trial): Trial => JSON.parse(JSON.stringify(trial).replaceAll('~>', '->'));
  const layouts: readonly ((trial: Trial) => string)[] = [
    print,
    (trial) => print(trial).trimEnd(),
    (trial) => print(trial).replaceAll('\n', '\r\n'),
    (trial) => `# on top\n${print(trial)}# below\n`,
    (trial) => JSON.stringify(trial),
    (trial) => JSON.stringify(trial, null, 2),
  ];

  /** Items of `target` that stand where the document has one are that one. */
  function origins(old: Trial, target: Trial): Map<object, number> {
    const found = new Map<object, number>();
    const pair = (before: readonly object[] = [], after: readonly object[] = []) => {
      for (const [i, item] of after.slice(0, before.length).entries()) found.set(item, i);
    };
    pair(old.results, target.results);
    for (const [i, { analyses }] of (target.results ?? []).entries()) pair(old.results?.[i]?.analyses, analyses);
    return found;
  }

  it('whatever the two are, and however it is laid out', () => {
    const anyDocument = anyTrial().map(noArrows);
    fc.assert(
      fc.property(anyDocument, anyDocument, fc.constantFrom(...layouts), (old, other, layout) => {
        const parsed = parse(layout(old));
        const target = parse(print(other)).trial;
        fc.pre(isUnderstood(parsed) && equal(parsed.trial, parse(print(old)).trial));
        const made = parse(applyEdits(parsed.text, rewrite(parsed, target, origins(parsed.trial, target))));
        expect(made.trial).toEqual(target);
      }),
      { numRuns: 60 },
    );
  });

  it.each(['|2-\n\n      : ', '|-\n      a\n      b\t', '>-\n      a \n      b  ', '|-\n      a\n        '])(
    'white space at the end of a block goes with it: %j',
    (block) => {
      const parsed = parse(`results:\n  - outcome: ${block}\n`);
      const target = { results: [{ outcome: 'Inclusion:\n  - age' }] };
      const made = parse(applyEdits(parsed.text, rewrite(parsed, target, new Map([[target.results[0] as object, 0]]))));
      expect(made.trial).toEqual(target);
    },
  );

  it.each<[string, object]>([
    ['{}', { title: 'A', design: { phase: 2 } }],
    ['# mine\n--- { }  # empty\n', { title: 'A', design: { phase: 2 } }],
    ['harms:\n  deaths: {}\n', { 0: false, harms: { other: {} } }],
    ['{"design":{"countries":[""," #"]}}', { design: { countries: ['', ''] } }],
    ['design:\n  countries: # where\n    - Chile\n    - Peru # too\n', { design: { countries: ['Chile', 'Chile'] } }],
  ])('%j', (text, target) => {
    const parsed = parse(text);
    const made = parse(applyEdits(parsed.text, rewrite(parsed, target, new Map())));
    expect(made.trial).toEqual(target);
  });

  it('what stands further on in the line is no comment of a list', () => {
    const target = { design: { masked: ['participant', 'care provider'] } };
    const parsed = parse('{"design":{"masked":["care provider"]},"scenarios":{"a":[{"a":[{" #":false}]}]}}');
    const made = parse(applyEdits(parsed.text, rewrite(parsed, target, new Map())));
    expect(made.trial).toEqual(target);
  });

  it('edits made one after the other are edits of the first text', () => {
    const anyEdits = (text: string) =>
      fc
        .array(fc.tuple(fc.nat(text.length), fc.nat(text.length), fc.string({ maxLength: 3 })), { maxLength: 5 })
        .map((drawn) => {
          const edits: TextEdit[] = [];
          for (const [a, b, said] of drawn.toSorted((one, other) => one[0] - other[0])) {
            const start = Math.max(a, edits.at(-1)?.end ?? 0);
            edits.push({ start, end: Math.max(start, Math.min(b, start + 4)), text: said });
          }
          return edits;
        });
    const anySteps = fc
      .string({ maxLength: 20 })
      .chain((text) =>
        anyEdits(text).chain((first) => anyEdits(applyEdits(text, first)).map((second) => ({ text, first, second }))),
      );
    fc.assert(
      fc.property(anySteps, ({ text, first, second }) => {
        const once = applyEdits(text, composeEdits(first, second));
        expect(once).toBe(applyEdits(applyEdits(text, first), second));
      }),
      { numRuns: 1000 },
    );
  });
});
