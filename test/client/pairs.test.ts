import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type CorpusPairs,
  childrenOf,
  type DocumentPairs,
  type Node,
  PAGE,
  pairNodes,
} from '../../client/pairs/nodes.ts';
import { rowsOf } from '../../core/pairs/browse.ts';
import { CHANGE_KINDS } from '../../core/pairs/pair.ts';
import { parse } from '../../core/trial/parse.ts';

const text = readFileSync(path.resolve(import.meta.dirname, '../../samples/dapagliflozin-doses.trial'), 'utf8');
const { trial } = parse(text);
const document: DocumentPairs = {
  of: 'document',
  title: 'Doses',
  place: { of: 'document', text },
  changed: false,
  ...rowsOf(trial, true),
};

/** All nodes below, without asking for the pairs of trials. */
function below(node: Node): Node[] {
  if (node.type === 'trial') return [node];
  return [node, ...childrenOf(node).flatMap(below)];
}

describe('the tree of a document’s pairs', () => {
  it('has each pair once, under its factor and what changes', () => {
    const nodes = below({ type: 'source', source: document });
    const shown = nodes.flatMap((node) => (node.type === 'pair' ? [node.row.id] : []));
    expect(shown.sort()).toEqual(document.rows.map(({ id }) => id).sort());
    expect(shown.length).toBeGreaterThan(20);
    const factors = nodes.flatMap((node) => (node.type === 'factor' ? [node.factor] : []));
    expect(factors).toEqual(['O', 'A']);
  });

  it('says why there is none', () => {
    const source: DocumentPairs = { ...document, rows: [], none: 'Why' };
    expect(childrenOf({ type: 'source', source })).toEqual([{ type: 'note', text: 'Why' }]);
  });
});

describe('the tree of a corpus', () => {
  const trials = Array.from({ length: 2 * PAGE + 3 }, (_, i) => ({
    id: `NCT${String(90000000 - i)}`,
    title: 'A trial',
    changes: { dose: 2, ...(i % 2 === 0 && { measure: 1 }) },
  }));
  const corpus: CorpusPairs = { of: 'corpus', title: 'corpus', places: ['corpus'], trials };

  it('has each trial once under what changes, by id, so many at a time', () => {
    const change: Node = { type: 'change', source: corpus, change: 'dose' };
    const first = childrenOf(change);
    expect(first).toHaveLength(PAGE + 1);
    expect(first.at(-1)).toMatchObject({ type: 'more', from: PAGE });
    const ids = below(change).flatMap((node) => (node.type === 'trial' ? [node.trial.id] : []));
    expect(ids).toEqual(trials.map(({ id }) => id).sort());
  });

  it('shows only what there is', () => {
    const changes = below({ type: 'source', source: corpus }).flatMap((node) =>
      node.type === 'change' ? [node.change] : [],
    );
    expect(changes).toEqual(['measure', 'dose']);
  });

  it('shows of a trial the pairs of the change it stands under', () => {
    const under = (change: (typeof CHANGE_KINDS)[number]) =>
      pairNodes(document, change).flatMap((node) => below(node).filter(({ type }) => type === 'pair'));
    expect(CHANGE_KINDS.flatMap(under)).toHaveLength(document.rows.length);
    for (const node of under('measure')) expect(node).toMatchObject({ row: { change: 'measure' } });
  });

  it('has pairs under the sides or the outcome that several share', () => {
    const groups = pairNodes(document, 'measure');
    expect(groups).toHaveLength(6);
    expect(groups[0]).toMatchObject({ type: 'group', group: 'mg-1 vs placebo' });
    for (const node of groups) {
      const lines = below(node).flatMap((one) => (one.type === 'pair' ? [`${one.row.label} ${one.row.brief}`] : []));
      expect(new Set(lines).size).toBe(12);
      expect(lines.join()).not.toContain('vs');
    }
  });
});
