/**
 * Starts the VS Code that npm carries (workbench server and extension host) on a loopback port, with a profile of its
 * own, and ends it again. Every address that the extension host or VS Code's server tries to reach is sent to a proxy
 * that refuses and remembers it, so that a test can say that nothing left this machine.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');
const entry = path.join(root, 'test/vscode-host/node_modules/code-server/lib/vscode/out/server-main.js');

/** A quiet VS Code: no updates, telemetry, chat or tips, nothing that moves, hovers at once. */
const quiet = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.reduceMotion': 'on',
  'workbench.localHistory.enabled': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'chat.agent.enabled': false,
  'security.workspace.trust.enabled': false,
  'git.enabled': false,
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'files.autoSave': 'off',
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.hover.delay': 100,
  'editor.accessibilitySupport': 'off',
};

export interface HostOptions {
  /** A VSIX to install first; without one, the extension is loaded from a folder that `url` is given. */
  vsix?: string;
  /** User settings beside the quiet ones. */
  settings?: Record<string, unknown>;
  /** Environment of the server, and so of the extension host. */
  env?: Record<string, string>;
  /** Lets what runs here reach other machines: for a person's own use, never for a test. */
  network?: boolean;
  /** Ask for workspace trust, as an untouched VS Code does. */
  askForTrust?: boolean;
}

export interface OpenOptions {
  folder: string;
  /** The extension's folder, loaded as one under development. */
  extension?: string;
  /** The module whose `run()` is the suite to run inside the extension host. */
  suite?: string;
  /** A file to open at once. */
  file?: string;
}

export interface Host extends AsyncDisposable {
  readonly authority: string;
  readonly pid: number;
  /** A folder of this run, removed with it. */
  readonly folder: string;
  /** Addresses off this machine that VS Code or an extension tried to reach. */
  readonly reachedOut: readonly string[];
  log(): string;
  url(options: OpenOptions): string;
}

/** Refuses and remembers whatever is sent through it. */
async function refusingProxy(): Promise<{ server: Server; url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(403).end('no request leaves this machine in a test');
  });
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** The server's own word that it listens, with the port it was given. */
function listening(server: ChildProcess, log: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const port = /Extension host agent listening on (\d+)/.exec(log())?.[1];
      if (port) finish(() => resolve(Number(port)));
    };
    const exited = () => finish(() => reject(new Error(`VS Code's server ended at its start\n${log()}`)));
    const late = setTimeout(() => finish(() => reject(new Error(`VS Code's server did not start\n${log()}`))), 60_000);
    const finish = (then: () => void) => {
      clearTimeout(late);
      server.stdout?.off('data', look);
      server.off('exit', exited);
      then();
    };
    server.stdout?.on('data', look);
    server.once('exit', exited);
  });
}

/** Starts VS Code with a profile of its own. Dispose it: the process group it leads ends, and its folder is removed. */
export async function startHost(options: HostOptions = {}): Promise<Host> {
  if (!existsSync(entry))
    throw new Error('The VS Code that npm carries is not installed: run `npm test` or `npm run demo`.');
  const folder = mkdtempSync(path.join(tmpdir(), 'deepimagine-vscode-'));
  const user = path.join(folder, 'user');
  const extensions = path.join(folder, 'extensions');
  // A setting of the machine's own scope counts on the machine that the extension runs on, and not in the browser's.
  const settingsFiles = ['User/settings.json', 'Machine/settings.json'].map((file) => path.join(user, file));
  for (const file of settingsFiles) mkdirSync(path.dirname(file), { recursive: true });
  mkdirSync(extensions);
  const proxy = options.network ? undefined : await refusingProxy();
  const trust = options.askForTrust
    ? { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' }
    : {};
  const offline = proxy ? { 'http.proxy': proxy.url, 'http.proxySupport': 'override' } : {};
  const settings = JSON.stringify({ ...quiet, ...trust, ...offline, ...options.settings }, null, 2);
  for (const file of settingsFiles) writeFileSync(file, settings);

  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env))
    if (!/^(VSCODE_|npm_|VITEST|NODE_)/.test(name)) env[name] = value;
  Object.assign(env, options.env, {
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    TMPDIR: folder,
    XDG_RUNTIME_DIR: folder,
    XDG_CACHE_HOME: path.join(folder, 'cache'),
  });
  if (proxy) Object.assign(env, { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.1,localhost' });
  const profile = [
    '--user-data-dir',
    user,
    '--server-data-dir',
    path.join(folder, 'server'),
    '--extensions-dir',
    extensions,
  ];
  profile.push('--accept-server-license-terms', '--disable-telemetry');
  if (options.vsix)
    execFileSync(process.execPath, [entry, ...profile, '--install-extension', options.vsix], { env, stdio: 'pipe' });

  // Whoever knows the token may run code here, and only they, also on a machine of many users.
  const token = randomBytes(16).toString('hex');
  const tokenFile = path.join(folder, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const args = [entry, ...profile, '--host', '127.0.0.1', '--port', '0', '--connection-token-file', tokenFile];
  args.push('--disable-getting-started-override');
  // A built VS Code takes an extension under development and a suite only with this driver, which shows no notifications.
  if (!options.vsix) args.push('--enable-smoke-test-driver');
  if (!options.askForTrust) args.push('--disable-workspace-trust');
  const server = spawn(process.execPath, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const pid = server.pid;
  if (pid === undefined) throw new Error(`VS Code's server could not be started with ${process.execPath}`);
  let output = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (data) => (output += data));

  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const kill = (signal: NodeJS.Signals) => {
    try {
      process.kill(-pid, signal); // the group it leads, and nothing else
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  const killNow = () => kill('SIGKILL');
  process.once('exit', killNow);
  const stop = async () => {
    kill('SIGTERM');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
    killNow();
    await ended;
    process.off('exit', killNow);
    proxy?.server.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };

  try {
    const port = await listening(server, () => output);
    const authority = `127.0.0.1:${port}`;
    return {
      authority,
      pid,
      folder,
      reachedOut: proxy?.asked ?? [],
      log: () => output,
      url: (open) => urlOf(authority, token, open),
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function urlOf(authority: string, token: string, open: OpenOptions): string {
  const remote = (file: string) => `vscode-remote://${authority}${path.resolve(file)}`;
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  if (open.extension) payload.push(['extensionDevelopmentPath', remote(open.extension)]);
  if (open.suite) payload.push(['extensionTestsPath', remote(open.suite)]);
  if (open.file) payload.push(['openFile', remote(open.file)]);
  const query = new URLSearchParams({
    tkn: token,
    folder: path.resolve(open.folder),
    payload: JSON.stringify(payload),
  });
  return `http://${authority}/?${query}`;
}
