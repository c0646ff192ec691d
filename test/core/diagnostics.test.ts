/** Every diagnostic: when it is made, what it underlines, and that its fix mends it. */
import { describe, expect, test } from 'vitest';
import { CODES, type Code } from '../../core/trial/codes.ts';
import { parse } from '../../core/trial/parse.ts';
import type { Diagnostic, TextEdit } from '../../core/trial/types.ts';
import { changed, DOCUMENT } from './language/document.ts';

interface Case {
  code: Code;
  /** What is replaced in the document, and by what; or a text of its own. */
  change?: [string, string];
  text?: string;
  /** What is underlined. */
  at: string;
  /** What the first fix makes of the replacement; absent where there is none. */
  fixed?: string;
  name?: string;
}

const CASES: Case[] = [
  // YAML
  {
    code: 'syntax',
    name: 'a bracket that is not closed',
    change: ['[Obesity]', '[Obesity'],
    at: '[Obesity',
  },
  {
    code: 'syntax',
    name: 'a quotation that is not closed',
    change: [
      'title: Semaglutide 2.4 mg in obesity-related heart failure\n',
      'title: "Semaglutide 2.4 mg in obesity-related heart failure\n',
    ],
    at: '"Semaglutide 2.4 mg in obesity-related heart failure',
    fixed: 'title: "Semaglutide 2.4 mg in obesity-related heart failure"\n',
  },
  {
    code: 'syntax',
    name: 'a key without its colon',
    change: ['    schedule: once weekly\n', '    sched\n'],
    at: 'sched',
    fixed: '    sched:\n',
  },
  {
    code: 'syntax',
    name: 'a colon without its space',
    change: ['    rank: primary', '    rank:primary'],
    at: 'rank:primary',
    fixed: '    rank: primary',
  },
  {
    code: 'syntax',
    name: 'an entry without its colon',
    change: ['  placebo:\n    role: placebo\n', '  placebo:\n    role: placebo\n  high\n'],
    at: 'high',
    fixed: '  placebo:\n    role: placebo\n  high:\n',
  },
  {
    code: 'syntax',
    name: 'a tab',
    change: ['    schedule: once', '\tschedule: once'],
    at: '\t',
    fixed: '    schedule: once',
  },
  {
    code: 'syntax',
    name: 'a tab below a key',
    change: ['  placebo:\n    role', '  placebo:\n\trole'],
    at: '\t',
    fixed: '  placebo:\n    role',
  },
  { code: 'syntax', name: 'an escape that is none', change: ['Atorvastatin', '"\\d"'], at: '\\', fixed: "'\\d'" },
  { code: 'syntax', name: 'a key that is a list', change: ['phase: 3', '? [a]\n  : 3'], at: '[a]' },
  {
    code: 'syntax',
    name: 'an indentation of its own',
    change: ['  allocation: r', '   allocation: r'],
    at: 'allocation: randomized',
  },
  {
    code: 'unquoted',
    name: 'p',
    change: ['10.9)\n        p: <0.0001', '10.9)\n        p: > 0.00001'],
    at: '> 0.00001',
    fixed: '10.9)\n        p: "> 0.00001"',
  },
  { code: 'unquoted', name: 'age', change: ['age: 18 years and older', 'age: >2'], at: '>2', fixed: 'age: ">2"' },
  { code: 'unquoted', name: 'unit', change: ['unit: points', 'unit: %'], at: '%', fixed: 'unit: "%"' },
  { code: 'unquoted', name: 'in a flow map', change: ['unit: m,', 'unit: %,'], at: '%', fixed: 'unit: "%",' },
  {
    code: 'unquoted',
    name: 'a bracket',
    change: ['measure: Change in KCCQ clinical summary score', 'measure: [Part 1] Change'],
    at: '[Part 1] Change',
    fixed: 'measure: "[Part 1] Change"',
  },
  {
    code: 'unquoted',
    name: 'words behind a quotation',
    change: ['drug: Semaglutide', 'drug: "A" or so'],
    at: '"A" or so',
    fixed: `drug: '"A" or so'`,
  },
  {
    code: 'unquoted',
    name: 'a tag',
    change: ['drug: Semaglutide', 'drug: !new drug'],
    at: '!new',
    fixed: 'drug: "!new drug"',
  },
  {
    code: 'comma-in-flow',
    change: ['measure: Change in 6-minute walk distance', 'measure: Change, from baseline, in distance'],
    at: 'Change, from baseline, in distance',
    fixed: 'measure: "Change, from baseline, in distance"',
  },
  {
    code: 'colon-in-value',
    name: 'beside an arrow',
    change: ['time: 52 weeks\n', 'time: week 4: visit 2 ~> week 8: visit 3\n'],
    at: 'week 4: visit 2 ~> week 8: visit 3',
    fixed: 'time: "week 4: visit 2 ~> week 8: visit 3"\n',
  },
  {
    code: 'cut-by-comment',
    change: ['drug: Semaglutide', 'drug: Batch #1 ~> Batch #2'],
    at: 'Batch #1 ~> Batch #2',
    fixed: 'drug: "Batch #1 ~> Batch #2"',
  },
  { code: 'stray-text', change: ['design:\n', 'desig\n\ndesign:\n'], at: 'desig', fixed: 'design:\n\ndesign:\n' },
  { code: 'unknown-alias', change: ['drug: Semaglutide', 'drug: *drug'], at: '*drug', fixed: 'drug: "*drug"' },
  { code: 'several-documents', text: 'trial: a\n---\ntrial: b\n', at: '---' },
  {
    code: 'too-deep',
    text: `trial: a\nsources:\n  a: 1\nharms: ${'['.repeat(80)}${']'.repeat(80)}\n`,
    at: `harms: ${'['.repeat(80)}${']'.repeat(80)}`,
  },
  { code: 'not-a-trial', text: 'name: build\non: push\njobs:\n  a: { b: c }\n', at: 'name: build' },
  { code: 'empty', text: '# nothing yet\n', at: '#' },
  { code: 'empty', name: 'nothing at all', text: '', at: '' },
  { code: 'not-text', name: 'UTF-16 read as UTF-8', text: '\ufffd\ufffdt\0r\0i\0a\0l\0:\0\n\0', at: '\0' },
  { code: 'not-text', name: 'a NUL in a trial', text: 'trial: a\0b\n', at: '\0' },
  { code: 'lost-characters', name: 'Latin-1 read as UTF-8', change: ['points', '\ufffdg'], at: '\ufffd' },
  // Keys
  { code: 'unknown-key', change: ['masking: double', 'maskin: double'], at: 'maskin', fixed: 'masking: double' },
  { code: 'misspelled-section', change: ['harms:\n', 'harm:\n'], at: 'harm', fixed: 'harms:\n' },
  {
    code: 'missing-key',
    name: 'an id',
    change: ['trial: NCT04788511\n', ''],
    at: 'title',
    fixed: 'trial: semaglutide-2-4-mg-in-obesity-related-he\n',
  },
  { code: 'missing-key', name: 'the outcome of a result', change: ['- outcome: walk\n    row', '- row'], at: 'row' },
  {
    code: 'missing-key',
    name: 'the measure of an outcome',
    change: ['measure: Change in 6-minute walk distance, ', ''],
    at: 'walk',
  },
  {
    code: 'missing-key',
    name: 'the contrast of an analysis',
    change: ['- contrast: semaglutide vs placebo\n        estimate', '- estimate'],
    at: 'estimate',
  },
  {
    code: 'missing-key',
    name: 'arms',
    text: 'trial: a\noutcomes: { o: { measure: m } }\nresults:\n  - outcome: o\n    values: { a: { mean: 1 } }\n',
    at: 'results',
  },
  { code: 'missing-key', name: 'outcomes', text: 'trial: a\nresults:\n  - outcome: o\n', at: 'results' },
  { code: 'duplicate-key', change: ['  sex: all\n', '  sex: all\n  sex: male\n'], at: 'sex' },
  {
    code: 'duplicate-key',
    name: 'an arm',
    change: ['groups:\n', '  low: {}\ngroups:\n'],
    at: 'low',
    fixed: '  low-2: {}\ngroups:\n',
  },
  { code: 'duplicate-key', name: 'a section', change: ['harms:\n', 'design: {}\nharms:\n'], at: 'design' },
  {
    code: 'malformed-id',
    change: ['groups:\n', '  High Dose: { role: sham }\ngroups:\n'],
    at: 'High Dose',
    fixed: '  high-dose: { role: sham }\ngroups:\n',
  },
  {
    code: 'malformed-id',
    name: 'a scenario, with a name that is taken',
    change: ['  would-they-walk:\n', '  Lower dose in Japan:\n'],
    at: 'Lower dose in Japan',
    fixed: '  lower-dose-in-japan-2:\n',
  },
  { code: 'empty-value', change: ['drug: Semaglutide', 'drug:'], at: 'drug' },
  // Values
  { code: 'wrong-type', name: 'a number', change: ['enrollment: 529', 'enrollment: many'], at: 'many' },
  {
    code: 'wrong-type',
    name: 'a number with its thousands',
    change: ['enrollment: 529', 'enrollment: 1,529'],
    at: '1,529',
    fixed: 'enrollment: 1529',
  },
  {
    code: 'wrong-type',
    name: 'a number with its unit',
    change: ['n: 243', 'n: 243 patients'],
    at: '243 patients',
    fixed: 'n: 243',
  },
  {
    code: 'wrong-type',
    name: 'a truth',
    change: ['  sex: all\n', '  healthy: yes\n'],
    at: 'yes',
    fixed: '  healthy: true\n',
  },
  {
    code: 'wrong-type',
    name: 'a map',
    change: ['  pooled: { label: Both doses, arms: [semaglutide, low] }', '  pooled: Both doses'],
    at: 'Both doses',
  },
  {
    code: 'wrong-type',
    name: 'text',
    change: ['title: Semaglutide 2.4 mg in obesity-related heart failure', 'title: [S]'],
    at: '[S]',
  },
  {
    code: 'one-of-a-list',
    change: ['condition: [Obesity]', 'condition: Obesity'],
    at: 'Obesity',
    fixed: 'condition: [Obesity]',
  },
  {
    code: 'one-of-a-list',
    name: 'several',
    change: ['countries: [Argentina, Germany, United States]', 'countries: Argentina, Germany'],
    at: 'Argentina, Germany',
    fixed: 'countries: [Argentina, Germany]',
  },
  { code: 'unknown-value', change: ['masking: double', 'masking: duoble'], at: 'duoble', fixed: 'masking: double' },
  { code: 'unknown-value', name: 'behind an arrow', change: ['sex: all', 'sex: all ~> few'], at: 'few' },
  { code: 'unknown-value', name: 'before an arrow', change: ['sex: all', 'sex: everyone ~> male'], at: 'everyone' },
  {
    code: 'other-spelling',
    change: ['allocation: randomized', 'allocation: Randomised'],
    at: 'Randomised',
    fixed: 'allocation: randomized',
  },
  {
    code: 'malformed-value',
    name: 'an estimate',
    change: ['difference 7.8 (4.8 to 10.9)', '7.8 points'],
    at: '7.8 points',
  },
  { code: 'malformed-value', name: 'an interval', change: ['ci: 15 to 28', 'ci: wide'], at: 'wide' },
  { code: 'malformed-value', name: 'a p-value', change: ['p: <0.0001', 'p: significant'], at: 'significant' },
  { code: 'malformed-value', name: 'a date', change: ['start: 2021-03', 'start: spring'], at: 'spring' },
  { code: 'malformed-value', name: 'a fraction', change: ['35/263', '35 percent'], at: '35 percent' },
  { code: 'malformed-registry-id', change: ['NCT04788511', 'NCT0478851'], at: 'NCT0478851' },
  {
    code: 'malformed-registry-id',
    name: 'in small letters',
    change: ['NCT04788511', 'nct04788511'],
    at: 'nct04788511',
    fixed: 'NCT04788511',
  },
  { code: 'unread-dose', change: ['dose: 1 mg', 'dose: high dose'], at: 'high dose' },
  { code: 'unread-dose', name: 'in doubt', change: ['dose: 1 mg', 'dose: 1 mg?'], at: '1 mg?' },
  { code: 'unread-dose', name: 'before an arrow', change: ['2.4 mg ~>', 'about two ~>'], at: 'about two' },
  { code: 'missing-unit', change: ['dose: 1 mg', 'dose: 1'], at: '1' },
  { code: 'missing-unit', name: 'behind an arrow', change: ['~> 1.7 mg', '~> 1.7'], at: '1.7', fixed: '~> 1.7 mg' },
  { code: 'flat-and-gives', change: ['    gives:\n', '    dose: 1 mg\n    gives:\n'], at: 'dose' },
  // References
  {
    code: 'unknown-arm',
    change: ['arms: [semaglutide, low]', 'arms: [semaglutide, lo]'],
    at: 'lo',
    fixed: 'arms: [semaglutide, low]',
  },
  {
    code: 'unknown-group',
    name: 'in values',
    change: ['placebo: { mean: 10.3', 'placbo: { mean: 10.3'],
    at: 'placbo',
    fixed: 'placebo: { mean: 10.3',
  },
  {
    code: 'unknown-group',
    name: 'in a contrast',
    change: ['- contrast: semaglutide vs placebo', '- contrast: semaglutide vs sham-injection'],
    at: 'sham-injection',
  },
  {
    code: 'unknown-group',
    name: 'in harms',
    change: ['placebo: 71/266', 'plcebo: 71/266'],
    at: 'plcebo',
    fixed: 'placebo: 71/266',
  },
  {
    code: 'unknown-group',
    name: 'in the focus',
    change: ['focus: semaglutide vs placebo', 'focus: semaglutid vs placebo'],
    at: 'semaglutid',
    fixed: 'focus: semaglutide vs placebo',
  },
  { code: 'unknown-outcome', change: ['- outcome: kccq', '- outcome: kcq'], at: 'kcq', fixed: '- outcome: kccq' },
  {
    code: 'unknown-outcome',
    name: 'in a scenario',
    change: ['- outcome: walk\n      c', '- outcome: wlak\n      c'],
    at: 'wlak',
    fixed: '- outcome: walk\n      c',
  },
  {
    code: 'unknown-row',
    change: ['- outcome: walk\n      contrast', '- outcome: walk\n      row: Week 25\n      contrast'],
    at: 'Week 25',
    fixed: '- outcome: walk\n      row: Week 52\n      contrast',
  },
  {
    code: 'unknown-path',
    change: ['- arms.semaglutide.dose', '- arms.semaglutid.dose'],
    at: 'arms.semaglutid.dose',
    fixed: '- arms.semaglutide.dose',
  },
  {
    code: 'unknown-path',
    name: 'dropped',
    change: ['- design.countries: [Japan]', '- drop: arms.lo'],
    at: 'arms.lo',
    fixed: '- drop: arms.low',
  },
  {
    code: 'unknown-row',
    name: 'in the focus',
    change: ['semaglutide vs placebo on kccq\n', 'pooled vs placebo on walk, Week 25\n'],
    at: 'Week 25',
    fixed: 'pooled vs placebo on walk, Week 52\n',
  },
  // Arrows and steps
  { code: 'arrow-incomplete', change: ['2.4 mg ~> 1.7 mg', '2.4 mg ~>'], at: '2.4 mg ~>', fixed: '2.4 mg' },
  {
    code: 'arrow-spacing',
    change: ['2.4 mg ~> 1.7 mg', '2.4 mg~>1.7 mg'],
    at: '2.4 mg~>1.7 mg',
    fixed: '2.4 mg ~> 1.7 mg',
  },
  {
    code: 'cannot-perturb',
    name: 'a result',
    change: ['mean: 16.8', 'mean: 16.8 ~> 12'],
    at: '16.8 ~> 12',
    fixed: 'mean: 16.8',
  },
  {
    code: 'cannot-perturb',
    name: 'an item of a list',
    change: ['[Argentina, Germany,', '[Argentina ~> Japan, Germany,'],
    at: 'Argentina ~> Japan',
    fixed: '[Argentina, Germany,',
  },
  {
    code: 'cannot-perturb',
    name: 'a step',
    change: ['- design.countries: [Japan]', '- outcomes.kccq.unit: m'],
    at: 'outcomes.kccq.unit',
  },
  {
    code: 'cannot-perturb',
    name: 'an arrow in a step',
    change: ['semaglutide.dose: 1.7 mg', 'semaglutide.dose: 2.4 mg ~> 1.7 mg'],
    at: '2.4 mg ~> 1.7 mg',
    fixed: 'semaglutide.dose: 1.7 mg',
  },
  {
    code: 'cannot-perturb',
    name: 'what is dropped',
    change: ['- design.countries: [Japan]', '- drop: design.countries'],
    at: 'design.countries',
  },
  { code: 'changes-nothing', change: ['2.4 mg ~> 1.7 mg', '2.4 mg ~> 2.40 mg'], at: '2.40 mg', fixed: '2.4 mg' },
  {
    code: 'changes-nothing',
    name: 'in a step',
    change: ['    - arms.semaglutide.dose: 1.7 mg\n', '    - arms.semaglutide.dose: 2.4 mg\n'],
    at: '2.4 mg',
    fixed: '',
  },
  {
    code: 'missing-unit',
    name: 'in a step',
    change: ['semaglutide.dose: 1.7 mg', 'semaglutide.dose: 1.7'],
    at: '1.7',
    fixed: 'semaglutide.dose: 1.7 mg',
  },
  {
    code: 'syntax',
    name: 'the first key of an arm without its colon',
    change: ['  placebo:\n    role: placebo\n', '  placebo:\n    role\n'],
    at: 'role',
    fixed: '  placebo:\n    role:\n',
  },
  {
    code: 'unit-mismatch',
    name: 'in a step',
    change: ['semaglutide.dose: 1.7 mg', 'semaglutide.dose: 1.7 mL'],
    at: '1.7 mL',
    fixed: 'semaglutide.dose: 1.7 mg',
  },
  { code: 'malformed-step', change: ['- design.countries: [Japan]', '- in Japan'], at: 'in Japan' },
  {
    code: 'malformed-step',
    name: 'half a contrast',
    change: ['contrast: pooled vs placebo\n', 'contrast: pooled\n'],
    at: 'pooled',
  },
  { code: 'malformed-step', name: 'nothing added', change: ['- design.countries: [Japan]', '- add:'], at: 'add' },
  {
    code: 'several-changes',
    change: ['1.7 mg\n    - design', '1.7 mg\n      design'],
    at: 'design.countries',
    fixed: '1.7 mg\n    - design',
  },
  // Figures
  { code: 'negative-dispersion', change: ['sd: 17.9', 'sd: -17.9'], at: '-17.9', fixed: 'sd: 17.9' },
  { code: 'impossible-count', change: ['n: 243', 'n: 24.5'], at: '24.5' },
  {
    code: 'syntax',
    name: 'an item that lost its indentation',
    change: ['  - outcome: walk\n', '- outcome: walk\n'],
    at: '- outcome: walk',
    fixed: '  - outcome: walk\n',
  },
  {
    code: 'syntax',
    name: 'a line that lost its indentation',
    change: ['    role: experimental\n    drug', '  role: experimental\n    drug'],
    at: 'role: experimental',
    fixed: '    role: experimental\n    drug',
  },
  {
    code: 'misspelled-section',
    name: 'and nothing of what refers to it',
    change: ['arms:\n', 'arm:\n'],
    at: 'arm',
    fixed: 'arms:\n',
  },
  { code: 'other-spelling', name: 'a Roman phase', change: ['phase: 3', 'phase: III'], at: 'III', fixed: 'phase: 3' },
  {
    code: 'other-spelling',
    name: 'phases',
    change: ['phase: 3', 'phase: Phase II/III'],
    at: 'Phase II/III',
    fixed: 'phase: 2/3',
  },
  { code: 'unknown-value', name: 'no other phase', change: ['phase: 3', 'phase: 7'], at: '7' },
  {
    code: 'dates-out-of-order',
    change: ['start: 2021-03\n', 'start: 2024-03-16\n  completion: 2023-04\n'],
    at: '2024-03-16',
  },
  { code: 'impossible-count', name: 'nobody enrolled', change: ['enrollment: 529', 'enrollment: 0'], at: '0' },
  { code: 'impossible-count', name: 'fewer than nobody', change: ['enrollment: 529', 'enrollment: -5'], at: '-5' },
  { code: 'impossible-count', name: 'behind an arrow', change: ['enrollment: 529', 'enrollment: 529 ~> 0'], at: '0' },
  { code: 'impossible-count', name: 'below 0', change: ['enrollment: 529', 'enrollment: 529 ~> -5'], at: '-5' },
  ...['0', '-5'].map(
    (at): Case => ({
      code: 'impossible-count',
      name: `in a step, ${at}`,
      change: ['- design.countries: [Japan]', `- population.enrollment: ${at}`],
      at,
    }),
  ),
  {
    code: 'impossible-percent',
    change: [
      'mean: 16.8, sd: 17.9, n: 243 }\n      placebo: { mean: 10.3, sd: 17.3,',
      'percent: 165.9, n: 243 }\n      placebo: { percent: 9.5,',
    ],
    at: '165.9',
  },
  ...['sixteen', '1.6.8', '1e999'].map(
    (at): Case => ({ code: 'malformed-value', name: `a figure, ${at}`, change: ['mean: 16.8', `mean: ${at}`], at }),
  ),
  ...['16.8 points', '"16.8"', '"16,8"'].map(
    (at): Case => ({
      code: 'malformed-value',
      name: `a figure, ${at}`,
      change: ['mean: 16.8', `mean: ${at}`],
      at,
      fixed: 'mean: 16.8',
    }),
  ),
  ...['banana', '-1 mg'].map(
    (at): Case => ({ code: 'malformed-value', name: `a perturbed dose, ${at}`, change: ['~> 1.7 mg', `~> ${at}`], at }),
  ),
  {
    code: 'malformed-value',
    name: 'a perturbed dose, with a decimal comma',
    change: ['~> 1.7 mg', '~> 1,7 mg'],
    at: '1,7 mg',
    fixed: '~> 1.7 mg',
  },
  {
    code: 'malformed-value',
    name: 'the dose of a step',
    change: ['semaglutide.dose: 1.7 mg', 'semaglutide.dose: banana'],
    at: 'banana',
  },
  ...['->', '=>', '→'].map(
    (sign): Case => ({
      code: 'malformed-value',
      name: `another arrow, ${sign}`,
      change: ['2.4 mg ~> 1.7 mg', `2.4 mg ${sign} 1.7 mg`],
      at: `2.4 mg ${sign} 1.7 mg`,
      fixed: '2.4 mg ~> 1.7 mg',
    }),
  ),
  {
    code: 'malformed-value',
    name: 'another arrow between numbers',
    change: ['enrollment: 529', 'enrollment: 529 -> 264'],
    at: '529 -> 264',
    fixed: 'enrollment: 529 ~> 264',
  },
  { code: 'zero-dose', change: ['~> 1.7 mg', '~> 0 mg'], at: '0 mg' },
  { code: 'zero-dose', name: 'in a step', change: ['semaglutide.dose: 1.7 mg', 'semaglutide.dose: 0 mg'], at: '0 mg' },
  {
    code: 'changes-nothing',
    name: 'a dose in another unit',
    change: ['2.4 mg ~> 1.7 mg', '2.4 mg ~> 2400 µg'],
    at: '2400 µg',
    fixed: '2.4 mg',
  },
  {
    code: 'malformed-value',
    name: 'a focus on a side against itself',
    change: ['focus: semaglutide vs placebo', 'focus: placebo vs placebo'],
    at: 'placebo vs placebo on kccq',
  },
  {
    code: 'malformed-step',
    name: 'a side against itself',
    change: ['contrast: pooled vs placebo\n', 'contrast: placebo vs placebo\n'],
    at: 'placebo vs placebo',
  },
  { code: 'malformed-id', name: 'a word of YAML', change: ['would-they-walk:', 'null:'], at: 'null' },
  {
    code: 'arrow-incomplete',
    name: 'and no step changes what is not there',
    change: ['2.4 mg ~> 1.7', '~> 1.7'],
    at: '~> 1.7 mg',
  },
  {
    code: 'impossible-ratio',
    name: 'which no interval holds',
    change: ['difference 7.8', 'hazard ratio -7.8'],
    at: 'hazard ratio -7.8 (4.8 to 10.9)',
  },
  {
    code: 'cut-by-comment',
    name: 'before a comment in earnest',
    change: ['dose: 2.4 mg ~> 1.7 mg        #', 'dose: 2.4 mg #~> 1.7 mg        #'],
    at: '2.4 mg #~> 1.7 mg',
    fixed: 'dose: "2.4 mg #~> 1.7 mg"        #',
  },
  { code: 'n-above-enrollment', change: ['enrollment: 529', 'enrollment: 52'], at: '71/266' },
  {
    code: 'count-above-n',
    change: [
      'mean: 16.8, sd: 17.9, n: 243 }\n      placebo: { mean: 10.3,',
      'count: 250, n: 243 }\n      placebo: { count: 100,',
    ],
    at: '250',
  },
  { code: 'count-above-n', name: 'in harms', change: ['35/263', '350/263'], at: '350/263' },
  { code: 'p-out-of-range', change: ['p: <0.0001', 'p: 1.2'], at: '1.2' },
  {
    code: 'interval-reversed',
    change: ['(4.8 to 10.9)', '(10.9 to 4.8)'],
    at: 'difference 7.8 (10.9 to 4.8)',
    fixed: '(4.8 to 10.9)',
  },
  {
    code: 'interval-reversed',
    name: 'of a value',
    change: ['ci: 15 to 28', 'ci: 28 to 15'],
    at: '28 to 15',
    fixed: 'ci: 15 to 28',
  },
  {
    code: 'interval-misses-estimate',
    change: ['difference 7.8', 'difference 11.8'],
    at: 'difference 11.8 (4.8 to 10.9)',
  },
  { code: 'interval-misses-estimate', name: 'of a value', change: ['mean: 21.5', 'mean: 31.5'], at: '15 to 28' },
  { code: 'p-and-interval-disagree', change: ['p: <0.0001', 'p: 0.3'], at: '0.3' },
  {
    code: 'p-and-interval-disagree',
    name: 'of a ratio, against 1',
    change: ['difference 7.8 (4.8 to 10.9)', 'hazard ratio 0.88 (0.70 to 1.11)'],
    at: '<0.0001',
  },
  { code: 'impossible-ratio', change: ['difference 7.8 (4.8 to 10.9)', 'odds ratio -0.5'], at: 'odds ratio -0.5' },
  { code: 'two-statistics', change: ['mean: 16.8,', 'mean: 16.8, median: 16,'], at: 'median' },
  { code: 'mixed-statistics', change: ['placebo: { mean: 10.3', 'placebo: { median: 10.3'], at: 'median' },
  // Traps, and what else YAML would lose.
  {
    code: 'colon-in-value',
    name: 'beside an arrow, between brackets',
    change: ['Change in 6-minute walk distance,', 'Change in 6-minute walk distance ~> Walk: 6 minutes,'],
    at: 'Change in 6-minute walk distance ~> Walk: 6 minutes',
    fixed: '"Change in 6-minute walk distance ~> Walk: 6 minutes",',
  },
  {
    code: 'cut-by-comment',
    name: 'beside an arrow, with the bracket that closes',
    change: ['Change in 6-minute walk distance,', 'Walk #1 ~> Walk #2,'],
    at: 'Walk #1 ~> Walk #2',
    fixed: '"Walk #1 ~> Walk #2",',
  },
  {
    code: 'cut-by-comment',
    name: 'a number behind its sign',
    change: ['drug: Semaglutide', 'drug: Batch #2'],
    at: 'Batch #2',
    fixed: 'drug: "Batch #2"',
  },
  {
    code: 'cut-by-comment',
    name: 'the whole value',
    change: ['drug: Semaglutide', 'drug: #2 of them'],
    at: '#2 of them',
    fixed: 'drug: "#2 of them"',
  },
  {
    code: 'comma-in-flow',
    name: 'between thousands',
    change: ['mean: 16.8,', 'mean: 1,016.8,'],
    at: '1,016.8',
    fixed: 'mean: 1016.8,',
  },
  {
    code: 'comma-in-flow',
    name: 'between thousands of participants',
    change: [
      'population:\n  condition: [Obesity]\n  enrollment: 529\n  age: 18 years and older\n  sex: all\n',
      'population: { enrollment: 1,529, sex: all }\n',
    ],
    at: '1,529',
    fixed: 'population: { enrollment: 1529, sex: all }\n',
  },
  {
    code: 'comma-in-flow',
    name: 'in a step',
    change: ['- arms.semaglutide.dose: 1.7 mg', '- { arms.semaglutide.dose: 2.5, 5 mg }'],
    at: '2.5, 5 mg',
    fixed: '- { arms.semaglutide.dose: "2.5, 5 mg" }',
  },
  {
    code: 'unknown-alias',
    name: 'words behind it',
    change: ['drug: Semaglutide', 'drug: *new drug'],
    at: '*new drug',
    fixed: 'drug: "*new drug"',
  },
  {
    code: 'unquoted',
    name: 'an anchor that nothing repeats',
    change: ['drug: Semaglutide', 'drug: &new drug'],
    at: '&new drug',
    fixed: 'drug: "&new drug"',
  },
  {
    code: 'syntax',
    name: 'a value that is no word, without the space before it',
    change: ['10.9)\n        p: <0.0001', '10.9)\n        p:<0.0001'],
    at: 'p:<0.0001',
    fixed: '10.9)\n        p: <0.0001',
  },
  {
    code: 'syntax',
    name: 'a colon without its space, between brackets',
    change: ['mean: 16.8,', 'mean:16.8,'],
    at: 'mean:16.8',
    fixed: 'mean: 16.8,',
  },
  {
    code: 'syntax',
    name: 'a bracket too many',
    change: [
      '  serious: { semaglutide: 35/263, placebo: 71/266 }',
      '  serious: { semaglutide: 35/263, placebo: 71/266 }}',
    ],
    at: '}',
    fixed: '  serious: { semaglutide: 35/263, placebo: 71/266 }',
  },
  { code: 'impossible-count', name: 'half a participant enrolled', change: ['t: 529', 't: 52.9'], at: '52.9' },
  {
    code: 'wrong-type',
    name: 'arms that are none, and nothing of what refers to them',
    text: 'trial: a\narms: none\noutcomes: { o: { measure: m } }\nresults:\n  - outcome: o\n    values: { a: { mean: 1 } }\n',
    at: 'none',
  },
  {
    code: 'unknown-value',
    name: 'the first words of a value',
    change: ['  placebo:\n    role: placebo\n', '  placebo:\n    role: active\n'],
    at: 'active',
    fixed: '  placebo:\n    role: active comparator\n',
  },
  { code: 'malformed-value', name: 'a dose below 0', change: ['dose: 1 mg', 'dose: -1 mg'], at: '-1 mg' },
  {
    code: 'malformed-value',
    name: 'a dose with a decimal comma',
    change: ['    dose: 2.4 mg ~> 1.7 mg ', '    dose: 2,4 mg '],
    at: '2,4 mg',
    fixed: '    dose: 2.4 mg ',
  },
  {
    code: 'malformed-value',
    name: 'a figure with a typographic minus',
    change: ['mean: 16.8', 'mean: −16.8'],
    at: '−16.8',
    fixed: 'mean: -16.8',
  },
  {
    code: 'malformed-value',
    name: 'a perturbed schedule',
    change: ['once weekly\n  low', 'once weekly ~> whenever\n  low'],
    at: 'whenever',
  },
  {
    code: 'missing-unit',
    name: 'a perturbed time',
    change: ['time: 52 weeks\n', 'time: 52 weeks ~> 26\n'],
    at: '26',
    fixed: 'time: 52 weeks ~> 26 weeks\n',
  },
  {
    code: 'missing-unit',
    name: 'a duration',
    change: ['    schedule: once weekly\n', '    duration: 52\n'],
    at: '52',
  },
  {
    code: 'changes-nothing',
    name: 'in a step, in another spelling',
    change: ['    - design.countries: [Japan]\n', '    - design.masking: Double Blind\n'],
    at: 'Double Blind',
    fixed: '',
  },
  {
    code: 'changes-nothing',
    name: 'a look at what is looked at',
    change: ['    - arms.semaglutide.dose: 1.7 mg\n', '    - outcome: kccq\n'],
    at: 'kccq',
    fixed: '',
  },
  {
    code: 'unknown-path',
    name: 'a scenario that is indented as part of a step',
    change: [
      '    - design.countries: [Japan]\n  would-they-walk:\n    - outcome: walk\n      contrast: pooled vs placebo\n',
      '    - design.countries: [Japan]\n      would-they-walk:\n        - outcome: walk\n          contrast: pooled vs placebo\n',
    ],
    at: 'would-they-walk',
    fixed:
      '    - design.countries: [Japan]\n  would-they-walk:\n    - outcome: walk\n      contrast: pooled vs placebo\n',
  },
  {
    code: 'unknown-path',
    name: 'beside another change',
    change: ['    - design.countries: [Japan]\n', '    - design.countries: [Japan]\n      arms.none.dose: 1 mg\n'],
    at: 'arms.none.dose',
  },
  // What was meant by another name.
  {
    code: 'unknown-key',
    name: 'a key by its name elsewhere',
    change: ['    schedule: once weekly\n', '    frequency: once weekly\n'],
    at: 'frequency',
    fixed: '    schedule: once weekly\n',
  },
  {
    code: 'other-spelling',
    name: 'double-blind',
    change: ['masking: double', 'masking: double-blind'],
    at: 'double-blind',
    fixed: 'masking: double',
  },
  {
    code: 'other-spelling',
    name: 'Open Label',
    change: ['masking: double', 'masking: Open Label'],
    at: 'Open Label',
    fixed: 'masking: none',
  },
  {
    code: 'other-spelling',
    name: 'women',
    change: ['sex: all', 'sex: all ~> women'],
    at: 'women',
    fixed: 'sex: all ~> female',
  },
  { code: 'other-spelling', name: 'both sexes', change: ['sex: all', 'sex: both'], at: 'both', fixed: 'sex: all' },
  {
    code: 'malformed-value',
    name: 'a date, day first',
    change: ['start: 2021-03', 'start: 16/03/2021'],
    at: '16/03/2021',
    fixed: 'start: 2021-03-16',
  },
  {
    code: 'malformed-value',
    name: 'a date in words',
    change: ['start: 2021-03', 'start: 16 March 2021'],
    at: '16 March 2021',
    fixed: 'start: 2021-03-16',
  },
  {
    code: 'malformed-value',
    name: 'a date that can be read two ways',
    change: ['start: 2021-03', 'start: 06/03/2021'],
    at: '06/03/2021',
  },
  {
    code: 'unknown-group',
    name: 'another sign between two arms',
    change: ['- contrast: semaglutide vs placebo', '- contrast: semaglutide - placebo'],
    at: 'semaglutide - placebo',
    fixed: '- contrast: semaglutide vs placebo',
  },
  {
    code: 'malformed-value',
    name: 'a focus that is an outcome',
    change: ['focus: semaglutide vs placebo on kccq', 'focus: kccq'],
    at: 'kccq',
    fixed: 'focus: on kccq',
  },
  {
    code: 'missing-unit',
    name: 'before an arrow',
    change: ['dose: 2.4 mg ~> 1.7 mg', 'dose: 2.4 ~> 1.7 mg'],
    at: '2.4',
    fixed: 'dose: 2.4 mg ~> 1.7 mg',
  },
  {
    code: 'unit-mismatch',
    name: 'in the unit of what was observed',
    change: ['2.4 mg ~> 1.7 mg', '2.4 mg ~> 1.7 mL'],
    at: '1.7 mL',
    fixed: '2.4 mg ~> 1.7 mg',
  },
  {
    code: 'wrong-type',
    name: 'steps without their dashes',
    change: [
      '    - arms.semaglutide.dose: 1.7 mg\n    - design.countries: [Japan]\n',
      '    arms.semaglutide.dose: 1.7 mg\n    design.countries: [Japan]\n',
    ],
    at: 'arms.semaglutide.dose: 1.7 mg',
    fixed: '    - arms.semaglutide.dose: 1.7 mg\n    - design.countries: [Japan]\n',
  },
  ...(
    [
      ['2.4 mg ~> 1.7 mg', '2.4 mg ~> 2.4 mL', '2.4 mL', '2.4 mg', 'unit-mismatch'],
      ['2.4 mg ~> 1.7 mg', '2.4 mg ~> 2.4', '2.4', '2.4 mg', 'missing-unit'],
      ['    - arms.semaglutide.dose: 1.7 mg\n', '    - arms.semaglutide.dose: 2.4 mL\n', '2.4 mL', '', 'unit-mismatch'],
    ] as const
  ).map(
    ([before, after, at, fixed, code]): Case => ({
      code,
      name: `and right, it would change nothing: ${after.trim()}`,
      change: [before, after],
      at,
      fixed,
    }),
  ),
  ...['16,8', '1,8', '−16,8', '16, 8'].map(
    (at): Case => ({
      code: 'comma-in-flow',
      name: `in a figure, ${at}`,
      change: ['mean: 16.8', `mean: ${at}`],
      at,
      fixed: `mean: ${at.replace(/,\s?/, '.').replace('−', '-')}`,
    }),
  ),
  ...['{ *zz }', '{ *zz: 4 }', '{ phase: 3, *zz : 4 }'].map(
    (design): Case => ({
      code: 'unknown-alias',
      name: `as a key, ${design}`,
      text: `trial: x\ndesign: ${design}\n`,
      at: /\*zz(?:: 4)?/.exec(design)?.[0] ?? '',
    }),
  ),
  ...(
    [
      ['enrollment: 529', 'enrollment: 529 ~> #200', 'enrollment: 529 ~> 200'],
      ['sex: all', 'sex: all ~> #male', 'sex: all ~> male'],
      ['enrollment: 529', 'enrollment: #200', 'enrollment: 200'],
    ] as const
  ).map(
    ([before, after, fixed]): Case => ({
      code: 'cut-by-comment',
      name: `where quoted it were of another kind: ${after}`,
      change: [before, after],
      at: after.replace(/^\w+: /, ''),
      fixed,
    }),
  ),
  {
    code: 'cut-by-comment',
    name: 'a number and another',
    change: ['enrollment: 529', 'enrollment: 529 #200'],
    at: '529 #200',
  },
  {
    code: 'misspelled-country',
    change: ['[Argentina, Germany,', '[Argentina, Germny,'],
    at: 'Germny',
    fixed: '[Argentina, Germany,',
  },
  {
    code: 'misspelled-country',
    name: 'in a step',
    change: ['- design.countries: [Japan]', '- design.countries: [Japn]'],
    at: 'Japn',
    fixed: '- design.countries: [Japan]',
  },
  {
    code: 'repeated-country',
    change: ['[Argentina, Germany,', '[Argentina, Germany, Argentina,'],
    at: 'Argentina',
  },
  // What is suggested is near, and leads to nothing worse.
  {
    code: 'unknown-path',
    name: 'dropped, and nothing near',
    change: ['- design.countries: [Japan]', '- drop: arms.zz'],
    at: 'arms.zz',
  },
  {
    code: 'unknown-path',
    name: 'of an arm that nothing is near, however long the path',
    change: ['- arms.semaglutide.dose: 1.7 mg', '- arms.lung.schedule: once daily'],
    at: 'arms.lung.schedule',
  },
  {
    code: 'unknown-path',
    name: 'the end of a path',
    change: ['- arms.semaglutide.dose: 1.7 mg', '- countries: [Peru]'],
    at: 'countries',
    fixed: '- design.countries: [Peru]',
  },
  ...['results.0.p', 'harms.serious.placebo'].map(
    (at): Case => ({
      code: 'cannot-perturb',
      name: `a step, ${at}`,
      change: ['- design.countries: [Japan]', `- ${at}: 0.5`],
      at,
    }),
  ),
  // Of two of the same name, the one that says something counts.
  ...['arms:\n', 'outcomes:\n', 'design:\n'].map(
    (head): Case => ({
      code: 'duplicate-key',
      name: `an empty section before it, ${head.trim()}`,
      change: [head, `${head}${head}`],
      at: head.slice(0, -2),
      fixed: head,
    }),
  ),
  {
    code: 'duplicate-key',
    name: 'an empty key before it',
    change: ['  phase: 3\n', '  phase:\n  phase: 3\n'],
    at: 'phase',
    fixed: '  phase: 3\n',
  },
  {
    code: 'duplicate-key',
    name: 'an empty arm before it',
    change: ['  low:\n', '  low:\n  low:\n'],
    at: 'low',
    fixed: '  low:\n',
  },
];

const applied = (text: string, edits: readonly TextEdit[]): string =>
  edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((out, edit) => out.slice(0, edit.start) + edit.text + out.slice(edit.end), text);

const told = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);

test('the document has nothing to complain of', () => {
  expect(told(parse(DOCUMENT).diagnostics)).toEqual([]);
});

describe('one mistake, one message', () => {
  test.each(CASES.map((one) => [`${one.code}${one.name ? `: ${one.name}` : ''}`, one] as const))('%s', (_, one) => {
    const [before, after] = one.change ?? ['', ''];
    const text = one.text ?? changed(before, after);
    const { diagnostics } = parse(text);
    expect(told(diagnostics)).toHaveLength(1);
    const [made] = diagnostics;
    if (!made) return;
    expect(made.code).toBe(one.code);
    expect(made.severity).toBe(CODES[one.code].severity);
    expect(text.slice(made.range.start, made.range.end)).toBe(one.at);
    expect(made.message).not.toMatch(/undefined|\[object|[\ue000-\uf8ff]/);
    const [fix] = made.fixes ?? [];
    expect(fix && applied(text, fix.edits)).toBe(one.fixed === undefined ? undefined : changed(before, one.fixed));
    if (fix)
      expect(
        told(parse(applied(text, fix.edits)).diagnostics).filter((line) => line.includes(` ${one.code}:`)),
      ).toEqual([]);
  });
});

// Were it read to its end, it would take minutes.
test('an alias bomb is told once and not read to its end', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 12; i++)
    lines.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  const text = `trial: a\n${lines.join('\n')}\n`;
  const { diagnostics, trial } = parse(text);
  expect(diagnostics.filter((one) => one.code === 'alias-bomb')).toHaveLength(1);
  expect(trial.trial).toBe('a');
});

test('a text that is too large is not read, and says so', () => {
  const text = `${DOCUMENT}${'# a comment\n'.repeat(1_000_000)}`;
  const { diagnostics, trial } = parse(text);
  expect(told(diagnostics)).toEqual([
    'error too-large: Too large to be read: 12.1 million characters, and 2 million are read at most.',
  ]);
  expect(trial).toEqual({});
});

test('every code has a case here', () => {
  const tested = new Set<string>([...CASES.map((one) => one.code), 'alias-bomb', 'too-large']);
  expect(Object.keys(CODES).filter((code) => !tested.has(code))).toEqual([]);
});

/** The list itself: a code that goes, comes or changes its gravity is something that users and suppressions depend on. */
test('the codes', () => {
  expect(Object.entries(CODES).map(([code, { severity }]) => `${code} ${severity}`)).toMatchSnapshot();
});

describe('what is excused', () => {
  const silent = (before: string, after: string) => expect(told(parse(changed(before, after)).diagnostics)).toEqual([]);

  test('an estimate that its rounding brings to the edge of its interval', () =>
    silent('7.8 (4.8 to 10.9)', '7.8 (7.82 to 10.9)'));
  test('a p-value at the edge', () => silent('p: <0.0001', 'p: 0.05'));
  test('a bound that rounds to no difference', () =>
    silent('difference 7.8 (4.8 to 10.9)\n        p: <0.0001', 'hazard ratio 0.8 (0.65 to 1.00)\n        p: 0.049'));
  test('one-sided p-values', () => silent('p: <0.0001', 'p: 0.3\n        sided: one'));
  test('non-inferiority', () => silent('p: <0.0001', 'p: 0.3\n        hypothesis: non-inferiority'));
  test('one-sided intervals', () =>
    silent('(4.8 to 10.9)\n        p: <0.0001', '(one-sided 97.5 % from 4.8)\n        p: 0.3'));
  test('the level of the interval', () =>
    silent('(4.8 to 10.9)\n        p: <0.0001', '(90 % 0.2 to 10.9)\n        p: 0.08'));
  test('a bound of p that says nothing of the level', () => silent('p: <0.0001', 'p: <0.1'));
  test('an estimate of a kind that nobody knows', () =>
    silent('difference 7.8 (4.8 to 10.9)\n        p: <0.0001', 'other 7.8 (-4.8 to 10.9)\n        p: 0.01'));
  test('eyes, of which there are more than participants', () =>
    silent('row: Week 52\n', 'row: Week 52\n    units: eyes\n'));
  test('a count beside its percentage', () =>
    silent(
      'mean: 16.8, sd: 17.9, n: 243 }\n      placebo: { mean: 10.3, sd: 17.3, n: 237 }',
      'count: 24, percent: 9.9, n: 243 }\n      placebo: { percent: 8, n: 237 }',
    ));
  test('`>2` where a block of text follows', () => silent('age: 18 years and older', 'criteria: >2\n      folded\n'));
  test.each(['Holland', 'Swaziland', 'Czech Republic', 'Korea, Republic of', 'USA', 'Nowhere'])(
    'a country by another name, %s',
    (country) => silent('Germany,', `"${country}",`),
  );
  test('an odds ratio of 0', () => silent('difference 7.8 (4.8 to 10.9)', 'odds ratio 0 (0 to 0.9)'));
  test.each(['NA', 'N/A', 'NR', 'not reached', 'not estimable', '<LLOQ', '<0.5', 'NE', 'below LLOQ', '-0.5', '1.2e-5'])(
    'a figure of which the record says %s',
    (figure) => silent('mean: 16.8', `mean: ${figure}`),
  );
  test('a change in percent below 0, or above 100', () =>
    silent(
      'mean: 16.8, sd: 17.9, n: 243 }\n      placebo: { mean: 10.3, sd: 17.3, n: 237 }',
      'mean: 165, n: 243 }\n      placebo: { mean: -7, n: 237 }',
    ));
  test('a trial that was withdrawn, in which nobody took part', () => {
    const text = 'trial: a\npopulation: { enrollment: 0 }\ndesign: { status: withdrawn }\n';
    expect(told(parse(text).diagnostics)).toEqual([]);
  });
  test('arrows of other kinds in words', () =>
    silent('measure: Change in 6-minute', 'measure: Low -> high in 6-minute'));
  test('a comment without a space, in words', () => silent('drug: Semaglutide', 'drug: Semaglutide #the new one'));
  test('an anchor that is repeated', () =>
    silent('measure: Change in KCCQ clinical summary score', 'measure: &kccq Change in KCCQ\n    description: *kccq'));
  test('a look back at what was looked at before', () =>
    silent('    - design.countries: [Japan]\n', '    - outcome: walk\n    - outcome: kccq\n'));
  test('a comment that speaks of an arrow', () => silent('# a comment', '# was 1 mg ~> 2 mg'));
});

/** What the first fix of the one diagnostic with this code makes of a text. */
function mended(text: string, code: Code): string {
  const [fix] = parse(text).diagnostics.find((one) => one.code === code)?.fixes ?? [];
  return applied(text, fix?.edits ?? []);
}

test('a carriage return alone ends a line as any other end does', () => {
  const old = parse(DOCUMENT.replaceAll('\n', '\r'));
  expect(old.trial).toEqual(parse(DOCUMENT).trial);
  expect(old.diagnostics).toEqual(parse(DOCUMENT).diagnostics);
  const odd = parse('trial: x\rdesign:\r  phase: 3\rpopulation:\n  enrolment: 3\n');
  expect(told(odd.diagnostics)).toEqual([expect.stringMatching(/unknown-key|Did you mean `enrollment`/)]);
  expect(odd.trial.design).toEqual({ phase: 3 });
  for (const text of [DOCUMENT.slice(0, -1), 'trial: x\ntitle: y', 'trial: x\npopulation: { enrollment: 3 }']) {
    const parsed = parse(`${text}\r`);
    expect(told(parsed.diagnostics)).toEqual([]);
    expect(parsed.trial).toEqual(parse(text).trial);
    expect(parsed.text).toBe(`${text}\n`);
    expect(parse(`${text}\r\n`, parsed).trial).toEqual(parsed.trial);
  }
});

test('of two of the same name, the one that says something is read and found', () => {
  for (const head of ['arms:\n', '  low:\n', '  phase: 3\n']) {
    const parsed = parse(changed(head, `${head.replace(/: .*/, ':')}${head}`));
    expect(parsed.trial).toEqual(parse(DOCUMENT).trial);
    for (const path of [
      ['arms', 'low', 'gives'],
      ['design', 'phase'],
    ]) {
      const range = parsed.rangeOf(path, 'value');
      const before = parse(DOCUMENT).rangeOf(path, 'value');
      expect(parsed.text.slice(range?.start, range?.end)).toBe(DOCUMENT.slice(before?.start, before?.end));
    }
  }
});

test('quoting a value between brackets leaves the brackets alone', () => {
  const arms = (dose: string) => `trial: x\narms:\n  b: { role: placebo, dose: ${dose} }\n  c: { role: placebo }\n`;
  expect(mended(arms('5 mg #1 ~> 3 mg'), 'cut-by-comment')).toBe(arms('"5 mg #1 ~> 3 mg"'));
  expect(mended(arms('5 mg #1 ~> 3 mg, label: B'), 'cut-by-comment')).toBe(arms('"5 mg #1 ~> 3 mg", label: B'));
});

describe('one message for one cause', () => {
  test.each(['> 0.05', '>0.05', '>= 0.05', '%0.2', '@0.2'])(
    'a p that YAML misreads is to be quoted, and no more: %s',
    (p) => {
      const text = changed('10.9)\n        p: <0.0001', `10.9)\n        p: ${p}`);
      expect(parse(text).diagnostics.map(({ code }) => code)).toEqual(['unquoted']);
      const quoted = parse(text.replace(p, `"${p}"`)).diagnostics.map(({ code }) => code);
      expect(quoted).toEqual([p.startsWith('>') ? 'p-and-interval-disagree' : 'malformed-value']);
    },
  );

  test('an arm that is gone is told once, however often it is named, and mended everywhere', () => {
    const text = changed('  placebo:\n    role: placebo\n', '  placebos:\n    role: placebo\n');
    const { diagnostics } = parse(text);
    const unknown = diagnostics.filter((one) => one.code === 'unknown-group');
    expect(unknown).toHaveLength(2);
    const [fix] = unknown[0]?.fixes ?? [];
    expect(fix?.edits).toHaveLength(5);
  });

  const small = (arms: string, contrast: string, values = 'arm-a: { mean: 1 }, arm-b: { mean: 2 }') =>
    `trial: x\narms:\n${arms}outcomes:\n  o: { measure: m }\nresults:\n  - outcome: o\n    values: { ${values} }\n    analyses:\n      - { contrast: ${contrast}, estimate: difference 1 }\n`;
  const fixed = (text: string) =>
    parse(text).diagnostics.map(({ code, fixes: [fix] = [] }) => [code, fix && applied(text, fix.edits)]);

  test('a side is not set against itself by its fix', () => {
    const text = small('  arm-a: {}\n  arm-b: {}\n', 'arm-a vs arm-c');
    expect(fixed(text)).toEqual([['unknown-arm', text.replace('arm-c', 'arm-b')]]);
    expect(fixed(small('  arm-a: {}\n', 'arm-a vs arm-c', 'arm-a: { mean: 1 }'))).toEqual([['unknown-arm', undefined]]);
  });

  test('a key of a map does not become a second of its neighbours by its fix', () => {
    const text = small('  arm-b: {}\n', 'arm-a vs arm-b');
    expect(fixed(text)).toEqual([['unknown-arm', undefined]]);
  });

  test.each([
    ['  Arm A!: {}\n  arm-b: {}\n', 'malformed-id', '  arm-a: {}\n  arm-b: {}\n'],
    ['  arm-b: {}\n  arm-b: {}\n', 'duplicate-key', '  arm-b: {}\n  arm-a: {}\n'],
  ])('an arm that is missing because its key is wrong: %j', (arms, code, right) => {
    const scenario = 'scenarios:\n  s:\n    - arms.arm-a.dose: 1 mg\n';
    expect(fixed(small(arms, 'arm-a vs arm-b') + scenario)).toEqual([
      [code, small(right, 'arm-a vs arm-b') + scenario],
    ]);
  });

  test('an id that is none is mended wherever it is named', () => {
    const text = changed('  placebo:\n    role: placebo\n', '  Placebo 1:\n    role: placebo\n').replace(
      /(?<=vs |: )placebo(?= on|\n {8}est)/g,
      'Placebo 1',
    );
    const before = parse(text).diagnostics.find(({ code }) => code === 'malformed-id');
    expect(before?.fixes?.[0]?.title).toBe('Change to `placebo-1` everywhere');
    const after = applied(text, before?.fixes?.[0]?.edits ?? []);
    expect(after).toContain('focus: semaglutide vs placebo-1 on kccq');
    expect(after).toContain('- contrast: semaglutide vs placebo-1\n');
    expect(after).not.toContain('Placebo 1');
  });

  test('nothing is said of arms while the section of arms cannot be read', () => {
    const text = changed('arms:\n', 'arms\n');
    expect(parse(text).diagnostics.map((one) => one.code)).toEqual(['stray-text']);
  });

  test('a mistake in one entry leaves the others what they were', () => {
    const { trial, diagnostics } = parse(changed('    drug: Semaglutide\n', '    drug\n'));
    expect(diagnostics.map((one) => one.code)).toEqual(['syntax']);
    expect(trial.arms?.semaglutide).toEqual({ role: 'experimental', dose: '2.4 mg', schedule: 'once weekly' });
    expect(trial.results).toHaveLength(2);
  });
});
