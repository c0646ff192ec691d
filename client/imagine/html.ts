/** An imagining as a web page of its own: everything that the panel shows, no script, nothing from elsewhere. Pure. */
import type { Imagining, OutcomeLine } from '../../core/imagine/answer.ts';
import { verdictOf } from '../../core/imagine/compare.ts';
import { briefly, changedText, phrase } from '../../core/imagine/wording.ts';
import { MARK } from '../../webview/marks.ts';
import type { Direction, Labels, View } from '../../webview/messages.ts';
import { curveSvg } from './curveSvg.ts';
import { escaped } from './markup.ts';
import { type Caption, svgOf } from './svg.ts';

const STYLE = `
:root { color-scheme: light dark; --dim: #616161; --line: #d0d0d0; --hi: #0b5cad; --lo: #b3400a; --no: #8a8a8a; }
@media (prefers-color-scheme: dark) { :root { --dim: #a0a0a0; --line: #4a4a4a; --hi: #4fa8ff; --lo: #ff9d5c; } }
body { max-width: 820px; margin: 24px auto; padding: 0 16px; font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.3em; margin: 0; } h2 { font-size: 1em; margin: 28px 0 8px; }
.dim { color: var(--dim); } .sentence { font-size: 1.4em; margin: 16px 0 8px; }
.bar { display: flex; gap: 1px; height: 14px; } .bar > .higher { background: var(--hi); } .bar > .no-difference { background: var(--no); } .bar > .lower { background: var(--lo); }
ul { padding: 0; list-style: none; } .legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 6px 0; }
li { margin: 6px 0; } .legend > li { margin: 0; }
.figure, .scrolls { overflow-x: auto; } .figure > svg { width: 100%; min-width: 640px; height: auto; } .figure > .steps { background: none; --ground: Canvas; } .curved > svg { min-width: 320px; max-width: 560px; }
table { width: 100%; border-collapse: collapse; } td:not(:first-child), th { overflow-wrap: normal; } td:first-child { min-width: 8em; } td:nth-child(n + 2) { min-width: 5.5em; } .outcomes td:nth-child(n + 2) { min-width: 11.5em; } th, td { padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 400; color: var(--dim); } .tag { border: 1px solid currentColor; border-radius: 9px; padding: 0 7px; font-size: .85em; }
@media print { body { margin: 0; } }
`;

const registry = (id: string): string =>
  `<a href="https://clinicaltrials.gov/study/${escaped(id)}" rel="noreferrer">${escaped(id)}</a>`;

const tag = (text: string): string => `<span class="tag">${escaped(text)}</span>`;

const directed = (direction: Direction): string => `${MARK[direction]} <strong>${direction}</strong>`;

function table(caption: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  return `<div class="scrolls"><table aria-label="${escaped(caption)}"><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

const section = (heading: string, content: string, name = ''): string =>
  content === '' ? '' : `<section class="${name}"><h2>${escaped(heading)}</h2>\n${content}\n</section>`;

function outcomes(lines: readonly OutcomeLine[], labels: Labels, changed: boolean): string {
  if (lines.length === 0) return '';
  const rows = lines.map(({ outcome, observed, before, direction, imagined, flips }) => {
    const said = [direction && directed(direction), escaped(imagined), flips && tag(labels.flips)];
    const seen = `${before ? `${MARK[before]} ` : ''}${escaped(observed)}`;
    return [escaped(outcome), seen, ...(changed ? [said.filter(Boolean).join(' ')] : [])];
  });
  const columns = [labels.outcome, labels.observed, ...(changed ? [labels.imagined] : [])];
  return table(labels.outcomes, columns, rows);
}

function evidence({ evidence: pairs }: View, labels: Labels): string {
  if (pairs.length === 0) return '';
  const rows = pairs.map((pair) => [
    pair.registry ? registry(pair.registry) : escaped(pair.source),
    escaped(`${pair.factor ?? ''} ${pair.differs}`),
    escaped(pair.observed),
    escaped(pair.nearness),
  ]);
  return table(labels.evidence, [labels.source, labels.differs, labels.observed, labels.nearness], rows);
}

function power({ power: told }: View, labels: Labels): string {
  if (!told) return '';
  const rows = told.rows.map(({ name, cells }) => [name, ...cells].map((cell) => escaped(cell)));
  const notes = told.notes.map((note) => `<p>${escaped(note)}</p>`);
  const curve = `<div class="figure curved">${curveSvg(told.curve, labels.participants)}</div>`;
  return `${table(labels.power, ['', ...told.columns], rows)}${curve}${notes.join('')}`;
}

function probabilities({ probabilities: all }: View): string {
  if (all.length === 0) return '';
  // As shares of a hundred, so that nothing but a number gets into a style.
  const bars = all.map(
    ({ direction, share }) =>
      `<span class="${direction.replace(' ', '-')}" style="flex:${Math.round(share * 1000)} 0 0"></span>`,
  );
  const legend = all.map(({ direction, text }) => `<li>${directed(direction)} ${escaped(text)}</li>`);
  return `<div class="bar" aria-hidden="true">${bars.join('')}</div><ul class="legend">${legend.join('')}</ul>`;
}

/** What a model says, step by step. Its words are text. */
function beside(imagining: Imagining, model: Imagining): string {
  const verdict = verdictOf(imagining, model);
  const steps = model.steps.map((step) => {
    const { what, from, to } = changedText(step.perturbation, step.look, step.subject);
    const change = `${what} ${from === undefined ? '' : `${from} → `}${to}`;
    const reasons = step.reasons.map(
      ({ text, mechanism }) => `<li>${escaped(text)}${mechanism ? ` ${tag(mechanism)}` : ''}</li>`,
    );
    return `<li><strong>${step.factor}</strong> ${escaped(change)}: ${escaped(briefly(step))}<ul>${reasons.join('')}</ul></li>`;
  });
  const sentence = phrase(model).map(({ text, strong }) => (strong ? `<strong>${told(text)}</strong>` : told(text)));
  return `${verdict ? `<p>${escaped(verdict.text)}</p>` : ''}<p class="sentence">${sentence.join('')}</p><ul>${steps.join('\n')}</ul>`;
}

function reasonList(reasons: View['why']): string {
  const lines = reasons.map(
    ({ factor, text, mechanism }) =>
      `<li><strong>${factor ?? ''}</strong> ${escaped(text)}${mechanism ? ` ${tag(mechanism)}` : ''}</li>`,
  );
  return reasons.length > 0 ? `<ul>${lines.join('\n')}</ul>` : '';
}

/** Why, and behind a fold for each step what else is said of it. */
function why({ why: told, whyMore }: View, { more }: Labels): string {
  const folds = whyMore.map(
    ({ of, reasons }) =>
      `<details><summary>${escaped(`${more.replace('{0}', String(reasons.length))}: ${of}`)}</summary>${reasonList(reasons)}</details>`,
  );
  return [reasonList(told), ...folds].join('\n');
}

interface HtmlContent {
  imagining: Imagining;
  model?: Imagining;
  view: View;
  lines: readonly OutcomeLine[];
  summary: string | undefined;
  caption: Caption;
  labels: Labels;
}

/** A whole page. It may load nothing: what of it could be read as a script or a link is text. */
export function htmlOf({ imagining, model, view, lines, summary, caption, labels }: HtmlContent): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const sentence = view.sentence.map(({ text, strong }) => (strong ? `<strong>${told(text)}</strong>` : told(text)));
  const parts = [
    `<h1>${escaped(view.title)}${view.registry ? ` ${registry(view.registry)}` : ''}</h1>`,
    `<p class="dim">${escaped(caption.about)}</p>`,
    `<p class="sentence">${sentence.join('')}</p>`,
    probabilities(view),
    ...view.notes.map((note) => `<p class="dim">${escaped(note)}</p>`),
    model ? section(model.predictor.label, beside(imagining, model), 'model') : '',
    section(
      view.changed ? labels.steps : labels.observedSteps,
      view.ladder ? `<div class="figure">${svgOf(view.ladder, caption, { bare: true })}</div>` : '',
    ),
    section(labels.power, power(view, labels)),
    section(
      view.changed ? labels.outcomes : labels.observedOutcomes,
      `${summary ? `<p>${escaped(summary)}</p>` : ''}${outcomes(lines, labels, view.changed)}`,
      'outcomes',
    ),
    section(labels.why, why(view, labels)),
    section(labels.evidence, evidence(view, labels)),
    section(labels.trust, view.trust.map((text) => `<p>${escaped(text)}</p>`).join('\n')),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(`${view.title}: ${caption.sentence}`)}</title>
<style>${STYLE}</style>
</head>
<body>
${parts.filter((part) => part !== '').join('\n')}
</body>
</html>
`;
}

/** Escaping takes the spaces at the ends away, which stand between the words of a sentence. */
function told(text: string): string {
  const [, before = '', own = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  return `${before && ' '}${escaped(own)}${after && ' '}`;
}
