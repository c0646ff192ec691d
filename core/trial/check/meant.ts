/** What somebody meant who calls a thing by another of its names, or writes a quantity in another way. */
import { nearest } from '../nearest.ts';
import { formatDate, parseDate } from '../quantity/time.ts';

/** What the keys of documents are called elsewhere, in protocols and in the registry; spelled without spaces and hyphens. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  blinding: 'masking',
  country: 'countries',
  disease: 'condition',
  endpoint: 'measure',
  frequency: 'schedule',
  gender: 'sex',
  indication: 'condition',
  participants: 'enrollment',
  pvalue: 'p',
  regimen: 'schedule',
  samplesize: 'enrollment',
  startdate: 'start',
  completiondate: 'completion',
  timeframe: 'time',
  timepoint: 'time',
};

const bare = (word: string): string => word.toLowerCase().replace(/[\s_-]+/g, '');

/** The key among those known that was meant; undefined where none is near. */
export function meantKey(key: string, known: ReadonlyMap<string, unknown> | undefined): string | undefined {
  const other = OTHER_NAMES[bare(key)];
  return other !== undefined && known?.has(other) ? other : nearest(key, known?.keys() ?? []);
}

/** What closed values are called elsewhere. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  both: 'all',
  women: 'female',
  females: 'female',
  men: 'male',
  males: 'male',
  open: 'none',
  openlabel: 'none',
  unmasked: 'none',
  unblinded: 'none',
};

/** What a closed value is called here: `double-blind` is `double`, `Parallel Assignment` `parallel`. */
export function meantValue(text: string, values: readonly string[]): string | undefined {
  const word = OTHER_WORDS[bare(text)] ?? /^(\S.*?)[\s_-]*(?:blind(?:ed)?|masked|masking|assignment)$/i.exec(text)?.[1];
  return word === undefined ? undefined : values.find((value) => bare(value) === bare(word));
}

/** A date that can be read one way only, as documents write it: `16/03/2021`, `16 March 2021`, `03/2021`. */
export function meantDate(text: string): string | undefined {
  const numbers = /^(?:(\d{1,2})[./](?=\d{1,2}[./]))?(\d{1,2})[./](\d{4})$/.exec(text);
  const words = /^(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?,?\s+(\d{4})$/i.exec(text);
  if (words) {
    const date = parseDate(`${words[2]} ${words[1]}, ${words[3]}`);
    return date && formatDate(date);
  }
  if (!numbers) return undefined;
  const [, first, second = '', year = ''] = numbers;
  // Day first here, month first there: only a day past the twelfth tells.
  const [month, day] = first === undefined ? [second] : Number(first) > 12 ? [second, first] : [first, second];
  if (day !== undefined && Number(day) <= 12 && day !== month) return undefined;
  const date = parseDate(
    [year, month.padStart(2, '0'), ...(day === undefined ? [] : [day.padStart(2, '0')])].join('-'),
  );
  return date && formatDate(date);
}

/** Two names set against each other by another sign than ` vs `, where both are known. */
export function meantContrast(text: string, known: ReadonlySet<string>): string | undefined {
  const parts = text.split(/\s+(?:-|–|—|\/|&|v\.?|against|and|or|compared (?:to|with))\s+|\s*,\s*/i);
  return parts.length === 2 && parts.every((part) => known.has(part)) ? parts.join(' vs ') : undefined;
}
