// Holds the arrows between folders: who may import whom. Run by `npm run check`.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
/** folder → what of ours it may import: a folder, or one module. */
const may = {
  'core/trial': ['core/trial'],
  'core/imagine': ['core/imagine', 'core/trial'],
  core: ['core'],
  server: ['server', 'core'],
  cli: ['cli', 'core', 'server', 'package.json'],
  client: [
    'client',
    'core',
    'server/protocol.ts',
    'webview/marks.ts',
    'webview/messages.ts',
    'webview/tableMessages.ts',
  ],
  webview: ['webview'],
};
/** These also run in a browser, so they know no Node API. */
const portable = ['core/trial', 'core/imagine'];
const onlyThere = {
  '@vscode/webview-ui-toolkit': 'webview/toolkit.ts',
  vscode: 'client',
  'vscode-languageclient': 'client',
  'vscode-languageserver': 'server',
};

const within = (file, folder) => file === folder || file.startsWith(`${folder}/`);
const wrong = [];
const areas = Object.keys(may).sort((a, b) => b.length - a.length);
for (const top of ['core', 'server', 'cli', 'client', 'webview']) {
  for (const entry of readdirSync(path.join(root, top), { recursive: true })) {
    const file = `${top}/${String(entry).replaceAll(path.sep, '/')}`;
    if (!file.endsWith('.ts')) continue;
    const area = areas.find((a) => within(file, a));
    const source = readFileSync(path.join(root, file), 'utf8');
    for (const [, , name] of source.matchAll(/\b(from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
      if (name.startsWith('.')) {
        const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), name));
        if (!may[area].some((allowed) => within(target, allowed)))
          wrong.push(`${file} imports ${target}: ${area} may import ${may[area].join(', ')}`);
      } else {
        if (name.startsWith('node:') && portable.some((p) => within(file, p)))
          wrong.push(`${file} imports ${name}: it must also run in a browser`);
        for (const [library, home] of Object.entries(onlyThere)) {
          if (within(name, library) && !within(file, home) && !(library === 'vscode-languageserver' && area === 'cli'))
            wrong.push(`${file} imports ${name}: only ${home} may`);
        }
      }
    }
  }
}
for (const line of wrong) console.error(line);
console.log(wrong.length ? `${wrong.length} imports against the arrows` : 'imports follow the arrows');
process.exit(wrong.length ? 1 : 0);
