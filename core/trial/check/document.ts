/** What is odd about a document as a whole: what one part of it says of another. */
import { type Code, diagnostic } from '../codes.ts';
import { slug } from '../edit/names.ts';
import { MOST_GUESSES, nearest } from '../nearest.ts';
import { locateFocus } from '../quantity/contrast.ts';
import { parseDate } from '../quantity/time.ts';
import type { Reference } from '../references.ts';
import { emptyRepeat, repeated, saysNothing } from '../repeats.ts';
import { didYouMean, replaceFix, shown } from '../said.ts';
import { ID, type Trial } from '../schema.ts';
import type { Segment } from '../segment.ts';
import { ROOT } from '../shape.ts';
import type { Diagnostic, Fix, Range } from '../types.ts';
import { freeIds } from './ids.ts';
import { meantContrast } from './meant.ts';
import { LONGEST_QUANTITY } from './quantities.ts';

/** A segment and where it stands. */
export interface Placed {
  segment: Segment;
  start: number;
}

/** What a document defines, for the references in it. Absent where that part of the document cannot be read or is not there. */
interface Names {
  arms: ReadonlySet<string> | undefined;
  sides: ReadonlySet<string> | undefined;
  outcomes: ReadonlySet<string> | undefined;
  hasGroups: boolean;
}

const DEFINING = ['arms', 'groups', 'outcomes'] as const;

/** Sections of which it is known that everything they define could be read. */
function readableSections(placed: readonly Placed[]): ReadonlySet<string> {
  const lost = misspelled(placed);
  const broken = new Set(placed.filter(({ segment }) => segment.broken).map(({ segment }) => segment.section));
  // A line that is no key can have been the head of any section; a mistake in a document that is not cut, in any.
  return new Set(broken.has('') ? [] : DEFINING.filter((section) => !broken.has(section) && !lost.has(section)));
}

/** Sections that the document does not have, and an unknown key was most likely meant to be. */
function misspelled(placed: readonly Placed[]): ReadonlySet<string> {
  const heads = placed.filter(({ segment }) => segment.kind !== 'entry');
  const keys = heads.flatMap(({ segment: { root } }) => (root?.kind === 'map' ? root.pairs.map(({ key }) => key) : []));
  const absent = DEFINING.filter((section) => !keys.includes(section));
  const strangers = absent.length ? keys.filter((key) => !ROOT.keys?.has(key)).slice(0, MOST_GUESSES) : [];
  return new Set(strangers.flatMap((key) => nearest(key, absent) ?? []));
}

/** Whether everything that the document defines could be read. */
export const isReadable = (placed: readonly Placed[]): boolean => readableSections(placed).size === DEFINING.length;

function namesOf(trial: Trial, placed: readonly Placed[]): Names {
  const sections = readableSections(placed);
  const readable = (section: (typeof DEFINING)[number]) => sections.has(section);
  const arms = readable('arms') && trial.arms ? new Set(Object.keys(trial.arms)) : undefined;
  const groups = Object.keys(trial.groups ?? {});
  return {
    arms,
    sides:
      readable('groups') && readable('arms') && (arms || groups.length)
        ? new Set([...(arms ?? []), ...groups])
        : undefined,
    outcomes: readable('outcomes') && trial.outcomes ? new Set(Object.keys(trial.outcomes)) : undefined,
    hasGroups: groups.length > 0,
  };
}

interface Unknown {
  code: Code;
  thing: string;
  known: ReadonlySet<string>;
}

function unknownIn(names: Names, { to, name }: Reference): Unknown | undefined {
  const known = to === 'arm' ? names.arms : to === 'outcome' ? names.outcomes : names.sides;
  if (!known || known.has(name)) return undefined;
  if (to === 'outcome') return { code: 'unknown-outcome', thing: 'outcome', known };
  if (to === 'arm' || !names.hasGroups) return { code: 'unknown-arm', thing: 'arm', known };
  return { code: 'unknown-group', thing: 'arm or group', known };
}

/** A name that the document does not define, and everywhere that it stands. */
interface UnknownName {
  unknown: Unknown;
  name: string;
  ranges: Range[];
  /** What stands beside it somewhere, which it cannot be. */
  beside: Set<readonly string[]>;
}

function unknownNames(names: Names, placed: readonly Placed[]): UnknownName[] {
  const places = new Map<string, UnknownName>();
  for (const { segment, start } of placed)
    for (const reference of segment.references) {
      const unknown = unknownIn(names, reference);
      if (!unknown) continue;
      const key = `${unknown.code} ${reference.name}`;
      const place = places.get(key) ?? { unknown, name: reference.name, ranges: [], beside: new Set() };
      if (reference.beside) place.beside.add(reference.beside);
      place.ranges.push({ start: reference.start + start, end: reference.end + start });
      places.set(key, place);
    }
  return [...places.values()];
}

/** A key that is no id, or that an earlier one has, in a section that defines what references name. */
export interface Misnamed extends Range {
  section: string;
  name: string;
  twice: boolean;
}

/** Whether a key that is no id can have been meant as this one. */
function isLike(key: string, name: string): boolean {
  const id = slug(key);
  return id !== '' && (id.startsWith(name) || name.startsWith(id) || nearest(name, [id]) !== undefined);
}

/**
 * Unknown names that a misnamed key was most likely meant to have: the key is told, and its fix mends the reference. By where the
 * key begins. A key that something names is none.
 */
function claims(
  misnamed: readonly Misnamed[],
  unknown: readonly UnknownName[],
  placed: readonly Placed[],
): ReadonlyMap<number, string> {
  const claimed = new Map<number, string>();
  if (!misnamed.length || !unknown.length) return claimed;
  const named = new Set(placed.flatMap(({ segment }) => segment.references.map(({ name }) => name)));
  const left = new Set(unknown.slice(0, MOST_GUESSES));
  for (const { section, name, twice, start } of misnamed) {
    if (!twice && named.has(name)) continue;
    const fits = [...left].find(
      (one) =>
        ID.test(one.name) &&
        (section === 'outcomes') === (one.unknown.code === 'unknown-outcome') &&
        (twice || isLike(name, one.name)),
    );
    if (!fits) continue;
    left.delete(fits);
    claimed.set(start, fits.name);
  }
  return claimed;
}

/** References to what the document does not define: one message a name, at its first place; its fix mends all of them. */
function referenceDiagnostics(unknown: readonly UnknownName[]): Diagnostic[] {
  return unknown.map(({ unknown: { code, thing, known }, name, ranges, beside }, index) => {
    const near = () => {
      const not = new Set([...beside].flat());
      return nearest(
        name,
        [...known].filter((one) => !not.has(one)),
      );
    };
    const meant = index < MOST_GUESSES ? (meantContrast(name, known) ?? near()) : undefined;
    const [first = { start: 0, end: 0 }] = ranges;
    const often = ranges.length > 1 ? ` It is named ${ranges.length} times.` : '';
    const message = `The document has no ${thing} ${shown(name)}.${didYouMean(meant)}${often}`;
    const everywhere = ranges.length > 1 ? ' everywhere' : '';
    if (!meant) return diagnostic(code, first, message);
    const edits = ranges.map((range) => ({ ...range, text: meant }));
    return diagnostic(code, first, message, { title: `Change to ${shown(meant)}${everywhere}`, edits });
  });
}

/** Nobody enrolled, or more participants in a result than in the trial: one message, at the largest number. */
function enrollmentDiagnostics(trial: Trial, placed: readonly Placed[], rangeOf: RangeOf): Diagnostic[] {
  const enrolled = trial.population?.enrollment;
  const zero = enrolled === 0 ? rangeOf(['population', 'enrollment'], 'value') : undefined;
  // Trials that were withdrawn before anybody took part are registered with 0.
  if (zero && trial.design?.status !== 'withdrawn')
    return [diagnostic('impossible-count', zero, 'Nobody is enrolled, and the trial was not withdrawn.')];
  // What no number of participants can be is said where it stands.
  if (enrolled !== undefined && (enrolled < 0 || !Number.isInteger(enrolled))) return [];
  let most: Placed | undefined;
  for (const one of placed) if ((one.segment.largest?.n ?? 0) > (most?.segment.largest?.n ?? 0)) most = one;
  const largest = most?.segment.largest;
  if (enrolled === undefined || !most || !largest || largest.n <= enrolled) return [];
  const range = { start: largest.start + most.start, end: largest.end + most.start };
  const message = `${largest.n} participants here, ${enrolled} enrolled (\`population.enrollment\`).`;
  return [diagnostic('n-above-enrollment', range, message)];
}

/** Where something that is missing can be pointed at. */
type RangeOf = (path: readonly (string | number)[], part: 'key' | 'value') => Range | undefined;

function missingDiagnostics(trial: Trial, placed: readonly Placed[], rangeOf: RangeOf): Diagnostic[] {
  const made: Diagnostic[] = [];
  const say = (range: Range | undefined, message: string, ...fixes: Fix[]) => {
    if (range) made.push(diagnostic('missing-key', range, message, ...fixes));
  };
  const top = rangeOf(['title'], 'key') ?? firstLine(rangeOf);
  if (!rangeOf(['trial'], 'key') && top) {
    const line = `trial: ${slug(trial.title ?? '') || 'new-trial'}`;
    const fix: Fix = {
      title: `Write ${shown(line)}`,
      edits: [{ start: top.start, end: top.start, text: `${line}\n` }],
    };
    say(top, 'The trial has no id: `trial:` and a registry id, or any short name.', fix);
  }
  if (!isReadable(placed)) return made;
  const results = trial.results ?? [];
  // Where the section is there and is none, that is said of it.
  if (results.some((result) => result.values) && !trial.arms && !trial.groups && !rangeOf(['arms'], 'key'))
    say(rangeOf(['results'], 'key'), 'The results speak of arms, and the document has none: `arms:`.');
  if (results.some((result) => result.outcome !== undefined) && !trial.outcomes && !rangeOf(['outcomes'], 'key'))
    say(rangeOf(['results'], 'key'), 'The results speak of outcomes, and the document has none: `outcomes:`.');
  return made;
}

function firstLine(rangeOf: RangeOf): Range | undefined {
  for (const key of ROOT.keys?.keys() ?? []) {
    const range = rangeOf([key], 'key');
    if (range) return range;
  }
  return undefined;
}

/** The one key of a segment that has no value, and no entries of its own; undefined where it has. */
function emptyKey({ segment: { kind, root } }: Placed): string | undefined {
  const [only, ...more] = root?.kind === 'map' && kind !== 'header' ? root.pairs : [];
  return only && !more.length && saysNothing(only.value) ? only.key : undefined;
}

/** Segments without a value whose key another segment of the same place has, with a value. */
function emptyRepeats(placed: readonly Placed[]): ReadonlySet<Placed> {
  if (!placed.some((one) => emptyKey(one) !== undefined)) return new Set();
  // Entries belong to the section head before them.
  let head = -1;
  const nameOf = (one: Placed, index: number): string | undefined => {
    const { kind, root } = one.segment;
    if (kind !== 'entry') head = index;
    const key = root?.kind === 'map' ? root.pairs[0]?.key : undefined;
    return key === undefined ? undefined : `${kind === 'entry' ? head : ''} ${key}`;
  };
  const names = placed.map(nameOf);
  const filled = new Set(names.filter((_, index) => placed[index] && emptyKey(placed[index]) === undefined));
  return new Set(
    placed.filter(
      (one, index) => names[index] !== undefined && emptyKey(one) !== undefined && filled.has(names[index]),
    ),
  );
}

/**
 * The segments that count: not those whose key or id an earlier one has. The others are told; what is said twice within one
 * segment is told by its reader.
 */
export function withoutRepeats(
  text: string,
  placed: readonly Placed[],
): { live: readonly Placed[]; repeats: readonly Diagnostic[] } {
  const others = freeIds(placed);
  const repeats: Diagnostic[] = [];
  const sections = new Set<string>();
  let ids = new Set<string>();
  let dead = false;
  const empty = emptyRepeats(placed);
  const live = placed.filter((one) => {
    const { segment, start } = one;
    const { kind, root } = segment;
    if (kind === 'entry' && dead) return false;
    if (root?.kind !== 'map') return true;
    const seen = kind === 'entry' ? ids : sections;
    const [first] = root.pairs;
    if (first && empty.has(one)) {
      repeats.push(emptyRepeat(text, first.key, { start: first.keyStart + start, end: first.keyEnd + start }));
      return false;
    }
    const repeat = first !== undefined && seen.has(first.key);
    if (repeat) {
      const range = { start: first.keyStart + start, end: first.keyEnd + start };
      const isId = kind === 'entry' && ID.test(first.key);
      repeats.push(repeated(first.key, range, ...(isId ? [replaceFix(range, others(first.key))] : [])));
    } else for (const pair of root.pairs) seen.add(pair.key);
    if (kind === 'header') {
      ids = new Set();
      dead = repeat;
    }
    return !repeat;
  });
  return { live, repeats };
}

/** A focus that cannot be read, or is on a row that its outcome does not have. */
function focusDiagnostics(trial: Trial, rangeOf: RangeOf): Diagnostic[] {
  const focus = trial.focus === undefined ? undefined : locateFocus(trial.focus);
  const range = rangeOf(['focus'], 'value');
  if (trial.focus !== undefined && range && !focus) return [unreadFocus(trial, trial.focus, range)];
  const { outcome, row } = focus ?? {};
  if (!outcome || !row || !range || trial.focus === undefined) return [];
  const rows = (trial.results ?? []).filter((result) => result.outcome === outcome.text).map((result) => result.row);
  if (!rows.length || rows.includes(row.text)) return [];
  const known = rows.filter((one) => one !== undefined);
  const meant = nearest(row.text, known);
  // In quotation marks or not, a scalar on one line says what stands there.
  const inset = (range.end - range.start - trial.focus.length) / 2;
  const exact = inset === 0 || inset === 1;
  const at = exact ? { start: range.start + inset + row.start, end: range.start + inset + row.end } : range;
  const message = `${shown(outcome.text)} has ${known.length ? `no row ${shown(row.text)}` : 'no rows'}.${didYouMean(meant)}`;
  return [diagnostic('unknown-row', at, message, ...(meant && exact ? [replaceFix(at, meant)] : []))];
}

/** An outcome alone is on it. */
function unreadFocus({ outcomes }: Trial, text: string, range: Range): Diagnostic {
  const message = `${shown(text)} is not read as a focus, which is written \`a vs b on outcome\`.`;
  const named = outcomes && Object.hasOwn(outcomes, text);
  return diagnostic('malformed-value', range, message, ...(named ? [replaceFix(range, `on ${text}`)] : []));
}

/** Whether one date is after another, as far as both are exact. */
function isAfter(one: string, other: string): boolean {
  if (one.length > LONGEST_QUANTITY || other.length > LONGEST_QUANTITY) return false;
  const [a, b] = [parseDate(one), parseDate(other)];
  for (const part of ['year', 'month', 'day'] as const) {
    const [x, y] = [a?.[part], b?.[part]];
    if (x === undefined || y === undefined) return false;
    if (x !== y) return x > y;
  }
  return false;
}

/** A trial that ends before it starts; of two dates that are not equally exact, what both say. */
function dateDiagnostics({ design }: Trial, rangeOf: RangeOf): Diagnostic[] {
  const start = design?.start;
  const range = rangeOf(['design', 'start'], 'value');
  if (start === undefined || !range) return [];
  for (const key of ['primary-completion', 'completion'] as const) {
    const end = design?.[key];
    if (end === undefined || !isAfter(start, end)) continue;
    const message = `The trial starts at ${shown(start)}; its ${shown(key)}, ${shown(end)}, is before that.`;
    return [diagnostic('dates-out-of-order', range, message)];
  }
  return [];
}

/** The diagnostics that no segment can know alone; and what misnamed keys were meant to be called, by where they begin. */
export function documentDiagnostics(
  trial: Trial,
  placed: readonly Placed[],
  misnamed: readonly Misnamed[],
  rangeOf: RangeOf,
): { diagnostics: Diagnostic[]; claimed: ReadonlyMap<number, string> } {
  const unknown = unknownNames(namesOf(trial, placed), placed);
  const claimed = claims(misnamed, unknown, placed);
  const gone = new Set(claimed.values());
  const diagnostics = [
    ...missingDiagnostics(trial, placed, rangeOf),
    ...referenceDiagnostics(unknown.filter(({ name }) => !gone.has(name))),
    ...focusDiagnostics(trial, rangeOf),
    ...dateDiagnostics(trial, rangeOf),
    ...enrollmentDiagnostics(trial, placed, rangeOf),
  ];
  return { diagnostics, claimed };
}
