/** A language model as the command line names it: its server, how it is asked, and what is shown while it answers. */
import type { Command } from 'commander';
import { cacheFolder, fileStore } from '../core/cache/files.ts';
import { MODES, type Mode } from '../core/imagine/answer.ts';
import { Answers } from '../core/imagine/cache/answers.ts';
import type { ImaginingEvent } from '../core/imagine/imagine.ts';
import { addressIn } from '../core/imagine/servers/address.ts';
import {
  ChatFailure,
  type ChatServer,
  type ServerOptions,
  THINK_LEVELS,
  type Think,
} from '../core/imagine/servers/chat.ts';
import { ollamaServer } from '../core/imagine/servers/ollama.ts';
import { openaiServer } from '../core/imagine/servers/openai.ts';
import type { Retriever } from '../core/imagine/successive/anchors.ts';
import { LIMITS } from '../core/imagine/successive/limits.ts';
import type { SuccessiveOptions } from '../core/imagine/successive/successive.ts';
import { changedText } from '../core/imagine/wording.ts';
import { embeddedAnchors, retrieveEmbedded } from '../core/pairs/approximate/embedded.ts';
import { retrieve } from '../core/pairs/approximate/retrieve.ts';
import { surveyRecords } from '../core/pairs/approximate/survey.ts';
import { plainLine } from '../core/trial/markdown.ts';
import { FACTORS, type Factor } from '../core/trial/schema.ts';
import { inWords, WrongUse } from './files.ts';
import { numberIn, wholeNumber } from './options.ts';
import { Progress } from './progress.ts';
import { mustHoldRecords, withRecords } from './records.ts';

/** The key for a server, from the environment or standard input only: a command line is seen by others. */
export const KEY = 'DEEPIMAGINE_API_KEY';
export const SERVERS = ['ollama', 'openai'] as const;
const OLLAMA = 'http://127.0.0.1:11434';

export interface ModelFlags {
  predictor: string;
  url?: string;
  model?: string;
  modelFor?: string[];
  mode?: string;
  samples?: string;
  temperature?: string;
  anchors?: string;
  maxTokens?: string;
  seed?: string;
  think?: string;
  corpus?: string;
  keyStdin?: boolean;
  /** False where `--no-cache` was given. */
  cache: boolean;
}

/** What only a language model is asked with. */
const ONLY_MODELS = [
  'url',
  'model',
  'mode',
  'samples',
  'temperature',
  'anchors',
  'maxTokens',
  'seed',
  'think',
  'corpus',
  'keyStdin',
  'modelFor',
] as const;

/** `maxTokens` as it is written: `--max-tokens`. */
const optionOf = (flag: string) => `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Throws `WrongUse` where something is asked of a predictor that is no language model. */
export function noModelFlags(flags: ModelFlags): void {
  const odd = ONLY_MODELS.find((flag) => flags[flag] !== undefined);
  if (odd === undefined) return;
  throw new WrongUse(`${optionOf(odd)}: only with --predictor ${SERVERS.join(' or ')}, not with ${flags.predictor}.`);
}

async function keyOf({ keyStdin }: ModelFlags): Promise<string | undefined> {
  if (!keyStdin) return process.env[KEY] || undefined;
  if (process.stdin.isTTY) throw new WrongUse(`--key-stdin: pipe the key in, or put it into ${KEY}.`);
  let text = '';
  for await (const piece of process.stdin) text += piece;
  if (text.trim() === '') throw new WrongUse('--key-stdin: there is no key on standard input.');
  return text.trim();
}

/** The server of an address as it is typed; Ollama's own where none is. Throws `WrongUse`. */
export function serverAt(
  kind: (typeof SERVERS)[number],
  named: string | undefined,
  options: Omit<ServerOptions, 'url'> = {},
): ChatServer {
  const typed = named ?? (kind === 'ollama' ? OLLAMA : undefined);
  if (typed === undefined) throw new WrongUse('--url: name the server, such as http://127.0.0.1:8080/v1.');
  const address = addressIn(typed);
  if ('problem' in address)
    throw new WrongUse(
      address.problem === 'credentials'
        ? `--url: no name, no password and nothing behind “?” in it, for a command line is seen by others. Put a key into ${KEY}.`
        : `--url ${typed}: an address, such as http://127.0.0.1:8080/v1.`,
    );
  const made = { ...options, url: address.url };
  return kind === 'ollama' ? ollamaServer(made) : openaiServer(made);
}

/** The model that is named; where none is, the only one that there is. */
async function modelOf(server: ChatServer, { model }: ModelFlags, signal: AbortSignal): Promise<string> {
  if (model !== undefined && model !== '') return model;
  const models = await server.models(signal);
  const [only, more] = models;
  if (only !== undefined && more === undefined) return only;
  throw new WrongUse(
    models.length > 0
      ? `--model: name one of ${models.map((one) => plainLine(one)).join(', ')}.`
      : `--model: ${server.url} serves no model.`,
  );
}

/** `A=name`: the model for one factor. */
function modelsOf({ modelFor = [] }: ModelFlags): Partial<Record<Factor, string>> {
  return Object.fromEntries(
    modelFor.map((text) => {
      const [, factor, model] = /^([NAOE])=(.+)$/.exec(text) ?? [];
      if (!factor || !model)
        throw new WrongUse(`--model-for ${text}: write it as A=name; factors are ${FACTORS.join(', ')}.`);
      return [factor, model];
    }),
  );
}

/** Anchors out of records, which are looked through when they are first asked for. */
function retrieverOf(corpus: string): Retriever {
  return async ({ trial, look }, { k }, signal) => {
    let found: ReturnType<typeof retrieve> = [];
    await withRecords([corpus], async (records, interrupted) => {
      const progress = new Progress();
      const survey = await surveyRecords(records, {
        signal: AbortSignal.any([signal, interrupted]),
        onProgress: (done) => progress.show(() => `${done} records looked at`, done),
      }).finally(() => progress.end());
      found = retrieve(survey, { trial, look, terms: survey.terms(trial.trial ?? '') }, { k });
      return 0;
    });
    return found;
  };
}

/** Anchors out of the embedded library, which is read when they are first asked for. */
function fromLibrary(): Retriever {
  let source: ReturnType<typeof embeddedAnchors> | undefined;
  return ({ trial, look }, { k }) => {
    source ??= embeddedAnchors();
    return retrieveEmbedded(source, { trial, look }, k);
  };
}

/** What an option says, within what may be asked anywhere. */
function limited(of: keyof typeof LIMITS, text: string, whole = true): number {
  const { least, most } = LIMITS[of];
  return numberIn(optionOf(of), text, least, most, whole);
}

/** How hard to think, as it is written: `on`, `off`, or a level. Throws `WrongUse`. */
export function thinkOf(text: string): Think {
  const level = THINK_LEVELS.find((one) => one === text);
  if (!level && text !== 'on' && text !== 'off')
    throw new WrongUse(`--think ${text}: one of on, off, ${THINK_LEVELS.join(', ')}.`);
  return level ?? text === 'on';
}

/** How a model is to be asked. Throws `WrongUse`, and a `ChatFailure` where the server has to be asked which model it serves. */
export async function modelOptions(flags: ModelFlags, signal: AbortSignal): Promise<SuccessiveOptions> {
  const { mode, samples, temperature, anchors, maxTokens, seed, think, corpus } = flags;
  if (mode !== undefined && !(MODES as readonly string[]).includes(mode))
    throw new WrongUse(`--mode ${mode}: one of ${MODES.join(', ')}.`);
  const numbers = {
    ...(samples !== undefined && { samples: limited('samples', samples) }),
    ...(temperature !== undefined && { temperature: limited('temperature', temperature, false) }),
    ...(anchors !== undefined && { anchors: limited('anchors', anchors) }),
    ...(maxTokens !== undefined && { maxTokens: limited('maxTokens', maxTokens) }),
    ...(seed !== undefined && { seed: wholeNumber('--seed', seed, 2 ** 31 - 1) }),
  };
  if ((numbers.samples ?? 1) > 1 && numbers.temperature === 0)
    throw new WrongUse('--samples: at --temperature 0 all answers are the same. Leave one of the two out.');
  if (mode === 'direct' && anchors !== undefined)
    throw new WrongUse('--anchors: with --mode direct no anchor is told. Leave one of the two out, or use --mode rag.');
  // Asked for or not, what is named has to be there.
  if (corpus !== undefined) await mustHoldRecords(corpus);
  const models = modelsOf(flags);
  const kind = flags.predictor === 'ollama' ? 'ollama' : 'openai';
  const server = serverAt(kind, flags.url, { key: await keyOf(flags) });
  // A name that is mistaken is told before anything is paid for.
  for (const name of new Set(Object.values(models))) await server.capabilities(name, signal);
  const forget = (error: unknown) => process.stderr.write(`Answers are not remembered: ${inWords(error)}\n`);
  return {
    server,
    model: await modelOf(server, flags, signal),
    models,
    ...(mode !== undefined && { mode: mode as Mode }),
    ...numbers,
    ...(think !== undefined && { think: thinkOf(think) }),
    ...(flags.cache && { cache: new Answers(fileStore(cacheFolder()), forget) }),
    retrieve: corpus === undefined ? fromLibrary() : retrieverOf(corpus),
  };
}

/** Text of a model for a terminal: its lines, and nothing that a terminal would obey. */
function shown(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' '))
    .join('\n');
}

/** Characters of what a step changes: criteria are as long as a page. */
const SHOWN = 60;

/** Shows on standard error what a model writes while it writes it. */
export class Watch {
  #open: string | undefined;

  see(event: ImaginingEvent): void {
    if (event.type === 'step') {
      const { perturbation, pathway, index, look, subject } = event;
      const { what, from, to } = changedText(perturbation, look, subject);
      const of = pathway === undefined ? '' : `anchor ${pathway}, `;
      const told = `${what} ${from === undefined ? '' : `${plainLine(from, SHOWN)} → `}${plainLine(to, SHOWN)}`;
      this.#line(`[${of}step ${index + 1}] ${plainLine(told)}`);
    } else if (event.type === 'thought' || event.type === 'trace') {
      if (this.#open !== event.type) {
        this.end();
        if (event.type === 'thought') process.stderr.write('(thinking) ');
      }
      this.#open = event.type;
      process.stderr.write(shown(event.text));
    } else if (event.type === 'remembered') {
      const when = event.at === undefined ? 'earlier' : `on ${event.at.slice(0, 16).replace('T', ' at ')} UTC`;
      this.#line(`(remembered: answered ${when}; --no-cache asks again)`);
    } else if (event.type === 'again')
      this.#line(`(that cannot be used: ${plainLine(event.text)}; it is asked once more)`);
    else this.end();
  }

  #line(text: string): void {
    this.end();
    process.stderr.write(`${text}\n`);
  }

  /** Ends the line that is being written. */
  end(): void {
    if (this.#open !== undefined) process.stderr.write('\n');
    this.#open = undefined;
  }
}

export function isFailure(error: unknown): error is ChatFailure {
  return error instanceof ChatFailure;
}

/** Why there is no answer, with the options by which there may be one. */
export function failureText({ message, kind, limit, thought }: ChatFailure): string {
  if (kind === 'unauthorized') return `${message} It is read from ${KEY}, or with --key-stdin from standard input.`;
  if (limit !== undefined) return `${message} (--max-tokens ${2 * limit}${thought ? ', --think off' : ''})`;
  return message;
}

/** An option that can be given several times. */
export const several = (one: string, all: readonly string[] = []): string[] => [...all, one];

/** The options of a language model. */
export function addModelOptions(command: Command): Command {
  return command
    .option('--url <address>', `of ${SERVERS.join(' and ')}: the server (${OLLAMA} for ollama)`)
    .option('--model <name>', 'which of its models (the only one, where it serves one)')
    .option(
      '--model-for <factor=name>',
      'another model or adapter for one factor, as A=name; can be given several times',
      several,
    )
    .option(
      '--mode <mode>',
      `${MODES.join(', ')}: step by step; the target alone; the target beside anchors (successive)`,
    )
    .option('--samples <n>', 'answers to each question (1)')
    .option('--temperature <t>', '0 to 2 (0; 0.6 of a model that reasons first, 0.7 with several samples)')
    .option('--anchors <k>', 'pathways, or anchors in one prompt (1; 7 with --mode rag)')
    .option(
      '--corpus <folder>',
      'records or a corpus, in which anchors are looked for where the document has too few (default: the embedded library)',
    )
    .option('--max-tokens <n>', 'of thoughts and answer together (2048; 8192 of a model that reasons first)')
    .option('--seed <n>', 'of the first answer')
    .option(
      '--think <how>',
      `on, off, or for models with levels of it ${THINK_LEVELS.join(', ')}: whether the model reasons before it answers (as it does by itself)`,
    )
    .option('--key-stdin', `read the server’s key from standard input (else it is that of ${KEY})`)
    .option('--no-cache', 'ask again what was asked before');
}
