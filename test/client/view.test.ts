import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { viewOf } from '../../client/imagine/view.ts';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { parse } from '../../core/trial/parse.ts';
import { Snapshot } from '../../server/documents.ts';
import { imagining } from '../../server/features/imagining.ts';
import type { ImaginingAnswer, ImaginingParams } from '../../server/protocol.ts';
import { type View, viewSchema } from '../../webview/messages.ts';

const samples = path.resolve(import.meta.dirname, '../../samples');
const read = (name: string) => readFileSync(path.join(samples, name), 'utf8');
const uri = 'file:///a.trial';

function answerTo(text: string, params: Omit<ImaginingParams, 'uri'> = {}): ImaginingAnswer {
  return imagining(new Snapshot(uri, 3, text), { uri, ...params });
}
const shown = (text: string, params?: Omit<ImaginingParams, 'uri'>): View =>
  viewOf(answerTo(text, params), { document: 'a.trial', pinned: false });
const sentence = (view: View) => view.sentence.map(({ text }) => text).join('');

describe('the view of an answer', () => {
  for (const name of readdirSync(samples).filter((file) => file.endsWith('.trial')))
    it(`is one that the page accepts, for every scenario of ${name}`, () => {
      const text = read(name);
      for (const scenario of answerTo(text).scenarios) {
        const view = shown(text, { scenario });
        expect(viewSchema.safeParse(view).error).toBeUndefined();
        expect(sentence(view)).not.toBe('');
        expect(view.pickers.scenario.chosen).toBeDefined();
        for (const picker of [view.pickers.outcome, view.pickers.contrast])
          if (picker.chosen !== undefined) expect(picker.options.map(({ id }) => id)).toContain(picker.chosen);
        const total = view.probabilities.reduce((sum, { share }) => sum + share, 0);
        if (view.probabilities.length > 0) expect(total).toBeCloseTo(1, 6);
        // Every interval that is drawn is told, with its level, beside it.
        for (const { figure, texts } of view.ladder?.rungs ?? [])
          if (figure && (figure.low !== undefined || figure.high !== undefined)) expect(texts[0]).toMatch(/\d %/);
      }
    });

  it('says first what was observed, then each step where the document writes it', () => {
    const text = read('semaglutide-hfpef.trial');
    const view = shown(text, { scenario: 'lower-dose-in-japan' });
    expect(view.registry).toBe('NCT04788511');
    const [start, dose, countries] = view.ladder?.rungs ?? [];
    expect(start).toMatchObject({
      status: 'observed',
      direction: 'higher',
      texts: ['7.8 (95 % 4.8 to 10.9)'],
    });
    const { value = 0, low = 0, high = 0 } = start?.figure ?? {};
    expect(view.ladder?.neutral).toBeLessThan(low);
    expect([low, value, high]).toEqual([low, value, high].toSorted((a, b) => a - b));
    expect(dose).toMatchObject({ status: 'imagined', factor: 'A', label: 'dose', from: '2.4 mg', to: '1.7 mg' });
    expect(text.slice(dose?.at?.start, dose?.at?.end)).toContain('1.7 mg');
    expect(countries).toMatchObject({ status: 'carried over', factor: 'E', to: 'Japan' });
    expect(countries?.texts).toContain('no evidence: carried over');
    // Thirteen countries would take nine lines beside a document.
    expect(countries?.from).toBe('13 (Argentina, Australia, 11 more)');
    expect(countries?.whole).toMatch(/^Argentina, Australia, .* → Japan$/);
    expect(view.notes[0]).toMatch(/^Observed: higher \(p < 0\.0001\)/);
  });

  it('shows no figure on the axis of another measure', () => {
    const text = read('semaglutide-hfpef.trial');
    const view = shown(text, { scenario: 'would-they-walk' });
    const axes = (view.ladder?.rungs ?? []).filter(({ figure }) => figure !== undefined);
    expect(view.ladder?.axis === '' || axes.length > 0).toBe(true);
    for (const { label, texts } of view.ladder?.rungs ?? [])
      if (label === 'Observed') expect(texts[0]).toMatch(/^difference, points: 7\.8/);
  });

  it('tells at most five reasons at once, those of the answer first, and the others behind a fold for each step', () => {
    const text = read('semaglutide-hfpef.trial').replace(
      '  half-the-participants:',
      `  three-changes:
    - arms.semaglutide.dose: 1.7 mg
    - population.enrollment: 264
    - design.countries: [Japan]
  half-the-participants:`,
    );
    const { why, whyMore } = shown(text, { scenario: 'three-changes' });
    expect(why).toHaveLength(5);
    expect(whyMore.length).toBeGreaterThan(0);
    for (const { of, reasons } of whyMore) expect([of.length > 4, reasons.length > 0]).toEqual([true, true]);
    const { imagining: whole } = answerTo(text, { scenario: 'three-changes' });
    const tabled = shown(text, { scenario: 'three-changes' }).power?.notes ?? [];
    const all = [...why, ...whyMore.flatMap(({ reasons }) => reasons)].map((reason) => reason.text).sort();
    const said = (whole?.steps ?? []).flatMap(({ reasons }) => reasons.map((reason) => reason.text));
    expect(all).toEqual(said.filter((one) => one !== tabled.join(' ')).sort());
    // Of one step all is told, where it has no more than five.
    expect(shown(read('semaglutide-hfpef.trial')).whyMore).toEqual([]);
  });

  it('shows power where the number of participants is changed, once, with what it takes and the formula', () => {
    const text = read('semaglutide-hfpef.trial').replace('enrollment: 529', 'enrollment: 529 ~> 100');
    const { power, why } = shown(text.replace('2.4 mg ~> 1.7 mg', '2.4 mg'));
    expect(power).toMatchObject({ columns: ['529 participants', '100 participants'] });
    expect(power?.rows.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^power/),
      expect.stringMatching(/80 % power/),
      expect.stringMatching(/90 % power/),
    ]);
    for (const part of [/80 % power takes/, /Φ\(/, /SE = /]) expect(power?.notes.join('\n')).toMatch(part);
    for (const { text: reason } of why) expect(power?.notes).not.toContain(reason);
    expect(power?.curve.marks.map((mark) => mark.kind)).toEqual(['enrolled', 'imagined', 'needed', 'needed']);
    for (const { x, y } of [...(power?.curve.points ?? []), ...(power?.curve.marks ?? [])]) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(Math.max(x, y)).toBeLessThanOrEqual(100.001);
    }
    // Of a dose: at the participants there are, the effect being the imagined one.
    const { power: ofDose } = shown(read('semaglutide-hfpef.trial'));
    expect(ofDose?.columns).toEqual(['529 participants']);
    expect(ofDose?.rows[0]).toMatchObject({ name: 'power of a new trial, were the effect as imagined' });
  });

  it('says what to do where nothing is changed', () => {
    const text = read('semaglutide-hfpef.trial')
      .replace('2.4 mg ~> 1.7 mg', '2.4 mg')
      .replace(/^scenarios:[\s\S]*/m, '');
    expect(shown(text)).toMatchObject({ changed: false, notes: [expect.stringContaining('~>')] });
    expect(shown(read('semaglutide-hfpef.trial')).changed).toBe(true);
  });

  it('takes a document without results, and one that is no trial', () => {
    for (const text of ['', 'not a trial', '- 1\n- 2\n', 'trial: x\narms:\n  a: {}\n', '\u0000: ~> ~>']) {
      const view = shown(text);
      expect(viewSchema.safeParse(view).success).toBe(true);
      expect(sentence(view)).not.toBe('');
      expect(view.title).not.toBe('');
    }
  });

  it('makes a link of nothing but a registry id', () => {
    for (const id of ['NCT0478851', 'NCT047885111', 'command:x', 'https://evil', 'NCT04788511?x'])
      expect(shown(`trial: ${JSON.stringify(id)}\ntitle: t\n`).registry, id).toBeUndefined();
  });

  it('speaks of the same thing as core does', () => {
    const { trial, inPlace } = parse(read('semaglutide-hfpef.trial'));
    const core = imagineNow(
      trial,
      (inPlace?.steps ?? []).map(({ perturbation }) => perturbation),
    );
    if ('problem' in core) throw new Error(core.problem);
    expect(sentence(shown(read('semaglutide-hfpef.trial')))).toBe(core.sentence);
  });
});
