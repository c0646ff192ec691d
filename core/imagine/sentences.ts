/** An imagining in one sentence, which answers first: stays, becomes, now observed, no evidence. Never surer than the figures. */
import { DIRECTIONS, type Direction } from '../trial/direction.ts';
import type { ImaginedStep, Imagining, Probability } from './answer.ts';
import { probability as chance } from './figures.ts';
import { contrastText, missingText, observedText } from './words.ts';

/** Words in a row; those that name the answer are strong. */
export type Phrase = readonly { text: string; strong?: true }[];

const plain = (text: string) => ({ text });
const strong = (text: string) => ({ text, strong: true as const });

/** From here on a direction is told without a doubt in words, and below, as one of several. */
const SURE = 0.9;
const LIKELY = 0.6;

function uncertain(probability: Probability): Phrase {
  const [first, ...rest] = DIRECTIONS.toSorted((a, b) => probability[b] - probability[a]);
  const others = rest.filter((direction) => probability[direction] >= 0.1);
  return [
    plain('Uncertain: '),
    ...(first ? [strong(first), plain(` ${chance(probability[first])}`)] : []),
    plain(others.map((direction) => `, ${direction} ${chance(probability[direction])}`).join('')),
  ];
}

function imagined(direction: Direction, probability: Probability, before: Direction | undefined): Phrase {
  const p = probability[direction];
  if (p < LIKELY) return uncertain(probability);
  if (before === undefined) return [plain(p >= SURE ? 'Expected: ' : 'Probably '), strong(direction)];
  if (before === direction) return [plain('Stays '), strong(direction), ...(p >= SURE ? [] : [plain(', less surely')])];
  return [plain(p >= SURE ? 'Becomes ' : 'Probably becomes '), strong(direction)];
}

/** What one step says, given what was observed before anything was perturbed. */
export function stepPhrase(step: ImaginedStep, imagining: Imagining): Phrase {
  const { status, direction, probability, observed, landed, missing } = step;
  if (missing === 'no contrast') return [plain('Nothing is left to compare')];
  if (status === 'observed' && observed) {
    const where = landed
      ? [plain(`, as ${contrastText(landed)}${landed.outcome === step.look.outcome ? '' : ` on ${landed.outcome}`}`)]
      : [];
    const [name, ...rest] = observedText(observed).split(' (');
    const told = observed.direction
      ? [strong(name ?? ''), ...(rest.length > 0 ? [plain(` (${rest.join(' (')}`)] : [])]
      : [plain(observedText(observed))];
    return [plain('Now '), strong('observed'), plain(': '), ...told, ...where];
  }
  if (status === 'imagined' && direction && probability) {
    const before = step.base ?? (sameLook(step, imagining) ? imagining.observed : undefined);
    return imagined(direction, probability, before?.direction);
  }
  if (missing === 'no anchor') return [plain('Nothing observed to carry over')];
  return [plain('No evidence: carried over')];
}

function sameLook({ look }: ImaginedStep, { look: start }: Imagining): boolean {
  return (
    look.first === start.first &&
    look.second === start.second &&
    look.outcome === start.outcome &&
    look.row === start.row
  );
}

/** The last step that says something of its own, as far as `index`; steps without evidence leave what was said before them. */
export function decisive({ steps }: Imagining, index = steps.length - 1): ImaginedStep | undefined {
  const told = steps.slice(0, index + 1);
  return told.findLast(({ status, missing }) => status !== 'carried over' || missing === 'no contrast') ?? told.at(-1);
}

/** What the whole imagining says. */
export function phrase(imagining: Imagining): Phrase {
  const step = decisive(imagining);
  if (step) return stepPhrase(step, imagining);
  const { observed } = imagining;
  if (!observed) return [plain(`Not imagined: ${missingText('not observed')}`)];
  if (!observed.direction) return [plain(`Observed, with ${observedText(observed)}`)];
  return [
    plain('Observed: '),
    strong(observed.direction),
    plain(observedText(observed).slice(observed.direction.length)),
  ];
}

export function phraseText(words: Phrase): string {
  return words.map(({ text }) => text).join('');
}

/** The answer in one sentence, plain text. */
export function sentence(imagining: Imagining): string {
  return phraseText(phrase(imagining));
}

/** A step in an inlay hint: `→ higher 0.94`, `→ observed: lower`, `→ carried over`. */
export function hint({ status, direction, probability, missing }: ImaginedStep): string {
  if (missing === 'no contrast') return '→ nothing to compare';
  if (status === 'imagined' && direction && probability) return `→ ${direction} ${chance(probability[direction])}`;
  if (status === 'observed') return `→ observed: ${direction ?? 'no direction'}`;
  return '→ carried over';
}

/** A whole imagining in a code lens: `semaglutide vs placebo: higher → no difference 0.64`. */
export function lens(imagining: Imagining): string {
  const { observed, look } = imagining;
  const before = observed
    ? imagining.steps.length > 0
      ? (observed.direction ?? 'no direction')
      : observedText(observed)
    : 'not observed';
  const step = decisive(imagining);
  const where = step && !sameLook(step, imagining) ? ` ${contrastText(step.look)} on ${step.look.outcome}` : '';
  return `${contrastText(look)}: ${before}${step ? ` ${hint(step).replace('→', `→${where && `${where}:`}`)}` : ''}`;
}
