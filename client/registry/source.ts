/** The registry as the settings name it: asked with a time limit and a way to cancel, every failure said in one sentence. */
import * as vscode from 'vscode';
import { fetchRecord, problemInWords, type RegistryOptions } from '../../core/trial/registry/fetch.ts';
import type { Services } from '../services.ts';
import { tellFailure } from '../tell.ts';
import { mayReachOut } from '../trust.ts';

const { t } = vscode.l10n;

export function optionsFor(signal: AbortSignal): RegistryOptions {
  const settings = vscode.workspace.getConfiguration('deepimagine');
  return {
    url: settings.get<string>('registry.url', ''),
    timeoutMs: settings.get<number>('registry.timeout', 20) * 1000,
    signal,
  };
}

/** A record's text, fetched while a notification shows it and can cancel it; undefined where there is none, which was told. */
export async function fetchWithProgress({ log }: Services, id: string): Promise<string | undefined> {
  if (!mayReachOut()) return undefined;
  const location = vscode.ProgressLocation.Notification;
  const title = t('Asking the registry for {0}', id);
  return vscode.window.withProgress({ location, title, cancellable: true }, async (_, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    const answer = await fetchRecord(id, optionsFor(abort.signal));
    if (abort.signal.aborted) return undefined;
    if ('record' in answer) return answer.record;
    log.error(`${id}: ${answer.problem.kind}: ${answer.problem.detail} (${answer.problem.url})`);
    void tellFailure(problemInWords(answer.problem, id), log);
    return undefined;
  });
}
