/** Pairs as a person reads them: who is given what, and when it was measured. */
import { expect, test } from 'vitest';
import { lookTexts } from '../../../core/pairs/show.ts';
import type { Trial } from '../../../core/trial/schema.ts';

const trial: Trial = {
  arms: {
    two: { label: '2', drug: 'Examplin', dose: '5 mg' },
    b: { label: 'Arm B', gives: { x: { drug: 'Examplin', dose: '5 mg' }, y: { drug: 'Otherol' } } },
    named: { label: 'Examplin low', drug: 'Examplin' },
    nothing: { label: 'Group 3' },
  },
  outcomes: { pain: { measure: 'SF-36', time: 'Baseline, Year 1, and Year 2', unit: 'points' } },
};
const told = (first: string, second: string) =>
  lookTexts(trial, { outcome: 'pain', row: 'Bodily Pain, Year 1', first, second });

test('an arm whose label says nothing is told by what it is given', () => {
  expect(told('two', 'b')[0]).toBe('2: Examplin 5 mg vs Arm B: Examplin 5 mg + Otherol');
  expect(told('named', 'nothing')[0]).toBe('Examplin low vs Group 3');
});

test('the row and the time do not run together', () => {
  expect(told('two', 'b')[1]).toBe('SF-36: Bodily Pain, Year 1; Baseline, Year 1, and Year 2 (points)');
});
