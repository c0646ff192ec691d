/**
 * Brings a trial up to date with its registry record: shows the difference, and writes only when told to. What the person
 * added (arrows, scenarios, comments) is kept by the server's merge.
 */
import * as vscode from 'vscode';
import { UPDATE, type UpdateAnswer } from '../../server/protocol.ts';
import type { Services } from '../services.ts';
import { tell, tellFailure } from '../tell.ts';
import { changedMiddle } from './changedMiddle.ts';
import { fetchWithProgress } from './source.ts';

const { t } = vscode.l10n;
const SCHEME = 'deepimagine-update';
const REGISTRY_ID = /^trial:\s*['"]?(NCT\d{8})\b/m;

/** An update that is shown and not yet applied: the record it comes from and the version of the document it was made for. */
interface Pending {
  readonly document: vscode.Uri;
  readonly record: string;
  readonly id: string;
  version: number;
  text: string;
}

/** The right sides of the diffs, and what they would be applied to. */
class Updates implements vscode.TextDocumentContentProvider {
  readonly #pending = new Map<string, Pending>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#pending.get(uri.toString())?.text ?? '';
  }

  get(uri: vscode.Uri): Pending | undefined {
    return this.#pending.get(uri.toString());
  }

  put(pending: Pending): vscode.Uri {
    // The name's end makes it a trial to the editor; the scheme in the query tells documents of the same path apart.
    const { path, scheme } = pending.document;
    const name = path.endsWith('.trial') ? path : `${path}.trial`;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: name.startsWith('/') ? name : `/${name}`, query: scheme });
    this.#pending.set(uri.toString(), pending);
    this.#changed.fire(uri);
    return uri;
  }

  drop(uri: vscode.Uri): void {
    this.#pending.delete(uri.toString());
  }
}

const perExtension = new WeakMap<vscode.ExtensionContext, Updates>();

/** One provider an activation, registered when an update is first shown. */
function updatesOf(context: vscode.ExtensionContext): Updates {
  const known = perExtension.get(context);
  if (known) return known;
  const made = new Updates();
  perExtension.set(context, made);
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, made),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => made.drop(uri)),
  );
  return made;
}

export async function update(services: Services): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'trial') return;
  const id = REGISTRY_ID.exec(document.getText())?.[1];
  if (!id) {
    void tell('information', t('This trial has no registry id: there is nothing to update it from.'));
    return;
  }
  const record = await fetchWithProgress(services, id);
  if (record === undefined) return;
  const merged = await merge(services, document.uri, record);
  if (!merged) return;
  if (merged.text === document.getText()) {
    void tell('information', t('{0} is up to date with the registry.', id));
    return;
  }
  const right = updatesOf(services.context).put({ document: document.uri, record, id, ...merged });
  await vscode.commands.executeCommand('vscode.diff', document.uri, right, t('{0}: this document ↔ registry', id));
}

async function merge(
  services: Services,
  document: vscode.Uri,
  record: string,
): Promise<{ version: number; text: string } | undefined> {
  const server = await services.server();
  const answer = await server.request<UpdateAnswer>(UPDATE, { uri: document.toString(), record });
  if (!('problem' in answer)) return answer;
  services.log.error(`Update: ${answer.problem}`);
  void tellFailure(t('The trial could not be updated: {0}', answer.problem), services.log);
  return undefined;
}

/** Applies the update that is in front: as one edit, which Undo takes back. Where the document has changed meanwhile, the update is made anew and shown again. */
export async function applyUpdate(services: Services): Promise<void> {
  const updates = updatesOf(services.context);
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  const right = tab?.input instanceof vscode.TabInputTextDiff ? tab.input.modified : undefined;
  const pending = right && updates.get(right);
  if (!tab || !pending) return;
  const document = await vscode.workspace.openTextDocument(pending.document);
  if (document.version !== pending.version) {
    const merged = await merge(services, pending.document, pending.record);
    if (!merged) return;
    updates.put({ ...pending, ...merged });
    void tell('information', t('The document has changed since. Look at the new difference, then apply it.'));
    return;
  }
  // The document first, over the diff: the edit is then made where the person sees it, and the diff's end moves no focus.
  await vscode.window.showTextDocument(document, { viewColumn: tab.group.viewColumn });
  const { start, end, text } = changedMiddle(document.getText(), pending.text);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(pending.document, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
  if (!(await vscode.workspace.applyEdit(edit))) {
    void tell('error', t('The update could not be applied; nothing was changed.'));
    return;
  }
  // Looked for anew: a preview of the difference has given its tab to the document, which must not be closed.
  const shown = ({ input }: vscode.Tab) =>
    input instanceof vscode.TabInputTextDiff && input.modified.toString() === right.toString();
  await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(shown)));
}
