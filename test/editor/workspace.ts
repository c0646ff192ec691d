/** A folder of trials for one test: the fixtures, and the samples of the repository under `samples/`. */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './host.ts';

export interface Workspace extends Disposable {
  readonly folder: string;
}

export function makeWorkspace(): Workspace {
  const folder = mkdtempSync(path.join(tmpdir(), 'deepimagine-trials-'));
  cpSync(path.join(root, 'test/editor/fixtures/workspace'), folder, { recursive: true });
  const samples = path.join(root, 'samples');
  if (existsSync(samples)) cpSync(samples, path.join(folder, 'samples'), { recursive: true });
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
