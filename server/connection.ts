/** The wires: which message asks which feature, of which version of which document, and what becomes of it when it fails. */
import {
  type CancellationToken,
  type Connection,
  type Hover,
  MarkupKind,
  type Position,
  ResponseError,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { type Client, clientOf } from './client.ts';
import { Documents, type Snapshot } from './documents.ts';
import { workspaceEdit } from './edits.ts';
import { Failures } from './failures.ts';
import { CODE_ACTION_KINDS, documentOfAction } from './features/codeActions.ts';
import { documentOfLens } from './features/codeLens.ts';
import { plainText } from './features/hover.ts';
import { LEGEND } from './features/semanticTokens.ts';
import { FEATURES, type Features } from './features.ts';
import { Preparation } from './preparation.ts';
import {
  type HoverExtension,
  IMAGINING,
  IMPORT,
  type ImaginingAnswer,
  type ImaginingParams,
  type ImportAnswer,
  type ImportParams,
  NEW,
  type NewAnswer,
  type NewParams,
  OUTCOMES,
  type OutcomesAnswer,
  type OutcomesParams,
  UPDATE,
  type UpdateAnswer,
  type UpdateParams,
} from './protocol.ts';
import { Publisher } from './publisher.ts';
import { importDocument, newDocument, updateDocument } from './registry.ts';
import { cancelled, drive, type Work } from './work.ts';

const CAPABILITIES: ServerCapabilities = {
  positionEncoding: 'utf-16',
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  completionProvider: { triggerCharacters: [' ', '.', '~', '[', '{', ','] },
  hoverProvider: true,
  inlayHintProvider: true,
  codeLensProvider: { resolveProvider: true },
  codeActionProvider: { codeActionKinds: CODE_ACTION_KINDS, resolveProvider: true },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  documentFormattingProvider: true,
  documentLinkProvider: {},
  semanticTokensProvider: { legend: LEGEND, full: true, range: true },
};

interface About {
  textDocument: { uri: string };
}

function isWork<T>(made: T | Work<T>): made is Work<T> {
  return typeof made === 'object' && made !== null && 'next' in made && typeof made.next === 'function';
}

/** Serves a connection until it ends. `features` can be others for tests. */
export function serve(connection: Connection, features: Features = FEATURES): void {
  const documents = new Documents();
  const failures = new Failures((message) => connection.console.error(message));
  const publisher = new Publisher(connection, documents, features.diagnostics, failures);
  const preparation = new Preparation(documents, features.prepared, failures);
  let client: Client = clientOf({ capabilities: {}, processId: null, rootUri: null, workspaceFolders: null });

  /** Runs a feature for one version of a document. What fails answers `none`; what is cancelled or outdated says so. */
  async function run<R>(
    name: string,
    none: R,
    document: Snapshot | undefined,
    token: CancellationToken,
    feature: (document: Snapshot) => R | Work<R>,
  ): Promise<R> {
    if (!document || document.tooLarge) return none;
    if (token.isCancellationRequested) throw cancelled();
    try {
      const made = feature(document);
      return isWork(made) ? await drive(made, token, () => documents.get(document.uri) === document) : made;
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      failures.report(name, error);
      return none;
    }
  }

  const answer =
    <P extends About, R>(name: string, none: R, feature: (document: Snapshot, params: P) => R | Work<R>) =>
    (params: P, token: CancellationToken): Promise<R> =>
      run(name, none, documents.get(params.textDocument.uri), token, (document) => feature(document, params));

  /** One part of an answer that can do without it. */
  function attempt<R>(name: string, part: () => R): R | undefined {
    try {
      return part();
    } catch (error) {
      failures.report(name, error);
      return undefined;
    }
  }

  /** What is imagined comes first; what the key means is told where the cursor is on the key, or nothing is imagined. */
  function hoverAt(document: Snapshot, position: Position): (Hover & HoverExtension) | null {
    const { parsed, uri } = document;
    const offset = document.offsetAt(position);
    const imagined = attempt('imagined hover', () => features.imaginedHover(parsed, offset));
    const told = !imagined || parsed.placeAt(offset)?.part === 'key' ? features.hover(parsed, offset) : undefined;
    const range = (imagined ?? told)?.range;
    if (!range) return null;
    const markdown = [imagined?.markdown, told?.markdown].filter((part) => part !== undefined).join('\n\n---\n\n');
    return {
      contents: client.markdown
        ? { kind: MarkupKind.Markdown, value: markdown }
        : { kind: MarkupKind.PlainText, value: plainText(markdown) },
      range: document.rangeAt(range),
      ...(imagined && { panel: { uri, scenario: imagined.scenario } }),
    };
  }

  connection.onInitialize((params) => {
    client = clientOf(params);
    return { capabilities: CAPABILITIES, serverInfo: { name: 'deepimagine' } };
  });

  connection.onShutdown(() => preparation.end());
  connection.onExit(() => preparation.end());

  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
    documents.open(uri, version, text);
    publisher.soon(uri);
    preparation.soon(uri);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    if (!documents.change(uri, version, contentChanges)) return;
    publisher.soon(uri);
    preparation.soon(uri);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    documents.close(uri);
    publisher.clear(uri);
  });

  connection.onCompletion(
    answer('completion', null, (document, { position }) => features.completion(document, position, client)),
  );
  connection.onHover(answer('hover', null, (document, { position }) => hoverAt(document, position)));
  connection.languages.inlayHint.on(
    answer('inlay hints', [], (document, { range }) => features.inlayHints(document, document.offsetsOf(range))),
  );
  connection.onCodeLens(answer('lenses', [], (document) => features.codeLenses(document)));
  connection.onCodeLensResolve((lens, token) =>
    run('lens', lens, documents.get(documentOfLens(lens) ?? ''), token, (document) =>
      features.resolveCodeLens(document, lens, client),
    ),
  );
  connection.onCodeAction(answer('actions', [], (document, params) => features.codeActions(document, params, client)));
  connection.onCodeActionResolve((action, token) =>
    run('action', action, documents.get(documentOfAction(action) ?? ''), token, (document) =>
      features.resolveCodeAction(document, action, client),
    ),
  );
  connection.onDefinition(
    answer('definition', [], (document, { position }) => features.definition(document, position)),
  );
  connection.onReferences(
    answer('references', [], (document, { position, context }) =>
      features.references(document, position, context.includeDeclaration),
    ),
  );
  connection.onDocumentHighlight(
    answer('highlights', [], (document, { position }) => features.highlights(document, position)),
  );
  connection.onPrepareRename(
    answer('prepare rename', null, (document, { position }) => features.prepareRename(document, position)),
  );
  connection.onRenameRequest(
    answer('rename', null, function* (document, { position, newName }) {
      return workspaceEdit(document, yield* features.rename(document, position, newName), client);
    }),
  );
  connection.onDocumentSymbol(answer('symbols', [], (document) => features.symbols(document)));
  connection.onFoldingRanges(answer('folding', [], (document) => features.folding(document, client.folds)));
  connection.onSelectionRanges(
    answer('selection ranges', null, (document, { positions }) => features.selectionRanges(document, positions)),
  );
  connection.onDocumentFormatting(answer('formatting', [], (document) => features.formatting(document)));
  connection.onDocumentLinks(answer('links', [], (document) => features.documentLinks(document)));
  connection.languages.semanticTokens.on(
    answer('semantic tokens', { data: [] }, (document) => features.semanticTokens(document)),
  );
  connection.languages.semanticTokens.onRange(
    answer('semantic tokens', { data: [] }, (document, { range }) =>
      features.semanticTokens(document, document.offsetsOf(range)),
    ),
  );

  connection.onRequest(IMAGINING, (params: ImaginingParams, token: CancellationToken) =>
    run<ImaginingAnswer | null>('imagining', null, documents.get(params.uri), token, (document) =>
      features.imagining(document, params),
    ),
  );
  connection.onRequest(OUTCOMES, (params: OutcomesParams, token: CancellationToken) =>
    run<OutcomesAnswer | null>('outcomes', null, documents.get(params.uri), token, (document) =>
      features.outcomes(document, params),
    ),
  );
  connection.onRequest<ImportAnswer, void>(IMPORT, ({ record }: ImportParams) => importDocument(record));
  connection.onRequest<UpdateAnswer, void>(UPDATE, ({ uri, record }: UpdateParams) =>
    updateDocument(documents.get(uri), record),
  );
  connection.onRequest<NewAnswer, void>(NEW, (params: NewParams) => newDocument(params));

  connection.listen();
}
