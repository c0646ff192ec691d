/** Makes the VSIX that every test of this folder installs. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { root } from './host.ts';
import { vsix } from './session.ts';

export function setup(): void {
  execFileSync(process.execPath, [path.join(root, 'scripts/package.mjs'), vsix], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
