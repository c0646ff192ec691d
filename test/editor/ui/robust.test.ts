/** What goes wrong on a person's machine: a server that dies, documents that are no trials, text that would be more than text. */
import { globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Session } from '../session.ts';
import { seen } from '../workbench.ts';

const session = new Session();
const file = 'semaglutide.trial';

/** The language server's process, of those that this VS Code started. */
function serverProcess(): number {
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
      const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
      if (group === session.host.pid && /dist\/server\.cjs/.test(readFileSync(`/proc/${id}/cmdline`, 'utf8')))
        return Number(id);
    } catch (error) {
      // A process that ended while it was looked at is not the one.
      if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  throw new Error('the language server is not running');
}

test('a language server that dies is started again', async () => {
  const { workbench } = session;
  await workbench.openFile(file);
  await workbench.lens(/./).waitFor();
  const before = serverProcess();
  process.kill(before, 'SIGKILL');
  await expect.poll(serverProcess).not.toBe(before);
  await workbench.goBehind(session.read(file), 'dose: 2.4 mg');
  await workbench.type(' ~> 1.7 mg');
  await workbench
    .line('dose: 2.4 mg ~> 1.7 mg')
    .getByText(/higher|lower|no difference/)
    .waitFor();
  await workbench.press('Escape');
  // VS Code says in its console that the process ended, as it did.
  workbench.complaints.length = 0;
});

test('a document that is no trial is a document all the same', async () => {
  const { workbench } = session;
  session.write('letter.trial', 'Dear all,\n\nthis is a letter.\n');
  await workbench.openFile('letter.trial');
  await workbench.squiggles.first().waitFor();
  await workbench.command('DeepImagine: Open Panel');
  await workbench.panel.locator('.nothing:visible, .sentence:visible').filter({ hasText: /\w/ }).first().waitFor();
  await workbench.shot('robust-letter.png');
});

test('text of a document is shown as text, wherever it is shown', async () => {
  const { workbench } = session;
  const hostile = '[click](command:workbench.action.quit) <img src=x onerror=alert(1)> $(trash) **bold**';
  session.write(
    'hostile.trial',
    session
      .read(file)
      .replace('Change in KCCQ clinical summary score', JSON.stringify(hostile))
      .replace('dose: 2.4 mg', 'dose: 2.4 mg ~> 1.7 mg'),
  );
  await workbench.tab(file).click();
  await workbench.openFile('hostile.trial');
  await workbench.lens(/./).waitFor();
  await workbench.hoverOver(workbench.token('~>'), /imagined/);
  const hover = await seen(workbench.hover.first());
  expect(hover).toContain('[click](command:workbench.action.quit)');
  expect(hover).toContain('<img src=x onerror=alert(1)>');
  expect(await workbench.hover.locator('img').count()).toBe(0);
  const links = await workbench.hover
    .locator('a')
    .evaluateAll((all) => all.map((link) => link.getAttribute('data-href')));
  for (const link of links) expect(link).toMatch(/^command:deepimagine\./);
  await workbench.hover.getByText('Open panel').click();
  await workbench.panel.locator('main').getByText('<img src=x onerror=alert(1)>').first().waitFor();
  expect(await workbench.panel.locator('img').count()).toBe(0);
  await workbench.shot('robust-hostile.png');
});

test.for([
  ['cannot start', 'broken', "throw new Error('broken for this test');\n"],
  ['never answers', 'silent', 'setInterval(() => undefined, 1000);\n'],
] as const)(
  'a language server that %s is told once, and runs as soon as it can be started again',
  async ([, name, program]) => {
    const { workbench } = session;
    const other = `${name}.trial`;
    const [installed] = globSync('extensions/deepimagine.*/dist/server.cjs', { cwd: session.host.folder });
    if (!installed) throw new Error('the extension is not installed');
    const at = path.join(session.host.folder, installed);
    const whole = readFileSync(at);
    writeFileSync(at, program);
    session.write(other, session.read(file));
    await workbench.openFile(other);
    await workbench.reload();
    const message = 'The DeepImagine language server could not be started';
    await workbench.notice(message);
    // The panel asks the server, again and again as it is typed, and no process is started for that.
    await workbench.command('DeepImagine: Open Panel');
    await workbench.panel.getByText('The language server gives no answer').waitFor();
    await workbench.tab(other).click();
    await workbench.goBehind(session.read(file), 'dose: 2.4 mg');
    await workbench.type(' ~> 1 mg');
    await workbench.panel.getByText('The language server gives no answer').waitFor();
    expect(await workbench.notifications.allInnerTexts()).toEqual([expect.stringContaining(message)]);
    await workbench.shot('robust-no-server.png');

    writeFileSync(at, whole);
    await workbench.page.locator('.notifications-toasts').getByRole('button', { name: 'Try Again' }).click();
    await workbench
      .line('dose: 2.4 mg ~> 1 mg')
      .getByText(/higher|lower|no difference/)
      .waitFor();
    await workbench.panel.locator('.ladder').getByText('1 mg').first().waitFor();
    await workbench.statusBar.getByText('semaglutide vs placebo').waitFor();
    await expect.poll(() => workbench.notifications.allInnerTexts()).toEqual([]);
    // VS Code says in its console what the log has, too.
    workbench.complaints.length = 0;
  },
);
