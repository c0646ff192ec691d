/** Everything that the server can say of a document: each a function of it, none knows of connections. */
import { diagnostics } from './features/diagnostics.ts';
import { documentLinks } from './features/documentLinks.ts';
import { folding } from './features/folding.ts';
import { formatting } from './features/formatting.ts';
import { definition, highlights, prepareRename, references, rename } from './features/navigation.ts';
import { selectionRanges } from './features/selectionRanges.ts';
import { semanticTokens } from './features/semanticTokens.ts';
import { symbols } from './features/symbols.ts';

export const FEATURES = {
  definition,
  diagnostics,
  documentLinks,
  folding,
  formatting,
  highlights,
  prepareRename,
  references,
  rename,
  selectionRanges,
  semanticTokens,
  symbols,
};
export type Features = typeof FEATURES;
