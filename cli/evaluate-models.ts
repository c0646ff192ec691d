/** Language models among the predictors of `deepimagine evaluate`: `openai:direct`, `openai:rag`, `ollama:successive`, … */
import type { Prompted } from '../core/evaluate/prompted.ts';
import { MODES, type Mode } from '../core/imagine/answer.ts';
import { ChatFailure } from '../core/imagine/servers/chat.ts';
import type { SuccessiveOptions } from '../core/imagine/successive/successive.ts';
import { retrieve } from '../core/pairs/approximate/retrieve.ts';
import { type Survey, surveyRecords } from '../core/pairs/approximate/survey.ts';
import { openRecords } from '../core/pairs/records.ts';
import { WrongUse } from './files.ts';
import { failureText, modelOptions, SERVERS } from './model.ts';
import { wholeNumber } from './options.ts';
import { Progress } from './progress.ts';
import { mustHoldRecords } from './records.ts';

/** What is said of how models are to be asked; the same for all of them. */
export interface ModelFlags {
  url?: string;
  model?: string;
  samples?: string;
  temperature?: string;
  maxTokens?: string;
  seed?: string;
  think?: string;
  corpus?: string;
  keyStdin?: boolean;
  cache: boolean;
  anchors?: string;
  concurrency: string;
}

/** Anchors beside a target where nothing else is said. */
const ANCHORS = 7;

interface Named {
  name: string;
  kind: (typeof SERVERS)[number];
  mode: Mode;
}

/** A name as `openai:rag`; undefined where it is of no language model. Throws `WrongUse` where its mode is none. */
export function modelNamed(name: string): Named | undefined {
  const [server, mode, more] = name.split(':');
  const kind = SERVERS.find((one) => one === server);
  if (!kind) return undefined;
  const own = MODES.find((one) => one === mode);
  if (!own || more !== undefined)
    throw new WrongUse(
      `${name}: say how ${kind} is to be asked, as ${MODES.map((one) => `${kind}:${one}`).join(', ')}.`,
    );
  return { name, kind, mode: own };
}

/** Where anchors come from: all records at once, looked at when the first is asked for. */
function anchorsOf(places: readonly string[], signal: AbortSignal): NonNullable<SuccessiveOptions['retrieve']> {
  let survey: Promise<Survey> | undefined;
  const look = async () => {
    for (const place of places) await mustHoldRecords(place);
    const records = await openRecords(places);
    const progress = new Progress();
    return surveyRecords(records, {
      signal,
      onProgress: (done) => progress.show(() => `${done} records looked at for anchors`, done),
    }).finally(() => progress.end());
  };
  return async ({ trial, look: contrast }, { k }) => {
    survey ??= look();
    const all = await survey;
    return retrieve(all, { trial, look: contrast, terms: all.terms(trial.trial ?? '') }, { k });
  };
}

/** The language models among the names, as they are to be asked. Throws `WrongUse`, and where the server has to be asked, what it says. */
export async function promptedOf(
  names: readonly Named[],
  places: readonly string[],
  flags: ModelFlags,
  signal: AbortSignal,
): Promise<Prompted[]> {
  const [first, other] = [...new Set(names.map(({ kind }) => kind))];
  if (!first) return [];
  if (other) throw new WrongUse(`${first} and ${other} at once: one --url, so one kind of server in a run.`);
  const { anchors, corpus, concurrency: _, ...rest } = flags;
  const options = await modelOptions({ ...rest, predictor: first }, signal).catch((error: unknown) => {
    if (error instanceof ChatFailure) throw new WrongUse(failureText(error));
    throw error;
  });
  const k = anchors === undefined ? ANCHORS : wholeNumber('--anchors', anchors, 50);
  const found = anchorsOf(corpus === undefined ? places : [corpus], signal);
  const asked = { ...options, parallel: 1 };
  return names.map(({ name, mode }) => ({
    name,
    mode,
    options: mode === 'direct' ? asked : { ...asked, retrieve: found, ...(mode === 'rag' && { anchors: k }) },
  }));
}
