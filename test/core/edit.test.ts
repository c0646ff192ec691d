import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify, type ToStringOptions } from 'yaml';
import { writtenStep } from '../../core/trial/edit/scenarios.ts';
import {
  addSteps,
  adopt,
  applyEdits,
  dropArm,
  imaginedAt,
  perturb,
  perturbFurther,
  placeable,
  revert,
  setFocus,
  setValue,
  toInPlace,
  toScenario,
} from '../../core/trial/edit.ts';
import { parse } from '../../core/trial/parse.ts';
import { print } from '../../core/trial/print.ts';
import { valueAt } from '../../core/trial/scenarios.ts';
import type { Trial } from '../../core/trial/schema.ts';
import { perturbablePaths, shapeAt } from '../../core/trial/shape.ts';
import type { Attribute, Parsed, Path, Perturbation, TextEdit } from '../../core/trial/types.ts';
import { anyText, anyTrial, isUnderstood } from './trials.ts';

const SAMPLES = join(import.meta.dirname, '../../samples');
const samples = readdirSync(SAMPLES)
  .filter((name) => name.endsWith('.trial'))
  .map((name) => readFileSync(join(SAMPLES, name), 'utf8'));

const edited = (parsed: Parsed, edits: readonly TextEdit[]): Parsed => parse(applyEdits(parsed.text, edits));
const without = (trial: Trial, key: string) => ({ ...trial, [key]: undefined });

/** Layouts that people and other tools write: this printer's, and `yaml`'s in several of its ways. */
const noArrows = (trial: Trial): Trial => JSON.parse(JSON.stringify(trial).replaceAll('~>', '->'));
const foreign = (options: ToStringOptions & { indentSeq?: boolean }) => (trial: Trial) =>
  stringify(noArrows(trial), null, options);
const LAYOUTS: readonly ((trial: Trial) => string)[] = [
  print,
  (trial) => print(trial).replaceAll('\n', '\r\n'),
  (trial) => print(trial).trimEnd(),
  (trial) => `# a comment\n${print(trial)}# the end\n`,
  foreign({ indent: 4 }),
  foreign({ indentSeq: false, singleQuote: true }),
  foreign({ defaultStringType: 'QUOTE_DOUBLE' }),
  foreign({ defaultStringType: 'QUOTE_SINGLE', lineWidth: 0 }),
  foreign({ collectionStyle: 'flow', lineWidth: 0 }),
  foreign({ collectionStyle: 'flow' }),
];

/** A document that reads as one trial, in any layout; or a sample, with comments and arrows. */
const anyDocument = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(...samples),
    fc.constantFrom(...samples).map((text) => text.replaceAll('\n', '\r\n')),
    fc
      .tuple(anyTrial(), fc.constantFrom(...LAYOUTS))
      // A section of no scenarios is not told from none: it goes with its last.
      .map(([trial, layout]) =>
        layout(Object.keys(trial.scenarios ?? {}).length > 0 ? trial : without(trial, 'scenarios')),
      )
      .filter((text) => isUnderstood(parse(text))),
  );

/** A value that the schema lets an attribute take. */
function anyValue(path: Path): fc.Arbitrary<Attribute> {
  const shape = shapeAt(path);
  switch (shape?.kind) {
    case 'number':
      return fc.oneof(
        fc.integer({ min: 1, max: 9999 }),
        fc.double({ noNaN: true, noDefaultInfinity: true, min: 0.001 }),
      );
    case 'boolean':
      return fc.boolean();
    case 'enum':
      return fc.constantFrom(...(shape.values ?? []));
    case 'list':
      return fc.array(
        anyText().filter((text) => text !== ''),
        { minLength: 1, maxLength: 3 },
      );
    default:
      return fc.oneof(
        fc.constantFrom('1.7 mg', 'twice daily', '0.25, 0.5, 1 mg', 'a: b', 'x #y', '> 5 mg', '"q"'),
        anyText(),
      );
  }
}

interface Change {
  text: string;
  path: Path;
  to: Attribute;
}

const anyChange = (arrow = false): fc.Arbitrary<Change> =>
  anyDocument()
    .map((text) => {
      const { trial } = parse(text);
      const stated = (path: Path) => valueAt(trial, path) !== undefined && shapeAt(path)?.kind !== 'list';
      return { text, paths: perturbablePaths(trial).filter((path) => !arrow || stated(path)) };
    })
    .filter(({ paths }) => paths.length > 0)
    .chain(({ text, paths }) => fc.record({ text: fc.constant(text), path: fc.constantFrom(...paths) }))
    .chain(({ text, path }) => anyValue(path).map((to) => ({ text, path, to })));

const runs = { numRuns: 150 };
/** Numbers as the parser reads them: `2` of a closed list of texts may come back as a number. */
const said = (value: unknown) => (typeof value === 'number' ? String(value) : value);

function stepsSetting(parsed: Parsed, path: Path): unknown[] {
  const all = [parsed.inPlace, ...parsed.scenarios].flatMap((scenario) => scenario?.steps ?? []);
  return all.flatMap(({ perturbation: step }) =>
    step.kind === 'set' && step.path.join('.') === path.join('.') ? [said(step.to)] : [],
  );
}

describe('perturb', () => {
  it('imagines the value, observes what was observed, and is taken back without a trace', () => {
    fc.assert(
      fc.property(anyChange(), ({ text, path, to }) => {
        const parsed = parse(text);
        const observed = valueAt(parsed.trial, path);
        fc.pre(path.every((key) => !String(key).includes('.')));
        fc.pre(JSON.stringify(observed) !== JSON.stringify(to) && imaginedAt(parsed, path).length === 0);
        const perturbed = edited(parsed, perturb(parsed, path, to));
        expect(perturbed.text).not.toBe(parsed.text);
        expect(without(perturbed.trial, 'scenarios')).toEqual(without(parsed.trial, 'scenarios'));
        expect(stepsSetting(perturbed, path)).toContainEqual(said(to));
        const reverted = edited(perturbed, revert(perturbed, path));
        // Quotation marks that nobody needed go with an arrow that needed them.
        if (reverted.text.length === parsed.text.length) expect(reverted.text).toBe(parsed.text);
        expect(reverted.trial).toEqual(parsed.trial);
      }),
      runs,
    );
  });

  it('replaces the arrow that is there, and can go one step further', () => {
    const parsed = parse('arms:\n  a:\n    dose: 2.4 mg ~> 1.7 mg   # why\n');
    const path = ['arms', 'a', 'dose'];
    expect(edited(parsed, perturb(parsed, path, '1 mg')).text).toBe('arms:\n  a:\n    dose: 2.4 mg ~> 1 mg   # why\n');
    const further = edited(parsed, perturbFurther(parsed, path, '1 mg'));
    expect(further.text).toBe('arms:\n  a:\n    dose: 2.4 mg ~> 1.7 mg ~> 1 mg   # why\n');
    expect(edited(further, revert(further, path)).text).toBe('arms:\n  a:\n    dose: 2.4 mg   # why\n');
    expect(edited(parsed, perturb(parsed, path, '2.4 mg')).text).toBe('arms:\n  a:\n    dose: 2.4 mg   # why\n');
  });

  it.each([
    ['arms: { a: { dose: 2 mg } }\n', 'arms: { a: { dose: "2 mg ~> 0.5, 1 mg" } }\n', '0.5, 1 mg'],
    ['arms:\n  a:\n    dose: 2 mg\n', 'arms:\n  a:\n    dose: "2 mg ~> a: b"\n', 'a: b'],
    ['arms:\n  a:\n    dose: 2 mg\n', 'arms:\n  a:\n    dose: 2 mg ~> > 1 mg\n', '> 1 mg'],
    ["arms:\n  a:\n    dose: '2 mg'\n", "arms:\n  a:\n    dose: '2 mg ~> it''s 1'\n", "it's 1"],
    ['arms:\n  a:\n    dose: "2\\u00a0mg" # x\n', 'arms:\n  a:\n    dose: "2\\u00a0mg ~> \\"1\\"" # x\n', '"1"'],
    ['arms:\r\n  a:\r\n    dose: 2 mg\r\n', 'arms:\r\n  a:\r\n    dose: 2 mg ~> 1 mg\r\n', '1 mg'],
  ])('%j becomes %j', (text, expected, to) => {
    const parsed = parse(text);
    const path = ['arms', 'a', 'dose'];
    const perturbed = edited(parsed, perturb(parsed, path, to));
    expect(perturbed.text).toBe(expected);
    expect(imaginedAt(perturbed, path)).toEqual([to]);
    expect(edited(perturbed, revert(perturbed, path)).text).toBe(text);
  });

  it('writes what no arrow can say as a scenario, named by the change', () => {
    const parsed = parse('trial: x\ndesign:\n  countries: [Germany]\nsources:\n  trial: y\n');
    const japan = edited(parsed, perturb(parsed, ['design', 'countries'], ['Japan']));
    expect(japan.text).toBe(
      'trial: x\ndesign:\n  countries: [Germany]\nscenarios:\n  in-japan:\n    - design.countries: [Japan]\nsources:\n  trial: y\n',
    );
    const both = edited(japan, perturb(japan, ['design', 'phase'], 3, 'in-japan'));
    expect(both.text).toContain('    - design.countries: [Japan]\n    - design.phase: 3\nsources');
    const other = edited(japan, perturb(japan, ['design', 'countries'], ['Japan', 'China']));
    expect(other.text).toContain('  in-japan-and-china:\n    - design.countries: [Japan, China]\n');
  });

  it('does nothing where the schema lets nothing be perturbed', () => {
    const parsed = parse('title: a\n');
    expect(perturb(parsed, ['title'], 'b')).toEqual([]);
  });
});

describe('adopt', () => {
  it('makes the imagined value the fact', () => {
    fc.assert(
      fc.property(anyChange(true), ({ text, path, to }) => {
        const parsed = parse(text);
        const perturbed = edited(parsed, perturb(parsed, path, to));
        fc.pre(imaginedAt(perturbed, path).length > 0);
        const adopted = edited(perturbed, adopt(perturbed, path));
        expect(said(valueAt(adopted.trial, path))).toEqual(said(imaginedAt(perturbed, path).at(-1)));
        expect(imaginedAt(adopted, path)).toEqual([]);
      }),
      runs,
    );
  });
});

describe('scenarios', () => {
  it('take the arrows in place, and give them back without a trace', () => {
    fc.assert(
      fc.property(
        anyDocument(),
        fc.array(fc.tuple(fc.nat(), anyText()), { minLength: 1, maxLength: 3 }),
        (document, changes) => {
          let parsed = parse(document);
          for (const [at, to] of changes) {
            const texts = perturbablePaths(parsed.trial).filter((path) => shapeAt(path)?.kind === 'text');
            const path = texts[at % Math.max(1, texts.length)];
            const next = path && edited(parsed, perturb(parsed, path, to));
            if (next && imaginedAt(next, path).length > 0) parsed = next;
          }
          fc.pre(parsed.inPlace !== undefined && !parsed.childrenOf(['scenarios']).includes('moved'));
          const steps = parsed.inPlace?.steps.map((step) => step.perturbation);
          // A key with dots in it cannot be part of a path.
          fc.pre(steps?.every((step) => writtenStep(step) !== undefined) ?? false);
          const moved = edited(parsed, toScenario(parsed, 'moved'));
          expect(moved.inPlace).toBeUndefined();
          expect(moved.scenarios.find(({ name }) => name === 'moved')?.steps.map((step) => step.perturbation)).toEqual(
            steps,
          );
          expect(placeable(moved, 'moved').why).toBeUndefined();
          const back = edited(moved, toInPlace(moved, 'moved'));
          expect(back.inPlace?.steps.map((step) => step.perturbation)).toEqual(steps);
          if (back.text.length === parsed.text.length) expect(back.text).toBe(parsed.text);
          expect(back.trial).toEqual(parsed.trial);
        },
      ),
      runs,
    );
  });

  it('say why they cannot stand in place', () => {
    const parsed = parse(
      'arms:\n  a: { dose: 2 mg }\ndesign:\n  phase: 2\nscenarios:\n  s:\n    - drop: arms.a\n  t:\n    - design.phase: 3\n    - arms.a.dose: 1 mg\n',
    );
    expect(placeable(parsed, 's')).toEqual({ steps: [], why: expect.stringMatching(/drops/) });
    expect(placeable(parsed, 't')).toEqual({ steps: [], why: expect.stringMatching(/order/) });
    expect(placeable(parsed, 'u')).toEqual({ steps: [], why: expect.stringMatching(/no scenario/) });
    expect(toInPlace(parsed, 's')).toEqual([]);
  });

  it.each([
    [
      '    - arms.a.dose: 1 mg\n    - design.countries: [Japan] # why\n',
      '    - design.countries: [Japan] # why\n',
      /a list/,
    ],
    [' [{ arms.a.dose: 1 mg }, { design.countries: [Japan] }]\n', ' [{ design.countries: [Japan] }]\n', /a list/],
    ['    - arms.a.dose: 1 mg\n    - arms.a.route: oral\n', '    - arms.a.route: oral\n', /not state/],
    ['    - arms.a.dose: 1 mg\n    - arms.b.dose: 2 mg\n', '    - arms.b.dose: 2 mg\n', /not one change/],
    ['    - outcome: o\n    - arms.a.dose: 1 mg\n', '    - outcome: o\n', /looks elsewhere/],
  ])('give what can stand in place, keep the rest, and say why: %j', (steps, rest, why) => {
    const head = (dose: string) =>
      `arms:\n  a: { dose: ${dose} }\noutcomes: { o: {} }\ndesign:\n  countries: [Peru]\nscenarios:\n  s:${steps.startsWith(' [') ? '' : '\n'}`;
    const parsed = parse(head('2 mg') + steps);
    const found = placeable(parsed, 's');
    expect(found.steps).toHaveLength(1);
    expect(found.why).toMatch(why);
    expect(edited(parsed, toInPlace(parsed, 's')).text).toBe(head('2 mg ~> 1 mg') + rest);
  });

  const STEPS: readonly Perturbation[] = [
    { kind: 'set', factor: 'A', path: ['arms', 'a', 'dose'], from: undefined, to: '1 mg' },
    { kind: 'set', factor: 'E', path: ['design', 'countries'], from: undefined, to: ['Japan', 'a, b'] },
    { kind: 'drop', factor: 'A', path: ['arms', 'a'] },
    { kind: 'add', factor: 'A', path: ['arms', 'b'], value: { role: 'experimental', dose: '4 mg' } },
    { kind: 'look', factor: 'O', outcome: 'walk' },
    { kind: 'look', factor: 'O', outcome: 'walk', contrast: { first: 'a', second: 'b' } },
  ];

  it.each([
    '',
    '# only a comment',
    'trial: x',
    'trial: x\nscenarios:\n',
    'trial: x\nscenarios: # none yet\nsources: {}\n',
    'trial: x\nscenarios:\n  s:\n',
    'trial: x\nscenarios:\n  s: []\n',
    'trial: x\nscenarios:\n  s: [{ outcome: first }]\n',
    'trial: x\nscenarios:\n  s:\n  - outcome: first # here\n# after\n',
    'trial: x\nscenarios:\n    s:\n        -   outcome: first\n\n\nother: 1\n',
    'trial: x\nscenarios: { s: [{ outcome: first }] }\n',
    'trial: x\nscenarios: {}\n',
    'trial: x\r\nscenarios:\r\n  t:\r\n    - outcome: first\r\n',
    '{ trial: x }\n',
  ])('take every kind of step, in %j', (text) => {
    for (const step of STEPS) {
      const parsed = parse(text);
      const next = edited(parsed, addSteps(parsed, 's', [step]));
      expect(next.trial.scenarios?.s).toEqual([...(parsed.trial.scenarios?.s ?? []), writtenStep(step)]);
      expect(without(next.trial, 'scenarios')).toEqual(without(parsed.trial, 'scenarios'));
      for (const comment of text.match(/#.*/g) ?? []) expect(next.text).toContain(comment.trim());
      expect(next.diagnostics.filter(({ code }) => code === 'syntax')).toEqual([]);
      if (text.includes('\r')) expect(next.text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    }
  });

  it('drop arms', () => {
    const parsed = parse('arms:\n  low: { dose: 1 mg }\n  high: { dose: 2 mg }\n');
    const dropped = edited(parsed, dropArm(parsed, 'low'));
    expect(dropped.text).toBe(`${parsed.text}scenarios:\n  without-low:\n    - drop: arms.low\n`);
  });
});

describe('setValue', () => {
  it('sets one value and changes no other', () => {
    fc.assert(
      fc.property(anyChange(), ({ text, path, to }) => {
        const parsed = parse(text);
        const next = edited(parsed, setValue(parsed, path, to));
        expect(said(valueAt(next.trial, path))).toEqual(said(to));
        const back = edited(next, setValue(next, path, (valueAt(parsed.trial, path) ?? to) as Attribute));
        if (valueAt(parsed.trial, path) !== undefined)
          expect(without(back.trial, 'scenarios')).toEqual(without(parsed.trial, 'scenarios'));
        expect(stepsSetting(next, path).toSorted()).toEqual(stepsSetting(parsed, path).toSorted());
      }),
      runs,
    );
  });

  it.each([
    ['arms:\n  a:\n    dose: 5 mg ~> 1 mg  # why\n', '\n!'],
    ['arms:\n  a:\n    dose: 5 mg  # why\n', '\n!'],
    ['arms:\n  a:\n    dose: 5 mg # why', 'one\ntwo\n'],
    ['arms:\n  a:\n    dose:  # why\n', 'one\ntwo\n'],
    ['arms:\n  a:\n    dose:  # why\n', '5 mg'],
    ['arms:\n  a:\n    dose: null # why\n', '5 mg'],
    ['arms: { a: { dose: , role: sham } } # why\n', '5 mg'],
    ['arms:\n  a:\n    dose: |  # why\n      one\n      two\n  b: {}\n', 'three\nfour'],
  ])('keeps a value apart from the comment behind it, in %j', (text, value) => {
    const parsed = parse(text);
    const next = edited(parsed, setValue(parsed, ['arms', 'a', 'dose'], value));
    expect(next.trial.arms?.a?.dose).toBe(value);
    expect(next.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('keeps what stands around the value', () => {
    const text = '# top\ntrial: x # id\ndesign: # E\n    phase: 2   # two\n    countries:\n        - Japan\n\n# end\n';
    const parsed = parse(text);
    expect(edited(parsed, setValue(parsed, ['design', 'phase'], 3)).text).toBe(text.replace('phase: 2', 'phase: 3'));
    expect(edited(parsed, setValue(parsed, ['design', 'masking'], 'double')).text).toBe(
      text.replace('# two\n', '# two\n    masking: double\n'),
    );
    expect(edited(parsed, setValue(parsed, ['population', 'sex'], 'all')).text).toBe(
      text.replace('# id\n', '# id\npopulation:\n    sex: all\n'),
    );
    expect(edited(parsed, setValue(parsed, ['design', 'countries'], ['Chile'])).text).toBe(
      text.replace('countries:\n        - Japan', 'countries: [Chile]'),
    );
  });

  it('sets the focus', () => {
    const parsed = parse('trial: x\ntitle: y\narms: {}\n');
    const look = { outcome: 'o', row: 'r', first: 'a', second: 'b' };
    expect(edited(parsed, setFocus(parsed, look)).text).toBe('trial: x\ntitle: y\nfocus: a vs b on o, r\narms: {}\n');
  });
});

describe('applyEdits', () => {
  it('refuses edits that overlap', () => {
    expect(() =>
      applyEdits('abc', [
        { start: 0, end: 2, text: '' },
        { start: 1, end: 3, text: '' },
      ]),
    ).toThrow(RangeError);
    expect(
      applyEdits('abc', [
        { start: 3, end: 3, text: 'd' },
        { start: 0, end: 1, text: '' },
      ]),
    ).toBe('bcd');
  });
});
