/** A language model as a predictor: a question becomes a prompt, its answers become what is imagined, and each figure says where it is from. */
import { observe } from '../../trial/direction.ts';
import type { Factor, Value } from '../../trial/schema.ts';
import type { ChanceFrom, EstimateAnswer, Evidence, Probability, StepAnswer } from '../answer.ts';
import { belowOf, type Question, subjectOf } from '../pathway.ts';
import type { Predictor, PredictorEvent } from '../predictor.ts';
import { type Anchor, BUDGET, type Prompt, type PromptOptions, stepPrompt } from '../prompt/prompt.ts';
import type { Scale } from '../prompt/scale.ts';
import { ChatFailure, type ChatServer, type Think } from '../servers/chat.ts';
import { changedText } from '../words.ts';
import { type AnswerCache, type Asked, type Asking, ask, type Said } from './ask.ts';
import { entangled } from './merge.ts';
import { countsOf, fromCounts, likeliest, median, pooled } from './pool.ts';

export interface ModelOptions {
  server: ChatServer;
  /** Asked of every factor that has no model or adapter of its own. */
  model: string;
  models?: Partial<Record<Factor, string>>;
  /** Where absent: 0.7 of several samples; 0.6 of a model that reasons first, as such models repeat themselves at 0; else 0. */
  temperature?: number;
  /** Answers to each question: 1 where absent. */
  samples?: number;
  /** Tokens of thoughts and answer together. 2,048 where absent; 8,192 of a model that reasons first. */
  maxTokens?: number;
  seed?: number;
  think?: Think;
  /** Requests at a time: 4 where absent. */
  parallel?: number;
  cache?: AnswerCache;
}

/** Requests at a time, where nothing else is said. */
export const PARALLEL = 4;
const TOKENS = 2048;
const TOKENS_THINKING = 8192;
/** Of a context, at most this part is for the answer. */
const FOR_ANSWER = 0.5;
/** What a chat template adds around the messages. */
const TEMPLATE = 64;

/** What was asked, and how: what an answer is made of. */
interface Setting {
  asking: Asking;
  prompt: Prompt;
}

async function settingOf(
  options: ModelOptions,
  factor: Factor | undefined,
  worded: (options: PromptOptions) => Prompt,
  signal: AbortSignal,
): Promise<Setting> {
  const { server, samples = 1, seed = 0, think, parallel = PARALLEL, cache } = options;
  const model = (factor && options.models?.[factor]) ?? options.model;
  const { context, digest, logprobs, thinks } = await server.capabilities(model, signal);
  const reasons = thinks && think !== false;
  const temperature = options.temperature ?? (samples > 1 ? 0.7 : reasons ? 0.6 : 0);
  const wanted = options.maxTokens ?? (reasons ? TOKENS_THINKING : TOKENS);
  const maxTokens = context === undefined ? wanted : Math.min(wanted, Math.floor(context * FOR_ANSWER));
  const budget = context === undefined ? BUDGET : Math.min(BUDGET, context - maxTokens - TEMPLATE);
  const several = temperature > 0 && samples > 1;
  let prompt: Prompt;
  try {
    prompt = worded({ budget, probability: !logprobs && !several });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ChatFailure(
      'too long',
      `${model} has a context of ${context} tokens, too short for the question alone. Start the server with a longer one (8,192 is enough).`,
      { cause: error },
    );
  }
  const asking: Asking = {
    server,
    model,
    temperature,
    samples,
    maxTokens,
    seed,
    parallel,
    logprobs,
    ...(maxTokens < wanted && { limitedBy: 'context' as const }),
    ...(think !== undefined && { think }),
    ...(digest !== undefined && { digest }),
    ...(cache && { cache }),
  };
  return { asking, prompt };
}

const directionsOf = (said: readonly Said[]) => said.map(({ answer }) => answer.direction);

/** By the answers' tokens, else by how often each direction was answered, else as stated. */
function chanceOf(said: readonly Said[]): { probability: Probability; chanceFrom: ChanceFrom } | undefined {
  const mean = (chances: readonly Probability[]) => pooled(chances.map((probability) => ({ probability, weight: 1 })));
  const answers = said.length > 1 ? { answers: countsOf(directionsOf(said)) } : {};
  const byTokens = said.flatMap(({ chances }) => chances ?? []);
  if (byTokens.length > 0)
    return { probability: mean(byTokens), chanceFrom: { source: 'tokens', samples: byTokens.length, ...answers } };
  if (said.length > 1)
    return {
      probability: fromCounts(directionsOf(said)),
      chanceFrom: { source: 'samples', samples: said.length, ...answers },
    };
  const stated = said.flatMap(({ answer }) => answer.probability ?? []);
  return stated.length > 0 ? { probability: mean(stated), chanceFrom: { source: 'stated', samples: 1 } } : undefined;
}

/** The middle of what several answers expect. Medians of ordered bounds are ordered. */
function sizeOf(said: readonly Said[], { kind, against, time, nothing }: Scale): EstimateAnswer | undefined {
  const all = said.flatMap(({ answer }) => answer.expected?.difference ?? []);
  const value = median(all.map((one) => one.value));
  if (value === undefined) return undefined;
  const whole = all.filter((one) => one.low !== undefined && one.high !== undefined);
  const [low, high] = [median(whole.flatMap((one) => one.low ?? [])), median(whole.flatMap((one) => one.high ?? []))];
  // Where only some have an interval, the middle of all values need not lie in the middle of those.
  const bounded = low !== undefined && high !== undefined && low <= value && value <= high;
  const below = belowOf(kind, { against, time });
  return {
    kind,
    value,
    ...(below && { below }),
    ...(nothing === 100 && { inPercent: true as const }),
    ...(bounded && { interval: { low, high, level: 95, sided: 'two' as const } }),
  };
}

function sideValue(said: readonly Said[], side: 'k1' | 'k2', statistic: Scale['statistic']): Value | undefined {
  const all = said.flatMap(({ answer }) => answer.expected?.[side] ?? []);
  const value = median(all.map((one) => one.value));
  if (value === undefined) return undefined;
  const sd = median(all.flatMap((one) => one.sd ?? []));
  return { [statistic]: value, ...(sd !== undefined && { sd }) };
}

/** What the answers to one prompt say together. The sentences are those of the first answer that says what all say together. */
function answerOf({ said, failed, why }: Asked, { asking, prompt }: Setting): StepAnswer {
  const chance = chanceOf(said);
  const direction = chance ? likeliest(chance.probability) : (said[0]?.answer.direction ?? 'no difference');
  const agreeing = said.filter(({ answer }) => answer.direction === direction);
  const speaking = agreeing[0] ?? said[0];
  const estimate = sizeOf(agreeing, prompt.scale);
  const [first, second] = (['k1', 'k2'] as const).map((side) => sideValue(agreeing, side, prompt.scale.statistic));
  return {
    status: 'imagined',
    direction,
    ...chance,
    ...(estimate && { estimate }),
    ...((first || second) && { values: { ...(first && { first }), ...(second && { second }) } }),
    saidBy: {
      model: asking.model,
      prompt: prompt.version,
      temperature: asking.temperature,
      ...(failed > 0 && { failed, ...(why !== undefined && { why }) }),
      ...(prompt.dropped.length > 0 && { dropped: prompt.dropped }),
      ...(speaking && speaking.answer.direction !== direction && { otherwise: speaking.answer.direction }),
    },
    reasons: (speaking?.answer.trace ?? []).map(({ text, mechanism }) => ({ text, mechanism })),
    evidence: (prompt.anchors ?? []).flatMap(asEvidence),
  };
}

/** An anchor that a model was told, as what its answer rests on. */
function asEvidence({ trial, look, similarity, differences }: Anchor): Evidence[] {
  const from = observe(trial, look)?.direction;
  if (!from) return [];
  const names = differences.map((one) =>
    one.kind === 'look' ? (one.contrast ? 'sides' : 'outcome') : changedText(one, look).what,
  );
  const differs = [...new Set(names)].join(', ');
  return [
    {
      ...(trial.trial !== undefined && { trial: trial.trial }),
      look,
      subject: subjectOf(trial, look),
      differs: differs === '' ? 'nothing' : differs,
      from,
      nearness: Math.min(1, Math.max(0, similarity)),
    },
  ];
}

/** Who answers, as a person reads it: the model, the program that serves it, the machine. */
function labelOf({ server, model, models = {} }: ModelOptions): string {
  const own = Object.entries(models).filter(([, name]) => name !== model);
  const others = own.map(([factor, name]) => `${factor}: ${name}`).join(', ');
  const host = URL.canParse(server.url) ? new URL(server.url).host : server.url;
  return `${model}${others === '' ? '' : ` (${others})`} · ${server.kind} at ${host}`;
}

/**
 * A language model behind a server. `worded`: what is asked of a question; the prompt of one step where absent. Throws a `ChatFailure` where
 * there is no answer, and the signal's reason.
 */
export function languageModel(
  options: ModelOptions,
  worded: (question: Question, options: PromptOptions) => Prompt = stepPrompt,
  together: NonNullable<Predictor['together']> = entangled,
): Predictor {
  return {
    name: options.server.kind,
    label: labelOf(options),
    together,
    async *predict(question, signal) {
      const { factor } = question.perturbation;
      const setting = await settingOf(options, factor, (of) => worded(question, of), signal);
      yield { type: 'answer', answer: answerOf(yield* ask(setting.prompt, setting.asking, signal), setting) };
    },
  };
}

/** Asks of a look as it stands, nothing being changed: for a trial that observed nothing of it. Ends with the answer, and throws as a predictor. */
export async function* askedAsPlanned(
  options: ModelOptions,
  worded: (options: PromptOptions) => Prompt,
  signal: AbortSignal,
): AsyncGenerator<PredictorEvent> {
  const setting = await settingOf(options, undefined, worded, signal);
  yield { type: 'answer', answer: answerOf(yield* ask(setting.prompt, setting.asking, signal), setting) };
}
