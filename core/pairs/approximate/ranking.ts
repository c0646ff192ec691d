/**
 * Which trials are most like a target contrast: those that share its condition, its drug, a class of drugs or a group of conditions, scored by BM25 over words
 * and by what is known of them. The target's own results are never looked at.
 */

import type { Trial } from '../../trial/schema.ts';
import { type Side, sideOf } from '../../trial/sides.ts';
import type { Look } from '../../trial/types.ts';
import { Union } from '../union.ts';
import { type Card, type CardEndpoint, type Control, cardOf, controlOf, endpointOf, type Terms } from './card.ts';
import { drugClass } from './drug-class.ts';
import { Field } from './postings.ts';
import { conditionKey, treatmentOf } from './terms.ts';

/** What one looks for likenesses of. `starts`: nothing posted from then on may be an anchor; the trial's own start where it is left out. */
export interface Target {
  trial: Trial;
  look: Look;
  id?: string;
  starts?: string;
  terms?: Terms;
}

/** How far one had to look, where an anchor does not share the target's condition. */
export const WIDENED = ['same drug', 'drug class', 'condition group'] as const;
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

/** What each part weighs. Set by hand, not fitted. */
export const WEIGHTS: Readonly<Parts> = {
  condition: 0.3,
  drug: 0.25,
  endpoint: 0.25,
  words: 0.1,
  phase: 0.05,
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
export const REFUSED = [
  'posted too late',
  'no date of results',
  'the same study',
  'no contrast with a direction',
] as const;
export type Refused = (typeof REFUSED)[number];

/** A target as it is compared. */
export interface Asked {
  card: Card;
  /** What the contrast is about: given to one side and not to the other. */
  drugs: readonly string[];
  classes: readonly string[];
  endpoint: Omit<CardEndpoint, 'controls'>;
  control: Control;
  starts: string | undefined;
}

const treatments = (side: Side | undefined) => (side?.gives ?? []).flatMap((one) => treatmentOf(one) ?? []);
const classesOf = (drugs: readonly string[]) => [...new Set(drugs.flatMap((drug) => drugClass(drug) ?? []))];

/** What a contrast is about: what is given to only one side of it, else what is given. */
export function treatmentsOf(trial: Trial, { first, second }: Look): { drugs: readonly string[]; control: Control } {
  const [one, other] = [sideOf(trial, first), sideOf(trial, second)];
  const [mine, theirs] = [treatments(one), treatments(other)];
  const own = mine.filter((drug) => !theirs.includes(drug));
  const drugs = own.length > 0 ? own : mine.length > 0 ? mine : theirs;
  return { drugs: [...new Set(drugs)], control: controlOf(other) };
}

export function askedOf({ trial, look, id, starts, terms }: Target): Asked {
  const card = cardOf({ ...trial, ...(id !== undefined && { trial: id }), results: [] }, terms);
  const { drugs, control } = treatmentsOf(trial, look);
  return {
    card,
    drugs,
    classes: classesOf(drugs),
    endpoint: endpointOf(trial.outcomes?.[look.outcome] ?? {}, look.row),
    control,
    starts: starts ?? trial.design?.start,
  };
}

/** A month or year without its day is taken at its end. */
const latest = (day: string) => (day.length < 10 ? `${day}-99` : day);

/** How alike two endpoints are, 0 to 1: telling words shared (weighted cosine), kind, time. */
export function endpointNearness(
  a: Omit<CardEndpoint, 'controls'>,
  b: Omit<CardEndpoint, 'controls'>,
  telling: (word: string) => number,
): number {
  const weight = (words: readonly string[]) => words.reduce((sum, word) => sum + telling(word) ** 2, 0);
  const shared = weight(a.words.filter((word) => b.words.includes(word)));
  const all = Math.sqrt(weight(a.words) * weight(b.words));
  const words = all > 0 ? Math.min(1, shared / all) : 0;
  const kind = a.kind === undefined || b.kind === undefined ? 0.5 : a.kind === b.kind ? 1 : 0;
  const time = a.days && b.days ? 1 / (1 + Math.abs(Math.log2(a.days / b.days))) : 0.5;
  return 0.75 * words + 0.15 * kind + 0.1 * time;
}

/** Weights of words in the first look, where only the most promising are kept. */
const WORDS = { condition: 2, intervention: 1.5, measure: 1 } as const;
const EXACT = { condition: 0.45, group: 0.15, drug: 0.4, class: 0.2 } as const;
/** So many are looked at closely, for each that is wanted. */
const CLOSELY = 12;
const AT_LEAST = 60;
/** Terms above conditions that so large a share of trials have say nothing. */
const COMMON_SHARE = 0.2;
/** Terms that stand for whole parts of medicine. */
const GENERAL = new Set(
  [
    'pathologic processes',
    'pathological conditions signs and symptoms',
    'attributes',
    'neoplasms',
    'neoplasms by site',
    'neoplasms by histologic type',
    'infections',
    'immune system diseases',
    'nervous system diseases',
    'cardiovascular diseases',
    'vascular diseases',
    'respiratory tract diseases',
    'digestive system diseases',
    'metabolic diseases',
    'nutritional and metabolic diseases',
    'endocrine system diseases',
    'urogenital diseases',
    'male urogenital diseases',
    'female urogenital diseases',
    'female urogenital diseases and pregnancy complications',
    'urologic diseases',
    'skin diseases',
    'skin and connective tissue diseases',
    'genetic diseases inborn',
    'signs and symptoms',
    'mental disorders',
    'musculoskeletal diseases',
    'hematologic diseases',
    'hemic and lymphatic diseases',
    'virus diseases',
    'rna virus infections',
    'bacterial infections',
    'bacterial infections and mycoses',
    'wounds and injuries',
  ].map(conditionKey),
);

/** Trials that may be anchors. Add all, then ask. */
export class AnchorIndex {
  readonly #cards: Card[] = [];
  readonly #at = new Map<string, number>();
  readonly #condition = new Field();
  readonly #intervention = new Field();
  readonly #measure = new Field();
  readonly #exact = new Field();
  readonly #union = new Union();
  readonly #keys = new Map<string, string>();
  #scores = new Float32Array(0);
  #marks = new Uint8Array(0);

  get size(): number {
    return this.#cards.length;
  }

  /** Adds a trial; of two of one id the first stays. One that no anchor can be (no results) is only known as a near-duplicate. */
  add(card: Card): void {
    if (this.#at.has(card.id)) return;
    for (const other of card.refers) this.#union.join(card.id, other);
    for (const key of card.keys) {
      const first = this.#keys.get(key);
      if (first === undefined) this.#keys.set(key, card.id);
      else this.#union.join(card.id, first);
    }
    if (card.endpoints.length === 0) return;
    this.#at.set(card.id, this.#cards.length);
    this.#cards.push(card);
    const { condition, intervention, measure } = card.words;
    this.#condition.add(condition);
    this.#intervention.add(intervention);
    this.#measure.add(measure);
    this.#exact.add([
      ...card.conditions.map((name) => `c ${name}`),
      ...card.groups.map((name) => `g ${name}`),
      ...card.drugs.map((name) => `d ${name}`),
      ...classesOf(card.drugs).map((name) => `s ${name}`),
    ]);
  }

  card(id: string): Card | undefined {
    const at = this.#at.get(id);
    return at === undefined ? undefined : this.#cards[at];
  }

  /** How telling a word of a measure is. */
  readonly telling = (word: string): number => this.#measure.telling(word);

  /** Whether two trials are one study, or near-duplicates, by what all records say that were added. */
  sameStudy(a: string, b: string): boolean {
    return a === b || this.#union.find(a) === this.#union.find(b);
  }

  /** Terms above conditions that are narrow enough to say something. */
  #groups(names: readonly string[]): string[] {
    const most = Math.max(10, COMMON_SHARE * this.size);
    return names.filter((name) => !GENERAL.has(name) && this.#exact.frequency(`g ${name}`) <= most);
  }

  /** Why a trial may be no anchor of a target. */
  #refused(card: Card, asked: Asked, own: ReadonlySet<string>): Refused | undefined {
    if (card.posted === undefined) return 'no date of results';
    if (asked.starts !== undefined && latest(card.posted) >= asked.starts) return 'posted too late';
    return own.has(this.#union.find(card.id)) ? 'the same study' : undefined;
  }

  /** The groups of near-duplicates that a target belongs to, whether or not its own record was added. */
  #own({ card }: Asked): ReadonlySet<string> {
    const first = card.keys.flatMap((key) => this.#keys.get(key) ?? []);
    return new Set([card.id, ...card.refers, ...first].map((id) => this.#union.find(id)));
  }

  /**
   * The trials most like a target, the likest first, at most `k`; fewer where fewer share anything with it. `refused` counts what shares
   * something and may be no anchor.
   */
  rank(target: Target, k: number, refused?: Partial<Record<Refused, number>>): Ranked[] {
    const asked = askedOf(target);
    const { card, drugs, classes } = asked;
    if (this.#scores.length < this.size) {
      this.#scores = new Float32Array(this.size + 1024);
      this.#marks = new Uint8Array(this.size + 1024);
    }
    const [scores, marks] = [this.#scores.fill(0), this.#marks.fill(0)];
    const interventions = drugs.flatMap((drug) => drug.split(' '));
    const ideal =
      this.#condition.score(card.words.condition, WORDS.condition, scores) +
      this.#intervention.score(interventions, WORDS.intervention, scores) +
      this.#measure.score(asked.endpoint.words, WORDS.measure, scores);
    const mark = (names: readonly string[], prefix: string, bit: number) => {
      for (const name of names)
        this.#exact.each(`${prefix} ${name}`, (at) => {
          marks[at] = (marks[at] as number) | bit;
        });
    };
    mark(card.conditions, 'c', 1);
    mark(drugs, 'd', 2);
    mark(classes, 's', 4);
    mark(this.#groups([...card.groups, ...card.conditions]), 'g', 8);
    mark(this.#groups(card.groups), 'c', 8);
    const own = this.#own(asked);
    const wanted = Math.max(AT_LEAST, CLOSELY * k);
    const found: { at: number; score: number; words: number }[] = [];
    for (let at = 0; at < this.size; at++) {
      const is = marks[at] as number;
      if (is === 0) continue;
      const words = Math.min(1, (scores[at] as number) / (ideal || 1));
      const score =
        words +
        (is & 1 ? EXACT.condition : is & 8 ? EXACT.group : 0) +
        (is & 2 ? EXACT.drug : is & 4 ? EXACT.class : 0);
      const why = this.#refused(this.#cards[at] as Card, asked, own);
      if (why === undefined) found.push({ at, score, words });
      else if (refused) refused[why] = (refused[why] ?? 0) + 1;
    }
    return found
      .sort((a, b) => b.score - a.score || a.at - b.at)
      .slice(0, wanted)
      .map(({ at, words }) => this.#closely(this.#cards[at] as Card, asked, words, marks[at] as number))
      .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1))
      .slice(0, k);
  }

  #closely(card: Card, asked: Asked, words: number, is: number): Ranked {
    const parts: Parts = {
      condition: is & 1 ? sharedOf(card.conditions, asked.card.conditions) : is & 8 ? 0.35 : 0,
      drug: is & 2 ? 1 : is & 4 ? 0.6 : 0,
      endpoint: Math.max(...card.endpoints.map((one) => this.#endpoint(one, asked))),
      words,
      phase: phaseNearness(card.phase, asked.card.phase),
      population: populationNearness(card, asked.card),
    };
    const similarity = (Object.keys(WEIGHTS) as (keyof Parts)[]).reduce(
      (sum, key) => sum + WEIGHTS[key] * parts[key],
      0,
    );
    const widened = is & 1 ? undefined : WIDENED[is & 2 ? 0 : is & 4 ? 1 : 2];
    return { id: card.id, posted: card.posted ?? '', similarity, parts, ...(widened && { widened }) };
  }

  #endpoint(one: CardEndpoint, { endpoint, control }: Asked): number {
    const near = endpointNearness(endpoint, one, this.telling);
    return 0.8 * near + (one.controls.includes(control) ? 0.2 : 0);
  }
}

/** How much of what a target is about an anchor shares. */
function sharedOf(a: readonly string[], b: readonly string[]): number {
  const shared = a.filter((one) => b.includes(one)).length;
  return 0.7 + (0.3 * 2 * shared) / (a.length + b.length);
}

function phaseNearness(a: number | undefined, b: number | undefined): number {
  return a === undefined || b === undefined ? 0.5 : Math.max(0, 1 - Math.abs(a - b) / 2);
}

function populationNearness(a: Card, b: Card): number {
  const keys = ['sex', 'healthy', 'children', 'adults'] as const;
  const scores = keys.map((key) => (a[key] === undefined || b[key] === undefined ? 0.5 : a[key] === b[key] ? 1 : 0));
  return scores.reduce<number>((sum, one) => sum + one, 0) / keys.length;
}
