/** A workspace that the person does not trust: what only reads works, what reaches out does not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Registry, startRegistry } from '../registry.ts';
import { Session } from '../session.ts';

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(async () => registry[Symbol.asyncDispose]());

const session = new Session(() => ({ askForTrust: true, settings: { 'deepimagine.registry.url': registry.url } }));
const file = 'semaglutide.trial';

test('language features and imagining work', async () => {
  const { workbench } = session;
  await workbench.openFile(file);
  await workbench.statusBar.getByText('Restricted Mode').waitFor();
  await workbench.lens(/./).waitFor();
  await workbench.goBehind(session.read(file), 'dose: 2.4 mg');
  await workbench.type(' ~> 1.7 mg');
  await workbench.dismissSuggestions();
  await workbench
    .line('dose: 2.4 mg ~> 1.7 mg')
    .getByText(/higher|lower|no difference/)
    .waitFor();
  await workbench.shot('trust-restricted.png');
});

test('nothing is imported, and the message says why', async () => {
  const { workbench } = session;
  await workbench.command('DeepImagine: Import Trial from ClinicalTrials.gov…');
  await workbench.notice('that you do not trust');
  expect(registry.asked).toEqual([]);
});

test('no language model is asked or chosen, and the message says why', async () => {
  const { workbench } = session;
  await workbench.clearNotifications();
  await workbench.command('DeepImagine: Select Predictor');
  await workbench.notice('No language model is asked');
});
