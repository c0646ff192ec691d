import { expect, it } from 'vitest';
import { betterOf } from '../../core/trial/registry/better.ts';
import { type About, betterOfMeasure } from '../../core/trial/registry/better-rows.ts';

it.each([
  ['Pain intensity at 24 hours', 'lower'],
  ['Average pain score', 'lower'],
  ['Number of Sexual Attempts Till First Successful Attempt', undefined],
  // How much pain has gone, or changed: a record may tell it with either sign.
  ['Pain Intensity Difference (PID15) At 15 Minutes', undefined],
  ['Percentage Change in Pain Intensity Difference at 30 Minutes', undefined],
  ['Sum of pain intensity differences (SPID30)', undefined],
  ['Left Ventricular Stroke Volume (LVSV)', undefined],
  ['LV volumes, stroke volume and ejection fraction', undefined],
  ['Number of patients with stroke', 'lower'],
  ['Visual acuity (letters)', 'higher'],
  ['Subjects With 15 Letters of Visual Acuity Lost', undefined],
  ['Subjects With >=15 Letters of Visual Acuity Gained', 'higher'],
  // The time says when it is measured, not what.
  ['VAS Mean Pain Scores From the Time of Rescue Medication up to 10 Hours', 'lower'],
  ['Time to death', 'higher'],
  ['Six Minute Walk Test - Total Distance', 'higher'],
  ['Six Minute Walk Test - Number of Stops', undefined],
  ['Six Minute Walk Test - Total Duration of Stops', undefined],
  ['Borg Score-Heart Rate During the Six Minutes Walk Test', undefined],
  ['Systolic Blood Pressure During the Six Minutes Walk Test', undefined],
  ['Apparent Oral Clearance (CL/F)', undefined],
  ['Viral clearance', 'higher'],
  ['Serum chloride at test-of-cure', undefined],
  ['Clinical cure', 'higher'],
  ['LV mass in responders', undefined],
  ['Correlation of expression with survival', undefined],
  ['Blood pressure recovery after exercise', undefined],
  ['Anti-Drug Antibody Titers', undefined],
  ['Percentage of Participants With an A1C <7%', undefined],
  ['Change in A1C', 'lower'],
  ['Participants With Adverse Events of Grade >=3', 'lower'],
] as const)('of %s, better is %s', (measure, better) => expect(betterOf(measure)).toBe(better));

const about = (part: Partial<About>): About => ({ rows: [], unit: '', people: false, description: '', ...part });
const people = (...rows: string[]) => about({ rows, unit: 'participants', people: true });

it.each<[string, About, 'higher' | 'lower' | undefined]>([
  ['Participants with adverse events', people('Nausea', 'Headache'), 'lower'],
  ['Participants with adverse events', people('Week 4', 'Week 8 (n=20, 21)'), 'lower'],
  ['Results of examination: bleeding', people('None', 'Slight', 'Major'), undefined],
  ['Number of hospitalizations', people('0', '1', '2'), undefined],
  ['Participants Who Survived With a Functioning Graft', people('Functioning graft', 'Graft Loss or Death'), undefined],
  ['Participants Who Survived', people('Month 6', 'Month 12'), 'higher'],
  ['EQ-5D', people('no problems', 'some problems', 'extreme problems'), undefined],
  ['EQ-5D', about({ rows: ['Mobility', 'Self-care'], unit: 'points' }), undefined],
  ['EQ-5D', about({ rows: ['Baseline', '12 months'], unit: 'points' }), 'higher'],
  ['Microbiological success', people('Eradication', 'Persistence'), undefined],
  ['Patients discharged from hospital', people('Home', 'Skilled Nursing Home', 'Death'), undefined],
  ['Objective response', people('Complete Response', 'Partial Response'), 'higher'],
  ['Objective response', people('Partial Response', 'Progressive Disease'), undefined],
  ['Abnormal electrocardiogram', people('Normal', 'Abnormal'), undefined],
  ['Deaths', people('Death not attributed to it', 'Death attributed to it'), 'lower'],
  ['Exercise capacity', about({ rows: ['Walk distance', 'Heart rate'], unit: 'm' }), undefined],
  ['Safety: bleeding', about({ unit: 'mmol/L' }), undefined],
  ['Time to death', about({ unit: 'events/100 person-years' }), undefined],
  ['Time to death', about({ unit: 'days' }), 'higher'],
  // What its description says of a scale.
  ['Pain score', about({ description: 'Higher scores indicate less pain.' }), undefined],
  ['Pain score', about({ description: 'Higher scores indicate worse pain.' }), 'lower'],
  ['SF-36', about({ description: 'Lower scores mean more disability.' }), 'higher'],
])('of %s with %o, better is %s', (measure, more, better) => expect(betterOfMeasure(measure, more)).toBe(better));
