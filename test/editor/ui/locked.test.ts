/**
 * A folder that nothing can be written to: VS Code refuses to save what is made or brought up to date there, in one message, and
 * all of it stays open and can be saved elsewhere.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { print } from '../../../core/trial/print.ts';
import { importRecord } from '../../../core/trial/registry/import.ts';
import { KNOWN, type Registry, record, startRegistry } from '../registry.ts';
import { Session } from '../session.ts';

const OBSERVED = 'observed.trial';
let folder = '';
let isLocked = false;

/** Whether something can be written to the folder. */
function canWrite(): boolean {
  const probe = path.join(folder, 'probe');
  try {
    writeFileSync(probe, '');
  } catch {
    return false;
  }
  rmSync(probe);
  return true;
}

/** Locks it by its permissions; against a superuser, whom these do not bind, by the file system's own mark, where it has one. */
function lock(): boolean {
  chmodSync(path.join(folder, OBSERVED), 0o444);
  chmodSync(folder, 0o555);
  if (!canWrite()) return true;
  try {
    execFileSync('chattr', ['+i', path.join(folder, OBSERVED), folder], { stdio: 'pipe' });
  } catch {
    return false;
  }
  return !canWrite();
}

function unlock(): void {
  if (process.getuid?.() === 0 && isLocked) execFileSync('chattr', ['-i', folder, path.join(folder, OBSERVED)]);
  chmodSync(folder, 0o755);
}

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(async () => registry[Symbol.asyncDispose]());

const session = new Session(() => ({
  folder: 'locked',
  prepare: (workspace) => {
    const imported = importRecord(record({ enrollment: 100 }));
    if ('problem' in imported) throw new Error(imported.problem);
    folder = path.join(workspace, 'locked');
    mkdirSync(folder);
    writeFileSync(path.join(folder, OBSERVED), `# mine\n${print(imported.trial)}`);
    isLocked = lock();
  },
  settings: { 'deepimagine.registry.url': registry.url, 'files.simpleDialog.enable': true },
}));
// Registered behind the session's, and so done before that removes the folder.
afterAll(unlock);

beforeEach(({ skip }) => {
  if (!isLocked) skip('this user can write everywhere');
});

/** Saves what is in front, and reads the one message that this leads to. */
async function refused(name: string): Promise<void> {
  const { workbench } = session;
  await workbench.press('Control+S');
  await workbench.notice(`Failed to save '${name}'`);
  // What told how far an import had come may still be going away.
  await expect
    .poll(() => workbench.notifications.allInnerTexts())
    .toEqual([expect.stringContaining(`Failed to save '${name}'`)]);
  await workbench.page.locator('.tab.active.dirty', { hasText: name }).waitFor();
  await workbench.shot(`locked-${name}.png`);
  await workbench.clearNotifications();
  // VS Code says in its console, too, what it told.
  workbench.complaints.length = 0;
}

test('a new trial', async () => {
  const { workbench } = session;
  await workbench.page.evaluate(() =>
    navigator.clipboard.writeText(
      'Title: A trial in asthma. Randomized. 240 participants with asthma receive examplon 20 mg once daily or placebo for 24 weeks. Primary outcome: change in FEV1 at 24 weeks.',
    ),
  );
  await workbench.command('DeepImagine: New Trial…');
  await workbench.pick('From the copied text');
  await workbench.line('enrollment: 240').waitFor();
  await refused('a-trial-in-asthma.trial');
  await workbench.line('enrollment: 240').waitFor();
});

test('it can be saved elsewhere, whole', async () => {
  const { workbench } = session;
  await workbench.command('DeepImagine: Save Imported Trial As…');
  await workbench.quickInputSays('a-trial-in-asthma.trial');
  await workbench.quickInput(path.join(session.folder, 'elsewhere.trial'));
  // The dialog lists the folder that is named, and takes no answer before it has.
  await workbench.quickRow('samples').waitFor();
  await workbench.page.locator('.quick-input-action').getByText('OK').click();
  await workbench.tab('elsewhere.trial').waitFor();
  await expect.poll(() => session.read('elsewhere.trial')).toMatch(/enrollment: 240\n[\s\S]*dose: 20 mg/);
});

test('an import', async () => {
  const { workbench } = session;
  await workbench.command('DeepImagine: Import Trial from ClinicalTrials.gov…');
  await workbench.quickInput(KNOWN);
  await workbench.pick(`Import ${KNOWN}`);
  await workbench.line(`trial: ${KNOWN}`).waitFor();
  await refused(`${KNOWN}.trial`);
  await workbench.line(`trial: ${KNOWN}`).waitFor();
});

test('an update', async () => {
  const { workbench } = session;
  await workbench.openFile(OBSERVED);
  await workbench.command('DeepImagine: Update Trial from Registry');
  const diff = workbench.page.locator('.diff-editor-widget, .monaco-diff-editor').first();
  await diff.getByText('enrollment: 120').first().waitFor();
  await workbench.command('DeepImagine: Apply Update');
  await workbench.line('enrollment: 120').waitFor();
  await workbench.shot('locked-updated.png');
  await refused(OBSERVED);
  await workbench.line('enrollment: 120').waitFor();
  expect(readFileSync(path.join(folder, OBSERVED), 'utf8')).toMatch(/^# mine\n[\s\S]*enrollment: 100\n/);
  expect(readdirSync(folder)).toEqual([OBSERVED]);
});
