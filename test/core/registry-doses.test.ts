/** How the drugs of an arm, their doses and schedules are read from its texts. The texts are made up. */
import { describe, expect, test } from 'vitest';
import { estimateKind } from '../../core/trial/registry/analyses.ts';
import { readArms } from '../../core/trial/registry/arms.ts';
import { noCounts } from '../../core/trial/registry/counts.ts';
import { importRecord } from '../../core/trial/registry/import.ts';
import { readRecord } from '../../core/trial/registry/record.ts';
import { leftOutOf, Sources } from '../../core/trial/registry/sources.ts';
import type { Arm, Component } from '../../core/trial/schema.ts';

interface Told {
  label?: string;
  type?: string;
  description?: string;
  drugs?: readonly { name: string; type?: string; description?: string; otherNames?: readonly string[] }[];
}

const recordOf = ({ label = 'Arm', type = 'EXPERIMENTAL', description = '', drugs = [] }: Told) => ({
  protocolSection: {
    identificationModule: { nctId: 'NCT00000001' },
    armsInterventionsModule: {
      armGroups: [{ label, type, description, interventionNames: drugs.map(({ name }) => `Drug: ${name}`) }],
      interventions: drugs.map((drug) => ({ type: 'DRUG', armGroupLabels: [label], ...drug })),
    },
  },
});

/** The first arm as it is read, however far that is to be trusted. */
function armOf(told: Told): Arm {
  const record = readRecord(recordOf(told));
  if ('problem' in record) throw new Error(record.problem);
  const [arm] = Object.values(readArms(record.study, new Sources(), noCounts(), { trustAll: true }).arms);
  if (!arm) throw new Error('no arm');
  return arm;
}

/** `drug | dose | schedule` of each component. */
const read = (told: Told) => {
  const arm = armOf(told);
  const components: Component[] = arm.gives ? Object.values(arm.gives) : [arm];
  return components
    .filter(({ drug }) => drug !== undefined)
    .map(({ drug, dose = '', schedule = '' }) => `${drug} | ${dose} | ${schedule}`);
};
const of = (description: string, ...names: readonly string[]) =>
  read({ description, drugs: names.map((name) => ({ name })) });

describe('one drug', () => {
  test.each([
    ['Metformin 500 mg twice daily for 12 weeks', 'Metformin | 500 mg | twice daily'],
    ['Metformin, 1.5 g once a day in the evening', 'Metformin | 1.5 g | once daily in the evening'],
    ['Metformin is given three times a day', 'Metformin |  | three times daily'],
    ['Metformin 2,5 mg daily', 'Metformin | 2.5 mg | once daily'],
    ['Metformin 180 mg/week', 'Metformin | 180 mg | once weekly'],
    ['Metformin 1200 mg daily in two divided doses', 'Metformin | 1200 mg/day | twice daily'],
    ['Metformin started at 5 mg and titrated to 10 mg, then 20 mg', 'Metformin | 5, 10, 20 mg | '],
    ['Minimum dose of metformin 2.5 mg, maximum dose 12.5 mg', 'Metformin | 2.5 to 12.5 mg | '],
    ['Metformin 5 mg, 10 mg or 20 mg once daily', 'Metformin | 5 or 10 or 20 mg | once daily'],
    ['Metformin 18 milligram (mg)/ meter square (m^2)', 'Metformin | 18 mg/m² | '],
    ['Metformin 4 mg.kg-1 as one single dose', 'Metformin | 4 mg/kg | single dose'],
    ['Metformin 1 g/m2 twice daily for 14 days every 3 weeks', 'Metformin | 1 g/m² | twice daily, days 1-14 of 21'],
    [
      'Metformin 5 mg once daily for 8 weeks, washout, metformin 20 mg as needed',
      'Metformin | 5, 20 mg | once daily, then as needed',
    ],
    ['Metformin 400 mg 12 hourly', 'Metformin | 400 mg | every 12 hours'],
    ['Metformin 12 mg in the morning, and metformin 12 mg in the evening', 'Metformin | 12 mg | twice daily'],
    ['Metformin 2.5 mg for a body weight of 20 to 35 kg, 5 mg for a body weight of more', 'Metformin | 2.5 or 5 mg | '],
    ['Metformin 50 mg as needed, no more than once a day', 'Metformin | 50 mg | as needed, at most once daily'],
    ['Metformin at the usual dose, no more than once a day', 'Metformin |  | '],
    ['Metformin 80 mg/m2 weekly for 3 weeks of a 28-day cycle', 'Metformin | 80 mg/m² | days 1, 8 and 15 of 28'],
    [
      'Metformin 10 mg/kg on days 1, 15 and 29, followed by 5 mg/kg every 4 weeks',
      'Metformin | 10, 5 mg/kg | days 1, 15 and 29, then every 4 weeks',
    ],
    ['Metformin 200 mg on day 1, followed by 100 mg once daily', 'Metformin | 200, 100 mg | day 1, then once daily'],
    [
      'One metformin 3 mg tablet per day for 24 days, followed by one placebo tablet per day for 4 days',
      'Metformin | 3 mg | days 1-24 of 28',
    ],
    [
      'Participants keep a daily symptom diary. Metformin 10 mg four times a day',
      'Metformin | 10 mg | four times daily',
    ],
    [
      'On day 15, participants begin metformin 10 mg at a minimum of 4 hours apart, for 3 doses per day',
      'Metformin | 10 mg | three times daily',
    ],
    [
      'Metformin prescribed as 25 mg tablets. The first dose is 25 mg/day, increased to 50 mg/day',
      'Metformin | 25, 50 mg/day | ',
    ],
  ])('%s', (text, expected) => {
    expect(of(text, 'Metformin')).toEqual([expected]);
  });

  test('a cohort’s number is none of an amount', () => {
    expect(read({ label: 'Cohort 2 - 500mg', drugs: [{ name: 'Metformin' }] })).toEqual(['Metformin | 500 mg | ']);
  });

  test('the dose of the label stands against levels that go up and down', () => {
    const description = 'All started at 100 mg and were titrated up to 150 mg or down to 50 mg';
    expect(read({ label: 'Metformin 150 mg', drugs: [{ name: 'Metformin 150 mg', description }] })).toEqual([
      'Metformin | 150 mg | ',
    ]);
    const rising = 'Metformin is given at 2.5 mg, then 5 mg, then 10 mg';
    expect(read({ label: 'Metformin 10 mg', drugs: [{ name: 'Metformin', description: rising }] })).toEqual([
      'Metformin | 2.5, 5, 10 mg | ',
    ]);
  });

  test('a code is the same however it is joined', () => {
    expect(of('AB-123456 20 mg once daily', 'AB123456')).toEqual(['AB123456 | 20 mg | once daily']);
  });

  test('abbreviations of a drug’s own letters are that drug', () => {
    expect(of('RDV 200 mg twice daily', 'Remdesivir')).toEqual(['Remdesivir | 200 mg | twice daily']);
    expect(of('Hydroxychloroquine 400 mg once daily', 'HCQ')).toEqual(['Hydroxychloroquine | 400 mg | once daily']);
  });

  test('a brand or a code goes by the generic name that the record gives for it', () => {
    const drugs = [{ name: 'Glucophage', description: 'Metformin 500 mg daily', otherNames: ['Metformin'] }];
    expect(read({ drugs })).toEqual(['Metformin | 500 mg | once daily']);
    expect(read({ drugs: [{ name: 'AB123456', description: 'Metformin monotherapy' }] })).toEqual(['Metformin |  | ']);
    expect(
      read({ drugs: [{ name: 'Glucovance', description: 'Metformin', otherNames: ['Metformin + glyburide'] }] }),
    ).toEqual(['Metformin |  | ']);
  });

  test('cells are counted, and counted in all', () => {
    expect(of('15,000,000 mesenchymal stem cells are injected', 'Mesenchymal stem cells')).toEqual([
      'Mesenchymal stem cells | 1.5 × 10^7 cells | ',
    ]);
    expect(of('10 injections of 2 million MSCs, for a total of 2 x 10^7 cells', 'Mesenchymal stem cells')).toEqual([
      'Mesenchymal stem cells | 2 × 10^7 cells | ',
    ]);
  });

  test('what replaces a drug has a dose of its own', () => {
    expect(
      of('Metformin 1000 mg twice daily. Glipizide may be used as a replacement, at a dose of 5 mg', 'Metformin'),
    ).toEqual(['Metformin | 1000 mg | twice daily']);
  });
});

describe('how often, as people write it', () => {
  test.each([
    ['b.d.s.', 'twice daily'],
    ['QDS', 'four times daily'],
    ['six hourly', 'every 6 hours'],
    ['IV x1', 'single dose'],
    ['stat', 'single dose'],
    ['on alternate days', 'every 2 days'],
    ['EOD', 'every 2 days'],
    ['eow', 'every 2 weeks'],
    ['bi-weekly', 'every 2 weeks'],
    ['every third week', 'every 3 weeks'],
    ['3-weekly', 'every 3 weeks'],
    ['annually', 'once yearly'],
    ['five days per week', '5 times weekly'],
    ['Monday, Wednesday and Friday', 'three times weekly'],
    ['before sleep', 'once daily at bedtime'],
    ['qn', 'once daily at bedtime'],
    ['taken at the same time each day', 'once daily'],
    ['with breakfast and dinner', 'twice daily'],
    ['given hourly while awake', 'every hour'],
    ['at 0, 1 and 6 months', 'months 0, 1 and 6'],
    ['at Day 0, Month 1 and Month 6', 'months 0, 1 and 6'],
    ['at baseline, week 2 and week 6', 'weeks 0, 2 and 6'],
    ['D1, D8, D15 every 28 days', 'days 1, 8 and 15 of 28'],
    ['d1-14 q3w', 'days 1-14 of 21'],
    ['days 1-5, repeat cycle every 28 days', 'days 1-5 of 28'],
    ['on day 1 and 8. Treatment continues every 21 days', 'days 1 and 8 of 21'],
    ['weekly x 3 every 4 weeks', 'days 1, 8 and 15 of 28'],
    ['weekly for 3 weeks followed by 1 week rest', 'days 1, 8 and 15 of 28'],
    ['daily for 4 weeks followed by 2 weeks off', 'days 1-28 of 42'],
  ])('%s', (said, schedule) => {
    expect(of(`Metformin 10 mg ${said}`, 'Metformin')).toEqual([`Metformin | 10 mg | ${schedule}`]);
  });

  test.each(['once or twice daily', 'BID or TID', 'QW or Q2W', 'on day 1 and at weeks 8 and 16'])(
    'not half of %s',
    (said) => {
      expect(of(`Metformin 10 mg ${said}`, 'Metformin')).toEqual(['Metformin | 10 mg | ']);
    },
  );
});

describe('how much', () => {
  test.each([
    ['Metformin 1000 mg/4 mL injection', '1000 mg'],
    ['Metformin 10 mg/kg (maximum 800 mg)', '10 mg/kg'],
    ['Metformin 4 mL (+/- 0.2 mL)', '4 mL'],
    ['Metformin 5*200 mg tablets', '1000 mg'],
    ['Metformin two puffs (100 mcg each)', '200 µg'],
    ['Metformin AUC of 5', 'AUC 5'],
    ['Metformin 5 µg.kg-1.min-1', '5 µg/kg/min'],
    ['Metformin at least 1500 mg', '1500 mg'],
    ['Metformin ≥ 1500 mg/day', '1500 mg/day'],
    ['Metformin 2 x 106 cells, single infusion', '2 × 10^6 cells'],
    ['a single infusion of 2 x 10^6 MSC/kg', '2 × 10^6 cells/kg'],
    ['Metformin 5 mg daily increased by 5 mg every week up to a maximum of 20 mg', '5, 20 mg'],
    ['Metformin 1 mg once weekly; initiated at a dose of 0.25 mg and escalated to 1 mg', '0.25, 1 mg'],
    ['Metformin 20mM nasal spray', ''],
  ])('%s', (description, dose) => {
    const [first = ''] = of(description, 'Metformin');
    expect(first.split(' | ')[1]).toBe(dose);
  });
});

describe('several drugs', () => {
  test.each([
    [
      'furosemide 40 mg and aliskiren 300 mg once daily',
      ['furosemide | 40 mg | once daily', 'aliskiren | 300 mg | once daily'],
    ],
    [
      'furosemide 40 mg twice daily, aliskiren 300 mg and losartan 50 mg once daily',
      ['furosemide | 40 mg | twice daily', 'aliskiren | 300 mg | once daily', 'losartan | 50 mg | once daily'],
    ],
    [
      'furosemide 20 mg/40 mg and aliskiren 150/300 mg',
      ['furosemide | 20 or 40 mg | ', 'aliskiren | 150 or 300 mg | '],
    ],
    [
      'furosemide for 6 weeks, then twice daily aliskiren 300 mg',
      ['furosemide |  | ', 'aliskiren | 300 mg | twice daily'],
    ],
    [
      'furosemide is infused. After furosemide, a single dose of aliskiren 4 mg/kg',
      ['furosemide |  | ', 'aliskiren | 4 mg/kg | single dose'],
    ],
    [
      'furosemide (200 mg loading dose followed by 100 mg maintenance doses), then oral aliskiren at 400 mg once daily',
      ['furosemide | 200, 100 mg | ', 'aliskiren | 400 mg | once daily'],
    ],
  ])('%s', (text, expected) => {
    const names = expected.map((one) => one.split(' | ')[0] ?? '');
    expect(of(text, ...names)).toEqual(expected);
  });

  test('a schedule in a sentence of its own is of all', () => {
    expect(of('Losartan and amlodipine, 100 mg/5 mg. Once daily with food.', 'Losartan and amlodipine')).toEqual([
      'Losartan | 100 mg | once daily with meals',
      'amlodipine | 5 mg | once daily with meals',
    ]);
  });

  test('what is joined by a stroke is given together', () => {
    expect(of('amoxicillin/clavulanate three times a day', 'amoxicillin', 'clavulanate')).toEqual([
      'amoxicillin |  | three times daily',
      'clavulanate |  | three times daily',
    ]);
  });

  test('drugs that only the description gives', () => {
    expect(of('Patients receive ifosfamide 5 g on day 2. Carboplatin is administered on day 3.', 'filgrastim')).toEqual(
      ['filgrastim |  | ', 'ifosfamide | 5 g | day 2', 'Carboplatin |  | day 3'],
    );
  });

  test.each([
    ['Usual care and vitamin D', ['vitamin D']],
    ['5-FU/calcium levofolinate', ['5-FU', 'calcium levofolinate']],
    ['AB-123456, p38 inhibitor', ['AB-123456']],
    ['Glucophage, a biguanide', ['Glucophage']],
    ['Blood samples', []],
    ['200mg', []],
  ])('%s', (name, drugs) => {
    expect(of('', name)).toEqual(drugs.map((drug) => `${drug} |  | `));
  });

  test('classes of drugs are taken apart, and what stands for its drugs', () => {
    expect(of('', 'ACE inhibitors, beta blockers')).toEqual(['ACE inhibitors |  | ', 'beta blockers |  | ']);
    expect(read({ drugs: [{ name: 'Arm 1', description: 'Panitumumab plus cisplatin' }] })).toEqual([
      'Panitumumab |  | ',
      'cisplatin |  | ',
    ]);
  });
});

describe('which drug', () => {
  test('a generic name that ends in no stem is told by its list', () => {
    expect(of('Sertraline 50 mg once daily plus tramadol 100 mg twice daily', 'Sertraline')).toEqual([
      'Sertraline | 50 mg | once daily',
      'tramadol | 100 mg | twice daily',
    ]);
  });

  test('other common names of one drug are that drug', () => {
    expect(of('5-FU 400 mg/m2 every 2 weeks', 'Fluorouracil')).toEqual(['Fluorouracil | 400 mg/m² | every 2 weeks']);
  });

  test('two codes are one drug', () => {
    expect(of('', 'REGN999/SAR999999')).toEqual(['REGN999 |  | ']);
  });

  test('an intervention that is only called a group or a drug is what its description names', () => {
    for (const name of ['Experimental group', 'Study drug', 'Treatment A'])
      expect(read({ drugs: [{ name, description: 'Atovaquone 1500 mg twice daily' }] })).toEqual([
        'Atovaquone | 1500 mg | twice daily',
      ]);
  });

  test('how often before a drug is of that drug', () => {
    expect(of('Once-daily metformin 100 mg and twice-daily losartan 50 mg', 'Metformin', 'Losartan')).toEqual([
      'Metformin | 100 mg | once daily',
      'Losartan | 50 mg | twice daily',
    ]);
  });
});

describe('placebo', () => {
  test.each([
    'Placebo matched to losartan (Cozaar, DUP753) once daily',
    'Placebo tablets matching either 25 mg, 50 mg or 100 mg losartan once daily',
    'Placebo matched with losartan once daily',
  ])('%s', (description) => {
    expect(
      read({
        label: 'Placebo',
        type: 'PLACEBO_COMPARATOR',
        description,
        drugs: [{ name: 'Losartan (DUP753)' }, { name: 'Placebo' }],
      }),
    ).toEqual([]);
  });

  test.each([
    ['matching placebo', []],
    ['metformin 500 mg matching placebo once daily', []],
    [
      'placebo of metformin 12 mg daily, with paracetamol therapy (500 mg QID)',
      ['paracetamol | 500 mg | four times daily'],
    ],
  ])('%s', (description, expected) => {
    expect(read({ label: 'Placebo', type: 'PLACEBO_COMPARATOR', description, drugs: [{ name: 'Placebo' }] })).toEqual(
      expected,
    );
  });

  test('a salt that is used as one is none', () => {
    const description = 'Potassium chloride will be used as a placebo';
    expect(
      read({ label: 'Placebo', type: 'PLACEBO_COMPARATOR', description, drugs: [{ name: 'Potassium chloride' }] }),
    ).toEqual([]);
  });

  test('a tablet of it says nothing of the drug beside it', () => {
    expect(of('Injections of 300 mg metformin, and takes one matching placebo tablet daily', 'Metformin')).toEqual([
      'Metformin | 300 mg | ',
    ]);
  });
});

describe('estimates', () => {
  test.each([
    ['Log-Scale mean difference', 'difference'],
    ['Hazard Ratio, log', 'other'],
    ['Log Rank Test Statistic', 'other'],
    ['Difference in proportions', 'risk difference'],
    ['Geometric Mean Ratio', 'geometric mean ratio'],
  ] as const)('%s', (name, kind) => {
    expect(estimateKind(name, name === 'Difference in proportions' ? 'percent' : 'mean')).toBe(kind);
  });
});

describe('one after the other, in units of different kinds', () => {
  test.each([
    ['Metformin 30 µg/kg bolus followed by an infusion of 4 µg/kg/min', 'Metformin | 30 µg/kg, then 4 µg/kg/min | '],
    ['Metformin 5 mg/kg, then maintenance at 10 mg/kg/day', 'Metformin | 5 mg/kg, then 10 mg/kg/day | '],
    ['Metformin 5 mg/kg or 10 mg/day', 'Metformin | 5 mg/kg | '],
  ])('%s', (description, expected) => {
    expect(of(description, 'Metformin')).toEqual([expected]);
  });
});

describe('what is said of other arms, or of the time before', () => {
  const drug = (description: string) => [{ name: 'Metformin', description }];
  const arms = 'Arm 1: 60 mg once daily; Arms 2 and 3: 50 mg once weekly';
  test.each([
    ['Arm 1: low', arms, 'Metformin | 60 mg | once daily'],
    ['Arm III', arms, 'Metformin | 50 mg | once weekly'],
    // Another arm than those that are gone through, or none that is named: what is read is read as before.
    ['Arm 4', arms, 'Metformin | 60 mg | once daily'],
    ['Metformin', 'Run-in period: metformin 40 mg for 2 weeks. The target dose is 80 mg.', 'Metformin | 80 mg | '],
  ])('%s', (label, description, expected) => {
    expect(read({ label, drugs: drug(description) })).toEqual([expected]);
  });
});

describe('what is not sure', () => {
  const told = (told: Told) => {
    const imported = importRecord(recordOf(told));
    if ('problem' in imported) throw new Error(imported.problem);
    const [arm] = Object.values(imported.trial.arms ?? {});
    return {
      dose: arm?.dose,
      leftOut: leftOutOf(imported.trial).filter(({ path }) => path.at(-1) === 'dose'),
      counts: imported.counts,
    };
  };

  test('a plain dose is told', () => {
    const plain = told({ label: 'Metformin 500 mg', drugs: [{ name: 'Metformin', description: '500 mg once daily' }] });
    expect(plain).toMatchObject({ dose: '500 mg', leftOut: [], counts: { unsure: 0, dosed: 1 } });
  });

  test('one of many in a long sentence is left out, and where it was read is said', () => {
    const description =
      'Metformin: patients may start with 500 mg or, depending on tolerability, 850 mg, and the dose could be reduced to 250 mg in group B if needed';
    const many = told({ description, drugs: [{ name: 'Metformin', description: '1 g tablets' }] });
    expect(many).toMatchObject({ dose: undefined, counts: { dosed: 0 } });
    expect(many.leftOut.map(({ path }) => path.at(-1))).toEqual(many.counts.unsure > 0 ? ['dose'] : []);
  });
});

describe('how long', () => {
  test.each([
    ['10 mg once daily for 12 weeks', '12 weeks'],
    ['30 mg once daily for 1 week, followed by 60 mg once daily for 11 weeks', undefined],
    ['5 mg twice daily for 2 weeks, then 10 mg twice daily', undefined],
    ['2.5 mg once daily for 30 days, up-titration to 5 mg; treatment duration 90 days', '90 days'],
    ['50 mg twice daily for 14 days, repeated every 3 weeks for 4 cycles', undefined],
    ['10 mg once daily for 4 weeks, 20 mg once daily for 8 weeks, for a total of 12 weeks', '12 weeks'],
    ['10 mg once daily for an additional 26 weeks', undefined],
    ['10 mg once daily for 3 cycles of 28 days (up to 84 days)', '3 cycles'],
    ['10 mg once daily for 12 weeks followed by a washout', '12 weeks'],
    ['10 mg once daily until disease progression for up to 6 cycles', 'until disease progression'],
  ])('%s: %s', (description, duration) => {
    expect(armOf({ description, drugs: [{ name: 'Metformin' }] }).duration).toBe(duration);
  });
});
