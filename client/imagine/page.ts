/** The page that a webview loads: one script, one style sheet, and a policy that allows nothing else. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Shows the page of that name in a panel, which may read nothing but what is in `dist` and run no commands. */
export function load(panel: vscode.WebviewPanel, extension: vscode.Uri, name: 'panel' | 'table'): void {
  panel.webview.options = {
    enableScripts: true,
    enableCommandUris: false,
    localResourceRoots: [vscode.Uri.joinPath(extension, 'dist')],
  };
  const icon = (theme: string) => vscode.Uri.joinPath(extension, 'media', `trial-${theme}.svg`);
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  panel.webview.html = pageOf(panel.webview, extension, name);
}

/** `csp-nonce` is how @vscode/webview-ui-toolkit is allowed the styles it adds. */
function pageOf(webview: vscode.Webview, extension: vscode.Uri, name: 'panel' | 'table'): string {
  const nonce = randomBytes(16).toString('base64url');
  const at = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', file)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<link rel="stylesheet" href="${at(`${name}.css`)}">
<title>DeepImagine</title>
</head>
<body><script nonce="${nonce}" src="${at(`${name}.js`)}"></script></body>
</html>`;
}
