/**
 * The suite inside the extension host, in desktop VS Code: the oldest supported and the newest stable. For machines that can
 * download VS Code: `npm run test:electron [-- VERSION…]`. Without a display, run it under `xvfb-run`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { root } from './host.ts';
import { buildSuite } from './suite/build.ts';
import type { SuiteResult } from './suite/index.ts';
import { makeWorkspace } from './workspace.ts';

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const oldest = manifest.engines.vscode.replace('^', '');
const versions = process.argv.length > 2 ? process.argv.slice(2) : [oldest, 'stable'];

const suite = await buildSuite();
let failed = 0;
for (const version of versions) {
  using workspace = makeWorkspace();
  const file = path.join(root, `out/test/electron-${version}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  const ended = await runTests({
    version,
    extensionDevelopmentPath: root,
    extensionTestsPath: suite,
    extensionTestsEnv: { DEEPIMAGINE_SUITE_RESULT: file },
    launchArgs: [workspace.folder, '--disable-extensions', '--disable-workspace-trust'],
  }).then(
    () => 'it ended',
    (error: unknown) => String(error),
  );
  // A crashed extension host reports success: only what the suite itself wrote counts.
  const written = readFileSync(file, 'utf8');
  const result: SuiteResult = written
    ? JSON.parse(written)
    : { passed: 0, failed: 1, skipped: 0, lines: [`✗ the suite wrote no result: ${ended}`] };
  for (const line of result.lines) console.log(line);
  console.log(`VS Code ${version}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`);
  failed += result.failed + (result.passed ? 0 : 1);
}
process.exitCode = failed ? 1 : 0;
