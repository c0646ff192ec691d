/** Everything that the server can say of a document: each a function of it, none knows of connections. */
import { codeActions, resolveCodeAction } from './features/codeActions.ts';
import { codeLenses, resolveCodeLens } from './features/codeLens.ts';
import { completion } from './features/completion.ts';
import { diagnostics } from './features/diagnostics.ts';
import { documentLinks } from './features/documentLinks.ts';
import { folding } from './features/folding.ts';
import { formatting } from './features/formatting.ts';
import { hover } from './features/hover.ts';
import { imaginedHover } from './features/imaginedHover.ts';
import { imagining } from './features/imagining.ts';
import { inlayHints } from './features/inlayHints.ts';
import { definition, highlights, prepareRename, references, rename } from './features/navigation.ts';
import { outcomes } from './features/outcomes.ts';
import { prepared } from './features/prepared.ts';
import { selectionRanges } from './features/selectionRanges.ts';
import { semanticTokens } from './features/semanticTokens.ts';
import { symbols } from './features/symbols.ts';

export const FEATURES = {
  codeActions,
  codeLenses,
  completion,
  definition,
  diagnostics,
  documentLinks,
  folding,
  formatting,
  highlights,
  hover,
  imaginedHover,
  imagining,
  inlayHints,
  outcomes,
  prepared,
  prepareRename,
  references,
  rename,
  resolveCodeAction,
  resolveCodeLens,
  selectionRanges,
  semanticTokens,
  symbols,
};
export type Features = typeof FEATURES;
