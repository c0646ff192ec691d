/** What can be done at a place, and what becomes of the document. Over LSP they are tested in `features.test.ts`. */
import { describe, expect, it } from 'vitest';
import { COMMON_COUNTRIES, countries } from '../../core/trial/countries.ts';
import { applyEdits } from '../../core/trial/edit.ts';
import { parse } from '../../core/trial/parse.ts';
import { type Action, actionsAt } from '../../server/actions.ts';
import { growth, LINEAR } from '../growth.ts';
import { TRIAL } from './fixture.ts';

/** The actions with the cursor behind the first sign of some text. */
const actionsOf = (text: string, needle: string): Action[] => {
  expect(text).toContain(needle);
  return [...actionsAt(parse(text), text.indexOf(needle) + 1)];
};
const titles = (text: string, needle: string, kind?: Action['kind']) =>
  actionsOf(text, needle).flatMap((one) => (kind === undefined || one.kind === kind ? one.title : []));
function done(text: string, needle: string, title: string): string {
  const all = actionsOf(text, needle);
  const action = all.find((one) => one.title === title);
  if (!action) throw new Error(`${title} is not among ${all.map((one) => one.title).join('; ')}`);
  const edits = action.edits();
  expect(edits).not.toEqual([]);
  const after = applyEdits(text, edits);
  // A new focus can be what a scenario looks at: its step then changes nothing, and says so.
  const said = parse(after).diagnostics.filter(({ message }) => !message.startsWith('This is what is looked at'));
  expect(said).toEqual([]);
  return after;
}
const step = (after: string) => after.split('\n').findLast((line) => line.includes('- design.countries'));

describe('countries', () => {
  const some = TRIAL.replace('[Germany, Japan]', '[Germany, Japan, Chile]');

  it.each([
    ['Japan, Ch', 'Imagine countries without Japan', '    - design.countries: [Germany, Chile]'],
    ['Japan, Ch', 'Imagine countries: Japan (only)', '    - design.countries: [Japan]'],
    ['Chile', 'Imagine countries: Canada (instead of Chile)', '    - design.countries: [Germany, Japan, Canada]'],
    ['countries: [', 'Imagine countries: France (too)', '    - design.countries: [Germany, Japan, Chile, France]'],
    ['countries: [', 'Imagine countries: Chile (only)', '    - design.countries: [Chile]'],
  ])('at %j: %s', (needle, title, expected) => {
    expect(step(done(some, needle, title))).toBe(expected);
  });

  it('are the own ones, and others that the list of countries has', () => {
    for (const country of COMMON_COUNTRIES) expect(countries()).toContain(country);
    const offered = titles(some, 'Chile').join();
    expect(offered).not.toContain('Germany (instead');
    expect(titles('design: { countries: [Chile] }\n', 'Chile')).not.toContain('Imagine countries without Chile');
  });

  it('name their scenario by what changes', () => {
    expect(done(some, 'Chile', 'Imagine countries without Chile')).toContain('  in-germany-and-japan:\n');
    const many = some.replace('Chile]', 'Chile, Peru]');
    expect(done(many, 'Peru', 'Imagine countries without Peru')).toContain('  without-peru:\n');
    expect(done(many, 'countries: [', 'Imagine countries: France (too)')).toContain('  with-france:\n');
    expect(done(many, 'Peru', 'Imagine countries: Italy (instead of Peru)')).toContain('  italy-for-peru:\n');
  });

  it('are one kind of list', () => {
    const text = TRIAL.replace('[Headache]', '[Headache, Migraine]');
    expect(titles(text, 'Migraine')).toEqual([
      'Imagine condition without Migraine',
      'Imagine condition: Migraine (only)',
    ]);
  });
});

describe('a scenario', () => {
  const still = TRIAL.replace(' ~> 15 mg', '');
  const move = (text: string, needle: string) => actionsOf(text, needle).filter(({ kind }) => kind === 'move');

  it('that holds more than arrows can say gives what they can, and says why not the rest', () => {
    const text = still.replace('    - contrast: high vs low\n', '');
    expect(move(text, 'lower-in-japan').map(({ title, disabled }) => [title, disabled])).toEqual([
      ['Write 1 step of lower-in-japan in place; what no arrow can say stays', undefined],
      ['Write lower-in-japan as arrows in place', '`design.countries` is a list, which no arrow can stand in.'],
    ]);
    const after = done(text, 'lower-in-japan', 'Write 1 step of lower-in-japan in place; what no arrow can say stays');
    expect(after).toContain('dose: 20 mg ~> 10 mg\n');
    expect(after).toContain('  lower-in-japan:\n    - design.countries: [Japan]\n');
  });

  it.each([
    ['later', /looks elsewhere/],
    ['without-low', /drops something/],
    ['more', /adds something/],
  ])('%s cannot be arrows at all, and says why', (name, why) => {
    const [only, ...more] = move(still, `${name}:`);
    expect([only?.disabled, more]).toEqual([expect.stringMatching(why), []]);
    expect(only?.edits()).toEqual([]);
  });

  it('waits for the arrows that are there', () => {
    expect(move(TRIAL, 'lower-in-japan')[0]?.disabled).toMatch(/arrows in place already/);
  });

  it('that sets several attributes is adopted as a whole', () => {
    const text = still.replace('    - contrast: high vs low\n', '');
    const after = done(text, 'lower-in-japan', 'Adopt the 2 changes of lower-in-japan as the new facts');
    expect(after).toContain('dose: 10 mg\n    schedule: once daily\n  both');
    expect(after).toContain('countries: [Japan]\n');
    expect(after).not.toContain('lower-in-japan');
    expect(titles(still, 'lower-in-japan', 'adopt')).toEqual([]);
  });
});

it('an arm is not set against a group that may hold just that arm', () => {
  const text = (arms: string) => `arms:
  control: { role: placebo }
  drug: { role: experimental, drug: Tolvaptan }
groups:
  control-2: { label: Placebo, arms: [control] }
  opc: { label: OPC-41061 15mg${arms} }
outcomes: { weight: { measure: Body weight } }
focus: opc vs control-2 on weight
`;
  const against = /Compare opc with drug|drug vs opc|opc vs drug/;
  expect(titles(text(''), 'drug:').join()).not.toMatch(against);
  expect(titles(text(', arms: [drug]'), 'drug:').join()).not.toMatch(against);
  expect(titles(text(', arms: [control]'), 'drug:').join()).toMatch(against);
  expect(titles(text(''), 'drug:').join()).toContain('drug vs control-2');
});

describe('several arrows', () => {
  const text = TRIAL.replace('enrollment: 300', 'enrollment: 300 ~> 200');

  it('are taken back, adopted and moved together', () => {
    expect(titles(text, '20 mg ~>')).toContain('Move the 2 arrows in place into the scenario imagined');
    const back = done(text, '20 mg ~>', 'Take back all 2 changes in place');
    expect(back).toBe(TRIAL.replace(' ~> 15 mg', ''));
    const adopted = done(text, 'enrollment', 'Adopt all 2 changes in place as new facts');
    expect(adopted).toContain('enrollment: 200\n');
    expect(adopted).toContain('dose: 15 mg\n');
    expect(titles(text, 'focus:')).toContain('Take back all 2 changes in place');
    expect(titles(TRIAL, '20 mg ~>').join()).not.toContain('all 1');
  });
});

it('what the arrow says already, in whatever unit, is not offered in its place', () => {
  const to = (dose: string) => TRIAL.replace('dose: 20 mg ~> 15 mg', `dose: 20 mg ~> ${dose}`);
  const half = 'Imagine dose: 10 mg';
  const offers = (dose: string) => titles(to(dose), '20 mg ~>').some((title) => title.startsWith(half));
  expect(offers('15 mg')).toBe(true);
  expect([offers('10 mg'), offers('10000 µg')]).toEqual([false, false]);
  // In the place of two steps it is a change.
  expect(offers('15 mg ~> 10 mg')).toBe(true);
});

describe('a further arrow', () => {
  it('is a successive step behind the one that is there', () => {
    const after = done(TRIAL, '20 mg ~>', 'Imagine dose further: 15 mg, then 10 mg');
    expect(after).toContain('dose: 20 mg ~> 15 mg ~> 10 mg\n');
    expect(titles(after, '20 mg ~>').filter((title) => title.includes('further: 10 mg, then'))).not.toContain(
      'Imagine dose further: 10 mg, then 10 mg',
    );
    expect(titles(TRIAL, 'dose: 10 mg').join()).not.toContain('further');
  });
});

describe('the focus', () => {
  it.each([
    ['low:\n', 'Make low vs placebo on pain the focus'],
    ['low: { mean', 'Make low vs placebo on pain the focus'],
    ['low vs placebo, est', 'Make low vs placebo on pain the focus'],
    ['both:\n', 'Make both vs placebo on pain the focus'],
    ['both:\n', 'Make high vs both on pain the focus'],
    ['pooled:', 'Make pooled vs placebo on pain the focus'],
    ['pain-late: {', 'Make high vs placebo on pain-late the focus'],
    ['high: { mean: -15', 'Make high vs placebo on pain-late the focus'],
    ['outcome: pain-late\n  lower', 'Make high vs placebo on pain-late the focus'],
    ['contrast: high vs low', 'Make high vs low on pain the focus'],
  ])('can be set at %j: %s', (needle, title) => {
    const said = /Make (.*) the focus/.exec(title)?.[1];
    expect(done(TRIAL, needle, title)).toContain(`\nfocus: ${said}\n`);
  });

  it.each(['high:\n', 'high vs placebo, est', 'pain: {', 'contrast: higher vs placebo'])(
    'is not offered at %j: it is that, or speaks of what is not observed',
    (needle) => expect(titles(TRIAL, needle, 'focus')).not.toContain('Make high vs placebo on pain the focus'),
  );

  it('that nobody named can be', () => {
    const text = TRIAL.replace(/focus: .*\n/, '');
    expect(titles(text, 'high vs placebo, est', 'focus')).toContain('Make high vs placebo on pain the focus');
  });
});

describe('long ids', () => {
  const long = 'examplamab-tablets-10-mg-daily';
  const text = (label: string) =>
    TRIAL.replace(/\blow\b/g, long)
      .replace(`  ${long}:\n`, `  ${long}:\n    label: ${label}\n`)
      .replace('without-examplamab', 'without-an-examplamab');

  it('are told by their labels, shortened in the middle', () => {
    const label = 'Examplamab tablets, taken with a meal in the evening, 10 mg daily';
    const found = titles(text(`"${label}"`), `${long}:`);
    expect(found).toContain('Imagine the trial without Examplamab tablets,…g, 10 mg daily');
    expect(found.join('\n')).not.toContain(long);
    expect(done(text(`"${label}"`), `${long}:`, found.at(-1) ?? '')).toContain(`\nfocus: `);
  });

  it('stay ids where another arm has the same label', () => {
    const same = text('Same').replace('  high:\n', '  high:\n    label: Same\n');
    expect(titles(same, `${long}:`)).toContain(`Imagine the trial without ${long}`);
  });
});

describe('a trial of thousands of arms', () => {
  it('costs no more than its length', () => {
    const trial = (count: number) => {
      const arms = Array.from(
        { length: count },
        (_, i) => `  an-arm-with-a-long-id-${i}: { label: Arm ${i}, dose: ${i + 1} mg }`,
      );
      return parse(`trial: a\narms:\n${arms.join('\n')}\noutcomes: { o: { measure: M } }\n`);
    };
    const actions = (count: number) => {
      const parsed = trial(count);
      return () => [...actionsAt(parse(`${parsed.text}\n`, parsed), parsed.text.indexOf('dose:') + 1)];
    };
    expect(actions(4000)().length).toBeGreaterThan(3);
    expect(growth(actions, 400)).toBeLessThan(LINEAR);
  });
});
