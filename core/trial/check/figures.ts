/**
 * Figures of one result that are impossible or contradict each other. Figures are rounded where they are reported, so a
 * contradiction is told only where no rounding of the figures as written can excuse it.
 */
import { type Code, diagnostic } from '../codes.ts';
import { parseContrast } from '../quantity/contrast.ts';
import {
  type Estimate,
  type Interval,
  type PValue,
  parseEstimate,
  parseInterval,
  parseP,
} from '../quantity/estimate.ts';
import type { Headcount } from '../read.ts';
import { replaceFix, shown } from '../said.ts';
import { type Analysis, type Result, STATISTICS, type Statistic, type Value } from '../schema.ts';
import type { MapNode, Node, Pair } from '../tree.ts';
import type { Diagnostic, Fix } from '../types.ts';
import { LONGEST_QUANTITY } from './quantities.ts';

const pairOf = (node: Node | undefined, key: string): Pair | undefined =>
  node?.kind === 'map' ? node.pairs.find((pair) => pair.key === key && !pair.bare) : undefined;

/** Half a unit in the last place of a figure as it is written: as far as rounding can have moved it. */
function slack(written: string): number {
  const figure = /^-?\d*\.?(\d*)(?:e([-+]?\d+))?$/i.exec(written.trim());
  if (!figure) return 0;
  return 0.5 * 10 ** (Number(figure[2] ?? 0) - (figure[1]?.length ?? 0)) * (1 + 1e-9);
}

const slackOf = (value: number): number => slack(String(value));

/** How far rounding can have moved the figures of a text: half a unit of the coarsest. */
function coarsest(text: string): number {
  let most = 0;
  for (const [figure] of text.matchAll(/\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi)) {
    // Whole numbers beside decimals are as often exact (`0`, `1`) as rounded.
    const decimals = figure.includes('.') || /e/i.test(figure);
    if (decimals) most = Math.max(most, slack(figure));
  }
  return most || 0.5;
}

function outside(value: number, { low, high }: Interval, room: number): boolean {
  return (low !== undefined && value < low - room) || (high !== undefined && value > high + room);
}

const reversed = ({ low, high }: Interval): boolean => low !== undefined && high !== undefined && low > high;

/** Which statistics each of a value's intervals is of: a mean can lie outside the quartiles. */
const INTERVALS = {
  ci: new Set<Statistic>(STATISTICS),
  iqr: new Set<Statistic>(['median']),
  range: new Set<Statistic>(['mean', 'median', 'gmean']),
} as const;

const DISPERSIONS = ['sd', 'se', 'cv'] as const;
const BOUNDS = ['ci', 'iqr', 'range'] as const;

const readable = (text: string | undefined): text is string => text !== undefined && text.length <= LONGEST_QUANTITY;

/** The fix that writes a figure in another way; none where what stands there is not exactly what is said. */
function mended(node: Node, mend: (text: string) => string): Fix[] {
  if (node.kind !== 'scalar' || node.style !== 'plain' || node.end - node.start !== node.text.length) return [];
  const text = mend(node.text);
  return text === node.text ? [] : [replaceFix(node, text)];
}

const withoutSign = (text: string): string => text.replace(/^-/, '');

/** An interval with its bounds the other way round. */
const turned = (text: string): string => text.replace(/(-?\d[\d.]*) to (-?\d[\d.]*)/, '$2 to $1');

class Checks {
  readonly diagnostics: Diagnostic[] = [];

  say(code: Code, node: Node | Pair, message: string, ...fixes: Fix[]): void {
    const range = 'keyStart' in node ? { start: node.keyStart, end: node.keyEnd } : node;
    this.diagnostics.push(diagnostic(code, range, message, ...fixes));
  }

  /** Says something of the value of a key, where the map has it. */
  sayOf(code: Code, node: Node, key: string, message: string, mend?: (text: string) => string): void {
    const pair = pairOf(node, key);
    if (pair) this.say(code, pair.value, message, ...(mend ? mended(pair.value, mend) : []));
  }

  value(node: Node, value: Value): void {
    for (const key of DISPERSIONS) {
      const figure = value[key];
      if (typeof figure === 'number' && figure < 0)
        this.sayOf('negative-dispersion', node, key, `${shown(key)} cannot be negative.`, withoutSign);
    }
    const stated = STATISTICS.filter((key) => value[key] !== undefined && key !== 'percent' && key !== 'count');
    const second = stated[1] && pairOf(node, stated[1]);
    if (second)
      this.say('two-statistics', second, `A value is one statistic; here stand ${stated.map(shown).join(' and ')}.`);
    const { count, percent, n } = value;
    if (typeof percent === 'number' && n !== undefined && percent > 100)
      this.sayOf('impossible-percent', node, 'percent', `A share of ${n} is at most 100 %; ${percent} is not.`);
    if (typeof count === 'number' && count < 0)
      this.sayOf('impossible-count', node, 'count', 'A count cannot be negative.');
    else if (typeof count === 'number' && n !== undefined && count > n)
      this.sayOf('count-above-n', node, 'count', `${count} of ${n}: more than there were.`);
    this.intervals(node, value);
  }

  intervals(node: Node, value: Value): void {
    for (const key of BOUNDS) {
      const text = value[key];
      const interval = readable(text) ? parseInterval(text) : undefined;
      if (!interval || text === undefined) continue;
      if (reversed(interval)) {
        const message = `The lower bound, ${interval.low}, is above the upper, ${interval.high}.`;
        this.sayOf('interval-reversed', node, key, message, turned);
        continue;
      }
      for (const statistic of STATISTICS) {
        const figure = value[statistic];
        if (typeof figure !== 'number' || !INTERVALS[key].has(statistic)) continue;
        if (outside(figure, interval, 0) && outside(figure, interval, Math.max(slackOf(figure), coarsest(text))))
          this.sayOf(
            'interval-misses-estimate',
            node,
            key,
            `The ${statistic}, ${figure}, lies outside ${shown(text)}.`,
          );
      }
    }
  }

  /** Values of one result are of one kind. A count beside its percentage is. */
  kinds(node: Node, values: Readonly<Record<string, Value>>): void {
    let first: { kind: string; id: string } | undefined;
    for (const [id, value] of Object.entries(values)) {
      const statistic = STATISTICS.find((key) => value[key] !== undefined);
      if (!statistic) continue;
      const kind = statistic === 'percent' ? 'count' : statistic;
      first ??= { kind, id };
      const pair = kind === first.kind ? undefined : pairOf(node, id);
      if (pair) {
        const message = `${shown(id)} has a ${statistic}, ${shown(first.id)} a ${first.kind}: the two cannot be compared.`;
        this.say('mixed-statistics', pairOf(pair.value, statistic) ?? pair, message);
        return;
      }
    }
  }

  analysis(node: Node, analysis: Analysis): void {
    const pair = pairOf(node, 'estimate');
    const estimate = readable(analysis.estimate) ? parseEstimate(analysis.estimate) : undefined;
    if (!estimate || !pair || analysis.estimate === undefined) return;
    const { kind, value, interval } = estimate;
    if (kind.endsWith('ratio') && value < 0) {
      this.say('impossible-ratio', pair.value, `A ratio is not negative; ${value} is.`);
      return;
    }
    if (!interval) return;
    if (reversed(interval)) {
      this.say(
        'interval-reversed',
        pair.value,
        `The lower bound, ${interval.low}, is above the upper, ${interval.high}.`,
        ...mended(pair.value, turned),
      );
      return;
    }
    if (outside(value, interval, 0) && outside(value, interval, coarsest(analysis.estimate))) {
      this.say('interval-misses-estimate', pair.value, `The estimate, ${value}, lies outside its interval.`);
      return;
    }
    const said = pairOf(node, 'p');
    const p = analysis.p === undefined || !readable(String(analysis.p)) ? undefined : parseP(analysis.p);
    if (!p || p.value < 0 || p.value > 1 || !said || !comparable(analysis, interval)) return;
    const text = said.value.kind === 'scalar' ? said.value.text : '';
    const alpha = 1 - interval.level / 100;
    const byInterval = excludesNull(estimate, interval, analysis.estimate);
    const byP = isSignificant(p, alpha, text);
    if (byInterval === undefined || byP === undefined || byInterval === byP) return;
    const none = kind.endsWith('ratio') ? 1 : 0;
    const told = byInterval
      ? `The ${interval.level} % interval leaves out ${none}, and p says no difference at that level.`
      : `p says a difference at the level of the interval, and the ${interval.level} % interval holds ${none}.`;
    const oneSided = p.relation === '=' && Math.min(p.value, 1 - p.value) <= alpha / 2 === byInterval;
    const message = oneSided ? `${told} A one-sided p would agree: \`sided: one\`.` : told;
    this.say('p-and-interval-disagree', said.value, message);
  }
}

/** Whether a p-value and an interval of this analysis speak of the same hypothesis: two-sided, of no difference between two. */
function comparable({ hypothesis, sided, contrast }: Analysis, interval: Interval): boolean {
  return (
    (hypothesis === undefined || hypothesis === 'superiority') &&
    sided !== 'one' &&
    interval.sided === 'two' &&
    readable(contrast) &&
    parseContrast(contrast).length === 2
  );
}

/** Whether an interval leaves out no difference; undefined where rounding leaves it open, or nobody says what no difference is. */
function excludesNull({ kind }: Estimate, { low, high }: Interval, text: string): boolean | undefined {
  if (kind === 'other' || low === undefined || high === undefined) return undefined;
  const none = kind.endsWith('ratio') ? 1 : 0;
  const room = coarsest(text);
  if (Math.abs(low - none) <= room || Math.abs(high - none) <= room) return undefined;
  return low > none || high < none;
}

/** Whether a p-value is below a level; undefined where its bound or its rounding leaves it open. */
function isSignificant({ relation, value }: PValue, level: number, text: string): boolean | undefined {
  const figure = /\d*\.?\d+(?:e[-+]?\d+)?/i.exec(text)?.[0] ?? String(value);
  if (relation.startsWith('<')) return value <= level + 1e-12 ? true : undefined;
  if (relation.startsWith('>')) return value >= level - 1e-12 ? false : undefined;
  return Math.abs(value - level) <= slack(figure) ? undefined : value < level;
}

/** What is odd about the figures of one result. `node` is the map that `result` was read from. */
export function resultDiagnostics(
  node: MapNode,
  result: Result,
): { diagnostics: Diagnostic[]; largest: Headcount | undefined } {
  const checks = new Checks();
  let largest: Headcount | undefined;
  const values = pairOf(node, 'values')?.value;
  if (result.values && values) {
    checks.kinds(values, result.values);
    for (const [id, value] of Object.entries(result.values)) {
      const one = pairOf(values, id)?.value;
      if (!one) continue;
      checks.value(one, value);
      const n = pairOf(one, 'n')?.value;
      // `units` says that something else than participants is counted.
      if (n && value.n !== undefined && !result.units && value.n > (largest?.n ?? 0))
        largest = { n: value.n, start: n.start, end: n.end };
    }
  }
  const analyses = pairOf(node, 'analyses')?.value;
  if (result.analyses && analyses?.kind === 'list')
    for (const [index, item] of analyses.items.entries()) {
      const analysis = result.analyses[index];
      if (analysis) checks.analysis(item, analysis);
    }
  return { diagnostics: checks.diagnostics, largest };
}
