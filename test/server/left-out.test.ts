/** What an import was not sure enough of to write: where it was read is told, and it is written at one click. */
import { expect, it } from 'vitest';
import { applyEdits } from '../../core/trial/edit/apply.ts';
import { parse } from '../../core/trial/parse.ts';
import { leftOutOf } from '../../core/trial/registry/sources.ts';
import { actionsAt } from '../../server/actions.ts';
import { hover } from '../../server/features/hover.ts';

const TEXT = `trial: NCT01234567
arms:
  low: { drug: y, route: oral }
  both:
    gives:
      metformin: { drug: metformin }
      insulin:
        drug: insulin
        route: subcutaneous
sources:
  arms.low.dose: interventions[0].description, perhaps 1 mg
  arms.low.schedule: armGroups[0].description, perhaps once daily
  arms.both.gives.metformin.dose: interventions[1].name, perhaps 500 mg
  arms.both.gives.insulin.dose: armGroups[1].label, perhaps 10 U
  arms.both.gives.insulin.schedule: armGroups[1].label, perhaps twice daily
`;
const parsed = parse(TEXT);
const told = (needle: string) => hover(parsed, TEXT.indexOf(needle) + 1)?.markdown ?? '';
const offered = (needle: string) => [...actionsAt(parsed, TEXT.indexOf(needle) + 1)];
const all = (needle: string) => offered(needle).find(({ title }) => title.startsWith('Write all'));

it('says of each value which field it was read in, with the page of what is not in the document', () => {
  const said = told('drug: y');
  expect(said).toContain('**dose 1 mg**, read in the description of the intervention in the record');
  expect(said).toContain('whose words are not in this document (https://clinicaltrials.gov/study/NCT01234567)');
  expect(said).toContain('**schedule once daily**, read in the description of the arm. Left out');
  expect(said).toContain('light bulb');
});

it.each([
  ['metformin: {', 'read in the name of the intervention in the record'],
  ['insulin:\n', '**dose 10 U, schedule twice daily**, read in the label of the arm'],
  ['insulin\n', 'read in the label of the arm'],
  ['low: {', 'Perhaps: **dose 1 mg**'],
])('says it on the name of the drug too: %s', (needle, expected) => expect(told(needle)).toContain(expected));

it('says nothing where nothing was left out', () => expect(told('both:')).not.toContain('Perhaps'));

it('writes all of it with one action', () => {
  expect(all('drug: y')?.title).toBe('Write all 5 doses and schedules that the record perhaps means');
  const written = parse(applyEdits(TEXT, all('drug: y')?.edits() ?? []));
  expect(written.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(leftOutOf(written.trial)).toEqual([]);
  expect(written.trial.arms?.low).toMatchObject({ dose: '1 mg', schedule: 'once daily' });
  expect(written.trial.arms?.both?.gives).toMatchObject({
    metformin: { dose: '500 mg' },
    insulin: { dose: '10 U', schedule: 'twice daily', route: 'subcutaneous' },
  });
});

it('offers that where something was left out, and at the section', () => {
  expect(all('arms:')).toBeDefined();
  expect(all('trial:')).toBeUndefined();
});
