/** What reaches out of the machine is done only in a workspace that the person trusts. */
import * as vscode from 'vscode';
import { tell } from './tell.ts';

/** Whether the registry may be asked; where not, says so and how to change it. */
export function mayReachOut(): boolean {
  if (vscode.workspace.isTrusted) return true;
  void tell('warning', vscode.l10n.t('The registry is not asked from a workspace that you do not trust.'), {
    [vscode.l10n.t('Manage Workspace Trust')]: () => vscode.commands.executeCommand('workbench.trust.manage'),
  });
  return false;
}
