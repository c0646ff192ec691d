/** Downloads a model through Ollama, with how far it is and a way to stop; what was downloaded stays there. */
import * as vscode from 'vscode';
import type { OllamaServer } from '../../core/imagine/servers/ollama.ts';
import { plain } from '../plain.ts';
import type { Services } from '../services.ts';
import { tellTrouble } from './addServer.ts';
import type { ServerEntry } from './chosen.ts';
import { placeOf, placesOf } from './place.ts';
import { ollamaAt } from './servers.ts';
import { choose } from './settings.ts';

const { t } = vscode.l10n;

async function which(servers: readonly ServerEntry[]): Promise<ServerEntry | undefined> {
  if (servers.length < 2) return servers[0];
  const places = placesOf(servers);
  const items = servers.map((server) => ({ label: places.get(server.url) ?? server.url, server }));
  return (await vscode.window.showQuickPick(items, { placeHolder: t('Which server?') }))?.server;
}

/** Whether a model was downloaded, which is then the one that is chosen. */
export async function pullModel(services: Services, servers: readonly ServerEntry[]): Promise<boolean> {
  const server = await which(servers);
  const typed =
    server &&
    (await vscode.window.showInputBox({
      title: t('Pull an Ollama Model'),
      prompt: t(
        'Its name, as in ollama.com/library. It is downloaded by Ollama on {0}; models take gigabytes.',
        placeOf(server.url),
      ),
      placeHolder: 'qwen3:4b',
      ignoreFocusOut: true,
    }));
  const model = typed?.trim();
  if (!server || !model) return false;
  const ollama = await ollamaAt(services.context, server.url);
  const title = t('Pulling {0}', plain(model));
  const done = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      try {
        // Told of each part by itself, one after the other.
        const parts = new Map<string, { total: number; completed: number }>();
        let share = 0;
        for await (const { status, digest, total, completed } of ollama.pull(model, abort.signal)) {
          if (digest !== undefined && total) parts.set(digest, { total, completed: completed ?? 0 });
          const sum = (of: 'total' | 'completed') => [...parts.values()].reduce((all, part) => all + part[of], 0);
          const [whole, have] = [sum('total'), sum('completed')];
          const now = whole > 0 ? (have / whole) * 100 : 0;
          const size = whole > 0 ? ` ${sizes(have, whole)}` : '';
          progress.report({ message: `${plain(status, 60)}${size}`, increment: Math.max(0, now - share) });
          share = Math.max(share, now);
        }
        return true;
      } catch (error) {
        if (!abort.signal.aborted) tellTrouble(services, `${model} could not be pulled`, error);
        return false;
      }
    },
  );
  if (done) await choose({ model: await listed(ollama, model), url: server.url });
  return done;
}

/** `1.2 / 4.7 GB`. */
function sizes(have: number, whole: number): string {
  const [unit, bytes] = whole < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
  return `${(have / bytes).toFixed(1)} / ${(whole / bytes).toFixed(1)} ${unit}`;
}

/** A model by the name that the server lists it under: `latest` is what a name without a tag stands for. */
async function listed(ollama: OllamaServer, model: string): Promise<string> {
  const whole = `${model}:latest`;
  const names = await ollama.models(AbortSignal.timeout(15_000)).catch(() => []);
  return names.find((name) => name === model) ?? names.find((name) => name === whole) ?? model;
}
