/** When an outcome is measured: `52 weeks`, `baseline to week 12`, `weeks 4, 8 and 12`, `up to 28 days`. And dates. */
import { formatNumber, tidy } from './number.ts';
import { formatSpan, readSpan, readSpanUnit, type Span, spanDays } from './span.ts';
import { Words } from './words.ts';

export interface Time {
  /** Days from its start to its last moment; 0 for baseline itself. */
  days: number;
  /** It speaks of baseline too, as a change from baseline does. */
  baseline: boolean;
  /** The moments named, in order. */
  points: readonly Span[];
  /** A stretch up to the last moment, from the first where there are two. */
  through?: true;
  /** The event that it is counted from, where that is not baseline. */
  after?: string;
}

const BASELINE = ['baseline', 'at baseline', 'from baseline', 'change from baseline', 'baseline visit'];
const THROUGH = ['up to', 'through', 'thru', 'until', 'to', 'within', 'over', 'during'];
const JOINS = [', and', 'and', ',', ';'];
const SKIPPED = ['approximately', 'about', 'at', 'after', 'the', 'study', 'visit', 'an average of', 'a maximum of'];

/** What stands in brackets explains; a time is read without. Linear, and nested brackets are not understood. */
function withoutBrackets(text: string): string {
  return text.replace(/\([^()]{0,200}\)/g, ' ');
}

/** `weeks 4, 8 and 12`, `week 12`: the unit once, before. */
function readNamed(words: Words): Span[] | undefined {
  return words.try(() => {
    const unit = readSpanUnit(words);
    const first = unit && words.number();
    if (!unit || first === undefined) return undefined;
    const spans: Span[] = [{ count: first, unit }];
    for (;;) {
      const next = words.try(() => {
        if (!words.take(...JOINS)) return undefined;
        const count = words.number();
        const follows = words.peek();
        return count === undefined || (follows && readsAsUnit(follows)) ? undefined : count;
      });
      if (next === undefined) return spans;
      spans.push({ count: next, unit });
    }
  });
}

function readsAsUnit(word: string): boolean {
  return readSpanUnit(new Words(word)) !== undefined;
}

/** `4, 8 and 12 weeks`: the unit once, after. */
function readCounted(words: Words): Span[] | undefined {
  return words.try(() => {
    const counts: number[] = [];
    for (;;) {
      const count = words.number();
      if (count === undefined) return undefined;
      if (words.peek() === '-' && readsAsUnit(words.peek(1) ?? '')) words.take('-');
      if (readsAsUnit(words.peek() ?? '')) {
        words.at--;
        break;
      }
      counts.push(count);
      if (!words.take(...JOINS)) return undefined;
    }
    const last = readSpan(words);
    return last && [...counts.map((count) => ({ count, unit: last.unit })), last];
  });
}

function readPoints(words: Words): Span[] | undefined {
  while (words.take(...SKIPPED)) {}
  return (
    readNamed(words) ??
    (() => {
      const one = readSpan(words);
      return one ? [one] : readCounted(words);
    })()
  );
}

function readAfter(words: Words): string | undefined {
  return words.try(() => {
    const lead = words.take('after', 'post', 'following', 'from');
    if (!lead) return undefined;
    words.take('-');
    const rest: string[] = [];
    for (let word = words.peek(); word !== undefined; word = words.peek()) {
      if (!/^\p{L}+$/u.test(word) || rest.length === 6) return undefined;
      rest.push(word);
      words.at++;
    }
    return rest.length > 0 ? rest.join(' ') : undefined;
  });
}

/** Reads when an outcome is measured. Free text that says more than moments, stretches and what they count from is undefined. */
export function parseTime(text: string): Time | undefined {
  if (text.length > 400) return undefined;
  const words = new Words(withoutBrackets(text));
  const points: Span[] = [];
  let baseline = false;
  let through = false;
  for (let first = true; !words.done; first = false) {
    if (words.take('through study completion ,')) through = true;
    // With nothing before it, a dash is the sign of a number below 0, which is no time.
    else if (words.take(...THROUGH, ...(first ? [] : ['-']))) through = true;
    else if (!first && !words.take(...JOINS)) break;
    words.take('from');
    if (words.take(...THROUGH)) through = true;
    if (words.take(...BASELINE)) {
      baseline = true;
      continue;
    }
    const more = readPoints(words);
    if (!more) return undefined;
    points.push(...more);
  }
  const after = readAfter(words);
  words.take('.');
  const last = points.at(-1);
  if (!words.done || (!last && !baseline)) return undefined;
  if (through && points.length > (baseline ? 1 : 2)) return undefined;
  const stretch = through && !baseline;
  return {
    days: last ? spanDays(last) : 0,
    baseline,
    points,
    ...(stretch && { through: true as const }),
    ...(after !== undefined && { after }),
  };
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

function formatPoints(points: readonly Span[], named: boolean): string {
  const [first, ...rest] = points;
  if (!first) return '';
  if (rest.some((point) => point.unit !== first.unit)) return listed(points.map(formatSpan));
  const counts = listed(points.map((point) => formatNumber(point.count)));
  const several = rest.length > 0 || (!named && first.count !== 1) ? 's' : '';
  return named ? `${first.unit}${several} ${counts}` : `${counts} ${first.unit}${several}`;
}

/** A time as a document writes it; `parseTime` reads the same back. */
export function formatTime({ baseline, points, through, after }: Time): string {
  const tail = after === undefined ? '' : ` after ${after}`;
  if (baseline) {
    if (points.length === 0) return `baseline${tail}`;
    return `baseline${points.length > 1 ? ',' : ' to'} ${formatPoints(points, true)}${tail}`;
  }
  const [from, to] = points;
  if (through && from && to)
    return `${from.unit} ${formatNumber(from.count)} to ${to.unit} ${formatNumber(to.count)}${tail}`;
  return `${through ? 'up to ' : ''}${formatPoints(points, false)}${tail}`;
}

export interface CalendarDate {
  year: number;
  month?: number;
  day?: number;
}

const MONTHS = 'january february march april may june july august september october november december'.split(' ');

/** Reads a date: `2021`, `2021-03`, `2021-03-16`, or as older records have it, `March 2021`, `March 16, 2021`. Undefined where there is no such day. */
export function parseDate(text: string): CalendarDate | undefined {
  const whole = tidy(text);
  const iso = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(whole);
  const said = iso ? undefined : /^([a-z]{3,9}) (?:(\d{1,2}), )?(\d{4})$/i.exec(whole);
  const month = said ? MONTHS.indexOf((said[1] ?? '').toLowerCase()) + 1 : Number(iso?.[2] ?? 1);
  const day = Number((said ? said[2] : iso?.[3]) ?? 1);
  const year = Number(said ? said[3] : iso?.[1]);
  if (!iso && !said) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  if (year < 1 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  if (said ? said[2] : iso?.[3]) return { year, month, day };
  return said || iso?.[2] ? { year, month } : { year };
}

/** A date as a document writes it: ISO 8601, as far as it is known. */
export function formatDate({ year, month, day }: CalendarDate): string {
  const parts = [String(year).padStart(4, '0'), month, day].filter((part) => part !== undefined);
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}
