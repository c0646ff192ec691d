/**
 * The suite that runs inside the extension host: the same entry for the VS Code that npm carries and for
 * `@vscode/test-electron`. It writes its own result, because an extension host that crashes reports success.
 */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

export interface SuiteResult {
  passed: number;
  failed: number;
  skipped: number;
  /** One line a test, in the order they ran. */
  lines: string[];
}

/** The lines are written at the end, so that they reach the runner whole. */
class Silent extends Mocha.reporters.Base {}

export async function run(): Promise<void> {
  const file = process.env.DEEPIMAGINE_SUITE_RESULT;
  if (!file) throw new Error('DEEPIMAGINE_SUITE_RESULT names no file for the result');
  const mocha = new Mocha({ ui: 'tdd', timeout: 120_000, reporter: Silent });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./activation.test.ts');
  await import('./language.test.ts');
  await import('./models.test.ts');
  await import('./places.test.ts');

  const lines: string[] = [];
  const result = await new Promise<SuiteResult>((resolve) => {
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed: failures, skipped: pending, lines });
    });
    runner.on('pass', (test) => lines.push(`✓ ${test.fullTitle()} ${test.duration ?? 0} ms`));
    runner.on('pending', (test) => lines.push(`- ${test.fullTitle()}`));
    runner.on('fail', (test, error) => lines.push(`✗ ${test.fullTitle()}\n${error.stack ?? error.message}`));
  });
  writeFileSync(file, JSON.stringify(result));
  if (result.failed) throw new Error(`${result.failed} tests failed`);
}
