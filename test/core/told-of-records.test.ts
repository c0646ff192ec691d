/** What sentences tell of real records agrees with the figures beside them: shares, parts of a chance, sizes, lines. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImaginedStep, Imagining } from '../../core/imagine/answer.ts';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { estimateText } from '../../core/imagine/figures.ts';
import { outcomesBeside } from '../../core/imagine/outcomes.ts';
import { frequencies, theTable } from '../../core/imagine/table.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Look, Perturbation } from '../../core/trial/types.ts';
import { recordsThere, trialsNamed } from './named-records.ts';

const IDS = [
  'NCT00000134',
  'NCT00001723',
  'NCT00009945',
  'NCT00356057',
  'NCT00490022',
  'NCT01597635',
  'NCT01626079',
  'NCT04405570',
] as const;
let trials: ReadonlyMap<string, Trial>;
const records = describe.skipIf(!recordsThere);

function set(id: (typeof IDS)[number], where: string, to: string | number, look?: Look): Imagining {
  const steps: Perturbation[] = [{ kind: 'set', factor: 'A', path: where.split('.'), from: undefined, to }];
  const answer = imagineNow(trials.get(id) ?? expect.fail(), steps, look);
  if ('problem' in answer) throw new Error(answer.problem);
  return answer;
}

const step = ({ steps: [first = expect.fail()] }: Imagining): ImaginedStep => first;
const why = (imagining: Imagining) => step(imagining).reasons.map(({ text }) => text);

beforeAll(async () => {
  if (recordsThere) trials = await trialsNamed(...IDS);
});

describe('shares that are told as counted', () => {
  it('are those of the row whose pairs and trials are named, and no mixture with wider rows', () => {
    const known = { direction: 'higher', z: 2 } as const;
    const row = theTable().changes.schedule?.['higher with p from 0.001 to 0.05'] ?? expect.fail();
    const { counted, probability, pairs } = frequencies({ kind: 'schedule' }, known);
    expect(pairs).toBe(row.pairs);
    expect(counted.higher).toBeCloseTo(row.to.higher / (row.to.higher + row.to.lower + row.to['no difference']), 9);
    expect(probability.higher).toBeGreaterThan(counted.higher + 0.05);
  });

  records('of a record', () => {
    it('as 5 of 16 pairs', () => {
      const told = why(set('NCT00009945', 'arms.clodronate.schedule', 'twice daily')).join('\n');
      expect(told).toMatch(
        /schedule, 0\.31 of contrasts that were higher .* stayed higher, 0\.69 became .* \(16 natural/,
      );
    });
  });
});

records('parts of a chance', () => {
  const told = (look: Look) => why(set('NCT00001723', 'outcomes.race-weight.time', '1 week', look));
  const [first, second] = ['orlistat-non-hispanic-whites', 'placebo-non-hispanic-whites'];

  it('are told with what each says, so that they add up to it', () => {
    const [one = ''] = told({ outcome: 'race-weight', first, second }).filter((text) => text.startsWith('The chance'));
    const [, p, share, far, , near] =
      /no difference (0\.\d\d), need .* time, (0\.\d\d) of it .* where no difference has (0\.\d\d): of those counted (0\.\d\d) stayed .* In the rest it has (0\.\d\d)\./.exec(
        one,
      ) ?? expect.fail(one);
    expect(Math.abs(Number(share) * Number(far) + (1 - Number(share)) * Number(near) - Number(p))).toBeLessThan(0.015);
  });

  it('are each a short sentence', () => {
    for (const text of told({ outcome: 'race-weight', first, second }).filter((one) => one.startsWith('The chance')))
      for (const sentence of text.split(/\. (?=[A-Z])/)) expect(sentence.split(' ').length).toBeLessThanOrEqual(45);
  });
});

records('a p beside an interval that tells another strength', () => {
  const outcome = 'pharmacodynamic-biomarker-analysis-renin-angiotensin';
  const [first, second] = ['placebo-bid', 'gsk2586881-bid'];
  const told = (row: string) =>
    why(set('NCT01597635', 'population.enrollment', 100, { outcome, row, first, second })).join(' ');

  it('is said, and which of them is followed', () => {
    expect(told('AngII at 48 hours')).toContain('disagree on how strong it was: chance and size follow the interval.');
  });

  it('not where they disagree on significance, which is marked', () => {
    expect(told('AngII at 24 hours')).not.toContain('disagree on how strong');
  });
});

records('an interval of no width', () => {
  it('is no size, and the reason says so', () => {
    const told = (people: number) => step(set('NCT00000134', 'population.enrollment', people));
    expect(told(56).estimate).toBeUndefined();
    expect(
      told(56)
        .reasons.map(({ text }) => text)
        .join(' '),
    ).toContain('one and the same difference');
    const { low = 0, high = 0 } = told(500).estimate?.interval ?? {};
    expect(high).toBeGreaterThan(low);
  });
});

records('what is detectable', () => {
  it('of a difference of shares has no sign, and of a ratio stays below 1', () => {
    const { power = expect.fail() } = step(set('NCT04405570', 'population.enrollment', 100));
    expect(power.effect?.value).toBeLessThan(0);
    for (const { observed, imagined } of power.detectable) {
      expect(observed).toBeGreaterThan(0);
      expect(imagined).toBeGreaterThan(observed ?? 100);
    }
    const outcome = 'pharmacodynamic-biomarker-analysis-renin-angiotensin';
    const look = { outcome, row: 'Ang1-7 at 24 hours', first: 'placebo-bid', second: 'gsk2586881-bid' };
    const [least] = step(set('NCT01597635', 'population.enrollment', 100, look)).power?.detectable ?? [];
    expect(least?.imagined).toBeLessThan(1);
  });
});

records('lines of all outcomes', () => {
  const more = [{ kind: 'set', factor: 'N', path: ['population', 'enrollment'], from: undefined, to: 500 }] as const;
  it.each(['NCT00356057', 'NCT01626079'] as const)('of %s have each a name of its own', (id) => {
    const trial = trials.get(id) ?? expect.fail();
    const { lines } = outcomesBeside(trial, more, set(id, 'population.enrollment', 500));
    const names = lines.map(({ outcome }) => outcome);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => / \([a-z0-9-]+\)$/.test(name)).length).toBeGreaterThan(1);
  });
});

records('a size in the sentence of power', () => {
  it('has the decimals that it has in the table, also next to nothing', () => {
    const told = ['0.01 mg/day', '0.1 mg/day', '1 mg/day', '7 mg/day', '69 mg/day', '35 mg/day', '140 mg/day'].flatMap(
      (dose) => {
        const { estimate, power, reasons } = step(set('NCT00490022', 'arms.dihydrotestosterone-70mg-day.dose', dose));
        if (!estimate || !power) return [];
        const [size = ''] = estimateText(estimate).split(' ');
        expect(reasons.map(({ text }) => text).join(' '), dose).toContain(`(difference ${size} ng/g)`);
        return size;
      },
    );
    expect(told.length).toBeGreaterThan(2);
  });
});
