/** What a reviewer found in real records, where these are at hand. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Endpoint, endpointChange, endpointOf } from '../../../core/imagine/endpoint.ts';
import { directPrompt } from '../../../core/imagine/prompt/prompt.ts';
import { markText } from '../../../core/imagine/words.ts';
import { cardOf } from '../../../core/pairs/approximate/card.ts';
import { differencesBetween } from '../../../core/pairs/approximate/differences.ts';
import { AnchorIndex } from '../../../core/pairs/approximate/ranking.ts';
import { pairsOfTrial } from '../../../core/pairs/build.ts';
import { withoutDosing } from '../../../core/pairs/dosed-drug.ts';
import { noOutcome } from '../../../core/pairs/no-outcome.ts';
import { contrastsOf } from '../../../core/trial/contrast.ts';
import { importRecord } from '../../../core/trial/registry/import.ts';
import { sideOf } from '../../../core/trial/sides.ts';
import { isBaseline } from '../../../core/trial/sign.ts';

const folder = path.resolve(import.meta.dirname, '../../../../shared/data/trials');
const FOUND = [
  ['NCT00006604', 'its sides are of other people'],
  ['NCT04898166', 'its sides are of other people'],
  ['NCT03447990', 'its sides are of different parts of the trial'],
  ['NCT00002558', 'its sides are strata, not arms'],
  ['NCT04634409', 'one of its sides was given something by mistake'],
  ['NCT00496015', 'it was measured at baseline'],
  ['NCT02028676', 'some people are on both of its sides, and the record does not compare them'],
  ['NCT00301262', 'its sides are of different times'],
  ['NCT00360568', 'its sides are told apart by what was given before the trial'],
  ['NCT00462332', 'its sides are of other people'],
] as const;

describe.skipIf(!existsSync(folder))('of real records', () => {
  const lines = ['with-results.v2.jsonl.gz', 'with-results.from-xml.jsonl.gz', 'no-results.v2.jsonl.gz'].flatMap(
    (file) =>
      existsSync(path.join(folder, file))
        ? gunzipSync(readFileSync(path.join(folder, file)))
            .toString()
            .split('\n')
        : [],
  );
  const trialOf = (id: string) => {
    const line = lines.find((one) => one.includes(`"nctId":"${id}"`));
    const imported = importRecord(JSON.parse(line ?? '{}'));
    if ('problem' in imported) throw new Error(imported.problem);
    return imported.trial;
  };
  const whyNot = (id: string) => {
    const trial = trialOf(id);
    return contrastsOf(trial).map((contrast) => noOutcome(trial, contrast));
  };

  /** The rows that are left of a trial's measures, and those that were there before anything was given. */
  const rowsOf = (id: string) => {
    const trial = trialOf(id);
    const rows = { before: new Set<string>(), left: new Set<string>() };
    // Those that are no contrast for that reason.
    for (const result of trial.results ?? [])
      if (isBaseline(trial.outcomes?.[result.outcome ?? ''] ?? {}, result)) rows.before.add(result.row ?? '');
    for (const contrast of contrastsOf(trial)) {
      const why = noOutcome(trial, contrast);
      if (why === undefined) rows.left.add(contrast.look.row ?? '');
      else if (why === 'it was measured at baseline') rows.before.add(contrast.look.row ?? '');
    }
    return rows;
  };

  test.each([
    ['NCT00492063', 'A/H1N1 (Day 1)', 'A/H1N1 (Day 22)'],
    ['NCT01479426', 'Pre', 'Post'],
    ['NCT00865124', 'Pre-treatment, PAH clearance, Post-ANGII', '6 months post-treatment, PAH clearance, Post-ANGII'],
    ['NCT00865124', 'Pre-treatment, PAH clearance, Post-ANGII', '6 months post-treatment, PAH clearance, baseline'],
    ['NCT02918552', 'VO2 at Rest, last 30 sec, Pre-treatment', 'VO2 at Rest, last 30 sec, Post-treatment'],
    ['NCT00724932', 'Pre-rocuronium', '5 minutes post-IMP'],
    ['NCT04660721', 'Visit 1 (Screening) from D-21 to D-1', 'Visit 3 (Surgery) D0'],
    ['NCT00281099', 'Septal Thickness (cm) at Baseline', 'KCCQ Total Symptoms(12 Mo. -Baseline Change)'],
    ['NCT02070991', 'PAWP at baseline', 'Change in PAWP from baseline to Week 12'],
    ['NCT04448756', 'Participants with Scale 3 at Baseline', 'Participants with Scale 3 at Day 14'],
    ['NCT04327388', 'Baseline: Low to Medium', 'Day 4: Low to Medium'],
    ['NCT01919489', 'Heart rate at baseline (discharge)', 'Weight at six months'],
    [
      'NCT02918552',
      'RPE during last minute of the test, Pre-treatment',
      'RPE during last minute of the test, Post-treatment',
    ],
    ['NCT05415410', 'Any Pre-Treatment AEs: >= Grade 3', 'Any TEAEs'],
    ['NCT00656851', 'LDL-cholesterol wk 0', 'LDL-cholesterol wk 16'],
    ['NCT03612856', '0h', '0.5h'],
  ])('%s: %s was before anything was given, %s was not', (id, before, after) => {
    const rows = rowsOf(id);
    expect(rows.before).toContain(before);
    expect(rows.left).not.toContain(before);
    expect(rows.left).toContain(after);
  });

  test.each([
    ['NCT00460434', '3 Months - Mental Component', '12 Months - Mental Component', 'time'],
    ['NCT00460434', '3 Months - Mental Component', '12 Months - Physical Component', 'row and time differ'],
    ['NCT04180696', '6 Month: Class I', '12 Month: Class III/IV', 'row and time differ'],
    [
      'NCT03030222',
      'KCCQ-OS score increase >/= 5 points (6 weeks)',
      'KCCQ-OS score increase >/= 5 points (12 weeks)',
      'time',
    ],
    ['NCT00496015', 'ANTI-1 M12', 'ANTI-4 M1', 'row and time differ'],
    ['NCT00496015', 'ANTI-1 M12', 'ANTI-1 M1', 'time'],
    ['NCT02377466', 'DBP; Day 1: 15 to 30 minutes; n=13, 10', 'DBP; Day 1: 20 to 24 hours; n=10, 8', 'time'],
    ['NCT02880852', 'ALT: Day 0 (24 hours)', 'ALP: Day 0 (24 hours)', 'row'],
    ['NCT04484207', '14-Day Follow-Up', '30-Day Follow-Up', 'time'],
    ['NCT02717507', '18m', '12m', 'time'],
    ['NCT01439373', 'Day 7, Detectable HCV RNA but < LLOQ', 'Day 14, Detectable HCV RNA but < LLOQ', 'time'],
    ['NCT01439373', 'Day 7, Detectable HCV RNA but < LLOQ', 'Day 14, HCV RNA >= LLOQ', 'row and time differ'],
    ['NCT04420273', '1-mo perform SSE', '2-mo perform SSE', 'time'],
    ['NCT04402060', 'Day 1, 10 mins', 'Day 1, 2 hours', 'time'],
    ['NCT02742766', 'Day 1, 1 hour post-dose', 'Day 1, 2 hour post-dose', 'time'],
    ['NCT02742766', 'Day 14, 1 hour post-dose', 'Day 14, 2 hour post-dose', 'time'],
    [
      'NCT02790788',
      'Temperature averaged over 0-6 hours after ROSC',
      'Temperature averaged over 6-12 hours after ROSC',
      'time',
    ],
    ['NCT00460564', 'Week 4 after first injection in OL', 'Week 4 after second injection in OL', 'time'],
    [
      'NCT04537949',
      'Prime up to Day 7 after Prime: Number of participants with any local reaction',
      'Boost up to Day 7 after Boost: Number of participants with any local reaction',
      'time',
    ],
    ['NCT00460603', 'Severity Scale: C2D1 (n=37,37,37)', 'Severity Scale: C3D1 (n=32,38,32)', 'time'],
    ['NCT01492088', 'Cycle 1 Day 1, 5 Minutes Post-Dose', 'Cycle 3 Day 1, 5 minutes Post-Dose', 'time'],
    ['NCT00797108', 'Change at TOC (n=9, 7, 6)', 'Change at Follow-up Visit (n=10, 8, 8)', 'time'],
    [
      'NCT00281099',
      'KCCQ Physical Limitation(24 Mo. -Baseline Change)',
      'KCCQ Overall Summary(36 Mo.-Baseline Change)',
      'row and time differ',
    ],
    [
      'NCT02975336',
      'Reduction of dose by >0-25% Week 2',
      'Reduction of dose by >25- 50% Week 52',
      'row and time differ',
    ],
    ['NCT02975336', 'Reduction of dose by >0-25% Week 2', 'Reduction of dose by >25- 50% Week 2', 'row'],
    ['NCT01597635', 'Ang1-5 at 54 hours', 'Ang1-7 at 66 hours', 'row and time differ'],
    ['NCT04666441', 'Day 1 Viral Load >10^4 copies/mL', 'Day 3 Viral Load >10^5 copies/mL', 'row and time differ'],
    ['NCT01436305', 'Tot. Chol. W24', 'LDL W104', 'row and time differ'],
    ['NCT01436305', 'LDL W104', 'Week 52', 'measure and time differ'],
    ['NCT04475588', 'IL-6 (Post 1st Dose)', 'TNF-a (Post 2nd Dose)', 'row and time differ'],
    ['NCT02808429', 'Complement C3: Change at Week 12', 'Complement C3: Change at PT FU Week 12', 'time'],
    ['NCT00733980', 'Muscle cramps, 28-D FU, OS but worse', 'Muscle cramps, 7-D FU, OS but worse', 'time'],
  ])('%s: from %s to %s: %s', (id, from, to, change) => {
    const { outcomes = {}, results = [] } = trialOf(id);
    const ends = [from, to].map((row) => {
      const outcome = results.find((result) => result.row === row)?.outcome ?? '';
      return endpointOf(outcome, outcomes[outcome] ?? {}, row);
    });
    expect(endpointChange(ends[0] as Endpoint, ends[1] as Endpoint)).toBe(change);
  });

  test.each([
    ['NCT04492475', 'its sides are strata, not arms', /score 6/i, /score 4/i],
    ['NCT02221037', 'its sides are strata, not arms', /\(BAL collapsed/i, /\(BAL ventilated/i],
    ['NCT04955626', 'its sides are strata, not arms', /sentinel/i, /expanded/i],
    ['NCT01473420', 'its sides are of different parts of the trial', /maintenance/i, /titration/i],
    ['NCT04667104', 'its sides are of different parts of the trial', /^TP 1/, /^TP 2/],
    ['NCT01492088', 'its sides are of different parts of the trial', /phase 1$/i, /phase 1 and 2/i],
    ['NCT01894022', 'its sides are told apart by what was given before the trial', /placebo/i, /previous ambrisentan/i],
    ['NCT02788903', 'its sides are given the same and are other people', /^diabetes/i, /^pre-diabetes/i],
    ['NCT00462072', 'its sides are given the same and are other people', /psoriatic/i, /rheumatoid/i],
    ['NCT00004259', 'its sides are of other people', /^methylated/i, /^unm/i],
    ['NCT04023110', 'its sides are of other people', /non-randomized/i, /elevated|carvedilol/i],
    ['NCT02569710', 'its sides are of other people', /GT1/, /GT3/],
    ['NCT02569710', 'its sides are of other people', /F4/, /^Cohort 1 \(/],
    ['NCT00003631', 'its sides are of other people', /- favorable/i, /intermediate/i],
    ['NCT00003631', 'its sides are of other people', /- favorable/i, /unfavorable/i],
    ['NCT00496015', 'its sides are of other people', /^synflorix/i, /mencevax/i],
    ['NCT00836342', 'its sides are of other people', /history of SCC/i, /control|history of BCC/i],
    ['NCT00499473', 'its sides are of other people', /stratum I:/i, /stratum 2/i],
    ['NCT02524145', 'its sides are of other people', /seniors/i, /young/i],
    ['NCT03170375', 'its sides are of other people', /^salt-sensitive/i, /^non salt-sensitive/i],
    ['NCT04456153', 'its sides are of other people', /^stratified with /i, /^stratified without/i],
    ['NCT04320615', 'its sides are of other people', /mITT arm/i, /at baseline$/i],
    ['NCT00463580', 'its sides are of other people', /> 3/, /> ?5/],
    ['NCT04371471', 'its sides are told apart by what happened to them', /^alive/i, /^death/i],
    ['NCT00354159', 'its sides are told apart by what happened to them', /event free/i, /event control/i],
    ['NCT00734474', 'its sides are of different times', /^3\.0 mg/, /\(26 weeks through/i],
    ['NCT01970865', 'its sides are given the same and are other people', /^EXP-1/, /^EXP-[2-6]/],
    ['NCT01970865', 'its sides are of other people', /^EXP-1/, /sub-?study/i],
  ] as const)('%s: %s, where one is %s and the other %s', (id, reason, one, other) => {
    const trial = trialOf(id);
    const across = contrastsOf(trial).filter(({ look }) => {
      const labels = [look.first, look.second].map((side) => sideOf(trial, side)?.label ?? '');
      return labels.some((label) => one.test(label)) && labels.some((label) => other.test(label));
    });
    const why = new Set(across.map((contrast) => noOutcome(trial, contrast)));
    expect(why).toContain(reason);
    expect(why).not.toContain(undefined);
  });

  test.each([
    ['NCT04492475', /score 6/i],
    ['NCT02221037', /\(BAL collapsed/i],
    ['NCT01473420', /maintenance/i],
    ['NCT04357730', /alteplase-50 bolus$|phase 1 control/i],
    ['NCT00734474', /^3\.0 mg|\(baseline through/i],
    ['NCT01970865', /^100 mg [BQ]I?D/],
    ['NCT00462488', /^treatment schedule/i],
  ])('%s: sides of one line are still set against each other', (id, both) => {
    const trial = trialOf(id);
    const within = contrastsOf(trial).filter(({ look }) =>
      [look.first, look.second].every((side) => both.test(sideOf(trial, side)?.label ?? '')),
    );
    expect(within.map((contrast) => noOutcome(trial, contrast))).toContain(undefined);
  });

  test('NCT00494013: a rate per year and one per 30 days are no two times', () => {
    const { outcomes = {} } = trialOf('NCT00494013');
    const [year, month] = [/^1-Year Adjusted/, /^30-Day Adjusted/].map((named) => {
      const [id, outcome] = Object.entries(outcomes).find(([, { measure = '' }]) => named.test(measure)) ?? [];
      return endpointOf(id ?? '', outcome ?? {}, 'Hypoglycemic Rate');
    });
    expect(endpointChange(year as Endpoint, month as Endpoint)).not.toBe('time');
    expect(year?.when).toBe(month?.when);
  });

  test('NCT06597084, NCT01807221: a visit of those who left early is no other time; where all were seen, it is', () => {
    const left = (id: string) => [...rowsOf(id).left].filter((row) => /discontinuation/i.test(row));
    expect(left('NCT01807221')).toEqual([]);
    expect(left('NCT06597084').filter((row) => /visit/i.test(row))).toEqual([]);
    expect(left('NCT06597084')).toContain('TEAE leading to study discontinuation');
  });

  test('NCT04610892: those of two doses together are no dose', () => {
    const { pairs } = pairsOfTrial(trialOf('NCT04610892'), { cap: 500, changes: ['dose'] });
    const doses = new Set(pairs.flatMap(({ change }) => (change.kind === 'dose' ? [change.from, change.to] : [])));
    expect([...doses].sort()).toEqual(['150 mg', '400 mg', '50 mg']);
  });

  test('NCT02713789: a drug is told without how it is dosed, which the record writes into its name', () => {
    const { pairs } = pairsOfTrial(trialOf('NCT02713789'), { cap: 500, changes: ['dose'] });
    expect(new Set(pairs.map(({ change }) => change.kind === 'dose' && change.drug))).toEqual(new Set(['hMaxi-K']));
  });

  test('NCT03612856: letters and numbers of a name are no dosing', () => {
    const names = Object.values(trialOf('NCT03612856').arms ?? {}).flatMap(({ drug }) => drug ?? []);
    expect(names).toContain('xisomab 3G3');
    expect(names.map(withoutDosing)).toEqual(names);
  });

  test('NCT02713789: as another arm of an anchor it is told by its name and the dose that the group is called after', () => {
    const [anchor, target] = [trialOf('NCT00498602'), trialOf('NCT02713789')];
    const [own] = contrastsOf(anchor);
    const [outcome = ''] = Object.keys(target.outcomes ?? {});
    const look = { outcome, first: 'hmaxi-k-8000ug', second: 'placebo-2' };
    const steps = differencesBetween({ trial: anchor, look: own?.look ?? look }, { trial: target, look });
    const added = steps.find((step) => step.kind === 'add' && step.path[1] === 'hmaxi-k-8000ug');
    expect(added?.kind === 'add' && added.value).toMatchObject({ drug: 'hMaxi-K', dose: '8000 µg' });
  });

  test.each([
    ['NCT00498602', /\+ ?QS-21/, 'ACC-001'],
    ['NCT04955626', /BNT162b2 OMI \d+ mcg$/, 'BNT162b2 OMI'],
    ['NCT04955626', /: BNT162b2 \d+ mcg$/, 'BNT162b2'],
    ['NCT04426695', /R10987|REGN10987/, 'REGN10933 + REGN10987'],
  ])('%s: where labels %s change a dose, it is that of %s', (id, labels, drug) => {
    const trial = trialOf(id);
    const { pairs } = pairsOfTrial(trial, { cap: 500, changes: ['dose'] });
    const told = pairs.filter(({ from, to }) =>
      [from, to].every(({ look }) => labels.test(sideOf(trial, look.first)?.label ?? '')),
    );
    expect(told.length).toBeGreaterThan(5);
    expect(new Set(told.map(({ change }) => change.kind === 'dose' && change.drug))).toEqual(new Set([drug]));
  });

  test('NCT01492088: sides of which one has the lower dose alone are told by it; NCT00490724: the mark does not say that no side has', () => {
    const trial = trialOf('NCT01492088');
    const left = contrastsOf(trial).filter((contrast) => noOutcome(trial, contrast) === undefined);
    expect(left.length).toBeGreaterThan(0);
    expect(left.filter(({ observed }) => observed.marked.includes('order'))).toEqual([]);
    const marks = contrastsOf(trialOf('NCT00490724')).flatMap(({ observed }) => observed.marked);
    expect(marks).toContain('order');
    expect(markText('order')).not.toMatch(/no side is/);
  });

  test('NCT03215849: what is no drug counts as what is given: trials of pacing come before others of its condition', () => {
    const [pacing, others] = [
      ['NCT01213251', 'NCT00356057'],
      ['NCT01951625', 'NCT02788747', 'NCT00588692'],
    ];
    const index = new AnchorIndex();
    for (const id of [...(pacing ?? []), ...(others ?? [])]) index.add(cardOf(trialOf(id)));
    const trial = trialOf('NCT03215849');
    const [outcome = ''] = Object.keys(trial.outcomes ?? {});
    const look = { outcome, first: 'routine-medical-lvp', second: 'routine-medical' };
    const found = index.rank({ trial, look }, { k: 5 });
    const given = found.filter(({ parts }) => parts.drug > 0).map(({ id }) => id);
    expect(given.sort()).toEqual([...(pacing ?? [])].sort());
    expect(found[0]?.id).toBe('NCT01213251');
  });

  test('NCT00689819: what a record lists twice is told once in a prompt', () => {
    const trial = trialOf('NCT00689819');
    const [contrast] = contrastsOf(trial).filter((one) => one.observed.direction !== undefined);
    const { messages } = directPrompt({ trial, look: contrast?.look ?? { outcome: '', first: '', second: '' } });
    const told = messages.map(({ content }) => content).join('\n');
    expect(Object.keys(trial.arms?.['bp-140-90-mmhg']?.gives ?? {})).toContain('exercise-2');
    for (const name of ['Exercise', 'Weight Loss', 'Low Sodium Diet'])
      expect(told.split(`"intervention":"${name}"`).length - 1, name).toBe(2);
  });

  test('NCT02147613: exercise of two intensities is no two sorts of people', () => {
    expect(whyNot('NCT02147613')).not.toContain('its sides are of other people');
    expect(whyNot('NCT02147613')).toContain(undefined);
  });

  test('NCT04371419, NCT00492856: groups that divide the same people, or of which one holds everybody, are not set against each other', () => {
    const trial = trialOf('NCT04371419');
    const left = contrastsOf(trial).filter((contrast) => noOutcome(trial, contrast) === undefined);
    const numbers = left.map(({ look }) =>
      [look.first, look.second].map((side) => /^Intervention (\d)/.exec(sideOf(trial, side)?.label ?? '')?.[1]),
    );
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers.filter(([one, other]) => one !== other)).toEqual([]);
    const other = trialOf('NCT00492856');
    const told = contrastsOf(other).filter(({ observed }) => observed.direction !== undefined);
    expect(told.length).toBeGreaterThan(300);
    expect(told.filter((contrast) => noOutcome(other, contrast) === undefined)).toEqual([]);
    // Of three groups one is the difference between the others, with the people of both.
    expect(whyNot('NCT04456153')).toContain(undefined);
  });

  test('NCT02028676: no result of monitoring is set against one of drugs', () => {
    const trial = trialOf('NCT02028676');
    const left = contrastsOf(trial).filter((contrast) => noOutcome(trial, contrast) === undefined);
    const told = left.map(({ look }) => [look.first, look.second].filter((id) => /clinic|laborat/.test(id)).length);
    expect(told.filter((sides) => sides === 1)).toEqual([]);
    expect(told).toContain(2);
  });

  test.each([
    ['NCT00463047', /^time to (?:any|meaningful)/i],
    ['NCT01970865', /^number of participants with duration of response/i],
  ])('%s: how many fall into a category of a time is more or less of them, no time', (id, measure) => {
    const trial = trialOf(id);
    const counted = contrastsOf(trial).filter(({ look }) =>
      measure.test(trial.outcomes?.[look.outcome]?.measure ?? ''),
    );
    expect(counted.length).toBeGreaterThan(9);
    expect(counted.filter(({ observed }) => observed.time)).toEqual([]);
    for (const { observed } of counted) {
      const [first, second] = [observed.values.first?.number, observed.values.second?.number];
      if (observed.source !== 'reported' || observed.direction === 'no difference') continue;
      expect(observed.direction).toBe(Number(first) > Number(second) ? 'higher' : 'lower');
    }
  });

  test('NCT00496015: what one side alone was given in an earlier study too is no component that was dropped', () => {
    const { pairs } = pairsOfTrial(trialOf('NCT00496015'), { cap: 500 });
    expect(pairs.filter(({ kind }) => kind === 'O').length).toBeGreaterThan(0);
    expect(pairs.filter(({ kind }) => kind === 'A')).toEqual([]);
  });

  test('NCT04634409: a component alone, in the dose in which it is given beside another', () => {
    const { pairs } = pairsOfTrial(trialOf('NCT04634409'), { cap: 500, changes: ['component'] });
    const sides = pairs.map(({ from, to }) => [from.look.first, to.look.first].sort().join(' | '));
    expect([...new Set(sides)]).toEqual(['bam | bam-ete-700mg-1400mg']);
  });

  test.each(FOUND)('%s: %s', (id, reason) => {
    const trial = trialOf(id);
    expect(contrastsOf(trial).map((contrast) => noOutcome(trial, contrast))).toContain(reason);
  });
});
