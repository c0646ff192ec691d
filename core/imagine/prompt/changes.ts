/** Perturbations as a model is told them. */
import { plainLine } from '../../trial/markdown.ts';
import { isHowGiven, valueAt } from '../../trial/paths.ts';
import { type Arm, type Component, FACTORS, type Outcome, type Trial } from '../../trial/schema.ts';
import type { Attribute, Look, Perturbation } from '../../trial/types.ts';
import { apply, moved } from '../apply.ts';
import { endpointChange, endpointOf } from '../endpoint.ts';
import type { State } from '../landing.ts';
import { told } from './encoded.ts';
import { componentFacts, type Facts, givenFacts, type Keys, outcomeFacts, stated } from './facts.ts';

const LIMIT = 2000;

function attribute(value: Attribute | undefined): unknown {
  if (typeof value === 'string') return told(value, LIMIT);
  if (typeof value === 'object')
    return value.slice(0, 40).map((one) => (typeof one === 'string' ? told(one, 300) : one));
  return value;
}

/** What an added or dropped entry holds, as far as the schema knows it. */
function entry(top: string, id: string, value: unknown, within: boolean): Facts {
  const own = typeof value === 'object' && value !== null ? value : {};
  if (top === 'outcomes')
    return outcomeFacts({ outcomes: { [id]: own as Outcome } }, { outcome: id, first: '', second: '' });
  if (within) return stated({ ...componentFacts({ drug: id, ...(own as Component) }) });
  const { label, role, gives, ...flat } = own as Arm;
  const given = givenFacts(gives ? Object.entries(gives).map(([drug, one]) => ({ drug, ...one })) : [flat]);
  const known = given.filter((one) => Object.keys(one).length > 0);
  return stated({ name: told(label ?? id, 300), role, gives: known.length > 0 ? known.slice(0, 40) : undefined });
}

/** Whether what is looked at differs in nothing but when it was measured. */
function atOtherTime({ outcomes = {} }: Trial, a: Look, b: Look): boolean {
  const [one, other] = [a, b].map(({ outcome, row }) => endpointOf(outcome, outcomes[outcome] ?? {}, row));
  return one !== undefined && other !== undefined && endpointChange(one, other) === 'time';
}

function changeFacts(perturbation: Perturbation, { trial, look }: State, keys: Keys): Facts {
  const { factor } = perturbation;
  if (perturbation.kind === 'look') {
    const to = moved(look, perturbation);
    const sides = to.first !== look.first || to.second !== look.second;
    const outcome = to.outcome !== look.outcome || to.row !== look.row;
    return stated({
      factor,
      change:
        sides && outcome
          ? 'other arms and another outcome are compared'
          : sides
            ? 'other arms are compared'
            : atOtherTime(trial, look, to)
              ? 'the same outcome is looked at, at another time'
              : 'another outcome is looked at',
      // The outcome from which the look goes away has been told.
      from: sides ? stated({ contrast: contrast(trial, look, keys) }) : undefined,
      to: stated({
        contrast: sides ? contrast(trial, to, keys) : undefined,
        outcome: outcome ? outcomeFacts(trial, to) : undefined,
      }),
    });
  }
  const [top = '', id, ...rest] = perturbation.path.map(String);
  // An arm that is added is not there yet: it has its key where it is compared.
  const comes = perturbation.kind === 'add' && rest.length === 0;
  const side = (top === 'arms' || top === 'groups') && id !== undefined && !comes;
  const of = side
    ? keys.of(trial, id)
    : top === 'outcomes' && id !== look.outcome
      ? plainLine(id ?? '', 100)
      : undefined;
  // The dose of a drug, not the drug of a dose: what lies deepest in the document is named first.
  const names = rest.filter((key) => key !== 'gives').reverse();
  const unset = perturbation.kind === 'drop' && isHowGiven(perturbation.path);
  if (perturbation.kind === 'set' || unset) {
    const what = side || top === 'outcomes' ? names : [...names, id ?? ''];
    const change = { what: plainLine(what.join(' of ') || top, 200), ...(of !== undefined && { of }) };
    const [from, to] =
      perturbation.kind === 'set'
        ? [attribute(perturbation.from), attribute(perturbation.to)]
        : [attribute(valueAt(trial, perturbation.path) as Attribute | undefined), 'not stated'];
    return stated({ factor, ...change, from, to });
  }
  const within = rest[0] === 'gives';
  const name = (within ? rest[1] : id) ?? '';
  const value = perturbation.kind === 'add' ? perturbation.value : valueAt(trial, perturbation.path);
  const what = top === 'outcomes' ? 'outcome' : top === 'arms' ? (within ? 'drug' : 'arm') : plainLine(top, 60);
  return stated({
    factor,
    change: `${what} ${perturbation.kind === 'add' ? 'added' : 'dropped'}`,
    of: within ? of : undefined,
    [perturbation.kind === 'add' ? 'added' : 'dropped']: entry(top, plainLine(name, 100), value, within),
  });
}

function contrast(trial: Trial, { first, second }: Look, keys: Keys): string {
  return `${keys.of(trial, first)} against ${keys.of(trial, second)}`;
}

/** One change after the other, each told from the state that it is made in. */
export function changesFacts(perturbations: readonly Perturbation[], start: State, keys: Keys): Facts[] {
  let state = start;
  return perturbations.map((perturbation) => {
    const facts = changeFacts(perturbation, state, keys);
    state = { trial: apply(state.trial, perturbation), look: moved(state.look, perturbation) };
    return facts;
  });
}

/** The factors that changes touch, in their order: `A`, `A and O`. */
export function factorsOf(perturbations: readonly Perturbation[]): string {
  const touched = FACTORS.filter((factor) => perturbations.some((one) => one.factor === factor));
  return touched.join(' and ');
}
