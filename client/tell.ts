/** Notifications: one sentence, and what can be done about it. */
import * as vscode from 'vscode';
import { plain } from './plain.ts';

const SHOW = {
  information: vscode.window.showInformationMessage,
  warning: vscode.window.showWarningMessage,
  error: vscode.window.showErrorMessage,
};

/** Shows a message with buttons and does what was pressed. The message is plain text: no part of it becomes a link. */
export async function tell(
  kind: keyof typeof SHOW,
  message: string,
  actions: Readonly<Record<string, () => unknown>> = {},
): Promise<void> {
  const pressed = await SHOW[kind](plain(message), ...Object.keys(actions));
  if (pressed !== undefined) await actions[pressed]?.();
}

/** Shows what went wrong, with a way to the log, which says more. */
export function tellFailure(message: string, log: Pick<vscode.LogOutputChannel, 'show'>): Promise<void> {
  return tell('error', message, { [vscode.l10n.t('Show Log')]: () => log.show() });
}
