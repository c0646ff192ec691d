/** The reported statistical analyses: contrast, estimate with its interval, p-value, method, hypothesis, orientation, row. */
import { type Estimate, type EstimateKind, formatEstimate, type Interval } from '../quantity/estimate.ts';
import type { Analysis, Statistic } from '../schema.ts';
import { type ImportCounts, lose } from './counts.ts';
import type { OutcomeMeasure, RegistryAnalysis } from './measures.ts';
import { orientationWord, type Side, type Sides, takenOf } from './orientation.ts';
import { defined } from './record.ts';
import type { Row } from './results.ts';
import { findRows } from './rows.ts';
import { fold, readNumber } from './text.ts';
import { statisticOf } from './values.ts';

const RATIOS = new Set<EstimateKind>([
  'ratio',
  'odds ratio',
  'risk ratio',
  'hazard ratio',
  'rate ratio',
  'geometric mean ratio',
]);

/** What kind of estimate the registry's free text names. Logarithms, slopes, test statistics and rates of one group are `other`. */
export function estimateKind(paramType: string, statistic: Statistic): EstimateKind {
  const name = fold(paramType);
  // Its sign and its 0 are those of any difference; of which unit it is, no estimate says.
  if (/\blog[- ]?scale (?:\w+ )?differences?\b|\bdifferences? (?:of|in) logs?\b/.test(name)) return 'difference';
  if (/\blog\b(?! rank)/.test(name) || /\bwin ratio\b/.test(name)) return 'other';
  if (/\bhazard/.test(name)) return 'hazard ratio';
  if (/\bodds\b/.test(name)) return 'odds ratio';
  if (/\brisk ratio|\brelative risk|^rr$/.test(name)) return 'risk ratio';
  if (
    /\brate ratio|\bratio of (?:the )?(?:\w+ )?(?:incidence |event |exacerbation |annuali[sz]ed )?rates?\b/.test(name)
  )
    return 'rate ratio';
  if (/\brat(?:io|ion|ios)\b|\bgmr\b/.test(name))
    return /geom|\bgm[crt]?s?\b|\bgmr\b|\blsm ratio\b.*ln/.test(name)
      ? 'geometric mean ratio'
      : /difference/.test(name)
        ? 'difference'
        : 'ratio';
  if (
    /\brisk difference|\bdifferences? (?:in|of) (?:the )?(?:proportion|percent|rate|response rate)|^rd$|\brate difference/.test(
      name,
    )
  )
    return statistic === 'count' || statistic === 'percent' || /risk|proportion/.test(name)
      ? 'risk difference'
      : 'difference';
  if (/differen|\bdiff\b/.test(name))
    return statistic === 'count' || statistic === 'percent' ? 'risk difference' : 'difference';
  return 'other';
}

function readInterval({ ciLowerLimit, ciUpperLimit, ciPctValue, ciNumSides }: RegistryAnalysis): Interval | undefined {
  const low = ciLowerLimit === undefined ? undefined : readNumber(ciLowerLimit);
  const high = ciUpperLimit === undefined ? undefined : readNumber(ciUpperLimit);
  if (low === undefined && high === undefined) return undefined;
  // A few records give the level as a share.
  const level = ciPctValue === undefined ? 95 : ciPctValue < 1 ? ciPctValue * 100 : ciPctValue;
  return { low, high, level: level > 0 && level < 100 ? level : 95, sided: ciNumSides === 'ONE_SIDED' ? 'one' : 'two' };
}

function readEstimate(analysis: RegistryAnalysis, statistic: Statistic, counts: ImportCounts): Estimate | undefined {
  const { paramType, paramValue } = analysis;
  const interval = readInterval(analysis);
  if (analysis.dispersionValue !== undefined && !interval) lose(counts, 'the standard error of an estimate');
  if (paramValue === undefined) {
    if (interval) lose(counts, 'an interval without an estimate');
    return undefined;
  }
  const value = readNumber(paramValue);
  if (value === undefined) {
    lose(counts, 'an estimate that is no number');
    return undefined;
  }
  const kind = estimateKind(paramType ?? '', statistic);
  if (kind === 'other') lose(counts, 'what an estimate of another kind is called');
  return { kind, value, ...(interval && { interval }) };
}

/** A p-value: a number, or a bound as text (`<0.001`). */
function readP(text: string): number | string | undefined {
  const match = /^\s*(?:p\s*)?(<=|>=|[<>=≤≥]?)\s*([\d.,+\-eE]+)\s*$/i.exec(text);
  const value = match?.[2] === undefined ? undefined : readNumber(match[2]);
  if (value === undefined) return undefined;
  const relation = (match?.[1] ?? '').replace('≤', '<=').replace('≥', '>=').replace(/^=$/, '');
  return relation ? `${relation}${value}` : value;
}

const ONE_SIDED = /\b(?:one|1|single)[- ]?(?:sided|tailed)\b/;
const TWO_SIDED = /\b(?:two|2)[- ]?(?:sided|tailed)\b/;

function readSided({
  statisticalMethod,
  pValueComment,
  statisticalComment,
  groupDescription,
}: RegistryAnalysis): 'one' | undefined {
  for (const text of [statisticalMethod, pValueComment, statisticalComment, groupDescription]) {
    if (!text) continue;
    const folded = fold(text);
    if (TWO_SIDED.test(folded)) return undefined;
    if (ONE_SIDED.test(folded)) return 'one';
  }
  return undefined;
}

const HYPOTHESES: Readonly<Record<string, Analysis['hypothesis']>> = {
  NON_INFERIORITY: 'non-inferiority',
  EQUIVALENCE: 'equivalence',
  NON_INFERIORITY_OR_EQUIVALENCE: 'non-inferiority or equivalence',
  NON_INFERIORITY_OR_EQUIVALENCE_LEGACY: 'non-inferiority or equivalence',
  OTHER: 'other',
};

/** `Regression, Cox` as `Cox regression`; how many sides a t-test has is `sided`'s to say. */
function readMethod(method: string): string {
  return method.replace(/^Regression, (\w+)$/, '$1 regression').replace(/^t-test, [12] sided$/, 't-test');
}

function sidesOf(ids: readonly string[], sides: Sides): readonly [Side, Side] | undefined {
  const [first, second] = ids.map((id) => sides.get(id));
  return ids.length === 2 && first && second ? [first, second] : undefined;
}

export interface Placed {
  analysis: Analysis;
  /** Where it stands in the record. */
  index: number;
  /** Absent where no row could be found. */
  row: Row | undefined;
}

/** All analyses of a measure that have a figure, each with the row that it speaks of. */
export function placeAnalyses(
  measure: OutcomeMeasure,
  rows: readonly Row[],
  ids: ReadonlyMap<string, string>,
  sides: Sides,
  counts: ImportCounts,
): Placed[] {
  if (measure.analyses.length === 0) return [];
  const statistic = statisticOf(measure);
  const contrasts = measure.analyses.map(({ groupIds }) => [...new Set(groupIds.flatMap((id) => ids.get(id) ?? []))]);
  const places = findRows(
    measure.analyses,
    contrasts.map((contrast) => [...contrast].sort().join(' ')),
    rows,
  );
  return measure.analyses.flatMap((analysis, index) => {
    const contrast = contrasts[index] ?? [];
    const place = places[index];
    const estimate = readEstimate(analysis, statistic, counts);
    const p = analysis.pValue === undefined ? undefined : readP(analysis.pValue);
    if (analysis.pValue !== undefined && p === undefined) lose(counts, 'a p-value that is no number');
    if (p === undefined && !estimate) {
      lose(counts, 'an analysis without an estimate or a p-value');
      return [];
    }
    const two = estimate && estimate.kind !== 'other' ? sidesOf(contrast, sides) : undefined;
    const taken = two && takenOf(analysis, two);
    counts.analyses++;
    if (place) counts.matched[place.how]++;
    if (p !== undefined) counts.pValues++;
    if (estimate) counts.estimates++;
    if (taken !== undefined) counts.orientations++;
    const out = defined<Analysis>({
      contrast: contrast.length > 0 ? contrast.join(' vs ') : undefined,
      estimate: estimate && formatEstimate(estimate),
      orientation: estimate && taken !== undefined ? orientationWord(taken, RATIOS.has(estimate.kind)) : undefined,
      p,
      sided: p === undefined ? undefined : readSided(analysis),
      method: analysis.statisticalMethod && readMethod(analysis.statisticalMethod),
      hypothesis: HYPOTHESES[analysis.nonInferiorityType ?? ''],
      matched: place?.how === 'order' ? 'order' : undefined,
    });
    return [{ analysis: out, index, row: place?.row }];
  });
}
