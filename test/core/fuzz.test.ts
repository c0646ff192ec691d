/** Two thousand mutated documents; `npm run fuzz:nightly` has a hundred thousand. */
import { expect, test } from 'vitest';
import { type Failure, fuzzCase } from '../fuzz/fuzz.ts';

test('no exception, and the same parsed after an edit as afresh, on 2,000 mutated documents', () => {
  const failures: Failure[] = [];
  for (let seed = 1; seed <= 2000 && failures.length < 3; seed++) {
    const failure = fuzzCase(seed);
    if (failure) failures.push(failure);
  }
  expect(failures.map(({ seed, step, mutations, problem }) => ({ seed, step, mutations, problem }))).toEqual([]);
});
