/** Which of two sides is told against which. */
import { onceOfNamed, onceOfOne } from '../trial/once.ts';
import { entryOf } from '../trial/paths.ts';
import { titleIds } from '../trial/registry/ids.ts';
import { words } from '../trial/registry/text.ts';
import type { Component, Trial } from '../trial/schema.ts';
import { givenIn, pairOf, sideOf } from '../trial/sides.ts';
import type { Look } from '../trial/types.ts';
import { sideChange } from './likeness.ts';

/** The ids that an import would give to arms and groups, which are made of their labels and of what arms are given. */
function namesOfLabels(trial: Trial): Map<string, string> {
  const [arms, groups] = [Object.entries(trial.arms ?? {}), Object.entries(trial.groups ?? {})];
  const ofArms = titleIds(
    arms.map(([id, arm]) => ({
      title: arm.label ?? id,
      about: () => {
        const [only, more] = givenIn(arm);
        const name = (one: Component | undefined) => one?.drug ?? one?.intervention ?? '';
        return only ? [name(only), more ? name(more) : (only.dose ?? '')] : [];
      },
    })),
    'arm',
  );
  const titles = groups.map(([id, { label }]) => ({ title: label ?? id }));
  const names = [...ofArms, ...titleIds(titles, 'group', new Set(ofArms))];
  return new Map([...arms, ...groups].map(([id], at) => [id, names[at] ?? id]));
}

/** How many words of the names of arms are words of what these are given and how they are described. */
function wordsTold(trial: Trial, nameOf: (id: string) => string): number {
  return Object.entries(trial.arms ?? {}).reduce((sum, [id, arm]) => {
    const given = givenIn(arm).map(({ drug, intervention }) => drug ?? intervention);
    const told = new Set(words([...given, arm.description].join(' ')));
    return (
      sum +
      nameOf(id)
        .split('-')
        .filter((word) => told.has(word)).length
    );
  }, 0);
}

/**
 * What sides are put in order by where nothing else says: by what their labels make, or their ids, whichever tell more of what is given.
 * An import makes both of the same words; an id or a label that somebody made up then says nothing, as the order in a document does not.
 */
const namesOf = onceOfOne((trial: Trial): ReadonlyMap<string, string> => {
  const labels = namesOfLabels(trial);
  const ofLabel = (id: string) => labels.get(id) ?? id;
  return wordsTold(trial, ofLabel) > wordsTold(trial, (id) => id) ? labels : new Map();
});

/** What a side gives, whatever it is called. */
const givenTo = onceOfNamed((trial: Trial, id: string) =>
  (sideOf(trial, id)?.gives ?? [])
    .map(({ drug, intervention }) => words(drug ?? intervention ?? '').join(' '))
    .sort()
    .join(', '),
);

/** How many participants a side has in the results: at most, and in all of them. Neither another name nor another order changes it. */
const participantsIn = onceOfNamed((trial: Trial, id: string): readonly [most: number, all: number] => {
  const counts = (trial.results ?? []).flatMap(({ values }) => entryOf(values, id)?.n ?? []);
  return [Math.max(0, ...counts), counts.reduce((sum, n) => sum + n, 0)];
});

/**
 * Whether of two sides that no rule puts in order the second comes before the first: by what they give, else by how many participants they
 * have, else by what they are called. What was observed of them has no say: it would tell what is to be found.
 */
function isBehind(trial: Trial, first: string, second: string): boolean {
  const [one, other] = [givenTo(trial, first), givenTo(trial, second)];
  if (one !== other) return other < one;
  const [[most, all], [mostOther, allOther]] = [participantsIn(trial, first), participantsIn(trial, second)];
  if (most !== mostOther) return mostOther > most;
  if (all !== allOther) return allOther > all;
  const names = namesOf(trial);
  return (names.get(second) ?? second) < (names.get(first) ?? first);
}

/** Whether two sides are told the other way round than by rule; where no rule says, than by what they give, else by their names: the order in a document says nothing. */
export function isTurned(trial: Trial, first: string, second: string): boolean {
  const pair = pairOf(trial, first, second);
  if (!pair) return false;
  return pair.by === 'record' ? isBehind(trial, first, second) : pair.first.id === second;
}

/**
 * The same of what is asked about: by the rule for what was observed, so that another dose turns nothing round; where no rule says, the
 * one of the two that is changed is told, against the other.
 */
export function isAskedTurned(observed: Trial, trial: Trial, { first, second }: Look): boolean {
  const [one, other] = [sideOf(observed, first), sideOf(observed, second)];
  const pair = one && other && pairOf(observed, first, second);
  if (!pair) return isTurned(trial, first, second);
  if (pair.by !== 'record') return pair.first.id === second;
  const [now, against] = [sideOf(trial, first), sideOf(trial, second)];
  const changed = now !== undefined && sideChange(one, now) !== undefined;
  const otherChanged = against !== undefined && sideChange(other, against) !== undefined;
  return changed === otherChanged ? isBehind(observed, first, second) : otherChanged;
}
