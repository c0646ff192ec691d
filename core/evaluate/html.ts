/** A report as one HTML page: no scripts, nothing loaded, light or dark as the reader has it. */
import { type Block, documentOf, type Table } from './document.ts';
import { escaped, legend, reliabilityPlot, slicePlot } from './plots.ts';
import type { Report } from './report.ts';
import { DIMENSIONS, FEW } from './slices.ts';

const STYLE = `
:root { color-scheme: light dark; --page: #fff; --ink: #1c1f24; --soft: #5b6370; --line: #d5d9e0; --stripe: #f5f6f8; --s0: #0b5fa5; --s1: #b4470b; --s2: #39702c; --s3: #7d3c98; }
@media (prefers-color-scheme: dark) { :root { --page: #16181c; --ink: #e4e7ec; --soft: #a2abb8; --line: #3a404a; --stripe: #1e2126; --s0: #6cb2f2; --s1: #f09a5e; --s2: #86c974; --s3: #cf9be8; } }
*, ::before, ::after { box-sizing: border-box; }
body { margin: 0 auto; max-width: 92rem; padding: 1rem 1.25rem 4rem; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1rem 0; } h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
p, li { max-width: 52rem; } a { color: var(--s0); } nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; padding: 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .6rem .8rem; background: var(--stripe); border: 1px solid var(--line); border-radius: 4px; }
.wide { overflow-x: auto; margin: 1rem 0; } .wide::-webkit-scrollbar { height: .7rem; background: var(--stripe); } .wide::-webkit-scrollbar-thumb { background: var(--soft); border: 2px solid var(--stripe); border-radius: .35rem; }
@supports not selector(::-webkit-scrollbar) { .wide { scrollbar-color: var(--soft) var(--stripe); } }
.wide:focus-visible { outline: 2px solid var(--s0); outline-offset: 2px; }
/* Where there is more to the right, an arrow stands in a strip at the edge; at the end, and where all fits, what ends the row covers them. */
.all { display: flex; width: fit-content; min-width: min-content; } .all > * { flex: 0 1 auto; } .all > svg { flex: none; }
.all::before { content: ""; flex: none; order: 1; width: .9rem; position: relative; z-index: 3; background: var(--page); }
.all::after { content: "›"; flex: none; order: 2; width: .9rem; margin-left: -.9rem; position: sticky; right: 0; z-index: 2; pointer-events: none; text-align: center; font-weight: 700; background: var(--stripe); border-left: 1px solid var(--line); }
table { border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums; font-size: .87rem; }
.caption { font-weight: 600; margin: 1.25rem 0 .25rem; max-width: none; } .caption + .wide { margin-top: 0; }
th, td { padding: .25rem .5rem; text-align: right; border-bottom: 1px solid var(--line); background: var(--page); } thead th { vertical-align: bottom; white-space: nowrap; } td { white-space: nowrap; } td span, th span { display: block; color: var(--soft); font-size: .9em; font-weight: 400; }
th:first-child { text-align: left; font-weight: 600; position: sticky; left: 0; z-index: 1; border-right: 1px solid var(--line); overflow-wrap: break-word; white-space: normal; max-width: 16rem; } tbody th { font-weight: 500; } tbody tr:nth-child(even) > * { background: var(--stripe); }
figure { margin: 1rem 0; } figcaption { font-weight: 600; } figcaption small, .note { color: var(--soft); font-weight: 400; font-size: .87rem; }
.several { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; } .several figure { margin: 0; } .several figcaption { padding-left: 40px; }
details { margin: .4rem 0; border: 1px solid var(--line); border-radius: 4px; padding: 0 .8rem; } summary { cursor: pointer; padding: .45rem 0; } details > .wide { margin: .25rem 0 .75rem; }
.key { display: inline-flex; align-items: center; gap: .3rem; margin-right: .9rem; font-weight: 400; font-size: .87rem; }
svg text { fill: var(--soft); font: 11px system-ui, sans-serif; } .grid { stroke: var(--line); stroke-width: 1; } .even { stroke: var(--soft); stroke-dasharray: 4 3; }
.mark { stroke-width: 1.5; fill-opacity: .85; } .s0 { stroke: var(--s0); fill: var(--s0); } .s1 { stroke: var(--s1); fill: var(--s1); } .s2 { stroke: var(--s2); fill: var(--s2); } .s3 { stroke: var(--s3); fill: var(--s3); }
.mark.hollow { fill: var(--page); } .whisker { stroke-width: 1.5; }
.whisker.s1 { stroke-dasharray: 6 2; } .whisker.s2 { stroke-dasharray: 2 2; } .whisker.s3 { stroke-dasharray: 7 2 2 2; }
@media (max-width: 80rem) { table { font-size: .8rem; } th, td { padding: .25rem .35rem; } }
@media (max-width: 40rem) { body { padding: .5rem .5rem 3rem; } th:first-child { max-width: 6.5rem; } table { font-size: .75rem; } th, td { padding: .25rem; } }
@media print { details > * { display: block; } .wide { overflow: visible; } .all::after { content: none; } }
`;

const idOf = (text: string) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');

/** Sentences, in which no number breaks within. */
const prose = (text: string) => escaped(text).replace(/(?<=\d) (?=\d{3}\b)/g, '&nbsp;');

/** What stands in brackets behind a score stands below it: its interval, or of how much it is. */
const inTwoLines = (cell: string) => cell.replace(/ (\([^()]*\))$/, ' <span>$1</span>');

/** The name of a row: where there is no room, it breaks before a minus and after a dot. */
const named = (name: string) =>
  inTwoLines(escaped(name).replace(' − ', ' −&nbsp;').replace('outcomes only', 'outcomes&nbsp;only')).replaceAll(
    '.',
    '.<wbr>',
  );

/** A longer heading has one line more, broken nearest its middle: scores are narrow, and a row of headings in four lines is mostly empty. */
function headed(cell: string): string {
  const middle = cell.length / 2;
  const spaces = [...cell.matchAll(/ /g)].map(({ index }) => index);
  const [at] = spaces.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return cell.length < 13 || at === undefined
    ? escaped(cell)
    : `${escaped(cell.slice(0, at))}<br>${escaped(cell.slice(at + 1))}`;
}

/** What may be wider than the page scrolls by itself, by keyboard too. `name`: the attribute that names it. */
const scrolling = (name: string, content: string) =>
  `<div class="wide" tabindex="0" role="region" ${name}><div class="all">${content}</div></div>`;

function table({ caption, head, rows }: Table): string {
  const body = rows.map(
    ([name = '', ...cells]) =>
      `<tr><th scope="row">${named(name)}</th>${cells.map((cell) => `<td>${inTwoLines(escaped(cell))}</td>`).join('')}</tr>`,
  );
  const id = `t-${idOf(caption)}`;
  return `<p class="caption" id="${id}">${escaped(caption)}</p>${scrolling(`aria-labelledby="${id}"`, `<table aria-labelledby="${id}"><thead><tr>${head.map((cell, i) => `<th scope="col">${i === 0 ? named(cell) : headed(cell)}</th>`).join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`)}`;
}

function reliability({ set, of }: Extract<Block, { kind: 'reliability' }>): string {
  const figures = Object.entries(of).map(([name, bins], i) => {
    const svg = reliabilityPlot(`${idOf(set)}-r${i}`, `Calibration of ${name} on ${set}`, bins);
    return `<figure><figcaption>${escaped(name)}</figcaption>${svg}</figure>`;
  });
  return `<h3>${escaped(set)}: calibration</h3><p class="note">How often the likeliest direction was observed, by how sure the predictor was. On the dashed line chances are what they say; the larger a mark, the more answers it is of; bars are 95 % intervals.</p><div class="several">${figures.join('')}</div>`;
}

function slices({ set, dimension, of, table: own }: Extract<Block, { kind: 'slices' }>): string {
  const name = DIMENSIONS[dimension];
  const { svg, drawn } = slicePlot(`${idOf(set)}-${dimension}`, `Brier score on ${set} by ${name.toLowerCase()}`, of);
  const few = of.filter(([, slice]) => slice.few).length;
  const told = `${of.length} slices${few > 0 ? `, ${few} of fewer than ${FEW} trials (hollow, without an interval)` : ''}`;
  return `<details><summary><b>${escaped(name)}</b> <span class="note">${told}</span></summary><figure><figcaption>${legend(drawn)}</figcaption>${scrolling(`aria-label="${escaped(own.caption)}, drawn"`, svg)}</figure>${table(own)}</details>`;
}

function written(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level} id="${idOf(block.text)}">${escaped(block.text)}</h${block.level}>`;
    case 'text':
      return `<p>${prose(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${prose(item)}</li>`).join('')}</ul>`;
    case 'code':
      return `<pre><code>${escaped(block.text)}</code></pre>`;
    case 'table':
      return table(block);
    case 'reliability':
      return reliability(block);
    case 'slices':
      return slices(block);
  }
}

/** The whole report as a page of its own. */
export function reportHtml(report: Report): string {
  const blocks = documentOf(report);
  const links = blocks.flatMap((block) =>
    block.kind === 'heading' && block.level === 2
      ? [`<li><a href="#${idOf(block.text)}">${escaped(block.text)}</a></li>`]
      : [],
  );
  const [first, ...rest] = blocks.map(written);
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Scores of predictors</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${first}
<nav aria-label="Sections"><ul>${links.join('')}</ul></nav>
${rest.join('\n')}
</main>
</body>
</html>
`;
}
