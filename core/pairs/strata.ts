/** Groups that divide the arms of a trial once more, by who is in them, when, or where something was taken: which of them may stand against each other. */
import { onceOfOne } from '../trial/once.ts';
import { words } from '../trial/registry/text.ts';
import type { Trial } from '../trial/schema.ts';
import { givenIn, type Side, sideOf } from '../trial/sides.ts';
import { INERT, LEVELS, named, OF_GIVING, OFTEN } from './arm-words.ts';

/** Words of one and not of the other, as often as they are: what leads from the one name to the other. */
function stepBetween(a: readonly string[], b: readonly string[]): string {
  const [mine, theirs] = [[...a], [...b]];
  for (const word of a) {
    const at = theirs.indexOf(word);
    if (at < 0) continue;
    theirs.splice(at, 1);
    mine.splice(mine.indexOf(word), 1);
  }
  return `${mine.sort().join(' ')} > ${theirs.sort().join(' ')}`;
}

/** Between what is called the same. */
const NO_STEP = ' > ';

/** All words by which a trial calls what it gives, and its arms. */
const armWordsOf = onceOfOne((trial: Trial): ReadonlySet<string> => {
  const all = Object.values(trial.arms ?? {}).flatMap((arm) => [arm.label ?? '', ...givenIn(arm).map(named)]);
  return new Set(all.flatMap(words));
});

/** The sides that any result tells of, those of each together. */
const toldTogether = onceOfOne((trial: Trial): readonly (readonly string[])[] => {
  const sets = (trial.results ?? []).map(({ values }) => Object.keys(values ?? {}));
  return [...new Map(sets.map((ids) => [ids.join(' '), ids])).values()];
});

/** All that stands in a result beside two sides. */
function besideIn(trial: Trial, a: Side, b: Side): Side[] {
  const both = toldTogether(trial).filter((ids) => ids.includes(a.id) && ids.includes(b.id));
  return [...new Set(both.flat())].flatMap((id) => (id === a.id || id === b.id ? [] : (sideOf(trial, id) ?? [])));
}

/** The numbers of arms and doses stand for what is given. */
const NUMBERED_BY = new Set(
  'arm dose doses level group regimen sequence intervention treatment day days week weeks'.split(' '),
);

/** The words of a label; letters and numbers that number what is given are marked: `arm #a #1`. */
function wordsOf(label: string): string[] {
  let numbers = false;
  // `Stage1` is `Stage 1`.
  return words(label.replace(/(?<=[a-z]{4})(?=\d)/gi, ' ')).map((word) => {
    const numbered = numbers && /^(?:[a-z]|[a-z]?\d+[a-z]?)$/.test(word);
    numbers = numbered || NUMBERED_BY.has(word);
    return numbered ? `#${word}` : word;
  });
}

/** Whether what tells two names apart is nothing that anybody is given: no word of an arm, of giving, of how much or how often, no dose. */
function isOfNothingGiven(trial: Trial, a: Side, b: Side, step: string): boolean {
  if (a.says.doses.join() !== b.says.doses.join()) return false;
  const given = armWordsOf(trial);
  const telling = step.split(/[ >]+/).filter((word) => word !== '');
  const isOfGiving = (word: string) =>
    word.startsWith('#') || OF_GIVING.test(word) || OFTEN.test(word) || LEVELS.has(word) || INERT.test(word);
  return telling.length > 0 && telling.every((word) => !isOfGiving(word) && (/^\d+$/.test(word) || !given.has(word)));
}

/**
 * Whether two sides, not both of them arms, stand in different lines of a grid: groups that stand beside both in a result are called as the one but for a few words, and as the
 * other but for others, and one of the two steps is of nothing that anybody is given. `Drug, score 6` and `placebo, score 4 or 5`, beside `drug, score 4 or 5`
 * and `placebo, score 6`; and so `drug, score 6` and `drug, score 4 or 5`.
 */
export function areInOtherLines(trial: Trial, a: Side, b: Side): boolean {
  if (a.whole && b.whole) return false;
  const others = besideIn(trial, a, b).map((side) => ({ side, name: wordsOf(side.label) }));
  const [mine, theirs] = [wordsOf(a.label), wordsOf(b.label)];
  const across = stepBetween(mine, theirs);
  const acrossIsGiven = !isOfNothingGiven(trial, a, b, across);
  return others.some((c) => {
    const [down, along] = [stepBetween(mine, c.name), stepBetween(c.name, theirs)];
    if (down === NO_STEP || along === NO_STEP || down === along) return false;
    const downIsGiven = !isOfNothingGiven(trial, a, c.side, down);
    if (downIsGiven && acrossIsGiven) return false;
    return others.some(
      (d) =>
        // Both steps lead from the one to the other, by either way; or the step between the two leads between others as well.
        (!downIsGiven && along === stepBetween(mine, d.name) && down === stepBetween(d.name, theirs)) ||
        (!acrossIsGiven && across === stepBetween(c.name, d.name) && down === stepBetween(theirs, d.name)),
    );
  });
}
