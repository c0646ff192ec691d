/** The parse of a document: what it says of a text, and what holds whatever the text is. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMap, isScalar, parseDocument } from 'yaml';
import { parse, parseWhole } from '../../core/trial/parse.ts';
import { parseYaml } from '../../core/trial/parse-tree.ts';
import { valueAt } from '../../core/trial/paths.ts';
import { asRead, cutText } from '../../core/trial/segments.ts';
import { shapeAt } from '../../core/trial/shape.ts';
import { simpleTree } from '../../core/trial/simple.ts';
import type { Parsed, Path } from '../../core/trial/types.ts';
import { changed, DOCUMENT } from './language/document.ts';
import { documents, edit, edited, pieces, shuffled } from './language/texts.ts';
import { anyTrial } from './trials.ts';

/** All that a parse says, for two to be compared. */
function said(parsed: Parsed) {
  const { trial, diagnostics, inPlace, scenarios } = parsed;
  return { trial, diagnostics, inPlace, scenarios, places: placesOf(parsed) };
}

/** Every path of a document, and where its key and value stand. */
function placesOf(parsed: Parsed, path: Path = []): unknown[] {
  return parsed.childrenOf(path).flatMap((key) => {
    const below = [...path, key];
    return [
      [below.join('.'), parsed.rangeOf(below, 'key'), parsed.rangeOf(below, 'value')],
      ...placesOf(parsed, below),
    ];
  });
}

describe('a document', () => {
  const parsed = parse(DOCUMENT);
  const at = (path: Path, part: 'key' | 'value' = 'value') => {
    const range = parsed.rangeOf(path, part);
    return range && DOCUMENT.slice(range.start, range.end);
  };

  test('is a trial, typed by the schema, with the arrows taken away', () => {
    const { trial } = parsed;
    expect(trial.trial).toBe('NCT04788511');
    expect(trial.population).toEqual({
      condition: ['Obesity'],
      enrollment: 529,
      age: '18 years and older',
      sex: 'all',
    });
    expect(trial.arms?.semaglutide).toEqual({
      role: 'experimental',
      drug: 'Semaglutide',
      dose: '2.4 mg',
      schedule: 'once weekly',
    });
    expect(trial.arms?.low?.gives?.statin).toEqual({ drug: 'Atorvastatin', dose: '20 mg' });
    expect(trial.design?.start).toBe('2021-03');
    expect(trial.results?.[0]?.analyses?.[0]?.p).toBe('<0.0001');
    expect(trial.results?.[1]?.values?.pooled).toEqual({ mean: 21.5, ci: '15 to 28', n: 240 });
    expect(trial.harms?.serious?.placebo).toBe('71/266');
    expect(trial.scenarios?.['lower-dose-in-japan']).toEqual([
      { 'arms.semaglutide.dose': '1.7 mg' },
      { 'design.countries': ['Japan'] },
    ]);
  });

  test('knows where everything stands', () => {
    expect(at(['arms', 'semaglutide', 'dose'])).toBe('2.4 mg ~> 1.7 mg');
    expect(at(['arms', 'semaglutide', 'dose'], 'key')).toBe('dose');
    expect(at(['results', 1, 'values', 'placebo', 'ci'])).toBe('-6 to 8');
    expect(at(['results'], 'key')).toBe('results');
    expect(at(['results'])?.startsWith('- outcome: kccq')).toBe(true);
    expect(at(['results'])?.endsWith('n: 230 }')).toBe(true);
    expect(at(['scenarios', 'would-they-walk', 0, 'contrast'])).toBe('pooled vs placebo');
    expect(at(['design', 'countries', 1])).toBe('Germany');
    expect(at(['arms', 'none'])).toBeUndefined();
    expect(parsed.childrenOf(['arms', 'low', 'gives'])).toEqual(['semaglutide', 'statin']);
    expect(parsed.childrenOf(['results'])).toEqual([0, 1]);
    expect(parsed.childrenOf([]).slice(0, 4)).toEqual(['trial', 'title', 'focus', 'population']);
  });

  test('knows what stands at an offset', () => {
    const place = (piece: string, shift = 0) => parsed.placeAt(DOCUMENT.indexOf(piece) + shift);
    expect(place('2.4 mg ~> 1.7', 12)).toMatchObject({ path: ['arms', 'semaglutide', 'dose'], part: 'value' });
    expect(place('sd: 17.3', 1)).toMatchObject({ path: ['results', 0, 'values', 'placebo', 'sd'], part: 'key' });
    expect(place('row: Week', 6)).toMatchObject({ path: ['results', 1, 'row'], part: 'value' });
    expect(place('Germany', 2)).toMatchObject({ path: ['design', 'countries', 1], part: 'value' });
    expect(place('# a comment', 4)?.path).toEqual(['arms', 'semaglutide']);
    expect(parsed.placeAt(DOCUMENT.length + 10)).toBeUndefined();
  });

  test('its arrows in place are its unnamed scenario, by factor', () => {
    const text = changed('masking: double', 'masking: double ~> none').replace(
      'enrollment: 529',
      'enrollment: "529 ~> 800 ~> 1000"',
    );
    const { inPlace, trial } = parse(text);
    expect(trial.population?.enrollment).toBe(529);
    expect(inPlace?.steps.map(({ perturbation, range }) => [perturbation, text.slice(range.start, range.end)])).toEqual(
      [
        [{ kind: 'set', factor: 'N', path: ['population', 'enrollment'], from: 529, to: 800 }, '800'],
        [{ kind: 'set', factor: 'N', path: ['population', 'enrollment'], from: 800, to: 1000 }, '1000'],
        [{ kind: 'set', factor: 'A', path: ['arms', 'semaglutide', 'dose'], from: '2.4 mg', to: '1.7 mg' }, '1.7 mg'],
        [{ kind: 'set', factor: 'E', path: ['design', 'masking'], from: 'double', to: 'none' }, 'none'],
      ],
    );
  });

  test('its scenarios are taken step by step from what was observed', () => {
    const text = changed(
      '    - design.countries: [Japan]\n',
      '    - arms.semaglutide.dose: 1 mg\n    - drop: arms.low\n    - add: { arms.high: { dose: 3 mg } }\n    - arms.high.dose: 4 mg\n',
    );
    const { scenarios, diagnostics } = parse(text);
    expect(diagnostics.map((one) => one.message)).toEqual([]);
    expect(scenarios.map(({ name }) => name)).toEqual(['lower-dose-in-japan', 'would-they-walk']);
    expect(scenarios[0]?.steps.map((step) => step.perturbation)).toEqual([
      { kind: 'set', factor: 'A', path: ['arms', 'semaglutide', 'dose'], from: '2.4 mg', to: '1.7 mg' },
      { kind: 'set', factor: 'A', path: ['arms', 'semaglutide', 'dose'], from: '1.7 mg', to: '1 mg' },
      { kind: 'drop', factor: 'A', path: ['arms', 'low'] },
      { kind: 'add', factor: 'A', path: ['arms', 'high'], value: { dose: '3 mg' } },
      { kind: 'set', factor: 'A', path: ['arms', 'high', 'dose'], from: '3 mg', to: '4 mg' },
    ]);
    expect(scenarios[1]?.steps.map((step) => step.perturbation)).toEqual([
      { kind: 'look', factor: 'O', outcome: 'walk', contrast: { first: 'pooled', second: 'placebo' } },
    ]);
  });

  test('a value is what its key holds, however YAML would type it', () => {
    const { trial, diagnostics } = parse(
      'trial: 2024\ntitle: true\noutcomes: { a: { measure: 1.0, time: 52 } }\ndesign: { phase: 2 ~> 3 }\npopulation: { enrollment: "52", healthy: false }\n',
    );
    expect(diagnostics).toEqual([]);
    expect(trial).toEqual({
      trial: '2024',
      title: 'true',
      outcomes: { a: { measure: '1.0', time: '52' } },
      design: { phase: 2 },
      population: { enrollment: 52, healthy: false },
    });
  });

  test('what a reference to another part of the document says is read there', () => {
    const { trial, diagnostics } = parse(
      'trial: a\narms:\n  low: &arm\n    drug: Semaglutide\n    dose: 1 mg\n  high: *arm\n',
    );
    expect(diagnostics).toEqual([]);
    expect(trial.arms?.high).toEqual({ drug: 'Semaglutide', dose: '1 mg' });
    const far = parse('trial: a\npopulation: &p { sex: all }\narms:\n  low: { dose: 1 mg }\nx: *p\n');
    expect(far.trial).toMatchObject({ x: { sex: 'all' } });
  });

  test('windows line ends and a byte order mark change nothing', () => {
    const { trial, diagnostics } = parse(`\ufeff${DOCUMENT.replaceAll('\n', '\r\n')}`);
    expect(diagnostics).toEqual([]);
    expect(trial).toEqual(parsed.trial);
  });

  test('keys that JavaScript knows are keys like any other', () => {
    const { trial } = parse('trial: a\n__proto__: { polluted: true }\narms:\n  constructor: { drug: x }\n');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(trial)).toBe(Object.prototype);
    expect(Object.keys(trial)).toEqual(['trial', '__proto__', 'arms']);
    expect(trial.arms?.constructor).toEqual({ drug: 'x' });
  });
});

const NOT_OURS = new Set(['syntax', 'unknown-alias', 'alias-bomb', 'too-deep', 'too-large']);

describe('whatever the text is', () => {
  test('parse never throws, and says of every diagnostic where it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(shuffled, fc.string({ unit: 'binary' }), fc.constantFrom(...documents)),
        fc.array(edit, { maxLength: 6 }),
        (start, edits) => {
          const text = edits.reduce(edited, start);
          const parsed = parse(text);
          for (const { range, fixes = [] } of parsed.diagnostics) {
            expect(range.start).toBeLessThanOrEqual(range.end);
            expect(range.start).toBeGreaterThanOrEqual(0);
            expect(range.end).toBeLessThanOrEqual(text.length);
            for (const { edits: changes } of fixes)
              for (const one of changes) expect(one.start <= one.end && one.end <= text.length).toBe(true);
          }
          said(parsed);
          for (let offset = 0; offset <= text.length; offset += 17) parsed.placeAt(offset);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('parsed after an edit is parsed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...documents), fc.array(edit, { minLength: 1, maxLength: 8 }), (start, edits) => {
        let text = start;
        let parsed = parse(text);
        for (const one of edits) {
          text = edited(text, one);
          parsed = parse(text, parsed);
          expect(said(parsed)).toEqual(said(parse(text)));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('unchanged segments are shared, not parsed again', () => {
    const before = parse(DOCUMENT);
    const after = parse(changed('sd: 17.9', 'sd: 18.9'), before);
    expect(after.trial.arms?.low).toBe(before.trial.arms?.low);
    expect(after.trial.results?.[1]).toBe(before.trial.results?.[1]);
    expect(after.trial.results?.[0]).not.toBe(before.trial.results?.[0]);
  });

  test('cut and parsed in segments, a text that is YAML says what it says as a whole', () => {
    let compared = 0;
    fc.assert(
      fc.property(
        fc.oneof(shuffled, fc.constantFrom(...documents)),
        fc.array(edit, { maxLength: 2 }),
        (start, edits) => {
          const text = edits.reduce(edited, start);
          const document = parseDocument(asRead(text), { uniqueKeys: false, logLevel: 'error', schema: 'failsafe' });
          if (document.errors.length || document.warnings.length || !isMap(document.contents)) return;
          // What `yaml` takes and a trial document does not: aliases of nothing, keys that are no words, endless nesting.
          if (parse(text).diagnostics.some((one) => NOT_OURS.has(one.code))) return;
          compared++;
          const pieceWise = said(parse(text));
          const whole = said(parseWhole(text));
          expect(pieceWise.trial).toEqual(whole.trial);
          expect(pieceWise).toEqual(whole);
        },
      ),
      { numRuns: 1500 },
    );
    expect(compared).toBeGreaterThan(200);
  });

  test('the cuts follow each other without a gap', () => {
    fc.assert(
      fc.property(fc.oneof(shuffled, fc.string()), fc.array(edit, { maxLength: 4 }), (start, edits) => {
        const text = edits.reduce(edited, start);
        let at = text.startsWith('\ufeff') ? 1 : 0;
        for (const cut of cutText(text)) {
          if (cut.kind !== 'document') expect(cut.start).toBe(at);
          expect(cut.end).toBeGreaterThanOrEqual(cut.start);
          at = cut.end;
        }
        expect(at).toBe(text.length);
      }),
    );
  });

  test('what is read without `yaml` is what `yaml` reads', () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.constantFrom(...pieces), fc.array(edit, { maxLength: 3 }), (start, edits) => {
        const text = edits.reduce(edited, start);
        const simple = simpleTree(text);
        if (!simple) return;
        compared++;
        const tree = parseYaml(text);
        expect(tree.problems).toEqual([]);
        expect(tree.trapped).toEqual([]);
        expect(simple).toEqual(tree.root);
      }),
      { numRuns: 3000 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  test('between brackets a document says the same wherever its lines are broken', () => {
    const space = fc.constantFrom('', ' ', '\n', '\n  ', '\r\n      ');
    fc.assert(
      fc.property(anyTrial(), fc.array(space, { minLength: 1, maxLength: 12 }), (trial, spaces) => {
        const text = JSON.stringify(trial);
        let at = 0;
        const between = (sign: string) =>
          sign.length > 1 ? sign : sign + (sign === ':' ? ' ' : spaces[at++ % spaces.length]);
        const broken = parse(text.replace(/"(?:[^"\\]|\\.)*"|[,:[{]/g, between));
        expect(broken.trial).toEqual(parse(text).trial);
        expect(broken.diagnostics.map(({ code }) => code)).toEqual(parse(text).diagnostics.map(({ code }) => code));
      }),
      { numRuns: 100 },
    );
  });

  test('the text at the range of a value is the value', () => {
    fc.assert(
      fc.property(fc.oneof(shuffled, fc.constantFrom(...documents)), (text) => {
        const parsed = parse(text);
        const check = (path: Path) => {
          for (const key of parsed.childrenOf(path)) {
            const below = [...path, key];
            const keyRange = parsed.rangeOf(below, 'key');
            if (keyRange) expect(text.slice(keyRange.start, keyRange.end).replace(/^["']|["']$/g, '')).toBe(key);
            const range = parsed.rangeOf(below, 'value');
            const value = valueAt(parsed.trial, below);
            if (parsed.childrenOf(below).length) check(below);
            else if (range && shapeAt(below) && (typeof value === 'string' || typeof value === 'number')) {
              const source = text.slice(range.start, range.end);
              const node = parseDocument(`${source}\n`, { schema: 'failsafe', logLevel: 'error' }).contents;
              const scalar = isScalar(node) ? String(node.value) : '';
              if (!scalar.includes('~>')) expect(typeof value === 'number' ? Number(scalar) : scalar).toBe(value);
            }
          }
        };
        check([]);
      }),
      { numRuns: 100 },
    );
  });
});
