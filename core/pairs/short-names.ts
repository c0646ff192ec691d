/** Outcomes of a trial by names so short that a narrow view has room for them, each another: `trough FEV1, week 12`. Made of the ids, as the measures spell them. */
import { parseTime } from '../trial/quantity/time.ts';
import type { Outcome, Trial } from '../trial/schema.ts';

const UNITS: Readonly<Record<string, string>> = {
  min: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  m: 'month',
  y: 'year',
};
/** How ids end that others begin like: `-w12`, `-2`. */
const TIMED = /-(min|h|d|w|m|y)(\d+(?:-\d+)?)$/;
const NUMBERED = /(?<=[a-z].*)-\d+$/;
const ACRONYM = /\(([A-Za-z][A-Za-z0-9-]{1,9})\)/g;

/** When, in two words: `week 12`; undefined where a time frame names no moment since the start. */
export function shortTime(time: string): string | undefined {
  const read = parseTime(time);
  const last = read?.days === undefined ? undefined : read.points.at(-1);
  return last && `${last.unit} ${last.count}`;
}

/** Words with what begins an acronym of the measure put as that: `trough forced expiratory` of *… Volume in 1 Second (FEV1)* is `trough FEV1`. */
function acronymed(words: readonly string[], measure: string): string[] {
  for (const [, acronym = ''] of measure.matchAll(ACRONYM)) {
    if ((acronym.match(/[A-Z]/g) ?? []).length < 2) continue;
    const letters = acronym.toLowerCase();
    const from = words.findIndex((word, i) => word[0] === letters[0] && words[i + 1]?.[0] === letters[1]);
    if (from < 0) continue;
    const until = words.findIndex((word, i) => i >= from && word[0] !== letters[i - from]);
    return [...words.slice(0, from), acronym, ...(until < 0 ? [] : words.slice(until))];
  }
  return [...words];
}

/** As the measure spells it, where it is no plain word: `HbA1c`. */
function spelled(word: string, measure: string): string {
  const found = measure.match(/[A-Za-z0-9]+/g)?.find((one) => one.toLowerCase() === word);
  return found !== undefined && /.[A-Z]/.test(found) ? found : word;
}

function nameOf(id: string, { measure = '', time = '' }: Outcome): { name: string; when: string | undefined } {
  const [, unit = '', count = ''] = TIMED.exec(id) ?? [];
  const words = id.replace(TIMED, '').replace(NUMBERED, '').split('-');
  const name = acronymed(words, measure).map((word) => spelled(word, measure));
  return { name: name.join(' '), when: count === '' ? shortTime(time) : `${UNITS[unit]} ${count.replace('-', '.')}` };
}

export interface ShortName {
  /** Tells it from the trial's other outcomes: with its time where another has the same name, its id where that does not tell it apart. */
  text: string;
  /** For where its time is said already. */
  timeless: string;
}

/** The short name of each outcome of a trial. */
export function shortNames({ outcomes = {} }: Trial): ReadonlyMap<string, ShortName> {
  const all = Object.entries(outcomes).map(([id, outcome]) => ({ id, ...nameOf(id, outcome) }));
  const timed = ({ name, when }: (typeof all)[number]) => (when === undefined ? name : `${name}, ${when}`);
  const isAlone = <T>(of: (one: T) => string, one: T, others: readonly T[]) =>
    others.filter((other) => of(other) === of(one)).length === 1;
  return new Map(
    all.map((one) => {
      const { id, name } = one;
      if (isAlone((other) => other.name, one, all)) return [id, { text: name, timeless: name }];
      return [id, isAlone(timed, one, all) ? { text: timed(one), timeless: name } : { text: id, timeless: id }];
    }),
  );
}
