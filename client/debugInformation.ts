/** What a report of a fault needs, as text. Nothing of any document is in it, and no key. */
import * as vscode from 'vscode';
import { State } from 'vscode-languageclient/node';
import { EVIDENCE, isLoopback } from './models/chosen.ts';
import { keyOf } from './models/keys.ts';
import { modelSettings } from './models/settings.ts';
import type { Services } from './services.ts';

const KEYS = [
  'registry.url',
  'registry.timeout',
  'corpus',
  'trace.server',
  'models.mode',
  'models.anchors',
  'models.samples',
  'models.maxTokens',
  'models.temperature',
  'models.think',
  'models.byFactor',
  'models.askOn',
  'models.parallel',
  'models.firstTokenTimeout',
  'models.tokenTimeout',
  'models.totalTimeout',
];

/** Servers of language models as far as a report needs them: what they speak and whether they are of this machine, not where they are. */
async function modelLines(context: vscode.ExtensionContext): Promise<string[]> {
  const { servers, predictor } = modelSettings();
  const told = await Promise.all(
    servers.map(async ({ kind, url }) => {
      const key = (await keyOf(context, url)) === undefined ? 'no key' : 'a key';
      const chosen = predictor?.url === url ? ', chosen' : '';
      return `${kind}, ${isLoopback(url) ? 'this machine' : 'another machine'}, ${new URL(url).protocol.slice(0, -1)}, ${key}${chosen}`;
    }),
  );
  return [`Predictor: ${predictor?.model ?? EVIDENCE}`, `Servers of models: ${told.join('; ') || 'none'}`];
}

/** Versions, where things run, and our settings where they are not the default. */
async function debugInformation(context: vscode.ExtensionContext, server: string): Promise<string> {
  const packageJson: unknown = context.extension.packageJSON;
  const version = (packageJson as { version?: string }).version ?? 'unknown';
  const configuration = vscode.workspace.getConfiguration('deepimagine');
  const changed = KEYS.flatMap((key) => {
    const found = configuration.inspect<unknown>(key);
    const value = configuration.get<unknown>(key);
    return found && JSON.stringify(value) !== JSON.stringify(found.defaultValue)
      ? [`${key}: ${JSON.stringify(value)}`]
      : [];
  });
  const document = vscode.window.activeTextEditor?.document;
  const lines = [
    `DeepImagine ${version}`,
    `VS Code ${vscode.version} (${vscode.env.appName}, ${vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop'})`,
    `Remote: ${vscode.env.remoteName ?? 'none'}`,
    `Platform: ${process.platform} ${process.arch}, Node ${process.versions.node}`,
    `Workspace: ${vscode.workspace.isTrusted ? 'trusted' : 'not trusted'}, folders: ${(vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.scheme).join(', ') || 'none'}`,
    `Language server: ${server}`,
    ...(await modelLines(context)),
    `Active document: ${document ? `${document.languageId}, ${document.uri.scheme}, ${document.lineCount} lines, version ${document.version}` : 'none'}`,
    `Settings: ${changed.join(', ') || 'defaults'}`,
  ];
  return `${lines.join('\n')}\n`;
}

export async function copyDebugInformation({ context, server }: Services): Promise<void> {
  const state = State[(await server()).state];
  await vscode.env.clipboard.writeText(await debugInformation(context, state));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Debug information copied'), 4000);
}
