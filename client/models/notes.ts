/** What stands below a model's answer: where its probability is from, how it was asked, what it was not told. Plain text. Pure. */
import type { ChanceFrom, Imagining } from '../../core/imagine/answer.ts';
import { decisive } from '../../core/imagine/sentences.ts';
import { contrastText, figure } from '../../core/imagine/wording.ts';

const many = (count: number, one: string, several: string) => `${count} ${count === 1 ? one : several}`;

function chanceText({ source, samples, answers, pathways }: ChanceFrom): string {
  const from = {
    tokens: `the chances of the answer’s tokens${samples > 1 ? `, the mean of ${samples} answers` : ''}`,
    samples: `how often each direction was answered, of ${many(samples, 'answer', 'answers')}`,
    stated: 'what the model itself states',
  }[source];
  const counts = answers && Object.entries(answers).map(([direction, count]) => `${direction} ${count}`);
  const told = counts ? ` (${counts.join(', ')})` : '';
  const over = pathways ? `, weighted over ${pathways} pathways` : '';
  return `Probability from ${from}${told}${over}.`;
}

const MODES = {
  successive: undefined,
  direct: 'Asked in one step, of the target alone.',
  rag: 'Asked in one step, beside observed results.',
} as const;

function pathwayTexts({ pathways = [] }: Imagining): string[] {
  if (pathways.length < 2) return [];
  const told = pathways.map(
    ({ anchor, look, direction, probability, weight }) =>
      `${anchor ?? `${contrastText(look)} on ${look.outcome}`}: ${direction} ${figure(probability[direction], 2)}, weight ${figure(weight, 2)}`,
  );
  return [`${pathways.length} pathways, from: ${told.join('; ')}.`];
}

/** Short lines, each a sentence. */
export function notesOf(imagining: Imagining): string[] {
  const last = imagining.steps.length > 0 ? decisive(imagining) : imagining.expected;
  const said = [imagining.expected, ...imagining.steps].flatMap((step) => step?.saidBy ?? []);
  const dropped = [...new Set(said.flatMap((one) => one.dropped ?? []))];
  const failed = said.reduce((sum, one) => sum + (one.failed ?? 0), 0);
  const mode = imagining.mode && MODES[imagining.mode];
  return [
    ...(last?.chanceFrom ? [chanceText(last.chanceFrom)] : []),
    ...(mode ? [mode] : []),
    ...pathwayTexts(imagining),
    ...(dropped.length > 0 ? [`Left out of the question, for length: ${dropped.join('; ')}.`] : []),
    ...(failed > 0
      ? [`${many(failed, 'answer', 'answers')} could not be read and ${failed === 1 ? 'does' : 'do'} not count.`]
      : []),
    ...(imagining.lost ?? []).map((text) => `A pathway was lost. ${text}`),
  ];
}
