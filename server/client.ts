/** What the connected client can do, as it said when it connected. */
import type { InitializeParams } from 'vscode-languageserver/node';
import type { InitializationOptions } from './protocol.ts';

export interface Client {
  /** Shows Markdown; plain text where not. */
  markdown: boolean;
  /** Puts the cursor where `$0` is and lets placeholders be filled in. */
  snippets: boolean;
  /** Takes edits for one version of a document, and refuses them for another. */
  versionedEdits: boolean;
  /** Asks for an action's edits when it is chosen, so that they need not be made for all. */
  resolvesEdits: boolean;
  /** Shows actions that cannot be done, and why. */
  disabledActions: boolean;
  /** At most this many folds. */
  folds: number | undefined;
  /** Has the command that opens the panel. */
  panel: boolean;
}

export function clientOf({ capabilities, initializationOptions }: InitializeParams): Client {
  const { textDocument, workspace } = capabilities;
  const options = (initializationOptions ?? {}) as InitializationOptions;
  return {
    markdown: textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
    snippets: textDocument?.completion?.completionItem?.snippetSupport ?? false,
    versionedEdits: workspace?.workspaceEdit?.documentChanges ?? false,
    resolvesEdits: textDocument?.codeAction?.resolveSupport?.properties.includes('edit') ?? false,
    disabledActions: textDocument?.codeAction?.disabledSupport ?? false,
    folds: textDocument?.foldingRange?.rangeLimit,
    panel: options.panel === true,
  };
}
