/** What is offered in the place of a time, a duration or a schedule makes sense there, and is none of what is there already. */
import { describe, expect, it } from 'vitest';
import { parse } from '../../core/trial/parse.ts';
import type { Path } from '../../core/trial/types.ts';
import { suggestions } from '../../server/suggestions.ts';

const offered = (text: string, path: Path) =>
  suggestions(parse(text).trial, path).map(({ to, why }) => `${to} (${why})`);

describe('the time of an outcome', () => {
  const at = (time: string, ...others: string[]) =>
    offered(
      [
        'outcomes:',
        `  own: { measure: Pain, time: ${JSON.stringify(time)} }`,
        ...others.map((other, i) => `  o${i}: { measure: Other ${i}, time: ${JSON.stringify(other)} }`),
      ].join('\n'),
      ['outcomes', 'own', 'time'],
    );

  it.for([
    // The visits just before and after, as the time itself is told; then half and double.
    ['24 weeks', ['52 weeks', '4 weeks', '12 weeks', 'week 36'], ['12 weeks', '36 weeks', '48 weeks']],
    ['baseline, week 12', ['Week 24'], ['baseline to week 24', 'baseline to week 6']],
    ['up to 28 days', ['day 10', 'up to 6 months'], ['up to 6 months', 'up to 14 days', 'up to 56 days']],
    ['14 days after randomization', ['7 months'], ['7 days after randomization', '28 days after randomization']],
    ['1 year', [], ['6 months', '2 years']],
    ['5 days', [], ['10 days']],
    // What means the same is no other time.
    ['4 weeks', ['28 days', 'Week 4', 'Baseline and week 4'], ['2 weeks', '8 weeks']],
    // Of several moments, or none that is read, nothing can be said.
    ['12 and 24 weeks', ['52 weeks'], []],
    ['end of each phase', ['52 weeks'], []],
    // Nor of what is counted from another event than the start.
    ['14 days after each dose', ['7 months'], []],
    ['baseline', ['52 weeks'], []],
  ] as const)('%s', ([time, others, expected]) => {
    expect(at(time, ...others).map((one) => one.replace(/ \(.*/, ''))).toEqual(expected);
  });

  it('is that of the same measure elsewhere, whatever that says', () => {
    const text = `outcomes:
  early: { measure: Volume, time: after surgery }
  late: { measure: Volume, time: 14 months of age }
  other: { measure: Weight, time: 12 weeks }`;
    expect(offered(text, ['outcomes', 'early', 'time'])).toEqual(['14 months of age (measured then, too)']);
  });
});

describe('the duration and the schedule of an arm', () => {
  const trial = `arms:
  a: { drug: X, schedule: once daily, duration: 12 weeks }
  b: { drug: X, schedule: every 12 hours, duration: 84 days }
  c: { drug: X, schedule: twice daily, duration: 24 weeks }
  d: { drug: Y, schedule: every 3 weeks, duration: 6 cycles of 21 days }
  e: { drug: Z, schedule: "days 1 and 15 of 28", duration: until progression }
  f: { gives: { v: { schedule: every 2 weeks, duration: 5 days }, w: { schedule: three times daily } } }
`;
  it.for([
    ['a', ['every 12 hours (as in b)', 'every 2 days (half as often)'], ['6 weeks (half)', '24 weeks (double)']],
    ['c', ['once daily (as in a)', 'four times daily (twice as often)'], ['12 weeks (half)', '48 weeks (double)']],
    ['d', ['every 6 weeks (half as often)'], ['3 cycles of 21 days (half)', '12 cycles of 21 days (double)']],
    ['e', [], []],
  ] as const)('are those of who is given the same, or half and double: %s', ([arm, schedules, durations]) => {
    expect(offered(trial, ['arms', arm, 'schedule'])).toEqual(schedules);
    expect(offered(trial, ['arms', arm, 'duration'])).toEqual(durations);
  });

  it('are never those of another drug of the same arm', () => {
    const of = (drug: string, key: string) => offered(trial, ['arms', 'f', 'gives', drug, key]);
    expect(of('v', 'schedule')).toEqual(['every 4 weeks (half as often)', 'once weekly (twice as often)']);
    expect(of('v', 'duration')).toEqual(['10 days (double)']);
    expect(of('w', 'schedule')).toEqual([]);
  });
});
