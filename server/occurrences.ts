/** Where a document defines the ids of its arms, groups, outcomes, scenarios and drugs, and where it speaks of them. */
import { locateContrast, locateFocus, type Piece } from '../core/trial/quantity/contrast.ts';
import { ID, type Trial } from '../core/trial/schema.ts';
import { ROOT, type Shape, shapeBelow } from '../core/trial/shape.ts';
import type { Parsed, Path, Range } from '../core/trial/types.ts';
import { inStep, STEP_WORDS, type Visit, visitAt, walk } from './walk.ts';

export type IdKind = 'arm' | 'group' | 'outcome' | 'scenario' | 'drug';

export interface Occurrence {
  kind: IdKind;
  id: string;
  /** Of a drug: the arm that it is given in, as two arms may each name theirs alike. */
  arm?: string;
  range: Range;
  defines: boolean;
}

/** Whether two occurrences are of the same thing. */
export const sameThing = (a: Occurrence, b: Occurrence): boolean =>
  a.kind === b.kind && a.id === b.id && a.arm === b.arm;

/** `vs` names arms or groups with one word for both; an id that is neither is taken for an arm still to be written. */
function sideKind(trial: Trial, id: string): 'arm' | 'group' {
  const isArm = Object.hasOwn(trial.arms ?? {}, id);
  return !isArm && Object.hasOwn(trial.groups ?? {}, id) ? 'group' : 'arm';
}

const NONE: readonly Occurrence[] = [];

class Finder {
  readonly #parsed: Parsed;

  constructor(parsed: Parsed) {
    this.#parsed = parsed;
  }

  of(visit: Visit): readonly Occurrence[] {
    const { path, within } = visit;
    const last = path.at(-1);
    const inKey = visit.key && typeof last === 'string' ? this.#ofKey(last, visit.key, visit, within) : NONE;
    const inValue = visit.leaf && !inStep(path) ? this.#value(visit) : NONE;
    return inKey.length === 0 ? inValue : inValue.length === 0 ? inKey : [...inKey, ...inValue];
  }

  #ofKey(key: string, range: Range, visit: Visit, within: Shape | undefined): readonly Occurrence[] {
    const { path } = visit;
    if (path[0] === 'sources' && path.length === 2) return this.#inSource(this.#inner(range));
    if (!inStep(path)) return this.#key(key, range, path, within);
    if (path.length === 4)
      return Object.hasOwn(STEP_WORDS, key) ? this.#step(key, visit) : this.#inPath(this.#inner(range), false);
    if (path.length === 5 && path[3] === 'add') return this.#inPath(this.#inner(range), true);
    return this.#key(key, range, path, within);
  }

  /** What stands inside the quotation marks of a scalar. */
  #inner(range: Range): Range {
    const quote = this.#parsed.text[range.start];
    const quoted = (quote === '"' || quote === "'") && range.end - range.start >= 2;
    return quoted ? { start: range.start + 1, end: range.end - 1 } : range;
  }

  #text({ start, end }: Range): string {
    return this.#parsed.text.slice(start, end);
  }

  #key(id: string, range: Range, path: Path, within: Shape | undefined): readonly Occurrence[] {
    const kind = within?.meta.defines;
    if (kind) {
      const arm = kind === 'drug' ? String(path[1]) : undefined;
      return [{ kind, id, ...(arm !== undefined && { arm }), range: this.#inner(range), defines: true }];
    }
    const refers = within?.kind === 'record' ? within.meta.refers : undefined;
    return refers ? [this.#refer(id, refers, this.#inner(range))] : NONE;
  }

  #refer(id: string, refers: NonNullable<Shape['meta']['refers']>, range: Range): Occurrence {
    const kind = refers === 'arm or group' ? sideKind(this.#parsed.trial, id) : refers;
    return { kind, id, range, defines: false };
  }

  #value({ value, shape }: Visit): readonly Occurrence[] {
    if (!shape) return NONE;
    const { refers, quantity } = shape.meta;
    if (quantity === 'contrast') return this.#contrast(value);
    if (quantity === 'focus') return this.#focus(value);
    if (!refers || shape.kind !== 'text') return NONE;
    const inner = this.#inner(value);
    const id = this.#text(inner);
    return ID.test(id) ? [this.#refer(id, refers, inner)] : NONE;
  }

  #piece({ text, start, end }: Piece, at: number, refers: 'outcome' | 'arm or group'): Occurrence {
    return this.#refer(text, refers, { start: at + start, end: at + end });
  }

  #contrast(value: Range): readonly Occurrence[] {
    const inner = this.#inner(value);
    return locateContrast(this.#text(inner)).map((piece) => this.#piece(piece, inner.start, 'arm or group'));
  }

  #focus(value: Range): readonly Occurrence[] {
    const inner = this.#inner(value);
    const { contrast = [], outcome } = locateFocus(this.#text(inner)) ?? {};
    const sides = contrast.map((piece) => this.#piece(piece, inner.start, 'arm or group'));
    return outcome ? [...sides, this.#piece(outcome, inner.start, 'outcome')] : sides;
  }

  #step(word: string, { value, leaf }: Visit): readonly Occurrence[] {
    if (!leaf) return NONE;
    const inner = this.#inner(value);
    if (word === 'drop') return this.#inPath(inner, false);
    if (word === 'contrast') return this.#contrast(value);
    return word === 'outcome' ? [{ kind: 'outcome', id: this.#text(inner), range: inner, defines: false }] : NONE;
  }

  /** What a record's fields became: `results.pain` names an outcome and `harms.low` an arm, which no path of a document does. */
  #inSource(range: Range): readonly Occurrence[] {
    const named = /^(results|harms)\.([^.]+)/.exec(this.#text(range));
    if (!named?.[1] || !named[2]) return this.#inPath(range, false);
    const start = range.start + named[1].length + 1;
    const refers = named[1] === 'results' ? 'outcome' : 'arm or group';
    return [this.#refer(named[2], refers, { start, end: start + named[2].length })];
  }

  /** The ids in a path such as `arms.low.gives.statin.dose`. `adds`: its last id is one that the step brings in. */
  #inPath(range: Range, adds: boolean): readonly Occurrence[] {
    const keys = this.#text(range).split('.');
    const found: Occurrence[] = [];
    let shape: Shape | undefined = ROOT;
    let start = range.start;
    for (const [index, key] of keys.entries()) {
      const at = { start, end: start + key.length };
      const { defines, refers } = shape?.meta ?? {};
      if (defines) {
        const arm = defines === 'drug' ? keys[1] : undefined;
        const introduces = adds && index === keys.length - 1;
        found.push({ kind: defines, id: key, ...(arm !== undefined && { arm }), range: at, defines: introduces });
      } else if (shape?.kind === 'record' && refers) found.push(this.#refer(key, refers, at));
      shape = shapeBelow(shape, key);
      start = at.end + 1;
    }
    return found;
  }
}

/** The occurrences in one key or value. */
export function occurrencesIn(parsed: Parsed, visit: Visit): readonly Occurrence[] {
  return new Finder(parsed).of(visit);
}

/** Every occurrence in the document, in the order of the text. */
export function* occurrences(parsed: Parsed): Generator<Occurrence, void, void> {
  const finder = new Finder(parsed);
  for (const visit of walk(parsed)) yield* finder.of(visit);
}

/** The occurrence at an offset, its end included. */
export function occurrenceAt(parsed: Parsed, offset: number): Occurrence | undefined {
  const place = parsed.placeAt(offset);
  if (!place) return undefined;
  const finder = new Finder(parsed);
  // What is at the offset stands in the key or the value of the place, so only those that hold it are looked through.
  for (let depth = 1; depth <= place.path.length; depth++) {
    const visit = visitAt(parsed, place.path.slice(0, depth));
    if (!visit) continue;
    for (const occurrence of finder.of(visit))
      if (occurrence.range.start <= offset && offset <= occurrence.range.end) return occurrence;
  }
  return undefined;
}
