/** What reaches out of the machine is done only in a workspace that the person trusts. */
import * as vscode from 'vscode';
import { tell } from './tell.ts';

const { t } = vscode.l10n;

function trusted(refusal: string): boolean {
  if (vscode.workspace.isTrusted) return true;
  void tell('warning', refusal, {
    [t('Manage Workspace Trust')]: () => vscode.commands.executeCommand('workbench.trust.manage'),
  });
  return false;
}

/** Whether the registry may be asked; where not, says so and how to change it. */
export function mayReachOut(): boolean {
  return trusted(t('The registry is not asked from a workspace that you do not trust.'));
}

/** Whether language models may be asked; where not, says so and how to change it. */
export function mayAskModels(): boolean {
  return trusted(t('No language model is asked from a workspace that you do not trust.'));
}
