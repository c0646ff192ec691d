/** Natural pairs as a person looks at them: of the trial at hand, and of a folder of registry records. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { madeRecord } from '../../core/pairs/made.ts';
import { Session } from '../session.ts';

const session = new Session({ settings: { 'deepimagine.corpus': 'records' } });
const PLANNED = `trial: planned
population: { condition: [Back Pain] }
arms:
  high: { role: experimental, drug: Examplin, dose: 20 mg, schedule: once daily }
  placebo: { role: placebo }
outcomes:
  pain: { rank: primary, measure: Change in Pain Score, time: 12 weeks, unit: points }
design: { phase: 2, start: 2024-01-01 }
`;
const row = (name: RegExp) => session.workbench.page.getByRole('treeitem', { name });

test('of the trial at hand: by factor, each opening as a trial with the step that leads to its other end', async () => {
  const { workbench } = session;
  await workbench.openFile('dapagliflozin-doses.trial');
  await workbench.command('DeepImagine: Show Natural Pairs of This Trial');
  await row(/Another outcome \(O\)/).waitFor();
  await row(/Another measure/).click();
  await row(/^mg-1 vs placebo, 12 pairs/).click();
  const waist = row(/^HbA1c → waist, changes direction, lower → no difference · mg-1 vs placebo/);
  await waist.waitFor();
  await workbench.shot('pairs-document.png');
  await waist.click();
  await workbench.tab(/NCT00736879-O-/).waitFor();
  await workbench.line('focus: mg-1 vs placebo on hba1c').waitFor();
});

test('of a corpus: trials under what changes, and their pairs when one is opened', async () => {
  const { workbench } = session;
  mkdirSync(path.join(session.folder, 'records'));
  session.write('records/a.json', JSON.stringify([madeRecord(), madeRecord({ id: 'NCT10000002' })]));
  await workbench.command('DeepImagine: Show Natural Pairs of Corpus');
  await row(/records.* of 2 trials/).waitFor();
  // What was asked for last stands first.
  await row(/^Another dose.*/)
    .first()
    .click();
  await row(/NCT10000002/).click();
  await row(/^pain, 2 pairs/).click();
  await row(/^10 → 5 mg/).click();
  await workbench.tab(/NCT10000002-A-/).waitFor();
  await workbench.line('focus: examplin-10mg vs placebo on pain').waitFor();
  await workbench.shot('pairs-corpus.png');
});

test('anchors of a prospective trial: in the panel, each with what differs, each opening as a trial', async () => {
  const { workbench } = session;
  session.write('planned.trial', PLANNED);
  await workbench.openFile('planned.trial');
  await workbench.command('DeepImagine: Open Panel');
  const { panel } = workbench;
  await panel.getByRole('heading', { name: 'Anchors: trials like this one' }).waitFor();
  const anchor = panel.locator('.anchor-list > li').filter({ hasText: 'NCT10000002' });
  await anchor.getByText('similarity').waitFor();
  await panel.getByText('Only results posted before its start (2024-01-01).').waitFor();
  await anchor.locator('summary').click();
  await anchor.getByText('10 mg → 20 mg').waitFor();
  await workbench.shot('pairs-anchors.png');
  const barriers = (await workbench.barriers()).filter((one) => one.includes('anchor'));
  expect(barriers).toEqual([]);
  await anchor.getByRole('button', { name: 'Open as Trial' }).click();
  await workbench.tab(/^NCT10000002\.trial/).waitFor();
  await workbench.line('to-the-target:').waitFor();
});

test('a corpus that is none: one clear message', async () => {
  const { workbench } = session;
  const empty = path.join(session.folder, 'records/a.json');
  writeFileSync(empty, '[]');
  await workbench.command('DeepImagine: Show Natural Pairs of Corpus');
  await workbench.notice('has a natural pair');
  const others = workbench.notifications.filter({ hasNotText: /has a natural pair|Looking for/ });
  expect(await others.count()).toBe(0);
  await workbench.clearNotifications();
});
