/** Which drug it is whose dose the labels of two sides tell, and what a drug is called without its dosing. */
import { readLabel } from '../trial/labels.ts';
import { words } from '../trial/registry/text.ts';
import type { Component, Trial } from '../trial/schema.ts';
import { givenIn, type Side } from '../trial/sides.ts';
import { isInert, isTelling, NAMING, named, OF_GIVING, proseOf } from './arm-words.ts';

/** Words of how much there is of something, and in how many steps. */
const isOfDosing = (word: string) => NAMING.has(word) || /^(?:levels|escalating|rising|\d+)$/.test(word);

const isDosing = (word: string) => word.length > 3 && OF_GIVING.test(word);

/** A drug's name without three words or more behind it of how it is dosed, which some records write there: `drug X single treatment/ 2 escalating dose levels`. */
export function withoutDosing(name: string): string {
  for (const { index } of name.matchAll(/ /g)) {
    const [own, behind] = [name.slice(0, index), words(name.slice(index))];
    if (words(own).some(isTelling) && behind.length >= 3 && behind.every(isOfDosing) && behind.some(isDosing))
      return own;
  }
  return name;
}

const wordsIn = (name: string) => ` ${words(name).join(' ')} `;

/** Of names of which one is part of another, those that a label holds beside the longer: of `X OMI 60 mcg` the name `X` is none. */
function standingAlone(names: readonly string[], label: string): string[] {
  return names.filter((name) => {
    const longer = names.filter((other) => other !== name && wordsIn(other).includes(wordsIn(name)));
    const without = longer.reduce((rest, other) => rest.replaceAll(wordsIn(other), ' | '), wordsIn(label));
    return (
      longer.length === 0 ||
      without.includes(wordsIn(name)) ||
      !longer.some((one) => wordsIn(label).includes(wordsIn(one)))
    );
  });
}

/** Of several names those that stand in a part of the label which is otherwise in the other: `X 3 µg + Y`, `X 10 µg + Y`; all where no part tells. */
function inChangedPart(names: readonly string[], from: string, to: string): readonly string[] {
  const [before, after] = [from, to].map((label) => label.split(/ ?\+ ?| and | plus | with /i));
  if (names.length < 2 || !before || !after || before.length !== after.length) return names;
  // A dose at the end may be that of all: `X + Y 2.4 g`.
  const ends = after.at(-1) !== before.at(-1);
  if (ends && after.slice(0, -1).some((part) => readLabel(part).doses.length === 0)) return names;
  const changed = after.flatMap((part, i) => (part === before[i] ? [] : words(part)));
  const found = names.filter((name) => words(name).some((word) => changed.includes(word)));
  return found.length > 0 ? found : names;
}

/** The drug whose dose two labels name: of what they are given, else of what all arms are given, those that the labels name. */
export function drugOf(trial: Trial, from: Side, to: Side): string | undefined {
  const active = (components: readonly Component[]) => components.filter((one) => !isInert(one)).map(named);
  const own = new Set(active([...from.gives, ...to.gives]));
  const arms = Object.values(trial.arms ?? {}).flatMap((arm) => {
    const drugs = active(givenIn(arm));
    return drugs.length > 0 ? [drugs] : [];
  });
  const all = [...new Set(arms.flat())];
  const candidates = own.size > 0 ? [...own] : all;
  const label = words(to.label);
  const inLabel = candidates.filter((name) => words(name).some((word) => to.says.rest.includes(word)));
  const shared = own.size > 0 ? candidates : all.filter((name) => arms.every((drugs) => drugs.includes(name)));
  // Of names that share a part, such as a company's letters, only that which stands there whole is meant.
  const whole = new Set(inLabel.filter((name) => words(name).every((word) => label.includes(word))).flatMap(words));
  const meant = inLabel.filter(
    (name) =>
      words(name).some((word) => to.says.rest.includes(word) && !whole.has(word)) ||
      words(name).every((word) => whole.has(word)),
  );
  const told = inChangedPart(meant.length > 0 ? standingAlone(meant, to.label) : shared, from.label, to.label);
  if (told.length > 0) return told.map(withoutDosing).join(' + ');
  // Of groups that are nobody's arm alone, what is said of both may name it.
  const proses = [from, to].map((side) => ` ${words(proseOf(trial, side)).join(' ')} `);
  const [only, more] = all.filter((name) => proses.every((prose) => prose.includes(` ${words(name).join(' ')} `)));
  return more === undefined ? only : undefined;
}
