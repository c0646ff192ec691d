import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missingText } from '../../core/imagine/wording.ts';
import { rowCounts } from '../../core/trial/computed.ts';
import { observe } from '../../core/trial/direction.ts';
import type { Trial } from '../../core/trial/schema.ts';
import * as facts from './direction-facts.ts';

const look = (first: string, second: string, outcome = 'o') => ({ outcome, first, second });

describe('the traps of real records', () => {
  it('an estimate that contradicts the order its analysis names: the sign is that of the values', () => {
    const seen = observe(facts.AGAINST_ITS_ORDER, look('dulaglutide', 'glargine'));
    expect(seen?.direction).toBe('lower');
    expect(seen?.estimate).toEqual({
      kind: 'difference',
      value: -3.31,
      interval: { low: -3.9, high: -2.71, level: 95, sided: 'two' },
    });
    expect(seen?.marked).toContain('against its order');
  });

  it('a stated orientation that contradicts the values: the values are followed, the estimate is not turned', () => {
    const trial = structuredClone(facts.AGAINST_ITS_ORDER);
    const analysis = trial.results?.[0]?.analyses?.[0];
    if (analysis) analysis.orientation = 'first minus second';
    const seen = observe(trial, look('dulaglutide', 'glargine'));
    expect(seen?.direction).toBe('lower');
    expect(seen?.oriented).toBe(false);
    expect(seen?.marked).toContain('orientation contradicts');
  });

  it('non-inferiority: its p says nothing, its two-sided interval does', () => {
    const high = observe(facts.NON_INFERIOR, look('high-dose', 'glargine', 'hba1c'));
    expect([high?.direction, high?.p, high?.marked]).toEqual(['lower', undefined, ['by interval']]);
    expect(observe(facts.NON_INFERIOR, look('low-dose', 'glargine', 'hba1c'))?.direction).toBe('no difference');
  });

  it('an interval that begins at its own estimate has one bound', () => {
    // NCT00281099 posts 1.139 (1.139 to 1.59) of a non-inferiority analysis.
    const of = (estimate: string) =>
      observe(
        facts.pairTrial('NCT00281099', { measure: 'Deaths', unit: 'events' }, { vvi: {}, mvp: {} }, [
          { contrast: 'vvi vs mvp', estimate, orientation: 'first over second' },
        ]),
        look('vvi', 'mvp'),
      )?.direction;
    expect(of('hazard ratio 1.139 (96.3 % 1.139 to 1.59)')).toBeUndefined();
    expect(of('hazard ratio 1.139 (96.3 % 1.1 to 1.59)')).toBeDefined();
  });

  it('non-inferiority without an interval: computed, though p was 0.012', () => {
    const seen = observe(facts.NON_INFERIOR_P_ONLY, look('device', 'placebo'));
    expect([seen?.direction, seen?.source, seen?.method]).toEqual(['no difference', 'computed', "Fisher's exact"]);
    expect(seen?.p?.value).toBeGreaterThan(0.5);
  });

  it('a one-sided p counts below 0.025', () => {
    const seen = observe(facts.ONE_SIDED, look('device', 'placebo'));
    expect([seen?.direction, seen?.sided]).toEqual(['no difference', 'one']);
    expect(seen?.marked).toContain('one-sided');
    const smaller = structuredClone(facts.ONE_SIDED);
    const analysis = smaller.results?.[0]?.analyses?.[0];
    if (analysis) analysis.p = 0.02;
    expect(observe(smaller, look('device', 'placebo'))?.direction).toBe('higher');
  });

  it('time to event: higher is longer, a hazard ratio below 1', () => {
    const seen = observe(facts.HAZARD, look('nivolumab', 'docetaxel'));
    expect([seen?.direction, seen?.time, seen?.estimate?.value]).toEqual(['higher', true, 0.62]);
    const turned = observe(facts.HAZARD, look('docetaxel', 'nivolumab'));
    expect([turned?.direction, turned?.estimate?.value]).toEqual(['lower', 1.613]);
    expect(turned?.estimate?.interval).toMatchObject({ low: 1.235, high: 2.128 });
  });

  it('time to event without values: only the stated orientation says which way', () => {
    const stated = structuredClone(facts.HAZARD);
    delete stated.results?.[0]?.values;
    expect(observe(stated, look('nivolumab', 'docetaxel'))?.direction).toBe('higher');
    expect(observe(stated, look('docetaxel', 'nivolumab'))?.direction).toBe('lower');
    const silent = structuredClone(stated);
    delete silent.results?.[0]?.analyses?.[0]?.orientation;
    const seen = observe(silent, look('nivolumab', 'docetaxel'));
    expect([seen?.direction, seen?.missing]).toEqual([undefined, 'orientation']);
  });

  it('a median that was not reached is the longer one', () => {
    const trial = structuredClone(facts.HAZARD);
    const values = trial.results?.[0]?.values;
    if (values?.docetaxel) values.docetaxel.median = 'not reached';
    if (trial.results?.[0]?.analyses?.[0]) delete trial.results[0].analyses[0].orientation;
    expect(observe(trial, look('nivolumab', 'docetaxel'))?.direction).toBe('lower');
  });

  it('a time told as the percentage that had the event: fewer is longer', () => {
    const seen = observe(facts.EVENTS_OF_TIME, look('semaglutide', 'placebo'));
    expect([seen?.direction, seen?.time, seen?.p?.value]).toEqual(['higher', true, 0.0167]);
    expect(seen?.marked).toEqual([]);
  });

  it('a count of events is a count, whatever it was analysed by', () => {
    const seen = observe(facts.COUNTED_EVENTS, look('intensive', 'placebo'));
    expect([seen?.direction, seen?.time, seen?.estimate?.value]).toEqual(['lower', false, 0.75]);
    expect(seen?.marked).toEqual([]);
  });

  it('the same people before and after are no two sides', () => {
    const seen = observe(facts.BEFORE_AND_AFTER, look('pre', 'post', 'sbp'));
    expect(seen?.marked).toContain('same participants');
    const untested = structuredClone(facts.BEFORE_AND_AFTER);
    delete untested.results?.[0]?.analyses;
    expect(observe(untested, look('pre', 'post', 'sbp'))).toMatchObject({ missing: 'same participants' });
  });

  it('nothing is computed from a crossover, from medians, or of times to an event', () => {
    expect(observe(facts.CROSSOVER, look('gsk256066', 'placebo'))).toMatchObject({ missing: 'crossover' });
    expect(observe(facts.MEDIANS, look('sildenafil', 'placebo'))).toMatchObject({ missing: 'median' });
    const survival = structuredClone(facts.EVENTS_OF_TIME);
    delete survival.results?.[0]?.analyses;
    expect(observe(survival, look('semaglutide', 'placebo'))).toMatchObject({ missing: 'time to event' });
    const rate = facts.pairTrial(
      'NCT01642004',
      { measure: 'Overall survival rate', time: '6 months', unit: 'percent probability of survival' },
      { nivolumab: { number: 64, n: 135 }, docetaxel: { number: 50, n: 137 } },
    );
    const seen = observe(rate, look('nivolumab', 'docetaxel'));
    expect(seen).toMatchObject({ missing: 'share at a time' });
    expect(missingText('share at a time')).toContain('of shares at a time, read off survival curves, none is computed');
  });

  it('a ratio in percent is read against 100, a 90 % interval by the 95 % that it stands for', () => {
    const seen = observe(facts.RATIO_IN_PERCENT, look('chewable', 'coated'));
    expect([seen?.direction, seen?.nothing]).toEqual(['no difference', 100]);
    const told = (estimate: string) => {
      const trial = structuredClone(facts.RATIO_IN_PERCENT);
      const analysis = trial.results?.[0]?.analyses?.[0];
      if (analysis) analysis.estimate = estimate;
      return observe(trial, look('chewable', 'coated'))?.direction;
    };
    // The first leaves 100 out at 90 %, and would not at 95 %.
    expect(told('geometric mean ratio 93.4 (90 % 87.5 to 99.7)')).toBe('no difference');
    expect(told('geometric mean ratio 78.76 (90 % 70.53 to 87.96)')).toBe('lower');
  });

  it('p that contradicts both interval and values gives no direction', () => {
    const seen = observe(facts.DISAGREEING, look('cells', 'placebo'));
    expect(seen?.direction).toBeUndefined();
    expect(seen?.missing).toBe('contradiction');
    expect(seen?.marked).not.toContain('p and interval disagree');
  });

  it.each([
    // Nothing but the interval speaks against p.
    ['difference -3 (-7.05 to 0.95)', {}],
    // A bound that is rounded to nothing contradicts nobody.
    ['difference -3 (-7.05 to 0)', { cells: { mean: 0.5, sd: 8.2, n: 55 }, placebo: { mean: 3.6, sd: 9.3, n: 26 } }],
    // The values bear p out.
    ['difference -3 (-7.05 to 0.95)', { cells: { mean: 0.5, sd: 2, n: 55 }, placebo: { mean: 3.6, sd: 2, n: 26 } }],
  ])('p and interval that disagree are marked, and p is followed: %s, %o', (estimate, values) => {
    const trial = structuredClone(facts.DISAGREEING);
    const [result] = trial.results ?? [];
    const [analysis] = result?.analyses ?? [];
    if (!result || !analysis) throw new Error('no analysis');
    analysis.estimate = estimate;
    for (const [side, value] of Object.entries(result.values ?? {}))
      result.values = {
        ...result.values,
        [side]: (values as Record<string, typeof value>)[side] ?? { mean: value.mean ?? 0 },
      };
    const seen = observe(trial, look('cells', 'placebo'));
    expect(seen?.direction).toBe('lower');
    expect(seen?.marked).toContain('p and interval disagree');
  });

  it('an estimate that is significant one way round, and values that lie the other way and are not, give no direction', () => {
    // NCT00773175: the flow rate in the emergency department, to which no p is reported.
    const flow = (subcutaneous: number, sd: number) =>
      facts.pairTrial(
        'NCT00773175',
        { measure: 'Flow rate', unit: 'mL/h' },
        { subcutaneous: { mean: subcutaneous, sd, n: 73 }, intravenous: { mean: 179.6, sd, n: 75 } },
        [
          {
            contrast: 'subcutaneous vs intravenous',
            estimate: 'difference -40.2 (-77.3 to -3.1)',
            orientation: 'first minus second',
            hypothesis: 'non-inferiority',
          },
        ],
      );
    const told = (trial: Trial) => observe(trial, look('subcutaneous', 'intravenous'));
    expect(told(flow(186.4, 120))).toMatchObject({ missing: 'contradiction', oriented: false });
    expect(told(flow(186.4, 120))?.direction).toBeUndefined();
    // Values that are significant by themselves settle it, and values on the same side agree.
    expect(told(flow(286.4, 120))?.direction).toBe('higher');
    expect(told(flow(150, 120))?.direction).toBe('lower');
  });

  it('the first of several analyses speaks, and a contradiction is marked', () => {
    const seen = observe(facts.TWO_ANALYSES, look('riociguat', 'placebo'));
    expect([seen?.direction, seen?.analysis]).toEqual(['no difference', 0]);
    expect(seen?.marked).toContain('analyses disagree');
  });

  it.each([
    ['<0.1', undefined],
    ['<=0.05', 'higher'],
    ['>0.05', 'no difference'],
    ['>0.01', undefined],
    [1.2, undefined],
    ['n.s.', undefined],
  ])('a p of %s says %s', (p, direction) => {
    const trial = structuredClone(facts.ONE_SIDED);
    const result = trial.results?.[0];
    // Without counts nothing can be computed in its place.
    if (result?.values) result.values = { device: { number: 33 }, placebo: { number: 25 } };
    if (result?.analyses) result.analyses = [{ contrast: 'device vs placebo', p }];
    expect(observe(trial, look('device', 'placebo'))?.direction).toBe(direction);
  });
});

describe('computed from summary statistics', () => {
  it("Welch's t, its interval agreeing with its p", () => {
    const seen = observe(facts.SEMAGLUTIDE, look('semaglutide', 'placebo', 'walk'));
    expect(seen).toMatchObject({ direction: 'higher', source: 'computed', method: "Welch's t", oriented: true });
    expect(seen?.marked).toEqual(['computed']);
    expect(seen?.p?.value).toBeCloseTo(0.0019, 4);
    expect(seen?.estimate?.value).toBeCloseTo(17.7, 10);
  });

  it('a percentage that no whole number of these people gives is no share of them', () => {
    const outcome = { measure: 'Event rate', unit: '%' };
    const made = (percent: number) =>
      facts.pairTrial('NCT04356937', outcome, {
        tocilizumab: { percent, n: 20 },
        placebo: { percent: 50, n: 20 },
      });
    expect(observe(made(5), look('tocilizumab', 'placebo'))?.direction).toBe('lower');
    expect(observe(made(12.6), look('tocilizumab', 'placebo'))).toMatchObject({ missing: 'statistic' });
  });

  it('eyes and lesions are marked, and so is a trial without randomisation', () => {
    const outcome = { measure: 'Pressure', unit: 'mmHg' };
    const values = { azarga: { mean: 2.6, se: 0.78, n: 41 }, placebo: { mean: 0.8, se: 0.779, n: 41 } };
    const trial = facts.pairTrial('NCT00800540', outcome, values, [], {
      units: 'eyes',
      design: { allocation: 'non-randomized' },
    });
    expect(observe(trial, look('azarga', 'placebo'))?.marked).toEqual(['computed', 'units', 'not randomized']);
  });

  it('told the other way round, the direction turns and nothing else changes', () => {
    const figure = fc.double({ min: -100, max: 100, noNaN: true });
    const value = fc.record({
      mean: figure,
      sd: fc.double({ min: 0.1, max: 50, noNaN: true }),
      n: fc.integer({ min: 2, max: 500 }),
    });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const trial = facts.pairTrial('made-up', { measure: 'Score' }, { drug: a, placebo: b });
        const there = observe(trial, look('drug', 'placebo'));
        const back = observe(trial, look('placebo', 'drug'));
        expect(back?.p?.value).toBeCloseTo(there?.p?.value ?? Number.NaN, 10);
        const opposite = { higher: 'lower', lower: 'higher', 'no difference': 'no difference' } as const;
        expect(back?.direction).toBe(there?.direction && opposite[there.direction]);
        const { low = 0, high = 0 } = there?.estimate?.interval ?? {};
        expect(low > 0 || high < 0).toBe(there?.direction !== 'no difference');
      }),
    );
  });
});

describe('a row whose name says how many were analysed', () => {
  const seen = (row: string, first: object = {}) => {
    const trial: Trial = {
      deepimagine: 1,
      arms: { drug: { label: 'Drug' }, placebo: { label: 'Placebo', role: 'placebo' } },
      outcomes: { ldl: { measure: 'LDL' } },
      results: [
        {
          outcome: 'ldl',
          row,
          values: { drug: { mean: 4, sd: 10, n: 200, ...first }, placebo: { mean: 1.5, sd: 10, n: 200 } },
        },
      ],
    } as Trial;
    const found = observe(trial, { outcome: 'ldl', row, first: 'drug', second: 'placebo' });
    return [found?.values.first?.n, found?.values.second?.n, found?.direction];
  };

  it('is computed with these', () => {
    expect(seen('Month 12')).toEqual([200, 200, 'higher']);
    expect(seen('Month 24 (n=40, 38)')).toEqual([40, 38, 'no difference']);
    expect(seen('Month 24 [n = 40/38]')).toEqual([40, 38, 'no difference']);
    expect(seen('Month 24; (n=40,38')).toEqual([40, 38, 'no difference']);
    expect(seen('Month 36 (n=40, 0)')).toEqual([40, 0, undefined]);
  });

  it('with or without brackets', () => {
    for (const row of [
      'Year 4, n = 40, 38',
      'Year 4; n=40,38',
      'Year 4 n=40 38',
      'Year 4 (n=40; n=38)',
      'Year 4 (N=40, N=38)',
      'Year 4 (n=0, 40, 38)',
    ])
      expect(seen(row), row).toEqual([40, 38, 'no difference']);
    expect(seen('Year 4, n=40', { n: 20 })).toEqual([undefined, undefined, undefined]);
  });

  it('and with none where they cannot be those of the groups', () => {
    for (const row of ['Month 24 (n=40)', 'Month 24 (n=240, 38)', 'Month 24, n=1,234'])
      expect(seen(row), row).toEqual([undefined, undefined, undefined]);
    expect(seen('Month 24 (n=40, 38)', { mean: undefined, sd: undefined, count: 60 })[2]).toBeUndefined();
  });

  it('but not where the name says the same, or speaks of something else, or of groups that are not here', () => {
    for (const row of [
      'Month 24; n=40, 38, 41',
      'Month 24 (n=400)',
      'Month 24, n=200',
      'n=4,5 doses',
      'Month 24 (lesions: n=905; n=813)',
      'bin=4, 5',
    ])
      expect(seen(row), row).toEqual([200, 200, 'higher']);
  });

  it('a comma may be that of thousands', () => {
    const of = (row: string, ...most: number[]) =>
      rowCounts(row, Object.fromEntries(most.map((n, i) => [`g${i}`, { mean: 1, n }])));
    expect([...(of('n=1,234, 1,198', 1300, 1300)?.values() ?? [])]).toEqual([1234, 1198]);
    expect([...(of('n=1,234', 2, 300)?.values() ?? [])]).toEqual([1, 234]);
    expect([...(of('n=1,234', 1300, 1300)?.values() ?? [])]).toEqual([undefined, undefined]);
    expect(of('n=46,147', 46, 147)).toBeUndefined();
  });

  it('it may stand behind a colon (NCT00498602), and is of events beside rates (NCT00496769)', () => {
    const of = (row: string, one: object) => rowCounts(row, { a: { ...one, n: 300 }, b: { ...one, n: 300 } });
    expect([...(of('Week 2 (N: 245, 254)', { mean: 1 })?.values() ?? [])]).toEqual([245, 254]);
    expect(of('Deaths (n=111, 140)', { rate: 3.5 })).toBeUndefined();
  });

  it('a group without a figure may be left out of it', () => {
    const values = { a: { mean: 1, n: 300 }, b: { mean: 2, n: 300 }, c: { mean: 'NA', n: 177 } };
    expect(rowCounts('52 weeks (n=245, 254)', values)).toEqual(
      new Map([
        ['a', 245],
        ['b', 254],
      ]),
    );
  });
});

describe('documents as people leave them', () => {
  it('says nothing of what is not there', () => {
    expect(observe({}, look('a', 'b'))).toBeUndefined();
    expect(observe(facts.DOSES, look('mg-1', 'mg-1', 'hba1c'))).toBeUndefined();
    expect(observe(facts.DOSES, look('mg-1', 'nobody', 'hba1c'))).toBeUndefined();
  });

  it('ids that every object has are ids like any other', () => {
    const trial: Trial = { arms: { a: {} }, results: [{ outcome: 'constructor', values: { a: { mean: 1 } } }] };
    expect(observe(trial, look('a', 'toString', 'constructor'))).toBeUndefined();
  });
});
