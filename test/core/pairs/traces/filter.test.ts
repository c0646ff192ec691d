/** What keeps a trace out, reason by reason, and what must not. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEnglish } from '../../../../core/pairs/traces/english.ts';
import { figuresIn, figuresOf, givenAway } from '../../../../core/pairs/traces/figures.ts';
import { type Against, concluded, judge, type Told } from '../../../../core/pairs/traces/filter.ts';
import { KNOWN_RULES, saysKnown } from '../../../../core/pairs/traces/known.ts';
import { NearDuplicates } from '../../../../core/pairs/traces/near.ts';
import { contrastsOf } from '../../../../core/trial/contrast.ts';
import { madeTrial, only } from '../made.ts';

const GOOD: Told = {
  trace: [
    {
      mechanism: 'endpoint sensitivity',
      text: 'Walking distance depends on fitness and motivation as well as on pain, so it varies more between people than the pain score does.',
    },
    {
      mechanism: 'power',
      text: 'With the same number of participants, more variation means that a benefit of this size is less likely to be told from chance.',
    },
  ],
  direction: 'no difference',
};
const AGAINST: Against = {
  direction: 'no difference',
  result: figuresIn('mean 31.4 12.6 sd 4.45 n 243 p 0.0312'),
  known: figuresIn('Examplin 10 mg, 12 weeks, mean −9.13 and −1.04, 60 participants'),
};
const reasons = (told: Told, against = AGAINST) => judge(told, against).map(({ reason }) => reason);
const saying = (text: string): Told => ({ ...GOOD, trace: [...GOOD.trace, { mechanism: 'chance', text }] });

describe('a trace', () => {
  test('that is good has nothing against it', () => expect(judge(GOOD, AGAINST, new NearDuplicates())).toEqual([]));

  test('ends at the observed answer', () => {
    expect(reasons({ ...GOOD, direction: 'higher' })).toEqual(['another direction than the observed one']);
    expect(reasons({ ...GOOD, direction: undefined })).toEqual(['another direction than the observed one']);
    expect(judge(saying('So the direction becomes higher.'), AGAINST)).toEqual([
      { reason: 'another direction than the observed one', found: 'higher' },
    ]);
    expect(reasons(saying('So the direction, higher before, becomes no difference.'))).toEqual([]);
    expect(concluded('A higher dose is better absorbed, so the lower dose has less effect.')).toBeUndefined();
  });

  test('has a length', () => {
    expect(reasons({ ...GOOD, trace: [{ mechanism: 'power', text: 'It is not powered for this.' }] })).toEqual([
      'too short',
    ]);
    expect(reasons(saying('The effect is small and the noise is large. '.repeat(40)))).toEqual(['too long']);
    expect(reasons(saying(`The effect is small ${'and the noise is large '.repeat(20)}.`))).toEqual(['too long']);
  });

  test('has a mechanism of the list', () => {
    const trace = GOOD.trace.map(({ text }) => ({ text, mechanism: 'magic' }));
    expect(reasons({ ...GOOD, trace })).toEqual(['no mechanism']);
  });

  test('is not said twice', () => {
    const near = new NearDuplicates();
    near.add('first', GOOD.trace.map(({ text }) => text).join('\n'));
    expect(judge(GOOD, AGAINST, near)).toEqual([{ reason: 'nearly the same as another', found: 'first' }]);
    expect(
      judge(
        saying(
          'Besides, fewer people were measured at that visit than at the one before, which adds to it, for the arms are of unequal size.',
        ),
        AGAINST,
        near,
      ),
    ).toEqual([]);
  });

  test('gives each reason that there is', () => {
    const bad: Told = {
      direction: 'higher',
      trace: [{ mechanism: 'magic', text: 'Klar, as observed, xyz qq rr ww: 31.4.' }],
    };
    expect(reasons(bad)).toEqual([
      'another direction than the observed one',
      'speaks of the result as known',
      'a figure that only the target’s result holds',
      'too short',
      'not English',
      'no mechanism',
    ]);
  });
});

describe('speaking of the result as known', () => {
  for (const { name, finds, leaves } of KNOWN_RULES) {
    test.each(finds)(`${name}: finds “%s”`, (sentence) => expect(saysKnown(sentence)).toBeDefined());
    test.each(leaves)(`${name}: leaves “%s”`, (sentence) => expect(saysKnown(sentence)).toBeUndefined());
    test(`${name}: finds its own first sentence`, () => {
      const rule = KNOWN_RULES.find((one) => one.name === name);
      expect(rule?.says.test(finds[0] ?? '')).toBe(true);
    });
  }

  test.each([
    'Doubling the dose raises exposure less than twofold, because absorption is saturable.',
    'The placebo response in this population is large, which leaves less room for the drug to show an effect.',
    'Regression to the mean makes both groups improve, whichever treatment they are given.',
    'A responder threshold discards information, so the same shift is harder to tell from chance.',
    'At the later time point more people have stopped taking the tablets, and the difference is likely to shrink.',
    'Since the comparator is an active drug, the two groups are expected to be closer to each other.',
    'Lower values mean less pain, so a drug that works makes the direction lower.',
    'The starting result was clearly in favour of the drug, and the later visit shares most of its variation.',
    'Fewer events are expected, so the interval would be wide and significance is likely to be lost.',
    'Hepatic enzymes are seen to rise with the class, which points to more laboratory abnormalities.',
    'Patients who report more pain at the beginning have more to gain.',
    'It is known that the receptor is saturated at the lower dose.',
    'As shown by its short half-life, the drug has to be taken twice daily to keep its effect.',
    'Given that few people die within a year, nothing can be told of survival.',
    'The trial is powered for the primary outcome alone.',
    'Reported symptoms are more variable than measured ones.',
  ])('leaves ordinary reasoning alone: %s', (sentence) => expect(saysKnown(sentence)).toBeUndefined());

  test('an exception holds for its own sentence only', () => {
    expect(saysKnown('The starting result is strong. As observed, it is lost.')?.said).toBe('As observed');
  });
});

describe('figures', () => {
  test.each([
    ['a dose of 1,250 mg', [1250]],
    ['12 345 people', [12, 345, 12345]],
    ['−3.9 and -0.04', [3.9, 0.04]],
    ['p < .05', [0.05]],
    ['1.2e-5 or 1.2 × 10⁻⁵', [1.2e-5, 1.2e-5]],
    ['10-20 mg and 10–20', [10, 20, 10, 20]],
    ['HbA1c, GLP-1, CYP2D6, PD-L1 and B12', []],
    ['twenty-five percent of seventeen', [25, 17]],
    ['ten to 6,5', [10, 6, 5, 6.5]],
    ['0.5,0.7;3', [0.5, 0.7, 3]],
    ['3-fold', [3]],
  ])('of “%s”', (text, values) => {
    expect(
      figuresIn(text)
        .map(({ value }) => value)
        .sort((a, b) => a - b),
    ).toEqual([...values].sort((a, b) => a - b));
  });

  const result = figuresIn('16.85 and 1243 and 0.0312 and 0.62 and 13.3 %');
  test.each([
    '16.85',
    '16.8',
    '16.9',
    '17',
    '−16.85',
    '1243',
    '1,243',
    '1 243',
    '1240',
    '1200',
    '0.03',
    '.031',
    '62 %',
    '62 percent',
    '0.62',
    '0.6',
    '13 %',
    '0.133',
    'seventeen',
  ])('gives away: %s', (text) => expect(givenAway(`about ${text} of it`, result, [])).not.toEqual([]));
  test.each(['16.7', '18', '168.5', '1300', '1000', '0.04', '63 %', '0.05', '95 %', 'one', '2', '7'])(
    'gives nothing away: %s',
    (text) => expect(givenAway(`about ${text} of it`, result, [])).toEqual([]),
  );

  test('what is known gives nothing away', () => {
    expect(givenAway('about 17 of it', result, figuresIn('given 17 times'))).toEqual([]);
    expect(givenAway('about 17 of it', result, figuresIn('given 17.2 mg'))).toEqual([]);
    expect(givenAway('about 17 of it', result, figuresIn('given 19 mg'))).not.toEqual([]);
    // Cut off, what was known would read the same; rounded it does not.
    expect(givenAway('about 0.24', figuresIn('mean 0.24'), figuresIn('from −0.2481'))).not.toEqual([]);
    expect(givenAway('about 0.25', figuresIn('mean 0.25'), figuresIn('from −0.2481'))).toEqual([]);
  });

  test('of an observed contrast: values, spread, numbers, p, shares, and how far apart the sides are', () => {
    const trial = madeTrial({ outcomes: [{ title: 'Pain', rows: only(-9.13, -5.27, -1.04) }] });
    const [contrast] = contrastsOf(trial);
    if (!contrast) throw new Error('no contrast');
    const figures = figuresOf(contrast.observed);
    for (const text of ['9.13', '9.1', '4.4', '60']) expect(givenAway(text, figures, []), text).not.toEqual([]);
    const { first, second } = contrast.observed.values;
    const apart = Math.abs(Number(first?.mean) - Number(second?.mean));
    expect(givenAway(apart.toFixed(1), figures, [])).not.toEqual([]);
  });

  test('every rounding of any figure is found, and nothing is when all is known', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 0, max: 5 }), (digits, decimals) => {
        const value = digits / 10 ** decimals;
        const result = figuresIn(value.toFixed(decimals));
        for (let fewer = decimals; fewer >= 0; fewer--) {
          const text = value.toFixed(fewer);
          if (Number(text) < 10 && fewer === 0 && Number(text) !== value) continue;
          if ([0, 1, 0.05, 5, 95, 100].includes(Number(text))) continue;
          expect(givenAway(text, result, [])).not.toEqual([]);
          expect(givenAway(text, result, result)).toEqual([]);
        }
      }),
    );
  });
});

describe('English', () => {
  test.each([
    'Higher exposure to the drug is expected to increase the response.',
    'Because β-blockade lowers the heart rate within days, the effect at four weeks is likely to be the same as at twelve.',
    'A longer follow-up collects more events, which makes the interval narrower.',
  ])('is: %s', (text) => expect(isEnglish(text)).toBe(true));
  test.each([
    'Eine höhere Dosis führt zu einer stärkeren Wirkung, weil mehr Rezeptoren besetzt sind und der Spiegel länger hoch bleibt.',
    'Une dose plus élevée entraîne un effet plus marqué, car davantage de récepteurs sont occupés par le médicament.',
    'Una dosis más alta produce un efecto mayor porque el fármaco permanece más tiempo en la sangre de los pacientes.',
    'Una dose più alta porta a un effetto maggiore perché il farmaco rimane più a lungo nel sangue.',
    'Een hogere dosis geeft een sterker effect omdat het middel langer in het bloed blijft van de patiënten.',
    '剂量越高效果越强，因为更多的受体被占据。',
    'Более высокая доза даёт больший эффект.',
    'k;J2 x%~ qq zz0 }{ wv',
    '',
  ])('is not: %s', (text) => expect(isEnglish(text)).toBe(false));
});

test('near-duplicates: a changed word or figure is one, another text is none', () => {
  const near = new NearDuplicates();
  const text =
    'The later time point gives the drug more time to act on bone density, which changes over many months, and the placebo group goes on losing density meanwhile, so that the two groups drift apart from visit to visit and the difference grows.';
  near.add('a', text);
  expect(near.like(text.replace('later', 'last').toUpperCase())).toBe('a');
  expect(
    near.like('Fewer participants remain at the last visit, so that the same effect is harder to tell from chance.'),
  ).toBeUndefined();
  for (let i = 0; i < 500; i++) near.add(`${i}`, `number ${i} of ${i * 7} with ${i ** 2} and ${i + 3} as ${i * 13}`);
  expect(near.like(text)).toBe('a');
});
