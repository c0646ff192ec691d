/**
 * Language models on the same questions as everybody else: directly (the target as it was planned), beside anchors that are retrieved (RAG), or
 * successively (from what is at hand, change by change). A model sees of the trial what the question's set allows and nothing else: no other
 * results, no harms, no links to where results stand. In `many`, results in which anything hidden stands are left out whole.
 */
import { setTimeout } from 'node:timers/promises';
import type { Imagining, Mode } from '../imagine/answer.ts';
import { PROMPT_VERSION } from '../imagine/prompt/prompt.ts';
import { ChatFailure } from '../imagine/servers/chat.ts';
import { imagineSuccessively, type SuccessiveOptions } from '../imagine/successive/successive.ts';
import { figuresTold, tellingFigures } from '../pairs/gates.ts';
import { lookStep, resultsFor } from '../pairs/open.ts';
import { contrastId } from '../pairs/pair.ts';
import { isFatal, mayPass } from '../pairs/traces/ask.ts';
import { contrastsOf } from '../trial/contrast.ts';
import type { Trial } from '../trial/schema.ts';
import type { Look, Perturbation } from '../trial/types.ts';
import type { Answer, By } from './answers.ts';
import type { Asked } from './questions.ts';
import { hiddenFor } from './sets.ts';

export interface Prompted {
  /** As `--predictors` names it: `openai:rag`. */
  name: string;
  mode: Mode;
  options: Omit<SuccessiveOptions, 'mode'>;
}

/** What is asked again may be asked so often in all. */
const ATTEMPTS = 4;
const FIRST_MS = 1000;
/** So many questions in a row without an answer, and the server is taken to be gone. */
const IN_A_ROW = 5;

/** No answer is to be had of the server any more: a sentence for a person. */
export class ServerGone extends Error {}

function bare(trial: Trial): Trial {
  const { results: _results, harms: _harms, sources: _sources, scenarios: _scenarios, focus: _focus, ...rest } = trial;
  return rest;
}

/** The trial as a question of this set shows it to one who answers successively, and what is asked of it. */
function shown({ set, trial, target, source }: Asked): { trial: Trial; look: Look; scenario: Perturbation[] } {
  if (source) {
    const scenario = [lookStep(set.startsWith('pair.O') ? 'O' : 'A', target.look)];
    return {
      trial: { ...bare(trial), results: resultsFor(trial, source.look, target.look) },
      look: source.look,
      scenario,
    };
  }
  if (set !== 'many') return { trial: bare(trial), look: target.look, scenario: [] };
  const hidden = hiddenFor(trial, target);
  const closed = new Set(contrastsOf(trial).flatMap(({ look, result }) => (hidden(look, result) ? [result] : [])));
  const { outcome, row } = target.look;
  const results = (trial.results ?? []).flatMap((result, index) => {
    if (!closed.has(index)) return [result];
    const named = row !== undefined && result.outcome === outcome && result.row === row;
    return named ? [{ outcome, row }] : [];
  });
  return { trial: { ...bare(trial), results }, look: target.look, scenario: [] };
}

/** What an imagining ends with, as an answer to the question. */
function answerOf(imagining: Imagining, by: By): Answer {
  const end = imagining.steps.at(-1) ?? imagining.expected;
  if (!end?.direction || end.status !== 'imagined')
    return { failed: end?.obstacle ?? end?.missing ?? 'nothing was imagined', by };
  const { probability, direction } = end;
  if (probability) return { probability, by };
  return { probability: { higher: 0, lower: 0, 'no difference': 0, [direction]: 1 }, certain: true, by };
}

/** Failures of a kind together: their messages name figures of one question. */
function reasonOf({ kind }: ChatFailure): { unread: string } | { failed: string } {
  return kind === 'unreadable' || kind === 'repetition' || kind === 'empty' ? { unread: kind } : { failed: kind };
}

function settingsOf({ mode, options }: Prompted): string {
  const { samples = 1, temperature, maxTokens, seed = 0, think, anchors } = options;
  return [
    mode,
    `${samples} answer${samples === 1 ? '' : 's'}`,
    ...(temperature === undefined ? [] : [`temperature ${temperature}`]),
    ...(maxTokens === undefined ? [] : [`${maxTokens} tokens`]),
    ...(anchors === undefined ? [] : [`${anchors} anchors`]),
    ...(think === undefined ? [] : [think ? `thinking${think === true ? '' : ` ${think}`}` : 'not thinking']),
    `seed ${seed}`,
  ].join(', ');
}

export interface PromptingOptions {
  /** Waits between attempts; the time where absent. */
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Asks language models. One for each run: it remembers what was asked of a trial, and how often in a row nothing was answered. */
export class Prompting {
  readonly #all: readonly Prompted[];
  readonly #wait: NonNullable<PromptingOptions['wait']>;
  /** Directly and beside anchors, a target is the same whatever its source. */
  readonly #known = new WeakMap<Trial, Map<string, Promise<Answer>>>();
  readonly #told = new WeakMap<Trial, ReadonlySet<string>>();
  #inARow = 0;

  constructor(all: readonly Prompted[], { wait }: PromptingOptions = {}) {
    this.#all = all;
    this.#wait = wait ?? ((milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }));
  }

  get names(): string[] {
    return this.#all.map(({ name }) => name);
  }

  #named(name: string): Prompted {
    const own = this.#all.find((one) => one.name === name);
    if (!own) throw new RangeError(`${name}: no such model.`);
    return own;
  }

  /** Who answers under a name now. Throws `ServerGone`, and the signal's reason. */
  async by(name: string, signal: AbortSignal): Promise<By> {
    const own = this.#named(name);
    const { server, model } = own.options;
    const { digest } = await server.capabilities(model, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      if (error instanceof ChatFailure) throw new ServerGone(error.message, { cause: error });
      throw error;
    });
    return {
      model,
      ...(digest !== undefined && { digest }),
      prompt: String(PROMPT_VERSION),
      settings: settingsOf(own),
    };
  }

  /** What a model answers to a question. Throws `ServerGone`, and the signal's reason. */
  async answer(name: string, asked: Asked, signal: AbortSignal): Promise<Answer> {
    const own = this.#named(name);
    const { trial, target } = asked;
    const told = this.#told.get(trial) ?? figuresTold(trial);
    this.#told.set(trial, told);
    // Prompts leave out texts that tell a result; they cannot know it of a trial whose results they are not given.
    if (tellingFigures(target).some((figure) => told.has(figure)))
      return { failed: 'the result stands in the text of the trial' };
    if (own.mode === 'successive') return this.#patiently(own, shown(asked), signal);
    const known = this.#known.get(trial) ?? new Map<string, Promise<Answer>>();
    this.#known.set(trial, known);
    const key = `${name} ${contrastId(target.look)}`;
    const before = known.get(key);
    if (before) return before;
    const planned = { trial: bare(trial), look: target.look, scenario: [] };
    const now = this.#patiently(own, planned, signal);
    known.set(key, now);
    return now;
  }

  async #patiently(own: Prompted, wanted: ReturnType<typeof shown>, signal: AbortSignal): Promise<Answer> {
    const by = await this.by(own.name, signal);
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await this.#once(own, wanted, by, signal);
        this.#inARow = 0;
        return answer;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof ChatFailure)) throw error;
        if (isFatal(error)) throw new ServerGone(error.message, { cause: error });
        if (!mayPass(error)) return { ...reasonOf(error), by };
        if (attempt >= ATTEMPTS) {
          if (++this.#inARow >= IN_A_ROW) throw new ServerGone(error.message, { cause: error });
          return { ...reasonOf(error), by };
        }
        await this.#wait(Math.max((error.retryAfter ?? 0) * 1000, FIRST_MS * 2 ** (attempt - 1)), signal);
      }
    }
  }

  async #once(own: Prompted, wanted: ReturnType<typeof shown>, by: By, signal: AbortSignal): Promise<Answer> {
    for await (const event of imagineSuccessively(wanted, { ...own.options, mode: own.mode }, signal)) {
      if (event.type === 'problem') return { failed: event.problem, by };
      if (event.type === 'aggregate') return answerOf(event.imagining, by);
    }
    return { failed: 'nothing was imagined', by };
  }
}
