/** An imagining as Markdown: the hover of one perturbed attribute, and the whole of it to copy. All text of documents is escaped. */
import { escapeMarkdown } from '../trial/markdown.ts';
import { parseRegistryId } from '../trial/quantity/registry-id.ts';
import type { Look, Path } from '../trial/types.ts';
import type { EstimateAnswer, Evidence, ImaginedStep, Imagining, ObservedAnswer, Subject } from './answer.ts';
import { probability as chance, estimateName, estimateText, figure } from './figures.ts';
import { sameLook } from './landing.ts';
import { observedNote } from './panel.ts';
import { atText, bothText, briefRows, powerRows } from './power-words.ts';
import { askedTexts, chanceText, imaginedValues, pathwayTexts, saidText, statedText } from './said.ts';
import { briefly, decisive, type Phrase, phrase, stepPhrase } from './sentences.ts';
import {
  briefOutcome,
  changedText,
  evidenceText,
  harmsText,
  markText,
  missingText,
  observedText,
  outcomeText,
  sidesText,
} from './words.ts';

/** Characters of a heading, which is one line, and what is left for a measure's name where it is longer. */
const HEADING = 90;
const MEASURE = 72;

function phraseMarkdown(words: Phrase): string {
  return words.map(({ text, strong }) => (strong ? `**${escapeMarkdown(text)}**` : keepSpaces(text))).join('');
}

/** Escaping takes the spaces at the ends away, which stand between words here. */
function keepSpaces(text: string): string {
  const [, before = '', own = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  return before + escapeMarkdown(own) + after;
}

function changedMarkdown(step: ImaginedStep): string {
  const { what, from, to } = changedText(step.perturbation, step.look, step.subject);
  const now = `**${escapeMarkdown(to, 200)}**`;
  return from === undefined
    ? `**${escapeMarkdown(what)}** ${now}`
    : `**${escapeMarkdown(what)}** ${escapeMarkdown(from, 200)} → ${now}`;
}

function aboutMarkdown(look: Look, subject: Subject): string {
  const better = subject.better ? ` (${subject.better} is better)` : '';
  const whole = outcomeText(subject);
  const outcome = whole.length > HEADING ? briefOutcome(subject, MEASURE) : whole;
  return `${escapeMarkdown(sidesText(look, subject))} · ${escapeMarkdown(outcome)}${better}`;
}

/** What a step changes and what is looked at then; of a look that moves these are the same. */
function headMarkdown(step: ImaginedStep): string {
  const about = aboutMarkdown(step.look, step.subject);
  const { perturbation, look } = step;
  return perturbation.kind === 'look'
    ? `**${changedText(perturbation, look).what}** ${about}`
    : `${changedMarkdown(step)} · ${about}`;
}

/** Five blocks, filled by a probability, all of them only from 0.95 on: beside the figure, never instead of it. */
function blocks(p: number): string {
  const full = Math.min(5, Math.floor(p * 5 + 0.25));
  return '▰'.repeat(full) + '▱'.repeat(5 - full);
}

function imaginedDirection(step: ImaginedStep): string {
  const { status, direction, probability, observed, missing } = step;
  if (status === 'observed' && observed) return `**observed**: ${escapeMarkdown(observedText(observed))}`;
  if (!direction) return escapeMarkdown(briefly(step));
  const p = probability && `${escapeMarkdown(chance(probability[direction]))} ${blocks(probability[direction])}`;
  const own = `**${direction}**${p ? ` ${p}` : ''}`;
  return status === 'carried over' ? `${own} (${missing === 'no change' ? 'no change' : 'carried over'})` : own;
}

/** What an estimate is of. A risk difference of ours is in percentage points; of a reported one nobody knows. */
function estimateLabel(estimate: EstimateAnswer, { unit }: Subject, ours: boolean): string {
  const name = estimateName(estimate, unit);
  return ours && estimate.kind === 'risk difference' ? `${name}, percentage points` : name;
}

const cell = (text: string | undefined) => text ?? '';

/** How a table is drawn: a line of Markdown for a row, and the rows of power. */
interface Drawn {
  line?: (row: Row) => string;
  powers?: typeof powerRows;
}

/** The table of a step: observed beside imagined. A size that cannot be backed is absent. */
function tableMarkdown(
  step: ImaginedStep,
  before: ObservedAnswer | undefined,
  { line = (row) => `| ${row.join(' | ')} |`, powers = powerRows }: Drawn = {},
): string[] {
  const rows: Row[] = [
    ['direction', escapeMarkdown(before ? observedText(before) : missingText('not observed')), imaginedDirection(step)],
  ];
  const was = before?.estimate;
  const is = step.estimate ?? (step.status === 'observed' ? step.observed?.estimate : undefined);
  const told = was ?? is;
  if (told) {
    const size = (estimate: EstimateAnswer | undefined) => estimate && escapeMarkdown(estimateText(estimate));
    const unlike = was && is && was.kind !== is.kind ? `${is.kind} ` : '';
    rows.push([
      escapeMarkdown(estimateLabel(told, step.subject, (was ? before : step.observed)?.source === 'computed'), 60),
      cell(size(was)),
      is ? `${unlike}${cell(size(is))}` : '',
    ]);
  }
  const { power } = step;
  // Of an imagined effect nothing was observed: its figures stand beside each other.
  if (power)
    for (const row of powers(power, step.subject)) {
      const cells = power.supposed
        ? ['', bothText(row, power)]
        : [atText(row.observed, power.from), atText(row.imagined, power.to)];
      const [observed = '', imagined = ''] = cells.map((text) => escapeMarkdown(text));
      rows.push([escapeMarkdown(row.name), observed, imagined]);
    }
  return ['| | observed | imagined |', '| :-- | :-- | :-- |', ...rows.map(line)];
}

type Row = [name: string, observed: string, imagined: string];

/** Editors draw tables of hovers without room between columns: spaces that are not taken away stand behind what a cell says. */
const ROOM = '&nbsp;&nbsp;&nbsp;';

/** Letters up to which figures in brackets are kept in one line: `(95 % 4.8 to 10.9)`. */
const KEPT = 24;

function roomy([name, observed, imagined]: Row): string {
  const kept = (text: string) =>
    text.replace(/\([^()]*\d[^()]*\)/g, (inside) =>
      inside.length <= KEPT ? inside.replaceAll(' ', '\u00a0') : inside,
    );
  return `| ${name}${ROOM} | ${kept(observed)}${ROOM} | ${kept(imagined)} |`;
}

/** The step that an attribute of the document is changed by: the last one of its arrows. */
function stepOf({ steps }: Imagining, attribute: Path | number | undefined): ImaginedStep | undefined {
  if (typeof attribute === 'number') return steps[attribute];
  if (attribute === undefined) return undefined;
  const wanted = attribute.join('\n');
  return steps.findLast(({ perturbation }) => perturbation.kind !== 'look' && perturbation.path.join('\n') === wanted);
}

function beforeStep(step: ImaginedStep, imagining: Imagining): ObservedAnswer | undefined {
  return step.base ?? (sameLook(step.look, imagining.look) ? imagining.observed : undefined);
}

/** Whose words the reasons are, where they are not the predictor's that is named below. */
function whoseMarkdown(step: ImaginedStep): string | undefined {
  const whose = step.reasons.length > 0 ? saidText(step) : undefined;
  return whose === undefined ? undefined : `${escapeMarkdown(whose)}:`;
}

/** Why, an entry of a list each. */
function reasonsMarkdown(step: ImaginedStep): string | undefined {
  const { reasons } = step;
  const told = reasons.map(({ text, mechanism }, index) => {
    const named = mechanism !== undefined && mechanism !== reasons[index - 1]?.mechanism;
    return escapeMarkdown(named ? `${mechanism.charAt(0).toUpperCase()}${mechanism.slice(1)}: ${text}` : text);
  });
  const all = [...told, ...askedTexts(step).map((text) => escapeMarkdown(text))];
  return all.length > 0 ? all.map((text) => `- ${text}`).join('\n') : undefined;
}

/** Where the figures of a model are from; undefined where they are not a model's. */
function sourceMarkdown(step: ImaginedStep): string | undefined {
  const from = step.probability && chanceText(step);
  const told = [
    ...(from === undefined ? [] : [`Probability ${from}`]),
    ...(step.estimate && step.saidBy ? [`size ${statedText(step)}`] : []),
    ...imaginedValues(step),
  ];
  return told.length > 0 && step.saidBy ? escapeMarkdown(`${told.join('; ')}.`) : undefined;
}

function cautions(observed: ObservedAnswer | undefined): string | undefined {
  if (!observed || observed.marked.length === 0) return undefined;
  return escapeMarkdown(`Careful: ${observed.marked.map(markText).join('; ')}.`);
}

/**
 * The hover of one perturbed attribute (its path), of one step (its position), or of the whole imagining. The last
 * paragraph names the predictor; who shows it may add links there.
 */
export function hoverMarkdown(imagining: Imagining, attribute?: Path | number): string {
  const asked = stepOf(imagining, attribute);
  const step = asked ?? (attribute === undefined ? decisive(imagining) : undefined);
  const paragraphs: (string | undefined)[] = [];
  if (!step) {
    paragraphs.push(aboutMarkdown(imagining.look, imagining.subject), `${phraseMarkdown(phrase(imagining))}.`);
    const { estimate } = imagining.observed ?? {};
    if (estimate)
      paragraphs.push(
        escapeMarkdown(
          `${estimateLabel(estimate, imagining.subject, imagining.observed?.source === 'computed')}: ${estimateText(estimate)}`,
        ),
      );
    paragraphs.push(cautions(imagining.observed));
  } else {
    const before = beforeStep(step, imagining);
    paragraphs.push(
      headMarkdown(step),
      `${phraseMarkdown(asked ? stepPhrase(asked, imagining) : phrase(imagining))}.`,
      tableMarkdown(step, before, { line: roomy, powers: briefRows }).join('\n'),
      sourceMarkdown(step),
      whoseMarkdown(step),
      reasonsMarkdown(step),
      cautions(step.status === 'observed' ? step.observed : before),
    );
  }
  paragraphs.push(escapeMarkdown(harmsText(imagining) ?? ''), `*${escapeMarkdown(imagining.predictor.label)}*`);
  return paragraphs.filter((paragraph) => paragraph !== undefined && paragraph !== '').join('\n\n');
}

function evidenceMarkdown({ trial, look, subject, differs, from, to, nearness }: Evidence): string {
  const page = trial === undefined ? undefined : parseRegistryId(trial)?.url;
  const record = trial !== undefined && (page ? `[${escapeMarkdown(trial)}](${page})` : escapeMarkdown(trial));
  const contrast = look && escapeMarkdown(evidenceText(look, subject));
  const told = to === undefined ? from : `${from} → ${to}`;
  return `| ${[record, contrast].filter(Boolean).join(', ')} | ${escapeMarkdown(differs)} | ${told} | ${figure(nearness, 2)} |`;
}

/** A whole imagining to paste elsewhere: every step with its table and its reasons, and what it rests on. */
export function copyMarkdown(imagining: Imagining): string {
  const { trial, scenario, look, subject, observed, steps } = imagining;
  const note = observedNote(imagining);
  const title = [trial, scenario]
    .filter((part) => part !== undefined)
    .map((part) => escapeMarkdown(part))
    .join(' · ');
  const blocks = [
    ...(title ? [`## ${title}`] : []),
    aboutMarkdown(look, subject),
    `${phraseMarkdown(phrase(imagining))}.`,
    ...(note === undefined ? [] : [`${escapeMarkdown(note)}.`]),
  ];
  for (const [index, step] of steps.entries()) {
    const moves = step.perturbation.kind === 'look';
    blocks.push(
      `### ${index + 1}. ${step.factor}: ${moves ? headMarkdown(step) : changedMarkdown(step)}`,
      ...(step.look === look || moves ? [] : [aboutMarkdown(step.look, step.subject)]),
      `${phraseMarkdown(stepPhrase(step, imagining))}.`,
      tableMarkdown(step, beforeStep(step, imagining)).join('\n'),
      sourceMarkdown(step) ?? '',
      whoseMarkdown(step) ?? '',
      reasonsMarkdown(step) ?? '',
      step.evidence.length > 0
        ? [
            '| evidence | what differs | observed | nearness |',
            '| --- | --- | --- | --- |',
            ...step.evidence.map(evidenceMarkdown),
          ].join('\n')
        : '',
    );
  }
  const careful = cautions(observed);
  blocks.push(
    pathwayTexts(imagining)
      .map((text) => `- ${escapeMarkdown(text)}`)
      .join('\n'),
    careful ?? '',
    escapeMarkdown(harmsText(imagining) ?? ''),
    `*${escapeMarkdown(imagining.predictor.label)}*`,
  );
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
