#!/usr/bin/env node
// Runs the command line on the Node that the project pins (npm's `node` package), building it first in a fresh clone.
import { spawn, spawnSync } from 'node:child_process';
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
// Nearly all that is made of records is thrown away at once: with more room for it that costs less, and what stays is looked through before it is thrice as much.
const flags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=32', '--heap-growing-percent=100'];
const run = spawn(node, [...flags, program, ...process.argv.slice(2)], {
  // Nothing is said over the channel: that it closes tells the program that this one is gone, even where it was killed outright.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
// Whoever ends this one means the program: it is told, and what it still has to say and write is waited for.
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
for (const name of signals) process.on(name, () => run.kill(name));
run.on('error', ({ message }) => {
  console.error(`deepimagine could not be started: ${message}.`);
  process.exit(2);
});
run.on('exit', (status, name) => {
  if (name === null) process.exit(status);
  for (const each of signals) process.removeAllListeners(each);
  process.kill(process.pid, name);
});
