import { describe, expect, it } from 'vitest';
import { apartOf } from '../../../core/imagine/model/apart.ts';
import { knownOf } from '../../../core/imagine/model/outcomes.ts';
import { sourcesOf } from '../../../core/imagine/model/sources.ts';
import type { Trial } from '../../../core/trial/schema.ts';
import { pairOf } from '../../../core/trial/sides.ts';
import { NON_INFERIOR } from '../direction-facts.ts';

/** With another outcome, that was not observed. */
const SEEN: Trial = {
  ...NON_INFERIOR,
  outcomes: {
    ...NON_INFERIOR.outcomes,
    fasting: { rank: 'secondary', measure: 'Change in fasting glucose', time: '52 weeks', better: 'lower' },
  },
};

const key = (one: string, other: string) => [one, other].sort().join(' ');

/** What speaks for two sides of what may be another trial, where some observed contrasts may not. */
function speaks(one: string, other: string, changed: Partial<Trial> = {}, outcome = 'hba1c', hidden: string[] = []) {
  const trial = { ...SEEN, ...changed };
  const pair = pairOf(SEEN, one, other);
  const look = { first: pair?.first.id ?? one, second: pair?.second.id ?? other, outcome };
  const sources = sourcesOf(SEEN, { trial, look }, ({ first, second }) => hidden.includes(key(first, second)));
  return apartOf(sources, knownOf(trial.outcomes?.[outcome] ?? {}, undefined), undefined)?.other;
}

const HIGH_OR_LOW = key('high-dose', 'low-dose');
const another = (arm: string) => ({
  arms: { ...SEEN.arms, [arm]: { ...SEEN.arms?.[arm], drug: 'Exenatide', dose: '5 µg' } },
});

describe('what speaks where the sides are others', () => {
  it('several contrasts of this outcome, of each side against others', () => {
    expect(speaks('high-dose', 'low-dose', {}, 'hba1c', [HIGH_OR_LOW])).toBe('both');
  });

  it('several of this outcome, one side of which nobody was given', () => {
    expect(speaks('high-dose', 'glargine', another('high-dose'))).toBe('several');
    expect(speaks('high-dose', 'glargine', another('glargine'))).toBe('several');
  });

  it('one alone, of another first side or another second', () => {
    const others = [HIGH_OR_LOW, key('low-dose', 'glargine')];
    expect(speaks('high-dose', 'glargine', another('high-dose'), 'hba1c', others)).toBe('first');
    expect(speaks('high-dose', 'glargine', another('glargine'), 'hba1c', others)).toBe('second');
  });

  it('none of these where the sides are the same', () => {
    expect(speaks('high-dose', 'glargine', {}, 'fasting')).toBeUndefined();
    expect(
      speaks('high-dose', 'glargine', {
        outcomes: { ...SEEN.outcomes, hba1c: { ...SEEN.outcomes?.hba1c, time: '26 weeks' } },
      }),
    ).toBeUndefined();
  });
});
