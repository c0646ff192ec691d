/** What is made of trials comes in the order of their ids, whatever order their records come in. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Builder } from '../../../core/pairs/build.ts';
import { byId } from '../../../core/pairs/by-id.ts';
import type { Records } from '../../../core/pairs/records.ts';
import { madeRecord } from './made.ts';

async function* each<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all;
}

async function listOf<T>(all: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of all) list.push(one);
  return list;
}

const shuffled = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 30 })
  .chain((ids) => fc.shuffledSubarray(ids, { minLength: ids.length, maxLength: ids.length }));

test('in any order in, in one order out; what gave nothing keeps nobody waiting', async () => {
  await fc.assert(
    fc.asyncProperty(shuffled, fc.func(fc.boolean()), async (ids, gives) => {
      const made = ids.map((id) => ({ id, ...(gives(id) && { made: { of: id } }) }));
      const told = (await listOf(byId(each(made), ids))).map(({ of }) => of);
      expect(told).toEqual(ids.toSorted().filter((id) => gives(id)));
    }),
  );
});

test('pairs of records in another order are the same bytes, whole and in slices', async () => {
  const ids = ['NCT10000004', 'NCT10000001', 'NCT10000003', 'NCT10000002'];
  const records = (order: readonly string[]): Records => ({
    walk: () => each(order.map((id) => ({ id, json: madeRecord({ id, title: `Examplin in ${id}` }) }))),
    find: async () => undefined,
    close: () => undefined,
  });
  const built = async (order: readonly string[], index = 1, of = 1) =>
    JSON.stringify((await listOf(new Builder(records(order), { cap: 9, shard: { index, of } }).pairs())).flat());
  const whole = await built(ids.toSorted());
  expect(await built(ids)).toBe(whole);
  const slices = [await built(ids, 1, 2), await built(ids.toReversed(), 2, 2)];
  expect(JSON.parse(whole)).toEqual(slices.flatMap((slice) => JSON.parse(slice)));
});
