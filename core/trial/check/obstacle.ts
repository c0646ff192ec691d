/** What keeps a scenario from being imagined. */
import type { Parsed } from '../types.ts';

/**
 * Why a named scenario is not imagined, in a sentence: it is taken as a whole, and a part of it cannot be understood. Arrows in
 * place (null) are attributes of their own: one that is half typed takes nothing from the others.
 */
export function obstacle(parsed: Parsed, name: string | null): string | undefined {
  const range = name === null ? undefined : parsed.scenarios.find((one) => one.name === name)?.range;
  if (!range) return undefined;
  const found = parsed.diagnostics.find(
    (one) => one.severity === 'error' && range.start <= one.range.start && one.range.end <= range.end,
  );
  // Where this is shown nothing is Markdown, and its marks would be read as they stand.
  return found?.message.replaceAll('`', '');
}
