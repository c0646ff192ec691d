/** Quick fixes of what is wrong, and what can be done to the trial at the cursor. Edits are made when an action is chosen. */
import { type CodeAction, CodeActionKind, type CodeActionParams, type Range } from 'vscode-languageserver/node';
import { type ActionKind, actionsAt } from '../actions.ts';
import type { Client } from '../client.ts';
import type { Snapshot } from '../documents.ts';
import { textEdits, workspaceEdit } from '../edits.ts';
import { outdated, type Work } from '../work.ts';
import { diagnosticOf } from './diagnostics.ts';

const REWRITE = CodeActionKind.RefactorRewrite;
const KINDS: Readonly<Record<ActionKind, CodeActionKind>> = {
  perturb: `${REWRITE}.perturb`,
  'take back': `${REWRITE}.takeBack`,
  adopt: `${REWRITE}.adopt`,
  move: `${REWRITE}.move`,
  focus: `${REWRITE}.focus`,
};
export const CODE_ACTION_KINDS: CodeActionKind[] = [CodeActionKind.QuickFix, ...Object.values(KINDS)];

/** What an action carries until it is chosen: from these its edits can be made. */
interface ActionData {
  uri: string;
  version: number;
  offset: number;
  title: string;
}

/** Whether an editor that asks for some kinds asks for this one: a kind includes those below it. */
const wanted = (only: readonly CodeActionKind[] | undefined, kind: CodeActionKind): boolean =>
  !only || only.some((asked) => kind === asked || kind.startsWith(`${asked}.`) || asked === CodeActionKind.Empty);

function* quickFixes(document: Snapshot, range: Range, client: Client): Work<CodeAction[]> {
  const { start, end } = document.offsetsOf(range);
  const actions: CodeAction[] = [];
  for (const diagnostic of document.parsed.diagnostics) {
    yield;
    if (diagnostic.range.start > end || diagnostic.range.end < start) continue;
    for (const { title, edits } of diagnostic.fixes ?? [])
      actions.push({
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnosticOf(document, diagnostic)],
        isPreferred: diagnostic.fixes?.length === 1,
        edit: workspaceEdit(document, textEdits(document, edits), client),
      });
  }
  return actions;
}

/** In the indentation of a line, before its dashes too, what is meant is the line. */
function meant(text: string, offset: number): number {
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  const indent = /^[ \t]*(?:- +)*/.exec(text.slice(line, line + 200))?.[0].length ?? 0;
  return Math.max(offset, line + indent);
}

export function* codeActions(
  document: Snapshot,
  { range, context }: CodeActionParams,
  client: Client,
): Work<CodeAction[]> {
  const actions = wanted(context.only, CodeActionKind.QuickFix) ? yield* quickFixes(document, range, client) : [];
  const offset = meant(document.text, document.offsetAt(range.start));
  const { uri, version } = document;
  const titles = new Set<string>();
  for (const { kind, title, edits, disabled } of actionsAt(document.parsed, offset)) {
    yield;
    if (!wanted(context.only, KINDS[kind]) || titles.has(title)) continue;
    titles.add(title);
    if (disabled !== undefined) {
      if (client.disabledActions) actions.push({ title, kind: KINDS[kind], disabled: { reason: disabled } });
      continue;
    }
    const data: ActionData = { uri, version, offset, title };
    actions.push({
      title,
      kind: KINDS[kind],
      ...(client.resolvesEdits ? { data } : { edit: workspaceEdit(document, textEdits(document, edits()), client) }),
    });
  }
  return actions;
}

/** The document that an action, sent back by the client, is about. */
export const documentOfAction = (action: CodeAction): string | undefined =>
  (action.data as ActionData | undefined)?.uri;

/** The chosen action with its edits. Throws when the document has changed since it was offered. */
export function resolveCodeAction(document: Snapshot, action: CodeAction, client: Client): CodeAction {
  const { version, offset, title } = action.data as ActionData;
  if (version !== document.version) throw outdated();
  for (const offered of actionsAt(document.parsed, offset))
    if (offered.title === title)
      return { ...action, edit: workspaceEdit(document, textEdits(document, offered.edits()), client) };
  return action;
}
