// What every script needs before it starts: the locked packages, the pinned Node, the VS Code that npm carries and
// Chromium. Plain JavaScript for any Node from 20 on, because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
/** The side package that holds the VS Code which npm carries. */
export const vscodeHost = path.join(root, 'test/vscode-host');
const windows = process.platform === 'win32';

/** A person can mend this: its message says how, so it is shown without a stack. */
export class Missing extends Error {}

/** True where node_modules holds exactly the versions that the lock names (optional packages may be absent). */
export function installed(folder) {
  const hidden = path.join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(hidden)) return false;
  const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const have = packages(hidden);
  return Object.entries(packages(path.join(folder, 'package-lock.json'))).every(
    ([place, wanted]) => place === '' || (have[place] ? have[place].version === wanted.version : wanted.optional),
  );
}

function npm(args, folder, { optional = false } = {}) {
  const done = spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: optional ? 'ignore' : ['ignore', 'inherit', 'inherit'],
    shell: windows,
  });
  if (done.status !== 0 && !optional)
    throw new Missing(`\`npm ${args.join(' ')}\` failed in ${folder}: ${done.error?.message ?? 'see above'}`);
  return done.status === 0;
}

/** Installs the locked packages of the repository, where they are missing or another version. */
export function ensureModules() {
  if (installed(root)) return;
  console.error('Installing the locked packages: 500 MB on disk, once; takes minutes, and says little meanwhile…');
  npm(['ci'], root);
}

/** The Node that the repository pins, or undefined where npm carries none for this machine. */
export function pinnedNode() {
  const at = path.join(root, `node_modules/node/bin/node${windows ? '.exe' : ''}`);
  return existsSync(at) ? at : undefined;
}

/** Goes on in the pinned Node: returns in that one, and never in another. Signals reach it, and so does its exit code. */
export async function onPinnedNode() {
  const pinned = pinnedNode();
  if (!pinned) {
    if (Number(process.versions.node.split('.')[0]) >= 24) return;
    throw new Missing('npm did not install its `node` package here. Run this with Node 24 or later.');
  }
  if (realpathSync(process.execPath) === realpathSync(pinned)) return;
  const child = spawn(pinned, process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => resolve(status ?? 1));
  });
  process.exit(code);
}

/** Installs the VS Code that npm carries (500 MB, once), where it is missing or another version. */
export function ensureVsCode() {
  const server = path.join(vscodeHost, 'node_modules/code-server/lib/vscode');
  const linked = () => existsSync(path.join(server, 'node_modules/minimist'));
  if (installed(vscodeHost) && linked()) return;
  if (windows)
    throw new Missing(
      'The VS Code that npm carries does not run on Windows. Install VS Code, with `code` on the PATH.',
    );
  console.error(
    'Installing the VS Code that npm carries: 500 MB on disk, once; takes minutes, and says little meanwhile…',
  );
  // Its native parts need a compiler; only the Output channels do without them, so a machine that has none goes on.
  npm(['ci', '--ignore-scripts'], vscodeHost);
  if (!npm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], vscodeHost, { optional: true }))
    console.error('Its native parts could not be built: Output channels stay empty, all else works.');
  npm(['run', 'postinstall', '--silent'], vscodeHost);
}

/** The first of these programs on the PATH. */
export function onPath(...names) {
  for (const name of names)
    for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch (error) {
        if (!['ENOENT', 'EACCES', 'ENOTDIR'].includes(error.code)) throw error;
      }
    }
  return undefined;
}

/** The Chromium to drive: CHROMIUM, else one on the PATH, else Debian's, installed where this process may. */
export function ensureChromium() {
  const find = () => onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
  const named = process.env.CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new Missing(`CHROMIUM names ${named}, which does not exist.`);
  }
  const present = find();
  if (present) return present;
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    console.error('Installing Chromium (apt-get install chromium)…');
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-qq'], options);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], options);
  }
  const now = find();
  if (now) return now;
  throw new Missing(
    'Chromium is missing. Install it (Debian, Ubuntu: `sudo apt-get install chromium`), or name one in CHROMIUM.',
  );
}

/** Runs a script's main function; what a person can mend is said without a stack. */
export async function main(run) {
  try {
    await run();
  } catch (error) {
    console.error(error instanceof Missing ? error.message : error);
    process.exitCode = 1;
  }
}
