/** The words for what an answer only names: cautions, wants, perturbations. Plain text. */
import type { Mark } from '../trial/direction.ts';
import { isHowGiven } from '../trial/paths.ts';
import { parseP } from '../trial/quantity/estimate.ts';
import { STATISTICS, type Value } from '../trial/schema.ts';
import type { Attribute, Look } from '../trial/types.ts';
import type { Granted, Harm, ImaginedStep, Imagining, MissingAnswer, ObservedAnswer, Subject } from './answer.ts';
import { figure, minus, people, pText } from './figures.ts';

const MARK_WORDS: Readonly<Record<Mark, string>> = {
  order:
    'no role, and no dose read as all that differs, says which side is the control: the one that the record names first is told first',
  'other way round': 'told the other way round than experimental against control, or higher against lower dose',
  'row by order': 'the analysis was given to this row by its position, unverified',
  'row unknown': 'the measure has several rows, and the record does not say which of them the analysis speaks of',
  'against its order':
    'going by the values, the estimate was not taken in the order in which the record names the groups; the values are followed',
  'not the difference':
    'what was reported as the difference is one side’s own figure, or more than the two shares allow; it is left out',
  'orientation contradicts': 'the stated orientation of the estimate contradicts the values; its sign is not used',
  'orientation unknown': 'which way round the estimate was taken is not known; its sign is not used',
  'p and interval disagree': 'p and interval disagree; p is followed',
  'analyses disagree': 'another reported analysis of this contrast says otherwise',
  'by interval': 'significance is read off the interval',
  'one-sided': 'the p-value is one-sided, so it counts below 0.025',
  computed: 'computed from the summary statistics, not reported',
  units: 'what is counted is not participants, so the figures are not independent',
  'not randomized': 'the trial is not randomized',
  'same participants': 'both sides hold some of the same people',
};

export function markText(mark: Mark): string {
  return MARK_WORDS[mark];
}

const GRANTED_WORDS: Readonly<Record<Granted, string>> = {
  again: 'in another trial like this one',
  planned: 'by what is planned alone',
};

/** What a probability takes for granted, in the words that stand beside it. */
export function grantedText(granted: Granted): string {
  return GRANTED_WORDS[granted];
}

const MISSING_WORDS: Readonly<Record<MissingAnswer, string>> = {
  orientation: 'significant, but nothing says which side is the higher',
  contradiction: 'what was reported contradicts itself or the values, and nothing settles it',
  median: 'medians only, from which no test is computed',
  statistic: 'a statistic from which no test is computed',
  'no dispersion': 'no analysis, and no dispersion to compute one from',
  'no values': 'no analysis, and no values of both sides',
  crossover: 'no analysis, and from a crossover none is computed',
  'time to event': 'no analysis, and of times to an event none is computed',
  'share at a time': 'no analysis, and of shares at a time, read off survival curves, none is computed',
  'same participants': 'both sides hold some of the same people',
  'not observed': 'not observed',
  'no contrast': 'there is nothing to compare',
  'no anchor': 'nothing observed to carry over',
  impossible: 'it is impossible',
  'no answer': 'nothing can be said of it',
  'no change': 'nothing changes',
  'with the next': 'told with the next step',
};

export function missingText(missing: MissingAnswer): string {
  return MISSING_WORDS[missing];
}

/** What higher and lower mean of a time to an event: a hazard ratio below 1 is the longer time. */
const TIMES = { higher: 'longer time to event', lower: 'shorter time to event' };

/**
 * What an observed direction rests on: `p < 0.0001`, `p = 0.21, computed`, `by interval`; of a time to an event, what it means;
 * of a near miss, on which side its point estimate is.
 */
export function basisText({ p, source, sided, marked, time, direction, points }: ObservedAnswer): string | undefined {
  const read = p === undefined ? undefined : parseP(p);
  // A p that is computed may be less than a number can be; nobody reported 0.
  const tiny = source === 'computed' && read?.value === 0;
  const notes = [
    ...(time && direction && direction !== 'no difference' ? [TIMES[direction]] : []),
    ...(read ? [`${sided === 'one' ? 'one-sided ' : ''}${pText(tiny ? { relation: '<', value: 0.001 } : read)}`] : []),
    ...(!read && marked.includes('by interval') ? ['by interval'] : []),
    ...(source === 'computed' ? ['computed'] : []),
    ...(points ? [`point estimate ${time ? TIMES[points] : points}`] : []),
  ];
  return notes.length > 0 ? notes.join(', ') : undefined;
}

/** `higher (p < 0.0001)`, `no difference (p = 0.21, computed)`, or why there is no direction. */
export function observedText(observed: ObservedAnswer): string {
  const { direction, missing } = observed;
  if (!direction) return `no direction (${missingText(missing ?? 'no values')})`;
  const basis = basisText(observed);
  return basis === undefined ? direction : `${direction} (${basis})`;
}

/** One value with its dispersion: `mean 16.8, SD 17.9, n = 243`; `35 of 263 (13.3 %)`. */
export function valueText(value: Value | undefined): string | undefined {
  const statistic = value && STATISTICS.find((name) => value[name] !== undefined);
  if (!value || !statistic) return undefined;
  const { n, sd, se, ci, iqr, range, cv } = value;
  const main = value[statistic];
  if (statistic === 'count' && typeof main === 'number' && n) return `${main} of ${n} (${figure((100 * main) / n)} %)`;
  const named = statistic === 'number' ? `${main}` : statistic === 'percent' ? `${main} %` : `${statistic} ${main}`;
  const spread = Object.entries({ SD: sd, SE: se, CI: ci, IQR: iqr, range, 'CV %': cv }).flatMap(([name, own]) =>
    own === undefined ? [] : [`${name} ${own}`],
  );
  return minus([named, ...spread, ...(n === undefined ? [] : [`n = ${n}`])].join(', '));
}

/** A contrast by the ids of the document: `semaglutide vs placebo`. */
export function contrastText({ first, second }: Look): string {
  return `${first} vs ${second}`;
}

/** Letters of a measure, of its row and of its time, where there is little room. */
const MEASURE = 48;
const ROW = 32;
/** Letters of when something was observed that is only named: some records tell a page of visits. */
export const WHEN = 60;

/** Its first words, as many as there is room for; of a longer word a part. */
export function firstWords(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.lastIndexOf(' ', most - 1);
  return `${text.slice(0, end > most / 2 ? end : most - 1).replace(/[\s,;:]+$/, '')}…`;
}

/** A look by the ids of the document: `semaglutide vs placebo on kccq: Week 20`. */
export function lookText(look: Look): string {
  return `${contrastText(look)} on ${look.outcome}${look.row === undefined ? '' : `: ${look.row}`}`;
}

/** Where something was observed: its look with the row and the time, which are told apart. */
export function evidenceText(look: Look, at: Subject | undefined): string {
  const when = at?.time === undefined ? '' : `${look.row === undefined ? ', ' : '; '}${firstWords(at.time, WHEN)}`;
  return `${lookText(look)}${when}`;
}

/** A name that tells nothing to who has not read the protocol: `arm-2`, `Arm B`, `Group III`, `2`. */
const SAYS_NOTHING =
  /^(?:(?:study |treatment )?(?:arm|group|cohort|part|sequence|regimen)s?\s*)?[#-]?\s*(?:\d{1,3}|[a-z]|[ivx]{1,4})?[-]?[a-z]?\d{0,2}$/i;

export function saysNothing(name: string): boolean {
  return SAYS_NOTHING.test(name.trim());
}

/** A contrast as it is told at the head of an answer: by the ids, and where an id says nothing, by what it stands for. */
export function sidesText(look: Look, subject: Pick<Subject, 'first' | 'second'>): string {
  const side = (id: string, name: string) => (saysNothing(id) && name !== id ? `${id} (${name})` : id);
  return contrastText({ ...look, first: side(look.first, subject.first), second: side(look.second, subject.second) });
}

/**
 * Where in its trial a step landed, as far as that is elsewhere than where it looks: the sides, the outcome with its time, the
 * row. Undefined where it is not elsewhere.
 */
export function landedText({ look, landed, landedSubject: at }: ImaginedStep): string | undefined {
  if (!landed) return undefined;
  const other = landed.outcome !== look.outcome;
  const sides = landed.first !== look.first || landed.second !== look.second ? contrastText(landed) : undefined;
  const what = [
    other ? landed.outcome : undefined,
    landed.row !== look.row ? landed.row : undefined,
    other ? at?.time : undefined,
  ].filter((part) => part !== undefined);
  const told = what.join(', ');
  if (sides === undefined) return told === '' ? undefined : told;
  return told === '' ? sides : `${sides}${other ? ' on ' : ', '}${told}`;
}

/** An outcome as it is spoken of: `Change in KCCQ, 52 weeks`; where it has several rows, `Survival: 6 months; up to 2 years`. */
export function outcomeText({ measure, time, row }: Subject): string {
  if (row === undefined) return time === undefined ? measure : `${measure}, ${time}`;
  return `${measure}: ${row}${time === undefined ? '' : `; ${time}`}`;
}

/** A number of people is grouped, as it is everywhere else: `6,016`. */
const figureOf = (value: number) => (Number.isSafeInteger(value) ? people(value) : minus(String(value)));

export function attributeText(value: Attribute | undefined): string {
  if (value === undefined) return 'not stated';
  if (typeof value === 'object') return value.length > 0 ? value.join(', ') : 'none';
  return typeof value === 'number' ? figureOf(value) : minus(String(value));
}

/** More entries of a list than this are told by how many they are and the first of them. */
const LISTED = 3;
const FIRST = 2;

/** A value where there is little room: `13 (Argentina, Brazil, 11 more)`. */
function briefText(value: Attribute | undefined): string {
  if (typeof value !== 'object' || value.length <= LISTED) return attributeText(value);
  return `${value.length} (${value.slice(0, FIRST).join(', ')}, ${value.length - FIRST} more)`;
}

/** What a perturbation changes, and from what to what; each part plain text. `from` is absent where nothing is replaced. */
export interface Changed {
  what: string;
  from?: string;
  to: string;
  /** The same where there is little room; absent where it is as short. */
  brief?: { from?: string; to: string };
}

/** A change where there is little room, with the whole of it where that is longer. */
export function changeTold({ from, to, brief }: Omit<Changed, 'what'>): { from?: string; to: string; whole?: string } {
  if (brief) return { ...brief, whole: from === undefined ? to : `${from} → ${to}` };
  return { ...(from !== undefined && { from }), to };
}

/** What an entry of a section is. */
const SECTIONS: Readonly<Record<string, string>> = { arms: 'arm', outcomes: 'outcome', groups: 'group' };

/** An outcome where there is little room, by its row where it has several, else its time: `Change From Baseline in Heart Rate at Specified…: Day 7`. */
export function briefOutcome(subject: Subject, most = MEASURE): string {
  const { measure, row, time } = subject;
  const part = (text: string | undefined) => text !== undefined && firstWords(text, ROW);
  const when = row === undefined ? part(time) : part(row);
  return `${firstWords(measure, most)}${when ? `${row === undefined ? ', ' : ': '}${when}` : ''}`;
}

/** Where the look moves to: the sides and the outcome, as they are called at the head of an answer. */
function lookedAt({ outcome, row, contrast }: Moved, look: Look, subject: Subject | undefined): Omit<Changed, 'what'> {
  const sides = contrast && (subject ? sidesText(look, subject) : contrastText({ outcome: '', ...contrast }));
  const told = (words: string | undefined) => [sides, words].filter(Boolean).join(' on ');
  if (outcome === undefined && row === undefined) return { to: told(undefined) };
  if (!subject) return { to: told([outcome, row].filter((part) => part !== undefined).join(', ')) };
  const [to, short] = [told(outcomeText(subject)), told(briefOutcome(subject))];
  return { to, ...(short !== to && { brief: { to: short } }) };
}

type Moved = Extract<ImaginedStep['perturbation'], { kind: 'look' }>;

/** What a step changes. `subject`: the names of what is looked at after it; without them a look that moves is told by ids. */
export function changedText(perturbation: ImaginedStep['perturbation'], look: Look, subject?: Subject): Changed {
  if (perturbation.kind === 'look') return { what: 'look at', ...lookedAt(perturbation, look, subject) };
  const path = perturbation.path.map(String);
  const isUnset = perturbation.kind === 'drop' && isHowGiven(perturbation.path);
  if (perturbation.kind !== 'set' && !isUnset) {
    const [top = '', id = '', within, name] = path;
    const done = perturbation.kind === 'drop' ? 'dropped' : 'added';
    return within === 'gives' && name !== undefined
      ? { what: `drug ${done}`, to: `${name} of ${id}` }
      : { what: `${SECTIONS[top] ?? top} ${done}`, to: path.slice(1).join(' ') };
  }
  const [top, id, ...rest] = path;
  const own = top === 'arms' || top === 'outcomes' ? rest.filter((key) => key !== 'gives') : path.slice(-1);
  // Of the side that is told, the attribute says enough; of any other, whose it is.
  const other = id !== undefined && (top === 'arms' ? id !== look.first : top === 'outcomes' && id !== look.outcome);
  const now = perturbation.kind === 'set' ? perturbation.to : undefined;
  const texts = (text: (value: Attribute | undefined) => string) => ({
    ...(perturbation.kind === 'set' && { from: text(perturbation.from) }),
    to: text(now),
  });
  const [whole, brief] = [texts(attributeText), texts(briefText)];
  const shorter = brief.from !== whole.from || brief.to !== whole.to;
  return { what: [...(other ? [id] : []), ...own].join(' '), ...whole, ...(shorter && { brief }) };
}

/** A step within a sentence: what it changes, or the look that it moves. */
export function stepName({ perturbation, look, subject }: ImaginedStep): string {
  const { what, to, brief } = changedText(perturbation, look, subject);
  return perturbation.kind === 'look' ? `the look at ${brief?.to ?? to}` : what;
}

export const HARM_WORDS: Readonly<Record<Harm['kind'], string>> = {
  deaths: 'deaths',
  serious: 'serious adverse events',
  other: 'other adverse events',
};

/** `serious adverse events 35/263 vs 71/266`: counts as they were observed. */
export function harmText({ kind, first, second }: Harm): string {
  return `${HARM_WORDS[kind]} ${first.x}/${first.n} vs ${second.x}/${second.n}`;
}

/** Observed harms in one line; undefined where none were reported of both sides. They are never imagined. */
export function harmsText({ harms, look }: Pick<Imagining, 'harms' | 'look'>): string | undefined {
  const grave = harms.filter(({ kind }) => kind !== 'other');
  return grave.length > 0
    ? `Observed of ${contrastText(look)}: ${grave.map(harmText).join('; ')}. Harms are not imagined.`
    : undefined;
}
