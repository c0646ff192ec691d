/** An imagining as plain text, for the command line. The same words in the same order as the hover. */
import { DIRECTIONS } from '../trial/direction.ts';
import { plainLine } from '../trial/markdown.ts';
import type { ImaginedStep, Imagining, StepAnswer } from './answer.ts';
import { probability as chance, estimateName, estimateText, figure } from './figures.ts';
import { sameLook } from './landing.ts';
import { bothText, powerRows } from './power-words.ts';
import { askedTexts, chanceText, imaginedValues, pathwayTexts, saidText, statedText } from './said.ts';
import { phraseText, sentence, stepPhrase } from './sentences.ts';
import {
  changedText,
  contrastText,
  evidenceText,
  harmsText,
  markText,
  missingText,
  observedText,
  outcomeText,
  sidesText,
  valueText,
} from './words.ts';

/** Behind a figure that a model states. */
function stated(step: StepAnswer): string {
  const whose = statedText(step);
  return whose === undefined ? '' : `, ${whose}`;
}

function chanceLines(step: StepAnswer): string[] {
  const { probability } = step;
  if (!probability) return [];
  const from = chanceText(step);
  const each = DIRECTIONS.map((direction) => `${direction} ${chance(probability[direction])}`).join(', ');
  return [`   ${each}${from === undefined ? '' : `; ${from}`}`];
}

function reasonLines(step: StepAnswer | ImaginedStep): string[] {
  const whose = saidText(step);
  return [
    ...(whose === undefined || step.reasons.length === 0 ? [] : [`   ${whose}:`]),
    ...step.reasons.map(({ text, mechanism }) => `   - ${mechanism ? `${mechanism}: ` : ''}${text}`),
    ...askedTexts(step).map((text) => `   ${text}`),
  ];
}

/** What is expected of a look that nothing was observed of. */
function expectedLines({ expected, look, subject }: Imagining): string[] {
  if (!expected) return [];
  const { estimate } = expected;
  return [
    `expected  ${expected.direction ?? missingText('no answer')}`,
    ...chanceLines(expected),
    ...(estimate ? [`   ${estimateName(estimate, subject.unit)}: ${estimateText(estimate)}${stated(expected)}`] : []),
    ...imaginedValues({ ...expected, look }).map((value) => `   ${value}${stated(expected)}`),
    ...reasonLines(expected),
  ];
}

function stepLines(step: ImaginedStep, index: number, imagining: Imagining): string[] {
  const { what, from, to } = changedText(step.perturbation, step.look, step.subject);
  const lines = [
    `${index + 1}. ${step.factor}  ${what} ${from === undefined ? '' : `${from} → `}${to}`,
    `   ${phraseText(stepPhrase(step, imagining))}`,
  ];
  if (!sameLook(step.look, imagining.look))
    lines.push(`   of ${contrastText(step.look)}, ${outcomeText(step.subject)}`);
  const { estimate, power, observed } = step;
  lines.push(...chanceLines(step));
  const size = estimate ?? observed?.estimate;
  if (size) lines.push(`   ${estimateName(size, step.subject.unit)}: ${estimateText(size)}${stated(step)}`);
  for (const value of imaginedValues(step)) lines.push(`   ${value}${stated(step)}`);
  if (power) for (const row of powerRows(power, step.subject)) lines.push(`   ${row.name}: ${bothText(row, power)}`);
  lines.push(...reasonLines(step));
  for (const { trial, look, subject, differs, from: direction, to: then, nearness } of step.evidence) {
    const where = [trial, look && evidenceText(look, subject)].filter((part) => part !== undefined).join(', ');
    const told = then === undefined ? direction : `${direction} → ${then}`;
    lines.push(`   evidence: ${where}: ${told} (${differs}; nearness ${figure(nearness, 2)})`);
  }
  return lines;
}

/** Everything an imagining says, in lines. Nothing of a document can reach the terminal but as text of one line. */
export function plainText(imagining: Imagining): string {
  const { look, subject, observed, steps, predictor } = imagining;
  const lines = [`${sidesText(look, subject)} · ${outcomeText(subject)}`, sentence(imagining)];
  if (observed || imagining.expected) lines.push('');
  if (observed) {
    lines.push(`observed  ${observedText(observed)}`);
    if (observed.estimate)
      lines.push(`   ${estimateName(observed.estimate, subject.unit)}: ${estimateText(observed.estimate)}`);
    for (const [id, value] of [
      [look.first, observed.values.first],
      [look.second, observed.values.second],
    ] as const) {
      const told = valueText(value);
      if (told !== undefined) lines.push(`   ${id}: ${told}`);
    }
    for (const mark of observed.marked) lines.push(`   careful: ${markText(mark)}`);
  }
  lines.push(...expectedLines(imagining));
  for (const [index, step] of steps.entries()) lines.push('', ...stepLines(step, index, imagining));
  const pathways = pathwayTexts(imagining);
  if (pathways.length > 0) lines.push('', ...pathways);
  const harms = harmsText(imagining);
  lines.push('', ...(harms === undefined ? [] : [harms]), predictor.label);
  return `${lines.map((line) => (line.startsWith('   ') ? `   ${plainLine(line)}` : plainLine(line))).join('\n')}\n`;
}
