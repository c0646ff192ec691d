/** A trial's facts as a model is told them: plain data whose every text is one cleaned line. Of results nothing. */
import { once, onceOfOne } from '../../trial/once.ts';
import { entryOf } from '../../trial/paths.ts';
import { parseInterval } from '../../trial/quantity/estimate.ts';
import { type Component, STATISTICS, type Trial, type Value } from '../../trial/schema.ts';
import { type Side, sideOf } from '../../trial/sides.ts';
import type { Look } from '../../trial/types.ts';
import { withoutCounts } from './counts.ts';
import { told } from './encoded.ts';

export type Facts = Record<string, unknown>;

const NAME = 300;
/** What registries let be written: what is longer than a prompt can take is cut where it is fitted, and that is said. */
const DESCRIPTION = 5000;
const CRITERIA = 20_000;
/** More of a list than this tells no more. */
const MANY = 200;

const text = (value: string | undefined, limit: number) =>
  value === undefined || value.trim() === '' ? undefined : told(value, limit);

/** What something is called; how many were analysed is no name. */
const named = (value: string | undefined) => text(value === undefined ? undefined : withoutCounts(value), NAME);

/** Without what is not stated. */
export function stated(facts: Facts): Facts {
  const said: Facts = {};
  for (const key of Object.keys(facts)) if (facts[key] !== undefined) said[key] = facts[key];
  return said;
}

export function componentFacts(component: Component): Facts {
  const { drug, intervention, type, dose, route, schedule, duration } = component;
  return stated({
    // What is no drug has a name of its own, and what it is filed under in its arm is none.
    drug: intervention === undefined ? text(drug, NAME) : undefined,
    intervention: text(intervention, NAME),
    type: type === 'drug' ? undefined : type,
    dose: text(dose, NAME),
    route: text(route, NAME),
    schedule: text(schedule, NAME),
    duration: text(duration, NAME),
  });
}

/** What is given, each once: records now and then list the same thing twice. */
export function givenFacts(components: readonly Component[]): Facts[] {
  return [...new Map(components.map(componentFacts).map((facts) => [JSON.stringify(facts), facts])).values()];
}

/** What an arm or a group is, and what it is given. */
function sideFacts(trial: Trial, { id, label, whole, arms, role, gives }: Side): Facts {
  const described = entryOf(trial.arms, id)?.description ?? entryOf(trial.groups, id)?.description;
  const within = whole ? [] : arms.map((arm) => entryOf(trial.arms, arm)?.label ?? arm);
  return stated({
    name: named(label),
    role,
    arms: within.length > 0 ? within.slice(0, MANY).map(named) : undefined,
    period: named(entryOf(trial.groups, id)?.period),
    gives: gives.length > 0 ? givenFacts(gives).slice(0, MANY) : undefined,
    description: text(described, DESCRIPTION),
  });
}

/** `observed`: the trial as it was; what is written of an outcome that was changed is of what it was, and is left out. */
export function outcomeFacts(trial: Trial, { outcome: id, row }: Look, observed: Trial = trial): Facts {
  const own = entryOf(trial.outcomes, id) ?? {};
  const was = entryOf(observed.outcomes, id) ?? own;
  const { measure, time, unit, rank, better, population } = own;
  const description = was.measure === measure && was.time === time ? own.description : undefined;
  return stated({
    measure: named(measure ?? id),
    row: named(row),
    time: named(time),
    unit: text(unit, NAME),
    rank,
    better,
    analysed: text(population, DESCRIPTION),
    description: text(description, DESCRIPTION),
  });
}

const NONE: Facts = {};

/** The same facts of the same population, so that they are written once. */
export function populationFacts({ population }: Trial): Facts {
  return population ? ofPopulation(population) : NONE;
}

const ofPopulation = onceOfOne(
  ({ condition, enrollment, age, sex, healthy, criteria }: NonNullable<Trial['population']>) =>
    stated({
      condition: condition?.slice(0, MANY).map((one) => told(one, NAME)),
      enrollment,
      age: text(age, NAME),
      sex,
      healthy: healthy === true ? true : undefined,
      criteria: text(criteria, CRITERIA),
    }),
);

/**
 * How and where. Neither the registry id nor the sponsor nor how the study ended: a model is to reason, not to remember, and a trial
 * that was stopped tells why.
 */
export function designFacts({ design }: Trial): Facts {
  return design ? ofDesign(design) : NONE;
}

const ofDesign = onceOfOne(
  ({ phase, allocation, model, masking, masked, purpose, countries, start }: NonNullable<Trial['design']>) =>
    stated({
      phase,
      allocation,
      model,
      masking,
      masked: masked?.length ? masked : undefined,
      purpose: text(purpose, NAME),
      countries: countries?.slice(0, MANY).map((one) => told(one, NAME)),
      start: text(start, NAME),
    }),
);

/** One value with its dispersion and number of participants, figures as figures. */
export function valueFacts(value: Value | undefined): Facts | undefined {
  return value && ofValue(value);
}

const ofValue = onceOfOne((value: Value): Facts | undefined => {
  const statistic = STATISTICS.find((name) => value[name] !== undefined);
  if (!statistic) return undefined;
  const figure = (one: number | string | undefined) => (typeof one === 'string' ? told(one, 40) : one);
  const bounds = (one: string | undefined) => {
    const read = one === undefined ? undefined : parseInterval(one);
    return read && one !== undefined ? told(one, 60) : undefined;
  };
  return stated({
    [statistic]: figure(value[statistic]),
    sd: figure(value.sd),
    se: figure(value.se),
    ci: bounds(value.ci),
    iqr: bounds(value.iqr),
    range: bounds(value.range),
    cv: figure(value.cv),
    n: value.n,
  });
});

/** Sides by the keys that a prompt knows them by: `k1`, `k2`, then `a3`, `a4`, … What was given something else is another side. */
export class Keys {
  readonly #known: { id: string; facts: Facts; written: string; key: string }[] = [];
  readonly #observed: Trial;

  /** `observed`: the trial as it was. */
  constructor(trial: Trial, { first, second }: Look, observed: Trial = trial) {
    this.#observed = observed;
    this.of(trial, first);
    this.of(trial, second);
  }

  /** The name and the words of an arm that is given something else now say what it was. */
  #facts(trial: Trial, id: string): Facts {
    const side = sideOf(trial, id);
    if (!side) return { name: told(id, NAME) };
    const was = trial === this.#observed ? side : (sideOf(this.#observed, id) ?? side);
    const facts = sideFacts(trial, side);
    if (JSON.stringify(was.gives) === JSON.stringify(side.gives)) return facts;
    const { name, description: _was, ...now } = facts;
    return { formerly: name, ...now };
  }

  of(trial: Trial, id: string): string {
    return this.#in(trial)(id);
  }

  /** A prompt names the same sides of the same trial many times. */
  readonly #in = onceOfOne((trial: Trial) => once((id) => this.#keyOf(trial, id)));

  #keyOf(trial: Trial, id: string): string {
    const facts = this.#facts(trial, id);
    const written = JSON.stringify(facts);
    const known = this.#known.find((one) => one.id === id && one.written === written);
    if (known) return known.key;
    const count = this.#known.length + 1;
    const key = count < 3 ? `k${count}` : `a${count}`;
    this.#known.push({ id, facts, written, key });
    return key;
  }

  /** All sides that were named, with their facts. */
  facts(): Record<string, Facts> {
    return Object.fromEntries(this.#known.map(({ key, facts }) => [key, facts]));
  }
}
