import { expect, test } from 'vitest';
import { Session } from '../session.ts';
import { seen } from '../workbench.ts';

const session = new Session();
const file = 'semaglutide.trial';

test('a trial opens as one, and its language server answers', async () => {
  const { workbench } = session;
  await workbench.openFile(file);
  expect(await seen(workbench.statusBar)).toContain('Trial');
  await workbench.goBehind(session.read(file), 'enroll');
  expect(await workbench.hoverHere(/enroll/i)).toMatch(/participants/i);
  await workbench.press('Escape');
});

test('what cannot be understood is underlined, says why, and offers a way out', async () => {
  const { workbench } = session;
  await workbench.goBehind(session.read(file), 'sex: all');
  await workbench.type('x');
  await workbench.press('Escape');
  await workbench.squiggles.first().waitFor();
  await workbench.press('Control+Z');
  await workbench.squiggles.first().waitFor({ state: 'detached' });
});
