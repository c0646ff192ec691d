/** Means and their intervals: none where there is nothing to say how sure they are. */
import { expect, test } from 'vitest';
import { FEW, resampled, resampledOf, rounded } from '../../../core/pairs/approximate/resampling.ts';

test('of few trials a mean has no interval, and of enough it has one around it', () => {
  expect(rounded(resampled([1]))).toEqual([1, null, null]);
  expect(rounded(resampled([0.25, 0.75]))).toEqual([0.5, null, null]);
  const [mean, low, high] = rounded(resampled(Array.from({ length: FEW }, (_, i) => i % 2))) ?? [];
  expect(mean).toBe(0.5);
  expect(low).toBeLessThan(0.5);
  expect(high).toBeGreaterThan(0.5);
});

test('what comes to no number is not known', () => {
  expect(resampled([])).toBeUndefined();
  expect(resampledOf([[0]], ([chance = 0]) => chance / chance)).toBeUndefined();
  expect(rounded(undefined)).toBeNull();
});
