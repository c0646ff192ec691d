/**
 * Successive imagining with a language model: from an observed result, one change after the other, each imagined result carried into the
 * next, along one pathway for each anchor; the pathways' ends are one answer. Directly or beside anchors in one prompt, for comparison.
 */
import { observe } from '../../trial/direction.ts';
import type { Trial } from '../../trial/schema.ts';
import type { Perturbation } from '../../trial/types.ts';
import type { ImaginedStep, Imagining, Mode, PathwayAnswer, StepAnswer } from '../answer.ts';
import { type ImaginingEvent, type Wanted, walk } from '../imagine.ts';
import { advance, type State, sameLook, standing } from '../landing.ts';
import { assembled, observedStep, type Start, startOf, subjectOf } from '../pathway.ts';
import type { Predictor } from '../predictor.ts';
import { directPrompt, type Prompt, ragPrompt, stepPrompt } from '../prompt/prompt.ts';
import { isAsked, unaskedText } from '../said.ts';
import { sentence } from '../sentences.ts';
import { ChatFailure } from '../servers/chat.ts';
import { missingText, stepName } from '../words.ts';
import { type Ended, endOf, together, weighed } from './aggregate.ts';
import { type Anchor, ownAnchors, type Retriever, similarityOf } from './anchors.ts';
import { meanwhile } from './meanwhile.ts';
import { allAtOnce, byFactor } from './merge.ts';
import { askedAsPlanned, languageModel, type ModelOptions, PARALLEL } from './model.ts';

export interface SuccessiveOptions extends ModelOptions {
  /** `successive` where absent. */
  mode?: Mode;
  /** Pathways, or anchors in one prompt: 1 and 7 where absent. */
  anchors?: number;
  /** Asked where the document itself observed less than is wanted. */
  retrieve?: Retriever;
}

const ANCHORS = { successive: 1, direct: 0, rag: 7 } as const;

/** How a model was asked, behind its name; nothing where that is step by step. */
const ASKED: Readonly<Record<Mode, string>> = {
  successive: '',
  direct: ' · asked of the target alone',
  rag: ' · asked beside anchors',
};
/** What was to be asked beside anchors, where there was none or none fitted. */
const WITHOUT_ANCHORS = ' · asked of the target alone: no anchor was told';

/** What takes only one pathway down. Where a server is gone, the others would find it gone too. */
const ONE_PATHWAY = new Set(['unreadable', 'repetition', 'empty', 'too long']);

type Events<T> = AsyncGenerator<ImaginingEvent, T>;

/** An imagining that is being made. */
interface Making {
  trial: Trial;
  scenario: readonly Perturbation[];
  start: Start;
  target: State;
  options: SuccessiveOptions;
  signal: AbortSignal;
}

const isChange = ({ kind }: Perturbation) => kind !== 'look';

/** Anchors of a state: the document's own before those that are found. */
async function anchorsOf(making: Making, state: State, changes: readonly Perturbation[], k: number): Promise<Anchor[]> {
  const { trial, options, signal } = making;
  const own = ownAnchors(trial, state, changes).slice(0, k);
  if (own.length >= k || !options.retrieve) return own;
  const found = await options.retrieve(state, { k: k - own.length }, signal);
  signal.throwIfAborted();
  return [...own, ...found];
}

/** One anchor's pathway, from what was observed of it. Why it came to nothing, where it did. */
async function* pathwayFrom(
  { trial, options, signal }: Making,
  anchor: Anchor,
  number: number,
): Events<Ended | { lost: string }> {
  const state = { trial: anchor.trial, look: anchor.look };
  const observed = observe(anchor.trial, anchor.look);
  const elsewhere = anchor.trial === trial ? undefined : anchor.trial.trial;
  const name = elsewhere ?? `${anchor.look.first} vs ${anchor.look.second} on ${anchor.look.outcome}`;
  if (!observed) return { lost: `${name}: nothing was observed of it` };
  const start = { state, observed, known: observedStep(observed, anchor.look) };
  const predictor = languageModel(options, stepPrompt, byFactor);
  try {
    const of = { pathway: number, ...(elsewhere !== undefined && { anchor: elsewhere }) };
    const walked = yield* walk(anchor.trial, start, anchor.differences, predictor, signal, of);
    // An anchor from which nothing leads to the target says what was observed of it.
    const steps = walked.length > 0 ? walked : [unmoved(start)];
    if (!endOf(steps)) return { lost: `${name}: ${whyUndirected(steps)}` };
    return {
      ...(elsewhere !== undefined && { anchor: elsewhere }),
      look: anchor.look,
      subject: subjectOf(anchor.trial, anchor.look),
      similarity: anchor.similarity,
      steps,
    };
  } catch (error) {
    if (!(error instanceof ChatFailure && ONE_PATHWAY.has(error.kind))) throw error;
    return { lost: `${name}: ${error.message}` };
  }
}

/** Why steps end without a direction: at which of them the way was lost. */
function whyUndirected(steps: readonly ImaginedStep[]): string {
  const passing = new Set<ImaginedStep['missing']>(['no change', 'with the next', undefined]);
  const at = steps.findIndex(({ missing, direction }) => direction === undefined && !passing.has(missing));
  const step = steps[at];
  if (!step) return 'it ends without a direction: none was observed of it, and nothing that is looked at changes';
  const why = step.obstacle ?? missingText(step.missing ?? 'no answer');
  return `it ends without a direction, for step ${at + 1} (${stepName(step)}) has none: ${why}`;
}

/** What was observed of an anchor, as a step that changes nothing. */
function unmoved({ state: { trial, look }, known }: Start): ImaginedStep {
  const perturbation = { kind: 'look' as const, factor: 'O' as const, outcome: look.outcome };
  return { perturbation, factor: 'O', look, subject: subjectOf(trial, look), ...known };
}

/** Pathways from anchors: told one after the other, walked at the same time as far as the server may be asked so much. */
async function* pathwaysFrom(making: Making, anchors: readonly Anchor[]): Events<{ ended: Ended[]; lost: string[] }> {
  const { parallel = PARALLEL, samples = 1 } = making.options;
  const stopped = new AbortController();
  const own = { ...making, signal: AbortSignal.any([making.signal, stopped.signal]) };
  const ends = yield* meanwhile(
    anchors.map((anchor, i) => () => pathwayFrom(own, anchor, i + 1)),
    Math.max(1, Math.floor(parallel / samples)),
    () => stopped.abort(),
  );
  making.signal.throwIfAborted();
  return {
    ended: ends.flatMap((end) => ('lost' in end ? [] : [end])),
    lost: ends.flatMap((end) => ('lost' in end ? [end.lost] : [])),
  };
}

/** What is asked where nothing is changed and nothing was observed: the look as it is planned. */
async function* planned(
  making: Making,
  anchors: readonly Anchor[],
  seen: (prompt: Prompt) => Prompt = (prompt) => prompt,
): Events<StepAnswer> {
  const { trial, start, options, signal } = making;
  const asked = askedAsPlanned(
    options,
    (of) =>
      anchors.length > 0
        ? seen(ragPrompt(start.state, anchors, { ...of, observed: trial }))
        : seen(directPrompt(start.state, of)),
    signal,
  );
  let answer: StepAnswer | undefined;
  for await (const event of asked) {
    if (event.type === 'answer') answer = event.answer;
    else yield { ...event, index: 0 };
  }
  if (!answer) throw new Error(`${options.model} gave no answer.`);
  return answer;
}

interface Made {
  steps: ImaginedStep[];
  expected?: StepAnswer;
  pathways?: PathwayAnswer[];
  lost?: string[];
  /** How it was asked, where that is not as it was to be. */
  asked?: string;
}

/** All in one prompt: the target alone, or beside anchors. */
async function* atOnce(making: Making, mode: 'direct' | 'rag'): Events<Made> {
  const { trial, scenario, start, target, options, signal } = making;
  const k = options.anchors ?? ANCHORS[mode];
  const anchors = mode === 'rag' ? await anchorsOf(making, target, scenario.filter(isChange), k) : [];
  let told: number | undefined;
  const seen = (prompt: Prompt) => {
    told = prompt.anchors?.length ?? 0;
    return prompt;
  };
  const asked = () => (mode === 'rag' && told === 0 ? { asked: WITHOUT_ANCHORS } : {});
  if (scenario.length === 0) {
    if (start.observed) return { steps: [] };
    const expected = yield* planned(making, anchors, seen);
    return { steps: [], expected, ...asked() };
  }
  const predictor = languageModel(
    options,
    ({ after }, of) =>
      mode === 'rag'
        ? seen(ragPrompt(after, anchors, { ...of, observed: trial }))
        : directPrompt(after, { ...of, observed: trial }),
    allAtOnce,
  );
  const steps = yield* walk(trial, start, scenario, predictor, signal);
  return { steps, ...asked() };
}

/** Whether something was observed of the look that a step can start from, though it be no direction. */
function isKnown({ observed }: Start): boolean {
  const { direction, values, estimate } = observed ?? {};
  return (
    direction !== undefined || values?.first !== undefined || values?.second !== undefined || estimate !== undefined
  );
}

/** Step by step from what the document observed of the look, and from other anchors to the same end. */
async function* fromObserved(making: Making, predictor: Predictor): Events<Made> {
  const { trial, scenario, start, target, options, signal } = making;
  const steps = yield* walk(trial, start, scenario, predictor, signal);
  const last = steps.at(-1);
  const k = options.anchors ?? ANCHORS.successive;
  if (k < 2 || last?.status !== 'imagined') return { steps };
  const near = await anchorsOf(making, target, scenario.filter(isChange), k + 1);
  const others = near
    .filter(({ trial: of, look }) => of !== trial || !sameLook(look, start.state.look))
    .slice(0, k - 1);
  const { ended, lost } = yield* pathwaysFrom(making, others);
  const { state } = start;
  const own: Ended = {
    look: state.look,
    subject: subjectOf(trial, state.look),
    similarity: similarityOf(near, state.look),
    steps,
  };
  const pathways = weighed([own, ...ended]);
  const all = together(pathways);
  if (!all || pathways.length < 2) return { steps, ...(lost.length > 0 && { lost }) };
  // Nothing of the document's own pathway stays that another one outweighs.
  const { direction: _d, probability: _p, estimate: _e, values: _v, chanceFrom: _c, saidBy: _s, ...rest } = last;
  return { steps: [...steps.slice(0, -1), { ...rest, ...all }], pathways, ...(lost.length > 0 && { lost }) };
}

/** Step by step where nothing was observed of the look: first what is expected of it from anchors, then the scenario from there. */
async function* fromAnchors(making: Making, predictor: Predictor): Events<Made> {
  const { trial, scenario, start, options, signal } = making;
  // What is compared is only added by the scenario: before that, there is nothing to expect.
  if (!standing(start.state)) return { steps: yield* walk(trial, start, scenario, predictor, signal) };
  const anchors = await anchorsOf(making, start.state, [], options.anchors ?? ANCHORS.successive);
  const { ended, lost } = yield* pathwaysFrom(making, anchors);
  const pathways = weighed(ended);
  const expected = together(pathways) ?? (yield* planned(making, []));
  const steps = yield* walk(trial, { ...start, known: expected }, scenario, predictor, signal);
  return { steps, expected, ...(pathways.length > 0 && { pathways }), ...(lost.length > 0 && { lost }) };
}

/**
 * Imagines what becomes of a look under a scenario, as a language model expects it. What was observed is never asked for, nor is what
 * changes nothing. Throws a `ChatFailure` where the model gives no answer, and the signal's reason once that is aborted.
 */
export async function* imagineSuccessively(
  { trial, scenario, look, name }: Wanted,
  options: SuccessiveOptions,
  signal: AbortSignal,
): AsyncGenerator<ImaginingEvent, void, undefined> {
  const start = startOf(trial, scenario, look);
  if ('problem' in start) {
    yield { type: 'problem', ...start };
    return;
  }
  signal.throwIfAborted();
  const target = scenario.reduce((state, step) => advance(trial, state, step), start.state);
  const making: Making = { trial, scenario, start, target, options, signal };
  const { mode = 'successive' } = options;
  const predictor = languageModel(options);
  const { steps, asked, ...more } = yield* mode !== 'successive'
    ? atOnce(making, mode)
    : isKnown(start)
      ? fromObserved(making, predictor)
      : fromAnchors(making, predictor);
  // Nobody signs what he was not asked.
  const signed = isAsked({ steps, ...more });
  const label = signed ? `${predictor.label}${asked ?? ASKED[mode]}` : unaskedText({ steps });
  const whole: Imagining = {
    ...assembled(trial, start, steps, { name: predictor.name, label }, name),
    ...more,
    ...(signed && { mode }),
  };
  yield { type: 'aggregate', imagining: { ...whole, sentence: sentence(whole) } };
}
