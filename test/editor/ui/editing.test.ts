/** Writing a trial with the help of the language server, by keyboard and mouse. */
import { expect, test } from 'vitest';
import { Session } from '../session.ts';
import { seen } from '../workbench.ts';

const session = new Session();
const file = 'semaglutide.trial';
const behind = async (text: string) => session.workbench.goBehind(session.read(file), text);

test('a trial opens as one, and its language server answers', async () => {
  const { workbench } = session;
  await workbench.openFile(file);
  await workbench.lens(/./).waitFor();
  expect(await seen(workbench.statusBar)).toContain('Trial');
  await behind('enroll');
  expect(await workbench.hoverHere(/enroll/i)).toMatch(/participants/i);
  await workbench.press('Escape');
});

test('what cannot be understood is underlined, and mended from the light bulb', async () => {
  const { workbench } = session;
  await behind('sex: all');
  await workbench.type('x');
  await workbench.squiggles.first().waitFor();
  await workbench.press('Escape');
  await workbench.shot('editing-problem.png');
  await workbench.press('Control+Z');
  await workbench.squiggles.first().waitFor({ state: 'detached' });
  await behind('age: 18 years and older');
  for (let i = 0; i < '18 years and older'.length; i++) await workbench.press('Backspace');
  await workbench.type('>2');
  await workbench.squiggles.first().waitFor();
  await workbench.press('Escape');
  await workbench.act(/Quote|quote/);
  await workbench.line(/age: ['"]>2['"]$/).waitFor();
  await workbench.squiggles.first().waitFor({ state: 'detached' });
  await workbench.press('Control+Z');
  await workbench.press('Control+Z');
});

test('a value is completed', async () => {
  const { workbench } = session;
  await behind('sex: all');
  for (let i = 0; i < 'all'.length; i++) await workbench.press('Backspace');
  await workbench.press('Control+Space');
  await workbench.suggestions.filter({ hasText: 'female' }).first().waitFor();
  await workbench.shot('editing-completion.png');
  await workbench.suggestions.filter({ hasText: 'female' }).first().click();
  await workbench.line(/sex: female$/).waitFor();
});

test('a perturbation is offered where the caret is, and one click takes it', async () => {
  const { workbench } = session;
  await behind('dose: 2.4');
  await workbench.act(/1\.2 mg \(half\)/);
  await workbench.line('dose: 2.4 mg ~> 1.2 mg').waitFor();
  await workbench
    .line('dose: 2.4 mg ~> 1.2 mg')
    .getByText(/higher|lower|no difference/)
    .waitFor();
  await workbench.shot('editing-perturbed.png');
});

test('an id is renamed everywhere', async () => {
  const { workbench } = session;
  await behind('  kc');
  await workbench.press('F2');
  const box = workbench.page.locator('.rename-box input');
  await box.waitFor();
  await box.fill('symptoms');
  await workbench.press('Enter');
  await workbench.line('focus: semaglutide vs placebo on symptoms').waitFor();
  await workbench.line(/^ {2}- outcome: symptoms|outcome:.symptoms/).waitFor();
});

test('the way from a use to its definition', async () => {
  const { workbench } = session;
  await workbench.save();
  await behind('- outcome: symp');
  await workbench.press('F12');
  await workbench.statusBar.getByText(/Ln 20, Col 3/).waitFor();
});
