/** What the settings say about language models. Read anew whenever something is asked, so that a change holds at once. */
import * as vscode from 'vscode';
import { MODES, type Mode } from '../../core/imagine/answer.ts';
import { addressIn } from '../../core/imagine/servers/address.ts';
import { THINK_LEVELS, type Think } from '../../core/imagine/servers/chat.ts';
import { LIMITS } from '../../core/imagine/successive/limits.ts';
import { corpusPlace } from '../pairs/place.ts';
import { type Chosen, chosenOf, chosenText, SERVER_KINDS, type ServerEntry, type ServerKind } from './chosen.ts';

const ASK_ON = ['request', 'save', 'typing'] as const;
type AskOn = (typeof ASK_ON)[number];
const FACTORS = ['N', 'A', 'O', 'E'] as const;

export interface ModelSettings {
  servers: readonly ServerEntry[];
  /** The model that imagines; undefined: the embedded predictor alone. */
  predictor: Chosen | undefined;
  /** Models for the steps of single factors, on the same server. */
  byFactor: Readonly<Partial<Record<(typeof FACTORS)[number], string>>>;
  mode: Mode;
  /** Undefined: as many as fit the mode. */
  anchors: number | undefined;
  samples: number;
  /** Questions at a time, where many are asked. */
  parallel: number;
  /** Undefined: as fits the number of samples. */
  temperature: number | undefined;
  /** Of an answer and what is thought before it; undefined: as fits the model. */
  maxTokens: number | undefined;
  /** Whether a model reasons before it answers; undefined: as it does by itself. */
  think: Think | undefined;
  /** Milliseconds: until the first token, until the next, and of an answer. */
  timeouts: { first: number; token: number; total: number };
  askOn: AskOn;
  /** Where anchors are looked for that a document has none of; undefined: the embedded library. */
  corpus: string | undefined;
}

const oneOf = <T extends string>(all: readonly T[], given: unknown, otherwise: T): T =>
  all.find((one) => one === given) ?? otherwise;

/** A number of a setting, within its limits whatever stands there. */
function between(given: unknown, low: number, high: number, otherwise: number): number {
  return typeof given === 'number' && Number.isFinite(given) ? Math.min(high, Math.max(low, given)) : otherwise;
}

/** The same, within what may be asked of a model anywhere. */
function limited(of: keyof typeof LIMITS, given: unknown, otherwise: number): number {
  const { least, most } = LIMITS[of];
  return between(given, least, most, otherwise);
}

function thinkOf(given: unknown): Think | undefined {
  if (given === 'always' || given === 'never') return given === 'always';
  return THINK_LEVELS.find((level) => level === given);
}

function serverOf(given: unknown): ServerEntry[] {
  if (typeof given !== 'object' || given === null) return [];
  const { url, kind } = given as Record<string, unknown>;
  const address = addressIn(typeof url === 'string' ? url : '');
  return 'problem' in address ? [] : [{ kind: oneOf<ServerKind>(SERVER_KINDS, kind, 'openai'), url: address.url }];
}

const configuration = () => vscode.workspace.getConfiguration('deepimagine');

export function modelSettings(): ModelSettings {
  const get = (key: string): unknown => configuration().get(key);
  const servers = get('models.servers');
  const predictor = get('models.predictor');
  const models: unknown = get('models.byFactor') ?? {};
  const byFactor = FACTORS.flatMap((factor) => {
    const model = (models as Record<string, unknown>)[factor];
    return typeof model === 'string' && model.trim() !== '' ? [[factor, model.trim()] as const] : [];
  });
  const [anchors, temperature, think] = [get('models.anchors'), get('models.temperature'), get('models.think')];
  const maxTokens = get('models.maxTokens') ?? null;
  return {
    servers: Array.isArray(servers) ? servers.flatMap(serverOf) : [],
    predictor: chosenOf(typeof predictor === 'string' ? predictor : ''),
    byFactor: Object.fromEntries(byFactor),
    mode: oneOf(MODES, get('models.mode'), 'successive'),
    anchors: anchors === null ? undefined : Math.round(limited('anchors', anchors, 1)),
    samples: Math.round(limited('samples', get('models.samples'), 1)),
    parallel: Math.round(limited('parallel', get('models.parallel'), 4)),
    temperature: temperature === null ? undefined : limited('temperature', temperature, 0),
    maxTokens: maxTokens === null ? undefined : Math.round(limited('maxTokens', maxTokens, 2048)),
    think: thinkOf(think),
    corpus: corpusPlace(),
    timeouts: {
      first: 1000 * between(get('models.firstTokenTimeout'), 1, 3600, 300),
      token: 1000 * between(get('models.tokenTimeout'), 1, 3600, 60),
      total: 1000 * between(get('models.totalTimeout'), 1, 86_400, 1200),
    },
    askOn: oneOf(ASK_ON, get('models.askOn'), 'request'),
  };
}

/** The model that imagines, where the settings name one. */
export const chosenNow = (): Chosen | undefined => modelSettings().predictor;

/** Written where it stands now, else for the person: what a folder says about itself stays the folder's. */
async function write(key: string, value: unknown): Promise<void> {
  const found = configuration().inspect(key);
  const target =
    found?.workspaceValue === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
  await configuration().update(key, value, target);
}

export const choose = (chosen: Chosen | undefined): Promise<void> => write('models.predictor', chosenText(chosen));

export function keepServers(servers: readonly ServerEntry[]): Promise<void> {
  return write(
    'models.servers',
    servers.map(({ kind, url }) => ({ kind, url })),
  );
}

/** Told when a setting about models may have changed. */
export function onDidChangeModels(told: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('deepimagine.models')) told();
  });
}
