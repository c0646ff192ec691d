/** What keeps a scenario from being imagined. */
import type { Code } from '../codes.ts';
import type { Diagnostic, Parsed, Range } from '../types.ts';

/** A trial with so many participants there cannot be. */
const IMPOSSIBLE: Code = 'impossible-count';

const within = (outer: Range, { start, end }: Range) => outer.start <= start && end <= outer.end;

/**
 * Why a scenario (the arrows in place, for null) is not imagined, in a sentence: it leads through what cannot be; or, as a named
 * one is taken as a whole, a part of it cannot be understood. Arrows in place are attributes of their own: one that is half
 * typed takes nothing from the others.
 */
export function obstacle(parsed: Parsed, name: string | null): string | undefined {
  const found = name === null ? parsed.inPlace : parsed.scenarios.find((one) => one.name === name);
  if (!found) return undefined;
  const stops = ({ code, severity, range }: Diagnostic) =>
    code === IMPOSSIBLE
      ? found.steps.some((step) => within(step.range, range))
      : severity === 'error' && name !== null && within(found.range, range);
  return parsed.diagnostics.find(stops)?.message;
}
