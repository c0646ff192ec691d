/** A pair as a person reads it. Plain text. */
import { estimateText } from '../imagine/figures.ts';
import { observedAnswer, subjectOf } from '../imagine/pathway.ts';
import { contrastText, markText, observedText, valueText } from '../imagine/words.ts';
import { observe } from '../trial/direction.ts';
import { writtenStep } from '../trial/edit/scenarios.ts';
import type { Trial } from '../trial/schema.ts';
import type { Look } from '../trial/types.ts';
import { stepOf } from './open.ts';
import type { Pair, PairChange, PairEnd } from './pair.ts';
import { beats } from './question.ts';

/** What a pair changes, in a few words. */
export function changeText(change: PairChange): string {
  switch (change.kind) {
    case 'measure':
      return 'another measure';
    case 'time':
      return 'another time';
    case 'row':
      return 'another row of the measure';
    case 'component':
      return change.added === undefined ? `without ${change.dropped}` : `with ${change.added} added`;
    case 'drug':
    case 'intervention':
      return `${change.from} → ${change.to}`;
    case 'dose': {
      const drug = change.drug === undefined ? 'dose' : `${change.drug},`;
      return `${drug} ${change.from} → ${change.to} (${Number(change.ratio.toPrecision(3))} times the dose)`;
    }
    default:
      return `${change.kind} of ${change.drug}: ${change.from} → ${change.to}`;
  }
}

/** What is compared, and what of: the measure, its row, and when. */
export function lookTexts(trial: Trial, look: Look): [sides: string, outcome: string] {
  const { first, second, measure, row, time, unit } = subjectOf(trial, look);
  const measured = [measure, ...(row === undefined ? [] : [row])].join(': ');
  return [
    contrastText({ ...look, first, second }),
    `${measured}${time === undefined ? '' : `; ${time}`}${unit === undefined ? '' : ` (${unit})`}`,
  ];
}

const kindText = (kind: string | undefined) =>
  kind === undefined || kind === 'other' ? 'estimate of a kind that is not named:' : kind;

function endText(trial: Trial, name: string, end: PairEnd): string[] {
  const [sides, outcome] = lookTexts(trial, end.look);
  const observed = observe(trial, end.look);
  const lines = [`${name}  ${sides}`, `      ${outcome}`];
  if (!observed) return lines;
  const answer = observedAnswer(observed);
  lines.push(`      ${observedText(answer)}`);
  const values = [observed.values.first, observed.values.second].map((value) => valueText(value) ?? 'no value');
  lines.push(`      ${values.join('  |  ')}`);
  if (answer.estimate && observed.source === 'reported')
    lines.push(`      ${kindText(observed.estimate?.kind)} ${estimateText(answer.estimate)}`);
  if (end.field !== undefined) lines.push(`      ${end.field}`);
  for (const mark of end.marked) if (mark !== 'computed') lines.push(`      ! ${markText(mark)}`);
  return lines;
}

/** A scenario's step, as documents write it. */
function stepText(step: Pair['perturbation']): string {
  const written = writtenStep(stepOf(step)) ?? {};
  return Object.entries(written)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

/** The whole of a pair: what changes, both ends with what they rest on, what became of the direction. */
export function pairText(trial: Trial, pair: Pair): string {
  const { from, to, better, change } = pair;
  const kept = from.direction === to.direction;
  const good =
    better && to.direction !== 'no difference' ? ` (${beats(to.direction, better) ? 'better' : 'worse'})` : '';
  const notes = [
    ...(pair.extension ? ['one end is of the trial, the other of its extension'] : []),
    ...(pair.randomized ? [] : ['not said to be randomised']),
    ...(pair.split === undefined ? [] : [pair.split]),
  ];
  return [
    pair.id,
    trial.title ?? '',
    `${pair.kind === 'O' ? 'Outcome' : 'Arm'}: ${changeText(change)}`,
    `Step: ${stepText(pair.perturbation)}`,
    ...(pair.attribute ? [`  or: ${stepText(pair.attribute)}`] : []),
    ...endText(trial, 'From', from),
    ...endText(trial, 'To  ', to),
    `${kept ? 'Stays' : 'Becomes'} ${to.direction}${good}${notes.length > 0 ? `; ${notes.join('; ')}` : ''}`,
  ].join('\n');
}
