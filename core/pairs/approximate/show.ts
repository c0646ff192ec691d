/** Anchors as a person reads them. Plain text. */
import { outcomeChange } from '../../imagine/likeness.ts';
import { observedAnswer, subjectOf } from '../../imagine/pathway.ts';
import { changedText, observedText } from '../../imagine/words.ts';
import { observe } from '../../trial/direction.ts';
import { plainLine } from '../../trial/markdown.ts';
import { entryOf, isHowGiven, valueAt } from '../../trial/paths.ts';
import type { Arm, Component, Outcome, Trial } from '../../trial/schema.ts';
import type { Look, Perturbation } from '../../trial/types.ts';
import { lookTexts } from '../show.ts';
import type { FoundPair } from './find.ts';
import { TERMED, type Widened } from './ranking.ts';

/** Longer values are cut: a criterion is a page. */
const LONGEST = 120;

const short = (text: string) => {
  const line = plainLine(text);
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
};

/** What an arm that is added gives. */
function addedText(value: unknown): string {
  const { gives, role, label, ...one } = value as Arm;
  const given = gives ? Object.entries(gives).map(([key, each]) => ({ drug: key, ...each })) : [one as Component];
  const told = given.map(({ drug, intervention, dose, schedule }) =>
    [intervention ?? drug, dose, schedule].filter(Boolean).join(' '),
  );
  const what = told.filter(Boolean).join(' + ') || (role === undefined ? (label ?? '') : '');
  return [role, what].filter(Boolean).join(', ');
}

/** An outcome by its measure and time; its row where it has several. Not by an id, which a document may give to any measure or time. */
function measuredText(id: string, { measure = id, time }: Outcome, row: string | undefined): string {
  const said = time !== undefined && measure.toLowerCase().includes(time.toLowerCase());
  return [measure, row, said ? undefined : time]
    .filter((part) => part !== undefined)
    .map(short)
    .join(', ');
}

/** Another outcome; where only its time, its row or both are others, these. */
function outcomeText(id: string, outcome: Outcome, row: string | undefined, trial: Trial, look: Look): string {
  const own = entryOf(trial.outcomes, look.outcome);
  if (own && outcomeChange(own, outcome)?.kind !== 'measure') {
    const isOther = { row: row !== look.row, time: own.time !== outcome.time };
    const when = (time: string | undefined, at: string | undefined) =>
      [...(isOther.row ? [at ?? 'as a whole'] : []), ...(isOther.time ? [time ?? 'not stated'] : [])]
        .map(short)
        .join('; ');
    const what = [isOther.row ? 'row' : '', isOther.time ? 'time' : ''].filter(Boolean).join(' and ');
    if (what !== '')
      return `another ${what}: ${when(own.time, look.row)} → ${when(outcome.time, row)} (${short(outcome.measure ?? id)})`;
  }
  return `another outcome: ${measuredText(id, outcome, row)}`;
}

/**
 * The differences, one in a line: its factor, what, from what to what. An outcome that is added and looked at is one difference.
 */
export function differenceLines(steps: readonly Perturbation[], trial: Trial, look: Look): string[] {
  return steps.flatMap((step, i) => {
    const [before, next] = [steps[i - 1], steps[i + 1]];
    if (step.kind === 'look' && step.outcome !== undefined && step.contrast === undefined) {
      const isTold = before?.kind === 'add' && before.path[0] === 'outcomes' && before.path[1] === step.outcome;
      const outcome = entryOf(trial.outcomes, step.outcome);
      if (isTold) return [];
      if (outcome) return [`${step.factor}  ${outcomeText(step.outcome, outcome, step.row, trial, look)}`];
    }
    if (step.kind !== 'add' || step.path[0] !== 'outcomes' || step.path.length > 2)
      return [differenceLine(step, trial, look)];
    const id = String(step.path[1]);
    const row = next?.kind === 'look' && next.outcome === id ? next.row : undefined;
    return [`${step.factor}  ${outcomeText(id, step.value as Outcome, row, trial, look)}`];
  });
}

/** A difference that is told by itself. */
function differenceLine(step: Perturbation, trial: Trial, look: Look): string {
  if (step.kind === 'add') {
    const [, id, , drug] = step.path;
    const what = drug !== undefined ? `drug added to ${id}` : 'another arm';
    return `${step.factor}  ${what}: ${drug ?? id} (${short(addedText(step.value))})`;
  }
  const at = step.kind === 'look' ? { ...look, ...step.contrast } : look;
  const changed = changedText(step, at, subjectOf(trial, at));
  const { what, to } = changed;
  // What is taken away is told with what it was.
  const unset = step.kind === 'drop' && isHowGiven(step.path) ? valueAt(trial, step.path) : undefined;
  const from = unset === undefined ? changed.from : String(unset);
  return `${step.factor}  ${what}: ${from === undefined ? '' : `${short(from)} → `}${short(to)}`;
}

/** What a contrast is of, in two lines. */
export function lookLines(trial: Trial, look: Look): string[] {
  return lookTexts(trial, look).map((line) => plainLine(line));
}

/** What is shared where the condition is not by name; the registry's term of it is one of the condition. */
function farText(widened: Widened, { population }: Trial): string {
  if (widened === TERMED) return widened;
  const isStated = (population?.condition ?? []).length > 0;
  return `${widened}, the condition is not ${isStated ? 'shared' : 'stated'}`;
}

/** An anchor: what it is, what was observed, how like it is, what differs. */
export function anchorText(
  anchor: {
    trial: Trial;
    look: Look;
    similarity: number;
    widened?: Widened;
    posted: string;
    differences: readonly Perturbation[];
  },
  rank: number,
): string {
  const { trial, look, similarity, widened, posted, differences } = anchor;
  const observed = observe(trial, look);
  const far = widened === undefined ? '' : `; widened: ${farText(widened, trial)}`;
  return [
    `${rank}. ${trial.trial ?? ''}  ${plainLine(trial.title ?? '')}`,
    `   similarity ${similarity.toFixed(2)}${far}; results posted ${posted}`,
    ...lookLines(trial, look).map((line) => `   ${line}`),
    ...(observed ? [`   observed: ${observedText(observedAnswer(observed))}`] : []),
    ...differenceLines(differences, trial, look).map((line) => `     ${line}`),
  ].join('\n');
}

/** A pair: its anchor, how far one had to look for that, what differs, and the target. */
export function approximateText(
  id: string,
  { anchor, target, differences, widened, posted, starts }: FoundPair,
): string {
  const told = (name: string, { trial, look }: { trial: Trial; look: Look }, when: string | undefined) => {
    const observed = observe(trial, look);
    return [
      `${name}  ${trial.trial ?? ''}  ${plainLine(trial.title ?? '')}`,
      ...(when === undefined ? [] : [`        ${when}`]),
      ...lookLines(trial, look).map((line) => `        ${line}`),
      ...(observed ? [`        observed: ${observedText(observedAnswer(observed))}`] : []),
    ];
  };
  return [
    id,
    widened === undefined ? 'The same condition' : `Widened: ${farText(widened, anchor.trial)}`,
    ...told('Anchor', anchor, posted && `results posted ${posted}`),
    ...differenceLines(differences, anchor.trial, anchor.look).map((line) => `          ${line}`),
    ...told('Target', target, starts && `begun ${starts}`),
  ].join('\n');
}
