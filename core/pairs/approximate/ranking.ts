/**
 * Which trials are most like a target contrast: those that share its condition, its drug, a class of drugs or a group of conditions, scored by BM25 over words
 * and by what is known of them. The target's own results are never looked at.
 */
import { onceOfOne } from '../../trial/once.ts';
import type { Trial } from '../../trial/schema.ts';
import { type Side, sideOf } from '../../trial/sides.ts';
import type { Look } from '../../trial/types.ts';
import { Union } from '../union.ts';
import { type Card, type CardEndpoint, type Control, cardOf, controlOf, endpointFacts, type Terms } from './card.ts';
import { type AskedEndpoint, Endpoints } from './endpoints.ts';
import { Field, Vocabulary } from './postings.ts';
import { treatmentOf } from './terms.ts';
import { treatmentClass } from './treatment-class.ts';

/** What one looks for likenesses of. `starts`: nothing posted from then on may be an anchor; the trial's own start where it is left out. */
export interface Target {
  trial: Trial;
  look: Look;
  id?: string;
  starts?: string;
  terms?: Terms;
}

/** Their records name other conditions, and the registry gives both the same term (MeSH). */
export const TERMED = 'shared registry term';
/** How far one had to look, where an anchor does not share the target's condition. */
export const WIDENED = [TERMED, 'same treatment', 'class of treatments', 'condition group'] as const;
export type Widened = (typeof WIDENED)[number];

/** What a similarity is made of, each 0 to 1. */
export interface Parts {
  condition: number;
  drug: number;
  endpoint: number;
  words: number;
  phase: number;
  population: number;
}

/**
 * What each part weighs. Set by hand: of a few sets of round numbers the one whose anchors agreed most with their targets on the records at hand, the
 * order of time left aside. The outcome says most; see REPORT.md.
 */
const WEIGHTS: Readonly<Parts> = {
  condition: 0.2,
  drug: 0.2,
  endpoint: 0.4,
  words: 0.05,
  phase: 0.1,
  population: 0.05,
};

export interface Ranked {
  id: string;
  posted: string;
  similarity: number;
  parts: Parts;
  widened?: Widened;
}

/** Why trials that share something are no anchors. */
export const REFUSED = ['posted too late', 'no date of results', 'the same study', 'not wanted'] as const;
export type Refused = (typeof REFUSED)[number];

export interface RankOptions {
  /** So many at most. */
  k: number;
  /** Trials that may not be anchors for another reason. */
  wanted?: (id: string) => boolean;
  /** Counts trials that share something with the target and may be no anchors. */
  refused?: Partial<Record<Refused, number>>;
}

/** A target as it is compared. */
export interface Asked {
  card: Card;
  /** What the contrast is about: given to one side and not to the other. */
  drugs: readonly string[];
  classes: readonly string[];
  endpoint: Omit<CardEndpoint, 'controls'>;
  control: Control;
  primary: boolean;
  starts: string | undefined;
}

const treatments = (side: Side | undefined) => (side?.gives ?? []).flatMap((one) => treatmentOf(one) ?? []);
const classesOf = (drugs: readonly string[]) => [...new Set(drugs.flatMap((drug) => treatmentClass(drug) ?? []))];

/** What a contrast is about: what is given to only one side of it, else what is given. */
export function treatmentsOf(trial: Trial, { first, second }: Look): { drugs: readonly string[]; control: Control } {
  const [one, other] = [sideOf(trial, first), sideOf(trial, second)];
  const [mine, theirs] = [treatments(one), treatments(other)];
  const own = mine.filter((drug) => !theirs.includes(drug));
  const drugs = own.length > 0 ? own : mine.length > 0 ? mine : theirs;
  return { drugs: [...new Set(drugs)], control: controlOf(other) };
}

export const askedOf = onceOfOne(({ trial, look, id, starts, terms }: Target): Asked => {
  const card = cardOf({ ...trial, ...(id !== undefined && { trial: id }), results: [] }, terms);
  const { drugs, control } = treatmentsOf(trial, look);
  return {
    card,
    drugs,
    classes: classesOf(drugs),
    endpoint: endpointFacts(trial.outcomes?.[look.outcome] ?? {}, look.row),
    control,
    primary: trial.outcomes?.[look.outcome]?.rank === 'primary',
    starts: starts ?? trial.design?.start,
  };
});

/** How far one had to look from a target to an anchor of it: what the two share. That two are anchor and target is taken as said. */
export function widenedBetween(anchor: Card, { card, drugs, classes }: Asked): Widened | undefined {
  const share = (a: readonly string[], b: readonly string[]) => a.some((one) => b.includes(one));
  if (share(anchor.conditions, card.conditions)) return undefined;
  if (share(anchor.drugs, drugs)) return 'same treatment';
  return share(classesOf(anchor.drugs), classes) ? 'class of treatments' : 'condition group';
}

/** A month or year without its day is taken at its end. */
const latest = (day: string) => (day.length < 10 ? `${day}-99` : day);

/** Weights of words in the first look, where only the most promising are kept. */
const WORDS = { condition: 2, intervention: 1.5, measure: 1 } as const;
const EXACT = { condition: 0.45, group: 0.15, drug: 0.4, class: 0.2 } as const;
/** What is shared, as bits. */
const SHARES = { condition: 1, drug: 2, class: 4, group: 8 } as const;
/** So many are looked at closely, for each that is wanted. */
const CLOSELY = 12;
const AT_LEAST = 60;
/** A group of conditions that so large a share of trials has says nothing. */
const COMMON_SHARE = 0.2;
const COMMON_LEAST = 10;
/** How much of a condition a group of conditions is. */
const GROUP = 0.35;
/** How much of a drug its class is. */
const CLASS = 0.6;

/** What is kept of a trial. */
type Kept = Pick<Card, 'id' | 'posted' | 'phase' | 'sex' | 'healthy' | 'children' | 'adults'> & {
  conditions: Uint32Array;
};

/** Trials that may be anchors. Add all, then ask. */
export class AnchorIndex {
  readonly #kept: Kept[] = [];
  readonly #ids = new Set<string>();
  readonly #vocabulary = new Vocabulary();
  readonly #condition = new Field();
  readonly #intervention = new Field();
  readonly #measure = new Field();
  /** Whole names: of conditions, groups, drugs, classes. */
  readonly #names = new Field();
  readonly #endpoints = new Endpoints(this.#vocabulary);
  readonly #union = new Union();
  readonly #keys = new Map<string, string>();
  #scores = new Float32Array(0);
  #marks = new Uint8Array(0);

  get size(): number {
    return this.#kept.length;
  }

  /** Adds a trial; of two of one id the first stays. One of which no direction was observed is only known as a near-duplicate. */
  add(card: Card): void {
    if (this.#ids.has(card.id)) return;
    this.#ids.add(card.id);
    for (const other of card.refers) this.#union.join(card.id, other);
    for (const key of card.keys) {
      const first = this.#keys.get(key);
      if (first === undefined) this.#keys.set(key, card.id);
      else this.#union.join(card.id, first);
    }
    if (card.endpoints.length === 0) return;
    const numbers = (terms: readonly string[]) => terms.map((term) => this.#vocabulary.add(term));
    const { id, posted, phase, sex, healthy, children, adults, conditions, drugs, endpoints } = card;
    this.#condition.add(numbers(wordsOf(conditions)));
    this.#intervention.add(numbers(wordsOf(drugs)));
    this.#measure.add(numbers(endpoints.flatMap(({ words }) => words)));
    this.#names.add(
      numbers([
        ...conditions.map((name) => `c ${name}`),
        ...card.groups.map((name) => `g ${name}`),
        ...drugs.map((name) => `d ${name}`),
        ...classesOf(drugs).map((name) => `s ${name}`),
      ]),
    );
    this.#endpoints.add(endpoints);
    this.#kept.push({
      id,
      conditions: Uint32Array.from(numbers(conditions.map((name) => `c ${name}`))),
      ...(posted !== undefined && { posted }),
      ...(phase !== undefined && { phase }),
      ...(sex !== undefined && { sex }),
      ...(healthy !== undefined && { healthy }),
      ...(children !== undefined && { children }),
      ...(adults !== undefined && { adults }),
    });
  }

  /** How telling a word of a measure is. */
  readonly telling = (word: string): number => this.#measure.telling(this.#vocabulary.get(word));

  /** Whether two trials are one study, or near-duplicates, by what all records say that were added. */
  sameStudy(a: string, b: string): boolean {
    return a === b || this.#union.find(a) === this.#union.find(b);
  }

  /** Names of groups that are narrow enough to say something. */
  #narrow(names: readonly string[]): string[] {
    const most = Math.max(COMMON_LEAST, COMMON_SHARE * this.size);
    return names.filter((name) => this.#names.frequency(this.#vocabulary.get(`g ${name}`)) <= most);
  }

  /** The groups of near-duplicates that a target belongs to, whether or not its own record was added. */
  #own({ card }: Asked): ReadonlySet<string> {
    const first = card.keys.flatMap((key) => this.#keys.get(key) ?? []);
    return new Set([card.id, ...card.refers, ...first].map((id) => this.#union.find(id)));
  }

  /** What each trial shares with what is asked. */
  #shared({ card, drugs, classes }: Asked): Uint8Array {
    const marks = this.#marks.fill(0);
    const mark = (names: readonly string[], prefix: string, bit: number) => {
      for (const name of names) this.#names.mark(this.#vocabulary.get(`${prefix} ${name}`), bit, marks);
    };
    mark(card.conditions, 'c', SHARES.condition);
    mark(drugs, 'd', SHARES.drug);
    mark(classes, 's', SHARES.class);
    const groups = this.#narrow(card.groups);
    mark([...groups, ...this.#narrow(card.conditions)], 'g', SHARES.group);
    mark(groups, 'c', SHARES.group);
    return marks;
  }

  /** Trials that share something with what is asked and may be anchors, by their positions. `#marks` then says what each shares. */
  #eligible(asked: Asked, { wanted, refused }: Omit<RankOptions, 'k'>): number[] {
    if (this.#scores.length < this.size) {
      this.#scores = new Float32Array(this.size);
      this.#marks = new Uint8Array(this.size);
    }
    const marks = this.#shared(asked);
    const own = this.#own(asked);
    const refuse = (card: Kept): Refused | undefined => {
      if (card.posted === undefined) return 'no date of results';
      if (asked.starts !== undefined && latest(card.posted) >= asked.starts) return 'posted too late';
      if (own.has(this.#union.find(card.id))) return 'the same study';
      return wanted && !wanted(card.id) ? 'not wanted' : undefined;
    };
    const found: number[] = [];
    for (let at = 0; at < this.size; at++) {
      if (marks[at] === 0) continue;
      const why = refuse(this.#kept[at] as Kept);
      if (why === undefined) found.push(at);
      else if (refused) refused[why] = (refused[why] ?? 0) + 1;
    }
    return found;
  }

  /** The ids of all trials that share a condition with a target and may be its anchors, in order. */
  peers(target: Target, options: Omit<RankOptions, 'k'> = {}): string[] {
    return this.#eligible(askedOf(target), options)
      .filter((at) => (this.#marks[at] as number) & SHARES.condition)
      .map((at) => this.#kept[at]?.id ?? '')
      .sort();
  }

  /**
   * The trials most like a target, the likest first, at most `k`; fewer where fewer share its condition, drug, class of drugs or group of
   * conditions. Of two as like the first by its id.
   */
  rank(target: Target, { k, ...options }: RankOptions): Ranked[] {
    const asked = askedOf(target);
    const eligible = this.#eligible(asked, options);
    const scores = this.#scores.fill(0);
    const numbers = (terms: readonly string[]) => terms.map((term) => this.#vocabulary.get(term));
    const ideal =
      this.#condition.score(numbers(wordsOf(asked.card.conditions)), WORDS.condition, scores) +
      this.#intervention.score(numbers(wordsOf(asked.drugs)), WORDS.intervention, scores) +
      this.#measure.score(numbers(asked.endpoint.words), WORDS.measure, scores);
    const found = eligible.map((at) => {
      const is = this.#marks[at] as number;
      const words = Math.min(1, (scores[at] as number) / (ideal || 1));
      const condition = is & SHARES.condition ? EXACT.condition : is & SHARES.group ? EXACT.group : 0;
      const drug = is & SHARES.drug ? EXACT.drug : is & SHARES.class ? EXACT.class : 0;
      return { at, score: words + condition + drug, words };
    });
    const endpoint = this.#endpoints.asked(asked.endpoint, asked.control, (term) => this.#measure.telling(term));
    return found
      .sort((a, b) => b.score - a.score || this.#before(a.at, b.at))
      .slice(0, Math.max(AT_LEAST, CLOSELY * k))
      .map(({ at, words }) => this.#closely(at, asked, endpoint, words))
      .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1))
      .slice(0, k);
  }

  #before(a: number, b: number): number {
    return (this.#kept[a]?.id ?? '') < (this.#kept[b]?.id ?? '') ? -1 : 1;
  }

  #closely(at: number, { card: asked }: Asked, endpoint: AskedEndpoint, words: number): Ranked {
    const card = this.#kept[at] as Kept;
    const is = this.#marks[at] as number;
    const parts: Parts = {
      condition: is & SHARES.condition ? this.#conditions(card, asked) : is & SHARES.group ? GROUP : 0,
      drug: is & SHARES.drug ? 1 : is & SHARES.class ? CLASS : 0,
      endpoint: this.#endpoints.nearest(at, endpoint, (term) => this.#measure.telling(term)),
      words,
      phase: phaseNearness(card.phase, asked.phase),
      population: populationNearness(card, asked),
    };
    const similarity = (Object.keys(WEIGHTS) as (keyof Parts)[]).reduce(
      (sum, key) => sum + WEIGHTS[key] * parts[key],
      0,
    );
    const widened =
      is & SHARES.condition
        ? undefined
        : is & SHARES.drug
          ? 'same treatment'
          : is & SHARES.class
            ? 'class of treatments'
            : 'condition group';
    return { id: card.id, posted: card.posted ?? '', similarity, parts, ...(widened && { widened }) };
  }

  /** How many of the conditions are shared, of those that share one. */
  #conditions(card: Kept, asked: Card): number {
    const numbers = new Set(asked.conditions.map((name) => this.#vocabulary.get(`c ${name}`)));
    const shared = card.conditions.filter((one) => numbers.has(one)).length;
    return 0.7 + (0.3 * 2 * shared) / (card.conditions.length + asked.conditions.length);
  }
}

const wordsOf = (names: readonly string[]) => [...new Set(names.flatMap((name) => name.split(' ')))];

function phaseNearness(a: number | undefined, b: number | undefined): number {
  return a === undefined || b === undefined ? 0.5 : Math.max(0, 1 - Math.abs(a - b) / 2);
}

function populationNearness(a: Omit<Kept, 'conditions'>, b: Omit<Kept, 'conditions'>): number {
  const keys = ['sex', 'healthy', 'children', 'adults'] as const;
  const scores = keys.map((key) => (a[key] === undefined || b[key] === undefined ? 0.5 : a[key] === b[key] ? 1 : 0));
  return scores.reduce<number>((sum, one) => sum + one, 0) / keys.length;
}
