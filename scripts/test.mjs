// Every tier of tests, on a bare clone: `npm test`, or some of them: `npm test -- unit ui`. Goes on after a failure, and
// ends with the number of tests. A tier that cannot run has failed.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  ensureChromium,
  ensureModules,
  ensurePython,
  ensureVsCode,
  llamaPackages,
  Missing,
  main,
  onPinnedNode,
  root,
  transformersPackages,
} from './setup.mjs';

const out = path.join(root, 'out/test');
const bin = (name) => path.join(root, 'node_modules/.bin', name);
const script = (name) => path.join(root, 'scripts', name);

/** Runs a program to its end; what it prints is shown. A tier that hangs is ended, with all that it started. */
async function exec(program, args, minutes) {
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', detached: process.platform !== 'win32' });
  const end = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  const onSignal = () => {
    end('SIGTERM');
    process.exit(130);
  };
  const late = setTimeout(() => {
    console.error(`Not done within ${minutes} minutes: ended.`);
    end('SIGTERM');
  }, minutes * 60_000);
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
  clearTimeout(late);
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  end('SIGKILL');
  return status;
}

/** How many, and what failed: a title and the first words of why. */
const counts = () => ({ passed: 0, failed: 0, skipped: 0, failures: [] });

const firstLines = (text) =>
  stripVTControlCharacters(text ?? '')
    .split('\n')
    .slice(0, 6)
    .join('\n    ');

/** Steps that pass or fail as a whole, each counted as one test. */
const steps = (all) => async () => {
  const count = counts();
  for (const [name, program, args] of all) {
    const status = await exec(program, args, 10);
    console.log(`${status === 0 ? '✓' : '✗'} ${name}`);
    count[status === 0 ? 'passed' : 'failed']++;
    if (status !== 0) count.failures.push(name);
  }
  return count;
};

/** Vitest, told apart by the folders that its files are in. A file that could not be loaded is one failed test. */
const vitest = (name, config) => async () => {
  const report = path.join(out, `${name}.json`);
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = await exec(bin('vitest'), ['run', '--config', config, ...reporters], 30);
  const groups = {};
  for (const file of JSON.parse(readFileSync(report, 'utf8')).testResults) {
    const [folder, below] = path.relative(path.join(root, 'test'), file.name).split(path.sep);
    const group = folder === 'editor' ? below : folder;
    groups[group] ??= counts();
    const count = groups[group];
    const where = path.relative(root, file.name);
    for (const { status, fullName, failureMessages } of file.assertionResults) {
      count[status === 'passed' ? 'passed' : status === 'failed' ? 'failed' : 'skipped']++;
      if (status === 'failed') count.failures.push(`${where} > ${fullName}: ${firstLines(failureMessages[0])}`);
    }
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')) {
      count.failed++;
      count.failures.push(`${where}: ${firstLines(file.message)}`);
    }
  }
  // An error outside any test fails the run and no test.
  if (status !== 0 && !Object.values(groups).some((count) => count.failed))
    groups['outside any test'] = { ...counts(), failed: 1 };
  return groups;
};

async function suite() {
  const report = path.join(out, 'host.json');
  rmSync(report, { force: true });
  await exec(process.execPath, [path.join(root, 'test/editor/integration.ts'), report], 10);
  const { lines, ...count } = JSON.parse(readFileSync(report, 'utf8'));
  return { ...count, failures: lines.filter((line) => line.startsWith('✗ ')).map((line) => firstLines(line.slice(2))) };
}

const inEditor = (run) => async () => {
  ensureVsCode();
  process.env.CHROMIUM = ensureChromium();
  return run();
};

/** Before tests run at a time and each would make it. What cannot be made is told by the tests that need it, too. */
const withPython = (run) => async () => {
  // What programs of tests compiled is kept for the run, and not for ever.
  rmSync(path.join(out, 'compiled'), { recursive: true, force: true });
  for (const packages of [llamaPackages, transformersPackages])
    try {
      await ensurePython(packages);
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      console.error(error.message);
    }
  return run();
};

const tiers = {
  check: {
    title: 'types, style, arrows between folders',
    run: steps([
      ['types (tsc)', bin('tsc'), ['--noEmit']],
      ['style (biome)', bin('biome'), ['check', '.']],
      ['arrows between folders', process.execPath, [script('arrows.mjs')]],
    ]),
  },
  build: { title: 'bundles', run: steps([['build', process.execPath, [script('build.mjs')]]]) },
  unit: {
    title: 'core, server, command line, real servers of language models',
    run: withPython(vitest('unit', 'vitest.config.ts')),
  },
  host: { title: 'inside the extension host of a real VS Code', run: inEditor(suite) },
  ui: { title: 'a real VS Code, used through Chromium', run: inEditor(vitest('ui', 'test/editor/vitest.config.ts')) },
};

await main(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !(name in tiers));
  if (unknown) throw new Missing(`There is no tier ${unknown}. There are: ${Object.keys(tiers).join(', ')}.`);
  ensureModules();
  await onPinnedNode();
  mkdirSync(out, { recursive: true });

  const rows = [];
  for (const [name, { title, run }] of Object.entries(tiers)) {
    if (wanted.length && !wanted.includes(name)) continue;
    console.log(`\n── ${name}: ${title}`);
    const began = performance.now();
    let groups;
    try {
      const result = await run();
      groups = 'passed' in result ? { [name]: result } : result;
    } catch (error) {
      console.error(error instanceof Missing ? error.message : error);
      groups = { [name]: { ...counts(), failed: 1 } };
    }
    const seconds = (performance.now() - began) / 1000;
    for (const [group, count] of Object.entries(groups)) rows.push({ name, group, seconds, ...count });
  }

  // Once more where whoever sees only the end of it finds it.
  const failures = rows.flatMap((row) => row.failures);
  if (failures.length) console.log(`\nWhat failed:\n${failures.map((failure) => `  ✗ ${failure}`).join('\n')}`);
  const total = { passed: 0, failed: 0, skipped: 0 };
  console.log('\ntier                 passed  failed  skipped');
  for (const row of rows) {
    for (const key of Object.keys(total)) total[key] += row[key];
    const label = row.name === row.group ? row.name : `${row.name}: ${row.group}`;
    console.log(
      `${label.padEnd(20)} ${[row.passed, row.failed, row.skipped].map((n) => String(n).padStart(6)).join('  ')}`,
    );
  }
  for (const name of new Set(rows.map((row) => row.name)))
    console.log(`${name} took ${rows.find((row) => row.name === name).seconds.toFixed(0)} s`);
  const skipped = total.skipped ? `, ${total.skipped} skipped` : '';
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
  process.exitCode = total.failed || !total.passed ? 1 : 0;
});
