/** What an import read and was not sure enough of to write: where it was read, in plain words, and how it is written after all. */
import { setValue } from '../core/trial/edit.ts';
import { escapeMarkdown } from '../core/trial/markdown.ts';
import { parseRegistryId } from '../core/trial/quantity/registry-id.ts';
import { type LeftOut, leftOutOf } from '../core/trial/registry/sources.ts';
import type { Trial } from '../core/trial/schema.ts';
import type { Parsed, Path, TextEdit } from '../core/trial/types.ts';

/** The fields that are read, and whether a document holds their words. */
const FIELDS: readonly (readonly [RegExp, words: string, held: boolean])[] = [
  [/^armGroups\[\d+\]\.label$/, 'the label of the arm', true],
  [/^(?:armGroups|participantFlowModule)\b.*\.description$/, 'the description of the arm', true],
  [/^interventions\[\d+\]\.name$/, 'the name of the intervention in the record', false],
  [/^interventions\[\d+\]\.description$/, 'the description of the intervention in the record', false],
];

/** `read in the description of the arm`; of what the document does not hold, where it stands. */
function whereRead(trial: Trial, field: string): string {
  const [, words, held] = FIELDS.find(([pattern]) => pattern.test(field)) ?? [undefined, 'the record', false];
  if (held) return `read in ${words}`;
  const page = parseRegistryId(trial.trial ?? '')?.url;
  return `read in ${words}, whose words are not in this document${page === undefined ? '' : ` (${page})`}`;
}

/** What was left out of one drug, by the path of what holds it: `arms.low`, `arms.low.gives.metformin`. */
export const leftOutAt = (trial: Trial, given: Path): LeftOut[] =>
  leftOutOf(trial).filter(({ path }) => path.slice(0, -1).join('.') === given.join('.'));

/** Those of which the same is said, together, in the order of the first. */
function together(left: readonly LeftOut[], by: (one: LeftOut) => string): LeftOut[][] {
  const groups = new Map<string, LeftOut[]>();
  for (const one of left) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  return [...groups.values()];
}

/** All that was left out, drug by drug. */
export const leftOutByDrug = (trial: Trial): LeftOut[][] =>
  together(leftOutOf(trial), ({ path }) => path.slice(0, -1).join('.'));

/** Said of what was left out of a drug, in Markdown whose every word from the document is escaped; undefined where nothing was. */
export function leftOutMarkdown(trial: Trial, left: readonly LeftOut[]): string | undefined {
  if (left.length === 0) return undefined;
  const said = together(left, ({ field }) => field).map((some) => {
    const values = some.map(({ path, text }) => `${String(path.at(-1))} ${escapeMarkdown(text, 60)}`);
    return `**${values.join(', ')}**, ${whereRead(trial, some[0]?.field ?? '')}`;
  });
  return `Perhaps: ${said.join('; ')}. Left out, for it is not read surely enough: compare, and write it with the light bulb where it is right.`;
}

/** Writes what was left out where it would stand; its entries in `sources` stay. What goes to one place is one edit, in its order. */
export function writeLeftOut(parsed: Parsed, left: readonly LeftOut[]): TextEdit[] {
  const byPlace = new Map<string, TextEdit>();
  for (const edit of left.flatMap(({ path, text }) => setValue(parsed, path, text))) {
    const place = `${edit.start} ${edit.end}`;
    byPlace.set(place, { ...edit, text: (byPlace.get(place)?.text ?? '') + edit.text });
  }
  return [...byPlace.values()];
}
