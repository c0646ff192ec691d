/** Trials from the registry (a stand-in that speaks its API) and from files, as a person imports them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KNOWN, type Registry, record, startRegistry, WRONG } from '../registry.ts';
import { Session } from '../session.ts';

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(async () => registry[Symbol.asyncDispose]());

const session = new Session(() => ({
  settings: { 'deepimagine.registry.url': registry.url, 'deepimagine.registry.timeout': 2 },
}));
const importTrial = 'DeepImagine: Import Trial from ClinicalTrials.gov…';

test('by its id', async () => {
  const { workbench } = session;
  await workbench.command(importTrial);
  await workbench.quickInput(KNOWN);
  await workbench.pick(`Import ${KNOWN}`);
  await workbench.line(`trial: ${KNOWN}`).waitFor();
  await workbench.line('dose: 10 mg').waitFor();
  await workbench.tab(`${KNOWN}.trial`).waitFor();
  expect(registry.asked).toContain(`/api/v2/studies/${KNOWN}`);
  await workbench.shot('importing-id.png');
});

test('by a search', async () => {
  const { workbench } = session;
  await workbench.command(importTrial);
  await workbench.quickInput('nothing like this');
  await workbench.quickRow('No trial was found').waitFor();
  await workbench.quickInput('examplon');
  const found = workbench.quickRow('Examplon in an Example Condition');
  await found.waitFor();
  await workbench.shot('importing-search.png');
  await found.click();
  await workbench.tab(`${KNOWN}-2.trial`).waitFor();
});

test.for([
  [WRONG.missing, `${WRONG.missing} is not in the registry`],
  [WRONG.busy, 'The registry asks to wait'],
  [WRONG.broken, 'The registry answered with an error'],
  [WRONG.malformed, `answered for ${WRONG.malformed} cannot be read`],
  [WRONG.silent, 'did not answer in time'],
] as const)('%s: one clear message', async ([id, message]) => {
  const { workbench } = session;
  await workbench.command(importTrial);
  await workbench.quickInput(id);
  await workbench.pick(`Import ${id}`);
  await workbench.notice(message);
  const others = workbench.notifications.filter({ hasNotText: message }).filter({ hasNotText: 'Asking the registry' });
  expect(await others.count()).toBe(0);
  await workbench.clearNotifications();
});

test('an update shows the difference, keeps what the person wrote, and is applied when told', async () => {
  const { workbench } = session;
  await workbench.tab(`${KNOWN}.trial`).click();
  await workbench.goTo(1);
  await workbench.press('Control+End');
  await workbench.type('scenarios:\n  mine:\n  - population.enrollment: 60');
  await workbench.press('Escape');
  registry.serve(record({ enrollment: 131 }));
  await workbench.command('DeepImagine: Update Trial from Registry');
  const diff = workbench.page.locator('.diff-editor-widget, .monaco-diff-editor').first();
  await diff.waitFor();
  await diff.getByText('enrollment: 131').first().waitFor();
  await workbench.shot('importing-update.png');
  await workbench.command('DeepImagine: Apply Update');
  await workbench.tab(/registry/).waitFor({ state: 'detached' });
  await workbench.line('population.enrollment: 60').waitFor();
  await workbench.goTo(1);
  await workbench.line('enrollment: 131').waitFor();
  await workbench.press('Control+End');
  await workbench.line('mine:').waitFor();
});

test('from a file', async () => {
  const { workbench } = session;
  session.write('exported.json', JSON.stringify(record()));
  await workbench.command('DeepImagine: Import Trial Record from File…');
  await workbench.rowNamed('exported.json').click();
  await workbench.tab(`${KNOWN}-3.trial`).waitFor();
});

test('a file that is no record gives one clear message', async () => {
  const { workbench } = session;
  session.write('other.json', '{"hello": 1}');
  await workbench.command('DeepImagine: Import Trial Record from File…');
  await workbench.rowNamed('other.json').click();
  await workbench.notice('other.json: This is not a ClinicalTrials.gov record');
});

test('a new trial from a few questions', async () => {
  const { workbench } = session;
  await workbench.command('DeepImagine: New Trial…');
  await workbench.pick('Answer a few questions');
  const answers = [
    'A trial of mine',
    'Heart failure',
    'Examplon',
    '10 mg',
    'once daily',
    'placebo',
    'Change in weight',
    '12 weeks',
    '300',
  ];
  for (const answer of answers) {
    await workbench.quickEmpty();
    await workbench.quickInput(answer);
    await workbench.press('Enter');
  }
  await workbench.tab('a-trial-of-mine.trial').waitFor();
  await workbench.line('dose: 10 mg').waitFor();
  await workbench.line('enrollment: 300').waitFor();
  await workbench.shot('importing-new.png');
});

test('a new trial from a synopsis that was copied', async () => {
  const { workbench } = session;
  await workbench.page.evaluate(() =>
    navigator.clipboard.writeText(
      'Title: A second trial of mine. Randomized, double-blind, parallel-group. 240 participants with asthma receive examplon 20 mg once daily or placebo for 24 weeks. Primary outcome: change in FEV1 at 24 weeks.',
    ),
  );
  await workbench.command('DeepImagine: New Trial…');
  await workbench.pick('From the copied text');
  await workbench.tab('a-second-trial-of-mine.trial').waitFor();
  await workbench.line(/20 mg/).waitFor();
  await workbench.shot('importing-synopsis.png');
});
