/** States of which no figure can be told, whatever was observed: nobody enrolled, a dose that cannot be read or is none. */
import { type Dose, parseDose } from '../trial/quantity/dose.ts';
import type { Component, Trial } from '../trial/schema.ts';
import { nameOf, sideOf } from '../trial/sides.ts';
import type { StepAnswer } from './answer.ts';
import type { State } from './landing.ts';

function refusal(missing: 'no contrast' | 'no anchor', text: string): StepAnswer {
  return { status: 'carried over', missing, reasons: [{ text }], evidence: [] };
}

/** Components of the two sides whose dose is another than was observed. */
function changedDoses(observed: Trial, { trial, look }: State): Component[] {
  return [look.first, look.second].flatMap((id) => {
    const before = sideOf(observed, id)?.gives ?? [];
    return (sideOf(trial, id)?.gives ?? []).filter((component, i) => {
      const same = before.find((one) => nameOf(one) === nameOf(component)) ?? before[i];
      return component.dose !== undefined && component.dose !== same?.dose;
    });
  });
}

const isNone = ({ amounts }: Dose) => amounts.every((amount) => amount === 0);

/** Why nothing is told of a state; undefined where something can be. */
export function refusalOf(observed: Trial, state: State): StepAnswer | undefined {
  const people = state.trial.population?.enrollment;
  if (people !== undefined && people !== observed.population?.enrollment && !(Number.isInteger(people) && people > 0))
    return refusal('no contrast', `A trial cannot have ${people} participants: nothing is told of it.`);
  for (const { dose = '' } of changedDoses(observed, state)) {
    const read = parseDose(dose);
    if (!read) return refusal('no anchor', `The dose “${dose}” cannot be read, so there is no evidence on it.`);
    if (isNone(read))
      return refusal('no anchor', `A dose of ${dose} is nothing given: natural pairs of doses hold no evidence on it.`);
  }
  return undefined;
}
