/**
 * Perturbations of one attribute that the trial itself suggests: the levels that its other arms and outcomes name, halves
 * and doubles, the other values of a closed list, the enrollment that a wanted power takes.
 */
import { powerOf } from '../core/imagine/powered.ts';
import { focusOf } from '../core/trial/contrast.ts';
import { observe } from '../core/trial/direction.ts';
import { valueAt } from '../core/trial/paths.ts';
import { type Dose, doseRatio, formatDose, parseDose } from '../core/trial/quantity/dose.ts';
import { type Arm, type Component, PHASES, type Trial } from '../core/trial/schema.ts';
import { shapeAt } from '../core/trial/shape.ts';
import { nameOf } from '../core/trial/sides.ts';
import type { Attribute, Path } from '../core/trial/types.ts';
import { sideCalled } from './names.ts';
import { durations, meant, schedules, times } from './timing.ts';

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

/** One of all that mean the same, and none that means what is there now. */
const distinct = (suggestions: Draft[], now: unknown, key: string): Draft[] => {
  const isTiming = key === 'time' || key === 'duration' || key === 'schedule';
  const said = (value: unknown) => (isTiming ? meant(key, String(value)) : JSON.stringify(value));
  const seen = new Set([said(now)]);
  return suggestions.filter(({ to }) => {
    const one = said(to);
    return !seen.has(one) && seen.add(one);
  });
};

const scaled = (dose: Dose, factor: number): Dose => ({
  ...dose,
  amounts: dose.amounts.map((amount) => Number((amount * factor).toPrecision(3))),
  ...(dose.next && { next: scaled(dose.next, factor) }),
});
const timesDose = (dose: Dose, factor: number): string => formatDose(scaled(dose, factor));

/** What is given at a path. An entry of `gives` that does not name its drug is named by its key. */
function nameAt(trial: Trial, path: Path): string {
  const own = valueAt(trial, path.slice(0, -1)) as Component;
  return nameOf({ drug: String(path.at(-2)), ...own });
}

function doses(trial: Trial, path: Path, now: string): Draft[] {
  const dose = parseDose(now);
  if (!dose) return [];
  const name = nameAt(trial, path);
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
    { to: timesDose(dose, 0.5), why: 'half' },
    { to: timesDose(dose, 2), why: 'double' },
    ...byNearness.map(({ to, arm }) => ({ to, why: () => `the level of ${sideCalled(trial, arm)}` })),
  ];
}

/** What other arms have under the same key. `of`: only those that are given the same. */
function others(trial: Trial, key: 'drug' | 'intervention' | 'route' | 'schedule' | 'duration', of?: string): Draft[] {
  return given(trial).flatMap(({ arm, component }) => {
    const to = component[key];
    if (to === undefined || (of !== undefined && nameOf(component) !== of)) return [];
    return [{ to, why: () => `as in ${sideCalled(trial, arm)}` }];
  });
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
  if (key === 'duration') return [...durations(String(now)), ...others(trial, key, nameAt(trial, path))];
  if (key === 'schedule') return [...others(trial, key, nameAt(trial, path)), ...schedules(String(now))];
  if (key === 'drug' || key === 'intervention' || key === 'route') return others(trial, key);
  if (key === 'time') return times(trial, path, String(now));
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
  return distinct(all(trial, path, now), now, String(path.at(-1)))
    .slice(0, MOST)
    .map(({ to, why }) => ({ to, why: typeof why === 'string' ? why : why() }));
}
