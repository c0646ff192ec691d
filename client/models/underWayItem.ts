/** The status item of what asks models: there while anything does, and a press on it stops that. */
import * as vscode from 'vscode';
import { plain } from '../plain.ts';

const { t } = vscode.l10n;
const LONGEST = 24;

/** Shows labels of what is under way; the command that stops it is enabled as long. */
export class UnderWayItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('deepimagine.underWay', vscode.StatusBarAlignment.Right, 99);

  constructor() {
    this.#item.name = t('DeepImagine: under way');
    this.#item.command = 'deepimagine.cancelImagining';
  }

  show(labels: readonly string[]): void {
    void vscode.commands.executeCommand('setContext', 'deepimagine.imagining', labels.length > 0);
    const [first] = labels;
    if (first === undefined) {
      this.#item.hide();
      return;
    }
    const text = labels.length > 1 ? t('{0} imaginings', labels.length) : plain(first, LONGEST);
    this.#item.text = `$(loading~spin) ${text}`;
    this.#item.tooltip = [...labels.map((label) => plain(label, 120)), t('Press to cancel')].join('\n');
    this.#item.accessibilityInformation = { label: t('Imagining: {0}. Press to cancel.', text), role: 'button' };
    this.#item.show();
  }

  dispose(): void {
    void vscode.commands.executeCommand('setContext', 'deepimagine.imagining', false);
    this.#item.dispose();
  }
}
