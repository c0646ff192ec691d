/** The main job, done with nobody watching: open a sample, change a dose by typing, read the hint, the hover and the panel. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, startHost } from './host.ts';
import { openBrowser, seen, Workbench } from './workbench.ts';
import { makeWorkspace } from './workspace.ts';

const sample = 'semaglutide-hfpef.trial';
/** Where the caret is put, and what is typed there in place of what stands. */
const change = { behind: 'dose: 2.4 mg ~> 1.7 mg', erase: '1.7 mg', type: '1 mg' };

/** Saves pictures in the folder. Throws at whatever is missing. */
export async function demonstrate(pictures: string): Promise<void> {
  using workspace = makeWorkspace();
  await using host = await startHost();
  await using browser = await openBrowser();
  const folder = path.join(workspace.folder, 'samples');
  const picture = async (name: string) =>
    console.log(`saved ${path.relative(root, await workbench.shot(path.join(pictures, name)))}`);

  await using workbench = await Workbench.open(browser, host, { folder, extension: root });
  await workbench.openFile(sample);
  await workbench.lens(/./).waitFor();
  const text = readFileSync(path.join(folder, sample), 'utf8');

  await workbench.goBehind(text, change.behind);
  for (let i = 0; i < change.erase.length; i++) await workbench.press('Backspace');
  await workbench.type(change.type);
  const changed = workbench.line(`dose: 2.4 mg ~> ${change.type}`);
  await changed.waitFor();

  await workbench.dismissSuggestions();
  // While the caret is beside it, VS Code keeps a hint as wide as it was; away from it the whole of it shows.
  await workbench.goTo(1);
  const hint = changed.locator('span', { hasText: /→\s+(higher|lower|no\s+difference)\s+0\.\d\d$/ }).last();
  await hint.waitFor();
  const said = (await seen(hint)).replaceAll(/→|\s+/g, ' ').trim();
  await workbench.lens(`→ ${said}`).waitFor();
  console.log(`hint: ${said}`);
  await picture('hint.png');

  const hover = await workbench.hoverOver(changed.locator('span', { hasText: '~>' }).last(), /imagined/);
  if (!/observed/.test(hover)) throw new Error(`the hover does not show what was observed:\n${hover}`);
  console.log(`hover: ${hover.split('\n').filter(Boolean).slice(0, 2).join(' | ')}`);
  await picture('hover.png');
  await workbench.press('Escape');

  await workbench.command('DeepImagine: Open Panel');
  await workbench.panel.getByText('Step by step').waitFor();
  const panel = await seen(workbench.panel.locator('body'));
  for (const part of ['Step by step', 'Why', 'How far to trust this'])
    if (!panel.includes(part)) throw new Error(`the panel does not say: ${part}\n${panel}`);
  await picture('panel.png');
  if (workbench.complaints.length) throw new Error(`VS Code complained:\n${workbench.complaints.join('\n')}`);
}

/** Opens the folder in the VS Code that npm carries, says where, and ends with a signal. */
export async function serve(folder: string, say: (url: string) => void): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  await using host = await startHost({ network: true });
  say(host.url({ folder, extension: root, file: path.join(folder, sample) }));
  await stopped;
}
