/** The outline: sections, what they hold, and for arms what each is given. */
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver/node';
import { plainLine } from '../../core/trial/markdown.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Parsed, Path } from '../../core/trial/types.ts';
import type { Snapshot } from '../documents.ts';
import type { Work } from '../work.ts';

const KINDS: Readonly<Record<string, SymbolKind>> = {
  arms: SymbolKind.Class,
  groups: SymbolKind.Interface,
  outcomes: SymbolKind.Variable,
  results: SymbolKind.Number,
  scenarios: SymbolKind.Function,
};
/** How deep the outline goes below each section. */
const DEPTH: Readonly<Record<string, number>> = { arms: 3, sources: 1 };
const LONGEST = 120;

interface Entry {
  name: string;
  detail?: string | undefined;
}

function shown(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.every((one) => typeof one !== 'object') ? value.join(', ') : undefined;
  return typeof value === 'object' || value === undefined ? undefined : String(value);
}

function resultEntry(trial: Trial, index: number): Entry {
  const result = trial.results?.[index];
  const row = result?.row === undefined ? '' : `, ${result.row}`;
  const measure = result?.outcome === undefined ? undefined : trial.outcomes?.[result.outcome]?.measure;
  return { name: `${result?.outcome ?? `result ${index + 1}`}${row}`, detail: measure };
}

function entryOf(trial: Trial, path: Path): Entry {
  const [section, id, key] = path;
  const name = String(path.at(-1));
  if (path.length === 2 && section === 'results') return resultEntry(trial, Number(id));
  const value = (trial as Record<string, unknown>)[String(section)];
  if (path.length === 1) return { name, detail: shown(value) };
  const inner = (value as Record<string, unknown> | undefined)?.[String(id)];
  if (path.length === 2) {
    if (section === 'arms') {
      const arm = trial.arms?.[String(id)];
      return { name, detail: arm?.label ?? [arm?.drug, arm?.dose].filter(Boolean).join(' ') };
    }
    if (section === 'groups') return { name, detail: trial.groups?.[String(id)]?.label };
    if (section === 'outcomes') return { name, detail: trial.outcomes?.[String(id)]?.measure };
    return { name, detail: shown(inner) };
  }
  return { name, detail: shown((inner as Record<string, unknown> | undefined)?.[String(key)]) };
}

function* below(document: Snapshot, parsed: Parsed, path: Path, depth: number): Work<DocumentSymbol[]> {
  const symbols: DocumentSymbol[] = [];
  for (const child of parsed.childrenOf(path)) {
    yield;
    const at = [...path, child];
    const value = parsed.rangeOf(at, 'value');
    if (!value) continue;
    const key = parsed.rangeOf(at, 'key') ?? { start: value.start, end: value.start };
    const { name, detail } = entryOf(parsed.trial, at);
    const children = depth > 1 ? yield* below(document, parsed, at, depth - 1) : [];
    symbols.push({
      // An editor refuses a symbol that has no name.
      name: plainLine(name, LONGEST) || '·',
      ...(detail && { detail: plainLine(detail, LONGEST) }),
      kind:
        at.length === 1
          ? SymbolKind.Namespace
          : at.length === 2
            ? (KINDS[String(path[0])] ?? SymbolKind.Property)
            : SymbolKind.Property,
      range: document.rangeAt({ start: key.start, end: Math.max(key.end, value.end) }),
      selectionRange: document.rangeAt(key),
      ...(children.length > 0 && { children }),
    });
  }
  return symbols;
}

export function* symbols(document: Snapshot): Work<DocumentSymbol[]> {
  const { parsed } = document;
  const sections: DocumentSymbol[] = [];
  for (const symbol of yield* below(document, parsed, [], 1)) {
    const children = yield* below(document, parsed, [symbol.name], (DEPTH[symbol.name] ?? 2) - 1);
    sections.push({ ...symbol, ...(children.length > 0 && { children }) });
  }
  return sections;
}
