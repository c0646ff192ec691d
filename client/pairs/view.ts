/** The view of natural pairs: those of the trial at hand and those of a corpus, by factor; each opens as a trial. */
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { TrialRow } from '../../core/pairs/browse.ts';
import type { ChangeKind, PairKind } from '../../core/pairs/pair.ts';
import { homeFolder, openUntitled } from '../documents.ts';
import { plain } from '../plain.ts';
import type { Services } from '../services.ts';
import { tell } from '../tell.ts';
import { askPairs, PairsProblem } from './ask.ts';
import { documentAnswerSchema, type PairPlace, type PairsAnswer, pairsAnswerSchema } from './messages.ts';
import {
  childrenOf,
  type DocumentPairs,
  type Node,
  pairNodes,
  pairsOf,
  pairsOfFactor,
  type Source,
  trialsWith,
} from './nodes.ts';
import { corpusPlace } from './place.ts';

const { t } = vscode.l10n;
const FACTORS: Record<PairKind, string> = {
  O: t('Another outcome (O)'),
  A: t('Another arm (A)'),
};
const SAME: Record<PairKind, string> = {
  O: t('The same two arms, another measure, time or row.'),
  A: t('The same outcome and comparator, another arm.'),
};
const CHANGES: Record<ChangeKind, string> = {
  measure: t('Another measure'),
  time: t('Another time'),
  row: t('Another row of the measure'),
  dose: t('Another dose'),
  schedule: t('Another schedule'),
  route: t('Another route'),
  duration: t('Another duration'),
  component: t('A drug added or left out'),
  drug: t('Another drug'),
  intervention: t('Another intervention'),
};
const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

const pairsText = (n: number) => (n === 1 ? t('1 pair') : t('{0} pairs', n));

function sourceItem({ source }: Extract<Node, { type: 'source' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(plain(source.title, 80), Expanded);
  const shown = pairsText(pairsOfFactor(source, 'O') + pairsOfFactor(source, 'A'));
  if (source.of === 'corpus') {
    item.iconPath = new vscode.ThemeIcon('database');
    item.description = t('{0} of {1} trials', shown, source.trials.length);
    item.tooltip = plain(source.places.join('\n'));
    return item;
  }
  item.iconPath = new vscode.ThemeIcon('file');
  const left = source.left > 0 ? t('{0} of {1}', shown, source.rows.length + source.left) : shown;
  item.description = source.changed ? t('{0}, before the last changes', left) : left;
  if (source.left > 0)
    item.tooltip = t('So many pairs passed that a sample of each kind is shown, the kinds of change in turn.');
  return item;
}

function itemOf(node: Node): vscode.TreeItem {
  switch (node.type) {
    case 'source':
      return sourceItem(node);
    case 'factor': {
      const item = new vscode.TreeItem(FACTORS[node.factor], Expanded);
      item.description = pairsText(pairsOfFactor(node.source, node.factor));
      item.tooltip = SAME[node.factor];
      return item;
    }
    case 'change': {
      const item = new vscode.TreeItem(CHANGES[node.change], Collapsed);
      item.description = pairsText(pairsOf(node.source, node.change));
      return item;
    }
    case 'trial': {
      const item = new vscode.TreeItem(plain(node.trial.id, 40), Collapsed);
      item.description = `${pairsText(node.trial.changes[node.change] ?? 0)} · ${plain(node.trial.title, 120)}`;
      item.tooltip = plain(node.trial.title);
      return item;
    }
    case 'more':
      return new vscode.TreeItem(
        t('{0} more trials', trialsWith(node.source, node.change).length - node.from),
        Collapsed,
      );
    case 'note':
      return new vscode.TreeItem(plain(node.text, 300), None);
    case 'group': {
      const item = new vscode.TreeItem(plain(node.group, 200), Collapsed);
      item.description = pairsText(node.rows.length);
      return item;
    }
    case 'pair': {
      const { row } = node;
      const item = new vscode.TreeItem(plain(row.label, 200), None);
      item.description = plain(row.brief, 300);
      item.tooltip = plain(row.whole, 4000);
      item.contextValue = 'pair';
      item.iconPath = new vscode.ThemeIcon(row.flips ? 'arrow-swap' : 'dash');
      const state = row.flips ? t('changes direction') : t('keeps its direction');
      item.accessibilityInformation = { label: `${plain(row.label, 200)}, ${state}, ${plain(row.detail, 300)}` };
      item.command = { command: 'deepimagine.openPair', title: t('Open Pair as Trial'), arguments: [node] };
      return item;
    }
  }
}

/** What a tree gives back of its own: the rest never reaches a command. */
const pairNodeSchema = z.object({
  type: z.literal('pair'),
  place: z.custom<PairPlace>((place) => typeof place === 'object' && place !== null),
  row: z.looseObject({ id: z.string() }),
});

export class PairsView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #services: Services;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<Node>;
  readonly #watching: vscode.Disposable;
  readonly #ending = new AbortController();
  /** Of each kind the question under way: a newer one ends it, so that no late answer takes the place of a newer one. */
  readonly #asking = new Map<Source['of'], AbortController>();
  #document: (DocumentPairs & { uri: string }) | undefined;
  /** What is shown, the latest first. */
  #roots: Extract<Node, { type: 'source' }>[] = [];

  constructor(services: Services) {
    this.#services = services;
    this.#view = vscode.window.createTreeView('deepimagine.pairs', { treeDataProvider: this, showCollapseAll: true });
    this.#watching = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0 || this.#document?.uri !== document.uri.toString() || this.#document.changed)
        return;
      this.#document.changed = true;
      this.#changed.fire(undefined);
    });
  }

  dispose(): void {
    this.#ending.abort();
    this.#watching.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const item = itemOf(node);
    // Where there is a tooltip it would be read out instead.
    const label = [item.label, item.description].filter((part) => typeof part === 'string').join(', ');
    return item.accessibilityInformation ? item : Object.assign(item, { accessibilityInformation: { label } });
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!node) return this.#roots;
    if (node.type !== 'trial') return childrenOf(node);
    const { source, change, trial } = node;
    const place: PairPlace = { of: 'records', places: [...source.places], trial: trial.id };
    try {
      const { rows } = await this.#pairs(place, this.#ending.signal);
      return pairNodes({ place, rows }, change);
    } catch (error) {
      if (error instanceof PairsProblem) return [{ type: 'note', text: error.message }];
      throw error;
    }
  }

  /** Only asked of what is revealed, which stands at the top. */
  getParent(): undefined {
    return undefined;
  }

  async #show(source: Source): Promise<void> {
    const root = { type: 'source' as const, source };
    this.#roots = [root, ...this.#roots.filter((other) => other.source.of !== source.of)];
    this.#changed.fire(undefined);
    await this.#view.reveal(root, { select: true, focus: true, expand: 2 });
  }

  #pairs(place: PairPlace, signal: AbortSignal): Promise<PairsAnswer> {
    return askPairs(this.#services.context.extensionPath, { type: 'pairs', place }, pairsAnswerSchema, { signal });
  }

  /** Aborted when the next one of the kind is asked. */
  #newest(of: Source['of']): AbortSignal {
    this.#asking.get(of)?.abort();
    const asked = new AbortController();
    this.#asking.set(of, asked);
    return asked.signal;
  }

  /** Does what takes a while with a way to cancel it. A person's cancelling is no failure, nor is being overtaken; what they can mend is said in words. */
  async #while<T>(
    title: string,
    run: (signal: AbortSignal, progress: vscode.Progress<{ message: string; increment?: number }>) => Promise<T>,
    overtaken?: AbortSignal,
  ): Promise<T | undefined> {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, async (progress, token) => {
      const cancel = new AbortController();
      const signal = AbortSignal.any([cancel.signal, this.#ending.signal, ...(overtaken ? [overtaken] : [])]);
      token.onCancellationRequested(() => cancel.abort());
      try {
        const done = await run(signal, progress);
        return signal.aborted ? undefined : done;
      } catch (error) {
        if (signal.aborted) return undefined;
        if (!(error instanceof PairsProblem)) throw error;
        void tell('warning', error.message);
        return undefined;
      }
    });
  }

  /** The pairs of the trial at hand. */
  async showPairs(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'trial') {
      void tell('information', t('Open a trial first: its natural pairs are shown.'));
      return;
    }
    const [uri, version, place] = [
      document.uri.toString(),
      document.version,
      { of: 'document' as const, text: document.getText() },
    ];
    const overtaken = this.#newest('document');
    const found = await this.#while(t('Looking for natural pairs'), (signal) => this.#pairs(place, signal), overtaken);
    if (!found || overtaken.aborted) return;
    this.#document = { of: 'document', uri, place, ...found, changed: document.version !== version };
    await this.#show(this.#document);
  }

  /** Opens a pair that was clicked; from elsewhere, one of those shown is chosen. */
  async openPair(given: unknown): Promise<void> {
    const node = pairNodeSchema.safeParse(given);
    const chosen = node.success ? { place: node.data.place, id: node.data.row.id } : await this.#choose();
    if (!chosen) return;
    const { place, id } = chosen;
    const made = await this.#while(t('Opening the pair'), (signal) =>
      askPairs(this.#services.context.extensionPath, { type: 'document', place, id }, documentAnswerSchema, { signal }),
    );
    if (made) await openUntitled(plain(id).replaceAll(/[^\w-]/g, '-'), made.text);
  }

  async #choose(): Promise<{ place: PairPlace; id: string } | undefined> {
    if (!this.#document) await this.showPairs();
    const source = this.#document;
    if (!source) return undefined;
    const items = source.rows.map(({ id, label, detail }) => ({
      id,
      label: plain(label, 200),
      detail: plain(detail, 300),
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title: t('Open Pair as Trial'),
      placeHolder: plain(source.none ?? source.title, 120),
      matchOnDetail: true,
    });
    return picked && { place: source.place, id: picked.id };
  }

  /** Reads the corpus that the settings name; where they name none, the person chooses one, which is remembered. */
  async showCorpus(): Promise<void> {
    const place = corpusPlace() ?? (await chooseCorpus());
    if (place === undefined) return;
    const places = [place];
    const trials: TrialRow[] = [];
    const overtaken = this.#newest('corpus');
    const done = await this.#while(
      t('Looking for natural pairs in {0}', path.basename(place)),
      async (signal, progress) => {
        let percent = 0;
        await askPairs(this.#services.context.extensionPath, { type: 'trials', places }, z.unknown(), {
          signal,
          progress: (records, share) => {
            const now = Math.floor(100 * share);
            progress.report({ message: t('{0} records, {1} %', records, now), increment: now - percent });
            percent = now;
          },
          trials: (some) => trials.push(...some),
        });
        return true;
      },
      overtaken,
    );
    if (!done || overtaken.aborted) return;
    if (trials.length === 0) {
      void tell('information', t('No trial in {0} has a natural pair.', place));
      return;
    }
    await this.#show({ of: 'corpus', title: path.basename(place), places, trials });
  }
}

async function chooseCorpus(): Promise<string | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: t('A corpus, or a folder of registry records'),
      openLabel: t('Show Its Pairs'),
      canSelectFolders: true,
      canSelectFiles: false,
    })) ?? [];
  if (!folder) return undefined;
  const target = homeFolder() ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration('deepimagine').update('corpus', folder.fsPath, target);
  return folder.fsPath;
}
