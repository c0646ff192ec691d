/**
 * What is under the cursor: what a key means and which field of the registry it corresponds to, where an imported value
 * came from, what was observed, and which perturbations the trial's own levels suggest; for an id, what it stands for.
 */
import { escapeMarkdown } from '../../core/trial/markdown.ts';
import { pathOf, valueAt } from '../../core/trial/paths.ts';
import { sourceOf } from '../../core/trial/registry/sources.ts';
import type { Component, Factor, Trial } from '../../core/trial/schema.ts';
import { factorAt, type Shape } from '../../core/trial/shape.ts';
import type { Parsed, Path, Range } from '../../core/trial/types.ts';
import { leftOutAt, leftOutMarkdown } from '../leftOut.ts';
import { type Occurrence, occurrenceAt } from '../occurrences.ts';
import { type Suggestion, suggestions } from '../suggestions.ts';
import { STEP_WORDS, shapeOf, stepPath } from '../walk.ts';

export interface Told {
  markdown: string;
  range: Range;
}

const FACTOR_NAMES: Readonly<Record<Factor, string>> = {
  N: 'population',
  A: 'arms',
  O: 'outcome',
  E: 'experiment',
};
/** Said of a dose or schedule that the import marks. */
const IN_PLACE = 'Write `~>` and another value behind it.';
const IN_SCENARIO = 'A list is changed in a step of a scenario.';
/** A longer text is shown in the document itself. */
const LONGEST = 300;

/** The schema's own words, not the document's. */
export const code = (text: string): string => `\`${text}\``;

function shown(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value))
    return value.every((one) => typeof one !== 'object') ? escapeMarkdown(value.join(', '), LONGEST) : undefined;
  return typeof value === 'object' ? undefined : escapeMarkdown(String(value), LONGEST);
}

const suggested = (list: readonly Suggestion[]): string =>
  list
    .map(({ to, why }) => {
      const value = `**${shown(to)}**`;
      return why ? `${value} (${escapeMarkdown(why)})` : value;
    })
    .join(', ');

const given = ({ drug, intervention, dose, route, schedule, duration }: Component, name?: string): string =>
  [[drug ?? intervention ?? name, dose].filter(Boolean).join(' '), route, schedule, duration]
    .filter(Boolean)
    .join(', ');

/** What an id stands for, in one line of plain text after its kind. */
function meaning(trial: Trial, { kind, id, arm }: Occurrence): readonly (string | undefined)[] {
  if (kind === 'arm') {
    const found = trial.arms?.[id];
    const several = Object.entries(found?.gives ?? {}).map(([name, component]) => given(component, name));
    return [found?.label, found?.role, several.length > 0 ? several.join(' + ') : found && given(found)];
  }
  if (kind === 'group') {
    const found = trial.groups?.[id];
    return [found?.label, found?.arms && `of ${found.arms.join(', ')}`, found?.period && `period ${found.period}`];
  }
  if (kind === 'outcome') {
    const found = trial.outcomes?.[id];
    return [found?.measure, found?.rank, found?.time, found?.unit, found?.better && `better: ${found.better}`];
  }
  if (kind === 'drug') {
    const found = trial.arms?.[arm ?? '']?.gives?.[id];
    return [found && given(found, id)];
  }
  const steps = trial.scenarios?.[id]?.length;
  return [steps === undefined ? undefined : `${steps} ${steps === 1 ? 'step' : 'steps'}, from what was observed`];
}

function idMarkdown(trial: Trial, occurrence: Occurrence): string {
  const rest = meaning(trial, occurrence).filter((part) => part !== undefined && part !== '');
  const parts = rest.map((part) => escapeMarkdown(String(part), LONGEST));
  const line = [`**${escapeMarkdown(occurrence.id)}**`, occurrence.kind, ...parts].join(' · ');
  const { kind, id, arm } = occurrence;
  const given = kind === 'drug' ? ['arms', arm ?? '', 'gives', id] : kind === 'arm' ? ['arms', id] : undefined;
  const perhaps = given && leftOutMarkdown(trial, leftOutAt(trial, given));
  return perhaps === undefined ? line : `${line}\n\n${perhaps}`;
}

function keyMarkdown(parsed: Parsed, path: Path, shape: Shape): string {
  const { trial } = parsed;
  const { doc, registry } = shape.meta;
  const factor = factorAt(path);
  const key = String(path.at(-1));
  const title = `**${escapeMarkdown(key, 100)}**${factor ? ` · ${factor}, ${FACTOR_NAMES[factor]}` : ''}`;
  const now = shown(valueAt(trial, path));
  const others = suggestions(trial, path);
  const source = sourceOf(trial, path);
  return [
    title,
    doc,
    shape.values && `One of: ${shape.values.map((value) => code(value)).join(', ')}.`,
    shape.meta.perturbable && now ? `Observed: **${now}**` : undefined,
    key === 'drug' ? leftOutMarkdown(trial, leftOutAt(trial, path.slice(0, -1))) : undefined,
    others.length > 0
      ? `Could be imagined as: ${suggested(others)}. ${Array.isArray(others[0]?.to) ? IN_SCENARIO : IN_PLACE}`
      : undefined,
    source
      ? `From the record: ${escapeMarkdown(source, LONGEST)}`
      : registry
        ? `Registry: ${code(registry)}`
        : 'Registry: no such field; it is this document’s own.',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** What stands at an offset, in Markdown whose every word from the document is escaped. */
export function hover(parsed: Parsed, offset: number): Told | undefined {
  const place = parsed.placeAt(offset);
  const id = occurrenceAt(parsed, offset);
  if (id) return { markdown: idMarkdown(parsed.trial, id), range: id.range };
  if (!place) return undefined;
  // Of a whole section or entry only the key is told about: its value has keys of its own.
  if (place.part === 'value' && parsed.childrenOf(place.path).length > 0) return undefined;
  // A member of a list is one of what the list is.
  const own = typeof place.path.at(-1) === 'number' ? place.path.slice(0, -1) : place.path;
  const inner = stepPath(own);
  const path = inner ? [...pathOf(String(inner[0])), ...inner.slice(1)] : own;
  const word = inner?.length === 1 && place.part === 'key' ? String(inner[0]) : '';
  if (Object.hasOwn(STEP_WORDS, word))
    return { markdown: `**${word}** · a step of a scenario\n\n${STEP_WORDS[word]}`, range: place.range };
  const shape = shapeOf(own);
  if (!shape?.meta.doc) return undefined;
  return { markdown: keyMarkdown(parsed, path, shape), range: place.range };
}

const cells = (row: string): string[] =>
  row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

/** The same without marks, for an editor that shows plain text: the cells of a table stand apart, its rule is left out. */
export function plainText(markdown: string): string {
  return markdown
    .split('\n')
    .filter((line) => !/^(?:\| :?--.*|---)$/.test(line))
    .map((line) => line.replace(/(?<!\\)(?:&nbsp;)+/g, ''))
    .map((line) => (line.startsWith('| ') ? cells(line).join('   ').trim() : line))
    .map((line) => line.replace(/\*\*|(?<!\\)`|\\$|^\*|\*$/g, '').replace(/\\([!-/:-@[-`{-~])/g, '$1'))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
}
