/**
 * Perturbations of one attribute that the trial itself suggests: the levels that its other arms and outcomes name, halves
 * and doubles, the other values of a closed list, the enrollment that a wanted power takes.
 */
import { powerOf } from '../core/imagine/powered.ts';
import { focusOf } from '../core/trial/contrast.ts';
import { observe } from '../core/trial/direction.ts';
import { valueAt } from '../core/trial/paths.ts';
import { type Dose, doseRatio, formatDose, parseDose } from '../core/trial/quantity/dose.ts';
import { formatDuration, parseDuration } from '../core/trial/quantity/span.ts';
import { type Arm, type Component, PHASES, type Trial } from '../core/trial/schema.ts';
import { shapeAt } from '../core/trial/shape.ts';
import { nameOf } from '../core/trial/sides.ts';
import type { Attribute, Path } from '../core/trial/types.ts';
import { outcomeCalled, sideCalled } from './names.ts';

export interface Suggestion {
  to: Attribute;
  /** What makes it worth asking: `half`, `the next higher level, of high`. */
  why: string;
}

/** More than this help nobody to choose. */
const MOST = 8;

/** A suggestion before its reason is put into words: of hundreds, a few are told. */
interface Draft {
  to: Attribute;
  why: string | (() => string);
}

interface Given {
  arm: string;
  component: Component;
}

/** Everything that any arm is given, with the arm. */
function given(trial: Trial): Given[] {
  return Object.entries(trial.arms ?? {}).flatMap(([arm, { gives, ...flat }]: [string, Arm]) => [
    { arm, component: flat as Component },
    ...Object.entries(gives ?? {}).map(([drug, component]) => ({ arm, component: { drug, ...component } })),
  ]);
}

const distinct = (suggestions: Draft[], now: unknown): Draft[] => {
  const seen = new Set([JSON.stringify(now)]);
  return suggestions.filter(({ to }) => {
    const key = JSON.stringify(to);
    return !seen.has(key) && seen.add(key);
  });
};

const scaled = (dose: Dose, factor: number): Dose => ({
  ...dose,
  amounts: dose.amounts.map((amount) => Number((amount * factor).toPrecision(3))),
  ...(dose.next && { next: scaled(dose.next, factor) }),
});
const times = (dose: Dose, factor: number): string => formatDose(scaled(dose, factor));

function doses(trial: Trial, path: Path, now: string): Draft[] {
  const dose = parseDose(now);
  if (!dose) return [];
  const own = valueAt(trial, path.slice(0, -1)) as Component;
  // An entry of `gives` that does not name its drug is named by its key.
  const name = nameOf({ drug: String(path.at(-2)), ...own });
  const levels = given(trial).flatMap(({ arm, component }) => {
    const other = nameOf(component) === name && component.dose !== undefined ? parseDose(component.dose) : undefined;
    const ratio = other && doseRatio(other, dose);
    return other && ratio !== undefined && ratio !== 1 ? [{ arm, ratio, to: formatDose(other) }] : [];
  });
  const byNearness = levels.toSorted((a, b) => Math.abs(Math.log(a.ratio)) - Math.abs(Math.log(b.ratio)));
  const next = (ratioFits: (ratio: number) => boolean, word: string) => {
    const found = byNearness.find(({ ratio }) => ratioFits(ratio));
    return found ? [{ to: found.to, why: () => `the next ${word} level, of ${sideCalled(trial, found.arm)}` }] : [];
  };
  return [
    ...next((ratio) => ratio < 1, 'lower'),
    ...next((ratio) => ratio > 1, 'higher'),
    { to: times(dose, 0.5), why: 'half' },
    { to: times(dose, 2), why: 'double' },
    ...byNearness.map(({ to, arm }) => ({ to, why: () => `the level of ${sideCalled(trial, arm)}` })),
  ];
}

function durations(trial: Trial, now: string): Draft[] {
  const duration = parseDuration(now);
  const { count } = duration ?? {};
  if (!duration || count === undefined || duration.to !== undefined) return others(trial, 'duration');
  const scaled = (factor: number) => formatDuration({ ...duration, count: Number((count * factor).toPrecision(3)) });
  return [{ to: scaled(0.5), why: 'half' }, { to: scaled(2), why: 'double' }, ...others(trial, 'duration')];
}

/** What other arms have under the same key. */
function others(trial: Trial, key: 'drug' | 'intervention' | 'route' | 'schedule' | 'duration'): Draft[] {
  return given(trial).flatMap(({ arm, component }) => {
    const to = component[key];
    return to === undefined ? [] : [{ to, why: () => `as in ${sideCalled(trial, arm)}` }];
  });
}

function timePoints(trial: Trial, path: Path): Draft[] {
  const own = trial.outcomes?.[String(path[1])];
  const entries = Object.entries(trial.outcomes ?? {}).filter(([, outcome]) => outcome.time !== undefined);
  const same = entries.filter(([, { measure }]) => measure === own?.measure);
  return [...same, ...entries].map(([id, { time = '' }]) => ({
    to: time,
    why: () => `when ${outcomeCalled(trial, id)} is measured`,
  }));
}

/** The enrollment with which a new trial would find the difference, were the true effect as the focus's was estimated. */
function enrollments(trial: Trial, now: number): Draft[] {
  const look = focusOf(trial);
  const observed = look && observe(trial, look);
  const power = observed && now > 0 ? powerOf(observed, now, now) : undefined;
  const needed = power && 'needed' in power ? power.needed : [];
  const powered = needed.flatMap((one) =>
    one.participants <= 1e6
      ? [{ to: one.participants, why: `${Math.round(one.power * 100)} % power, were the effect as estimated` }]
      : [],
  );
  return [
    ...powered,
    { to: Math.max(2, Math.round(now * 0.5)), why: '50 % fewer' },
    { to: Math.round(now * 1.5), why: '50 % more' },
    { to: now * 2, why: 'double' },
  ];
}

/** The countries in which most registered trials have sites. */
const COMMON = ['United States', 'Germany', 'United Kingdom', 'Canada'];

function countries(now: readonly (string | number)[]): Draft[] {
  if (now.length === 1) return COMMON.map((country) => ({ to: [country], why: 'instead' }));
  return now.slice(0, 3).map((country) => ({ to: [country], why: 'only' }));
}

function phases(now: string): Draft[] {
  const at = PHASES.indexOf(now as (typeof PHASES)[number]);
  const phase = (i: number) => {
    const name = PHASES[i];
    return name === undefined || name === 'not applicable'
      ? []
      : [{ to: /^\d$/.test(name) ? Number(name) : name, why: '' }];
  };
  return at < 0 ? [] : [...phase(at - 1), ...phase(at + 1)];
}

function all(trial: Trial, path: Path, now: unknown): Draft[] {
  const shape = shapeAt(path);
  const key = String(path.at(-1));
  if (shape?.meta.quantity === 'dose') return doses(trial, path, String(now));
  if (key === 'duration') return durations(trial, String(now));
  if (key === 'drug' || key === 'intervention' || key === 'route' || key === 'schedule') return others(trial, key);
  if (key === 'time') return timePoints(trial, path);
  if (key === 'enrollment') return typeof now === 'number' && now > 0 ? enrollments(trial, now) : [];
  if (key === 'countries') return Array.isArray(now) ? countries(now) : [];
  if (key === 'phase') return phases(String(now));
  if (shape?.kind === 'enum') return (shape.values ?? []).map((to) => ({ to, why: '' }));
  if (shape?.kind === 'boolean') return [{ to: now !== true, why: '' }];
  return [];
}

/** What the attribute at a path could be instead. None where the trial does not state it or it cannot be perturbed. */
export function suggestions(trial: Trial, path: Path): Suggestion[] {
  const now = valueAt(trial, path);
  if (now === undefined || !shapeAt(path)?.meta.perturbable) return [];
  return distinct(all(trial, path, now), now)
    .slice(0, MOST)
    .map(({ to, why }) => ({ to, why: typeof why === 'string' ? why : why() }));
}
