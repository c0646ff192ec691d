// Makes the VSIX: `npm run package [-- FILE]`. The bundles hold everything, so no packages go with them.

import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { ensureModules, Missing, main, onPinnedNode, root } from './setup.mjs';

/** More than this, and something went in that should not have. */
const LIMIT = 5 * 1024 * 1024;

await main(async () => {
  ensureModules();
  await onPinnedNode();
  const built = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
  if (built.status !== 0) throw new Missing('The build failed.');
  const { createVSIX } = await import('@vscode/vsce');
  const file = path.resolve(process.argv[2] ?? path.join(root, 'dist/deepimagine.vsix'));
  mkdirSync(path.dirname(file), { recursive: true });
  await createVSIX({
    cwd: root,
    packagePath: file,
    dependencies: false,
    // The page of an installed extension can neither show pictures of the package nor open its files.
    readmePath: 'docs/extension.md',
    allowMissingRepository: true,
  });
  const { size } = statSync(file);
  console.log(`${file}: ${(size / 1024 / 1024).toFixed(2)} MB`);
  if (size > LIMIT) throw new Missing(`The VSIX may have ${LIMIT / 1024 / 1024} MB at most.`);
});
