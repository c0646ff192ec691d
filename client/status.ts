/** The status item: what hovers and hints of the trial at hand speak of. */
import * as vscode from 'vscode';
import { IMAGINING, type ImaginingAnswer } from '../server/protocol.ts';
import { Latest } from './imagine/latest.ts';
import { contrastId, outcomeId, picksOf } from './imagine/meant.ts';
import { isOutdated } from './language.ts';
import { plain } from './plain.ts';
import type { Services } from './services.ts';

const LONGEST = 32;
const PAUSE_MS = 500;

/** Shows the item while a trial is in front. */
export async function showStatus(services: Services): Promise<void> {
  const { subscriptions } = services.context;
  const server = await services.server();
  const item = vscode.window.createStatusBarItem('deepimagine.focus', vscode.StatusBarAlignment.Right, 100);
  item.name = vscode.l10n.t('DeepImagine: focus');
  item.command = 'deepimagine.openPanel';

  const latest = new Latest(async (signal) => {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'trial' || document.uri.scheme === 'deepimagine-update') {
      item.hide();
      return;
    }
    try {
      const uri = document.uri.toString();
      const answer = await server.request<ImaginingAnswer | null>(IMAGINING, { uri }, signal);
      if (signal.aborted) return;
      if (!answer) {
        item.hide();
        return;
      }
      const { outcome, contrast } = picksOf(answer);
      const named = answer.looks.find(({ look }) => outcomeId(look) === outcome && contrastId(look) === contrast);
      const predictor = answer.imagining?.predictor.label ?? 'evidence';
      item.text = `$(beaker) ${plain(named ? named.contrast : predictor, LONGEST)}`;
      item.tooltip = [
        ...(named ? [vscode.l10n.t('Focus: {0} on {1}', named.contrast, named.outcome)] : []),
        vscode.l10n.t('Predictor: {0}', predictor),
        vscode.l10n.t('Opens the panel'),
      ].join('\n');
      item.show();
    } catch (error) {
      if (signal.aborted || isOutdated(error)) return;
      services.log.debug('The status item got no answer', error);
      item.hide();
    }
  });
  let pause: NodeJS.Timeout | undefined;
  subscriptions.push(
    item,
    latest,
    new vscode.Disposable(() => clearTimeout(pause)),
    // The focus is seldom what is being typed: once typing pauses is soon enough.
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document !== vscode.window.activeTextEditor?.document || document.languageId !== 'trial') return;
      clearTimeout(pause);
      pause = setTimeout(() => latest.wanted(), PAUSE_MS);
    }),
    vscode.window.onDidChangeActiveTextEditor(() => latest.wanted()),
    server.onDidChangeState(() => latest.wanted()),
  );
  latest.wanted();
}
