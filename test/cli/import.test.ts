/** `deepimagine import` as a person calls it; the registry is a stand-in on loopback that speaks the API's own paths. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { add } from '../../core/pairs/corpus/add.ts';
import { Corpus } from '../../core/pairs/corpus/corpus.ts';

const root = path.resolve(import.meta.dirname, '../..');
const records = path.resolve(root, '../shared/data/trials');
let folder: string;
let registry: Server;
let url: string;

const study = (id: string, title = 'A trial of a drug') => ({
  protocolSection: {
    identificationModule: { nctId: id, briefTitle: title },
    statusModule: { overallStatus: 'COMPLETED' },
    designModule: { studyType: 'INTERVENTIONAL', phases: ['PHASE2'], enrollmentInfo: { count: 40 } },
    armsInterventionsModule: {
      armGroups: [
        {
          label: 'Low dose',
          type: 'EXPERIMENTAL',
          interventionNames: ['Drug: Exemplin'],
          description: 'Exemplin 5 mg once daily',
        },
      ],
      interventions: [{ type: 'DRUG', name: 'Exemplin' }],
    },
  },
});

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'import-'));
  registry = createServer((request, response) => {
    const id = request.url?.split('/').at(-1) ?? '';
    if (id === 'NCT00000001') response.end(JSON.stringify(study(id)));
    else if (id === 'NCT00000002') response.writeHead(429).end();
    else if (id === 'NCT00000003') response.end('{"protocolSection"');
    else if (id === 'NCT00000004') request.socket.destroy();
    else if (id !== 'NCT00000005') response.writeHead(404).end();
  });
  await new Promise<void>((ready) => registry.listen(0, '127.0.0.1', () => ready()));
  url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/api/v2`;
});

afterAll(() => {
  registry.closeAllConnections();
  registry.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Not `spawnSync`: the stand-in answers from this very process. */
async function deepimagine(...args: string[]): Promise<{ status: number | null; out: string; error: string }> {
  const child = spawn(process.execPath, [path.join(root, 'cli/main.ts'), 'import', ...args], {
    cwd: folder,
    env: { ...process.env, DEEPIMAGINE_REGISTRY: url, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
  });
  let [out, error] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    error += text;
  });
  const status = await new Promise<number | null>((done) => child.on('close', done));
  return { status, out, error };
}

describe('import', () => {
  test('an id, to standard output', async () => {
    const { status, out, error } = await deepimagine('nct00000001');
    expect({ status, error }).toEqual({ status: 0, error: '' });
    expect(out).toContain('trial: NCT00000001');
    expect(out).toContain('dose: 5 mg');
  });

  test.each([
    ['NCT00000002', 'NCT00000002: The registry asks to wait before it answers again (429).\n'],
    ['NCT00000003', 'NCT00000003: What the registry answered for NCT00000003 cannot be read: not a record.\n'],
    ['NCT00000009', 'NCT00000009: NCT00000009 is not in the registry.\n'],
  ])('%s: one clear message', async (id, error) => {
    expect(await deepimagine(id)).toEqual({ status: 1, out: '', error });
  });

  test('a broken connection and a registry that does not answer end in a message', async () => {
    const broken = await deepimagine('NCT00000004');
    expect(broken.status).toBe(1);
    expect(broken.error).toMatch(/^NCT00000004: The registry cannot be reached/);
    const slow = await deepimagine('NCT00000005', '--timeout', '0.2');
    expect(slow).toEqual({ status: 1, out: '', error: 'NCT00000005: The registry did not answer in time.\n' });
  });

  test('files of every form, to a folder; what is broken is told and costs nothing else', async () => {
    const [a, b, c] = ['NCT10000001', 'NCT10000002', 'NCT10000003'].map((id) => JSON.stringify(study(id)));
    writeFileSync(path.join(folder, 'one.json'), JSON.stringify(study('NCT10000004'), null, 2));
    writeFileSync(path.join(folder, 'array.json'), `[${a},\n${b}]`);
    writeFileSync(path.join(folder, 'lines.ndjson.gz'), gzipSync(`${c}\n{"protocolSection":{"identif\n{"a":1}\n`));
    const { status, error } = await deepimagine('one.json', 'array.json', 'lines.ndjson.gz', '--out', 'trials');
    expect(readdirSync(path.join(folder, 'trials')).sort()).toEqual([1, 2, 3, 4].map((n) => `NCT1000000${n}.trial`));
    expect(status).toBe(1);
    expect(error).toContain('lines.ndjson.gz, record 2: it is no JSON');
    expect(error).toContain('lines.ndjson.gz, record 3: ');
    expect(error).toContain('trials: 4 written, 2 not imported');
  });

  test('a folder: its files of records in the order of their names, each told of by its own', async () => {
    mkdirSync(path.join(folder, 'shelf/below/.hidden'), { recursive: true });
    const put = (name: string, ...ids: string[]) =>
      writeFileSync(path.join(folder, 'shelf', name), ids.map((id) => JSON.stringify(study(id))).join('\n'));
    put('b.jsonl', 'NCT50000003', 'NCT50000002');
    put('a.json', 'NCT50000001');
    put('below/c.ndjson', 'NCT50000004');
    put('below/.hidden/d.json', 'NCT50000005');
    put('notes.txt', 'NCT50000006');
    const whole = await deepimagine('shelf');
    expect([whole.status, whole.error]).toEqual([0, '']);
    expect([...whole.out.matchAll(/^trial: (.*)$/gm)].map(([, id]) => id)).toEqual(
      [1, 3, 2, 4].map((n) => `NCT5000000${n}`),
    );
    writeFileSync(path.join(folder, 'shelf/bad.json'), 'nothing');
    writeFileSync(path.join(folder, 'shelf/below/cut.json.gz'), gzipSync('x'.repeat(1000)).subarray(0, 12));
    const { status, error } = await deepimagine('shelf', '--out', 'from-shelf');
    expect(status).toBe(1);
    expect(error).toMatch(
      /^shelf.bad\.json: it is no JSON: [^\n]*\nshelf.below.cut\.json\.gz: not gzip, or cut short\nfrom-shelf: 4 written, 2 not imported\n$/,
    );
  });

  test('of a corpus, the version of each record that it holds', async () => {
    using made = await Corpus.open(path.join(folder, 'a-corpus'), { write: true });
    for (const [day, title] of [
      ['2020-01-01', 'As it was'],
      ['2021-01-01', 'As it is'],
    ]) {
      const record = study('NCT60000001', title);
      Object.assign(record.protocolSection.statusModule, { lastUpdatePostDateStruct: { date: day } });
      writeFileSync(path.join(folder, 'version.json'), JSON.stringify(record));
      await add(made, [path.join(folder, 'version.json')]);
    }
    const { status, out, error } = await deepimagine('a-corpus');
    expect([status, error]).toEqual([0, '']);
    expect(out.match(/^title: .*$/gm)).toEqual(['title: As it is']);
  });

  test('what comes through a pipe is read, once', { skip: process.platform === 'win32' }, () => {
    const command = `printf '%s' "$RECORD" | "${process.execPath}" "${path.join(root, 'cli/main.ts')}" import /dev/stdin`;
    const env = { ...process.env, RECORD: JSON.stringify(study('NCT70000001')) };
    const { status, stdout } = spawnSync('sh', ['-c', command], { env, encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toContain('trial: NCT70000001');
  });

  test('a trial document is told that it is one already', async () => {
    const { out } = await deepimagine('NCT00000001');
    writeFileSync(path.join(folder, 'own.trial'), out);
    writeFileSync(path.join(folder, 'short.trial'), 'trial: x\n');
    for (const name of ['own.trial', 'short.trial'])
      expect(await deepimagine(name)).toEqual({
        status: 1,
        out: '',
        error: `${name}: already a trial document; import makes these of registry records (JSON)\n`,
      });
  });

  test('what is no file of records has one message; a line between records that is none is told of', async () => {
    writeFileSync(path.join(folder, 'notes.md'), 'Some notes\n'.repeat(500));
    const { status, error } = await deepimagine('notes.md');
    expect(status).toBe(1);
    expect(error).toMatch(/^notes\.md: no registry record in it\. How it begins: it is no JSON: (?!.*JSON)[^\n]*\n$/);
    const [a, b] = ['NCT40000001', 'NCT40000002'].map((id) => JSON.stringify(study(id)));
    writeFileSync(path.join(folder, 'mixed.ndjson'), `${a}\ngarbage\n${b}\n`);
    const mixed = await deepimagine('mixed.ndjson', '--out', 'mixed');
    expect(mixed.status).toBe(1);
    expect(mixed.error).toMatch(/mixed\.ndjson, record 2: it is no JSON[\s\S]*mixed: 2 written, 1 not imported/);
  });

  test('what a record says is no command to the terminal', async () => {
    writeFileSync(path.join(folder, 'escape.json'), '\u001b]0;x\u0007\u001b[31m{');
    const { status, error } = await deepimagine('escape.json');
    expect(status).toBe(1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(error.trimEnd()).not.toMatch(/[\u0000-\u001f]/);
  });

  test('a document that somebody changed is kept', async () => {
    writeFileSync(path.join(folder, 'kept.json'), JSON.stringify(study('NCT20000001')));
    expect((await deepimagine('kept.json', '--out', 'kept')).status).toBe(0);
    const file = path.join(folder, 'kept/NCT20000001.trial');
    writeFileSync(file, readFileSync(file, 'utf8').replace('5 mg', '5 mg ~> 10 mg'));
    const again = await deepimagine('kept.json', '--out', 'kept');
    expect(again.status).toBe(1);
    expect(again.error).toContain('NCT20000001.trial is there already and differs: kept');
    expect(readFileSync(file, 'utf8')).toContain('10 mg');
    expect((await deepimagine('kept.json', '--out', 'kept', '--force')).status).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain('10 mg');
  });

  test('wrong use is told as such', async () => {
    expect(await deepimagine('nosuch.json')).toMatchObject({
      status: 2,
      error: 'nosuch.json: no such file or folder, and no registry id (NCT and eight digits)\n',
    });
    mkdirSync(path.join(folder, 'some'));
    expect(await deepimagine('some')).toEqual({
      status: 2,
      out: '',
      error: 'some: no records (*.json, *.ndjson, *.jsonl, gzipped or not, or *.zip) in it\n',
    });
    writeFileSync(path.join(folder, 'empty.json'), '');
    expect(await deepimagine('empty.json')).toMatchObject({ status: 1, error: 'empty.json: no record in it\n' });
    writeFileSync(path.join(folder, 'cut.gz'), gzipSync('x'.repeat(1000)).subarray(0, 12));
    expect(await deepimagine('cut.gz')).toMatchObject({ status: 1, error: 'cut.gz: not gzip, or cut short\n' });
  });

  test('what cannot be written loses nothing', async () => {
    mkdirSync(path.join(folder, 'taken/NCT30000001.trial'), { recursive: true });
    writeFileSync(path.join(folder, 'x.json'), JSON.stringify(study('NCT30000001')));
    const { status, error } = await deepimagine('x.json', '--out', 'taken');
    expect(status).toBe(2);
    expect(error).toMatch(/^taken.NCT30000001\.trial cannot be written: /);
  });

  test.each([
    ['a-file', 'a-file: it is a file, not a folder'],
    ['a-file/trials/of', 'a-file/trials/of: the folder cannot be made: a part of its path is a file, not a folder'],
    ['', '--out: name a folder'],
    // Nothing can be made there, even by the administrator; Node's own `mkdir` never ends.
    ...(process.platform === 'linux'
      ? [
          ['/proc/nope', '/proc/nope: the folder cannot be made: there is no place for it'],
          ['/proc', '/proc: nothing can be written there: there is no place for it'],
        ]
      : []),
  ])('--out %j is refused before anything is asked or read', async (out, message) => {
    writeFileSync(path.join(folder, 'a-file'), '');
    expect(await deepimagine('NCT00000005', '--out', out ?? '')).toEqual({ status: 2, out: '', error: `${message}\n` });
  });

  test('--out makes the folders that are missing, and leaves nothing else in them', async () => {
    writeFileSync(path.join(folder, 'y.json'), JSON.stringify(study('NCT30000002')));
    expect((await deepimagine('y.json', '--out', 'some/new/folder')).status).toBe(0);
    expect(readdirSync(path.join(folder, 'some/new/folder'))).toEqual(['NCT30000002.trial']);
  });

  test.skipIf(!existsSync(records))('memory does not grow with the number of records', async () => {
    const peak = async (times: number) => {
      const file = path.join(records, 'no-results.v2.jsonl.gz');
      const script = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS));`;
      writeFileSync(path.join(folder, 'peak.mjs'), script);
      const child = spawn(
        process.execPath,
        [
          '--import',
          path.join(folder, 'peak.mjs'),
          path.join(root, 'cli/main.ts'),
          'import',
          ...Array(times).fill(file),
        ],
        { stdio: ['ignore', 'ignore', 'pipe'] },
      );
      let error = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        error += text;
      });
      await new Promise((done) => child.on('close', done));
      return Number(/peak (\d+)/.exec(error)?.[1]);
    };
    const [one, ten] = [await peak(1), await peak(10)];
    expect(ten / one).toBeLessThan(1.8);
  });
});
