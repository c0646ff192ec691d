/** What a parse of a trial document yields. Offsets are UTF-16 code units from the start of the text. */
import type { Factor, Trial } from './schema.ts';

export interface Range {
  start: number;
  end: number;
}

/** Keys and list positions from the root: `['arms', 'low', 'dose']`. Written with dots: `arms.low.dose`. */
export type Path = readonly (string | number)[];

export type Severity = 'error' | 'warning' | 'information';

export interface TextEdit extends Range {
  text: string;
}

/** A change of the text that mends what a diagnostic complains of. */
export interface Fix {
  title: string;
  edits: readonly TextEdit[];
}

export interface Diagnostic {
  severity: Severity;
  /** Short, stable, hyphenated: what tests, suppression and documentation name it by. */
  code: string;
  message: string;
  range: Range;
  fixes?: readonly Fix[];
}

/** Scalars and lists: what one attribute of a trial can hold. */
export type Attribute = string | number | boolean | readonly (string | number)[];

/** An arm set against another (or group against group), on one outcome and, where it has several, one row of it. */
export interface Look {
  outcome: string;
  row?: string;
  /** k1: the arm or group whose direction is told. */
  first: string;
  /** k2: what it is told relative to. */
  second: string;
}

/** One change of a trial, or of the look at it. */
export type Perturbation =
  | { kind: 'set'; factor: Factor; path: Path; from: Attribute | undefined; to: Attribute }
  | { kind: 'drop'; factor: Factor; path: Path }
  | { kind: 'add'; factor: Factor; path: Path; value: unknown }
  | { kind: 'look'; factor: 'O' | 'A'; outcome?: string; row?: string; contrast?: { first: string; second: string } };

/** A perturbation and where the document writes it. */
export interface WrittenStep {
  perturbation: Perturbation;
  range: Range;
}

export interface Scenario {
  /** Absent for the unnamed scenario: the arrows in place. */
  name?: string;
  range: Range;
  steps: readonly WrittenStep[];
}

export type Part = 'key' | 'value';

/** Where an offset is, in terms of the document. */
export interface Place {
  /** The path of the innermost key or value at the offset. */
  path: Path;
  part: Part;
  /** The range of that key or value. */
  range: Range;
}

/** A parsed document. Immutable; a new text gives a new one, which shares what did not change. */
export interface Parsed {
  /** As it was read: a lone carriage return is the end of a line. */
  readonly text: string;
  /** As far as there is one: always an object, the keys that could be understood. Arrows are taken away: the observed values. */
  readonly trial: Trial;
  readonly diagnostics: readonly Diagnostic[];
  /** Arrows in place, in N → A → O → E order and then as written. Absent when there are none. */
  readonly inPlace: Scenario | undefined;
  /** Named scenarios, as written. */
  readonly scenarios: readonly Scenario[];
  /** The range of a key or a value, or undefined where the document has no such path. A scenario's steps count from 0. */
  rangeOf(path: Path, part: Part): Range | undefined;
  /** The innermost place at an offset; undefined outside every pair. */
  placeAt(offset: number): Place | undefined;
  /** The keys written at a path that holds a map, in order; for a list, its positions. */
  childrenOf(path: Path): readonly (string | number)[];
}
