/** Bundles the suite, for the extension host of any VS Code. */
import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../host.ts';

/** Returns the module whose `run()` is the suite. */
export async function buildSuite(): Promise<string> {
  const outfile = path.join(root, 'out/suite/index.cjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['test/editor/suite/index.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
