/** Asks a model: from what a document asks to the events that come back. The only module here that knows how a model is made to imagine. */
import type * as vscode from 'vscode';
import { cacheFolder, fileStore } from '../../core/cache/files.ts';
import { Answers } from '../../core/imagine/cache/answers.ts';
import type { ImaginingEvent } from '../../core/imagine/imagine.ts';
import { imagineSuccessively } from '../../core/imagine/successive/successive.ts';
import { retrieverOf } from '../anchors/retriever.ts';
import type { Services } from '../services.ts';
import type { Chosen } from './chosen.ts';
import type { Prepared } from './prepare.ts';
import { serverAt } from './servers.ts';
import type { ModelSettings } from './settings.ts';

/** What models answered, shared by all windows and the command line. */
export function answersKept(log: vscode.LogOutputChannel): Answers {
  return new Answers(fileStore(cacheFolder()), (error) => log.warn('An answer could not be kept or read', error));
}

export interface Ask {
  services: Services;
  settings: ModelSettings;
  chosen: Chosen;
  /** Left out: nothing is remembered, and what was is not read. */
  cache?: Answers;
  /** Another one asks the same question for other words. */
  seed?: number;
}

/** Yields what an imagining does, as it happens. Throws a `ChatFailure`, or the signal's reason. */
export async function* ask(
  { trial, scenario, look, name }: Prepared,
  { services, settings, chosen, cache, seed }: Ask,
  signal: AbortSignal,
): AsyncGenerator<ImaginingEvent, void, undefined> {
  const server = await serverAt(services.context, chosen.url);
  const { byFactor: models, mode, anchors, samples, temperature, maxTokens, parallel, think } = settings;
  yield* imagineSuccessively(
    { trial, scenario, ...(look && { look }), ...(name !== undefined && { name }) },
    {
      server,
      model: chosen.model,
      models,
      mode,
      retrieve: retrieverOf(services, settings.corpus),
      ...(anchors !== undefined && { anchors }),
      samples,
      parallel,
      ...(temperature !== undefined && { temperature }),
      ...(maxTokens !== undefined && { maxTokens }),
      ...(think !== undefined && { think }),
      ...(cache && { cache }),
      ...(seed !== undefined && { seed }),
    },
    signal,
  );
}
