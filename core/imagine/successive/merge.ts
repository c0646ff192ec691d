/**
 * Which changes are one step. Of a document's own scenario each change is one, as each is then told apart, but where two cannot be told apart:
 *
 * - another drug (or intervention) and its dose, schedule, route or duration: 5 mg of another drug is no dose of this one;
 * - two of dose, schedule and duration of the same thing given: what is given in all is their product;
 * - another measure and its time, unit or row: the time of another measure is no time of this one;
 * - an arm or outcome that is added, and the look moved to it: before, there is nothing to look at;
 * - two moves of the look: between them nobody looks.
 *
 * Only changes that follow each other are merged, so the order of a scenario stands.
 */
import type { Perturbation } from '../../trial/types.ts';

const GIVEN = new Set(['drug', 'intervention']);
const REGIMEN = new Set(['dose', 'schedule', 'duration']);
const HOW = new Set(['dose', 'schedule', 'duration', 'route']);

interface Place {
  /** The entry of the document that is changed: an arm, one of the things it gives, an outcome. */
  of: string;
  attribute: string;
}

function placeOf(step: Perturbation): Place | undefined {
  if (step.kind !== 'set') return undefined;
  const keys = step.path.map(String);
  const attribute = keys.at(-1) ?? '';
  return (keys[0] === 'arms' || keys[0] === 'outcomes') && keys.length > 2
    ? { of: keys.slice(0, -1).join('.'), attribute }
    : undefined;
}

function two(a: Perturbation, b: Perturbation): boolean {
  if (a.kind === 'look' && b.kind === 'look') return true;
  if (a.kind === 'add' && b.kind === 'look') {
    const [top, id, within] = a.path.map(String);
    if (within !== undefined) return false;
    if (top === 'outcomes') return b.outcome === id;
    return top === 'arms' && (b.contrast?.first === id || b.contrast?.second === id);
  }
  const [one, other] = [placeOf(a), placeOf(b)];
  if (!one || !other || one.of !== other.of) return false;
  const [x, y] = [one.attribute, other.attribute];
  if (one.of.startsWith('outcomes.')) return x === 'measure' || y === 'measure';
  if (GIVEN.has(x)) return HOW.has(y) || GIVEN.has(y);
  if (GIVEN.has(y)) return HOW.has(x);
  return x !== y && REGIMEN.has(x) && REGIMEN.has(y);
}

/** Whether the step at an index is answered together with the one behind it. */
export function entangled(steps: readonly Perturbation[], index: number): boolean {
  const [step, next] = [steps[index], steps[index + 1]];
  return step !== undefined && next !== undefined && two(step, next);
}

/** One factor a step: for pathways from other anchors, which differ from what is asked in more things than anybody has named. */
export function byFactor(steps: readonly Perturbation[], index: number): boolean {
  return steps[index]?.factor === steps[index + 1]?.factor;
}

/** All steps of a scenario in one. */
export function allAtOnce(steps: readonly Perturbation[], index: number): boolean {
  return index < steps.length - 1;
}
