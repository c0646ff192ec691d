/** Files, folders and archives of records into a corpus. */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AddOptions, add } from '../../../core/pairs/corpus/add.ts';
import { Corpus } from '../../../core/pairs/corpus/corpus.ts';
import { fingerprint, idOf, made, several } from './made.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'corpus-add-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => path.join(folder, name);
const lines = (records: readonly unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** A zip archive (PKWARE's APPNOTE, sections 4.3.7, 4.3.12, 4.3.16) of deflated files. */
function zip(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const raw = Buffer.from(content as string);
    const data = deflateRawSync(raw);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(raw), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(raw.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]);
    const where = Buffer.alloc(14);
    where.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, where, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, ...directory, Buffer.from('PK\x05\x06'), end]);
}

async function added(places: readonly string[], options: AddOptions = {}) {
  const problems: string[] = [];
  using corpus = await Corpus.open(at('corpus'), { write: true });
  const done = await add(corpus, places, { ...options, onProblem: (where, why) => problems.push(`${where}: ${why}`) });
  return { ...done, problems, print: fingerprint(corpus) };
}

async function clean(count = 30) {
  writeFileSync(at('clean.ndjson'), lines(several(count)));
  using corpus = await Corpus.open(at('clean'), { write: true });
  await add(corpus, [at('clean.ndjson')]);
  return fingerprint(corpus);
}

describe('the same records make the same corpus', () => {
  const page = (records: readonly unknown[], token?: string) =>
    JSON.stringify({ totalCount: 30, studies: records, ...(token && { nextPageToken: token }) });
  const records = several(30);
  const ways: Record<string, () => void> = {
    NDJSON: () => writeFileSync(at('in'), lines(records)),
    'gzipped NDJSON, whatever it is called': () => writeFileSync(at('in'), gzipSync(lines(records))),
    'an array, laid out': () => writeFileSync(at('in'), JSON.stringify(records, null, 2)),
    'several gzip members': () =>
      writeFileSync(at('in'), Buffer.concat([gzipSync(lines(records.slice(0, 9))), gzipSync(lines(records.slice(9)))])),
    'a page of the API as it was answered': () => writeFileSync(at('in'), page(records, 'abc')),
    'a folder with folders': () => {
      mkdirSync(at('in/b/c'), { recursive: true });
      writeFileSync(at('in/a.jsonl.gz'), gzipSync(lines(records.slice(0, 10))));
      writeFileSync(at('in/b/one.json'), JSON.stringify(records[10]));
      writeFileSync(at('in/b/c/rest.NDJSON'), lines(records.slice(11)));
      writeFileSync(at('in/b/readme.txt'), 'not looked at');
      mkdirSync(at('in/.hidden'));
      writeFileSync(at('in/.hidden/x.json'), JSON.stringify(made(99)));
    },
    'an archive of a file each': () =>
      writeFileSync(
        at('in'),
        zip({
          'readme.txt': 'not looked at',
          ...Object.fromEntries(records.map((record, i) => [`studies/${idOf(i + 1)}.json`, JSON.stringify(record)])),
        }),
      ),
    'an archive of one array, and a gzipped file, in a folder': () => {
      mkdirSync(at('in'));
      const rest = gzipSync(lines(records.slice(20)));
      writeFileSync(at('in/studies.zip'), zip({ 'a.json': JSON.stringify(records.slice(0, 20)), 'b.jsonl.gz': rest }));
    },
  };
  for (const [name, write] of Object.entries(ways))
    test(name, async () => {
      write();
      const { counts, problems, print, unread } = await added([at('in')]);
      expect(problems).toEqual([]);
      expect([counts.added, counts.read, unread]).toEqual([30, 30, 0]);
      expect(print).toEqual(await clean());
    });

  test('the records of a corpus', async () => {
    const print = await clean();
    expect((await added([at('clean/records')])).print).toEqual(print);
  });
});

describe('what is broken', () => {
  test('between good records is set aside; these are there', async () => {
    const text = lines(several(30)).split('\n');
    text[4] = text[4]?.slice(0, 300) ?? '';
    text.splice(9, 0, '<html>an error page</html>', '{"protocolSection": {}}');
    writeFileSync(at('in.ndjson'), text.join('\n'));
    const { counts, problems, unread } = await added([at('in.ndjson')]);
    expect(counts).toMatchObject({ read: 32, added: 29, aside: 3 });
    expect(unread).toBe(0);
    expect(problems.map((line) => line.replace(/^.*ndjson, /, ''))).toEqual([
      'record 5: It is no JSON, or cut short.',
      'record 10: It is no JSON, or cut short.',
      'record 11: This record has no registry id (protocolSection.identificationModule.nctId).',
    ]);
    const again = await added([at('in.ndjson')]);
    expect(again.counts).toMatchObject({ unchanged: 29, aside: 3 });
    expect(again.print.aside.length).toBe(3);
    writeFileSync(at('mended.ndjson'), JSON.stringify(made(5)));
    const mended = await added([at('mended.ndjson')]);
    expect(mended.print.aside.length).toBe(2);
    expect(mended.print.records).toBe(30);
  });

  test('a file that is cut short gives what it has, and is told of', async () => {
    writeFileSync(at('in.gz'), gzipSync(lines(several(400))));
    truncateSync(at('in.gz'), 6000);
    writeFileSync(at('other.ndjson'), lines([made(1000)]));
    const { counts, problems, unread, print } = await added([at('in.gz'), at('other.ndjson')]);
    expect(counts.added).toBeGreaterThan(1);
    expect(counts.added).toBeLessThan(400);
    expect(counts.aside).toBe(0);
    expect(problems).toEqual([`${at('in.gz')}: not gzip, or cut short`]);
    expect(unread).toBe(1);
    expect(print.records).toBe(counts.added);
  });

  test('a file that holds no records leaves nothing behind', async () => {
    writeFileSync(at('in.json'), 'one line after another\n'.repeat(10_000));
    writeFileSync(at('empty.json'), '');
    const { counts, problems, print } = await added([at('in.json'), at('empty.json')]);
    expect(counts).toMatchObject({ read: 0, aside: 0 });
    expect(problems).toEqual([
      `${at('in.json')}: no registry record in it, nor other JSON. It begins with “one line after another”`,
      `${at('empty.json')}: no registry record in it: it is empty`,
    ]);
    expect(print.aside).toEqual([]);
  });

  test('a short text is no file of records either; what begins as a record does is set aside', async () => {
    writeFileSync(at('notes.json'), '# Notes\nthat somebody\n\u001b[2Jtook\n');
    writeFileSync(at('cut.json'), JSON.stringify(made(1)).slice(0, 500));
    const { counts, problems, print, unread } = await added([at('notes.json'), at('cut.json')]);
    expect(problems).toEqual([
      `${at('notes.json')}: no registry record in it, nor other JSON. It begins with “# Notes”`,
      `${at('cut.json')}, record 1: It is no JSON, or cut short.`,
    ]);
    expect([counts.aside, print.aside.length, unread]).toEqual([1, 1, 1]);
  });

  test('an archive that is damaged', async () => {
    const archive = zip({ 'a.json': lines(several(20)), 'b.json': lines([made(30)]) });
    writeFileSync(at('cut.zip'), archive.subarray(0, -30));
    const damaged = Buffer.from(archive);
    damaged.fill(0xff, 60, 120);
    writeFileSync(at('damaged.zip'), damaged);
    const { counts, problems } = await added([at('cut.zip'), at('damaged.zip')]);
    expect(problems.length).toBe(2);
    expect(problems[0]).toContain('cut.zip');
    expect(problems[1]).toContain('damaged.zip/a.json');
    expect(counts.added).toBe(1);
  });
});

test('what is called off keeps what it has, and goes on when it is begun again', async () => {
  writeFileSync(at('in.ndjson'), lines(several(300)));
  const controller = new AbortController();
  const first = await added([at('in.ndjson')], {
    signal: controller.signal,
    onProgress: ({ read }) => read === 50 && controller.abort(),
  });
  expect(first.cancelled).toBe(true);
  expect(first.print.records).toBeGreaterThanOrEqual(50);
  expect(first.print.records).toBeLessThan(300);
  const second = await added([at('in.ndjson')]);
  expect(second.counts).toMatchObject({ unchanged: first.print.records, added: 300 - first.print.records });
  expect(second.print).toEqual(await clean(300));
});
