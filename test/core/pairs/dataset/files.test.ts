/** Files of a data set: waiting for a slow disk leaves nothing behind. */
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DatasetFiles } from '../../../../core/pairs/dataset/files.ts';
import type { SftRow } from '../../../../core/pairs/dataset/row.ts';

test.each([false, true])('many large rows, gzipped: %s: whoever waited for room listens no more', async (gzip) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'files-'));
  const warnings: Error[] = [];
  const warn = (warning: Error) => warnings.push(warning);
  process.on('warning', warn);
  try {
    const files = new DatasetFiles(folder, gzip);
    const row = { id: 'x'.repeat(1_000_000), split: 'train' } as SftRow;
    for (let i = 0; i < 15; i++) await files.write('sft', [row]);
    const [file] = await files.end();
    expect(file).toMatchObject({ rows: 15, bytes: 15 * (JSON.stringify(row).length + 1) });
    if (!gzip) expect((await stat(path.join(folder, 'sft/train.jsonl'))).size).toBe(file?.bytes);
    // Warnings are told when what runs now has ended.
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings.map(({ message }) => message)).toEqual([]);
  } finally {
    process.off('warning', warn);
    await rm(folder, { recursive: true });
  }
});

test('what was begun and is dropped leaves nothing, and nothing of others goes', async () => {
  const parent = await mkdtemp(path.join(tmpdir(), 'files-'));
  try {
    const row = { id: 'x', split: 'train' } as SftRow;
    const begun = async (folder: string, fresh: boolean) => {
      const files = new DatasetFiles(folder, false, fresh);
      await files.write('sft', [row]);
      await files.drop();
    };
    await begun(path.join(parent, 'new'), true);
    expect(await readdir(parent)).toEqual([]);
    await mkdir(path.join(parent, 'old', 'sft'), { recursive: true });
    await begun(path.join(parent, 'old'), false);
    expect(await readdir(path.join(parent, 'old'))).toEqual(['sft']);
  } finally {
    await rm(parent, { recursive: true });
  }
});
