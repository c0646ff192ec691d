/** Prospective trials of forms and synopses. All drugs, trials and figures are made up. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../core/trial/parse.ts';
import { print } from '../../core/trial/print.ts';
import { fromForm, fromSynopsis } from '../../core/trial/registry/new.ts';
import type { Arm, Trial } from '../../core/trial/schema.ts';
import { growth, LINEAR } from '../growth.ts';

const readsBack = (trial: Trial): Trial => {
  const { diagnostics, trial: read } = parse(print(trial));
  expect(diagnostics.filter(({ severity }) => severity !== 'information')).toEqual([]);
  expect(read).toEqual(trial);
  return trial;
};
const synopsis = (text: string): Trial => readsBack(fromSynopsis(text));
const armsOf = ({ arms = {} }: Trial): Arm[] => Object.values(arms);
const outcomesOf = ({ outcomes = {} }: Trial) => Object.values(outcomes);

describe('a form', () => {
  it('is a document of what it says', () => {
    const trial = readsBack(
      fromForm({
        title: 'Examplin in heart failure',
        condition: 'Heart failure',
        drug: 'Examplin',
        dose: '2.4 mg',
        schedule: 'q.d.',
        comparator: 'placebo',
        outcome: 'Change in KCCQ',
        time: '52 weeks',
        enrollment: 300,
      }),
    );
    expect(trial).toEqual({
      trial: 'examplin-in-heart-failure',
      title: 'Examplin in heart failure',
      population: { condition: ['Heart failure'], enrollment: 300 },
      arms: {
        examplin: { role: 'experimental', drug: 'Examplin', dose: '2.4 mg', schedule: 'once daily' },
        placebo: { role: 'placebo' },
      },
      outcomes: { kccq: { rank: 'primary', measure: 'Change in KCCQ', time: '52 weeks', better: 'higher' } },
    });
  });

  it('has an arm for each of several doses, and one for a range or a titration', () => {
    const doses = (dose: string) => armsOf(fromForm({ drug: 'Examplin', dose })).map((arm) => arm.dose);
    expect(doses('10 mg or 20 mg')).toEqual(['10 mg', '20 mg']);
    expect(doses('10, 20 and 40 mg')).toEqual(['10 mg', '20 mg', '40 mg']);
    expect(doses('10 to 40 mg')).toEqual(['10 to 40 mg']);
    expect(doses('0.25, 0.5, 1 mg')).toEqual(['0.25, 0.5, 1 mg']);
  });

  it.each<[string, Arm]>([
    ['Placebo', { role: 'placebo' }],
    ['matching placebo', { role: 'placebo' }],
    ['sham', { role: 'sham' }],
    ['no treatment', { role: 'no treatment' }],
    ['standard of care', { label: 'standard of care', role: 'active comparator' }],
    [
      'inventapril 5 mg b.i.d.',
      { role: 'active comparator', drug: 'inventapril', dose: '5 mg', schedule: 'twice daily' },
    ],
  ])('is compared with %s', (comparator, arm) => {
    expect(armsOf(readsBack(fromForm({ drug: 'Examplin', comparator })))[1]).toEqual(arm);
  });

  it('may be empty, and may hold anything', () => {
    expect(print(fromForm({}))).toBe('trial: new-trial\n');
    fc.assert(
      fc.property(
        fc.record({ title: fc.string(), drug: fc.string(), dose: fc.string(), comparator: fc.string() }),
        (form) => {
          const trial = fromForm(form);
          expect(parse(print(trial)).trial).toEqual(trial);
        },
      ),
    );
  });
});

describe('a synopsis of one paragraph', () => {
  it('dose ranging against placebo', () => {
    const trial = synopsis(
      'A phase 2, randomised, double-blind, placebo-controlled trial of Examplin 10 mg and 20 mg once daily for 12 weeks in 240 adults with hypertension; primary endpoint: change in systolic blood pressure at week 12.',
    );
    const given = { role: 'experimental', drug: 'Examplin', schedule: 'once daily', duration: '12 weeks' };
    expect(trial).toEqual({
      trial: 'examplin-hypertension',
      population: { condition: ['Hypertension'], enrollment: 240 },
      arms: {
        'examplin-10mg': { ...given, dose: '10 mg' },
        'examplin-20mg': { ...given, dose: '20 mg' },
        placebo: { role: 'placebo' },
      },
      outcomes: {
        'systolic-blood-pressure': { rank: 'primary', measure: 'Change in systolic blood pressure', time: '12 weeks' },
      },
      design: { phase: 2, allocation: 'randomized', masking: 'double' },
    });
  });

  it('against an active comparator, in three countries; adults are no age', () => {
    const trial = synopsis(
      'This is a Phase III, multicenter, open-label, parallel-group study comparing fictomab 300 mg subcutaneous every 2 weeks with methotrexate 15 mg once weekly in 480 patients aged 18 to 75 years with rheumatoid arthritis at sites in Germany, France and the United States. The primary endpoint is the ACR20 response rate at week 24. Secondary endpoints include change in DAS28 at week 24, HAQ-DI at week 24 and adverse events.',
    );
    expect(trial.design).toEqual({
      phase: 3,
      model: 'parallel',
      masking: 'none',
      countries: ['France', 'Germany', 'United States'],
    });
    expect(trial.population).toEqual({ condition: ['Rheumatoid arthritis'], enrollment: 480, age: '18 to 75 years' });
    expect(armsOf(trial)).toEqual([
      { role: 'experimental', drug: 'fictomab', dose: '300 mg', route: 'subcutaneous', schedule: 'every 2 weeks' },
      { role: 'active comparator', drug: 'methotrexate', dose: '15 mg', schedule: 'once weekly' },
    ]);
    expect(outcomesOf(trial).map(({ rank, measure, time }) => [rank, measure, time])).toEqual([
      ['primary', 'ACR20 response rate', '24 weeks'],
      ['secondary', 'Change in DAS28', '24 weeks'],
      ['secondary', 'HAQ-DI', '24 weeks'],
      ['secondary', 'Adverse events', undefined],
    ]);
  });

  it('three doses against another drug; background treatment is in no arm', () => {
    const trial = synopsis(
      'Inventastatin 20 mg, 40 mg, or 80 mg once daily, compared with pravastatin 40 mg once daily, will be evaluated in 600 patients with hypercholesterolaemia inadequately controlled on ezetimibe 10 mg. Primary endpoint is the change in LDL cholesterol at week 12.',
    );
    expect(armsOf(trial).map(({ role, drug, dose }) => [role, drug, dose])).toEqual([
      ['experimental', 'Inventastatin', '20 mg'],
      ['experimental', 'Inventastatin', '40 mg'],
      ['experimental', 'Inventastatin', '80 mg'],
      ['active comparator', 'pravastatin', '40 mg'],
    ]);
    expect(trial.population).toEqual({ condition: ['Hypercholesterolaemia'], enrollment: 600 });
    expect(trial.design).toBeUndefined();
  });

  it('a crossover in healthy men', () => {
    const trial = synopsis(
      'A randomized crossover study in 24 healthy male volunteers of inventolol 5 mg single dose versus placebo.',
    );
    expect(trial.population).toEqual({ enrollment: 24, sex: 'male', healthy: true });
    expect(trial.design).toEqual({ allocation: 'randomized', model: 'crossover' });
    expect(armsOf(trial)).toEqual([
      { role: 'experimental', drug: 'inventolol', dose: '5 mg', schedule: 'single dose' },
      { role: 'placebo' },
    ]);
    expect(trial.outcomes).toBeUndefined();
  });

  it('a titration is one arm; a sham', () => {
    const trial = synopsis(
      'Examplin is started at 5 mg once daily and titrated to 10 mg and 20 mg in 80 adults with type 2 diabetes on stable metformin, versus sham.',
    );
    expect(armsOf(trial)).toEqual([
      { role: 'experimental', drug: 'Examplin', dose: '5, 10, 20 mg', schedule: 'once daily' },
      { role: 'sham' },
    ]);
    expect(trial.population).toEqual({ condition: ['Type 2 diabetes'], enrollment: 80 });
  });

  it('women of an age, a blinded assessor; the arms of a factorial trial are left out', () => {
    const trial = synopsis(
      'Randomised, assessor-blinded, 2x2 factorial trial of vitamin D and exercise in 400 women aged 65 years or older with osteoporosis in Norway.',
    );
    expect(trial.population).toEqual({
      condition: ['Osteoporosis'],
      enrollment: 400,
      age: '65 years and older',
      sex: 'female',
    });
    expect(trial.design).toEqual({
      allocation: 'randomized',
      model: 'factorial',
      masking: 'single',
      masked: ['outcomes assessor'],
      countries: ['Norway'],
    });
    expect(trial.arms).toBeUndefined();
  });

  it('a combination is one arm with two drugs', () => {
    const trial = synopsis(
      'Examplin 10 mg once daily plus metformin 500 mg twice daily versus placebo in 90 patients with obesity.',
    );
    expect(armsOf(trial)).toEqual([
      {
        role: 'experimental',
        gives: {
          examplin: { drug: 'Examplin', dose: '10 mg', schedule: 'once daily' },
          metformin: { drug: 'metformin', dose: '500 mg', schedule: 'twice daily' },
        },
      },
      { role: 'placebo' },
    ]);
  });

  it('children, a dose by weight; a duration of two kinds is left out', () => {
    const trial = synopsis(
      'Children aged 6 months to 5 years with acute otitis media will be randomised to amoxifake 40 mg/kg twice daily for 5 or 10 days. Primary outcome is clinical cure at day 12.',
    );
    expect(trial.population).toEqual({ condition: ['Acute otitis media'], age: '6 months to 5 years' });
    expect(armsOf(trial)).toEqual([
      { role: 'experimental', drug: 'amoxifake', dose: '40 mg/kg', schedule: 'twice daily' },
    ]);
    expect(outcomesOf(trial)).toEqual([
      { rank: 'primary', measure: 'Clinical cure', time: '12 days', better: 'higher' },
    ]);
  });

  it('a time that stands within a measure is read, and the measure stays whole', () => {
    const trial = synopsis(
      'Double-blind, parallel-group, phase 3 trial in Japan and South Korea comparing fictogliptin 100 mg once daily with sitagliptin 100 mg once daily in 1,500 men and women aged 20 to 75 years with type 2 diabetes. Primary endpoint: change in HbA1c from baseline to week 24; key secondary endpoints: time to rescue through week 52, responders at week 24 with no hypoglycaemia.',
    );
    expect(trial.population).toMatchObject({ enrollment: 1500, sex: 'all', age: '20 to 75 years' });
    expect(trial.design?.countries).toEqual(['Japan', 'South Korea']);
    expect(outcomesOf(trial).map(({ measure, time }) => [measure, time])).toEqual([
      ['Change in HbA1c', 'baseline to week 24'],
      ['Time to rescue', 'up to 52 weeks'],
      ['Responders at week 24 with no hypoglycaemia', '24 weeks'],
    ]);
  });
});

describe('what is not clear is left out', () => {
  it('two phases, one of them of another trial', () => {
    const trial = synopsis(
      'This phase 2a trial follows a phase 1 trial. Patients with uncontrolled asthma receive benralimock 30 mg subcutaneously every 4 weeks or placebo for 52 weeks. N=96.',
    );
    expect(trial.design).toBeUndefined();
    expect(trial.population).toEqual({ condition: ['Uncontrolled asthma'], enrollment: 96 });
    expect(armsOf(trial).map(({ role }) => role)).toEqual(['experimental', 'placebo']);
  });

  it('a drug whose partner is not known; a number per arm', () => {
    const trial = synopsis(
      'Non-randomised study of imaginib in combination with fulvestrane 500 mg in postmenopausal women with breast cancer. 30 patients per arm.',
    );
    expect(trial.arms).toBeUndefined();
    expect(trial.population).toEqual({ condition: ['Breast cancer'], sex: 'female' });
    expect(trial.design).toEqual({ allocation: 'non-randomized' });
  });

  it('whether two drugs are two arms or one', () => {
    expect(synopsis('Effect of Examplin and Otherin 5 mg on pain. Adults with migraine.')).toEqual({
      trial: 'migraine',
      population: { condition: ['Migraine'] },
    });
  });

  it('the masking of another part of the study', () => {
    const trial = synopsis(
      'Open-label extension study: participants who completed the double-blind phase receive examplizumab 150 mg every 4 weeks.',
    );
    expect(trial.design).toBeUndefined();
    expect(armsOf(trial)).toHaveLength(1);
  });

  it('several numbers of participants, ages of several groups, a country that nothing happens in', () => {
    const trial = synopsis(
      'We screen 500 patients and randomise 200 patients. Cohort A is aged 18 to 40 years, cohort B aged 41 to 65 years. Examplin was first approved by the United States agency.',
    );
    expect(trial).toEqual({ trial: 'new-trial', design: { allocation: 'randomized' } });
  });

  it('women of childbearing potential among criteria are not the sex admitted', () => {
    const trial = synopsis('Adults with gout. Women of childbearing potential must use contraception.');
    expect(trial.population).toEqual({ condition: ['Gout'] });
  });

  it.each(['', '   \n\n', 'Lorem ipsum dolor sit amet.', '{}: [ %', 'We plan 3 visits over 12 weeks.'])(
    '%j',
    (text) => {
      expect(synopsis(text)).toEqual({ trial: 'new-trial' });
    },
  );
});

describe('a synopsis under headings', () => {
  it('with arms in lines, endpoints by rank, and a sample size by arm', () => {
    const trial = synopsis(`Title: Examplin in moderate-to-severe plaque psoriasis
Phase: 2b
Objectives: To evaluate the efficacy and safety of Examplin.
Population: Adults aged 18 years or older with moderate-to-severe plaque psoriasis
Treatment:
- Arm A: Examplin 50 mg twice daily for 16 weeks
- Arm B: Examplin 100 mg twice daily for 16 weeks
- Arm C: Placebo twice daily for 16 weeks
Endpoints:
Primary: PASI 75 response at week 16
Secondary: PASI 90 response at week 16
DLQI at week 16
Sample size: 210 participants (70 per arm)
Countries: Canada, Poland, UK`);
    expect(trial).toMatchObject({
      title: 'Examplin in moderate-to-severe plaque psoriasis',
      population: { condition: ['Moderate-to-severe plaque psoriasis'], enrollment: 210, age: '18 years and older' },
      design: { phase: 2, countries: ['Canada', 'Poland', 'United Kingdom'] },
    });
    expect(armsOf(trial).map(({ role, drug, dose, duration }) => [role, drug, dose, duration])).toEqual([
      ['experimental', 'Examplin', '50 mg', '16 weeks'],
      ['experimental', 'Examplin', '100 mg', '16 weeks'],
      ['placebo', undefined, undefined, undefined],
    ]);
    expect(outcomesOf(trial).map(({ rank, measure }) => [rank, measure])).toEqual([
      ['primary', 'PASI 75 response'],
      ['secondary', 'PASI 90 response'],
      ['secondary', 'DLQI'],
    ]);
    expect(trial.design).not.toHaveProperty('allocation');
  });

  it('as cells of a table, in capitals', () => {
    const rows = [
      ['STUDY TITLE', 'A Study of Examplin'],
      ['INDICATION', 'Heart failure'],
      ['STUDY DESIGN', 'Randomised, double-blind, placebo-controlled, parallel group'],
      ['NUMBER OF PATIENTS', '300'],
      ['TREATMENT', 'Examplin 10 mg once daily or matching placebo for 24 weeks'],
      ['PRIMARY ENDPOINT', 'Change in NT-proBNP at week 24'],
      ['SECONDARY ENDPOINTS', 'KCCQ at week 24\n6-minute walk distance at week 24'],
    ];
    const trial = synopsis(rows.map((row) => row.join('\t')).join('\n'));
    expect(trial).toMatchObject({
      title: 'A Study of Examplin',
      population: { condition: ['Heart failure'], enrollment: 300 },
      design: { allocation: 'randomized', model: 'parallel', masking: 'double' },
    });
    expect(armsOf(trial)).toEqual([
      { role: 'experimental', drug: 'Examplin', dose: '10 mg', schedule: 'once daily', duration: '24 weeks' },
      { role: 'placebo' },
    ]);
    expect(outcomesOf(trial).map(({ rank, time }) => [rank, time])).toEqual([
      ['primary', '24 weeks'],
      ['secondary', '24 weeks'],
      ['secondary', '24 weeks'],
    ]);
  });

  it('in Markdown, criteria as they stand, a comparator of its own, the first line as title', () => {
    const trial = synopsis(`Fictogrel after stroke

## Condition
Ischaemic stroke
**Study treatment:** fictogrel 90 mg twice daily
**Comparator:** aspirin 100 mg once daily
### Key inclusion criteria
- Age 40 years or older
- Stroke within 24 hours
## Primary outcome measure
1. Recurrent stroke within 90 days
`);
    expect(trial).toMatchObject({
      title: 'Fictogrel after stroke',
      population: {
        condition: ['Ischaemic stroke'],
        age: '40 years and older',
        criteria: '- Age 40 years or older\n- Stroke within 24 hours',
      },
    });
    expect(armsOf(trial)).toEqual([
      { role: 'experimental', drug: 'fictogrel', dose: '90 mg', schedule: 'twice daily' },
      { role: 'active comparator', drug: 'aspirin', dose: '100 mg', schedule: 'once daily' },
    ]);
    expect(outcomesOf(trial)).toEqual([
      { rank: 'primary', measure: 'Recurrent stroke', time: 'up to 90 days', better: 'lower' },
    ]);
  });
});

describe('a synopsis that lost its line ends', () => {
  it('has a title of one sentence, and headings in its line', () => {
    const trial = synopsis(
      'Title: A trial of mine. Randomized, double-blind, parallel-group. Population: 240 participants with asthma. Treatment: examplon 20 mg once daily or placebo for 24 weeks. Primary outcome: change in FEV1 at 24 weeks.',
    );
    expect(trial).toMatchObject({
      title: 'A trial of mine',
      population: { condition: ['Asthma'], enrollment: 240 },
      design: { allocation: 'randomized', model: 'parallel', masking: 'double' },
    });
    expect(armsOf(trial)).toEqual([
      { role: 'experimental', drug: 'examplon', dose: '20 mg', schedule: 'once daily', duration: '24 weeks' },
      { role: 'placebo' },
    ]);
    expect(outcomesOf(trial)).toMatchObject([{ measure: 'Change in FEV1', time: '24 weeks' }]);
  });
});

describe('any text at all', () => {
  const pieces = [
    'A phase 2 trial of Examplin 10 mg',
    'and 20 mg',
    'plus placebo',
    'in 240 adults with',
    'asthma;',
    'primary endpoint: ',
    'Title: ',
    'Treatment:\n- ',
    '\n',
    ': ',
    ' #',
    '~>',
    '"',
    '- ',
    '\u202e',
    '<script>',
    '[a](command:b)',
    'Arm A: ',
    'at week 12',
  ];

  it('is a document that reads back', () => {
    const anyPaste = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 8 })), { maxLength: 14 });
    fc.assert(
      fc.property(anyPaste, (parts) => {
        const trial = fromSynopsis(parts.join(' '));
        const { trial: read, diagnostics } = parse(print(trial));
        expect(read).toEqual(trial);
        expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    'a ',
    '1 ',
    '1,',
    'in ',
    'patients with ',
    '10 mg ',
    '(',
    '- ',
    'primary endpoint ',
    'aged ',
    'A\n',
    'Title: ',
  ])('in proportion to its length: %j', (piece) => {
    const read = (count: number) => {
      const text = piece.repeat(count);
      return () => fromSynopsis(text);
    };
    expect(growth(read, 10_000)).toBeLessThan(LINEAR);
  });
});
