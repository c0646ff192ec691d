/** A server is added by its address, and by a key where it wants one; what kind it is, it tells by itself. */
import * as vscode from 'vscode';
import { addressIn } from '../../core/imagine/servers/address.ts';
import { ChatFailure } from '../../core/imagine/servers/chat.ts';
import { plain } from '../plain.ts';
import type { Services } from '../services.ts';
import { tellFailure } from '../tell.ts';
import { inWords } from './failures.ts';
import { keepKey, keyOf } from './keys.ts';
import { placeOf, thisMachine } from './place.ts';
import { kindAt } from './servers.ts';
import { keepServers, modelSettings } from './settings.ts';

const { t } = vscode.l10n;

const PROBLEMS = {
  'no address': () => t('An address, such as http://127.0.0.1:8000'),
  credentials: () =>
    t('Without user name, password or anything behind “?”: a key is asked for next, and kept in secret storage.'),
};

/** Asks for the key of a server, for the reason given, and keeps it; an empty one takes it away. Whether there is an answer. */
export async function askKey({ context }: Services, url: string, why = ''): Promise<boolean> {
  const key = await vscode.window.showInputBox({
    title: t('Key for {0}', placeOf(url)),
    prompt: [
      plain(why),
      t('It is kept in the editor’s secret storage and sent to this server only. Leave it empty for none.'),
    ]
      .join(' ')
      .trim(),
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return false;
  await keepKey(context, url, key.trim());
  return true;
}

/** Whether a server was added. */
export async function addServer(services: Services): Promise<boolean> {
  const typed = await vscode.window.showInputBox({
    title: t('Add a Server of Language Models'),
    prompt: t('Its address. It is asked from {0}, so localhost is that machine.', thisMachine()),
    placeHolder: 'http://127.0.0.1:8000',
    ignoreFocusOut: true,
    validateInput: (text) => {
      const address = addressIn(text);
      return 'problem' in address ? PROBLEMS[address.problem]() : undefined;
    },
  });
  const address = typed === undefined ? undefined : addressIn(typed);
  if (!address || 'problem' in address) return false;
  const { url } = address;
  const { servers } = modelSettings();
  const kind = await asked(services, url);
  if (!kind) return false;
  await keepServers([...servers.filter((server) => server.url !== url), { kind, url }]);
  return true;
}

/** Asks the server what it is, with its key where it wants one. What it answers to nobody, the person may add all the same. */
async function asked(services: Services, url: string): Promise<'ollama' | 'openai' | undefined> {
  for (;;) {
    try {
      return await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: t('Asking which models there are at {0}', placeOf(url)),
          cancellable: true,
        },
        async (_, token) => {
          const abort = new AbortController();
          token.onCancellationRequested(() => abort.abort());
          return await kindAt(url, await keyOf(services.context, url), abort.signal);
        },
      );
    } catch (error) {
      if (!(error instanceof ChatFailure)) return undefined;
      services.log.info(`${url}: ${error.message}`);
      if (error.kind === 'unauthorized') {
        if (!(await askKey(services, url, error.message))) return undefined;
        continue;
      }
      const again = t('Try Again');
      const anyway = t('Add It Anyway');
      const pressed = await vscode.window.showWarningMessage(inWords(error), again, anyway);
      if (pressed === anyway) return /:11434$/.test(url) ? 'ollama' : 'openai';
      if (pressed !== again) return undefined;
    }
  }
}

/** Told where something that concerns a server failed, once. */
export function tellTrouble({ log }: Services, what: string, error: unknown): void {
  log.error(what, error);
  void tellFailure(inWords(error), log);
}
