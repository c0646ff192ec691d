/** `deepimagine corpus` as a person calls it; the registry is a stand-in on loopback. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addedSchema, pulledSchema } from '../../cli/corpus.ts';
import { Corpus } from '../../core/pairs/corpus/corpus.ts';
import { statsSchema } from '../../core/pairs/corpus/stats.ts';
import { faults, fingerprint, several } from '../core/corpus/made.ts';
import { RegistryServer } from '../core/corpus/registry-server.ts';

const root = path.resolve(import.meta.dirname, '../..');
const COUNT = 240;
let folder: string;
let registry: RegistryServer;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'corpus-cli-'));
  registry = await RegistryServer.start(several(COUNT));
  writeFileSync(
    path.join(folder, 'records.ndjson'),
    several(COUNT)
      .map((one) => JSON.stringify(one))
      .join('\n'),
  );
});
afterAll(() => {
  registry.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  for (const name of ['corpus', 'other']) rmSync(path.join(folder, name), { recursive: true, force: true });
  registry.fault = () => undefined;
  registry.asked.length = 0;
});

/** Starts it; `during` is told what it writes to standard error, and may kill it. */
async function run(
  args: readonly string[],
  {
    flags = [],
    during,
  }: { flags?: string[]; during?: (error: string, kill: (signal: NodeJS.Signals) => void) => void } = {},
) {
  const child = spawn(process.execPath, [...flags, path.join(root, 'cli/main.ts'), ...args], {
    cwd: folder,
    env: { ...process.env, DEEPIMAGINE_REGISTRY: registry.url, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
  });
  let [out, error] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    error += text;
    during?.(error, (signal) => child.kill(signal));
  });
  const kill = () => child.kill('SIGKILL');
  killers.add(kill);
  const [status, signal] = await new Promise<[number | null, string | null]>((done) =>
    child.on('close', (code, by) => done([code, by])),
  );
  killers.delete(kill);
  return { status, signal, out, error };
}
const killers = new Set<() => void>();
const corpus = (args: string, during?: (error: string, kill: (signal: NodeJS.Signals) => void) => void) =>
  run(['corpus', ...args.split(' ')], during ? { during } : {});
const pull = `pull --pause 0.001 --page-size 20`;

async function printOf(name: string) {
  using opened = await Corpus.open(path.join(folder, name));
  expect(faults(opened)).toEqual([]);
  return fingerprint(opened);
}

describe('add', () => {
  test('says what it did, in words and as JSON; again, nothing changes', async () => {
    const first = await corpus('add records.ndjson --json');
    expect(first.status).toBe(0);
    expect(first.error).toBe(`corpus: ${COUNT} added, 0 updated, 0 unchanged\n`);
    expect(addedSchema.parse(JSON.parse(first.out))).toMatchObject({
      read: COUNT,
      added: COUNT,
      files: 1,
      complete: true,
    });
    const second = await corpus('add records.ndjson');
    expect(second).toMatchObject({ status: 0, out: '', error: `corpus: 0 added, 0 updated, ${COUNT} unchanged\n` });
  });

  test('exits 1 where a record was set aside, and 2 where nothing can be done', async () => {
    writeFileSync(path.join(folder, 'broken.ndjson'), `${JSON.stringify(several(1)[0])}\n{"protocolSection": {}}\n`);
    const broken = await corpus('add broken.ndjson');
    expect(broken.status).toBe(1);
    expect(broken.error).toContain('broken.ndjson, record 2: This record has no registry id');
    expect(await corpus('add nothing.json')).toMatchObject({
      status: 2,
      error: 'nothing.json: no such file or folder\n',
    });
    const { status, out, error } = await corpus('add nothing.json records.ndjson --corpus two --json');
    expect(status).toBe(1);
    expect(error).toContain('nothing.json: no such file or folder\n');
    expect(addedSchema.parse(JSON.parse(out))).toMatchObject({ added: COUNT, unread: 1, complete: true });
    expect((await corpus('add records.ndjson --corpus broken.ndjson')).status).toBe(2);
    expect((await corpus('add')).status).toBe(2);
  });
});

describe('pull', () => {
  test('comes to the same as add', async () => {
    const { status, out, error } = await corpus(`${pull} --json`);
    expect(error).toBe(`corpus: ${COUNT} added, 0 updated, 0 unchanged\n`);
    expect(status).toBe(0);
    expect(pulledSchema.parse(JSON.parse(out))).toMatchObject({
      added: COUNT,
      pages: 12,
      complete: true,
      resumed: false,
    });
    await corpus('add records.ndjson --corpus other');
    expect(await printOf('corpus')).toEqual(await printOf('other'));
  });

  test('Ctrl-C ends it at once, and the same command goes on', async () => {
    registry.fault = (n) => (n >= 5 ? { kind: 'status', status: 429, retryAfter: '600' } : undefined);
    const first = await corpus(`${pull} --json`, (error, kill) => {
      if (/Asks again in 600 s, at most \d+ times\.\n$/.test(error)) kill('SIGINT');
    });
    expect(first.status).toBe(1);
    expect(first.error).toContain('Not complete: the same command goes on from there.');
    expect(pulledSchema.parse(JSON.parse(first.out))).toMatchObject({ added: 100, complete: false });
    registry.fault = () => undefined;
    const second = await corpus(`${pull} --json`);
    expect(second.error).toContain('Goes on behind the 100 records');
    expect(pulledSchema.parse(JSON.parse(second.out))).toMatchObject({ added: 140, complete: true, resumed: true });
  });

  test('kill −9 on the way loses nothing, and the same command goes on', async () => {
    // Before the first answer, while a page is under way, and in the middle of one.
    for (const [at, kind] of [
      [0, 'silent'],
      [3, 'drop midway'],
      [5, 'silent'],
    ] as const) {
      const from = registry.asked.length;
      registry.fault = (n) => {
        if (n !== from + at) return undefined;
        for (const kill of killers) kill();
        return { kind };
      };
      expect((await corpus(pull)).signal).toBe('SIGKILL');
    }
    registry.fault = () => undefined;
    const { status, error } = await corpus(pull);
    expect(status).toBe(0);
    // Three pages of the second life and five of the third were written.
    expect(error).toContain('Goes on behind the 160 records');
    await corpus('add records.ndjson --corpus other');
    expect(await printOf('corpus')).toEqual(await printOf('other'));
  });

  test('a registry that does not answer ends it with a message', async () => {
    registry.fault = () => ({ kind: 'status', status: 403 });
    const { status, error } = await corpus(pull);
    expect(status).toBe(1);
    expect(error).toMatch(/The registry answered with an error \(403\)\. The address that was asked last: http:/);
    // Nothing came, so no corpus was made; one that was there stays.
    expect(existsSync(path.join(folder, 'corpus'))).toBe(false);
    writeFileSync(path.join(folder, 'text.json'), 'no record');
    expect((await corpus('add text.json --corpus other/corpus')).status).toBe(1);
    expect(existsSync(path.join(folder, 'other'))).toBe(false);
    await corpus('add records.ndjson');
    const before = await printOf('corpus');
    expect((await corpus(pull)).status).toBe(1);
    expect(await printOf('corpus')).toEqual(before);
  });

  test.each([
    '--since 2026-02-30',
    '--since yesterday',
    '--page-size 1001',
    '--page-size 0',
    '--pause x',
    '--timeout 0',
    '--registry nowhere',
    '--registry ftp://nowhere',
    '--all --since 2026-01-01',
  ])('wrong use: %s', async (option) => {
    const { status, error } = await corpus(`pull ${option}`);
    expect(status).toBe(2);
    expect(error).toContain(option.split(' ')[0]);
    expect(existsSync(path.join(folder, 'corpus'))).toBe(false);
    expect(registry.asked).toEqual([]);
  });
});

describe('stats', () => {
  test('as JSON and as text', async () => {
    await corpus('add records.ndjson');
    const { status, out } = await corpus('stats --json');
    expect(status).toBe(0);
    const stats = statsSchema.parse(JSON.parse(out));
    expect(stats).toMatchObject({ trials: COUNT, results: { with: COUNT / 2, without: COUNT / 2 } });
    const { out: text } = await corpus('stats');
    expect(text).toMatch(new RegExp(`^Trials\\n +${COUNT} {2}in all\\n +${COUNT / 2} {2}with results\\n`));
    expect(text).toMatch(/Phase\n +120 {2}2\n +120 {2}3\n/);
    expect(text).toContain(`digest ${stats.digest}`);
  });

  test('of no corpus', async () => {
    expect(await corpus('stats --corpus nothing')).toMatchObject({
      status: 2,
      error: 'nothing: no corpus there. `deepimagine corpus add` makes one.\n',
    });
    expect(await corpus('stats')).toMatchObject({
      status: 2,
      error: 'Name a corpus. Where none is named, the default is meant, corpus: no such folder.\n',
    });
    mkdirSync(path.join(folder, 'none'), { recursive: true });
    expect(await corpus('stats none')).toMatchObject({
      status: 2,
      error: 'none: no corpus there. `deepimagine corpus add` makes one of files and folders of records.\n',
    });
    expect(await corpus('add none')).toMatchObject({
      status: 2,
      error: 'none: no records (*.json, *.ndjson, *.jsonl, gzipped or not, or *.zip) in it\n',
    });
    expect(existsSync(path.join(folder, 'corpus'))).toBe(false);
  });

  test('of the folder that is named, in either way', async () => {
    await corpus('add records.ndjson --corpus other');
    const { status, out } = await corpus('stats other --json');
    expect(status).toBe(0);
    expect(statsSchema.parse(JSON.parse(out)).trials).toBe(COUNT);
    expect((await corpus('stats --corpus other --json')).out).toBe(out);
    expect(await corpus('stats other --corpus other')).toMatchObject({ status: 2, error: 'Name the corpus once.\n' });
  });
});

test('without node:sqlite it says so, and all else works', async () => {
  const flags = ['--no-experimental-sqlite'];
  const { status, error } = await run(['corpus', 'add', 'records.ndjson'], { flags });
  expect(status).toBe(2);
  expect(error).toMatch(
    /^A corpus needs Node's own SQLite \(node:sqlite\), which Node has from 22\.13 on: this is v\d/,
  );
  expect(error.trim().split('\n').length).toBe(1);
  expect(existsSync(path.join(folder, 'corpus'))).toBe(false);
  expect((await run(['--help'], { flags })).status).toBe(0);
  expect((await run(['check', path.join(root, 'samples/semaglutide-hfpef.trial')], { flags })).status).toBe(0);
});

test('the published schemas are what is written', () => {
  for (const [name, schema] of [
    ['add', addedSchema],
    ['pull', pulledSchema],
    ['stats', statsSchema],
  ] as const) {
    const published = JSON.parse(readFileSync(path.join(root, `syntaxes/corpus-${name}.schema.json`), 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(schema.toJSONSchema())));
  }
});
