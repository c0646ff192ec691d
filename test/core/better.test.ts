import { expect, it } from 'vitest';
import { betterOf } from '../../core/trial/registry/better.ts';

it.each([
  ['Pain intensity at 24 hours', 'lower'],
  ['Average pain score', 'lower'],
  ['Number of Sexual Attempts Till First Successful Attempt', undefined],
  // How much pain has gone, or changed: a record may tell it with either sign.
  ['Pain Intensity Difference (PID15) At 15 Minutes', undefined],
  ['Percentage Change in Pain Intensity Difference at 30 Minutes', undefined],
  ['Sum of pain intensity differences (SPID30)', undefined],
] as const)('of %s, better is %s', (measure, better) => expect(betterOf(measure)).toBe(better));
