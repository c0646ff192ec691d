/**
 * The syntax tree that this project keeps of a YAML text: maps, lists and scalars with their offsets, nothing else. `yaml`'s own
 * tree, from which it is made, keeps every token and would weigh many times as much.
 */
import type { Range } from './types.ts';

/** `plain` is unquoted text on the line, `quoted` stands in quotation marks, `block` follows `|` or `>`. */
export type ScalarStyle = 'plain' | 'quoted' | 'block';

interface Spot extends Range {
  /** How many nodes this one holds, itself included and aliases counted as often as they stand. */
  size: number;
}

export interface ScalarNode extends Spot {
  kind: 'scalar';
  style: ScalarStyle;
  /** What the scalar says, escapes and line folds resolved. Every scalar is text until the schema types it. */
  text: string;
  /** It says `~>` without being an arrow: the sign is escaped. */
  literal?: true;
}

export interface Pair {
  key: string;
  keyStart: number;
  keyEnd: number;
  value: Node;
  /** An entry of a flow map that has no colon: `{ a: 1, b }`. */
  bare?: true;
}

export interface MapNode extends Spot {
  kind: 'map';
  flow: boolean;
  pairs: readonly Pair[];
}

export interface ListNode extends Spot {
  kind: 'list';
  flow: boolean;
  items: readonly Node[];
}

export type Node = ScalarNode | MapNode | ListNode;

/** What `yaml`, or the making of the tree, found wrong. Codes are `yaml`'s where it has one. */
export interface SyntaxProblem extends Range {
  code: string;
  message: string;
  /** The line was left out, and the rest could be read. */
  leftOut?: true;
}

export interface Tree {
  root: Node | undefined;
  problems: readonly SyntaxProblem[];
  /** Unquoted values that YAML would have misread; see `traps.ts`. */
  trapped: readonly Range[];
  /** Names of anchors, and of aliases whose anchor is not in this text. */
  anchors: readonly string[];
  loose: readonly string[];
  /** What it cost to read, in signs that `yaml` had to look at; see `signsIn`. */
  cost: number;
}
