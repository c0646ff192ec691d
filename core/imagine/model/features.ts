/**
 * What the fitted model sees: numbers of a target and of the sources it may be carried over from. The same function writes
 * the table that `trainer/fit_evidence.py` fits on and feeds the fitted model in the editor. NaN stands for what is not known.
 *
 * How far apart two doses are is no feature: trees would answer in steps. Of a dose they see that it is another and whether
 * it is higher; how much less sure a farther one is, `model.ts` says in one smooth curve.
 */
import { numberOf, statisticOf } from '../../trial/computed.ts';
import { onceOfNamed, onceOfOne } from '../../trial/once.ts';
import { entryOf } from '../../trial/paths.ts';
import { STATISTICS, type Trial, type Value } from '../../trial/schema.ts';
import { isControl, pairOf, type Side, sideOf } from '../../trial/sides.ts';
import type { State } from '../landing.ts';
import { sameTime, sideChange, sideNearness, wordsShared } from '../likeness.ts';
import { CLASSES, classesOf, type Known, OUTCOME_KINDS, sameClass, targetOf } from './outcomes.ts';
import type { ModelSource } from './sources.ts';

/** Sources that speak one by one; the rest speak in sums. */
const NEAREST = 3;
/** Of so many of them all is told. */
const SPOKEN = 2;
/** How fast a source's weight falls with its likeness: near ones only, and many. */
const SCALES = [0.25, 0.7];
const GROUP_SCALE = 0.5;

const ROLES = ['experimental', 'active comparator', 'placebo', 'no treatment', 'sham', 'other'];

interface Sum {
  lower: number;
  none: number;
  higher: number;
  z: number;
  strength: number;
  wanted: number;
}

function sumOf(sources: readonly ModelSource[], scale: number): Sum {
  const sum = { lower: 0, none: 0, higher: 0, z: 0, strength: 0, wanted: 0 };
  const best = sources[0]?.likenessByKind ?? 0;
  let total = 0;
  for (const { likenessByKind, direction, z, outcome } of sources) {
    const weight = Math.exp((likenessByKind - best) / scale);
    total += weight;
    if (direction === 'lower') sum.lower += weight;
    else if (direction === 'higher') sum.higher += weight;
    else sum.none += weight;
    sum.z += weight * z;
    sum.strength += weight * Math.abs(z);
    sum.wanted += weight * (outcome.polarity < 0 ? -z : z);
  }
  for (const key of Object.keys(sum) as (keyof Sum)[]) sum[key] = total > 0 ? sum[key] / total : Number.NaN;
  return sum;
}

const GROUPS: Record<string, (source: ModelSource) => boolean> = {
  'same sides': ({ ownFirst, ownSecond }) => ownFirst && ownSecond,
  'other sides': ({ ownFirst, ownSecond }) => !(ownFirst && ownSecond),
  'same outcome': ({ sameOutcome }) => sameOutcome,
  reported: ({ reported }) => reported,
};

function participantsBut(observed: Trial, id: string, leaveOut?: number): number | undefined {
  const seen: number[] = [];
  for (const [index, result] of (observed.results ?? []).entries()) {
    const n = index === leaveOut ? undefined : entryOf(result.values, id)?.n;
    if (n !== undefined) seen.push(n);
  }
  return seen.sort((a, b) => a - b)[seen.length >> 1];
}

const participantsOfAll = onceOfNamed((observed: Trial, id: string) => participantsBut(observed, id));

/** How many participants a side has in the results, at the median; `leaveOut`: but for this one. */
function participantsOf(observed: Trial, id: string, leaveOut: number | undefined): number | undefined {
  return leaveOut === undefined ? participantsOfAll(observed, id) : participantsBut(observed, id, leaveOut);
}

/** How many participants the sides of a look have, as other results of the trial or its enrollment say. */
export function expectedParticipants(observed: Trial, { trial, look }: State, leaveOut?: number): number {
  const [first, second] = [look.first, look.second].map((id) => participantsOf(observed, id, leaveOut));
  if (first !== undefined && second !== undefined) return first + second;
  const arms = Object.keys(trial.arms ?? {}).length;
  const enrolled = observed.population?.enrollment;
  return enrolled === undefined ? Number.NaN : (enrolled * 2) / Math.max(2, arms);
}

/** What a condition is, roughly: groups that trials differ by in how often they find a difference. */
const CONDITIONS: Readonly<Record<string, RegExp>> = {
  tumour: /cancer|carcinom|lymphom|leuk|tumou?r|neoplas|melanom|myelom|sarcom/i,
  infection: /infect|covid|sars|hiv|hepatitis|influenza|vaccin|pneumonia|malaria|tubercul|virus|healthy/i,
  heart: /heart|cardi|coronary|hypertens|stroke|thromb|arter/i,
  metabolic: /diabet|obes|metabol|lipid|cholesterol/i,
  mind: /depress|schizo|anxiety|psych|alzheim|parkinson|epilep|migraine|sleep|autis|sclerosis/i,
  lung: /asthma|copd|pulmonary|cystic fibrosis|respirat/i,
  inflamed: /arthrit|psoria|crohn|colitis|dermat|lupus|eczema/i,
  pain: /pain|surg|anesth|analges/i,
};

const MANY = 40;

/** Beyond this |z| a source is no stronger. */
const STRONGEST = 40;
const logOf = (x: number | undefined) => (x !== undefined && x > 0 ? Math.log(x) : undefined);

/** What share of each side a value is of, where it is a count or a percentage of people. */
function shareOf(value: Value | undefined): number | undefined {
  if (!value) return undefined;
  const statistic = statisticOf(value);
  const number = statistic === undefined ? undefined : numberOf(value[statistic]);
  if (number === undefined) return undefined;
  if (statistic === 'count') return value.n ? number / value.n : undefined;
  return statistic === 'percent' && value.sd === undefined && value.se === undefined ? number / 100 : undefined;
}

/**
 * How many events, or people without one, both sides have together, whichever are fewer, at most `MANY`: of few no difference can be
 * significant. Undefined of what is no share of people.
 */
function eventsOf(first: Value | undefined, second: Value | undefined): number | undefined {
  const [one, other] = [shareOf(first), shareOf(second)];
  if (one === undefined || other === undefined || !first?.n || !second?.n) return undefined;
  const events = one * first.n + other * second.n;
  return Math.min(MANY, Math.max(0, Math.min(events, first.n + second.n - events)));
}

/** How strong a source is for its people, what it was told in, and how its people, words and time are to the target's. */
function aboutSource(
  source: ModelSource | undefined,
  target: Known,
  people: number,
  sides: readonly [number | undefined, number | undefined],
  name: string,
  set: Setter,
): void {
  const { observed, own, turned, z, n, full: told } = source ?? {};
  const full = told === undefined ? undefined : Math.max(-STRONGEST, Math.min(STRONGEST, told));
  const { first, second } = observed?.values ?? {};
  const [one, other] = turned ? [second?.n, first?.n] : [first?.n, second?.n];
  const effect = full !== undefined && one && other ? full * Math.sqrt(1 / one + 1 / other) : undefined;
  const shares = [shareOf(first), shareOf(second)].filter((share) => share !== undefined);
  const statistic = first && statisticOf(first);
  const ratio = (now: number | undefined, then: number | undefined) =>
    now !== undefined && then ? logOf(now / then) : undefined;
  set(`${name}: full z`, full);
  set(`${name}: full strength`, full === undefined ? undefined : Math.abs(full));
  set(`${name}: scaled z`, z !== undefined && n && people > 0 ? z * Math.sqrt(people / n) : undefined);
  set(`${name}: effect`, effect);
  set(`${name}: effect strength`, effect === undefined ? undefined : Math.abs(effect));
  set(`${name}: least share`, shares.length > 0 ? Math.min(...shares) : undefined);
  set(`${name}: most share`, shares.length > 0 ? Math.max(...shares) : undefined);
  set(`${name}: events`, eventsOf(first, second));
  set(`${name}: statistic`, statistic === undefined ? undefined : STATISTICS.indexOf(statistic));
  set(`${name}: later`, own?.days && target.days ? Math.log(target.days / own.days) : undefined);
  set(`${name}: same words`, own && own.profile.key === target.profile.key);
  set(`${name}: same time`, own && sameTime(own.profile, target.profile));
  set(`${name}: people first`, ratio(sides[0], one));
  set(`${name}: people second`, ratio(sides[1], other));
  set(`${name}: terms`, own?.terms.size);
  set(`${name}: row`, observed && observed.look.row !== undefined);
  set(`${name}: units`, observed?.marked.includes('units'));
  set(
    `${name}: disagree`,
    observed && (observed.marked.includes('p and interval disagree') || observed.marked.includes('analyses disagree')),
  );
}

/** Undefined where it is not known. */
type Feature = number | boolean | undefined;
type Setter = (name: string, value: Feature) => void;

/** What the outcome that is asked about is, in words. */
function aboutOutcome(outcome: Known, classes: readonly boolean[], set: Setter): void {
  set('kind', OUTCOME_KINDS.indexOf(outcome.kind));
  set('rank', outcome.rank);
  set('polarity', outcome.polarity);
  for (const [i, name] of Object.keys(CLASSES).entries()) set(`class: ${name}`, classes[i]);
  set('days', outcome.days === undefined ? undefined : Math.log1p(outcome.days));
}

/** What one side is given against what the other is. */
function aboutSides(first: Side | undefined, second: Side | undefined, ordered: boolean, set: Setter): void {
  set('first role', first?.role === undefined ? undefined : ROLES.indexOf(first.role));
  set('second role', second?.role === undefined ? undefined : ROLES.indexOf(second.role));
  set('against control', second && isControl(second));
  set('placebo', second && second.role === 'placebo');
  set('ordered', ordered);
  const change = first && second && sideChange(second, first);
  set('between: nearness', first && second && sideNearness(second, first));
  set('between: dose', change?.kind === 'dose' && change.ratio ? Math.log2(change.ratio) : undefined);
  set('between: same drugs', change === undefined || change.kind === 'dose' || change.kind === 'schedule');
  set('drugs', first?.gives.length);
}

/** What is known of a trial before anything is observed, by name: the same for all its outcomes. */
const designOf = onceOfOne(({ design = {}, population = {}, arms = {}, outcomes = {} }: Trial): [string, Feature][] => {
  const phase = Number.parseFloat(String(design.phase ?? ''));
  const condition = (population.condition ?? []).join(' ');
  return [
    ['randomized', design.allocation === undefined ? undefined : design.allocation === 'randomized'],
    ['crossover', design.model === 'crossover'],
    ['open label', design.masking === undefined ? undefined : design.masking === 'none'],
    ['phase', Number.isNaN(phase) ? undefined : phase],
    ['arms', Object.keys(arms).length],
    ['outcomes', Math.log1p(Object.keys(outcomes).length)],
    ['countries', design.countries && Math.log1p(design.countries.length)],
    ['enrollment', population.enrollment === undefined ? undefined : Math.log1p(population.enrollment)],
    ...Object.entries(CONDITIONS).map(([name, is]): [string, Feature] => [`condition: ${name}`, is.test(condition)]),
    ['started', yearOf(design.start)],
  ];
});

/** A date of year and month, or of more, in years: trials of later years find a difference less often. */
function yearOf(date: string | undefined): number | undefined {
  const [, year, month = '1'] = date?.match(/^(\d{4})(?:-(\d{2}))?/) ?? [];
  return year === undefined ? undefined : Number(year) + (Number(month) - 1) / 12;
}

/** The features of a target in a fixed order, at the precision that thresholds are kept in. `names`: is told what each is. */
export function featuresOf(
  observed: Trial,
  state: State,
  sources: readonly ModelSource[],
  leaveOut?: number,
  names?: string[],
): Float32Array {
  const { trial, look } = state;
  const x: number[] = [];
  const set: Setter = (name, value) => {
    names?.push(name);
    x.push(value === undefined ? Number.NaN : Number(value));
  };
  const people = expectedParticipants(observed, state, leaveOut);
  const sides = [
    participantsOf(observed, look.first, leaveOut),
    participantsOf(observed, look.second, leaveOut),
  ] as const;
  const target = targetOf(observed, state);
  const classes = classesOf(target);
  for (const scale of SCALES)
    for (const [key, value] of Object.entries(sumOf(sources, scale))) set(`all ${scale}: ${key}`, value);
  for (const [name, belongs] of Object.entries(GROUPS)) {
    const group = sources.filter(belongs);
    const sum = sumOf(group, GROUP_SCALE);
    set(`${name}: lower`, sum.lower);
    set(`${name}: higher`, sum.higher);
    set(`${name}: z`, sum.z);
    set(`${name}: strength`, sum.strength);
    set(`${name}: best`, group[0]?.likenessByKind);
    set(`${name}: number`, Math.log1p(group.length));
  }
  for (let i = 0; i < NEAREST; i++) {
    const source = sources[i];
    const seen = source && classesOf(source.own);
    const name = `nearest ${i + 1}`;
    set(`${name}: likeness`, source?.likenessByKind);
    set(`${name}: z`, source?.z);
    set(`${name}: strength`, source && Math.abs(source.z));
    set(`${name}: alike`, source?.outcome.alike);
    set(`${name}: shared`, source && wordsShared(source.own.profile, target.profile));
    set(`${name}: apart`, source?.outcome.apart);
    set(`${name}: polarity`, source?.outcome.polarity);
    set(`${name}: wanted`, source && source.z * source.outcome.polarity);
    set(`${name}: same class`, seen && sameClass(seen, classes));
    set(`${name}: same harm`, source?.outcome.sameHarm);
    set(`${name}: own sides`, source && Number(source.ownFirst) + Number(source.ownSecond));
    set(`${name}: sides`, source?.kinds);
    set(`${name}: same outcome`, source?.sameOutcome);
    set(`${name}: same kind`, source?.outcome.sameKind);
    set(`${name}: same unit`, source?.outcome.sameUnit);
    set(`${name}: reported`, source?.reported);
    set(`${name}: n`, source && Math.log1p(source.n));
    set(`${name}: dose`, source?.dose === undefined ? undefined : Math.sign(source.dose));
    if (i < SPOKEN) aboutSource(source, target, people, sides, name, set);
    if (i > 0) continue;
    set('source: kind', source && OUTCOME_KINDS.indexOf(source.own.kind));
    set('source: rank', source?.own.rank);
    set('source: polarity', source?.own.polarity);
    for (const [at, one] of Object.keys(CLASSES).entries()) if (at < 3) set(`source: ${one}`, seen?.[at]);
    set('source: days', source?.own.days === undefined ? undefined : Math.log1p(source.own.days));
    set('source: people', source && Math.log((1 + source.n) / (1 + people)));
  }
  set('sources', Math.log1p(sources.length));
  const significant = sources.filter(({ direction }) => direction !== 'no difference');
  set('sources: with a difference', sources.length > 0 ? significant.length / sources.length : undefined);
  aboutOutcome(target, classes, set);
  set('terms', target.terms.size);
  set('row', look.row !== undefined);
  set('participants', Math.log1p(people));
  set('people first', logOf(sides[0]));
  set('people second', logOf(sides[1]));
  const pair = pairOf(trial, look.first, look.second);
  aboutSides(sideOf(trial, look.first), sideOf(trial, look.second), pair !== undefined && pair.by !== 'record', set);
  // Where and on whom is not asked of the imagined trial: on those the natural pairs of one trial hold no evidence.
  for (const [name, value] of designOf(observed)) set(name, value);
  return Float32Array.from(x);
}
