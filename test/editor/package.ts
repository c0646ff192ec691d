/** Makes the VSIX that tests and the demo install, so that what they use is what a person gets. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { root } from './host.ts';

export const vsix = path.join(root, 'out/test/deepimagine.vsix');

export function makeVsix(): void {
  execFileSync(process.execPath, [path.join(root, 'scripts/package.mjs'), vsix], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Once before the first test file. */
export { makeVsix as setup };
