/** The cache of answers: its keys, what is put and got, what a failing store does. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Answers, keyOf, type Store } from '../../../core/imagine/cache/answers.ts';

const of = { model: 'tiny', messages: [{ role: 'user', content: 'x' }], temperature: 0 };
const fail = (error: unknown) => {
  throw error;
};

/** Entries in memory. */
function memoryStore(): Store {
  const kept = new Map<string, string>();
  const size = async () => ({ entries: kept.size, bytes: [...kept.values()].join('').length });
  return {
    read: async (key) => kept.get(key),
    write: async (key, text) => void kept.set(key, text),
    async clear() {
      const before = await size();
      kept.clear();
      return before;
    },
    size,
  };
}

test('a key depends on everything that determines an answer, and not on the order that it is told in', async () => {
  const key = await keyOf(of);
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(await keyOf({ temperature: 0, messages: [{ role: 'user', content: 'x' }], model: 'tiny' })).toBe(key);
  const others = [
    { ...of, model: 'tiny2' },
    { ...of, temperature: 0.1 },
    { ...of, digest: 'a' },
    { ...of, messages: [{ role: 'user', content: 'x ' }] },
    { ...of, schema: { properties: { a: {}, b: {} } } },
    { ...of, schema: { properties: { b: {}, a: {} } } },
  ];
  expect(new Set(await Promise.all(others.map(keyOf))).add(key).size).toBe(others.length + 1);
});

test('two keys are the same only where what they are of is', async () => {
  const part = fc.record({ model: fc.string(), seed: fc.integer(), messages: fc.array(fc.string()) });
  await fc.assert(
    fc.asyncProperty(part, part, async (a, b) => {
      expect((await keyOf(a)) === (await keyOf(b))).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    { numRuns: 200 },
  );
});

test('what was put is got, of any text, until it is cleared', async () => {
  const answers = new Answers(memoryStore(), fail);
  expect(await answers.get(of)).toBeUndefined();
  await answers.put(of, 'naïve “漢字” 🙂\n\ud800');
  expect(await answers.get(of)).toBe('naïve “漢字” 🙂\n\ud800');
  expect(await answers.clear()).toMatchObject({ entries: 1 });
  expect(await answers.get(of)).toBeUndefined();
  expect(await answers.size()).toEqual({ entries: 0, bytes: 0 });
});

test('a store that fails, and an entry of another form, are told and are no answer', async () => {
  const heard: unknown[] = [];
  const broken = new Error('disk full');
  const store: Store = { ...memoryStore(), read: async () => '{"version": 0}', write: () => Promise.reject(broken) };
  const answers = new Answers(store, (error) => heard.push(error));
  await answers.put(of, 'x');
  expect(heard).toEqual([broken]);
  expect(await answers.get(of)).toBeUndefined();
  expect(heard).toHaveLength(2);
  await expect(answers.get(of, AbortSignal.abort('gone'))).rejects.toBe('gone');
});
