/** What keeps an observed contrast, or two of them, out of the pairs, whatever they differ in. */
import { repeats } from '../evaluate/sets.ts';
import { tellsTheSame } from '../imagine/prompt/same.ts';
import { numberOf, statisticOf } from '../trial/computed.ts';
import type { Contrast } from '../trial/contrast.ts';
import { sourceOf } from '../trial/registry/sources.ts';
import type { Trial, Value } from '../trial/schema.ts';
import { sideOf } from '../trial/sides.ts';

/** A figure that hardly two things share: with decimals, and three digits that count. */
export function isTelling(figure: number): boolean {
  return !Number.isInteger(figure) && String(Math.abs(figure)).replace('.', '').replace(/^0+/, '').length > 2;
}

/** The telling figures of a text, as `String` writes them. */
function figuresIn(text: string, into: Set<string>): void {
  for (const [written] of text.matchAll(/\d+\.\d+|(?<!\d)\.\d+/g)) {
    const figure = Number(written);
    if (isTelling(figure)) into.add(String(figure));
  }
}

/** All telling figures that the texts of a trial name: everything but its results. */
export function figuresTold(trial: Trial): ReadonlySet<string> {
  const told = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value === 'string') figuresIn(value, told);
    else if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  const { results, harms: _harms, sources: _sources, scenarios: _scenarios, ...texts } = trial;
  walk(texts);
  for (const { row } of results ?? []) if (row !== undefined) figuresIn(row, told);
  return told;
}

function figureOf(value: Value | undefined): number | undefined {
  const statistic = value && statisticOf(value);
  return statistic && numberOf(value[statistic]);
}

/** What a contrast's result says in telling figures: both values, the estimate with its interval, p. */
export function tellingFigures({ observed }: Contrast): string[] {
  const { values, estimate, p } = observed;
  const figures = [
    figureOf(values.first),
    figureOf(values.second),
    estimate?.value,
    estimate?.interval?.low,
    estimate?.interval?.high,
    p?.relation === '=' ? p.value : undefined,
  ];
  return figures.flatMap((one) => (one !== undefined && isTelling(one) ? [String(Math.abs(one))] : []));
}

/** Two contrasts that say the same: the same figures, those of who is left over, or one reported estimate twice. */
export function saysTheSame(a: Contrast, b: Contrast): boolean {
  const [one, other] = [a, b].map(({ observed }) => (observed.source === 'reported' ? observed.estimate : undefined));
  if (one?.interval && other?.interval && one.kind === other.kind && isTelling(one.value)) {
    const { low, high, level } = one.interval;
    const same = other.value === one.value && other.interval.low === low && other.interval.high === high;
    if (same && other.interval.level === level) return true;
  }
  return repeats(a, b) || tellsTheSame(a.observed, b.observed);
}

/** The share of its participants that a side's value counts, where it counts any. */
function shareOf(value: Value | undefined): number | undefined {
  if (value?.count !== undefined) return value.n ? Number(value.count) / value.n : undefined;
  return value?.percent === undefined ? undefined : Number(value.percent) / 100;
}

/** Whether nobody had what is counted on either side, or everybody on both: there is nothing to tell apart, and nearly always nothing to learn. */
export function isOfNobodyOrAll({ observed: { values } }: Contrast): boolean {
  const [first, second] = [shareOf(values.first), shareOf(values.second)];
  return first !== undefined && first === second && (first === 0 || first === 1);
}

/** Of those that tell of nobody or all, one behind so many others. */
const AMONG = 19;

/** Some, with few of the others among them: one behind every so many, and none where some are fewer. The first of more are the same. */
export function sparsely<T>(some: readonly T[], others: readonly T[]): T[] {
  return some.flatMap((one, i) => {
    const other = (i + 1) % AMONG === 0 ? others[(i + 1) / AMONG - 1] : undefined;
    return other === undefined ? [one] : [one, other];
  });
}

/** An extension of a trial, or the open phase behind a blind one: what is given in it is no longer what was drawn. */
const EXTENSION =
  /\b(?:(?:open[- ]label|long[- ]term|safety|treatment|study|blind(?:ed)?)[- ]extension|extension[- ](?:phase|period|study|part|trial|treatment|stage|population|baseline|visit|set|analysis|day|week|month)|open[- ]label (?:phase|period|stage|part|treatment period|follow)|OLE|LTE|roll-?over)\b/i;

/** Whether a contrast is of a trial's extension, as its outcome, row or sides say. */
export function isOfExtension(trial: Trial, { look }: Contrast): boolean {
  const { measure = '', time = '' } = trial.outcomes?.[look.outcome] ?? {};
  const labels = [look.first, look.second].map((id) => sideOf(trial, id)?.label ?? '');
  return [measure, time, look.row ?? '', ...labels].some((text) => EXTENSION.test(text));
}

/** The field of the record that a contrast's direction was read from: its analysis, else its values. */
export function fieldOf(trial: Trial, { observed }: Contrast): string | undefined {
  const { result, analysis } = observed;
  return sourceOf(trial, ['results', result, ...(analysis === undefined ? ['values'] : ['analyses', analysis])]);
}

/** Where a contrast's result stands in the document: `results[2].analyses[0]`. */
export function placeOf({ observed: { result, analysis } }: Contrast): string {
  return `results[${result}]${analysis === undefined ? '.values' : `.analyses[${analysis}]`}`;
}
