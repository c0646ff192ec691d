/** The outline: sections, what they hold, and for arms what each is given. */
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver/node';
import { plainLine } from '../../core/trial/markdown.ts';
import type { Arm, Component, Trial } from '../../core/trial/schema.ts';
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
const DEPTH: Readonly<Record<string, number>> = { arms: 3, scenarios: 3, sources: 1 };
const LONGEST = 80;

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

/** A step by what it does: `arms.low.dose` and `5 mg`, `drop` and `arms.low`. */
function stepEntry(trial: Trial, scenario: string, index: number): Entry {
  const steps: readonly unknown[] | undefined = trial.scenarios?.[scenario];
  const step = steps?.[index];
  const [first] = typeof step === 'object' && step !== null ? Object.entries(step) : [];
  if (!first) return { name: `step ${index + 1}` };
  const [name, value] = first as [string, unknown];
  const added =
    name === 'add' && typeof value === 'object' && value !== null ? Object.keys(value).join(', ') : undefined;
  return { name, detail: added ?? shown(value) };
}

/** An arm by its label, by what it is given, by its role. */
function armDetail({ label, role, gives, ...flat }: Arm): string | undefined {
  const given = ({ drug, intervention, dose }: Component, name?: string) =>
    [drug ?? intervention ?? name, dose].filter(Boolean).join(' ');
  const all = gives ? Object.entries(gives).map(([name, one]) => given(one, name)) : [given(flat as Component)];
  return label ?? (all.join(' + ') || role);
}

/** Participants harmed, per arm or group. */
const harmed = (counts: object): string =>
  Object.entries(counts)
    .map(([side, count]) => `${side} ${count}`)
    .join(', ');

function entryOf(trial: Trial, path: Path): Entry {
  const [section, id, key] = path;
  const name = String(path.at(-1));
  if (path.length === 2 && section === 'results') return resultEntry(trial, Number(id));
  if (path.length === 3 && section === 'scenarios') return stepEntry(trial, String(id), Number(key));
  const value = (trial as Record<string, unknown>)[String(section)];
  if (path.length === 1) return { name, detail: shown(value) };
  const inner = (value as Record<string, unknown> | undefined)?.[String(id)];
  if (path.length === 2) {
    if (section === 'arms') {
      const arm = trial.arms?.[String(id)];
      return { name, detail: arm && armDetail(arm) };
    }
    if (section === 'harms' && typeof inner === 'object' && inner !== null) return { name, detail: harmed(inner) };
    if (section === 'scenarios' && Array.isArray(inner))
      return { name, detail: `${inner.length} ${inner.length === 1 ? 'step' : 'steps'}` };
    if (section === 'groups') return { name, detail: trial.groups?.[String(id)]?.label };
    if (section === 'outcomes') return { name, detail: trial.outcomes?.[String(id)]?.measure };
    return { name, detail: shown(inner) };
  }
  return { name, detail: shown((inner as Record<string, unknown> | undefined)?.[String(key)]) };
}

/** What the arrows in place lead to, by the path of the attribute. */
function imaginedIn(parsed: Parsed): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { perturbation } of parsed.inPlace?.steps ?? []) {
    if (perturbation.kind !== 'set') continue;
    const path = perturbation.path.join('.');
    found.set(path, `${found.get(path) ?? ''} ~> ${perturbation.to}`);
  }
  return found;
}

function* below(
  document: Snapshot,
  imagined: ReadonlyMap<string, string>,
  path: Path,
  depth: number,
): Work<DocumentSymbol[]> {
  const { parsed } = document;
  const symbols: DocumentSymbol[] = [];
  for (const child of parsed.childrenOf(path)) {
    yield;
    const at = [...path, child];
    const value = parsed.rangeOf(at, 'value');
    if (!value) continue;
    const key = parsed.rangeOf(at, 'key') ?? { start: value.start, end: value.start };
    const { name, detail: observed } = entryOf(parsed.trial, at);
    const detail = observed && imagined.size > 0 ? observed + (imagined.get(at.join('.')) ?? '') : observed;
    const start = document.positionAt(key.start);
    const children = depth > 1 ? yield* below(document, imagined, at, depth - 1) : [];
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
      range: { start, end: document.positionAt(Math.max(key.end, value.end)) },
      // A key stands on one line.
      selectionRange: { start, end: { line: start.line, character: start.character + key.end - key.start } },
      ...(children.length > 0 && { children }),
    });
  }
  return symbols;
}

export function* symbols(document: Snapshot): Work<DocumentSymbol[]> {
  const imagined = imaginedIn(document.parsed);
  const sections: DocumentSymbol[] = [];
  for (const symbol of yield* below(document, imagined, [], 1)) {
    const children = yield* below(document, imagined, [symbol.name], (DEPTH[symbol.name] ?? 2) - 1);
    sections.push({ ...symbol, ...(children.length > 0 && { children }) });
  }
  return sections;
}
