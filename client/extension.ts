/**
 * Activation. Only what must be there at once is loaded here; the language client, the panel and each command's module are
 * loaded when they are first needed.
 */
import * as vscode from 'vscode';
import { COMMANDS, later } from './commands.ts';
import type { Load } from './later.ts';
import type { Services } from './services.ts';
import { tellFailure } from './tell.ts';

/** What the extension gives to others, tests among them. */
export interface Api {
  /** How long activation took, in milliseconds. */
  readonly activationMs: number;
  /** Resolves once the language server answers. */
  ready(): Promise<void>;
}

export function activate(context: vscode.ExtensionContext): Api {
  const began = performance.now();
  const log = vscode.window.createOutputChannel('DeepImagine', { log: true });
  context.subscriptions.push(log);

  /** Loaded and made when it is first asked for, and disposed of with the extension. */
  const lazily = <T extends vscode.Disposable>(make: (load: Load) => Promise<T>) => {
    let made: Promise<T> | undefined;
    return () => {
      made ??= later()
        .then(make)
        .then((one) => {
          context.subscriptions.push(one);
          return one;
        });
      return made;
    };
  };
  const services: Services = {
    context,
    log,
    server: lazily(async (load) => new (await load.language()).LanguageServer(context, log)),
    panel: lazily(async (load) => new (await load.panel()).PanelHost(services)),
    models: lazily(async (load) => new (await load.models()).Models(services)),
    pairs: lazily(async (load) => new (await load.pairs()).PairsView(services)),
    anchors: lazily(async (load) => new (await load.anchors()).AnchorFinder(context.extensionPath)),
  };

  for (const [id, run] of Object.entries(COMMANDS))
    context.subscriptions.push(
      vscode.commands.registerCommand(id, async (...given: unknown[]) => {
        try {
          return await run(services, ...given);
        } catch (error) {
          // A command that fails says so once, with the way to the reason.
          log.error(`${id} failed`, error);
          await tellFailure(vscode.l10n.t('DeepImagine could not do that.'), log);
          return undefined;
        }
      }),
    );
  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer('deepimagine.panel', {
      deserializeWebviewPanel: async (restored, state) => (await services.panel()).restore(restored, state),
    }),
  );

  // On a turn of its own, when the extension is active: loading the language client takes longer than all of this.
  const ready = new Promise<void>((resolve) => setImmediate(resolve))
    .then(() => services.server())
    .then((made) => made.start())
    .then(() => undefined);
  // Whether it started or not, which is told where it did not: it may be started later. The status item asks the server, so it has no hurry.
  ready
    .catch((error: unknown) => log.debug('Without a language server for now', error))
    .then(async () => {
      const load = await later();
      (await load.modelHover()).showModelHover(services);
      await (await load.status()).showStatus(services);
    })
    .catch((error: unknown) => log.error('The status item could not be shown', error));
  // The view has what is behind it once the language server is under way, which is more urgent.
  setImmediate(() => services.pairs().catch((error: unknown) => log.error('The pairs could not be shown', error)));

  const activationMs = performance.now() - began;
  log.debug(`Activated in ${activationMs.toFixed(1)} ms`);
  return { activationMs, ready: () => ready };
}
