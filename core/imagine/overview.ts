/** One change, every outcome: what a scenario makes of each of them, and the harms that were observed, a line each. Plain text. */
import { escapeMarkdown, plainLine } from '../trial/markdown.ts';
import type { Look, Perturbation } from '../trial/types.ts';
import type { AllOutcomes, Harm, Imagining, OutcomeLine } from './answer.ts';
import { counted, figure } from './figures.ts';
import { briefly, decisive, isLikely } from './sentences.ts';
import { contrastText, HARM_WORDS, missingText, observedText, outcomeText } from './words.ts';

export const FLIPS = 'flips';

/** A line of one outcome, imagined under `changesOf` a scenario. `shown`: the contrast that is shown beside it; another one is named. */
export function outcomeLine(imagining: Imagining, shown: Look = imagining.look): OutcomeLine {
  const { look, subject, observed } = imagining;
  const other = look.first !== shown.first || look.second !== shown.second;
  const line = {
    look,
    outcome: plainLine(`${outcomeText(subject)}${other ? ` · ${contrastText(look)}` : ''}`),
    observed: plainLine(observed ? observedText(observed) : missingText('not observed')),
    ...(observed?.direction && { before: observed.direction }),
  };
  const step = decisive(imagining);
  if (!step) return { ...line, imagined: '', flips: false };
  const { status, direction, probability, missing } = step;
  if (status === 'carried over')
    return { ...line, ...(direction && { direction }), imagined: plainLine(briefly(step)), flips: false };
  if (!direction) return { ...line, imagined: missingText(missing ?? 'no values'), flips: false };
  const flips = observed?.direction !== undefined && observed.direction !== direction;
  if (status === 'observed' || !probability) return { ...line, direction, imagined: 'observed', flips };
  // The figure with what it takes for granted.
  const imagined = briefly(step).slice(direction.length + 1);
  const p = probability[direction];
  return { ...line, direction, imagined, probability: p, flips: flips && isLikely(p) };
}

/**
 * What a scenario changes, without its moves to another outcome or contrast: those say what to look at, and every outcome is
 * looked at here.
 */
export function changesOf(scenario: readonly Perturbation[]): readonly Perturbation[] {
  return scenario.some(({ kind }) => kind === 'look') ? scenario.filter(({ kind }) => kind !== 'look') : scenario;
}

/** `35/263 (13 %) vs 71/266 (27 %)`, each number kept with its sign. */
function counts({ first, second }: Harm): string {
  const share = ({ x, n }: Harm['first']) => `${x}/${n}${n > 0 ? ` (${figure((100 * x) / n, 2)}\u00a0%)` : ''}`;
  return `${share(first)} vs ${share(second)}`;
}

/** Harms as they were observed of the two sides. No predictor imagines them, and it says so. */
function harmLines({ harms, steps }: Pick<Imagining, 'harms' | 'steps'>): OutcomeLine[] {
  return harms.map((harm) => {
    const name = HARM_WORDS[harm.kind];
    return {
      outcome: name.charAt(0).toUpperCase() + name.slice(1),
      observed: counts(harm),
      imagined: steps.length > 0 ? 'not imagined' : '',
      flips: false,
    };
  });
}

/** What flips first, the surest of it before the rest; all else in the order it came in. */
function flipsFirst(lines: readonly OutcomeLine[]): OutcomeLine[] {
  const sure = ({ probability = 1 }: OutcomeLine) => probability;
  return [
    ...lines.filter(({ flips }) => flips).toSorted((a, b) => sure(b) - sure(a)),
    ...lines.filter(({ flips }) => !flips),
  ];
}

/** `2 of 12 outcomes with an observed direction flip; of 1 more it is uncertain.` Undefined where the scenario changes nothing, or no direction was observed. */
export function flipsText(lines: readonly OutcomeLine[]): string | undefined {
  if (lines.every(({ imagined }) => imagined === '')) return undefined;
  const known = lines.filter(({ before }) => before !== undefined).length;
  const flips = lines.filter((line) => line.flips).length;
  if (known === 0) return undefined;
  const unsure = lines.filter(
    ({ before, direction, probability, flips: sure }) =>
      probability !== undefined && before !== undefined && direction !== before && !sure,
  ).length;
  const more = unsure > 0 ? `; of ${unsure}${flips > 0 ? ' more' : ''} it is uncertain` : '';
  const of = counted(known, 'outcome with an observed direction', 'outcomes with an observed direction');
  return flips === 0 ? `None of ${of} flips${more}.` : `${flips} of ${of} ${flips === 1 ? 'flips' : 'flip'}${more}.`;
}

/** What may tell lines of one name apart, the first that does. */
const APART: readonly ((look: Look) => string)[] = [
  ({ outcome }) => `(${outcome})`,
  (look) => `· ${contrastText(look)}`,
  ({ row }) => `(${row ?? 'no row'})`,
];

/** The same lines, those of one name with what tells them apart: an outcome's id, as where two have the same measure and time. */
function toldApart(lines: readonly OutcomeLine[]): OutcomeLine[] {
  const named = new Map<string, Look[]>();
  for (const { look, outcome } of lines) if (look) named.set(outcome, [...(named.get(outcome) ?? []), look]);
  return lines.map((line) => {
    const { look, outcome } = line;
    const looks = named.get(outcome) ?? [];
    const apart = APART.find((told) => new Set(looks.map(told)).size > 1);
    return look && apart ? { ...line, outcome: plainLine(`${outcome} ${apart(look)}`) } : line;
  });
}

/** The lines in the order in which they are read, the harms behind them, and what they say together. */
export function allOutcomes(lines: readonly OutcomeLine[], imagining: Pick<Imagining, 'harms' | 'steps'>): AllOutcomes {
  const summary = flipsText(lines);
  return {
    ...(summary !== undefined && { summary }),
    lines: [...flipsFirst(toldApart(lines)), ...harmLines(imagining)],
  };
}

/** The lines for a terminal: what was observed of each outcome, and what becomes of it. */
export function outcomesPlain({ summary, lines }: AllOutcomes): string {
  const told = lines.map(({ outcome, observed, direction, imagined, flips }) => {
    const then = [direction, imagined, flips ? `(${FLIPS})` : ''].filter(Boolean).join(' ');
    return `   ${plainLine(`${outcome}: ${observed}${then === '' ? '' : `${direction ? ' → ' : '; '}${then}`}`)}`;
  });
  return [...(summary === undefined ? [] : [plainLine(summary)]), ...told].map((line) => `${line}\n`).join('');
}

/** The lines as a table to paste elsewhere. */
export function outcomesMarkdown(lines: readonly OutcomeLine[]): string {
  const changed = lines.some(({ imagined }) => imagined !== '');
  const row = (cells: readonly string[]) => `| ${(changed ? cells : cells.slice(0, 2)).join(' | ')} |`;
  const rows = lines.map(({ outcome, observed, direction, imagined, flips }) => {
    const told = [direction && `**${direction}**`, escapeMarkdown(imagined), flips && `(${FLIPS})`].filter(Boolean);
    return row([escapeMarkdown(outcome), escapeMarkdown(observed), told.join(' ')]);
  });
  return [row(['outcome', 'observed', 'imagined']), row(['---', '---', '---']), ...rows].join('\n');
}
