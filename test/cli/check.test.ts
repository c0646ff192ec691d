/** `deepimagine check` as a person or another tool calls it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSchema } from '../../cli/check.ts';
import about from '../../package.json' with { type: 'json' };
import { changed, DOCUMENT } from '../core/language/document.ts';

const root = path.resolve(import.meta.dirname, '../..');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'check-'));
  mkdirSync(path.join(folder, 'deeper/.hidden'), { recursive: true });
  writeFileSync(path.join(folder, 'good.trial'), DOCUMENT);
  writeFileSync(path.join(folder, 'deeper/odd.trial'), changed('sd: 17.9', 'sd: -17.9'));
  writeFileSync(path.join(folder, 'deeper/wrong.trial'), changed('p: <0.0001', 'p: > 0.00001'));
  writeFileSync(path.join(folder, 'deeper/.hidden/unseen.trial'), 'arms: 1\n');
  writeFileSync(path.join(folder, 'notes.txt'), 'no trial\n');
  mkdirSync(path.join(folder, 'empty'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function check(...args: string[]) {
  const run = spawnSync(process.execPath, [path.join(root, 'cli/main.ts'), 'check', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status: run.status, out: run.stdout, error: run.stderr };
}

test('the program tells its version', () => {
  const run = spawnSync(process.execPath, [path.join(root, 'cli/main.ts'), '--version'], { encoding: 'utf8' });
  expect([run.status, run.stdout]).toEqual([0, `${about.version}\n`]);
});

describe('check', () => {
  test('nothing to complain of', () => {
    expect(check('good.trial')).toEqual({
      status: 0,
      out: '',
      error: '1 document: 0 errors, 0 warnings, 0 of information\n',
    });
  });

  test('lines are counted as editors count them, whatever ends them', () => {
    writeFileSync(path.join(folder, 'deeper/.hidden/ends.trial'), 'trial: x\rarms:\r\n  a:\n    doze: 1 mg\n');
    expect(check('deeper/.hidden/ends.trial').out).toMatch(
      /^deeper\/\.hidden\/ends\.trial:4:5: information unknown-key: /,
    );
  });

  test('a text that is too large is one error, to whoever reads it', () => {
    writeFileSync(path.join(folder, 'deeper/.hidden/large.trial'), `${DOCUMENT}${'# more\n'.repeat(300_000)}`);
    const told = 'Too large to be read: 2.2 million characters, and 2 million are read at most.';
    const { status, out } = check('deeper/.hidden/large.trial');
    expect([status, out]).toEqual([1, `deeper/.hidden/large.trial:1:1: error too-large: ${told}\n`]);
    const run = spawnSync(process.execPath, [path.join(root, 'cli/main.ts'), 'imagine', 'deeper/.hidden/large.trial'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect([run.status, run.stdout, run.stderr]).toEqual([1, '', `deeper/.hidden/large.trial: ${told}\n`]);
  });

  test('what is not UTF-8 text is told so, once, to whoever reads it', () => {
    const own = path.join(folder, 'deeper/.hidden/encodings');
    mkdirSync(own);
    const utf16 = Buffer.from(`\ufeff${DOCUMENT}`, 'utf16le');
    writeFileSync(path.join(own, 'a.trial'), utf16);
    writeFileSync(path.join(own, 'b.trial'), utf16.subarray(2).swap16());
    writeFileSync(path.join(own, 'c.trial'), Buffer.from(changed('points', 'µg, säurefest'), 'latin1'));
    writeFileSync(path.join(own, 'd.trial'), Buffer.alloc(100));
    writeFileSync(path.join(own, '.trial'), '');
    const { out, status } = check('deeper/.hidden/encodings');
    expect(status).toBe(1);
    expect(out.split('\n').map((line) => line.split(':').slice(0, 4).join(':').replace(/.*\//, ''))).toEqual([
      '.trial:1:1: information empty',
      'a.trial:1:4: error not-text',
      'b.trial:1:1: error not-text',
      'c.trial:29:11: warning lost-characters',
      'd.trial:1:1: error not-text',
      '',
    ]);
    for (const name of ['.trial', 'a.trial']) {
      const run = spawnSync(process.execPath, [path.join(root, 'cli/main.ts'), 'imagine', name], {
        cwd: own,
        encoding: 'utf8',
      });
      expect([run.status, run.stdout, run.stderr.split('\n').length]).toEqual([1, '', 2]);
    }
  });

  test.skipIf(process.platform === 'win32')(
    'a folder is looked through for files, not for pipes and links to nowhere',
    () => {
      const own = path.join(folder, 'deeper/.hidden/odd');
      mkdirSync(own);
      writeFileSync(path.join(own, 'a.trial'), 'trial: a\n');
      symlinkSync('a.trial', path.join(own, 'b.trial'));
      symlinkSync('nowhere', path.join(own, 'c.trial'));
      symlinkSync('.', path.join(own, 'd.trial'));
      expect(spawnSync('mkfifo', [path.join(own, 'e.trial')]).status).toBe(0);
      expect(check('deeper/.hidden/odd')).toMatchObject({
        status: 0,
        error: expect.stringMatching(/^2 documents: 0 err/),
      });
    },
  );

  test('ends quietly when nobody reads on', () => {
    const command = `"${process.execPath}" "${path.join(root, 'cli/main.ts')}" check . --json | true`;
    const run = spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' });
    expect(run.stderr).not.toMatch(/EPIPE|Error/);
  });

  test('an empty document is no error; there is only nothing to imagine', () => {
    writeFileSync(path.join(folder, 'deeper/.hidden/nothing.trial'), '# not yet\n');
    const { status, out } = check('deeper/.hidden/nothing.trial');
    expect([status, out]).toEqual([
      0,
      expect.stringMatching(/^deeper\/\.hidden\/nothing\.trial:1:1: information empty: /),
    ]);
  });

  test('warnings are no errors', () => {
    const { status, out } = check('deeper/odd.trial');
    expect(status).toBe(0);
    expect(out).toBe('deeper/odd.trial:41:38: warning negative-dispersion: `sd` cannot be negative.\n');
  });

  test('a folder, as JSON by its published schema', () => {
    const { status, out, error } = check('.', '--json');
    expect(status).toBe(1);
    const findings = checkSchema.parse(JSON.parse(out));
    expect(findings.map(({ file, severity, code }) => [file, severity, code])).toEqual([
      ['deeper/odd.trial', 'warning', 'negative-dispersion'],
      ['deeper/wrong.trial', 'error', 'unquoted'],
    ]);
    expect(findings[1]?.range.start).toEqual({
      line: 46,
      column: 12,
      offset: changed('p: <0.0001', 'p: > 0.00001').indexOf('> 0.00001'),
    });
    expect(error).toBe('3 documents: 1 error, 1 warning, 0 of information\n');
  });

  test('no complaint is an empty list', () => {
    expect(check('good.trial', '--json').out).toBe('[]\n');
  });

  test('wrong use', () => {
    expect(check('missing.trial')).toEqual({ status: 2, out: '', error: 'missing.trial: no such file or folder\n' });
    expect(check('empty')).toEqual({ status: 2, out: '', error: 'empty: no trial documents (*.trial) in it\n' });
    expect(check().status).toBe(2);
  });

  test('what a document says is no command to the terminal', () => {
    writeFileSync(
      path.join(folder, 'escape.trial'),
      'trial: a\npopulation: { sex: "\u001b[31mred\u001b]0;x\u0007" }\n',
    );
    const { out } = check('escape.trial');
    expect(out).toContain('unknown-value');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

test('the published schemas are up to date', () => {
  const run = spawnSync(process.execPath, [path.join(root, 'scripts/schema.ts'), '--check'], { encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
});
