/**
 * In the real VS Code that npm carries: how long activation takes, and how long from opening the 95th percentile document
 * to its first hover. Every round is a fresh VS Code with a fresh profile.
 *
 *     node bench/editor.ts [--rounds 5]
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { root, startHost } from '../test/editor/host.ts';
import { openBrowser, refuseFrontEnd } from '../test/editor/workbench.ts';
import { readCorpus } from './documents.ts';
import type { Inside } from './inside.ts';
import { quantile, table } from './statistics.ts';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });

async function round(suite: string, folder: string): Promise<Inside> {
  const file = path.join(folder, 'result.json');
  writeFileSync(file, '');
  await using host = await startHost({ env: { DEEPIMAGINE_BENCH_RESULT: file } });
  await using browser = await openBrowser();
  const page = await browser.newPage();
  await refuseFrontEnd(page);
  const ended = new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the extension host did not end within a minute')), 60_000);
    const end = () => {
      clearTimeout(late);
      resolve();
    };
    page.exposeFunction('codeAutomationLog', () => undefined).catch(reject);
    page.exposeFunction('codeAutomationExit', end).catch(reject);
  });
  await page.goto(host.url({ folder, extension: root, suite }));
  await ended;
  const written = readFileSync(file, 'utf8');
  if (!written) throw new Error('nothing was measured: the extension host ended before it had an answer');
  return JSON.parse(written);
}

const corpus = await readCorpus();
const document = corpus?.measured.find(({ name }) => name === '95th percentile');
const folder = mkdtempSync(path.join(tmpdir(), 'deepimagine-bench-'));
try {
  const sample = readFileSync(path.join(root, 'samples/semaglutide-hfpef.trial'), 'utf8');
  const text = document?.text ?? sample;
  writeFileSync(path.join(folder, 'bench.trial'), text);
  const suite = path.join(root, 'out/bench/inside.cjs');
  mkdirSync(path.dirname(suite), { recursive: true });
  await build({
    entryPoints: [path.join(root, 'bench/inside.ts')],
    outfile: suite,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const rounds: Inside[] = [];
  for (let i = 0; i < Number(options.rounds); i++) rounds.push(await round(suite, folder));
  console.log(
    `\nVS Code, ${rounds.length} fresh starts, ${document?.name ?? 'a sample'}, ${(text.length / 1000).toFixed(0)} KB, load average ${loadavg()[0]?.toFixed(1)}`,
  );
  const row = (label: string, values: number[]) => [
    label,
    ...[0.5, 1].map((share) => quantile(values, share).toFixed(1)),
  ];
  console.log(
    table([
      ['ms', 'median', 'worst'],
      row(
        'activation: the call alone',
        rounds.map((one) => one.call),
      ),
      row(
        'activation with loading its code',
        rounds.map((one) => one.active),
      ),
      row(
        '… until the server answers',
        rounds.map((one) => one.ready),
      ),
      row(
        '… until the first hover',
        rounds.map((one) => one.firstHover),
      ),
      row(
        'later hovers',
        rounds.flatMap((one) => one.hovers),
      ),
    ]),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
