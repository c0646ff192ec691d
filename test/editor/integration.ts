/** Runs the suite inside the extension host of the VS Code that npm carries. `node test/editor/integration.ts [result.json]` */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { root, startHost } from './host.ts';
import { buildSuite } from './suite/build.ts';
import type { SuiteResult } from './suite/index.ts';
import { openBrowser, refuseFrontEnd } from './workbench.ts';
import { makeWorkspace } from './workspace.ts';

const LIMIT_MS = 300_000;

async function runSuite(): Promise<SuiteResult> {
  const suite = await buildSuite();
  using workspace = makeWorkspace();
  const file = path.join(root, 'out/test/suite.json');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  await using host = await startHost({ env: { DEEPIMAGINE_SUITE_RESULT: file } });
  await using browser = await openBrowser();
  const page = await browser.newPage();
  const console: string[] = [];
  const how = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => resolve(`did not end within ${LIMIT_MS / 1000} s`), LIMIT_MS);
    const end = (reason: string) => {
      clearTimeout(late);
      resolve(reason);
    };
    page.on('crash', () => end('the page crashed'));
    page.on('close', () => end('the page was closed'));
    (async () => {
      await page.exposeFunction('codeAutomationLog', (_: string, args: unknown[]) => console.push(format(...args)));
      await page.exposeFunction('codeAutomationExit', (code: number) => end(`the extension host ended with ${code}`));
      await refuseFrontEnd(page);
      await page.goto(host.url({ folder: workspace.folder, extension: root, suite }));
    })().catch(reject);
  });
  const written = existsSync(file) ? readFileSync(file, 'utf8') : '';
  // A crashed extension host reports success: only what the suite itself wrote counts.
  if (!written) {
    const last = [...console, host.log()].join('\n').slice(-4000);
    return { passed: 0, failed: 1, skipped: 0, lines: [`✗ the suite wrote no result: ${how}\n${last}`] };
  }
  const result: SuiteResult = JSON.parse(written);
  if (host.reachedOut.length) {
    result.failed++;
    result.lines.push(`✗ requests off this machine: ${host.reachedOut.join(', ')}`);
  }
  return result;
}

const result = await runSuite();
for (const line of result.lines) console.log(line);
console.log(`${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`);
const report = process.argv[2];
if (report) writeFileSync(report, JSON.stringify(result));
process.exitCode = result.failed || !result.passed ? 1 : 0;
