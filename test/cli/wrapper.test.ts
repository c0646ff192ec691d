/** The command itself: it starts the program on the pinned Node, and nothing of that outlives it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;

/** Says its id, and ends on a signal as the argument says: with that status, or by the signal itself. */
const PROGRAM = `const how = process.argv[2];
if (how === 'at once') process.exit(5);
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  if (how !== 'as ever') process.on(name, () => process.stdout.write(name + '\\n', () => process.exit(Number(how))));
setInterval(() => {}, 60_000);
process.stdout.write(process.pid + '\\n');
`;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'deepimagine-'));
  for (const name of ['cli', 'dist']) mkdirSync(path.join(folder, name));
  copyFileSync(
    path.resolve(import.meta.dirname, '../../cli/deepimagine.mjs'),
    path.join(folder, 'cli/deepimagine.mjs'),
  );
  writeFileSync(path.join(folder, 'dist/cli.cjs'), PROGRAM);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Sends the signal to the command alone, once the program has said its id. */
function ended(how: string, name?: NodeJS.Signals) {
  const child = spawn(process.execPath, [path.join(folder, 'cli/deepimagine.mjs'), how], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    if (out === '' && name) child.kill(name);
    out += piece;
  });
  return new Promise<{ status: number | null; signal: NodeJS.Signals | null; id: number; out: string }>((resolve) =>
    child.on('exit', (status, signal) => resolve({ status, signal, id: Number.parseInt(out, 10), out })),
  );
}

/** A program that says its id and stays, and what of the real one it ends by. */
const ORPHAN = `import { endWithStarter, interruptibly } from ${JSON.stringify(
  pathToFileURL(path.resolve(import.meta.dirname, '../../cli/interrupted.ts')).href,
)};
endWithStarter();
if (process.argv[2] === 'done') process.exitCode = 3;
else {
  const stays = setInterval(() => {}, 60_000);
  process.stdout.write(process.pid + '\\n');
  if (process.argv[2] === 'told')
    interruptibly((signal) => new Promise((resolve) => signal.addEventListener('abort', resolve))).then(() => {
      process.stdout.write('told\\n');
      clearInterval(stays);
    });
}
`;

describe('a program whose command is gone', () => {
  beforeAll(() => {
    writeFileSync(path.join(folder, 'orphan.mjs'), ORPHAN);
    writeFileSync(path.join(folder, 'dist/cli.cjs'), `import(${JSON.stringify(path.join(folder, 'orphan.mjs'))});`);
  });
  afterAll(() => writeFileSync(path.join(folder, 'dist/cli.cjs'), PROGRAM));

  it.each([
    ['as ever', ''],
    ['told', 'told\n'],
  ])('ends after the command was killed outright: %s', async (how, says) => {
    const child = spawn(process.execPath, [path.join(folder, 'cli/deepimagine.mjs'), how], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      if (out === '') child.kill('SIGKILL');
      out += piece;
    });
    // The pipe is closed by whoever held it last: the program.
    await once(child.stdout, 'close');
    expect(out).toBe(`${Number.parseInt(out, 10)}\n${says}`);
  });

  it('is not kept alive by the channel', async () => {
    expect(await ended('done')).toMatchObject({ status: 3, signal: null });
  });
});

describe('the command', () => {
  it('ends as the program does', async () => {
    expect(await ended('at once')).toMatchObject({ status: 5, signal: null });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'passes %s on, and waits for what the program does',
    async (name) => {
      const { status, out, id } = await ended('7', name);
      expect({ status, out }).toEqual({ status: 7, out: `${id}\n${name}\n` });
      expect(() => process.kill(id, 0)).toThrow('ESRCH');
    },
  );

  it('dies of a signal that the program dies of', async () => {
    const { status, signal, id } = await ended('as ever', 'SIGTERM');
    expect({ status, signal }).toEqual({ status: null, signal: 'SIGTERM' });
    expect(() => process.kill(id, 0)).toThrow('ESRCH');
  });
});
