/** What a report of a fault needs, as text. Nothing of any document is in it. */
import * as vscode from 'vscode';
import { State } from 'vscode-languageclient/node';
import type { Services } from './services.ts';

/** Versions, where things run, and our settings where they are not the default. */
function debugInformation(context: vscode.ExtensionContext, server: string): string {
  const packageJson: unknown = context.extension.packageJSON;
  const version = (packageJson as { version?: string }).version ?? 'unknown';
  const configuration = vscode.workspace.getConfiguration('deepimagine');
  const changed = ['registry.url', 'registry.timeout', 'trace.server'].flatMap((key) => {
    const found = configuration.inspect<unknown>(key);
    const value = configuration.get<unknown>(key);
    return found && value !== found.defaultValue ? [`${key}: ${JSON.stringify(value)}`] : [];
  });
  const document = vscode.window.activeTextEditor?.document;
  const lines = [
    `DeepImagine ${version}`,
    `VS Code ${vscode.version} (${vscode.env.appName}, ${vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop'})`,
    `Remote: ${vscode.env.remoteName ?? 'none'}`,
    `Platform: ${process.platform} ${process.arch}, Node ${process.versions.node}`,
    `Workspace: ${vscode.workspace.isTrusted ? 'trusted' : 'not trusted'}, folders: ${(vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.scheme).join(', ') || 'none'}`,
    `Language server: ${server}`,
    `Active document: ${document ? `${document.languageId}, ${document.uri.scheme}, ${document.lineCount} lines, version ${document.version}` : 'none'}`,
    `Settings: ${changed.join(', ') || 'defaults'}`,
  ];
  return `${lines.join('\n')}\n`;
}

export async function copyDebugInformation({ context, server }: Services): Promise<void> {
  const state = State[(await server()).state];
  await vscode.env.clipboard.writeText(debugInformation(context, state));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Debug information copied'), 4000);
}
