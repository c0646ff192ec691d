/** The Python of the tests: what is missing is said in words that help, and nothing half made stays. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ensurePython, Missing, root } from '../../scripts/setup.mjs';

let folder: string;
let requirements: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'python-'));
  requirements = path.join(folder, 'requirements.txt');
  // A folder that is not there: pip gives up at once and asks nobody.
  writeFileSync(requirements, `${path.join(folder, 'nowhere')}\n`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const failure = async () => {
  try {
    await ensurePython(requirements);
  } catch (error) {
    if (error instanceof Missing) return error.message;
    throw error;
  }
  throw new Error('It did not fail.');
};

test('no Python', async () => {
  vi.stubEnv('PYTHON', '');
  vi.stubEnv('PATH', folder);
  expect(await failure()).toMatch(/^Python is missing\. Install Python 3\.10 or later \(.*python3-venv/);
});

test('a Python that cannot do it, or none under the name', async () => {
  const old = path.join(folder, 'python3');
  writeFileSync(old, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  for (const name of [old, path.join(folder, 'none')]) {
    vi.stubEnv('PYTHON', name);
    expect(await failure()).toContain(`${name} is no Python 3.10 or later with venv.`);
  }
});

test('packages that cannot be installed: pip’s own words, and nothing stays', async () => {
  const made = () =>
    new Set(readdirSync(path.join(root, 'out/python')).filter((name) => name.endsWith(`-${process.pid}`)));
  expect(await failure()).toMatch(/-m pip install .*failed:\n[\s\S]*nowhere/);
  expect(made().size).toBe(0);
});
