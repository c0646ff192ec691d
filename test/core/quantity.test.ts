import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as q from '../../core/trial/quantity/index.ts';
import { MOMENTS } from '../../core/trial/quantity/schedule.ts';
import type { Quantity } from '../../core/trial/schema.ts';
import { growth, LINEAR } from '../growth.ts';

/** Amounts as people write them: a few significant digits. */
const amount = (max = 5000) =>
  fc.integer({ min: 1, max: 99999 }).map((n) => Number(((n / 99999) * max).toPrecision(3)));
const whole = (max: number) => fc.integer({ min: 1, max });
const ascending = (max: number) =>
  fc.uniqueArray(whole(max), { minLength: 1, maxLength: 6 }).map((list) => list.toSorted((a, b) => a - b));
const maybe = <K extends string, T>(key: K, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((one) => (one === undefined ? {} : ({ [key]: one } as Record<K, T>)));

const PERIODS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
const doseUnit = fc.constantFrom(
  'mg',
  'µg',
  'g',
  'ng',
  'kg',
  'IU',
  'U',
  'mL',
  'mmol',
  'mEq',
  '%',
  'mg/kg',
  'mg/m²',
  'IU/kg',
  'AUC',
  'cells',
  'cells/kg',
  'PFU',
  'mg/mL',
  'Gy',
  'MBq',
  'tablet',
  'puff',
  'µg/puff',
  'MU',
  'mU',
  'CFU',
  'vg/kg',
);
const dose: fc.Arbitrary<q.Dose> = fc
  .tuple(
    fc.oneof(
      fc
        .tuple(amount(), fc.boolean())
        .map(([n, upTo]) => ({ amounts: [n], kind: 'single' as const, ...(upTo && { upTo: true as const }) })),
      whole(9).chain((n) => fc.constant({ amounts: [n * 10 ** n], kind: 'single' as const })),
      fc
        .tuple(amount(), amount())
        .filter(([a, b]) => a < b)
        .map((amounts) => ({ amounts, kind: 'range' as const })),
      fc
        .uniqueArray(amount(), { minLength: 2, maxLength: 6 })
        .map((amounts) => ({ amounts, kind: 'titration' as const })),
      fc
        .uniqueArray(amount(), { minLength: 2, maxLength: 4 })
        .map((amounts) => ({ amounts, kind: 'alternatives' as const })),
    ),
    doseUnit,
    maybe('per', fc.constantFrom('minute', 'hour', 'day', 'week', 'month')),
  )
  .map(([amounts, unit, per]) => ({ ...amounts, unit, ...(unit === 'AUC' ? {} : per) }));

const regular: fc.Arbitrary<q.Regular> = fc
  .tuple(
    whole(9),
    fc.oneof(fc.constant(1), whole(12)),
    fc.constantFrom(...PERIODS),
    maybe('when', fc.constantFrom(...MOMENTS)),
    fc.option(whole(4), { nil: undefined }),
  )
  .map(([times, every, unit, when, more]) => ({
    kind: 'regular',
    times,
    every,
    unit,
    ...when,
    ...(more && { to: every + more }),
  }));
const steady: fc.Arbitrary<q.Steady> = fc.oneof(
  regular,
  fc.constantFrom<q.Steady>({ kind: 'single' }, { kind: 'continuous' }, { kind: 'as needed' }),
  regular.map((most) => ({ kind: 'as needed' as const, most })),
  fc
    .tuple(
      fc.constantFrom('day', 'week', 'month'),
      ascending(60),
      fc.boolean(),
      maybe('times', fc.integer({ min: 2, max: 6 })),
      maybe('then', regular),
      fc.boolean(),
    )
    .map(([unit, at, cyclic, times, then, early]) => ({
      kind: 'named' as const,
      unit,
      at: early && !cyclic ? at.map((one) => one - 20) : at,
      ...(cyclic && { of: (at.at(-1) ?? 0) + 7 }),
      ...times,
      ...then,
    })),
);
const schedule: fc.Arbitrary<q.Schedule> = fc.oneof(
  { weight: 3, arbitrary: steady },
  fc.array(steady, { minLength: 2, maxLength: 4 }).map((parts) => q.successive(parts) ?? { kind: 'single' as const }),
);

const span: fc.Arbitrary<q.Span> = fc.record({ count: amount(400), unit: fc.constantFrom(...PERIODS) });
const interval: fc.Arbitrary<q.Interval> = fc
  .tuple(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(80, 90, 95, 97.5, 99),
    fc.constantFrom('one', 'two'),
    fc.constantFrom('both', 'low', 'high'),
  )
  .map(([a, b, level, sided, ends]) => ({
    low: ends === 'high' ? undefined : Math.min(a, b) + 0,
    high: ends === 'low' ? undefined : Math.max(a, b) + 0,
    level,
    sided,
  }));
const estimate: fc.Arbitrary<q.Estimate> = fc
  .tuple(
    fc.constantFrom(...q.ESTIMATE_KINDS),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    maybe('interval', interval),
  )
  .map(([kind, value, rest]) => ({ kind, value: value + 0, ...rest }));

describe('what is written is read back', () => {
  const check = <T>(value: fc.Arbitrary<T>, format: (one: T) => string, parse: (text: string) => T | undefined) =>
    fc.assert(
      fc.property(value, (one) => {
        expect(parse(format(one))).toEqual(one);
      }),
      { numRuns: 500 },
    );

  it('doses', () => check(dose, q.formatDose, q.parseDose));
  it('doses one after the other, in units of different kinds', () =>
    check(
      fc
        .tuple(dose, dose)
        .filter(([a, b]) => q.conversion(a, b) === undefined)
        .map(([a, b]) => ({ ...a, next: b })),
      q.formatDose,
      q.parseDose,
    ));
  it('schedules', () => check(schedule, q.formatSchedule, q.parseSchedule));
  it('estimates', () => check(estimate, q.formatEstimate, q.parseEstimate));
  it('intervals', () => check(interval, q.formatInterval, q.parseInterval));
  it('plain intervals, read in one go, as those that need looking into', () => {
    const figure = fc.stringMatching(/^-?(?:0|00|\d{1,8})(?:\.\d{1,8})?$/);
    fc.assert(
      fc.property(figure, figure, (low, high) => {
        expect(q.parseInterval(`${low} to ${high}`)).toEqual(q.parseInterval(`  ${low}  to ${high}`));
      }),
      {
        numRuns: 500,
        examples: [
          ['-0', '0.0'],
          ['100', '000'],
          ['1', '1000'],
        ],
      },
    );
  });
  it('p-values', () =>
    check(
      fc.record({
        relation: fc.constantFrom('=', '<', '<=', '>', '>='),
        value: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      q.formatP,
      q.parseP,
    ));
  it('fractions', () => check(fc.record({ x: fc.nat(), n: fc.nat() }), q.formatFraction, q.parseFraction));
  it('ages', () => {
    check(
      span,
      (low) => q.formatAge({ low }),
      (text) => q.parseAge(text)?.low,
    );
    check(
      span,
      (high) => q.formatAge({ high, strict: true }),
      (text) => q.parseAge(text)?.high,
    );
  });
  it('dates', () =>
    check(
      fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => ({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
      })),
      q.formatDate,
      q.parseDate,
    ));
  it('contrasts and focuses', () => {
    const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/).filter((text) => !['vs', 'on', 'versus'].includes(text));
    check(fc.array(id, { minLength: 1, maxLength: 4 }), q.formatContrast, q.parseContrast);
    check(
      fc.record({ contrast: fc.tuple(id, id), outcome: id, row: fc.stringMatching(/^[a-z][a-z, ]{0,9}[a-z]$/) }),
      q.formatFocus,
      q.parseFocus,
    );
  });
});

describe.each<[Quantity, readonly (readonly [text: string, canonical: string | undefined])[]]>([
  [
    'dose',
    [
      ['2.4mg', '2.4 mg'],
      ['10-40 mg', '10 to 40 mg'],
      ['10 mg – 40 mg', '10 to 40 mg'],
      ['0.25 > 0.5 > 1 mg', '0.25, 0.5, 1 mg'],
      ['0.25, 0.5, and 1 mg', '0.25, 0.5, 1 mg'],
      ['400 mg increasing to 800 mg', '400, 800 mg'],
      ['1,000 mg', '1000 mg'],
      ['10 000 IU', '10000 IU'],
      ['1,000, 2,000 mg', '1000, 2000 mg'],
      ['0,5 mg', '0.5 mg'],
      ['500 mg to 1 g', '500 to 1000 mg'],
      ['10 mg or 20 mg', '10 or 20 mg'],
      ['AUC of 5', 'AUC 5'],
      ['2 x 10^6 cells', '2 × 10^6 cells'],
      ['1 × 10⁸ PFU', '1 × 10^8 PFU'],
      ['5 million IU', '5 × 10^6 IU'],
      ['75 mg/m2', '75 mg/m²'],
      ['75 mg/sq m', '75 mg/m²'],
      ['10 mcg/kg/min', '10 µg/kg/min'],
      ['10 \u03bcg', '10 \u00b5g'],
      ['10 \u00b5g', '10 \u00b5g'],
      ['5 mg/kg body weight', '5 mg/kg'],
      ['1 mg per day', '1 mg/day'],
      ['1 mg/24 h', '1 mg/day'],
      ['2 × 100 mg', '200 mg'],
      ['300 MU', '300 MU'],
      ['3 mU', '3 mU'],
      ['5 MG', '5 mg'],
      ['0.05%', '0.05 %'],
      ['2 puffs', '2 puffs'],
      ['90 mcg/puff', '90 µg/puff'],
      ['up to 100 mg', 'up to 100 mg'],
      ['0.25 mg/kg, then 0.125 mcg/kg/min', '0.25 mg/kg, then 0.125 µg/kg/min'],
      ['5 mg then 10 mg followed by 2 mg/h', '5, 10 mg, then 2 mg/h'],
      ['10 mg, then 20 mg', '10, 20 mg'],
      ['10 mg, then', undefined],
      ['10 mg, 5 mg/kg', undefined],
      ['2,5 mg', undefined],
      ['100,200,400 mg', undefined],
      ['mg', undefined],
      ['10 mg daily', undefined],
      ['1e999 mg', undefined],
      ['', undefined],
      ['10', undefined],
    ],
  ],
  [
    'schedule',
    [
      ['b.i.d.', 'twice daily'],
      ['BID', 'twice daily'],
      ['q12h', 'every 12 hours'],
      ['q3w', 'every 3 weeks'],
      ['once per day', 'once daily'],
      ['2x/day', 'twice daily'],
      ['monthly', 'once monthly'],
      ['every other day', 'every 2 days'],
      ['a single dose', 'single dose'],
      ['day 1 of each 21-day cycle', 'day 1 of 21'],
      ['day 1 every 3 weeks', 'day 1 of 21'],
      ['days 1-14 of 21', 'days 1-14 of 21'],
      ['days 1, 8, and 15 of 28', 'days 1, 8 and 15 of 28'],
      ['twice daily on days 1-14 of 21', 'twice daily, days 1-14 of 21'],
      ['weeks 0, 4 and 12', 'weeks 0, 4 and 12'],
      ['weeks 0, 2, 6 and every 8 weeks thereafter', 'weeks 0, 2 and 6, then every 8 weeks'],
      ['5 days on, 2 days off', 'days 1-5 of 7'],
      ['prn', 'as needed'],
      ['once daily as needed', 'as needed, at most once daily'],
      ['continuous infusion', 'continuous'],
      ['TIW', 'three times weekly'],
      ['nightly', 'once daily at bedtime'],
      ['days -5 through -2', 'days -5 to -2'],
      ['days -7, -6 and 0', 'days -7, -6 and 0'],
      ['Day-2', undefined],
      ['day - 2', undefined],
      ['once weekly followed by every 2 weeks', 'once weekly, then every 2 weeks'],
      ['single dose, then once daily, then as needed', 'single dose, then once daily, then as needed'],
      ['days 5-1', undefined],
      ['biweekly', undefined],
      ['once daily for 12 weeks', undefined],
      ['', undefined],
    ],
  ],
  [
    'duration',
    [
      ['52-week', '52 weeks'],
      ['8 cycles', '8 cycles'],
      ['6 21-day cycles', '6 cycles of 21 days'],
      ['up to 2 years', 'up to 2 years'],
      ['1 year and 6 months', '18 months'],
      ['12-24 weeks', '12 to 24 weeks'],
      ['until progression', 'until progression'],
      ['x', undefined],
    ],
  ],
  [
    'age',
    [
      ['18 Years and older', '18 years and older'],
      ['18-65', '18 to 65 years'],
      ['≥18 years', '18 years and older'],
      ['> 2', 'over 2 years'],
      ['6 months to 17 years', '6 months to 17 years'],
      ['18+', '18 years and older'],
      ['65 to 18 years', undefined],
      ['adults', undefined],
    ],
  ],
  [
    'estimate',
    [
      ['difference 7.8 (4.8 to 10.9)', 'difference 7.8 (4.8 to 10.9)'],
      ['HR 0.74 [95% CI 0.65-0.85]', 'hazard ratio 0.74 (0.65 to 0.85)'],
      ['difference −1.2 (one-sided 97.5 % from −1.2)', 'difference -1.2 (one-sided 97.5 % from -1.2)'],
      ['ratio 0.98 (90 % 0.9 to 1.06)', 'ratio 0.98 (90 % 0.9 to 1.06)'],
      ['difference -1.2 (-2.3--0.1)', 'difference -1.2 (-2.3 to -0.1)'],
      ['hazard ratio 0.7 (0.5 to NA)', 'hazard ratio 0.7 (from 0.5)'],
      ['7.8 (1 to 2)', undefined],
      ['difference (1 to 2)', undefined],
    ],
  ],
  [
    'p',
    [
      ['< 0.001', '<0.001'],
      ['> 0.05', '>0.05'],
      ['=0.03', '0.03'],
      ['p ≤ .05', '<=0.05'],
      ['0,001', '0.001'],
      ['NS', undefined],
      ['', undefined],
    ],
  ],
  [
    'interval',
    [
      ['90 % 0.8 to 1.25', '90 % 0.8 to 1.25'],
      ['(1, 2)', '1 to 2'],
      ['up to 3', 'up to 3'],
      ['NA to NA', undefined],
    ],
  ],
  [
    'fraction',
    [
      ['35 / 263', '35/263'],
      ['35 of 263', '35/263'],
      ['35', undefined],
    ],
  ],
  [
    'date',
    [
      ['March 2021', '2021-03'],
      ['March 16, 2021', '2021-03-16'],
      ['2021-02-30', undefined],
      ['2021-13', undefined],
    ],
  ],
  [
    'contrast',
    [
      ['a versus b', 'a vs b'],
      ['a', 'a'],
      ['', undefined],
    ],
  ],
  [
    'focus',
    [
      ['a vs. b on o , r', 'a vs b on o, r'],
      ['a', undefined],
    ],
  ],
  [
    'registry id',
    [
      ['NCT04788511', 'NCT04788511'],
      ['NCT1', undefined],
    ],
  ],
])('%s', (quantity, cases) => {
  it.each(cases)('%j is %j', (text, canonical) => {
    expect(q.canonical(quantity, text)).toBe(canonical);
    if (canonical !== undefined) expect(q.canonical(quantity, canonical)).toBe(canonical);
  });
});

const QUANTITIES: readonly Quantity[] = [
  'dose',
  'schedule',
  'duration',
  'age',
  'estimate',
  'p',
  'interval',
  'fraction',
  'contrast',
  'focus',
  'date',
  'registry id',
];

describe('any text', () => {
  const pieces = [
    '0.25',
    '1,000',
    '10',
    '1e9',
    '×',
    'x 10^',
    '⁶',
    ' mg',
    '/kg',
    '/day',
    ' to ',
    '-',
    '−',
    ', ',
    ' > ',
    ', then ',
    ' or ',
    'once',
    'twice',
    ' daily',
    'every ',
    'days ',
    'weeks ',
    ' of ',
    ' and ',
    'q',
    'baseline',
    '(',
    ')',
    '%',
    ' vs ',
    ' on ',
    'p',
    '<',
    '≤',
    '~>',
    'difference',
    'hazard ratio',
    '\n',
    '\u0000',
    '🧪',
  ];
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((all) => all.join('')),
  );

  it('is read or not, never an exception; what is read is written in one way', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...QUANTITIES), (one, quantity) => {
        const once = q.canonical(quantity, one);
        if (once !== undefined) expect(q.canonical(quantity, once)).toBe(once);
        const time = q.parseTime(one);
        if (time) expect(q.parseTime(q.formatTime(time))).toEqual(time);
        expect(q.normaliseUnit(q.normaliseUnit(one))).toBe(q.normaliseUnit(one));
        q.parseArrow(one);
      }),
      { numRuns: 5000 },
    );
  });

  it('takes time in proportion to its length', () => {
    const read = (text: string) => () => {
      for (const quantity of QUANTITIES) q.canonical(quantity, text);
      q.parseTime(text);
      q.normaliseUnit(text);
      q.parseArrow(text);
    };
    const hostile = [
      '1',
      '1,',
      '1,000',
      '1,000,',
      '1 000',
      ' ',
      '1 ',
      '1 mg, ',
      '1 mg/',
      '1x',
      '1 to ',
      '-',
      '- ',
      '(',
      '()',
      'a',
      'a ',
      'a.',
      'q',
      'every ',
      'days 1, ',
      '1 day ',
      '1 year ',
      ' vs ',
      'vs',
      ' on ',
      '~>',
      ' ~> ',
      '<',
      'p',
      '%',
      '1 %',
      'difference ',
      'difference 1 (',
      '0,',
      'e1',
      '1e1',
      '⁶',
      '1 × 10^',
      '\n',
      'per ',
      '/',
    ];
    for (const one of hostile)
      expect(
        growth((length) => read(one.repeat(length / one.length)), 10_000),
        `${JSON.stringify(one)} repeated`,
      ).toBeLessThan(LINEAR);
  });
});

describe('doseRatio', () => {
  const ratio = (a: string, b: string) => {
    const x = q.parseDose(a);
    const y = q.parseDose(b);
    return x && y && q.doseRatio(x, y);
  };

  it.each([
    ['1 g', '500 mg', 2],
    ['1.7 mg', '2.4 mg', 0.708333333333],
    // NCT06660823's 25 to 50 µg a day lies between 25 and 50.
    ['25 to 50 µg/day', '25 µg/day', Number(Math.SQRT2.toPrecision(12))],
    ['25 to 50 µg/day', '50 µg/day', Number(Math.SQRT1_2.toPrecision(12))],
    ['150 or 300 mg', '300 mg', Number(Math.SQRT1_2.toPrecision(12))],
    ['0 to 50 mg', '50 mg', 1],
    ['0.25, 0.5, 1 mg', '2 mg', 0.5],
    ['10 µg/kg/min', '0.6 mg/kg/h', 1],
    ['1 mg/mL', '1 g/L', 1],
    ['1 mCi', '37 MBq', 1],
    ['1 U', '1 IU', undefined],
    ['1 mg', '1 mg/kg', undefined],
    ['1 mg', '1 mg/day', undefined],
    ['1 mg', '1 mL', undefined],
    ['1 mg', '0 mg', undefined],
    ['7 mg/week', '1 mg/day', 1],
    ['2 mg/kg, then 4 µg/kg/min', '1 mg/kg, then 2 µg/kg/min', 2],
    ['2 mg/kg, then 4 µg/kg/min', '1 mg/kg, then 1 µg/kg/min', undefined],
    ['2 mg/kg, then 4 µg/kg/min', '1 mg/kg', undefined],
  ])('%s is %s times %s', (a, b, times) => {
    expect(ratio(a, b)).toBe(times);
  });

  it('is one over itself the other way round', () => {
    fc.assert(
      fc.property(dose, dose, (a, b) => {
        const there = q.doseRatio(a, b);
        const back = q.doseRatio(b, a);
        expect(there === undefined).toBe(back === undefined);
        if (there && back) expect(there * back).toBeCloseTo(1, 6);
      }),
    );
  });
});

describe('perDay', () => {
  it.each([
    ['twice daily', 2],
    ['every 8 hours', 3],
    ['once weekly', 1 / 7],
    ['days 1, 8 and 15 of 28', 3 / 28],
    ['twice daily, days 1-14 of 21', 4 / 3],
    ['every 4 to 6 hours', 4.8],
  ])('%s', (text, times) => {
    const read = q.parseSchedule(text);
    expect(read && q.perDay(read)).toBeCloseTo(times, 9);
  });

  it.each(['single dose', 'as needed', 'continuous', 'weeks 0, 4 and 12'])('does not say for %s', (text) => {
    const read = q.parseSchedule(text);
    expect(read && q.perDay(read)).toBeUndefined();
  });
});

describe('readers of longer texts', () => {
  it('stop where the quantity ends', () => {
    const text = 'Participants take 2.4 mg once weekly by injection';
    const dose = q.readDose(text, text.indexOf('2.4'));
    expect(dose && [dose.value, text.slice(dose.end)]).toEqual([
      { amounts: [2.4], kind: 'single', unit: 'mg' },
      ' once weekly by injection',
    ]);
    const schedule = q.readSchedule(text, text.indexOf('once'));
    expect(schedule && [q.formatSchedule(schedule.value), text.slice(schedule.end)]).toEqual([
      'once weekly',
      ' by injection',
    ]);
  });
});

describe('parseTime', () => {
  it.each([
    ['52 weeks', '52 weeks', 364],
    ['Week 52', '52 weeks', 364],
    ['baseline to week 12', 'baseline to week 12', 84],
    ['Baseline and week 16', 'baseline to week 16', 112],
    ['24 h', '24 hours', 1],
    ['Up to Day 28', 'up to 28 days', 28],
    ['Day 1 through Day 29', 'day 1 to day 29', 29],
    ['Baseline, Month 6, Month 12', 'baseline, months 6 and 12', 365.2425],
    ['Days 7, 14, and 21', '7, 14 and 21 days', 21],
    ['54 Months Post-Randomization', '54 months after randomization', 1643.59125],
    ['Baseline', 'baseline', 0],
  ])('%s', (text, formatted, days) => {
    const read = q.parseTime(text);
    expect(read && [q.formatTime(read), read.days]).toEqual([formatted, days]);
  });
});

describe('normaliseUnit', () => {
  it.each([
    ['Percentage of Participants', '%'],
    ['Participants', 'participants'],
    ['millimeters of mercury (mmHg)', 'mmHg'],
    ['mm Hg', 'mmHg'],
    ['Units on a Scale', 'points'],
    ['ng*hr/mL', 'ng·h/mL'],
    ['L/min/m^2', 'L/min/m²'],
    ['kilograms (kg)', 'kg'],
    ['beats per minute (bpm)', 'bpm'],
    ['millimoles per liter (mmol/L)', 'mmol/L'],
    ['Days', 'days'],
    ['mg/dl', 'mg/dL'],
    ['Number of subjects', 'participants'],
    ['percent of  something', 'percent of something'],
    ['', ''],
  ])('%s is %s', (text, unit) => {
    expect(q.normaliseUnit(text)).toBe(unit);
  });
});

describe('where the parts stand', () => {
  it('of contrasts and focuses', () => {
    const text = 'low-dose vs placebo on walk, week 4';
    const found = q.locateFocus(text);
    const parts = [...(found?.contrast ?? []), found?.outcome, found?.row];
    expect(parts.map((part) => part && text.slice(part.start, part.end))).toEqual([
      'low-dose',
      'placebo',
      'walk',
      'week 4',
    ]);
  });

  it('of arrows', () => {
    const text = '2.4 mg ~> 1.7 mg  ~> 1 mg';
    expect(q.parseArrow(text).map(({ start, end }) => text.slice(start, end))).toEqual(['2.4 mg', '1.7 mg', '1 mg']);
    expect(q.parseArrow('a~>b')).toHaveLength(1);
  });
});
