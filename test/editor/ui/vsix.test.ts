/** The VSIX as a person gets it: small, whole, and of use where nothing else of the repository is. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { vsix } from '../package.ts';
import { Session } from '../session.ts';
import { seen } from '../workbench.ts';

const session = new Session();
const file = 'semaglutide.trial';

test('it is small', () => {
  expect(statSync(vsix).size).toBeLessThan(5 * 1024 * 1024);
});

test('it holds what runs, and nothing that does not', () => {
  const extensions = path.join(session.host.folder, 'extensions');
  const installed = readdirSync(extensions).find((name) => name.startsWith('deepimagine.deepimagine-'));
  expect(installed).toBeDefined();
  const folder = path.join(extensions, installed ?? '');
  const files = readdirSync(folder, { recursive: true }).map(String);
  for (const wanted of [
    'package.json',
    'LICENSE.txt',
    'dist/extension.cjs',
    'dist/later.cjs',
    'dist/models.cjs',
    'dist/server.cjs',
    'dist/data/weights.json',
    'dist/panel.js',
    'dist/table.js',
    'readme.md',
    'media/icon.png',
    ...['open', 'change', 'hover', 'imagine', 'model', 'beside'].map((name) => `media/walkthrough/${name}.png`),
  ])
    expect(files).toContain(wanted);
  expect(files.filter((name) => /\.(ts|map|mjs)$|node_modules|^(test|core|client|server)\b/.test(name))).toEqual([]);
  // What was fitted is read by itself, when something is imagined.
  const { hand } = JSON.parse(readFileSync(path.join(folder, 'dist/data/weights.json'), 'utf8'));
  expect(hand.length).toBeGreaterThan(1000);
  expect(readFileSync(path.join(folder, 'dist/server.cjs'), 'utf8').includes(hand.slice(0, 1000))).toBe(false);
});

test('a dose is changed in place, and the result is imagined', async () => {
  const { workbench } = session;
  await workbench.openFile(file);
  await workbench.lens(/./).waitFor();
  await workbench.goBehind(session.read(file), 'dose: 2.4 mg');
  await workbench.type(' ~> 1.7 mg');
  await workbench.press('Escape');
  await workbench
    .line('dose: 2.4 mg ~> 1.7 mg')
    .getByText(/higher|lower|no difference/)
    .waitFor();
  expect(await workbench.hoverHere(/imagined/)).toMatch(/observed/);
  await workbench.press('Escape');
  await workbench.command('DeepImagine: Open Panel');
  await workbench.panel.getByText('Step by step').waitFor();
  expect(await seen(workbench.panel.locator('body'))).toMatch(/semaglutide vs placebo/);
});
