/**
 * Ids of arms, groups and outcomes: `[a-z][a-z0-9-]*`, unique, short, and telling at a glance. A title gives candidates
 * from the shortest to the fullest; each thing gets the shortest that no other one claims.
 */
import { fold, hasDigit, matchesOf } from './text.ts';

/**
 * A slug: words of lower-case letters, digits and hyphens joined by hyphens, whole words up to `longest` characters. Empty
 * where it would not begin with a letter.
 */
export function slug(words: readonly string[], longest: number): string {
  let out = '';
  for (const word of words) {
    if (!word) continue;
    if (!out) out = word.length > longest ? word.slice(0, longest).replace(/-+$/, '') : word;
    else if (out.length + 1 + word.length > longest) break;
    else out += `-${word}`;
  }
  const first = out.charCodeAt(0);
  return first >= 97 && first <= 122 ? out : '';
}

/**
 * Gives each thing an id. `candidates` are best first. A candidate that a later thing has as its own best is still the
 * first one's; where all are taken, the fullest is numbered. `fallback` names what has no candidate.
 */
export function assignIds(
  candidates: readonly (readonly string[])[],
  fallback: string,
  taken = new Set<string>(),
): string[] {
  return candidates.map((own) => {
    const usable = own.filter(Boolean);
    const free = usable.find((id) => !taken.has(id));
    let id = free ?? usable.at(-1) ?? fallback;
    const base = id;
    for (let number = 2; taken.has(id); number++) id = `${base}-${number}`;
    taken.add(id);
    return id;
  });
}

/**
 * The same for many things: `levels` give the candidates of the thing at an index, shortest first, and are only asked as far
 * as needed. What two things claim at one level is neither's; what all levels leave over is numbered.
 */
export function resolveIds(
  count: number,
  levels: readonly ((index: number) => string)[],
  fallback: string,
  taken = new Set<string>(),
): string[] {
  const ids: string[] = new Array(count).fill('');
  const last: string[] = new Array(count).fill(fallback);
  let open = ids.map((_, index) => index);
  for (const level of levels) {
    const claims = new Map<string, number>();
    const candidates = open.map((index) => {
      const id = level(index);
      if (id) claims.set(id, (claims.get(id) ?? 0) + 1);
      return id;
    });
    open = open.filter((index, position) => {
      const id = candidates[position];
      if (!id) return true;
      last[index] = id;
      if (claims.get(id) !== 1 || taken.has(id)) return true;
      ids[index] = id;
      taken.add(id);
      return false;
    });
    if (open.length === 0) break;
  }
  for (const index of open) {
    const base = last[index] ?? fallback;
    let id = base;
    for (let number = 2; taken.has(id); number++) id = `${base}-${number}`;
    taken.add(id);
    ids[index] = id;
  }
  return ids;
}

/** `1. `, `Arm A: `; the 1 of `1.5 mg` is none. */
const ENUMERATED =
  /^(?:(?:study |treatment |dose |experimental |active |control )?(?:arm|group|cohort|part|stratum|regimen|treatment|sequence|stage|step|phase|panel|period|schedule)s?\s*(?:no\.?\s*)?#?(?:[a-z]?\d+[a-z]?|[ivx]+|[a-h])\b|\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])[).:](?!\d))\s*[-–—:.,)]*\s*/;
const FILLER = new Set(
  'a an the of and or with in to for by on at as from plus via per arm arms group groups cohort treatment treated therapy subjects subject participants participant patients patient receiving received given administered dose doses study drug tablet tablets capsule capsules mg arm'.split(
    ' ',
  ),
);
const VAGUE = new Set(
  'experimental active comparator control intervention interventional test reference open label drug'.split(' '),
);
const UNIT =
  '(?:mg|mcg|ug|µg|μg|ng|g|kg|ml|iu|miu|mu|u|units?|%|mmol|meq|gy|cgy|mci|hours?|hrs?|h|days?|weeks?|wks?|months?|years?|min(?:utes?)?)';
const TITLE_WORD = new RegExp(
  `(\\d+(?:[.,]\\d+)?(?:\\s*(?:-|–|to|/)\\s*\\d+(?:[.,]\\d+)?)?)\\s*-?(${UNIT}(?:/(?:kg|m2|m|day|d|h|min|ml))*)?(?![a-z])|[a-z0-9]+(?:-[a-z0-9]+)*`,
  'g',
);

interface Word {
  text: string;
  kind: 'name' | 'amount' | 'number' | 'filler' | 'vague';
}

const WORD = /[a-z0-9]+(?:-[a-z0-9]+)*/g;
const named = (text: string): Word => ({
  text,
  kind: FILLER.has(text) ? 'filler' : VAGUE.has(text) ? 'vague' : 'name',
});

/** Milligrams that are spelled out, as they are else written. */
const inMilligrams = (text: string) => text.replace(/\bmilligrams?\b(?: ?\(mg\))?/gi, 'mg');

/** The words of a folded title; an amount (`10 mg/kg`) is one word, written together. */
export function wordsOfTitle(folded: string): Word[] {
  if (!/[\d®™©²^]/.test(folded)) return (folded.match(WORD) ?? []).map(named);
  const found: Word[] = [];
  const title = inMilligrams(folded)
    .replace(/(\d),(\d{3})\b/g, '$1$2')
    .replace(/m\^?2\b|m²/g, 'm2')
    .replace(/[®™©]/g, '');
  for (const match of matchesOf(TITLE_WORD, title)) {
    const [word, number, unit] = match;
    if (number !== undefined) {
      const short = unit === '%' ? 'pct' : (unit ?? '').replace('units', 'u').replace('mcg', 'ug');
      found.push({
        text: `${number.replace(/[^\d]+/g, '-')}${short.replaceAll('/', '-')}`,
        kind: short ? 'amount' : 'number',
      });
    } else found.push(named(word));
  }
  return found;
}

const AMOUNT = new RegExp(
  `(?<![\\w.])(\\d+(?:[.,]\\d+)?)\\s*-?(${UNIT}(?:/(?:kg|m2|m|day|d|h|min|ml))*)(?![a-z])`,
  'gi',
);

/** The amounts of a text, each as the word that it would be in a title: `10mg/kg`. */
export function amountsIn(text: string): string[] {
  if (!hasDigit(text)) return [];
  return matchesOf(AMOUNT, inMilligrams(text)).map(
    ([, number, unit]) =>
      `${number?.replace(/[^\d]+/g, '-')}${(unit === '%' ? 'pct' : (unit ?? '').toLowerCase())
        .replace('units', 'u')
        .replace(/mcg|µg|μg/, 'ug')
        .replaceAll('/', '-')}`,
  );
}

/** A folded title without its enumeration (`Arm A: `), unless that is all it is. */
export function withoutEnumeration(title: string): string {
  const rest = title.replace(ENUMERATED, '');
  return /[a-z]{3}/.test(rest) ? rest : title;
}

const LONGEST = 32;

/** A title to make an id of. `about` are words that tell what it gives (drug and dose), for a title that tells nothing. */
export interface Titled {
  title: string;
  about?: () => readonly string[];
}

/** The words that an id is made of, each step only as it is asked for: most titles need one. */
class TitleWords {
  readonly folded: string;
  readonly bare: string;
  readonly #main: readonly Word[];
  readonly telling: boolean;
  readonly #about: () => readonly string[];

  constructor({ title, about = () => [] }: Titled) {
    this.folded = fold(title);
    this.bare = withoutEnumeration(this.folded);
    const outside = /[([]/.test(this.bare) ? this.bare.replace(/\([^)]*\)|\[[^\]]*\]/g, ' ') : this.bare;
    this.#main = wordsOfTitle(/[a-z]{3}/.test(outside) ? outside : this.bare);
    this.telling = this.of('name').some((name) => name.length > 1) && !ONLY_ENUMERATED.test(this.bare);
    this.#about = about;
  }

  of(kind: Word['kind']): string[] {
    return this.#main.filter((word) => word.kind === kind).map((word) => word.text);
  }

  all(title?: string): string[] {
    const words = title === undefined ? this.#main : wordsOfTitle(title);
    return words.filter((word) => word.kind !== 'filler').map((word) => word.text);
  }

  told(): string {
    const words = this.#about().flatMap((text) => wordsOfTitle(fold(text)).map((word) => word.text));
    return slug(words, LONGEST);
  }
}

const ONLY_ENUMERATED = /^(?:arm|group|cohort|part)?\s*[-#]?\s*(?:\d+|[ivx]+|[a-z])$/;

/** From the shortest that tells an arm or a group to the fullest. */
const TITLE_LEVELS: readonly ((words: TitleWords) => string)[] = [
  (words) => (words.telling ? slug(words.of('name').slice(0, 3), 24) : words.told()),
  (words) => {
    const amounts = words.telling ? words.of('amount') : [];
    return amounts.length > 0 ? slug([...words.of('name').slice(0, 2), ...amounts], LONGEST) : '';
  },
  (words) => (words.telling ? slug(words.all(), LONGEST) : ''),
  (words) => (words.telling ? slug(words.all(words.bare), 48) : ''),
  (words) => (words.telling ? words.told() : ''),
  (words) => {
    const whole = wordsOfTitle(words.folded).map((word) => word.text);
    return slug(whole, LONGEST) || slug(['arm', ...whole], LONGEST);
  },
];

/** Ids for arms or groups that stand beside each other. */
export function titleIds(titles: readonly Titled[], fallback: string, taken?: Set<string>): string[] {
  const words = titles.map((title) => new TitleWords(title));
  const levels = TITLE_LEVELS.map((level) => (index: number) => {
    const own = words[index];
    return own ? level(own) : '';
  });
  return resolveIds(titles.length, levels, fallback, taken);
}
