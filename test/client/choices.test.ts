import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choicesOf, toldApart } from '../../client/imagine/choices.ts';

const reactions = 'Share of Participants With Local Reactions Within 7 Days After Booster Dose: ';
const first = 'Occurrence of a First Infection After the Booster Dose per 1000 Person-Years of Follow-up ';
const time = '; Day 1 up to Day 7';

describe('many names of one beginning', () => {
  it('are told by what tells them apart, behind the first words', () => {
    expect(
      toldApart([
        `${reactions}Redness: Any${time}`,
        'Deaths',
        `${reactions}Redness: Mild${time}`,
        `${reactions}Swelling: Any${time}`,
        `${first}Without Evidence of an Earlier Infection, at Interim Analysis`,
        `${first}With and Without Evidence of an Earlier Infection, at Interim Analysis`,
        `${first}Without Evidence of an Earlier Infection, at Final Analysis`,
      ]),
    ).toEqual([
      'Share of Participants… Redness: Any; Day 1 up to Day 7',
      'Deaths',
      'Share of Participants… Redness: Mild; Day 1 up to Day 7',
      'Share of Participants… Swelling: Any; Day 1 up to Day 7',
      'Occurrence of a First… Without Evidence of an… Interim Analysis',
      'Occurrence of a First… With and Without Evidence of an Earlier Infection, at Interim Analysis',
      'Occurrence of a First… Without Evidence of an… Final Analysis',
    ]);
  });

  it('stay whole where they would be told alike', () => {
    const [one, other] = [
      'Share of Participants With Pain, in the Morning',
      'Share of Participants Who Slept, as Told',
    ];
    const names = [one, other].flatMap((name) => [`${name}: Any`, `${name}: None`]);
    expect(toldApart(names)).toEqual(names);
  });

  it('are as different as they were, and each ends as it did', () => {
    const part = fc.constantFrom(reactions, first, 'a ', 'b', ' ', 'Interim', 'x'.repeat(50));
    const name = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 12 }), (names) => {
        const told = toldApart(names);
        expect(new Set(told).size).toBe(names.length);
        for (const [i, one] of told.entries()) expect(names[i]?.endsWith(one.split('… ').at(-1) ?? '')).toBe(true);
      }),
    );
  });

  it('are offered with the whole name and the unit below; those of one name with their ids', () => {
    const label = `${reactions}Redness: Any`;
    const one = { label, unit: 'participants', id: 'o-1' };
    expect(choicesOf([one, { ...one, label: `${reactions}Redness: Mild` }])[0]).toEqual({
      label: 'Share of Participants… Any',
      detail: `${label} · participants`,
    });
    expect(choicesOf([one, { ...one, id: 'o-2' }]).map(({ label, description }) => [label, description])).toEqual([
      [label, 'participants · o-1'],
      [label, 'participants · o-2'],
    ]);
    expect(choicesOf([{ label: 'Deaths' }])).toEqual([{ label: 'Deaths' }]);
  });
});
