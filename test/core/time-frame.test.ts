/** Time frames in the shapes in which records have them: the moment that each names, in days since the start, or none. */
import { describe, expect, it } from 'vitest';
import { rowDays } from '../../core/imagine/endpoint.ts';
import { profileOf, sameTime } from '../../core/imagine/likeness.ts';
import { rowTime } from '../../core/imagine/natural.ts';
import { shortTime } from '../../core/pairs/short-names.ts';
import { isSinceStart, isStart } from '../../core/trial/quantity/start-event.ts';
import { formatTime, parseTime } from '../../core/trial/quantity/time.ts';

const MONTH = 30.436875;

describe('one moment, however it is put', () => {
  it.each([
    // From something that is the start.
    ['From randomization to Day 28', 28],
    ['From date of randomization to 12 years.', 144 * MONTH],
    ['From randomization until 90 days after randomization.', 90],
    ['Randomization (Week 0), Week 3', 21],
    ['From study entry to week 24', 168],
    ['From start of treatment to 2 years.', 24 * MONTH],
    ['Time from first dose of study treatment up to 5.2 years', 5.2 * 12 * MONTH],
    ['Transplantation through Week 52', 364],
    ['Screening through Day 378', 378],
    ['Between baseline and 30 days', 30],
    ['within 30 days of surgery', 30],
    ['Within 1 week of Enrollment', 7],
    ['30 days following the initiation of treatment', 30],
    ['6 months postprocedure', 6 * MONTH],
    ['4 hours postdose', 4 / 24],
    ['6 hours after study drug initiated', 0.25],
    ['Up to 10 hours post-dose', 10 / 24],
    // A visit or an end, and when it is.
    ['Baseline and visit 6 (16 weeks)', 112],
    ['Baseline, and Study completion (Week 24)', 168],
    ['From baseline (week 0) to end of treatment (week 52)', 364],
    ['From baseline to end of follow up at 6 months', 6 * MONTH],
    ['From baseline to termination visit, up to 10 years', 120 * MONTH],
    ['up to safety follow-up visit (Week 39)', 273],
    ['Throughout the study period (up to Day 450)', 450],
    ['At 2-year follow-up', 24 * MONTH],
    ['Over 18 months follow-up period', 18 * MONTH],
    ['Baseline, 24 week visit', 168],
    ['Baseline, Week 24, and Week 48/Early Termination', 336],
    ['12 weeks (end of treatment)', 84],
    ['Week 24 (Day 169)', 168],
    // Words that say nothing more.
    ['Measured at Baseline and Month 6', 6 * MONTH],
    ['Assessed for 3 months', 3 * MONTH],
    ['Baseline and after 9 months of training', 9 * MONTH],
    ['from baseline up to 12 weeks of treatment', 84],
    ['up to Week 24 ± 3 days', 168],
    ['Change from Baseline at Week 13', 91],
    ['upto Week 10', 70],
    ['By day 30', 30],
    ['approx. 5 years', 60 * MONTH],
    ['First 100 days post-transplant', 100],
    // Stretches and lists.
    ['Days 1-28', 28],
    ['Weeks 5 - 12', 84],
    ['0-2 years', 24 * MONTH],
    ['1-14 days', 14],
    ['Baseline to Week 6 and Week 12', 84],
    ['Baseline through 26, 52, and 78 weeks', 546],
  ])('%s', (text, days) => {
    expect(parseTime(text)?.days).toBeCloseTo(days, 3);
  });
});

describe('a time after another event', () => {
  it.each([
    // NCT00494871
    'Up to 2 days after the last dose',
    // NCT02351856
    'Baseline up to 30 days after last dose of study drug',
    'Up to 30 days after study treatment discontinuation',
    '24 weeks after end of treatment',
    'up to 7 days after hospital discharge',
    'Up to 28 days post EDD (40 0/7 weeks gestation)',
    'Up to 6 weeks post-delivery',
    'Weeks 4, 8, and 12 after each injection',
    '14 days after second and third injection',
    '1 month after the booster dose',
    '24 weeks after entry into the maintenance period',
    '12 weeks post-therapy',
    '2 years after treatment',
  ])('%s is not so long since the start', (text) => {
    const time = parseTime(text);
    expect(time?.after).toBeDefined();
    expect(time?.days).toBeUndefined();
    expect(time && parseTime(formatTime(time))).toEqual(time);
    expect(shortTime(text)).toBeUndefined();
  });

  it('is no other time than what says the same, and none with what is counted from the start', () => {
    const at = (time: string) => profileOf({ time });
    expect(sameTime(at('2 days after the last dose'), at('2 days'))).toBe(false);
    expect(sameTime(at('30 days after last dose'), at('30 days after last dose'))).toBe(true);
    expect(rowTime('4 weeks post-treatment')).toBeUndefined();
    expect(rowTime('4 weeks post-dose')).toBe(28);
  });
});

it.each([
  'at 14 months of age',
  'Baseline and up to Day 7 of each treatment period',
  '8 weeks of each treatment',
  'Week 2 Follow-up',
  'Up to Follow-up (28 Day Follow-up, Day 40)',
  'Up to Follow-up (28 days)',
  'Cycle 6 Day 1 (each cycle is 21 days)',
  'Up to Cycle 6 (21 days)',
  '4-8 weeks',
  '4-6 years from baseline',
  'Baseline to 6 Months, 6 months to 18 Months',
  '52 weeks and 4 weeks after last dose',
  'Week 12 - Week 0',
  '12 months or until progression of disease',
  'Until disease progression, up to 5 years.',
  'Day -7',
  'Randomization',
  'from randomization through study end - median of 7.6 years follow-up',
  'Immediately before and 5 minutes after study drug administration',
])('%s is not read', (text) => {
  expect(parseTime(text)).toBeUndefined();
});

it('knows the start of what is given from other events', () => {
  for (const event of ['randomisation', 'first dose of apraglutide', 'the start of study treatment', 'index procedure'])
    expect(isStart(event), event).toBe(true);
  for (const event of ['first dose of rescue medication', 'the last dose', 'birth', 'start of corticosteroid taper'])
    expect(isStart(event), event).toBe(false);
  expect(isSinceStart('study drug administration', 'minute')).toBe(true);
  expect(isSinceStart('study drug administration', 'day')).toBe(false);
});

describe('when a row is of', () => {
  it.each([
    ['Week 12 Change from Baseline', 84],
    ['Day 7 Viral Load >10^4 copies/mL', 7],
    ['Sodium: Week 12', 84],
    ['Week 24; n=9, 7', 168],
    ['Remission (HAMD17 ≤ 10) - Week 25', 175],
    ['Change at Week 16: Diastolic Pressure', 112],
  ])('%s: day %d', (row, days) => expect(rowDays(row)).toBe(days));

  it.each(['Grade 3', 'Aged 12 years', 'Weeks 4 and 8', 'Days of work missed'])('%s says none', (row) =>
    expect(rowDays(row)).toBeUndefined(),
  );
});
