/**
 * The one place that words what a language model is asked: what it is trained on is what it is asked. Deterministic; everything that comes
 * from a document stands in one JSON object and nowhere else; nothing of the target's own result is in it.
 */
import { observe } from '../../trial/direction.ts';
import type { Trial } from '../../trial/schema.ts';
import type { Look, Perturbation } from '../../trial/types.ts';
import { landingOf, type State, standing } from '../landing.ts';
import type { Question } from '../pathway.ts';
import type { ChatMessage } from '../servers/chat.ts';
import { answerJsonSchema } from './answer.ts';
import { plannedFacts } from './as-planned.ts';
import { benefitJsonSchema, benefitQuestion } from './benefit.ts';
import { changesFacts, factorsOf } from './changes.ts';
import { encoded, encodedTokens, told } from './encoded.ts';
import { designFacts, type Facts, Keys, outcomeFacts, populationFacts, stated } from './facts.ts';
import { fitted, LEAST_LIKE } from './fit.ts';
import { benefitInstructions, instructions } from './instructions.ts';
import { imaginedFacts, observedFacts, otherFacts, Withheld } from './known.ts';
import { analysedAs, type Scale, scaleOf } from './scale.ts';
import { estimatedTokens } from './tokens.ts';

/** Goes up with every change of a word or a fact: what was trained or cached with one is nothing to another. */
export const PROMPT_VERSION = 10;

export interface Prompt {
  version: number;
  messages: ChatMessage[];
  /** What the answer has to follow, as `ChatRequest.schema` takes it. */
  schema: { name: string; schema: object };
  /** What the answer's sizes are told as; `readAnswer` holds them against it. */
  scale: Scale;
  /** What was left out so that it fits, in words, the least relevant first. Empty where all is told. */
  dropped: string[];
  /** The anchors that are told, where there are any. */
  anchors?: readonly Anchor[];
}

export interface PromptOptions {
  /** Tokens that the messages may take. */
  budget?: number;
  /** Tokens of a text, where the model's own tokenizer is at hand. */
  count?: (text: string) => number;
  /** The model is to state probabilities: for servers that give none of their own. */
  probability?: boolean;
  /** The trial as it was observed, where a target is a perturbed one: what it observed of the target is not told. */
  observed?: Trial;
}

/** A trial with an observed result from which an imagining starts. */
export interface Anchor {
  trial: Trial;
  /** What was observed in it. */
  look: Look;
  /** 0 to 1. */
  similarity: number;
  /** From the anchor to the target, in the order N, A, O, E. */
  differences: readonly Perturbation[];
}

/** Leaves room for an answer in a context of 8,192 tokens. */
export const BUDGET = 6000;

function sizeFacts({ kind, statistic, unit, time, nothing }: Scale): Facts {
  return stated({
    value: statistic === 'percent' ? 'percent of participants, or percent as the outcome has it' : statistic,
    difference: `${kind}, k1 ${kind.endsWith('ratio') ? 'over' : 'minus'} k2`,
    unit: unit === undefined ? undefined : told(unit, 100),
    noEffect: nothing,
    higherMeans: time ? 'a longer time to the event' : undefined,
  });
}

/** A reader's own words of the target's result, in the long texts of its trial. */
function withoutTold(facts: Facts, withheld: Withheld): { facts: Facts; dropped: string[] } {
  const dropped = new Set<string>();
  const long = new Set(['title', 'criteria', 'description', 'analysed']);
  const walk = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') {
      if (!long.has(name) || !withheld.text(value)) return value;
      dropped.add(name);
      return undefined;
    }
    if (typeof value !== 'object' || value === null) return value;
    // What tells nothing stays the same object, so that it is written once.
    if (Array.isArray(value)) {
      const all = value.map((one) => walk(one, name));
      return all.every((one, i) => one === value[i]) ? value : all;
    }
    const own = Object.entries(value);
    const all = own.map(([key, one]) => [key, walk(one, key)] as const);
    return all.every(([, one], i) => one === own[i]?.[1]) ? value : stated(Object.fromEntries(all));
  };
  return {
    facts: walk(facts, '') as Facts,
    dropped: [...dropped].map((name) => `the ${name}, which tells of results`),
  };
}

/** What the trial is, but for its arms and results. A title tells of the trial as it was: of a changed one it is not told. */
function trialFacts(trial: Trial, look: Look, observed: Trial): Facts {
  return stated({
    title: trial.title === undefined || trial !== observed ? undefined : told(trial.title, 500),
    population: populationFacts(trial),
    design: designFacts(trial),
    outcome: outcomeFacts(trial, look, observed),
  });
}

/** What was otherwise in population and design when all that is observed was observed. */
function asObserved(observed: Trial, now: Trial): Facts | undefined {
  const parts = (['population', 'design'] as const).flatMap((part) => {
    const of = part === 'population' ? populationFacts : designFacts;
    const [was, is] = [of(observed), of(now)];
    if (was === is) return [];
    const other = Object.keys({ ...was, ...is }).filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]));
    return other.length > 0
      ? [[part, Object.fromEntries(other.map((key) => [key, was[key] ?? 'not stated']))] as const]
      : [];
  });
  return parts.length > 0 ? Object.fromEntries(parts) : undefined;
}

/** `question`: may depend on which facts fit. */
function made(
  facts: Facts,
  question: string | ((of: Facts) => string),
  scale: Scale,
  withheld: Withheld | undefined,
  { budget = BUDGET, count = estimatedTokens, probability = false }: PromptOptions,
  told: readonly Anchor[] = [],
  { system, schema } = { system: instructions(probability), schema: answerJsonSchema(probability) },
): Prompt {
  const clean = withheld ? withoutTold(facts, withheld) : { facts, dropped: [] };
  const asked = typeof question === 'string' ? () => question : question;
  const framed = (of: Facts, encodedFacts: string) => `CASE\n${encodedFacts}\n\nQUESTION\n${asked(of)}`;
  const messages = (of: Facts): ChatMessage[] => [
    { role: 'system', content: system },
    { role: 'user', content: framed(of, encoded(of)) },
  ];
  const frames = 8 * messages(clean.facts).length;
  const own = count === estimatedTokens ? estimatedTokens(system) : 0;
  // The estimate is the sum of those of the parts, of which most are known; another tokenizer has to see the whole.
  const tokens = (of: Facts) =>
    count === estimatedTokens
      ? own + estimatedTokens(framed(of, '')) + encodedTokens(of)
      : messages(of).reduce((sum, { content }) => sum + count(content), 0);
  const fits = (of: Facts) => tokens(of) + frames <= budget;
  const fit = fitted(clean.facts, fits);
  if (!fit)
    throw new RangeError(`The question does not fit ${budget} tokens, even with everything left out that can be.`);
  const { anchors } = fit.facts;
  return {
    version: PROMPT_VERSION,
    messages: messages(fit.facts),
    schema,
    scale,
    dropped: [
      ...clean.dropped,
      ...fit.dropped.map((name) =>
        name === LEAST_LIKE && Array.isArray(anchors)
          ? `${told.length - anchors.length} of ${told.length} anchors, those that are the least like`
          : name,
      ),
    ],
    // Those that do not fit are the last.
    ...(Array.isArray(anchors) && { anchors: told.slice(0, anchors.length) }),
  };
}

/** The look that a question starts from, where that was observed and is told. */
function sourceOf({ known, before }: Question): Look | undefined {
  return known.status === 'observed' ? (known.landed ?? before.look) : undefined;
}

/**
 * One local counterfactual: the trial before the change, what is known of its result, what was observed beside it, the change, and the
 * question. Of the target's own result nothing, even where `question.observed` holds it. Throws a `RangeError` where the budget is less
 * than the question itself.
 */
export function stepPrompt(question: Question, options: PromptOptions = {}): Prompt {
  const { observed, before, after, known, perturbation, together = [] } = question;
  const changes = [...together, perturbation];
  const stands = standing({ trial: before.trial, look: after.look });
  const keys = new Keys(stands ? before.trial : after.trial, after.look, observed);
  const source = sourceOf(question);
  const [first, second] = [before.look.first, before.look.second].map((id) => keys.of(before.trial, id)) as [
    string,
    string,
  ];
  const withheld = new Withheld(observed, after, source);
  const seen = withheld.source && observe(observed, withheld.source);
  const imagined = source ? undefined : imaginedFacts(known, first, second);
  const result = seen ? observedFacts(seen, first, second) : imagined;
  const scale = scaleOf(after, analysedAs(observed, after.look, source));
  const moved = before.look.outcome !== after.look.outcome || before.look.row !== after.look.row;
  const others = otherFacts(observed, after, withheld, keys);
  const facts: Facts = {
    ...trialFacts(before.trial, moved ? before.look : after.look, observed),
    before: stated({ contrast: `${first} against ${second}`, result: result ?? 'not known' }),
    others,
    observedIn: asObserved(observed, before.trial),
    changes: changesFacts(changes, before, keys),
    size: sizeFacts(scale),
  };
  const whole = ordered({ ...facts, arms: keys.facts() });
  const asked = (of: Facts) =>
    [
      `Everything is as in the case${moved ? ', "outcome" being the one before the change' : ''}.`,
      '"before" is what is known of its result.',
      ...(of.others !== undefined ? ['"others" is what was observed of other contrasts, nothing being changed.'] : []),
      `Now ${changes.length > 1 ? 'the "changes" are made together' : 'the one change in "changes" is made'} (factor ${factorsOf(changes)}), and nothing else.`,
      'What does k1 against k2 show then?',
    ].join(' ');
  return made(whole, asked, scale, withheld, options);
}

const ORDER = [
  'title',
  'population',
  'design',
  'arms',
  'outcome',
  'before',
  'others',
  'observedIn',
  'anchors',
  'changes',
  'size',
];

/** What belongs together, together; what is empty is not told. */
function ordered(facts: Facts): Facts {
  return Object.fromEntries(
    ORDER.flatMap((key) => {
      const value = facts[key];
      const empty = value === undefined || (Array.isArray(value) && value.length === 0);
      return empty ? [] : [[key, value]];
    }),
  );
}

/** More arms than this tell nothing more of two of them. */
const ARMS = 12;

/** A trial's facts with nothing that was observed in it: who, what, how, where. */
function planned(
  target: State,
  { observed = target.trial }: PromptOptions,
): { facts: Facts; scale: Scale; withheld: Withheld } {
  const { trial, look } = target;
  const scale = scaleOf(target, analysedAs(observed, look, undefined) ?? landingOf(observed, target));
  const keys = new Keys(trial, look, observed);
  for (const id of Object.keys(trial.arms ?? {}).slice(0, ARMS)) keys.of(trial, id);
  return {
    facts: plannedFacts({ ...trialFacts(trial, look, observed), arms: keys.facts(), size: sizeFacts(scale) }),
    scale,
    withheld: new Withheld(observed, target, undefined),
  };
}

/** The target as it is planned, and nothing else. Throws as `stepPrompt`. */
export function directPrompt(target: State, options: PromptOptions = {}): Prompt {
  const { facts, scale, withheld } = planned(target, options);
  return made(
    ordered(facts),
    'This trial was run as the case says. What does k1 against k2 show?',
    scale,
    withheld,
    options,
  );
}

/**
 * The target as it is planned, asked whether its first side beats the second; `better` is which way is good. The answer is `"answer": "yes"` or
 * `"no"`, of `Prompt.schema`. Throws as `stepPrompt`.
 */
export function benefitPrompt(target: State, better: 'higher' | 'lower', options: PromptOptions = {}): Prompt {
  const { facts, scale, withheld } = planned(target, options);
  const { size: _told, ...rest } = facts;
  return made(ordered(rest), benefitQuestion(better, scale.time), scale, withheld, options, [], {
    system: benefitInstructions(),
    schema: benefitJsonSchema,
  });
}

/** One anchor as a model is told it: what it is, what it found, and what differs. */
function anchorFacts({ trial, look, similarity, differences }: Anchor): Facts {
  const keys = new Keys(trial, look);
  const seen = observe(trial, look);
  const changes = changesFacts(differences, { trial, look }, keys);
  const { condition, age, enrollment } = populationFacts(trial);
  return stated({
    similarity: Number(similarity.toFixed(2)),
    population: stated({ condition, age, enrollment }),
    arms: keys.facts(),
    outcome: outcomeFacts(trial, look),
    result: seen ? observedFacts(seen, 'k1', 'k2') : 'not known',
    differs: changes.length > 0 ? changes : undefined,
  });
}

/**
 * The anchors that do not tell the target's own result. Of the target's own trial and outcome, its sides may be told by the first anchor
 * alone, as by the source of a pair: two of them together would tell both.
 */
function untold(anchors: readonly Anchor[], target: State, observed: Trial): readonly Anchor[] {
  const own = ({ trial }: Anchor) => trial.trial === undefined || trial.trial === observed.trial;
  const [first] = anchors;
  const withheld = new Withheld(observed, target, first && own(first) ? first.look : undefined);
  return anchors.filter((anchor) => {
    const seen = own(anchor) ? observe(anchor.trial, anchor.look) : undefined;
    return seen === undefined || !withheld.contrast(seen);
  });
}

/**
 * The target as it is planned, and similar comparisons with what they found, the most similar first. One that tells the target's own
 * result is left out. Throws as `stepPrompt`.
 */
export function ragPrompt(target: State, anchors: readonly Anchor[], options: PromptOptions = {}): Prompt {
  const { facts, scale, withheld } = planned(target, options);
  const told = untold(anchors, target, options.observed ?? target.trial);
  return made(
    ordered({ ...facts, anchors: told.map(anchorFacts) }),
    ({ anchors: fitting }) =>
      fitting !== undefined
        ? 'The "anchors" are comparisons that were observed, the most similar first; k1 and k2 in each are its own arms, and "differs" is what leads from it to the case. The trial of the case was run as it says. What does its k1 against k2 show?'
        : 'No similar comparison is told. The trial was run as the case says. What does k1 against k2 show?',
    scale,
    withheld,
    options,
    told,
  );
}
