/** The tree of pairs: what is under what. Knows no editor, so that it is tested without one. */
import { CHANGES_OF, type PairRow, type TrialRow } from '../../core/pairs/browse.ts';
import { type ChangeKind, PAIR_KINDS, type PairKind } from '../../core/pairs/pair.ts';
import type { PairPlace } from './messages.ts';

/** Trials that stand under one branch before the rest is asked for. */
export const PAGE = 200;

/** The pairs of the document that was asked about. */
export interface DocumentPairs {
  of: 'document';
  title: string;
  place: PairPlace;
  rows: readonly PairRow[];
  /** Pairs that passed but are not shown, for there are so many. */
  left: number;
  none?: string;
  /** The document is another one by now. */
  changed: boolean;
}

/** The trials of a corpus that have pairs; more of them while it is read. */
export interface CorpusPairs {
  of: 'corpus';
  title: string;
  places: readonly string[];
  trials: readonly TrialRow[];
}

export type Source = DocumentPairs | CorpusPairs;

export type Node =
  | { type: 'source'; source: Source }
  | { type: 'factor'; source: Source; factor: PairKind }
  | { type: 'change'; source: Source; change: ChangeKind }
  | { type: 'trial'; source: CorpusPairs; change: ChangeKind; trial: TrialRow }
  | { type: 'more'; source: CorpusPairs; change: ChangeKind; from: number }
  | { type: 'group'; place: PairPlace; group: string; rows: readonly PairRow[] }
  | { type: 'pair'; place: PairPlace; row: PairRow }
  | { type: 'note'; text: string };

/** How many pairs of a change a source has. */
export function pairsOf(source: Source, change: ChangeKind): number {
  return source.of === 'document'
    ? source.rows.filter((row) => row.change === change).length
    : source.trials.reduce((sum, { changes }) => sum + (changes[change] ?? 0), 0);
}

export function pairsOfFactor(source: Source, factor: PairKind): number {
  return CHANGES_OF[factor].reduce((sum, change) => sum + pairsOf(source, change), 0);
}

/** The trials of a corpus that have pairs of a change, in the order of their ids. */
export function trialsWith({ trials }: CorpusPairs, change: ChangeKind): TrialRow[] {
  return trials.filter(({ changes }) => changes[change]).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function trialNodes(source: CorpusPairs, change: ChangeKind, from: number): Node[] {
  const all = trialsWith(source, change);
  const some = all.slice(from, from + PAGE).map((trial): Node => ({ type: 'trial', source, change, trial }));
  return all.length > from + PAGE ? [...some, { type: 'more', source, change, from: from + PAGE }] : some;
}

/** What is under a node; `rows` are a trial's, which are looked for only when it is opened. */
export function childrenOf(node: Exclude<Node, { type: 'trial' }>): Node[] {
  switch (node.type) {
    case 'source': {
      const { source } = node;
      if (source.of === 'document' && source.none !== undefined) return [{ type: 'note', text: source.none }];
      const factors = PAIR_KINDS.filter((factor) => pairsOfFactor(source, factor) > 0);
      return factors.map((factor) => ({ type: 'factor', source, factor }));
    }
    case 'factor': {
      const { source, factor } = node;
      const changes = CHANGES_OF[factor].filter((change) => pairsOf(source, change) > 0);
      return changes.map((change) => ({ type: 'change', source, change }));
    }
    case 'change':
      return node.source.of === 'document'
        ? pairNodes(node.source, node.change)
        : trialNodes(node.source, node.change, 0);
    case 'more':
      return trialNodes(node.source, node.change, node.from);
    case 'group':
      return node.rows.map((row) => ({ type: 'pair', place: node.place, row }));
    default:
      return [];
  }
}

/** The pairs of a change, under what several of them share. */
export function pairNodes({ place, rows }: Pick<DocumentPairs, 'place' | 'rows'>, change: ChangeKind): Node[] {
  const own = rows.filter((row) => row.change === change);
  const nodes: Node[] = [];
  const seen = new Set<string>();
  for (const row of own) {
    const { group } = row;
    if (group === undefined) nodes.push({ type: 'pair', place, row });
    else if (!seen.has(group))
      nodes.push({ type: 'group', place, group, rows: own.filter((other) => other.group === group) });
    if (group !== undefined) seen.add(group);
  }
  return nodes;
}
