/** An imagining in one sentence, which answers first: stays, becomes, observed in this trial, no evidence. Never surer than the figures. */
import { DIRECTIONS, type Direction } from '../trial/direction.ts';
import type { Look } from '../trial/types.ts';
import type {
  EstimateAnswer,
  Granted,
  ImaginedStep,
  Imagining,
  MissingAnswer,
  ObservedAnswer,
  Probability,
  StepAnswer,
} from './answer.ts';
import { probability as chance } from './figures.ts';
import { sameLook } from './landing.ts';
import {
  attributeText,
  basisText,
  briefOutcome,
  changedText,
  contrastText,
  grantedText,
  landedText,
  lookText,
  missingText,
  observedText,
} from './words.ts';

/** Words in a row; those that name the answer are strong. */
export type Phrase = readonly { text: string; strong?: true }[];

const plain = (text: string) => ({ text });
const strong = (text: string) => ({ text, strong: true as const });

/** From here on a direction is told without a doubt in words, and below, as one of several. */
const SURE = 0.9;
const LIKELY = 0.6;

/** As it is shown, so that words and figure do not fall on two sides of a border. */
const shown = (p: number) => Math.round(p * 100) / 100;

/** Whether a direction is told as what is expected, and not as one of several. */
export function isLikely(p: number): boolean {
  return shown(p) >= LIKELY;
}

/** Whether an answer is told as uncertain: its direction is one of several, or only what is planned is known. */
export function isUncertain({ direction, probability, granted }: StepAnswer): boolean {
  if (!direction || !probability) return false;
  return granted === 'planned' || !isLikely(probability[direction]);
}

function uncertain(probability: Probability): Phrase {
  const [first, ...rest] = DIRECTIONS.toSorted((a, b) => probability[b] - probability[a]);
  const others = rest.filter((direction) => probability[direction] >= 0.1);
  return [
    plain('Uncertain: '),
    ...(first ? [strong(first), plain(` ${chance(probability[first])}`)] : []),
    plain(others.map((direction) => `, ${direction} ${chance(probability[direction])}`).join('')),
  ];
}

/** How far from no effect an estimate is, on the scale on which that is measured: of a ratio its logarithm. */
function effect({ kind, value, inPercent }: EstimateAnswer): number {
  return kind.endsWith('ratio') ? Math.log(inPercent ? value / 100 : value) : value;
}

/** A size up to so many times the observed one is told as smaller, and down to so many as a little smaller; the same of larger. */
const ABOUT = 0.9;
const LITTLE = 0.6;

/** How an imagined size compares with the observed one, where both are of one kind and on one side: `a little smaller`. Undefined where it is about the same. */
function sizeText(now: EstimateAnswer | undefined, before: EstimateAnswer | undefined): string | undefined {
  if (!now || !before || now.kind !== before.kind || now.kind === 'other') return undefined;
  const times = effect(now) / effect(before);
  if (!(times > 0) || !Number.isFinite(times)) return undefined;
  if (times <= ABOUT) return times >= LITTLE ? 'a little smaller' : 'smaller';
  if (times >= 1 / ABOUT) return times <= 1 / LITTLE ? 'a little larger' : 'larger';
  return undefined;
}

function imagined(
  direction: Direction,
  probability: Probability,
  before: Direction | undefined,
  size?: string,
): Phrase {
  const p = shown(probability[direction]);
  if (!isLikely(p)) return uncertain(probability);
  if (before === undefined) return [plain(p >= SURE ? 'Expected: ' : 'Probably '), strong(direction)];
  if (before === direction) {
    const how = [...(p >= SURE ? [] : ['less surely']), ...(size === undefined ? [] : [size])].join(' and ');
    return [plain('Stays '), strong(direction), ...(how === '' ? [] : [plain(`, ${how}`)])];
  }
  return [plain(p >= SURE ? 'Becomes ' : 'Probably becomes '), strong(direction)];
}

/** An observed direction as words, or why there is none. */
function told(observed: ObservedAnswer): Phrase {
  if (!observed.direction) return [plain(observedText(observed))];
  const basis = basisText(observed);
  return [strong(observed.direction), ...(basis === undefined ? [] : [plain(` (${basis})`)])];
}

/** Why a step has no answer of its own, in the words that are used everywhere; undefined where it has one. */
function withoutAnswer({ status, missing, obstacle, direction }: ImaginedStep): string | undefined {
  switch (missing) {
    case 'no contrast':
      return 'nothing to compare';
    case 'impossible':
      return `impossible: ${obstacle}`;
    case 'no answer':
      return `no evidence: ${obstacle}`;
    case 'no change':
      return `no change: ${obstacle}`;
    case 'with the next':
      return missingText(missing);
    case 'no anchor':
    case 'not observed':
      return 'no evidence, and nothing observed to carry over';
    default:
      if (status !== 'carried over' && !(status === 'imagined' && !direction)) return undefined;
      return direction ? 'no evidence: carried over' : 'no evidence, and no direction to carry over';
  }
}

/** Of a direction that came without a probability. */
const UNSURE = ', how surely is not said';

/** What is taken for granted, as it follows an answer. */
const granted = (what: Granted | undefined) => (what === undefined ? '' : `, ${grantedText(what)}`);

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What one step says, given what was observed before anything was perturbed. */
export function stepPhrase(step: ImaginedStep, imagining: Imagining): Phrase {
  const { direction, probability, observed } = step;
  const without = withoutAnswer(step);
  if (without !== undefined) return [plain(capital(without))];
  if (direction && probability) {
    const before = step.base ?? (sameLook(step.look, imagining.look) ? imagining.observed : undefined);
    // Where only what is planned is known, nothing is expected of this trial itself: the figures alone are told.
    // Of what is no difference, and where nothing says which of the two it is, no size is told to be smaller or larger.
    const compared = direction !== 'no difference' && !step.undirected;
    const size = compared ? sizeText(step.estimate, before?.estimate) : undefined;
    const words =
      step.granted === 'planned' ? uncertain(probability) : imagined(direction, probability, before?.direction, size);
    return [...words, plain(granted(step.granted))];
  }
  if (direction && step.status === 'imagined') return [plain('Expected: '), strong(direction), plain(UNSURE)];
  const where = landedText(step);
  return [
    strong('Observed'),
    plain(where === undefined ? ' in this trial: ' : ` in this trial as ${where}: `),
    ...(observed ? told(observed) : []),
  ];
}

/** Answers that leave nothing of what was said before them. */
const ENDS: ReadonlySet<MissingAnswer | undefined> = new Set(['no contrast', 'impossible', 'no answer']);

/** The last step that says something of its own, as far as `index`; steps without evidence leave what was said before them. Where none does, the last that changes something. */
export function decisive({ steps }: Imagining, index = steps.length - 1): ImaginedStep | undefined {
  const told = steps.slice(0, index + 1);
  return (
    told.findLast(({ status, missing }) => status !== 'carried over' || ENDS.has(missing)) ??
    told.findLast(({ missing }) => missing !== 'no change') ??
    told.at(-1)
  );
}

/** What an answer is of, where the look has moved since the start: the reader has the first look before him. */
function elsewhere(step: ImaginedStep, imagining: Imagining): Phrase {
  if (step.status === 'carried over' || sameLook(step.look, imagining.look)) return [];
  const { look, subject } = step;
  const moved = look.first !== imagining.look.first || look.second !== imagining.look.second;
  const parts = [
    ...(moved ? [contrastText(look)] : []),
    ...(sameOutcome(look, imagining) ? [] : [briefOutcome(subject)]),
  ];
  return [plain(` · ${parts.join(', ')}`)];
}

function sameOutcome(look: Look, { look: start }: Imagining): boolean {
  return look.outcome === start.outcome && look.row === start.row;
}

/** Whether what is changed ends as it began. */
function isTakenBack(
  { path }: Exclude<ImaginedStep['perturbation'], { kind: 'look' }>,
  steps: readonly ImaginedStep[],
): boolean {
  const changes = steps.flatMap(({ perturbation: one }) =>
    one.kind !== 'look' && one.path.join('\n') === path.join('\n') ? [one] : [],
  );
  const [first, end] = [changes[0], changes.at(-1)];
  return first?.kind === 'set' && end?.kind === 'set' && attributeText(first.from) === attributeText(end.to);
}

/** The steps that an answer leaves out, because nothing is known of such a change: `; countries: no evidence`. */
function leftOut({ steps }: Imagining, answered: ImaginedStep): Phrase {
  if (answered.status === 'carried over') return [];
  const names = steps
    .filter(
      ({ status, missing, perturbation }) =>
        status === 'carried over' &&
        perturbation.kind !== 'look' &&
        missing !== 'no change' &&
        missing !== 'with the next' &&
        !isTakenBack(perturbation, steps),
    )
    .map(({ perturbation, look }) => changedText(perturbation, look).what);
  return names.length > 0 ? [plain(`; ${[...new Set(names)].join(', ')}: no evidence`)] : [];
}

/** What the whole imagining says. */
export function phrase(imagining: Imagining): Phrase {
  const step = decisive(imagining);
  if (step) return [...stepPhrase(step, imagining), ...elsewhere(step, imagining), ...leftOut(imagining, step)];
  const { observed, expected } = imagining;
  if (expected?.direction)
    return expected.probability
      ? imagined(expected.direction, expected.probability, undefined)
      : [plain('Expected: '), strong(expected.direction), plain(UNSURE)];
  if (!observed) return [plain('Not observed')];
  return [plain('Observed: '), ...told(observed)];
}

export function phraseText(words: Phrase): string {
  return words.map(({ text }) => text).join('');
}

/** The answer in one sentence, plain text. */
export function sentence(imagining: Imagining): string {
  return phraseText(phrase(imagining));
}

/** What a step says in a few words, everywhere the same: `higher 0.94`, `observed: lower`, `no evidence: carried over`. */
export function briefly(step: ImaginedStep): string {
  const without = withoutAnswer(step);
  if (without !== undefined) return without;
  const { direction, probability } = step;
  if (direction && probability) return `${direction} ${chance(probability[direction])}${granted(step.granted)}`;
  if (direction && step.status === 'imagined') return `${direction}${UNSURE}`;
  const where = landedText(step);
  return `observed: ${direction ?? 'no direction'}${where === undefined ? '' : `, as ${where}`}`;
}

/** A step in an inlay hint: `→ higher 0.94`, `→ observed: lower`, `→ no evidence: carried over`. */
export function hint(step: ImaginedStep): string {
  return `→ ${briefly(step)}`;
}

/** A whole imagining in a code lens: `semaglutide vs placebo: higher → no difference 0.64`. */
export function lens(imagining: Imagining): string {
  const { observed, look } = imagining;
  const step = decisive(imagining);
  if (!step) return `${contrastText(look)}: ${observed ? observedText(observed) : 'not observed'}`;
  const before = observed ? (observed.direction ?? 'no direction') : 'not observed';
  const where = sameLook(step.look, look) ? '' : `${lookText(step.look)}: `;
  return `${contrastText(look)}: ${before} → ${where}${briefly(step)}`;
}
