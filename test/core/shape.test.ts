/** The schema as it is walked by path, and what is published of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { nearest } from '../../core/trial/nearest.ts';
import { parse } from '../../core/trial/parse.ts';
import { pathOf, valueAt, withValue } from '../../core/trial/paths.ts';
import { trialSchema } from '../../core/trial/schema.ts';
import { factorAt, jsonSchema, perturbablePaths, ROOT, type Shape, shapeAt } from '../../core/trial/shape.ts';
import { DOCUMENT } from './language/document.ts';

describe('shapes', () => {
  const at = (path: string) => shapeAt(pathOf(path));

  test('every key has documentation, and its field of the registry where the registry has one', () => {
    const keys: [string, Shape][] = [];
    const walk = (shape: Shape, path: string): void => {
      for (const [key, below] of shape.keys ?? []) {
        keys.push([path + key, below]);
        walk(below, `${path}${key}.`);
      }
      if (shape.element) walk(shape.element, `${path}*.`);
    };
    walk(ROOT, '');
    expect(keys.length).toBeGreaterThan(90);
    expect(keys.filter(([, { meta }]) => !/^[^a-z].*[.…]$/.test(meta.doc)).map(([path]) => path)).toEqual([]);
    expect(keys.filter(([, { meta }]) => !meta.registry).map(([path]) => path)).toEqual([
      'focus',
      'groups.*.arms',
      'groups.*.period',
      'outcomes.*.better',
      'results.*.analyses.*.matched',
      'scenarios',
      'sources',
    ]);
  });

  test('say what a path holds, whatever its ids', () => {
    expect(at('arms.any.dose')).toMatchObject({
      kind: 'text',
      meta: { quantity: 'dose', perturbable: true, factor: 'A' },
    });
    expect(at('arms.any.gives.other.dose')?.meta.quantity).toBe('dose');
    expect(at('population.enrollment')?.kind).toBe('number');
    expect(at('population.healthy')?.kind).toBe('boolean');
    expect(at('design.phase')).toMatchObject({ kind: 'enum' });
    expect(at('design.masking')?.values).toContain('double');
    expect(at('design.countries')).toMatchObject({ kind: 'list', meta: { suggests: 'country' } });
    expect(at('results.3.values.any.mean')?.kind).toBe('figure');
    expect(at('results.3.analyses.0.contrast')?.meta.refers).toBe('arm or group');
    expect(at('arms')?.meta.defines).toBe('arm');
  });

  test('are undefined where the schema has no such key', () => {
    expect(at('arms.any.colour')).toBeUndefined();
    expect(at('nothing')).toBeUndefined();
    expect(at('population.enrollment.deeper')).toBeUndefined();
  });

  test('entries take over what is said of the whole, but not its ids nor that it is perturbed', () => {
    expect(at('design.countries.0')?.meta).toMatchObject({ suggests: 'country', factor: 'E' });
    expect(at('design.countries.0')?.meta.perturbable).toBeUndefined();
    expect(at('groups.any.arms.0')?.meta.refers).toBe('arm');
    expect(at('harms.serious.any')?.meta).toMatchObject({ quantity: 'fraction' });
    expect(at('harms.serious.any')?.meta.refers).toBeUndefined();
    expect(at('arms.any')?.meta.defines).toBeUndefined();
  });

  test('every key is documented, and every key that can be perturbed belongs to a factor', () => {
    const walk = (shape: Shape, path: (string | number)[]) => {
      for (const [key, below] of shape.keys ?? []) {
        expect(below.meta.doc, [...path, key].join('.')).not.toBe('');
        if (below.meta.perturbable) expect(factorAt([...path, key]), [...path, key].join('.')).toBeDefined();
        walk(below, [...path, key]);
      }
      if (shape.element) walk(shape.element, [...path, shape.kind === 'list' ? 0 : 'id']);
    };
    walk(ROOT, []);
  });

  test('the factor of a path is the innermost that is named', () => {
    expect(factorAt(['population', 'sex'])).toBe('N');
    expect(factorAt(['arms', 'low'])).toBe('A');
    expect(factorAt(['outcomes', 'a', 'time'])).toBe('O');
    expect(factorAt(['design', 'countries'])).toBe('E');
    expect(factorAt(['title'])).toBeUndefined();
  });

  test('what can be perturbed of a trial: what it states, then what it leaves open', () => {
    const paths = perturbablePaths(parse(DOCUMENT).trial).map((path) => path.join('.'));
    expect(paths.indexOf('arms.semaglutide.dose')).toBeGreaterThanOrEqual(0);
    expect(paths.indexOf('arms.semaglutide.dose')).toBeLessThan(paths.indexOf('arms.semaglutide.duration'));
    expect(paths).toContain('arms.low.gives.statin.dose');
    expect(paths).not.toContain('arms.low.dose');
    expect(paths).toContain('arms.placebo.dose');
    expect(paths).not.toContain('results.0.values.placebo.mean');
    expect(new Set(paths).size).toBe(paths.length);
    for (const path of paths) expect(shapeAt(pathOf(path))?.meta.perturbable).toBe(true);
  });
});

describe('the published JSON Schema', () => {
  const schema = z.fromJSONSchema(jsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
  const accepts = (document: unknown) => schema.safeParse(document).success;

  test('is the one in the repository', () => {
    const file = join(import.meta.dirname, '../../syntaxes/trial.schema.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(jsonSchema());
  });

  test('accepts documents, arrows in place included', () => {
    expect(accepts(parse(DOCUMENT).trial)).toBe(true);
    expect(accepts({ arms: { low: { dose: '1 mg ~> 2 mg', role: 'placebo ~> sham' } } })).toBe(true);
    expect(accepts({ population: { enrollment: '529 ~> 800', sex: 'all ~> male' }, design: { phase: '2 ~> 3' } })).toBe(
      true,
    );
    expect(accepts({ unheard: { of: 1 } })).toBe(true);
  });

  test('refuses what the schema refuses', () => {
    expect(accepts({ population: { enrollment: 'many' } })).toBe(false);
    expect(accepts({ arms: { low: { role: 'placbo' } } })).toBe(false);
    expect(accepts({ arms: { 'Low Dose': {} } })).toBe(false);
    expect(accepts({ results: {} })).toBe(false);
    expect(accepts({ outcomes: { a: { better: 'higher ~> lower' } } })).toBe(false);
  });
});

test('what a parse calls a trial is one, by the schema', () => {
  expect(trialSchema.safeParse(parse(DOCUMENT).trial).error).toBeUndefined();
});

describe('did you mean', () => {
  test.each([
    ['maskin', 'masking'],
    ['Masking', 'masking'],
    ['amsking', 'masking'],
    ['cuontries', 'countries'],
  ])('%s: %s', (word, meant) => expect(nearest(word, ['masking', 'masked', 'countries', 'phase'])).toBe(meant));

  test('nothing, where nothing is near', () => {
    expect(nearest('zzz', ['masking', 'phase'])).toBeUndefined();
    expect(nearest('', ['a'])).toBeUndefined();
    expect(nearest('x', [])).toBeUndefined();
  });
});

describe('plain data by path', () => {
  const data = { a: { b: [1, 2, { c: 3 }] }, d: { e: 4 } };

  test('one value changed, the rest shared', () => {
    const changed = withValue(data, ['a', 'b', 2, 'c'], 5) as typeof data;
    expect(changed).toEqual({ a: { b: [1, 2, { c: 5 }] }, d: { e: 4 } });
    expect(changed.d).toBe(data.d);
    expect(data.a.b[2]).toEqual({ c: 3 });
    expect(withValue(data, ['a', 'b', 0], undefined)).toEqual({ a: { b: [2, { c: 3 }] }, d: { e: 4 } });
    expect(withValue({}, ['x', 'y'], 1)).toEqual({ x: { y: 1 } });
  });

  test('only what is there is found', () => {
    expect(valueAt(data, ['a', 'b', 2, 'c'])).toBe(3);
    expect(valueAt(data, ['a', 'x', 'y'])).toBeUndefined();
    expect(valueAt(data, ['toString'])).toBeUndefined();
    expect(valueAt(data, ['__proto__'])).toBeUndefined();
  });

  test('keys that JavaScript knows', () => {
    const changed = withValue({}, ['__proto__', 'polluted'], true) as object;
    expect(Object.keys(changed)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
