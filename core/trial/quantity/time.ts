/** When an outcome is measured: `52 weeks`, `baseline to week 12`, `weeks 4, 8 and 12`, `up to 28 days`. And dates. */
import { formatNumber, tidy } from './number.ts';
import { formatSpan, namesUnit, readSpan, readSpanUnit, type Span, spanDays } from './span.ts';
import { isSinceStart, isStart } from './start-event.ts';
import { plainTime } from './time-frame.ts';
import { Words } from './words.ts';

export interface Time {
  /** Days from the start to its last moment; 0 for baseline itself. Undefined where it is counted from another event, as the last dose. */
  days: number | undefined;
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
const THROUGH =
  'up to and including;up to;upto;through;throughout;thru;until;till;to;within;over;during;by;for up to;for;maximum up to'.split(
    ';',
  );
const JOINS = [', and', 'and', ',', ';'];
const SKIPPED =
  'approximately;approx .;approx;about;at;on;after;the;first;end of;study;visit;an average of;a maximum of;maximum of'.split(
    ';',
  );
const LETTERS = /^\p{L}+$/u;

/** What is read of moments that stand together; `through`: they are the ends of a stretch. */
interface Points {
  points: Span[];
  through?: true;
}

/** `weeks 4, 8 and 12`, `week 12`, `days 1-28`: the unit once, before. */
function readNamed(words: Words): Points | undefined {
  return words.try(() => {
    const unit = readSpanUnit(words);
    const first = unit && words.number();
    if (!unit || first === undefined) return undefined;
    const points: Span[] = [{ count: first, unit }];
    const another = (...joins: readonly string[]) =>
      words.try(() => {
        if (!words.take(...joins)) return undefined;
        const count = words.number();
        return count === undefined || readsAsUnit(words.peek()) ? undefined : count;
      });
    const to = another('-', 'to', 'through');
    if (to !== undefined) return { points: [...points, { count: to, unit }], through: true };
    for (let next = another(...JOINS); next !== undefined; next = another(...JOINS)) points.push({ count: next, unit });
    return { points };
  });
}

function readsAsUnit(word: string | undefined): boolean {
  return word !== undefined && readSpanUnit(new Words(word)) !== undefined;
}

/** `0-24 months`, `1 to 28 days`: from the start on. Of others nobody knows whether a stretch is meant, or a visit at one of its days. */
function readStretch(words: Words): Points | undefined {
  return words.try(() => {
    const from = words.number();
    if (from === undefined || !words.take('-', 'to')) return undefined;
    const to = readSpan(words);
    if (!to || !(from === 0 || (from === 1 && to.unit === 'day'))) return undefined;
    return { points: [{ count: from, unit: to.unit }, to], through: true };
  });
}

/** `4, 8 and 12 weeks`: the unit once, after. */
function readCounted(words: Words): Points | undefined {
  return words.try(() => {
    const counts: number[] = [];
    for (;;) {
      const count = words.number();
      if (count === undefined) return undefined;
      if (words.peek() === '-' && readsAsUnit(words.peek(1))) words.take('-');
      if (readsAsUnit(words.peek())) {
        words.at--;
        break;
      }
      counts.push(count);
      if (!words.take(...JOINS)) return undefined;
    }
    const last = readSpan(words);
    return last && { points: [...counts.map((count) => ({ count, unit: last.unit })), last] };
  });
}

function readPoints(words: Words): Points | undefined {
  while (words.take(...SKIPPED)) {}
  const read = readNamed(words) ?? readStretch(words);
  if (read) return read;
  const one = readSpan(words);
  return one ? { points: [one] } : readCounted(words);
}

const GOES_ON: ReadonlySet<string> = new Set([...THROUGH, ...JOINS, '-'].map((words) => words.split(' ')[0] ?? ''));

/** Takes an event that a time begins with as it does with baseline: `randomization` of `randomization to week 12`. */
function takesStart(words: Words): boolean {
  const before = words.at;
  const said: string[] = [];
  for (let word = words.peek(); word !== undefined && !GOES_ON.has(word); word = words.peek()) {
    said.push(word);
    words.at++;
  }
  if (!words.done && isStart(said.join(' '))) return true;
  words.at = before;
  return false;
}

function readAfter(words: Words): string | undefined {
  return words.try(() => {
    const lead = words.take('after', 'post', 'following', 'from', 'of');
    if (!lead) return undefined;
    words.take('-');
    const rest: string[] = [];
    for (let word = words.peek(); word !== undefined; word = words.peek()) {
      if (word === '.' && words.peek(1) === undefined) break;
      if (!LETTERS.test(word) || rest.length === 6) return undefined;
      rest.push(word);
      words.at++;
    }
    const event = rest.join(' ');
    // `8 weeks of each treatment` is no moment.
    return event === '' || (lead === 'of' && !isStart(event)) ? undefined : event;
  });
}

/** Reads when an outcome is measured. Free text that says more than moments, stretches and what they count from is undefined. */
export function parseTime(text: string): Time | undefined {
  if (text.length > 400 || !(namesUnit(text) || /baseline/i.test(text))) return undefined;
  // Most are plain as they stand.
  const read = readTime(text);
  if (read) return read;
  const plain = plainTime(text);
  return plain === text ? undefined : readTime(plain);
}

function readTime(text: string): Time | undefined {
  const words = new Words(text);
  const points: Span[] = [];
  let baseline = false;
  let through = false;
  for (let first = true; !words.done; first = false) {
    let stretch = words.take('through study completion ,') !== undefined;
    if (!stretch) {
      // With nothing before it, a dash is the sign of a number below 0, which is no time.
      stretch = words.take(...THROUGH, ...(first ? [] : ['-'])) !== undefined;
      const joined = first || stretch || words.take(...JOINS, ...(points.length === 0 ? ['at'] : []));
      if (!joined) break;
    }
    words.take('from');
    if (words.take(...THROUGH)) stretch = true;
    // From baseline on there is no other stretch than to the moment itself.
    if (stretch && !(baseline && points.length === 0)) through = true;
    if (words.take(...BASELINE)) {
      baseline = true;
      continue;
    }
    const more = words.try(readPoints);
    if (!more) {
      if (!first || !takesStart(words)) return undefined;
      baseline = true;
      continue;
    }
    if (more.through) through = true;
    points.push(...more.points);
  }
  const after = readAfter(words);
  words.take('.');
  const last = points.at(-1);
  if (!words.done || (!last && !baseline)) return undefined;
  if (through && points.length > (baseline ? 1 : 2)) return undefined;
  // Of moments that do not follow each other the last is not how long it takes.
  if (last && points.some((point) => spanDays(point) > spanDays(last))) return undefined;
  const stretch = through && !baseline;
  const since = after === undefined || isSinceStart(after, last?.unit ?? 'day');
  return {
    days: since ? (last ? spanDays(last) : 0) : undefined,
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
