/** All outcomes, and what the panel gives away: Markdown, a web page, a picture, data. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parseDocument } from 'yaml';
import type { Content } from '../../client/imagine/exported.ts';
import { escaped } from '../../client/imagine/markup.ts';
import { isWhole, type Overview, overview, overviewOf } from '../../client/imagine/overview.ts';
import { viewOf } from '../../client/imagine/view.ts';
import { imaginingSchema } from '../../core/imagine/answer.ts';
import { outcomesBeside } from '../../core/imagine/outcomes.ts';
import { parse } from '../../core/trial/parse.ts';
import { Snapshot } from '../../server/documents.ts';
import { imagining } from '../../server/features/imagining.ts';
import { outcomes } from '../../server/features/outcomes.ts';
import type { ImaginingParams, OutcomesParams } from '../../server/protocol.ts';
import { finish } from '../../server/work.ts';
import { labelsSchema } from '../../webview/messages.ts';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text } }));
const { panelLabels } = await import('../../client/imagine/labels.ts');
const { exported, FORMATS, fileName, markdownOf } = await import('../../client/imagine/exported.ts');

const samples = path.resolve(import.meta.dirname, '../../samples');
const read = (name: string) => readFileSync(path.join(samples, name), 'utf8');
const uri = 'file:///a.trial';

async function whole(text: string, params: Omit<ImaginingParams, 'uri'> = {}) {
  const document = new Snapshot(uri, 3, text);
  const answer = imagining(document, { uri, ...params });
  if (!answer.imagining) throw new Error(answer.problem);
  const asked: OutcomesParams[] = [];
  const ask = async (wanted: OutcomesParams) => {
    asked.push(wanted);
    return finish(outcomes(document, wanted));
  };
  const parts: Overview[] = [];
  for await (const known of overview(uri, { ...answer, imagining: answer.imagining }, ask)) parts.push(known);
  const last = parts.at(-1);
  if (!last) throw new Error('nothing of all outcomes');
  const content: Content = {
    imagining: answer.imagining,
    view: viewOf(answer, { document: 'a.trial', pinned: false }),
    lines: last.lines,
    summary: last.summary,
    labels: panelLabels(),
  };
  return { answer, asked, parts, last, content };
}

describe('all outcomes', () => {
  it('are every outcome and row of the trial, once, and its harms last', async () => {
    for (const name of readdirSync(samples).filter((file) => file.endsWith('.trial'))) {
      const { last, answer } = await whole(read(name)).catch(() => ({ last: undefined, answer: undefined }));
      if (!last || !answer) continue;
      expect(isWhole(last)).toBe(true);
      const ids = last.lines.flatMap(({ look }) => (look ? [JSON.stringify([look.outcome, look.row])] : []));
      expect(new Set(ids).size, name).toBe(ids.length);
      const harms = last.lines.filter(({ look }) => !look);
      expect(last.lines.slice(last.lines.length - harms.length)).toEqual(harms);
      expect(harms).toHaveLength(answer.imagining?.harms.length ?? 0);
      const document = parseDocument(read(name)).toJS() as { outcomes?: object };
      expect(new Set(last.lines.flatMap(({ look }) => look?.outcome ?? []))).toEqual(
        new Set(Object.keys(document.outcomes ?? {})),
      );
    }
  });

  it('are told with what flips first, and counted', async () => {
    // With a fiftieth of the people nearly everything that was significant is not any more.
    const { last } = await whole(read('semaglutide-hfpef.trial').replace('enrollment: 529', 'enrollment: 529 ~> 10'));
    const flips = last.lines.map(({ flips }) => flips);
    expect(flips).toContain(true);
    expect(flips).toEqual(flips.toSorted((a, b) => Number(b) - Number(a)));
    expect(last.summary).toMatch(/^\d of \d outcomes with an observed direction flips?\.$/);
    for (const { flips, before, direction } of last.lines) if (flips) expect(direction).not.toBe(before);
  });

  it('are the same whichever of them is shown, and others for another scenario or version', async () => {
    const { answer } = await whole(read('semaglutide-hfpef.trial'));
    const { answer: weight } = await whole(read('semaglutide-hfpef.trial'), {
      look: { outcome: 'weight', first: 'semaglutide', second: 'placebo' },
    });
    expect(overviewOf(uri, weight)).toBe(overviewOf(uri, answer));
    expect(overviewOf(uri, { ...answer, version: 4 })).not.toBe(overviewOf(uri, answer));
    expect(overviewOf(uri, { ...answer, scenario: 'x' })).not.toBe(overviewOf(uri, answer));
  });

  it('that are many come in parts, which one answer of another version ends', async () => {
    const rows = Array.from({ length: 100 }, (_, i) => `  o${i}: { measure: Measure ${i} }\n`).join('');
    const text = `trial: x\nfocus: a vs b on o3\narms:\n  a: { role: experimental, dose: 1 mg ~> 2 mg }\n  b: { role: placebo }\noutcomes:\n${rows}`;
    const { parts, last, answer } = await whole(text);
    expect(parts.length).toBeGreaterThan(1);
    expect(last.known).toBe(100);
    for (const part of parts.slice(0, -1)) expect(part.summary).toBeUndefined();
    if (!answer.imagining) throw new Error(answer.problem);
    let asked = 0;
    const late = overview(uri, { ...answer, imagining: answer.imagining }, async (wanted) => {
      asked++;
      const part = finish(outcomes(new Snapshot(uri, asked > 1 ? 4 : 3, text), wanted));
      return part;
    });
    let seen = 0;
    for await (const part of late) seen = part.known;
    expect(asked).toBe(2);
    expect(seen).toBe(parts[0]?.known);
  });
});

describe('what the panel gives away', () => {
  const hostile = '</title><script>alert(1)</script><img src=x onerror=alert(1)> "quoted" & [a](command:x)';

  it('says what the panel says, in every form', async () => {
    const { content } = await whole(read('semaglutide-hfpef.trial'), { scenario: 'lower-dose-in-japan' });
    const { imagining: told, view } = content;
    const html = exported('html', content);
    const markdown = markdownOf(content);
    for (const part of ['Japan', '1.7 mg', 'Deaths', '7.8 (95 % 4.8 to 10.9)']) {
      expect(html).toContain(part);
      expect(markdown).toContain(part);
    }
    for (const { text } of view.sentence) expect(html).toContain(text.trim());
    expect(exported('svg', content)).toContain(told.sentence);
    const { outcomes, ...rest } = imaginingSchema.parse(JSON.parse(exported('json', content)));
    expect(rest).toEqual(told);
    expect(outcomes).toEqual({ summary: content.summary, lines: content.lines });
    expect(exported('md', content)).toBe(markdown);
    expect(fileName(told, 'a.trial')).toBe('NCT04788511-lower-dose-in-japan');
  });

  it('tells in every form which outcomes flip, as the command line does', async () => {
    const few = read('semaglutide-hfpef.trial').replace('enrollment: 529', 'enrollment: 529 ~> 10');
    const { content } = await whole(few);
    const { outcomes } = imaginingSchema.parse(JSON.parse(exported('json', content)));
    const { trial, inPlace } = parse(few);
    const steps = (inPlace?.steps ?? []).map(({ perturbation }) => perturbation);
    expect(outcomes).toEqual(outcomesBeside(trial, steps, content.imagining));
    expect(outcomes?.summary).toMatch(/^\d of \d outcomes with an observed direction flips?\./);
    const flipping = (outcomes?.lines ?? []).filter(({ flips }) => flips);
    expect(flipping.length).toBeGreaterThan(0);
    for (const format of ['html', 'svg', 'md'] as const) {
      const made = exported(format, content);
      expect(made).toContain(outcomes?.summary);
      for (const { outcome } of flipping) expect(made.replaceAll(/<[^>]*>/g, ' ')).toContain(outcome.split(',')[0]);
    }
    const model = { ...content.imagining, predictor: { name: 'ollama', label: 'm' } };
    const both = JSON.parse(exported('json', { ...content, model }));
    expect(both).toMatchObject([{ outcomes: { lines: expect.anything() } }, { predictor: { name: 'ollama' } }]);
  });

  it('speaks of nothing imagined where nothing is changed', async () => {
    const text = read('semaglutide-hfpef.trial').replace('2.4 mg ~> 1.7 mg', '2.4 mg');
    const { content } = await whole(text.replace(/^scenarios:[\s\S]*/m, ''));
    expect(content.summary).toBeUndefined();
    expect(exported('html', content)).toMatch(/What was observed[\s\S]*All outcomes</);
    expect(exported('html', content)).not.toContain('not imagined');
    expect(markdownOf(content)).toContain('| outcome | observed |\n');
    expect(fileName(content.imagining, 'a.trial')).toBe('NCT04788511-observed');
  });

  it('tells power with its figures', async () => {
    const text = read('semaglutide-hfpef.trial').replace('enrollment: 529', 'enrollment: 529 ~> 100');
    const { content } = await whole(text);
    const { view } = content;
    expect(view.power).toBeDefined();
    for (const told of view.power?.notes ?? []) expect(exported('html', content)).toContain(escaped(told));
    // The curve is in the page and in the picture, with all that it shows in words, and its figures are those of the data.
    const told = view.power?.curve.text ?? expect.fail();
    const data = JSON.parse(exported('json', content)).steps.at(-1).power;
    for (const format of ['html', 'svg'] as const) {
      expect(exported(format, content)).toContain(escaped(told));
      for (const { participants } of data.needed) expect(exported(format, content)).toContain(`power: ${participants}`);
    }
    expect(markdownOf(content)).toContain(`80 % power takes ${data.needed[0].participants} participants`);
  });

  it('holds text of documents as text, and loads nothing', async () => {
    const text = read('semaglutide-hfpef.trial')
      .replace('measure: Change in KCCQ clinical summary score', `measure: ${JSON.stringify(hostile)}`)
      .replace(/^title: .*$/m, `title: ${JSON.stringify(hostile)}`)
      .replace('2.4 mg ~> 1.7 mg', JSON.stringify(`2.4 mg ~> ${hostile}`));
    const { content } = await whole(text);
    for (const format of ['html', 'svg'] as const) {
      const made = exported(format, content);
      expect(made).toContain('&lt;script&gt;');
      expect(made).not.toMatch(/<script|<img|<iframe|<link|<object|javascript:|@import|url\(/i);
      // Every address is the registry's, or the name of SVG.
      for (const [, address] of made.matchAll(/(?:href|src|xmlns)="([^"]*)"/g))
        expect(address).toMatch(/^(https:\/\/clinicaltrials\.gov\/study\/NCT\d{8}|http:\/\/www\.w3\.org\/2000\/svg)$/);
      expect(made).not.toMatch(/\son\w+="/);
    }
    expect(exported('html', content)).toContain("default-src 'none'");
    expect(markdownOf(content)).not.toMatch(/[^\\]<(script|img)/);
  });

  it('is well-formed: every tag of the picture is closed, in order', async () => {
    for (const scenario of ['lower-dose-in-japan', 'would-they-walk']) {
      const { content } = await whole(read('semaglutide-hfpef.trial'), { scenario });
      const open: string[] = [];
      for (const [, end, name = '', , closed] of exported('svg', content).matchAll(
        /<(\/?)(\w+)((?:"[^"]*"|[^">])*?)(\/?)>/g,
      )) {
        if (end) expect(open.pop()).toBe(name);
        else if (!closed) open.push(name);
      }
      expect(open).toEqual([]);
    }
  });

  it('has a name that is one, whatever the document is called', async () => {
    const { content } = await whole(read('semaglutide-hfpef.trial'));
    const named = (trial: string, document = 'a.trial') => fileName({ ...content.imagining, trial }, document);
    for (const trial of ['../../etc/passwd', 'a/b', 'CON: x', '\u202egpj', '....', ''])
      expect(named(trial)).toMatch(/^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u);
  });

  it('has words for all of the page', () => {
    expect(labelsSchema.safeParse(panelLabels()).error).toBeUndefined();
    expect(FORMATS).toHaveLength(4);
  });
});
