/** Under which ids the results hold people: those of arms, or those of groups that are an arm by another name. */
import { onceOfOne } from './once.ts';
import { parseContrast } from './quantity/contrast.ts';
import type { Result, Trial } from './schema.ts';

/** The sides that a result speaks of: those with values, then those that only an analysis of two sides names. */
function sidesIn(result: Result): readonly string[] {
  const ids = Object.keys(result.values ?? {});
  for (const analysis of result.analyses ?? []) {
    const sides = parseContrast(analysis.contrast ?? '');
    if (sides.length === 2) for (const id of sides) if (!ids.includes(id)) ids.push(id);
  }
  return ids;
}

/** The sides that each of these results speaks of, in their order: the results of a perturbed trial are the same. */
const sidesOf = onceOfOne((results: readonly Result[]) => results.map(sidesIn));

/** The sides that each result of a trial speaks of. */
export function sidesHeld({ results }: Trial): readonly (readonly string[])[] {
  return results ? sidesOf(results) : [];
}

/** Words by which a group is a part of an arm: by sex, by age, by what was so before or came after. */
const PART =
  /\b(?:wom[ae]n|m[ae]n|(?:fe)?males?|girls?|boys?|child(?:ren)?|p(?:a?e)diatric|adolescents?|adults?|elderly|infants?|neonates?|former(?:ly)?|previous(?:ly)?|(?:non[- ]?)?(?:responders?|completers?|survivors?|relapsers?|adherers?|compliers?|rescued)|failures?|positive|negative|reactive|sub-?(?:group|set|study)|strat(?:um|a))\b/i;

/** Arms by the groups that they are, and groups by these arms. */
interface Own {
  arms: ReadonlyMap<string, string>;
  groups: ReadonlyMap<string, string>;
}

/**
 * An arm and its only group are one: records call the people of an arm otherwise in their results than where they say what it is
 * given. Such a group holds people of one arm alone, is not called a part of it, and the results hold nothing else of that arm: neither
 * under the arm's id nor under another group's that holds people of it alone. In a crossover groups are what was given, and arms the
 * order of that.
 */
export const ownGroups: (trial: Trial) => Own = onceOfOne(({ arms = {}, groups = {}, results = [], design }: Trial) => {
  const alone = Object.entries(groups).flatMap(([id, group]) => {
    const [arm, more] = group.arms ?? [];
    return arm !== undefined && more === undefined && Object.hasOwn(arms, arm) ? [[id, arm] as const] : [];
  });
  if (alone.length === 0 || design?.model === 'crossover') return { arms: new Map(), groups: new Map() };
  const ids = new Set(sidesOf(results).flat());
  const told = alone.filter(([id, arm]) => ids.has(id) && !ids.has(arm));
  const only = told.filter(
    ([id, arm]) => told.every(([other, of]) => of !== arm || other === id) && !PART.test(groups[id]?.label ?? id),
  );
  return { arms: new Map(only), groups: new Map(only.map(([id, arm]) => [arm, id])) };
});

/** Whether any result sets two sides beside each other. */
export function areBeside(trial: Trial, a: string, b: string): boolean {
  return sidesHeld(trial).some((ids) => ids.includes(a) && ids.includes(b));
}
