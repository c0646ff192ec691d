/**
 * Questions and what was answered to them, of all trials: some fifty bytes of a question, and 26 of an answer. Takes lines from a run or from
 * saved files, whose questions are joined by their ids.
 */
import type { Probability } from '../imagine/answer.ts';
import { DIRECTIONS, type Direction } from '../trial/direction.ts';
import { type Answer, type By, type Line, rounded } from './answers.ts';
import type { Scored } from './scores.ts';
import type { SetName } from './sets.ts';
import type { Slices } from './slices.ts';

const [NONE, READ, UNREAD, FAILED] = [0, 1, 2, 3];
/** Of `inside`: told, and inside, for z and for the size. */
const [Z_TOLD, Z_IN, SIZE_TOLD, SIZE_IN] = [1, 2, 4, 8];

/** One predictor's answers to the questions of a set. */
class Column {
  #status = new Uint8Array(64);
  #inside = new Uint8Array(64);
  #chances = new Float64Array(3 * 64);
  /** Why there is no answer, or none that can be read; that chances are only taken as certain. */
  readonly #problems = new Map<number, string>();
  readonly #certain = new Set<number>();

  put(at: number, answer: Answer): void {
    if (at >= this.#status.length) this.#grow(Math.max(at + 1, 2 * this.#status.length));
    this.#status[at] = 'probability' in answer ? READ : 'unread' in answer ? UNREAD : FAILED;
    this.#problems.delete(at);
    this.#certain.delete(at);
    if ('unread' in answer) this.#problems.set(at, answer.unread);
    if ('failed' in answer) this.#problems.set(at, answer.failed);
    if (!('probability' in answer)) return;
    if (answer.certain) this.#certain.add(at);
    const chances = rounded(answer.probability);
    for (const [k, direction] of DIRECTIONS.entries()) this.#chances[3 * at + k] = chances[direction];
    const { z, size } = answer.inside ?? {};
    const bits = (told: boolean | undefined, one: number, other: number) =>
      told === undefined ? 0 : told ? one | other : one;
    this.#inside[at] = bits(z, Z_TOLD, Z_IN) | bits(size, SIZE_TOLD, SIZE_IN);
  }

  #grow(size: number): void {
    const [status, inside, chances] = [this.#status, this.#inside, this.#chances];
    this.#status = new Uint8Array(size);
    this.#inside = new Uint8Array(size);
    this.#chances = new Float64Array(3 * size);
    this.#status.set(status);
    this.#inside.set(inside);
    this.#chances.set(chances);
  }

  /** Adds what was lost to `to`. */
  losses(to: Losses): void {
    to.certain += this.#certain.size;
    for (const [at, why] of this.#problems) {
      const of = this.#status[at] === UNREAD ? to.unread : to.failed;
      of[why] = (of[why] ?? 0) + 1;
    }
  }

  status(at: number): number {
    return this.#status[at] ?? NONE;
  }

  chances(at: number): Probability {
    const [higher = 0, lower = 0, none = 0] = this.#chances.subarray(3 * at, 3 * at + 3);
    return { higher, lower, 'no difference': none };
  }

  /** Whether what was observed lies in the interval that was told; undefined where none was. */
  inside(at: number, what: 'z' | 'size'): boolean | undefined {
    const bits = this.#inside[at] ?? 0;
    const [told, within] = what === 'z' ? [Z_TOLD, Z_IN] : [SIZE_TOLD, SIZE_IN];
    return bits & told ? (bits & within) !== 0 : undefined;
  }
}

interface Question {
  trial: string;
  observed: Direction;
  from: Direction | undefined;
  slices: Slices;
}

interface Asked {
  questions: Question[];
  columns: Map<string, Column>;
}

/** What a predictor did not answer, or not by chances of its own. */
export interface Losses {
  unread: Record<string, number>;
  failed: Record<string, number>;
  certain: number;
}

/** Another file says that something else was observed: not the same question. */
export class Disagreement extends Error {}

export class Gathered {
  readonly #sets = new Map<SetName, Asked>();
  readonly #at = new Map<string, number>();
  readonly #by = new Map<string, Map<string, By>>();
  /** The same few combinations come again and again. */
  readonly #slices = new Map<string, Slices>();
  readonly #splits = new Set<string>();
  readonly #joining: boolean;

  /** `joining`: lines of one question may come again, with other predictors' answers. */
  constructor(joining = false) {
    this.#joining = joining;
  }

  /** Takes a line. Throws `Disagreement` where it contradicts one of the same id. */
  put({ id, set, trial, observed, from, split, slices, answers }: Line): void {
    const own: Asked = this.#sets.get(set) ?? { questions: [], columns: new Map() };
    this.#sets.set(set, own);
    const before = this.#joining ? this.#at.get(id) : undefined;
    const at = before ?? own.questions.length;
    const known = own.questions[at];
    if (known && (known.observed !== observed || known.trial !== trial || known.from !== from))
      throw new Disagreement(`${id}: the files do not agree on what was observed; they are of other records`);
    if (!known) {
      const key = JSON.stringify(slices);
      const shared = this.#slices.get(key) ?? slices;
      this.#slices.set(key, shared);
      own.questions.push({ trial, observed, from, slices: shared });
      if (this.#joining) this.#at.set(id, at);
    }
    this.#splits.add(split ?? 'out of fold');
    for (const [name, answer] of Object.entries(answers)) this.#answer(own.columns, at, name, answer);
  }

  #answer(columns: Map<string, Column>, at: number, name: string, answer: Answer): void {
    const column = columns.get(name) ?? new Column();
    columns.set(name, column);
    column.put(at, answer);
    const { by } = answer;
    if (by) {
      const known = this.#by.get(name) ?? new Map<string, By>();
      this.#by.set(name, known.set(JSON.stringify(by), by));
    }
  }

  /** Who answered, in the order in which they came. */
  predictors(set: SetName): string[] {
    return [...(this.#sets.get(set)?.columns.keys() ?? [])];
  }

  get trials(): number {
    return new Set([...this.#sets.values()].flatMap(({ questions }) => questions.map(({ trial }) => trial))).size;
  }

  /** Of which splits questions are. */
  get splits(): string[] {
    return [...this.#splits].sort();
  }

  losses(name: string): Losses {
    const losses = { unread: {}, failed: {}, certain: 0 };
    for (const { columns } of this.#sets.values()) columns.get(name)?.losses(losses);
    return losses;
  }

  /** Predictors that are language models. */
  get models(): string[] {
    return [...this.#by.keys()];
  }

  by(name: string): By[] {
    return [...(this.#by.get(name)?.values() ?? [])];
  }

  /** The questions of a set that a predictor answered, or answered unreadably, among those that are wanted. */
  scored(set: SetName, name: string, wanted: (slices: Slices) => boolean = () => true): Scored[] {
    const { questions = [], columns } = this.#sets.get(set) ?? {};
    const column = columns?.get(name);
    if (!column) return [];
    return questions.flatMap(({ trial, observed, from, slices }, at): Scored[] => {
      const status = column.status(at);
      if ((status !== READ && status !== UNREAD) || !wanted(slices)) return [];
      const probability = status === READ ? column.chances(at) : undefined;
      return [{ trial, probability, observed, ...(from && { source: from }) }];
    });
  }

  /** The questions of a set that two predictors both answered, the same at the same place. */
  paired(set: SetName, a: string, b: string): [Scored[], Scored[]] {
    const { questions = [], columns } = this.#sets.get(set) ?? {};
    const [one, other] = [columns?.get(a), columns?.get(b)];
    const rows: [Scored[], Scored[]] = [[], []];
    if (!one || !other) return rows;
    const answered = (column: Column, at: number) => column.status(at) === READ || column.status(at) === UNREAD;
    for (const [at, { trial, observed, from }] of questions.entries()) {
      if (!answered(one, at) || !answered(other, at)) continue;
      for (const [i, column] of [one, other].entries())
        rows[i]?.push({
          trial,
          probability: column.status(at) === READ ? column.chances(at) : undefined,
          observed,
          ...(from && { source: from }),
        });
    }
    return rows;
  }

  /** Of each trial the share of observed z, or sizes, inside the interval that was told. */
  inside(set: SetName, name: string, what: 'z' | 'size'): { n: number; shares: number[] } {
    const { questions = [], columns } = this.#sets.get(set) ?? {};
    const column = columns?.get(name);
    const trials = new Map<string, [within: number, all: number]>();
    let n = 0;
    for (const [at, { trial }] of questions.entries()) {
      const held = column?.inside(at, what);
      if (held === undefined) continue;
      n++;
      const [within, all] = trials.get(trial) ?? [0, 0];
      trials.set(trial, [within + Number(held), all + 1]);
    }
    return { n, shares: [...trials.values()].map(([within, all]) => within / all) };
  }

  /** Values of a dimension that questions of a set have. */
  values(set: SetName, dimension: keyof Slices): Set<string> {
    const { questions = [] } = this.#sets.get(set) ?? {};
    return new Set(questions.flatMap(({ slices }) => slices[dimension] ?? []));
  }
}
