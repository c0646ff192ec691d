#!/usr/bin/env node
// Runs the command line on the Node that the project pins (npm's `node` package), building it first in a fresh clone.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const pinned = path.join(root, 'node_modules/node/bin/node');
const node = existsSync(pinned) ? pinned : process.execPath;
const program = path.join(root, 'dist/cli.cjs');
if (!existsSync(program)) {
  const built = spawnSync(node, [path.join(root, 'scripts/build.mjs')], { stdio: ['ignore', 2, 2] });
  if (built.status !== 0) {
    console.error('deepimagine could not be built. Run `npm ci` in its folder first.');
    process.exit(2);
  }
}
// Ctrl-C is heard by both: what the program still has to say and write is waited for.
process.on('SIGINT', () => undefined);
const run = spawnSync(node, ['--disable-warning=ExperimentalWarning', program, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(run.status ?? 2);
