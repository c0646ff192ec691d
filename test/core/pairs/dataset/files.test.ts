/** Files of a data set: waiting for a slow disk leaves nothing behind. */
import { mkdir, mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { COUNTS, DatasetFiles, OtherFile, SHEET } from '../../../../core/pairs/dataset/files.ts';
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
    // While the disk is still at it, wherever that is.
    for (let i = 0; i < 60; i++) {
      const busy = new DatasetFiles(path.join(parent, 'busy'), false, true);
      for (let rows = 0; rows <= i % 5; rows++) await busy.write('sft', [{ ...row, id: 'x'.repeat(3000 * (1 + i)) }]);
      if (i % 2 === 1) await new Promise((resolve) => setImmediate(resolve));
      await busy.drop();
    }
    expect(await readdir(parent)).toEqual([]);
    await mkdir(path.join(parent, 'old', 'sft'), { recursive: true });
    await begun(path.join(parent, 'old'), false);
    expect(await readdir(path.join(parent, 'old'))).toEqual(['sft']);
  } finally {
    await rm(parent, { recursive: true });
  }
});

test('whatever ends the program, no sheet tells of files that are not there; what a killed build left goes with the next', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'files-'));
  const there = async () => (await readdir(folder, { recursive: true })).sort();
  const begun = async (split: 'train' | 'test', gzip = false) => {
    const files = new DatasetFiles(folder, gzip);
    await files.write('sft', [{ id: 'x', split } as SftRow]);
    return files;
  };
  try {
    for (const name of [SHEET, COUNTS]) await writeFile(path.join(folder, name), 'of an earlier build');
    // Killed while it writes: only parts, and the earlier sheet tells of the earlier files.
    await begun('test', true);
    expect((await there()).filter((name) => /test/.test(name))).toEqual(['sft/test.jsonl.gz.part']);
    const next = await begun('train');
    await next.end();
    // Killed here: all files are whole, and no sheet says so.
    expect(await there()).toEqual(['sft', 'sft/train.jsonl']);
    await next.describe('# Data sheet', '{}');
    expect(await there()).toEqual([COUNTS, SHEET, 'sft', 'sft/train.jsonl']);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a file of a slice that is not what its sheet says is not put behind others', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'files-'));
  try {
    const slice = new DatasetFiles(path.join(folder, 'slice'), false);
    await slice.write('sft', [{ id: 'x', split: 'train' } as SftRow]);
    const [file] = await slice.end();
    if (!file) throw new Error('no file');
    const from = path.join(folder, 'slice', file.name);
    const whole = new DatasetFiles(path.join(folder, 'whole'), false);
    await whole.append(file.name, from, file);
    expect((await whole.end())[0]?.sha256).toBe(file.sha256);
    await truncate(from, 5);
    const torn = new DatasetFiles(path.join(folder, 'torn'), false, true);
    await expect(torn.append(file.name, from, file)).rejects.toThrow(OtherFile);
    await torn.drop();
  } finally {
    await rm(folder, { recursive: true });
  }
});
