import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { FOLDS, fold } from '../../../core/evaluate/fold.ts';

const IDS = ['NCT04788511', 'NCT00000142', 'NCT05044325', 'NCT00736879', 'a slug', 'ä'];

it('is what was agreed upon, for ever', () => {
  expect(fold('NCT04788511')).toBe(4);
  for (const id of IDS) expect(fold(id)).toBeLessThan(FOLDS);
});

it('is the same in Python, where there is one', ({ skip }) => {
  const program =
    'import sys; sys.path.insert(0, "trainer"); from folds import fold; print(*[fold(i) for i in sys.argv[1:]])';
  let said: string;
  try {
    said = execFileSync('python3', ['-X', 'utf8', '-c', program, ...IDS], { encoding: 'utf8' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return skip('no python3 here');
    throw error;
  }
  expect(said.trim().split(' ').map(Number)).toEqual(IDS.map(fold));
});
