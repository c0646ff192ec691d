/** Notifications: one sentence, and what can be done about it. */
import * as vscode from 'vscode';

const SHOW = {
  information: vscode.window.showInformationMessage,
  warning: vscode.window.showWarningMessage,
  error: vscode.window.showErrorMessage,
};

/** VS Code makes links, even to commands, of `[text](target)` in a notification; names and texts of documents are data. */
const plain = (text: string): string => text.replaceAll('](', '] (');

/** Shows a message with buttons and does what was pressed. The message is plain text: no part of it becomes a link. */
export async function tell(
  kind: keyof typeof SHOW,
  message: string,
  actions: Readonly<Record<string, () => unknown>> = {},
): Promise<void> {
  const pressed = await SHOW[kind](plain(message), ...Object.keys(actions));
  if (pressed !== undefined) await actions[pressed]?.();
}
