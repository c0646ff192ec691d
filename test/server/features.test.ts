import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  CodeAction,
  CodeLens,
  CompletionList,
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  SelectionRange,
  SemanticTokens,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { parse } from '../../core/trial/parse.ts';
import type { HoverExtension, ImaginingAnswer, OutcomesAnswer } from '../../server/protocol.ts';
import { TRIAL } from './fixture.ts';
import { bundle, edited, type OpenDocument, offsetOf, place, Server, textIn } from './harness.ts';

let built: ReturnType<typeof bundle>;
let server: Server;
let document: OpenDocument;

beforeAll(async () => {
  built = bundle();
  server = await Server.start(built.file);
  document = await server.open(TRIAL);
});
afterAll(async () => {
  await server.stop();
  expect(server.log).toEqual([]);
  built.remove();
});

const everywhere = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };
const said = ({ contents }: Hover) => (contents as { value: string }).value;
const lineOf = (needle: string, nth = 0) => place(TRIAL, needle, 0, nth).line;

describe('what it can do', () => {
  it('is declared', () => {
    const capabilities = server.initialized?.capabilities ?? {};
    expect(Object.keys(capabilities).toSorted()).toEqual([
      'codeActionProvider',
      'codeLensProvider',
      'completionProvider',
      'definitionProvider',
      'documentFormattingProvider',
      'documentHighlightProvider',
      'documentLinkProvider',
      'documentSymbolProvider',
      'foldingRangeProvider',
      'hoverProvider',
      'inlayHintProvider',
      'positionEncoding',
      'referencesProvider',
      'renameProvider',
      'selectionRangeProvider',
      'semanticTokensProvider',
      'textDocumentSync',
    ]);
  });
});

describe('hover', () => {
  const hover = (needle: string, options = {}) =>
    server.at<(Hover & HoverExtension) | null>('textDocument/hover', document, needle, options);

  it('tells what a plain key means, what was observed, and what this trial suggests', async () => {
    const answer = await hover('dose: 10 mg', { inset: 1 });
    expect(said(answer as Hover)).toContain('The amount of one administration');
    expect(said(answer as Hover)).toContain('Observed: **10 mg**');
    expect(said(answer as Hover)).toContain('**20 mg** (the next higher level, of high)');
    expect(said(answer as Hover)).toContain('`protocolSection.armsInterventionsModule.armGroups[].description`');
    expect(answer?.panel).toBeUndefined();
    expect(textIn(TRIAL, (answer as Hover).range ?? everywhere)).toBe('dose');
  });

  it('tells on a perturbed value what becomes of the result, and where the panel would say more', async () => {
    const answer = await hover('15 mg', { inset: 1 });
    const lines = said(answer as Hover).split('\n\n');
    expect(lines[0]).toMatch(/\*\*dose\*\* 20 mg → \*\*15 mg\*\* · high vs placebo · Change in pain, 12 weeks/);
    expect(lines[1]).toMatch(/\*\*lower\*\*/);
    expect(lines[2]).toContain('| | observed | imagined |');
    expect(lines.at(-1)).toBe('*evidence · embedded baseline*');
    expect(answer?.panel).toEqual({ uri: document.uri, scenario: null });
  });

  it('tells both on the key of a perturbed attribute', async () => {
    const value = said((await hover('dose: 20 mg ~>', { inset: 1 })) as Hover);
    expect(value.indexOf('| observed | imagined |')).toBeGreaterThan(0);
    expect(value.indexOf('The amount of one administration')).toBeGreaterThan(value.indexOf('observed'));
  });

  it('tells of each step of a scenario, and of the whole on its name', async () => {
    const step = await hover('design.countries', { inset: 1 });
    expect(said(step as Hover)).toContain('Germany, Japan → **Japan**');
    expect(said(step as Hover)).toContain('carried over');
    expect(step?.panel).toEqual({ uri: document.uri, scenario: 'lower-in-japan' });
    const whole = await hover('lower-in-japan', { inset: 1 });
    expect(whole?.panel).toEqual({ uri: document.uri, scenario: 'lower-in-japan' });
  });

  it('tells of a member of a list what the list is', async () => {
    const value = said((await hover('Japan]', { inset: 1 })) as Hover);
    expect(value).toContain('**countries** · E, experiment');
    expect(value).toContain('Observed: **Germany, Japan**');
  });

  it.each([
    ['drop: arms', 'Leave out an arm'],
    ['add: {', 'Add an arm'],
    ['contrast: high vs low', 'Look at other arms'],
    ['outcome: pain-late\n  lower', 'Look at another outcome'],
  ])('tells what the word of a step does: %j', async (needle, doc) => {
    expect(said((await hover(needle, { inset: 1 })) as Hover)).toContain(doc);
  });

  it('says of a key that the registry has no such field', async () => {
    expect(said((await hover('better:', { inset: 1 })) as Hover)).toContain('Registry: no such field');
  });

  it('tells what an id stands for, wherever it is used', async () => {
    for (const needle of ['high vs placebo, est', 'high: { mean', 'high: 4'])
      expect(said((await hover(needle, { inset: 1 })) as Hover)).toContain('Examplamab 20 mg, once daily');
    expect(said((await hover('pooled', { inset: 1 })) as Hover)).toContain('of low, high');
  });

  it('tells which field of the record an imported value came from', async () => {
    const imported = await server.open(
      'trial: x\narms:\n  a: { dose: 1 mg }\nsources:\n  arms.a: armGroups[0]\n  arms.a.dose: armGroups[0].description\n',
    );
    const answer = await server.at<Hover>('textDocument/hover', imported, 'dose', { inset: 1 });
    expect(said(answer)).toContain(
      'From the record: protocolSection.armsInterventionsModule.armGroups\\[0\\].description',
    );
  });

  it('says what the import left out as not sure enough, and writes it when told to', async () => {
    const imported = await server.open(
      'trial: x\narms:\n  a: { drug: y, route: oral }\nsources:\n  arms.a.dose: "armGroups[0].description, perhaps 1 mg"\n  arms.a.schedule: armGroups[0].description, perhaps once daily\n',
    );
    const hints = await server.request<InlayHint[]>('textDocument/inlayHint', imported, { range: everywhere });
    expect(hints.map(({ label, position }) => [label, position.character])).toEqual([
      ['perhaps 1 mg, once daily', 'a: { drug: y'.length + 2],
    ]);
    // A double click on the hint writes what it says.
    expect(edited(imported.text, hints[0]?.textEdits ?? [])).toContain(
      '{ drug: y, route: oral, dose: 1 mg, schedule: once daily }',
    );
    const drug = await server.at<Hover>('textDocument/hover', imported, 'drug', { inset: 1 });
    expect(said(drug)).toContain('Perhaps: **dose 1 mg, schedule once daily**');
    const { text } = imported;
    const at = place(text, 'oral');
    const actions = await server.request<CodeAction[]>('textDocument/codeAction', imported, {
      range: { start: at, end: at },
      context: { diagnostics: [] },
    });
    const written = actions.filter(({ title }) => title.startsWith('Write the'));
    expect(written.map(({ title }) => title)).toEqual([
      'Write the dose that the record perhaps means: 1 mg',
      'Write the schedule that the record perhaps means: once daily',
    ]);
    const done = [];
    for (const action of written) {
      const { edit } = await server.connection.sendRequest<CodeAction>('codeAction/resolve', action);
      const changes = edit?.documentChanges?.[0] as TextDocumentEdit;
      done.push(edited(text, changes.edits as TextEdit[]));
    }
    expect(done[0]).toContain('{ drug: y, route: oral, dose: 1 mg }');
    expect(done[1]).toContain('{ drug: y, route: oral, schedule: once daily }');
  });

  it('is plain text for an editor that shows no Markdown', async () => {
    const plain = await Server.start(built.file, { params: { capabilities: {} } });
    const opened = await plain.open(TRIAL);
    const answer = await plain.at<Hover>('textDocument/hover', opened, 'enrollment', { inset: 1 });
    expect(answer.contents).toMatchObject({ kind: 'plaintext' });
    expect(said(answer)).toContain('Observed: 300');
    expect(said(answer)).not.toMatch(/[*`\\]/);
    const imagined = await plain.at<Hover>('textDocument/hover', opened, '15 mg', { inset: 1 });
    expect(said(imagined)).toMatch(/\nobserved {3}imagined\ndirection {3}lower \(p\s<\s0\.001\) {3}lower\s0\.\d\d\s/);
    // Bars stand around the amount of an effect alone.
    expect(said(imagined).replaceAll('|d|', 'd')).not.toMatch(/[*`\\|]/);
    await plain.stop();
  });
});

describe('inlay hints', () => {
  it('stand behind every perturbation, and only in the part that is shown', async () => {
    const hints = await server.request<InlayHint[]>('textDocument/inlayHint', document, { range: everywhere });
    expect(hints.map(({ position }) => position.line)).toEqual([
      lineOf('15 mg'),
      lineOf('- outcome: pain-late', 1),
      lineOf('arms.high.dose'),
      lineOf('design.countries'),
      lineOf('contrast: high vs low'),
      lineOf('drop:'),
      lineOf('add:'),
      lineOf('contrast: higher vs placebo'),
    ]);
    expect(hints[0]?.label).toMatch(/^→ lower 0\.\d\d$/);
    expect(hints[3]?.label).toBe('→ no evidence: carried over');
    const range = { start: { line: 0, character: 0 }, end: { line: lineOf('both:'), character: 0 } };
    expect(await server.request('textDocument/inlayHint', document, { range })).toHaveLength(1);
  });
});

describe('code lenses', () => {
  it('stand on results and scenarios at once, and say what they have to say when shown', async () => {
    const lenses = await server.request<CodeLens[]>('textDocument/codeLens', document);
    expect(lenses.every(({ command }) => command === undefined)).toBe(true);
    expect(lenses.map(({ range }) => range.start.line)).toEqual([
      lineOf('focus:'),
      lineOf('- outcome: pain\n'),
      lineOf('- outcome: pain-late\n'),
      lineOf('later:\n'),
      lineOf('lower-in-japan'),
      lineOf('without-low'),
      lineOf('more:'),
    ]);
    const resolved: CodeLens[] = [];
    for (const lens of lenses) resolved.push(await server.connection.sendRequest('codeLens/resolve', lens));
    expect(resolved[1]?.command?.title).toMatch(/^high vs placebo: lower → lower 0\.\d\d$/);
    expect(resolved[1]?.command?.command).toBe('deepimagine.openPanel');
    expect(resolved[3]?.command?.arguments).toEqual([{ uri: document.uri, scenario: 'later' }]);
  });

  it('are text only where the client has no panel', async () => {
    const other = await Server.start(built.file, { params: { capabilities: {} } });
    const opened = await other.open(TRIAL);
    const [lens] = await other.request<CodeLens[]>('textDocument/codeLens', opened);
    const resolved = await other.connection.sendRequest<CodeLens>('codeLens/resolve', lens);
    expect(resolved.command).toMatchObject({ command: '' });
    await other.stop();
  });
});

describe('completion', () => {
  /** The labels at the `|` of a text, and the text after taking one of them. */
  async function complete(tail: string, take?: string) {
    const at = tail.indexOf('|');
    const text = TRIAL.slice(0, TRIAL.indexOf('design:')) + tail.slice(0, at) + tail.slice(at + 1);
    const offset = TRIAL.indexOf('design:') + at;
    const opened = await server.open(text);
    const position = place(text, text.slice(0, offset), offset);
    const { items } = await server.request<CompletionList>('textDocument/completion', opened, { position });
    const item = items.find(({ label }) => label === take);
    await server.close(opened);
    return {
      labels: items.map(({ label }) => label),
      items,
      after: item && edited(text, [item.textEdit as TextEdit]).slice(TRIAL.indexOf('design:')),
    };
  }

  it('offers the keys that are missing, in a block and in brackets', async () => {
    const block = await complete('design:\n  phase: 3\n  mas|\n', 'masking');
    expect(block.labels).toContain('masking');
    expect(block.labels).not.toContain('phase');
    expect(block.after).toBe('design:\n  phase: 3\n  masking: \n');
    const flow = await complete('design: { phase: 3, cou| }\n', 'countries');
    expect(flow.after).toBe('design: { phase: 3, countries: [$0] }\n');
    expect((await complete('res|', 'results')).after).toBe('results:\n  - $0');
  });

  it('offers closed lists, ids, and countries of the runtime', async () => {
    expect((await complete('design:\n  masking: |\n')).labels).toEqual([
      'none',
      'single',
      'double',
      'triple',
      'quadruple',
    ]);
    expect((await complete('results:\n  - outcome: |\n')).labels).toEqual(['pain', 'pain-late']);
    expect((await complete('results:\n  - values: { high: {}, | }\n')).labels).toEqual([
      'low',
      'both',
      'placebo',
      'pooled',
    ]);
    expect((await complete('results:\n  - analyses: [{ contrast: high vs | }]\n')).labels).toEqual([
      'low',
      'both',
      'placebo',
      'pooled',
    ]);
    const { labels } = await complete('design:\n  countries: [Japan, |]\n');
    expect(labels).toEqual(
      expect.arrayContaining([
        'Germany',
        'United States',
        'South Korea',
        "Côte d'Ivoire",
        'Turkey (Türkiye)',
        'Hong Kong',
      ]),
    );
    expect(labels).not.toContain('European Union');
  });

  it('offers no member of a list twice, and the most used countries first', async () => {
    const { labels } = await complete('design:\n  countries: [Germany, Ja|, Peru]\n');
    expect(labels.slice(0, 3)).toEqual(['United States', 'United Kingdom', 'Canada']);
    for (const there of ['Germany', 'Peru', 'Ja']) expect(labels).not.toContain(there);
    expect(labels).toContain('Japan');
    const step = await complete(
      'design:\n  countries: [Chile]\nscenarios:\n  s:\n    - design.countries: [Japan, |]\n',
    );
    expect(step.labels[0]).toBe('Chile');
    expect(step.labels).not.toContain('Japan');
  });

  it('offers behind a whole value only what goes on from it', async () => {
    const whole = await complete('design:\n  masking: double |\n');
    expect(whole.labels.filter((label) => !label.startsWith('~>'))).toEqual([]);
    expect(whole.labels).toContain('~> none');
  });

  it('offers in a step what was observed last, and says so', async () => {
    const { items } = await complete('design:\n  masking: double\nscenarios:\n  s:\n    - design.masking: |');
    expect(items.map(({ label }) => label)).toEqual(['none', 'single', 'triple', 'quadruple', 'double']);
    expect(items.at(-1)?.detail).toBe('as observed');
  });

  it('offers units behind a number, then arrows with this trial’s own levels', async () => {
    const dose = 'design: {}\narms:\n  x:\n    drug: Examplamab\n    dose: ';
    const units = await complete(`${dose}20 |`, 'mg');
    expect(units.labels.slice(0, 3)).toEqual(['mg', 'µg', 'g']);
    expect(units.after).toBe(`${dose}20 mg`);
    const arrow = await complete('design: {}\npopulation:\n  sex: all |', '~> female');
    expect(arrow.labels.slice(0, 3)).toEqual(['~>', '~> female', '~> male']);
    expect(arrow.after).toBe('design: {}\npopulation:\n  sex: all ~> female');
  });

  it('offers behind an arrow what this trial suggests, and never what is there already', async () => {
    const text =
      'arms:\n  a: { drug: X, dose: 4 mg }\n  b: { drug: X, dose: 2.4 mg ~>  }\n  c: { drug: Y, dose: 1 g }\n';
    const opened = await server.open(text);
    const position = place(text, '~> ', 3);
    const { items } = await server.request<CompletionList>('textDocument/completion', opened, { position });
    await server.close(opened);
    expect(items.map(({ label }) => label)).toEqual(['4 mg', '1.2 mg', '4.8 mg']);
    const sex = await complete('design: {}\npopulation:\n  sex: all ~> |\n');
    expect(sex.labels).toEqual(['female', 'male']);
  });

  it('offers no arrow in prose until one is begun', async () => {
    const measure = 'design: {}\noutcomes:\n  x:\n    measure: Something else ';
    expect((await complete(`${measure}|`)).labels).not.toContain('~>');
    expect((await complete(`${measure}~|`, '~>')).after).toBe(`${measure}~> `);
  });

  it('offers what can be perturbed in a step of a scenario, with its values', async () => {
    const steps = 'scenarios:\n  s:\n    - ';
    const paths = await complete(`${steps}arms.low.|`, 'arms.low.dose');
    expect(paths.labels).toEqual(
      expect.arrayContaining(['arms.low.dose', 'population.enrollment', 'drop', 'contrast']),
    );
    expect(paths.after).toBe(`${steps}arms.low.dose: `);
    expect((await complete(`${steps}arms.low.dose: |`)).labels.slice(0, 2)).toEqual(['20 mg', '5 mg']);
    expect((await complete(`${steps}drop: |`)).labels).toContain('arms.placebo');
  });

  it('quotes what needs it where it stands, and not inside quotes', async () => {
    const unit = 'design: {}\noutcomes:\n  x: { unit: ';
    expect((await complete(`${unit}|`, '%')).after).toBe(`${unit}"%"`);
    expect((await complete(`${unit}"|"`, '%')).after).toBe(`${unit}"%"`);
    const status = 'design: { status: ';
    expect((await complete(`${status}|`, 'active, not recruiting')).after).toBe(`${status}"active, not recruiting"`);
  });

  it('offers nothing in comments and in prose', async () => {
    expect((await complete('# masking: |')).labels).toEqual([]);
    expect((await complete('title: >\n  some words |')).labels).toEqual([]);
  });
});

describe('symbols, folds, selections, links', () => {
  it('outlines the trial', async () => {
    const symbols = await server.request<DocumentSymbol[]>('textDocument/documentSymbol', document);
    expect(symbols.map(({ name }) => name)).toEqual([
      'trial',
      'title',
      'focus',
      'population',
      'arms',
      'groups',
      'outcomes',
      'design',
      'results',
      'harms',
      'scenarios',
    ]);
    const arms = symbols[4]?.children ?? [];
    expect(arms.map(({ name, detail }) => [name, detail])).toEqual([
      ['low', 'Examplamab 10 mg'],
      ['high', 'Examplamab 20 mg'],
      ['both', 'examplamab 20 mg + comparol 1 g'],
      ['placebo', 'placebo'],
    ]);
    expect(symbols[8]?.children?.map(({ name }) => name)).toEqual(['pain', 'pain-late']);
    const told = (of: DocumentSymbol | undefined) => of?.children?.map(({ name, detail }) => `${name}: ${detail}`);
    expect(told(arms[1])).toContain('dose: 20 mg ~> 15 mg');
    expect(told(symbols[9])).toEqual(['serious: low 3/100, high 4/100, placebo 3/100']);
    expect(told(symbols[10])?.slice(0, 2)).toEqual(['later: 1 step', 'lower-in-japan: 3 steps']);
    expect(told(symbols[10]?.children?.[1])).toEqual([
      'arms.high.dose: 10 mg',
      'design.countries: Japan',
      'contrast: high vs low',
    ]);
    expect(told(symbols[10]?.children?.[3])?.[0]).toBe('add: arms.higher');
    for (const symbol of symbols) expect(textIn(TRIAL, symbol.selectionRange)).toBe(symbol.name);
  });

  it('folds sections and entries', async () => {
    const folds = await server.request<FoldingRange[]>('textDocument/foldingRange', document);
    expect(folds).toContainEqual({ startLine: lineOf('arms:'), endLine: lineOf('placebo: { role') });
    expect(folds).toContainEqual({ startLine: lineOf('low:\n'), endLine: lineOf('schedule') });
    const block = await server.open(
      '# a\n# b\ntrial: x\npopulation:\n  criteria: |\n    # no comment\n    # this\n  sex: all\n',
    );
    expect(await server.request('textDocument/foldingRange', block)).toEqual([
      { startLine: 3, endLine: 7 },
      { startLine: 4, endLine: 6 },
      { startLine: 0, endLine: 1, kind: 'comment' },
    ]);
  });

  it('selects ever more', async () => {
    const [selection] = await server.request<SelectionRange[]>('textDocument/selectionRange', document, {
      positions: [place(TRIAL, '15 mg', 1)],
    });
    const texts: string[] = [];
    for (let one: SelectionRange | undefined = selection; one; one = one.parent) texts.push(textIn(TRIAL, one.range));
    expect(texts.slice(0, 4)).toEqual(['15', '15 mg', '20 mg ~> 15 mg', 'dose: 20 mg ~> 15 mg']);
    expect(texts.at(-1)).toBe(TRIAL);
    expect(texts.map((text) => text.length)).toEqual(texts.map((text) => text.length).toSorted((a, b) => a - b));
  });

  it('links registry ids to their page, and nothing else', async () => {
    const opened = await server.open(
      'trial: NCT04788511\ntitle: as NCT00000001, not NCT123 or PMID 12345678 or xNCT00000002\n',
    );
    const links = await server.request<DocumentLink[]>('textDocument/documentLink', opened);
    expect(links.map(({ target }) => target)).toEqual([
      'https://clinicaltrials.gov/study/NCT04788511',
      'https://clinicaltrials.gov/study/NCT00000001',
    ]);
  });
});

describe('navigation', () => {
  const locate = (method: string, needle: string, nth = 0) =>
    server.at<Location[]>(`textDocument/${method}`, document, needle, {
      inset: 1,
      nth,
      more: { context: { includeDeclaration: true } },
    });

  it.each([
    ['an arm in a contrast', 'high vs placebo, est', 'high:\n'],
    ['an arm in the focus', 'high vs placebo on', 'high:\n'],
    ['an arm among values', 'low: { mean', 'low:\n'],
    ['an arm of a group', 'low, high]', 'low:\n'],
    ['an arm in a path of a step', 'high.dose', 'high:\n'],
    ['an arm that a scenario adds', 'higher vs placebo', 'higher: {'],
    ['an outcome in a result', 'pain\n    values', 'pain: {'],
    ['an outcome in a step', 'pain-late\n  lower', 'pain-late: {'],
  ])('goes to the definition of %s', async (_, needle, target) => {
    const [found, ...more] = await locate('definition', needle);
    expect(more).toEqual([]);
    expect(found?.range.start).toEqual(place(TRIAL, target));
  });

  it('goes from a path to the attribute that it names', async () => {
    const at = place(TRIAL, 'arms.high.dose', 'arms.high.d'.length);
    const [found, ...more] = await server.request<Location[]>('textDocument/definition', document, { position: at });
    expect(more).toEqual([]);
    expect(found?.range.start).toEqual(place(TRIAL, 'dose: 20 mg'));
    const countries = await server.request<Location[]>('textDocument/definition', document, {
      position: place(TRIAL, 'design.countries', 8),
    });
    expect(countries[0]?.range.start).toEqual(place(TRIAL, 'countries: ['));
  });

  it('finds and highlights every use', async () => {
    const references = await locate('references', 'high:\n');
    const lines = references.map(({ range }) => TRIAL.split('\n')[range.start.line]?.trim().slice(0, 24));
    expect(lines).toEqual([
      'focus: high vs placebo o',
      'high:',
      'pooled: { label: Either ',
      'high: { mean: -14, sd: 2',
      '- { contrast: high vs pl',
      'high: { mean: -15, sd: 2',
      'serious: { low: 3/100, h',
      '- arms.high.dose: 10 mg',
      '- contrast: high vs low',
    ]);
    const highlights = await server.at<DocumentHighlight[]>('textDocument/documentHighlight', document, 'high:\n');
    expect(highlights.map(({ kind }) => kind).filter((kind) => kind === 3)).toHaveLength(1);
  });

  it('renames everywhere, and the trial stays what it was', async () => {
    expect(await server.at('textDocument/prepareRename', document, 'high vs', { inset: 1 })).toMatchObject({
      placeholder: 'high',
    });
    expect(await server.at('textDocument/prepareRename', document, 'Headache')).toBeNull();
    const edit = await server.at<WorkspaceEdit>('textDocument/rename', document, 'high:\n', {
      more: { newName: 'top' },
    });
    const [change] = edit.documentChanges as TextDocumentEdit[];
    expect(change?.textDocument).toEqual({ uri: document.uri, version: 1 });
    const after = edited(TRIAL, (change?.edits ?? []) as TextEdit[]);
    expect(after).not.toMatch(/\bhigh\b(?!er)/);
    expect(parse(after).diagnostics).toEqual([]);
  });

  it('renames what was imported in its sources too', async () => {
    const text = `arms: { low: { dose: 1 mg } }
outcomes: { pain: { measure: Pain } }
results:
  - outcome: pain
sources:
  arms.low.dose: armGroups[0].description
  outcomes.pain: outcomeMeasures[0]
  results.pain: outcomeMeasures[0].classes[0].categories[*]
  harms.low: eventGroups[0]
`;
    const opened = await server.open(text);
    for (const [needle, newName, expected] of [
      ['pain', 'ache', /outcomes: \{ ache:.*outcome: ache\n.*outcomes\.ache:.*results\.ache:/s],
      ['low', 'small', /arms: \{ small:.*arms\.small\.dose:.*harms\.small:/s],
    ] as const) {
      const edit = await server.at<WorkspaceEdit>('textDocument/rename', opened, needle, { more: { newName } });
      const [change] = edit.documentChanges as TextDocumentEdit[];
      const after = edited(text, (change?.edits ?? []) as TextEdit[]);
      expect(after).toMatch(expected);
      expect(after).not.toContain(`.${needle}`);
    }
  });

  it.each([
    ['Top!', /lower-case/],
    ['123', /begins with a letter/],
    ['null', /“null” is no word in YAML, which reads it as nothing/],
    ['true', /“true” is no word in YAML, which reads it as yes or no/],
    ['false', /no word in YAML/],
    ['low', /already an arm/],
    ['pooled', /already an arm/],
  ])('refuses to rename to %s', async (newName, why) => {
    await expect(server.at('textDocument/rename', document, 'high:\n', { more: { newName } })).rejects.toThrow(why);
  });
});

describe('formatting', () => {
  it('lays out, keeps comments, and changes nothing that is said', async () => {
    const text = 'trial:   x # id\narms:\n     a: {dose:   1 mg}\n';
    const opened = await server.open(text);
    const edits = await server.request<TextEdit[]>('textDocument/formatting', opened, {
      options: { tabSize: 2, insertSpaces: true },
    });
    expect(edited(text, edits)).toBe('trial: x # id\narms:\n  a: { dose: 1 mg }\n');
    const broken = await server.open('trial:   [x\n');
    expect(await server.request('textDocument/formatting', broken, { options: {} })).toEqual([]);
  });
});

describe('semantic tokens', () => {
  async function tokensOf(text: string, range?: object) {
    const opened = await server.open(text);
    const { data } = await server.request<SemanticTokens>(
      `textDocument/semanticTokens/${range ? 'range' : 'full'}`,
      opened,
      {
        ...(range && { range }),
      },
    );
    const { tokenTypes = [], tokenModifiers = [] } =
      server.initialized?.capabilities.semanticTokensProvider?.legend ?? {};
    const lines = text.split('\n');
    const tokens: string[] = [];
    let line = 0;
    let character = 0;
    for (let i = 0; i < data.length; i += 5) {
      const [down = 0, right = 0, length = 0, type = 0, bits = 0] = data.slice(i, i + 5);
      line += down;
      character = down > 0 ? right : character + right;
      const modifiers = tokenModifiers.filter((_, bit) => bits & (1 << bit));
      tokens.push([lines[line]?.slice(character, character + length), tokenTypes[type], ...modifiers].join(' '));
    }
    return tokens;
  }

  it('tell section keys by factor, ids, arrows, numbers with units, and p-values', async () => {
    expect(await tokensOf('arms:\n  a: { role: placebo, dose: 2.4 mg ~> 1.7 mg }\n')).toEqual([
      'arms factorA',
      'a class definition',
      'role property',
      'placebo enumMember',
      'dose property',
      '2.4 number',
      'mg unit',
      '~> operator',
      '1.7 number imagined',
      'mg unit imagined',
    ]);
    expect(await tokensOf('results:\n  - analyses: [{ contrast: a vs b, p: <0.001 }]\n')).toEqual([
      'results keyword',
      'analyses property',
      'contrast property',
      'a class',
      'b class',
      'p property',
      '< operator p',
      '0.001 number p',
    ]);
    expect(await tokensOf('scenarios:\n  s:\n    - arms.a.dose: 5 mg\n    - drop: arms.a\n')).toEqual([
      'scenarios keyword',
      's function definition',
      'arms factorA',
      'a class',
      'dose property',
      '5 number',
      'mg unit',
      'drop keyword',
      'a class',
    ]);
  });

  it('are the same for a part of the text', async () => {
    const all = await tokensOf(TRIAL);
    const range = { start: { line: 0, character: 0 }, end: place(TRIAL, 'groups:') };
    const part = await tokensOf(TRIAL, range);
    expect(part.length).toBeGreaterThan(10);
    expect(all.slice(0, part.length)).toEqual(part);
  });
});

describe('code actions', () => {
  async function actions(opened: OpenDocument, needle: string, only?: string[]): Promise<CodeAction[]> {
    const at = place(opened.text, needle, 1);
    return server.request('textDocument/codeAction', opened, {
      range: { start: at, end: at },
      context: { diagnostics: [], ...(only && { only }) },
    });
  }
  async function done(opened: OpenDocument, action: CodeAction | undefined): Promise<string> {
    const resolved = action?.edit
      ? action
      : await server.connection.sendRequest<CodeAction>('codeAction/resolve', action);
    const [change] = (resolved.edit?.documentChanges ?? []) as TextDocumentEdit[];
    expect(change?.textDocument.version).toBe(opened.version);
    return edited(opened.text, (change?.edits ?? []) as TextEdit[]);
  }
  const titled = (all: readonly CodeAction[], title: string) => all.find((one) => one.title === title);

  it('mends what a diagnostic complains of', async () => {
    const text = TRIAL.replace('masking: double', 'masking: doubel');
    const opened = await server.open(text);
    const fixes = (await actions(opened, 'doubel')).filter(({ kind }) => kind === 'quickfix');
    expect(fixes[0]?.diagnostics?.[0]?.code).toBe('unknown-value');
    expect(await done(opened, fixes[0])).toBe(TRIAL);
  });

  it.each([
    ['dose: 10 mg', 'Imagine dose: 20 mg (the next higher level, of high)', 'dose: 10 mg ~> 20 mg\n'],
    ['dose: 10 mg', 'Imagine dose: 5 mg (half)', 'dose: 10 mg ~> 5 mg\n'],
    ['enrollment', 'Imagine enrollment: 150 (50 % fewer)', 'enrollment: 300 ~> 150\n'],
    ['masking', 'Imagine masking: none', 'masking: double ~> none\n'],
    ['countries', 'Imagine countries: Japan (only)', '- design.countries: [Japan]\n'],
    ['low:\n', 'Imagine the trial without low', '- drop: arms.low\n'],
    ['low:\n', 'Compare high with low instead of placebo', '- contrast: high vs low\n'],
    ['low:\n', 'Add an arm like low at 5 mg (half)', 'arms.low-half:'],
    ['pain-late: {', 'Imagine pain-late instead of pain', '- outcome: pain-late\n'],
    ['20 mg ~>', 'Take back the change of dose', 'dose: 20 mg\n'],
    ['20 mg ~>', 'Adopt 15 mg as the new fact', 'dose: 15 mg\n'],
    ['20 mg ~>', 'Move the arrow in place into the scenario dose-15-mg', '- arms.high.dose: 15 mg\n'],
    ['low vs placebo, est', 'Make low vs placebo on pain the focus', 'focus: low vs placebo on pain\n'],
    ['without-low', 'Take back the scenario without-low', 'design.countries'],
  ])('at %j: %s', async (needle, title, expected) => {
    const after = await done(document, titled(await actions(document, needle), title));
    expect(after).not.toBe(TRIAL);
    expect(after).toContain(expected);
    expect(parse(after).diagnostics).toEqual([]);
  });

  it('writes a scenario as arrows, and back', async () => {
    const opened = await server.open(
      'trial: x\narms:\n  a: { drug: X, dose: 1 mg }\nscenarios:\n  less:\n    - arms.a.dose: 0.5 mg\n',
    );
    const after = await done(opened, titled(await actions(opened, 'less'), 'Write less as arrows in place'));
    expect(after).toBe('trial: x\narms:\n  a: { drug: X, dose: 1 mg ~> 0.5 mg }\n');
  });

  it('says why a scenario cannot be arrows, to a client that shows it', async () => {
    const of = async (at: Server) => {
      const opened = await at.open(TRIAL);
      const start = place(TRIAL, 'without-low', 1);
      const all = await at.request<CodeAction[]>('textDocument/codeAction', opened, {
        range: { start, end: start },
        context: { diagnostics: [] },
      });
      return all.filter(({ title }) => title.startsWith('Write'));
    };
    const [told, ...more] = await of(server);
    expect([told?.disabled?.reason, told?.edit, told?.data, more]).toEqual([
      expect.stringMatching(/arrows in place already/),
      undefined,
      undefined,
      [],
    ]);
    const other = await Server.start(built.file, { params: { capabilities: {} } });
    expect(await of(other)).toEqual([]);
    await other.stop();
  });

  it('takes the indentation of a line for the line', async () => {
    const { line } = place(TRIAL, 'dose: 10 mg');
    const all = await server.request<CodeAction[]>('textDocument/codeAction', document, {
      range: { start: { line, character: 0 }, end: { line, character: 0 } },
      context: { diagnostics: [] },
    });
    expect(titled(all, 'Imagine dose: 5 mg (half)')).toBeDefined();
  });

  it('gives only the kinds that are asked for', async () => {
    const all = await actions(document, '20 mg ~>');
    const some = await actions(document, '20 mg ~>', ['refactor.rewrite.adopt']);
    expect(some.map(({ title }) => title)).toEqual(['Adopt 15 mg as the new fact']);
    expect(all.length).toBeGreaterThan(some.length);
    expect(await actions(document, '20 mg ~>', ['source'])).toEqual([]);
  });

  it('makes its edits at once for a client that asks no second time', async () => {
    const other = await Server.start(built.file, { params: { capabilities: {} } });
    const opened = await other.open(TRIAL);
    const at = place(TRIAL, 'dose: 10 mg', 1);
    const all = await other.request<CodeAction[]>('textDocument/codeAction', opened, {
      range: { start: at, end: at },
      context: { diagnostics: [] },
    });
    expect(all.length).toBeGreaterThan(3);
    for (const { edit, data } of all) {
      expect(data).toBeUndefined();
      expect(Object.keys(edit?.changes ?? {})).toEqual([opened.uri]);
    }
    await other.stop();
  });
});

describe('requests of our own', () => {
  const imagining = (params: object) =>
    server.connection.sendRequest<ImaginingAnswer>('deepimagine/imagining', { uri: document.uri, ...params });

  it('imagine for the panel, about a version', async () => {
    const answer = await imagining({});
    expect(answer).toMatchObject({ version: 1, id: 'example', scenario: null });
    expect(answer.look).toEqual({ outcome: 'pain', first: 'high', second: 'placebo' });
    expect(answer.imagining?.steps).toHaveLength(1);
    expect(answer.steps.map(({ start, end }) => TRIAL.slice(start, end))).toEqual(['15 mg']);
    expect(answer.scenarios).toEqual([null, 'later', 'lower-in-japan', 'without-low', 'more']);
    expect(answer.looks.map(({ contrast, outcome }) => `${contrast} on ${outcome}`)).toContain(
      'high vs placebo on Change in pain, 24 weeks',
    );
  });

  it('imagine nothing of what cannot be, and say what it is, wherever an answer would stand', async () => {
    const text = TRIAL.replace('enrollment: 300', 'enrollment: 300 ~> -5').replace(
      'arms.high.dose: 10',
      'arms.hig.dose: 10',
    );
    const opened = await server.open(text);
    const impossible = 'mpossible: a trial cannot enroll -5 participants';
    const hover = await server.at<Hover>('textDocument/hover', opened, '-5', { inset: 1 });
    expect(said(hover)).toContain(`I${impossible}`);
    const lenses = await server.request<CodeLens[]>('textDocument/codeLens', opened);
    const titles = await Promise.all(
      lenses.map(
        async (lens) => (await server.connection.sendRequest<CodeLens>('codeLens/resolve', lens)).command?.title,
      ),
    );
    expect(titles[0]).toContain(`i${impossible}`);
    // Above a scenario that is not understood stands why.
    expect(titles).toContain('The trial has no arms.hig.dose at this step. Did you mean arms.high.dose?');
    const answer = await imagining({ uri: opened.uri, scenario: 'lower-in-japan' });
    expect([answer.problem, answer.imagining]).toEqual([expect.stringContaining('arms.hig.dose'), undefined]);
    const all = await server.connection.sendRequest<OutcomesAnswer>('deepimagine/outcomes', {
      uri: opened.uri,
      scenario: 'lower-in-japan',
    });
    for (const { imagined } of all.lines) expect(imagined).toBe(answer.problem);
  });

  it('imagine what is asked for, or what the cursor is at', async () => {
    expect((await imagining({ scenario: 'later' })).scenario).toBe('later');
    expect((await imagining({ scenario: 'gone' })).scenario).toBeNull();
    expect((await imagining({ offset: offsetOf(TRIAL, 'drop:') })).scenario).toBe('without-low');
    // At the beginning of its line, too.
    expect((await imagining({ offset: TRIAL.indexOf('  without-low:') })).scenario).toBe('without-low');
    expect((await imagining({ offset: offsetOf(TRIAL, 'low vs placebo, est') })).look?.first).toBe('low');
    expect((await imagining({ look: { outcome: 'none', first: 'a', second: 'b' } })).look?.outcome).toBe('pain');
    expect(await imagining({ uri: 'file:///not-open.trial' })).toBeNull();
  });

  it('say what a scenario makes of every outcome, in parts, each of one version', async () => {
    const opened = await server.open(TRIAL);
    const ask = (params: object) =>
      server.connection.sendRequest<OutcomesAnswer | null>('deepimagine/outcomes', { uri: opened.uri, ...params });
    const whole = await ask({ scenario: null });
    expect(whole).toMatchObject({ version: 1, total: 2 });
    expect(whole?.next).toBeUndefined();
    expect(whole?.lines.map(({ look }) => look?.outcome)).toEqual(['pain', 'pain-late']);
    for (const { imagined, look } of whole?.lines ?? []) {
      expect(imagined).not.toBe('');
      expect(look).toMatchObject({ first: 'high', second: 'placebo' });
    }
    const rest = await ask({ scenario: null, from: 1 });
    expect(rest?.lines).toEqual(whole?.lines.slice(1));
    // A move of the look changes no outcome: nothing is imagined of any.
    const moved = await ask({ scenario: 'later' });
    expect(moved?.lines.map(({ imagined }) => imagined)).toEqual(['', '']);
    expect(await ask({ uri: 'file:///not-open.trial', scenario: null })).toBeNull();
    const many = `${TRIAL.split('outcomes:')[0]}outcomes:\n${Array.from({ length: 90 }, (_, i) => `  o${i}: { measure: Measure ${i} }\n`).join('')}`;
    const { uri } = await server.open(many);
    const seen: (string | undefined)[] = [];
    for (let from: number | undefined = 0; from !== undefined; ) {
      const part: OutcomesAnswer | null = await ask({ uri, scenario: null, from });
      expect(part?.total).toBe(90);
      seen.push(...(part?.lines ?? []).map(({ look }) => look?.outcome));
      from = part?.next;
    }
    expect(seen).toEqual(Array.from({ length: 90 }, (_, i) => `o${i}`));
  });

  const record = {
    protocolSection: {
      identificationModule: { nctId: 'NCT00000001', briefTitle: 'A title' },
      statusModule: {},
      designModule: { studyType: 'INTERVENTIONAL', enrollmentInfo: { count: 120 } },
    },
  };

  it('bring a document up to date with its record, or say why not', async () => {
    const update = (opened: OpenDocument, of: object = record) =>
      server.connection.sendRequest('deepimagine/update', { uri: opened.uri, record: JSON.stringify(of) });
    const text = 'trial: NCT00000001\ntitle: An older title # mine\npopulation:\n  enrollment: 100 ~> 50\n';
    expect(await update(await server.open(text))).toEqual({
      version: 1,
      text: expect.stringMatching(/title: A title # mine\npopulation:\n {2}enrollment: 120 ~> 50\n/),
    });
    const problem = { problem: expect.stringMatching(/\w.*\.$/) };
    expect(await update(await server.open('trial: NCT00000002\n'))).toEqual(problem);
    expect(await update(await server.open('trial: NCT00000001\ntitle: [\n'))).toEqual(problem);
    expect(await update({ uri: 'file:///not-open.trial', version: 1, text: '' })).toEqual(problem);
    expect(await update(await server.open(text), { no: 'record' })).toEqual(problem);
  });

  it('make a prospective trial of a form or a synopsis', async () => {
    const make = (params: object) => server.connection.sendRequest<{ text: string }>('deepimagine/new', params);
    const { text } = await make({ form: { drug: 'Examplin', dose: '5 mg', comparator: 'placebo', enrollment: 90 } });
    expect(parse(text)).toMatchObject({
      diagnostics: [],
      trial: {
        population: { enrollment: 90 },
        arms: { examplin: { drug: 'Examplin', dose: '5 mg' }, placebo: { role: 'placebo' } },
      },
    });
    const pasted = await make({ synopsis: 'A phase 2, randomised trial of Examplin 5 mg in 90 adults with asthma.' });
    expect(parse(pasted.text).trial).toMatchObject({ population: { condition: ['Asthma'] }, design: { phase: 2 } });
    expect((await make({ synopsis: '' })).text).toBe('trial: new-trial\n');
  });

  it('import a record, or say why not', async () => {
    const answer = await server.connection.sendRequest('deepimagine/import', { record: JSON.stringify(record) });
    expect(answer).toMatchObject({ id: 'NCT00000001', text: expect.stringContaining('trial: NCT00000001') });
    for (const bad of ['', '{', '[]', '{"a":1}', 'null', '"x"'])
      expect(await server.connection.sendRequest('deepimagine/import', { record: bad })).toEqual({
        problem: expect.stringMatching(/\w.*\.$/),
      });
  });
});
