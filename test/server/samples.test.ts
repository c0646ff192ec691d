import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../core/trial/edit.ts';
import { parse } from '../../core/trial/parse.ts';
import { actionsAt } from '../../server/actions.ts';
import type { Client } from '../../server/client.ts';
import { Snapshot } from '../../server/documents.ts';
import { FEATURES } from '../../server/features.ts';
import { occurrenceAt, occurrences } from '../../server/occurrences.ts';
import { walk } from '../../server/walk.ts';
import { finish } from '../../server/work.ts';

const folder = new URL('../../samples/', import.meta.url);
const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.trial'))
  .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);
const client: Client = {
  markdown: true,
  snippets: false,
  versionedEdits: true,
  resolvesEdits: true,
  disabledActions: true,
  folds: undefined,
  panel: true,
};

describe.each(samples)('%s', (_, text) => {
  const document = new Snapshot('file:///sample.trial', 1, text);
  const { parsed } = document;

  it('has only actions that do something, and leave a document that can be read', () => {
    const before = new Set(parsed.diagnostics.map(({ code, message }) => code + message));
    const seen = new Set<string>();
    for (const { value } of walk(parsed))
      for (const { title, edits, disabled } of actionsAt(parsed, value.start)) {
        if (seen.has(title) || disabled !== undefined) continue;
        seen.add(title);
        const made = edits();
        expect(made, title).not.toEqual([]);
        const after = parse(applyEdits(text, made));
        const fresh = after.diagnostics.filter(({ code, message }) => !before.has(code + message));
        // A plan that no longer fits those who were analysed, or a scenario that now changes nothing, is told as such.
        expect(
          fresh.filter(({ severity }) => severity === 'error'),
          title,
        ).toEqual([]);
      }
    expect(seen.size).toBeGreaterThan(10);
  });

  it('finds at every id what is written there', () => {
    for (const one of occurrences(parsed)) {
      expect(text.slice(one.range.start, one.range.end)).toBe(one.id);
      expect(occurrenceAt(parsed, one.range.start)).toEqual(one);
    }
  });

  it('can be hovered, completed and selected everywhere, lines half typed included', () => {
    for (let offset = 0; offset <= text.length; offset += 31) {
      FEATURES.hover(parsed, offset);
      FEATURES.imaginedHover(parsed, offset);
      finish(FEATURES.selectionRanges(document, [document.positionAt(offset)]));
      const lineEnd = text.indexOf('\n', offset);
      const torn = new Snapshot(
        'file:///torn.trial',
        1,
        text.slice(0, offset) + text.slice(lineEnd < 0 ? text.length : lineEnd),
      );
      const position = torn.positionAt(offset);
      for (const { textEdit, label } of FEATURES.completion(torn, position, client).items) {
        if (!textEdit || !('range' in textEdit)) throw new Error(label);
        const { start, end } = textEdit.range;
        // What an editor asks of a completion: its range is on the cursor's line and holds the cursor.
        expect(start.line === position.line && end.line === position.line, label).toBe(true);
        expect(start.character <= position.character && position.character <= end.character, label).toBe(true);
      }
    }
  });
});

describe('what a trial suggests', () => {
  const titles = (text: string, needle: string) =>
    [...actionsAt(parse(text), text.indexOf(needle) + 1)].map(({ title }) => title);
  const two =
    'arms:\n  a: { role: experimental, drug: X, dose: DOSE }\n  b: { role: experimental, drug: x, dose: 40 mg }\n  c: { role: placebo }\n';

  it.each([
    ['20 mg', ['40 mg (the next higher level, of b)', '10 mg (half)']],
    ['80 mg', ['40 mg (the next lower level, of b)', '160 mg (double)']],
    ['0.02 g', ['40 mg (the next higher level, of b)', '0.01 g (half)', '0.04 g (double)']],
    ['10 to 20 mg', ['40 mg (the next higher level, of b)', '5 to 10 mg (half)', '20 to 40 mg (double)']],
    ['5 mL', ['2.5 mL (half)', '10 mL (double)']],
    ['as tolerated', []],
  ])('for the dose %s', (dose, expected) => {
    const found = titles(two.replace('DOSE', dose), 'dose:').filter((title) => title.startsWith('Imagine dose'));
    expect(found).toEqual(expected.map((each) => `Imagine dose: ${each}`));
  });

  it('for the drug: the comparator’s', () => {
    const text = 'arms:\n  a: { drug: X, dose: 1 mg }\n  b: { drug: Y, dose: 2 mg }\n';
    expect(titles(text, 'drug:')).toContain('Imagine drug: Y (as in b)');
  });

  it('for the enrollment: what a wanted power takes, where a strength was observed', () => {
    const results = `outcomes: { o: { rank: primary, measure: M } }
results:
  - outcome: o
    analyses: [{ contrast: a vs b, estimate: difference 2 (0.04 to 3.96), p: 0.045, orientation: first minus second }]
`;
    const text = `population: { enrollment: 100 }\narms: { a: { role: experimental }, b: { role: placebo } }\n${results}`;
    const found = titles(text, 'enrollment');
    // z = 2: 80 % power takes ((1.96 + 0.8416) / 2)² = 1.96 times as many.
    expect(found).toContain('Imagine enrollment: 197 (80 % power, were the effect as estimated)');
    expect(found).toContain('Imagine enrollment: 50 (50 % fewer)');
    expect(titles('population: { enrollment: 100 }\n', 'enrollment').some((title) => title.includes('power'))).toBe(
      false,
    );
  });

  it('for a trial without a control: a placebo to compare with', () => {
    const text = 'arms:\n  a: { drug: X, dose: 1 mg, duration: 4 weeks }\n';
    const parsed = parse(text);
    const add = [...actionsAt(parsed, text.indexOf('drug'))].find(({ title }) => title.startsWith('Add a placebo'));
    const after = parse(applyEdits(text, add?.edits() ?? []));
    expect(after.scenarios[0]?.steps.map(({ perturbation }) => perturbation)).toMatchObject([
      { kind: 'add', path: ['arms', 'placebo'], value: { role: 'placebo', duration: '4 weeks' } },
      { kind: 'look', contrast: { first: 'a', second: 'placebo' } },
    ]);
    expect(titles('arms:\n  a: { drug: X }\n  b: { role: placebo }\n', 'drug').join()).not.toContain('placebo arm');
  });

  it('for countries: one of them, or others where there is one', () => {
    const several = titles('design: { countries: [Chile, Peru] }\n', 'countries');
    expect(several.slice(0, 3)).toEqual([
      'Imagine countries: Chile (only)',
      'Imagine countries: Peru (only)',
      'Imagine countries: United States (too)',
    ]);
    expect(titles('design: { countries: [Germany] }\n', 'countries')).not.toContain(
      'Imagine countries: Germany (instead)',
    );
  });
});
