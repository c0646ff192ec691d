/** An imagining as plain text, for the command line. The same words in the same order as the hover. */

import { DIRECTIONS } from '../trial/direction.ts';
import { plainLine } from '../trial/markdown.ts';
import type { ImaginedStep, Imagining } from './answer.ts';
import { probability as chance, estimateText, figure } from './figures.ts';
import { phraseText, sentence, stepPhrase } from './sentences.ts';
import { changedText, contrastText, harmsText, markText, observedText, outcomeText, valueText } from './words.ts';

function stepLines(step: ImaginedStep, index: number, imagining: Imagining): string[] {
  const { what, from, to } = changedText(step.perturbation, step.look);
  const lines = [
    `${index + 1}. ${step.factor}  ${what} ${from === undefined ? '' : `${from} → `}${to}`,
    `   ${phraseText(stepPhrase(step, imagining))}`,
  ];
  if (
    step.look !== imagining.look &&
    contrastText(step.look) + step.look.outcome !== contrastText(imagining.look) + imagining.look.outcome
  )
    lines.push(`   of ${contrastText(step.look)}, ${outcomeText(step.subject)}`);
  const { probability, estimate, power, observed } = step;
  if (probability)
    lines.push(`   ${DIRECTIONS.map((direction) => `${direction} ${chance(probability[direction])}`).join(', ')}`);
  const size = estimate ?? observed?.estimate;
  if (size) lines.push(`   ${size.kind} ${estimateText(size)}`);
  if (power)
    lines.push(
      `   power, were the effect as estimated: ${chance(power.observed)} at ${figure(power.from, 7)}, ${chance(power.imagined)} at ${figure(power.to, 7)}`,
    );
  for (const { text, mechanism } of step.reasons) lines.push(`   - ${mechanism ? `${mechanism}: ` : ''}${text}`);
  for (const { look, differs, from: direction, nearness } of step.evidence)
    lines.push(
      `   evidence: ${look ? `${contrastText(look)} on ${look.outcome}: ` : ''}${direction} (${differs}; nearness ${figure(nearness, 2)})`,
    );
  return lines;
}

/** Everything an imagining says, in lines. Nothing of a document can reach the terminal but as text of one line. */
export function plainText(imagining: Imagining): string {
  const { look, subject, observed, steps, predictor } = imagining;
  const lines = [`${contrastText(look)} · ${outcomeText(subject)}`, sentence(imagining), ''];
  if (observed) {
    lines.push(`observed  ${observedText(observed)}`);
    if (observed.estimate) lines.push(`   ${observed.estimate.kind} ${estimateText(observed.estimate)}`);
    for (const [id, value] of [
      [look.first, observed.values.first],
      [look.second, observed.values.second],
    ] as const) {
      const told = valueText(value);
      if (told !== undefined) lines.push(`   ${id}: ${told}`);
    }
    for (const mark of observed.marked) lines.push(`   careful: ${markText(mark)}`);
  }
  for (const [index, step] of steps.entries()) lines.push('', ...stepLines(step, index, imagining));
  const harms = harmsText(imagining);
  lines.push('', ...(harms === undefined ? [] : [harms]), predictor.label);
  return `${lines.map((line) => (line.startsWith('   ') ? `   ${plainLine(line)}` : plainLine(line))).join('\n')}\n`;
}
