/** Where a document defines the ids of its arms, groups, outcomes, scenarios and drugs, and where it speaks of them. */
import { locateContrast, locateFocus, type Piece } from '../core/trial/quantity/contrast.ts';
import { ID, type Trial } from '../core/trial/schema.ts';
import { ROOT, type Shape, shapeBelow } from '../core/trial/shape.ts';
import type { Parsed, Path, Range } from '../core/trial/types.ts';
import { inStep, type Visit, visitAt, walk } from './walk.ts';

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

class Finder {
  readonly #parsed: Parsed;

  constructor(parsed: Parsed) {
    this.#parsed = parsed;
  }

  *of(visit: Visit): Generator<Occurrence, void, void> {
    const { path, within } = visit;
    const last = path.at(-1);
    if (visit.key && typeof last === 'string') {
      const inside = inStep(path) && path.length === 4;
      if (inside && ['drop', 'outcome', 'contrast', 'add', 'row'].includes(last)) yield* this.#step(last, visit);
      else if (inside) yield* this.#inPath(this.#inner(visit.key), false);
      else if (inStep(path) && path[3] === 'add' && path.length === 5)
        yield* this.#inPath(this.#inner(visit.key), true);
      else if (path[0] === 'sources' && path.length === 2) yield* this.#inPath(this.#inner(visit.key), false);
      else yield* this.#key(last, visit.key, path, within);
    }
    if (visit.leaf && !inStep(path)) yield* this.#value(visit);
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

  *#key(id: string, range: Range, path: Path, within: Shape | undefined): Generator<Occurrence, void, void> {
    const inner = this.#inner(range);
    const kind = within?.meta.defines;
    if (kind) {
      const arm = kind === 'drug' ? String(path[1]) : undefined;
      yield { kind, id, ...(arm !== undefined && { arm }), range: inner, defines: true };
    } else if (within?.kind === 'record' && within.meta.refers) yield this.#refer(id, within.meta.refers, inner);
  }

  #refer(id: string, refers: NonNullable<Shape['meta']['refers']>, range: Range): Occurrence {
    const kind = refers === 'arm or group' ? sideKind(this.#parsed.trial, id) : refers;
    return { kind, id, range, defines: false };
  }

  *#value({ value, shape }: Visit): Generator<Occurrence, void, void> {
    const { refers, quantity } = shape?.meta ?? {};
    if (quantity === 'contrast') yield* this.#contrast(value);
    else if (quantity === 'focus') yield* this.#focus(value);
    else if (refers && shape?.kind === 'text') {
      const inner = this.#inner(value);
      const id = this.#text(inner);
      if (ID.test(id)) yield this.#refer(id, refers, inner);
    }
  }

  #piece({ text, start, end }: Piece, at: number, refers: 'outcome' | 'arm or group'): Occurrence {
    return this.#refer(text, refers, { start: at + start, end: at + end });
  }

  *#contrast(value: Range): Generator<Occurrence, void, void> {
    const { start } = this.#inner(value);
    for (const piece of locateContrast(this.#text(this.#inner(value)))) yield this.#piece(piece, start, 'arm or group');
  }

  *#focus(value: Range): Generator<Occurrence, void, void> {
    const { start } = this.#inner(value);
    const focus = locateFocus(this.#text(this.#inner(value)));
    for (const piece of focus?.contrast ?? []) yield this.#piece(piece, start, 'arm or group');
    if (focus?.outcome) yield this.#piece(focus.outcome, start, 'outcome');
  }

  *#step(word: string, { value, leaf }: Visit): Generator<Occurrence, void, void> {
    if (!leaf) return;
    if (word === 'drop') yield* this.#inPath(this.#inner(value), false);
    else if (word === 'contrast') yield* this.#contrast(value);
    else if (word === 'outcome') {
      const inner = this.#inner(value);
      yield { kind: 'outcome', id: this.#text(inner), range: inner, defines: false };
    }
  }

  /** The ids in a path such as `arms.low.gives.statin.dose`. `adds`: its last id is one that the step brings in. */
  *#inPath(range: Range, adds: boolean): Generator<Occurrence, void, void> {
    const keys = this.#text(range).split('.');
    let shape: Shape | undefined = ROOT;
    let start = range.start;
    for (const [index, key] of keys.entries()) {
      const at = { start, end: start + key.length };
      const { defines, refers } = shape?.meta ?? {};
      if (defines) {
        const arm = defines === 'drug' ? keys[1] : undefined;
        const introduces = adds && index === keys.length - 1;
        yield { kind: defines, id: key, ...(arm !== undefined && { arm }), range: at, defines: introduces };
      } else if (shape?.kind === 'record' && refers) yield this.#refer(key, refers, at);
      shape = shapeBelow(shape, key);
      start = at.end + 1;
    }
  }
}

/** The occurrences in one key or value. */
export function occurrencesIn(parsed: Parsed, visit: Visit): Generator<Occurrence, void, void> {
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
