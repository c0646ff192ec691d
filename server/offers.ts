/** What may stand as a value at a path: closed lists, ids, units behind a number, what the document itself uses, examples. */
import { surveyOf } from '../core/trial/contrast.ts';
import { COMMON_COUNTRIES, countries } from '../core/trial/countries.ts';
import { locateContrast, locateFocus } from '../core/trial/quantity/contrast.ts';
import { DOSE_UNITS } from '../core/trial/quantity/dose-unit.ts';
import { ESTIMATE_KINDS } from '../core/trial/quantity/estimate.ts';
import type { Trial } from '../core/trial/schema.ts';
import { perturbablePaths, type Shape } from '../core/trial/shape.ts';
import type { Path } from '../core/trial/types.ts';
import { shapeOf, stepPath } from './walk.ts';

export interface Offer {
  value: string;
  detail?: string | undefined;
  /** Where it begins to replace what was typed, counted from the beginning of that. */
  from: number;
  /** Written as it is: more is to follow, or it stands in a text that is quoted as a whole. */
  raw?: true;
}

export const UNIT_DETAIL = 'unit';
/** What is written so in some trial, not in this one. */
export const EXAMPLE = 'example';
const SPAN_UNITS = ['days', 'weeks', 'months', 'years', 'hours', 'minutes'];
const OUTCOME_UNITS = ['points', '%', 'participants', 'mmHg', 'kg', 'kg/m²', 'mg/dL', 'mmol/L', 'm', 'bpm', 'events'];
/** A number, and what has been typed of its unit. */
const UNIT_TYPED = /(?:^|[^\p{L}\p{N}])\d+(?:[.,]\d+)?[ \t]*([\p{L}µμ%][\p{L}\p{N}µμ²³/·%-]*)?$/u;

type Arms = NonNullable<Trial['arms']>;

const armDetail = (trial: Trial, id: string): string | undefined => {
  const arm: Arms[string] | undefined = trial.arms?.[id];
  if (!arm) return trial.groups?.[id]?.label;
  return arm.label ?? ([arm.drug, arm.dose].filter(Boolean).join(' ') || arm.role);
};

export function sideIds(
  trial: Trial,
  refers: 'arm' | 'arm or group',
): { value: string; detail?: string | undefined }[] {
  const groups = refers === 'arm' ? [] : Object.keys(trial.groups ?? {});
  return [...Object.keys(trial.arms ?? {}), ...groups].map((value) => ({ value, detail: armDetail(trial, value) }));
}

const outcomeIds = (trial: Trial): { value: string; detail?: string | undefined }[] =>
  Object.entries(trial.outcomes ?? {}).map(([value, { measure, time }]) => ({
    value,
    detail: [measure, time].filter(Boolean).join(', '),
  }));

/** The contrasts that results speak of, then those that the arms could make. */
function pairs(trial: Trial): string[] {
  const observed = surveyOf(trial).contrasts.map(({ look }) => `${look.first} vs ${look.second}`);
  const arms = Object.keys(trial.arms ?? {}).slice(0, 12);
  const others = arms.flatMap((a, i) => arms.slice(i + 1).map((b) => `${a} vs ${b}`));
  const known = new Set(observed);
  return [
    ...known,
    ...others.filter((pair) => !known.has(pair) && !known.has(pair.split(' vs ').reverse().join(' vs '))),
  ].slice(0, 40);
}

function contrastOffers(trial: Trial, typed: string): Offer[] {
  const vs = typed.search(/\svs\.?\s/);
  if (vs < 0) return pairs(trial).map((value) => ({ value, from: 0, raw: true }));
  const named = new Set(locateContrast(typed).map(({ text }) => text));
  const last = /(?:.*\svs\.?\s+)(?=\S*$)/s.exec(typed);
  if (!last) return [];
  const from = last[0].length;
  const rest = typed.slice(from);
  named.delete(rest);
  return sideIds(trial, 'arm or group')
    .filter(({ value }) => !named.has(value))
    .map((id) => ({ ...id, from, raw: true }));
}

function focusOffers(trial: Trial, typed: string): Offer[] {
  const { outcome } = locateFocus(typed) ?? {};
  const comma = typed.indexOf(',');
  if (outcome && comma >= 0) {
    const rows = (trial.results ?? [])
      .filter((result) => result.outcome === outcome.text)
      .flatMap(({ row }) => row ?? []);
    return [...new Set(rows)].map((value) => ({
      value,
      from: comma + 1 + (/^\s*/.exec(typed.slice(comma + 1))?.[0].length ?? 0),
      raw: true,
    }));
  }
  const on = /^(.*\s)?on\s+(?=\S*$)/s.exec(typed);
  if (on) return outcomeIds(trial).map((id) => ({ ...id, from: on[0].length, raw: true }));
  if (/\svs\.?\s+\S+\s+\S*$/.test(typed)) {
    const from = /\S*$/.exec(typed)?.index ?? typed.length;
    return outcomeIds(trial).map(({ value, detail }) => ({ value: `on ${value}`, detail, from, raw: true }));
  }
  const known = surveyOf(trial).contrasts.map(({ look }) => `${look.first} vs ${look.second} on ${look.outcome}`);
  const whole = [...new Set(known)].slice(0, 60).map((value): Offer => ({ value, from: 0, raw: true }));
  return typed.includes(' vs ')
    ? [...whole, ...contrastOffers(trial, typed)]
    : whole.length > 0
      ? whole
      : contrastOffers(trial, typed);
}

function unitsFor(shape: Shape, key: string): readonly string[] {
  const { quantity } = shape.meta;
  if (quantity === 'dose') return DOSE_UNITS;
  if (quantity === 'duration' || quantity === 'schedule' || key === 'time') return SPAN_UNITS;
  return quantity === 'age' ? ['years', 'months', 'weeks', 'days'] : [];
}

/** What the document says under the same key elsewhere. */
function usedElsewhere(trial: Trial, key: string): string[] {
  const holders: unknown[] = [
    ...Object.values(trial.arms ?? {}).flatMap((arm) => [arm, ...Object.values(arm.gives ?? {})]),
    ...Object.values(trial.outcomes ?? {}),
    ...Object.values(trial.groups ?? {}),
  ];
  return holders.flatMap((holder) => {
    const value = (holder as Record<string, unknown>)[key];
    return typeof value === 'string' && value.length <= 80 ? [value] : [];
  });
}

/** The word `drop`, `outcome`, … of a step, where the path is that of its value. */
function stepOffers(trial: Trial, word: string, typed: string): Offer[] | undefined {
  if (word === 'outcome') return outcomeIds(trial).map((id) => ({ ...id, from: 0 }));
  if (word === 'contrast') return contrastOffers(trial, typed);
  if (word === 'row') {
    const rows = (trial.results ?? []).flatMap(({ row }) => row ?? []);
    return [...new Set(rows)].slice(0, 100).map((value) => ({ value, from: 0 }));
  }
  if (word !== 'drop') return undefined;
  const ids = (section: string, of: object | undefined) => Object.keys(of ?? {}).map((id) => `${section}.${id}`);
  return [...ids('arms', trial.arms), ...ids('outcomes', trial.outcomes)].map((value) => ({ value, from: 0 }));
}

const unique = (offers: readonly Offer[]): Offer[] => {
  const seen = new Set<string>();
  return offers.filter(({ value }) => !seen.has(value) && seen.add(value));
};

/** What may stand at a path of the document, given what has been typed of it. */
export function offers(trial: Trial, path: Path, typed: string): Offer[] {
  const step = stepPath(path);
  const inStep = step && step.length === 1 ? stepOffers(trial, String(step[0]), typed) : undefined;
  if (inStep) return inStep;
  const shape = shapeOf(path);
  if (!shape || shape.keys || (shape.element && shape.kind !== 'list')) return [];
  if (shape.element) return offers(trial, [...path, 0], typed);
  const { quantity, refers, suggests, examples = [] } = shape.meta;
  const key =
    String(typeof path.at(-1) === 'number' ? path.at(-2) : path.at(-1))
      .split('.')
      .at(-1) ?? '';
  const whole = (values: readonly string[], detail?: string): Offer[] =>
    values.map((value) => ({ value, detail, from: 0 }));
  if (quantity === 'contrast') return contrastOffers(trial, typed);
  if (quantity === 'focus') return focusOffers(trial, typed);
  if (shape.values) return whole(shape.values);
  if (shape.kind === 'boolean') return whole(['true', 'false']);
  if (refers === 'outcome') return outcomeIds(trial).map((id) => ({ ...id, from: 0 }));
  if (refers && shape.kind === 'text' && !quantity) return sideIds(trial, refers).map((id) => ({ ...id, from: 0 }));
  const number = UNIT_TYPED.exec(typed);
  const units = unitsFor(shape, key);
  if (number && units.length > 0) {
    const from = typed.length - (number[1]?.length ?? 0);
    const spaced = from > 0 && /\d/.test(typed[from - 1] ?? '') ? ' ' : '';
    return units.map((unit) => ({ value: `${spaced}${unit}`, detail: UNIT_DETAIL, from, raw: true }));
  }
  if (suggests === 'country') {
    // What is being written is among the document's own as far as it goes.
    const own = (trial.design?.countries ?? []).filter((country) => country !== typed || countries().includes(country));
    return unique(whole([...own, ...COMMON_COUNTRIES, ...countries()]));
  }
  const used = usedElsewhere(trial, key);
  const listed =
    suggests === 'unit' ? OUTCOME_UNITS : quantity === 'estimate' ? ESTIMATE_KINDS.map((kind) => `${kind} `) : [];
  return unique([
    ...whole(used, 'in this document'),
    ...whole(examples.map(String), quantity ? EXAMPLE : undefined),
    ...listed.map((value): Offer => ({ value, from: 0, ...(value.endsWith(' ') && { raw: true as const }) })),
  ]);
}

/** The paths that a step of a scenario may set, with what stands there. */
export const settable = (trial: Trial): string[] => perturbablePaths(trial).map((path) => path.join('.'));
