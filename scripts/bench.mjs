// `npm run bench`: our language server beside yaml-language-server, importing beside JSON.parse, what an imagining
// costs, then activation and the first hover in a real VS Code.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureChromium, ensureModules, ensureVsCode, Missing, main, onPinnedNode, root } from './setup.mjs';

await main(async () => {
  ensureModules();
  await onPinnedNode();
  ensureVsCode();
  process.env.CHROMIUM = ensureChromium();
  const run = (file, ...args) => {
    const done = spawnSync(process.execPath, [path.join(root, file), ...args], { stdio: 'inherit' });
    if (done.status !== 0) throw new Missing(`${file} failed.`);
  };
  run('scripts/build.mjs');
  run('bench/lsp.ts', ...process.argv.slice(2));
  console.log();
  run('bench/import.ts');
  console.log();
  run('bench/evidence.ts');
  run('bench/editor.ts');
});
