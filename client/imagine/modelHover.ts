/**
 * The hover of a language model, apart from that of the evidence, which never waits for it: what the model has answered already, or a way
 * to ask it. Nothing is asked by resting the pointer somewhere.
 */
import * as vscode from 'vscode';
import { type Hover, HoverRequest } from 'vscode-languageclient/node';
import type { Imagining } from '../../core/imagine/answer.ts';
import { decisive, sentence } from '../../core/imagine/sentences.ts';
import { escapeMarkdown } from '../../core/trial/markdown.ts';
import { type HoverExtension, IMAGINE, OPEN_PANEL, type PanelTarget } from '../../server/protocol.ts';
import { isOutdated, selector } from '../language.ts';
import { chosenNow } from '../models/settings.ts';
import { shownText } from '../models/view.ts';
import { plain } from '../plain.ts';
import type { Services } from '../services.ts';

const { t } = vscode.l10n;
/** Reasons that are shown; the panel has all of them. */
const MOST = 3;

/** A model's words are text: no part of them becomes a link, an icon or markup. */
function told(model: string, imagining: Imagining): vscode.MarkdownString {
  const step = decisive(imagining);
  const reasons = (step?.reasons ?? []).slice(0, MOST).map(({ text }) => `- ${escapeMarkdown(shownText(text), 300)}`);
  const lines = [`**${escapeMarkdown(model)}**: ${escapeMarkdown(sentence(imagining))}`, reasons.join('\n')];
  return new vscode.MarkdownString(lines.filter(Boolean).join('\n\n'));
}

function link(label: string, command: string, target: PanelTarget): vscode.MarkdownString {
  const made = new vscode.MarkdownString(
    `[${escapeMarkdown(label)}](command:${command}?${encodeURIComponent(JSON.stringify([target]))})`,
  );
  made.isTrusted = { enabledCommands: [command] };
  return made;
}

class ModelHover implements vscode.HoverProvider {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const chosen = chosenNow();
    if (!chosen) return undefined;
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    try {
      const server = await this.#services.server();
      const at = { textDocument: { uri: document.uri.toString() }, position };
      const answer = await server.request<(Hover & HoverExtension) | null>(HoverRequest.method, at, abort.signal);
      const target = answer?.panel;
      if (!target || target.scenario === undefined || abort.signal.aborted) return undefined;
      const models = await this.#services.models();
      const { scenario, look } = target;
      const known = await models.answer({ document, scenario, look, evidence: undefined });
      if (abort.signal.aborted) return undefined;
      return new vscode.Hover(
        known
          ? [told(known.model, known.imagining), link(t('Open panel'), OPEN_PANEL, target)]
          : [link(t('Imagine with {0}', plain(chosen.model, 60)), IMAGINE, target)],
      );
    } catch (error) {
      if (!abort.signal.aborted && !isOutdated(error)) this.#services.log.debug('No hover of a model', error);
      return undefined;
    }
  }
}

export function showModelHover(services: Services): void {
  const { subscriptions } = services.context;
  subscriptions.push(vscode.languages.registerHoverProvider(selector(), new ModelHover(services)));
}
