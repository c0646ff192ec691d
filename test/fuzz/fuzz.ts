/**
 * Fuzzing the language: documents mutated, parsed step by step, and everything that the server can say of them asked for. Nothing may throw, and
 * what is parsed after an edit says what it says parsed afresh. A run by hand (run.ts) also holds that no single answer takes a second, and
 * that memory does not grow with the number of cases.
 */
import { isDeepStrictEqual } from 'node:util';
import { CompletionTriggerKind } from 'vscode-languageserver/node';
import { applyEdits } from '../../core/trial/edit.ts';
import { isWellFormed } from '../../core/trial/format.ts';
import { parse, parseWhole } from '../../core/trial/parse.ts';
import type { Parsed } from '../../core/trial/types.ts';
import { actionsAt } from '../../server/actions.ts';
import type { Client } from '../../server/client.ts';
import { Snapshot } from '../../server/documents.ts';
import { FEATURES } from '../../server/features.ts';
import { finish } from '../../server/work.ts';
import { documents } from '../core/language/texts.ts';
import { processorTime } from '../growth.ts';
import { mutated } from './mutate.ts';
import { Random } from './random.ts';

const URI = 'file:///fuzz.trial';
const CLIENT: Client = {
  markdown: true,
  snippets: true,
  versionedEdits: true,
  resolvesEdits: false,
  disabledActions: true,
  folds: undefined,
  panel: true,
};

export interface Failure {
  seed: number;
  /** What was asked for, and the mutations that led there. */
  step: string;
  mutations: readonly string[];
  problem: string;
  text: string;
}

const said = ({ trial, diagnostics, inPlace, scenarios }: Parsed) => ({ trial, diagnostics, inPlace, scenarios });

/** What every action at a place makes of the document: a text that is as well formed as it was. */
function doActions(parsed: Parsed, offset: number): void {
  const wellFormed = isWellFormed(parsed);
  for (const { title, edits, disabled } of actionsAt(parsed, offset)) {
    if (disabled !== undefined) continue;
    const after = parse(applyEdits(parsed.text, edits()), parsed);
    // A line that lost its indentation costs its neighbours nothing here, and all of them in a text that is read as one piece.
    if (wellFormed && !isWellFormed(after) && isWellFormed(parseWhole(parsed.text)))
      throw new Error(`${title}: what comes out is not well formed`);
  }
}

/** Every request of the server at one place of a document. */
function requests(document: Snapshot, offset: number): [string, () => unknown][] {
  const position = document.positionAt(offset);
  const range = { start: position, end: position };
  const whole = { start: 0, end: document.text.length };
  const params = {
    textDocument: { uri: URI },
    range,
    context: { diagnostics: [], triggerKind: CompletionTriggerKind.Invoked },
  };
  return [
    ['diagnostics', () => finish(FEATURES.diagnostics(document))],
    ['hover', () => FEATURES.hover(document.parsed, offset)],
    ['imagined hover', () => FEATURES.imaginedHover(document.parsed, offset)],
    ['completion', () => FEATURES.completion(document, position, CLIENT)],
    [
      'code actions',
      () => finish(FEATURES.codeActions(document, params as Parameters<typeof FEATURES.codeActions>[1], CLIENT)),
    ],
    ['code lenses', () => finish(FEATURES.codeLenses(document))],
    ['inlay hints', () => finish(FEATURES.inlayHints(document, whole))],
    ['symbols', () => finish(FEATURES.symbols(document))],
    ['folding', () => finish(FEATURES.folding(document))],
    ['semantic tokens', () => finish(FEATURES.semanticTokens(document))],
    ['links', () => finish(FEATURES.documentLinks(document))],
    ['formatting', () => FEATURES.formatting(document)],
    ['selection ranges', () => finish(FEATURES.selectionRanges(document, [position]))],
    ['definition', () => finish(FEATURES.definition(document, position))],
    ['references', () => finish(FEATURES.references(document, position, true))],
    ['highlights', () => finish(FEATURES.highlights(document, position))],
    [
      'rename',
      () => FEATURES.prepareRename(document, position) && finish(FEATURES.rename(document, position, 'renamed')),
    ],
    ['imagining', () => FEATURES.imagining(document, { uri: URI, offset })],
    ['actions, done', () => doActions(document.parsed, offset)],
    [
      'lenses, what they say',
      () => {
        for (const lens of finish(FEATURES.codeLenses(document)).slice(0, 5))
          FEATURES.resolveCodeLens(document, lens, CLIENT);
      },
    ],
    ['outcomes', () => finish(FEATURES.outcomes(document, { uri: URI, scenario: null }))],
  ];
}

/**
 * One case: a document, mutated up to four times, parsed each time from the parse before, and asked for everything at its end. What takes
 * more than `longest` fails too, in milliseconds of processor time.
 */
export function fuzzCase(seed: number, longest = Number.POSITIVE_INFINITY): Failure | undefined {
  const random = new Random(seed);
  const mutations: string[] = [];
  let text = random.of(documents);
  let failure: Failure | undefined;
  /** In milliseconds; measuring costs some itself, and is left out where there is no limit. */
  const measured = (ask: () => unknown): number => {
    if (longest < Number.POSITIVE_INFINITY) return processorTime(ask);
    ask();
    return 0;
  };
  const tried = (step: string, ask: () => unknown) => {
    if (failure) return;
    try {
      // What is slow is slow again; a pause of the collector is not.
      if (measured(ask) < longest) return;
      const again = measured(ask);
      if (again >= longest) failure = { seed, step, mutations, problem: `took ${Math.round(again)} ms`, text };
    } catch (error) {
      failure = {
        seed,
        step,
        mutations,
        problem: error instanceof Error ? (error.stack ?? error.message) : String(error),
        text,
      };
    }
  };
  let parsed = parse(text);
  for (let count = 1 + random.below(4); count > 0 && !failure; count--) {
    const next = mutated(text, random, random.of(documents));
    text = next.text;
    mutations.push(next.name);
    tried('parse', () => {
      const after = parse(text, parsed);
      for (const { range, fixes = [] } of after.diagnostics) {
        if (range.start > range.end || range.end > text.length)
          throw new Error(`a range outside of the text: ${range.start} to ${range.end}`);
        for (const fix of fixes) applyEdits(text, fix.edits);
      }
      void [after.inPlace, after.scenarios];
      parsed = after;
    });
    if (!failure && seed % 4 === 0 && !isDeepStrictEqual(said(parsed), said(parse(text)))) {
      const problem = 'parsed after an edit it says something else than parsed afresh';
      failure = { seed, step: 'parse', mutations, problem, text };
    }
  }
  const document = new Snapshot(URI, 1, text, parsed);
  for (const [step, ask] of requests(document, random.below(text.length + 1))) tried(step, ask);
  return failure;
}
