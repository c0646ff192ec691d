/** One pick for all that can imagine: the embedded evidence, and every model of every server, as the servers tell it at this moment. */
import * as vscode from 'vscode';
import { plain } from '../plain.ts';
import type { Services } from '../services.ts';
import { mayAskModels } from '../trust.ts';
import { addServer, askKey } from './addServer.ts';
import type { Chosen, ServerEntry } from './chosen.ts';
import { inWords } from './failures.ts';
import { placesOf } from './place.ts';
import { pullModel } from './pullModel.ts';
import { serverOf } from './servers.ts';
import { choose, keepServers, modelSettings } from './settings.ts';

const { t } = vscode.l10n;

/** What is known of a server: nothing yet, its models, or why not. */
type Status = 'asking' | { models: readonly string[] } | { trouble: string };

interface Item extends vscode.QuickPickItem {
  act?: () => void | Promise<void>;
  /** Whose item it is, where it has buttons. */
  server?: ServerEntry;
}

const KINDS = { ollama: 'Ollama', openai: 'OpenAI API' } as const;
const same = (a: Chosen | undefined, b: Chosen) => a?.model === b.model && a.url === b.url;

export async function selectPredictor(services: Services): Promise<void> {
  if (!mayAskModels()) return;
  const pick = new PredictorPick(services);
  await pick.show();
}

/** Chooses, and says so once it holds. */
async function take(chosen: Chosen | undefined): Promise<void> {
  await choose(chosen);
  const told = chosen ? t('Predictor: {0}', plain(chosen.model, 40)) : t('Predictor: evidence alone');
  vscode.window.setStatusBarMessage(told, 5000);
}

/** What went wrong, and what to do next: what is to be done stands in a line of its own, where nothing before it takes its room. */
function told(trouble: string): { what: string; next: string } {
  const [what = '', ...next] = trouble.split(/(?<=\.) (?=[A-Z])/);
  return { what, next: next.join(' ') };
}

class PredictorPick {
  readonly #services: Services;
  readonly #pick = vscode.window.createQuickPick<Item>();
  readonly #abort = new AbortController();
  readonly #status = new Map<string, Status>();
  #items = new Map<string, Item>();

  constructor(services: Services) {
    this.#services = services;
    this.#pick.title = t('Select Predictor');
    this.#pick.placeholder = t('Who imagines? The evidence stays beside every model.');
    this.#pick.matchOnDescription = true;
    this.#pick.matchOnDetail = true;
  }

  async show(): Promise<void> {
    const done = new Promise<Item | undefined>((settle) => {
      this.#pick.onDidAccept(() => settle(this.#pick.selectedItems[0]));
      this.#pick.onDidTriggerItemButton(({ item, button }) => void this.#press(item, button));
      this.#pick.onDidHide(() => settle(undefined));
    });
    for (const server of modelSettings().servers) void this.#ask(server);
    this.#draw();
    this.#pick.show();
    const item = await done;
    this.#abort.abort();
    this.#pick.dispose();
    await item?.act?.();
  }

  async #ask(server: ServerEntry): Promise<void> {
    const told = (status: Status) => {
      if (this.#abort.signal.aborted) return;
      this.#status.set(server.url, status);
      this.#draw();
    };
    told('asking');
    try {
      const own = await serverOf(this.#services.context, server);
      told({ models: await own.models(this.#abort.signal) });
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#services.log.info(`${server.url}: ${inWords(error)}`);
      told({ trouble: inWords(error) });
    }
  }

  #draw(): void {
    const { servers, predictor } = modelSettings();
    const [active] = this.#pick.activeItems;
    const items = [
      ...this.#evidence(predictor),
      ...servers.flatMap((server) => this.#ofServer(server, predictor, servers)),
      ...this.#acts(servers),
    ];
    // An item that is what it was stays the same one, so that the choice does not jump while servers answer.
    const known = this.#items;
    this.#items = new Map();
    this.#pick.items = items.map((item) => {
      const id = JSON.stringify([item.kind, item.label, item.description, item.detail, item.server]);
      const kept = known.get(id) ?? item;
      this.#items.set(id, kept);
      return kept;
    });
    this.#pick.busy = servers.some(({ url }) => this.#status.get(url) === 'asking');
    const again =
      this.#pick.items.find((item) => item === active) ?? this.#pick.items.find(({ label }) => label === active?.label);
    if (again) this.#pick.activeItems = [again];
  }

  #evidence(predictor: Chosen | undefined): Item[] {
    return [
      {
        label: `${predictor ? '' : '$(check) '}${t('evidence alone')}`,
        description: t('embedded baseline, at once, nothing leaves the editor'),
        act: () => take(undefined),
      },
    ];
  }

  #ofServer(server: ServerEntry, predictor: Chosen | undefined, servers: readonly ServerEntry[]): Item[] {
    const status = this.#status.get(server.url) ?? 'asking';
    const heading: Item = {
      // An address is told once, over what is of it.
      label: `${KINDS[server.kind]} · ${placesOf(servers).get(server.url)}`,
      kind: vscode.QuickPickItemKind.Separator,
    };
    if (status === 'asking') return [heading, { label: t('$(loading~spin) asking…'), server }];
    if ('trouble' in status) {
      const { what, next } = told(status.trouble);
      return [
        // What went wrong names the address, and the heading takes of the room beside it.
        { label: KINDS[server.kind], kind: vscode.QuickPickItemKind.Separator },
        {
          label: t('$(warning) no answer: try again'),
          description: plain(what, 240),
          ...(next !== '' && { detail: plain(next, 240) }),
          buttons: this.#buttons(),
          server,
          act: () => selectPredictor(this.#services),
        },
      ];
    }
    const models = status.models.map((model): Item => {
      const chosen = { model, url: server.url };
      return {
        label: `${same(predictor, chosen) ? '$(check) ' : ''}${plain(model)}`,
        server,
        act: () => take(chosen),
      };
    });
    const none: Item = {
      label: t('no models'),
      server,
      detail: t('The server answers and has none.'),
    };
    return [heading, ...(models.length > 0 ? models : [none])];
  }

  #acts(servers: readonly ServerEntry[]): Item[] {
    const ollama = servers.filter(({ kind }) => kind === 'ollama');
    const again = () => selectPredictor(this.#services);
    return [
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      {
        label: t('$(add) Add a Server…'),
        description: t('by its address: Ollama, vLLM, llama.cpp, SGLang, LM Studio, …'),
        act: async () => {
          if (await addServer(this.#services)) await again();
        },
      },
      ...(ollama.length > 0
        ? [
            {
              label: t('$(cloud-download) Pull an Ollama Model…'),
              act: async () => {
                if (await pullModel(this.#services, ollama)) await again();
              },
            },
          ]
        : []),
      ...(servers.length > 0
        ? [
            {
              label: t('$(key) Set the Key of a Server…'),
              act: () => this.#choosing(servers, (server) => askKey(this.#services, server.url)),
            },
            {
              label: t('$(trash) Remove a Server…'),
              act: () => this.#choosing(servers, (server) => this.#remove(server)),
            },
          ]
        : []),
    ];
  }

  #key = { iconPath: new vscode.ThemeIcon('key'), tooltip: t('Set the key of this server') };
  #trash = { iconPath: new vscode.ThemeIcon('trash'), tooltip: t('Remove this server') };
  #buttons = () => [this.#key, this.#trash];

  async #press({ server }: Item, button: vscode.QuickInputButton): Promise<void> {
    if (!server) return;
    this.#pick.hide();
    if (button === this.#trash) await this.#remove(server);
    else await askKey(this.#services, server.url);
    await selectPredictor(this.#services);
  }

  async #choosing(servers: readonly ServerEntry[], act: (server: ServerEntry) => unknown): Promise<void> {
    const places = placesOf(servers);
    const items = servers.map((server) => ({
      label: places.get(server.url) ?? server.url,
      description: KINDS[server.kind],
      server,
    }));
    const item = await vscode.window.showQuickPick(items, { placeHolder: t('Which server?') });
    if (item) await act(item.server);
  }

  async #remove({ url }: ServerEntry): Promise<void> {
    const { servers, predictor } = modelSettings();
    await keepServers(servers.filter((server) => server.url !== url));
    if (predictor?.url === url) await choose(undefined);
  }
}
