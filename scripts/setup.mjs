// What every script needs before it starts: the locked packages, the pinned Node, the VS Code that npm carries,
// Chromium, and Python with pinned packages. Plain JavaScript for any Node from 20 on, because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
/** The side package that holds the VS Code which npm carries. */
const vscodeHost = path.join(root, 'test/vscode-host');
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
function pinnedNode() {
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

/** What the real language-model server of the tests needs. */
export const llamaPackages = path.join(root, 'test/servers/python/requirements.txt');
/** What `transformers serve` needs: 1.2 GB on disk. */
export const transformersPackages = path.join(root, 'test/servers/python/requirements-transformers.txt');
/** Builds of torch for CPUs, a fifth as large as those of PyPI. */
const TORCH = 'https://download.pytorch.org/whl/cpu';

async function output(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      said += data;
    });
  const status = await new Promise((resolve) => {
    child.once('error', (error) => {
      said += error.message;
      resolve(1);
    });
    child.once('close', resolve);
  });
  return { status, said: said.trim() };
}

/**
 * A Python that has the packages of a requirements file: made once below `out/python`, under the file's hash, and kept.
 * PYTHON names the one to make it with. Several processes may ask at a time: each makes its own, the first to finish is kept.
 */
export async function ensurePython(requirements = llamaPackages) {
  const wanted = readFileSync(requirements, 'utf8');
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const kept = path.join(root, 'out/python', hash);
  const inside = (folder) => path.join(folder, windows ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(inside(kept))) return inside(kept);
  const base = process.env.PYTHON || onPath('python3', 'python');
  const install = 'Debian, Ubuntu: `sudo apt-get install python3 python3-venv`';
  if (!base) throw new Missing(`Python is missing. Install Python 3.10 or later (${install}), or name one in PYTHON.`);
  const able = await output(base, ['-c', 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))']);
  if (able.status !== 0)
    throw new Missing(
      `${base} is no Python 3.10 or later with venv. Install it (${install}), or name another in PYTHON.`,
    );
  console.error(`Installing the Python packages of ${path.relative(root, requirements)}: once, takes a while…`);
  const made = `${kept}-${process.pid}`;
  mkdirSync(path.dirname(made), { recursive: true });
  try {
    const pip = [inside(made), '-m', 'pip', 'install', '--disable-pip-version-check', '-q'];
    const torch = /^torch==\S+/m.exec(wanted)?.[0];
    for (const [program, ...args] of [
      [base, '-m', 'venv', made],
      // Alone, so that nothing else is looked for there; where that index is out of reach, another's is taken.
      ...(torch ? [[...pip, '--no-deps', '--retries', '1', '--extra-index-url', TORCH, torch]] : []),
      [...pip, '-r', requirements],
    ]) {
      const { status, said } = await output(program, args);
      if (status !== 0) throw new Missing(`\`${program} ${args.join(' ')}\` failed:\n${said}`);
    }
    renameSync(made, kept);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    if (!existsSync(inside(kept))) throw error;
  }
  return inside(kept);
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
