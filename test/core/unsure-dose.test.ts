import { expect, it } from 'vitest';
import { parseDose } from '../../core/trial/quantity/index.ts';
import { unsureText } from '../../core/trial/registry/choose-dose.ts';
import type { Read } from '../../core/trial/registry/reads.ts';

const said = (dose: string, text = '') => {
  const read = parseDose(dose);
  if (!read) throw new Error(`${dose} is no dose.`);
  return unsureText(read, { text } as Read);
};

it.each([
  ['10 mg', '10 mg'],
  ['5 or 10 mg', '5 or 10 mg'],
  ['2.5, 5, 10 mg', '2.5, 5, 10 mg'],
  // A list of levels that fall looks like a choice.
  ['5, 3 mg/kg', '5 mg/kg, then 3 mg/kg'],
  ['400, 200, 100 mg/day', '400 mg/day, then 200 mg/day, then 100 mg/day'],
  // Up and down is no titration that was understood.
  ['0.6, 0.1, 0.2 mg/kg', undefined],
])('a dose that is not sure, %s, is said as %s', (dose, expected) => expect(said(dose)).toBe(expected));

it.each(['5, 3 mg/kg', '400, 200, 100 mg/day'])('%s means what it meant', (dose) =>
  expect(parseDose(said(dose) ?? '')).toEqual(parseDose(dose)),
);

it('says no levels where its text allows two ways of giving', () => {
  expect(said('5, 3 mg/kg', 'Either 5 mg/kg for two weeks, then 3 mg/kg, or 5 mg/kg throughout.')).toBeUndefined();
  expect(said('5, 3 mg/kg', 'Either arm: 5 mg/kg for two weeks. Then 3 mg/kg.')).toBe('5 mg/kg, then 3 mg/kg');
});
