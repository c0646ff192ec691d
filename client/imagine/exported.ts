/** What the panel shows as text of its own: Markdown to paste, a web page, a picture, data. Pure. */
import type { Imagining, OutcomeLine } from '../../core/imagine/answer.ts';
import { verdictOf } from '../../core/imagine/compare.ts';
import {
  copyMarkdown,
  HEADINGS,
  IN_PLACE,
  outcomesMarkdown,
  outcomeText,
  sidesText,
} from '../../core/imagine/wording.ts';
import { escapeMarkdown, plainLine } from '../../core/trial/markdown.ts';
import type { Labels, View } from '../../webview/messages.ts';
import { htmlOf } from './html.ts';
import { type Caption, svgOf, type Told } from './svg.ts';

/** What the panel shows, at one version of a document. */
export interface Content {
  imagining: Imagining;
  /** What a language model says of the same, where it was asked. */
  model?: Imagining;
  view: View;
  /** All outcomes, and what they say together. */
  lines: readonly OutcomeLine[];
  summary: string | undefined;
  labels: Labels;
}

export const FORMATS = ['html', 'svg', 'md', 'json'] as const;
export type Format = (typeof FORMATS)[number];

function captionOf({ imagining, view }: Content): Caption {
  const { look, subject, scenario, steps, predictor, trial } = imagining;
  const parts = [sidesText(look, subject), outcomeText(subject), steps.length > 0 ? (scenario ?? IN_PLACE) : undefined];
  return {
    title: view.title,
    about: parts.filter((part) => part !== undefined).join(' · '),
    sentence: imagining.sentence,
    foot: [trial, predictor.label].filter((part) => part !== undefined).join(' · '),
  };
}

/** The imagining, a model's beside it, and all outcomes under it, as Markdown. */
export function markdownOf({ imagining, model, lines, summary }: Content): string {
  const blocks = [copyMarkdown(imagining).trimEnd()];
  if (model) {
    const verdict = verdictOf(imagining, model);
    blocks.push(copyMarkdown(model).trimEnd(), ...(verdict ? [escapeMarkdown(verdict.text)] : []));
  }
  const heading = imagining.steps.length > 0 ? HEADINGS.outcomes : HEADINGS.observedOutcomes;
  if (lines.length > 0)
    blocks.push(`### ${heading}`, ...(summary ? [escapeMarkdown(summary)] : []), outcomesMarkdown(lines));
  return `${blocks.join('\n\n')}\n`;
}

function dataOf({ imagining, model, lines, summary }: Content): Imagining | Imagining[] {
  const own = { ...imagining, outcomes: { ...(summary !== undefined && { summary }), lines: [...lines] } };
  return model ? [own, model] : own;
}

/** So many outcomes that flip are named in a picture. */
const NAMED = 12;

/** How many outcomes flip, and which; undefined where nothing is said of that. */
function flipping({ lines, summary, labels }: Content): Told | undefined {
  if (summary === undefined) return undefined;
  const all = lines.filter(({ flips }) => flips);
  const named = all
    .slice(0, NAMED)
    .map(({ outcome, before, direction, imagined }) => `${outcome}: ${before} → ${direction} ${imagined}`);
  const rest = all.length - named.length;
  return { heading: labels.outcomes, summary, lines: [...named, ...(rest > 0 ? [`and ${rest} more`] : [])] };
}

/** The text of a file. JSON is an imagining by its published schema, with all outcomes, and nothing else; with a model's beside it, a list of the two. */
export function exported(format: Format, content: Content): string {
  switch (format) {
    case 'html':
      return htmlOf({ ...content, caption: captionOf(content) });
    case 'svg': {
      const { view, labels } = content;
      const below = view.power && { heading: labels.power, axis: labels.participants, curve: view.power.curve };
      const ladder = view.ladder ?? { axis: '', neutral: 0, ticks: [], rungs: [] };
      const told = flipping(content);
      return svgOf(ladder, captionOf(content), { ...(below && { below }), ...(told && { outcomes: told }) });
    }
    case 'md':
      return markdownOf(content);
    case 'json':
      return `${JSON.stringify(dataOf(content), null, 2)}\n`;
  }
}

/** A file's name without its ending: `NCT04788511-lower-dose-in-japan`. */
export function fileName({ trial, scenario, steps }: Imagining, document: string): string {
  const name = [trial ?? document.replace(/\.[^.]*$/, ''), steps.length > 0 ? (scenario ?? 'imagined') : 'observed'];
  const plain = plainLine(name.join('-'), 100).replaceAll(/[^\p{L}\p{N}._-]+/gu, '-');
  return plain.replace(/^[.-]+/, '') || 'imagining';
}
