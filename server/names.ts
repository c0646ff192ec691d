/** How arms, groups and outcomes are called where a line must hold it: by their ids, and by their labels where those are long. */
import { plainLine } from '../core/trial/markdown.ts';
import { entryOf } from '../core/trial/paths.ts';
import type { Trial } from '../core/trial/schema.ts';

/** A longer id was made of a label, and reads worse than it. */
const LONG = 20;
/** Of a longer label its beginning and its end are shown: labels of arms differ in what they end with. */
const [HEAD, TAIL] = [20, 14];

function shortened(label: string): string | undefined {
  const line = plainLine(label);
  const whole = [...line];
  if (whole.length <= HEAD + TAIL + 1) return line || undefined;
  return `${whole.slice(0, HEAD).join('').trimEnd()}…${whole.slice(-TAIL).join('').trimStart()}`;
}

function sideLabel({ arms, groups }: Trial, id: string): string | undefined {
  const label = (entryOf(arms, id) ?? entryOf(groups, id))?.label;
  return label === undefined ? undefined : shortened(label);
}

function outcomeLabel({ outcomes }: Trial, id: string): string | undefined {
  const { measure, time } = entryOf(outcomes, id) ?? {};
  const name = measure === undefined ? undefined : shortened(measure);
  return name && [name, ...(time === undefined ? [] : [plainLine(time, HEAD)])].join(', ');
}

/** Of more than any trial has, nobody looks for another with the same label. */
const MANY = 500;

/** The label of a long id, where no other has the same. */
function called(id: string, ids: readonly string[], labelOf: (id: string) => string | undefined): string {
  const label = ids.length <= MANY ? labelOf(id) : undefined;
  return label === undefined || ids.some((other) => other !== id && labelOf(other) === label) ? id : label;
}

/** An arm or a group. */
export function sideCalled(trial: Trial, id: string): string {
  if (id.length <= LONG) return id;
  const ids = [...Object.keys(trial.arms ?? {}), ...Object.keys(trial.groups ?? {})];
  return called(id, ids, (one) => sideLabel(trial, one));
}

export function outcomeCalled(trial: Trial, id: string): string {
  if (id.length <= LONG) return id;
  return called(id, Object.keys(trial.outcomes ?? {}), (one) => outcomeLabel(trial, one));
}
