// `npm run bench`: our language server beside yaml-language-server, importing beside JSON.parse, what an imagining
// costs, then activation and the first hover in a real VS Code.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium, ensureModules, ensureVsCode, Missing, main, onPinnedNode, root } from './setup.mjs';

const USAGE = `npm run bench [-- --rounds 3 --repeats 20 --json FILE]

Measures, on documents and records of ../shared/data/trials (or of the folder that DEEPIMAGINE_RECORDS names):
our language server beside yaml-language-server, importing beside JSON.parse, what an imagining costs, and activation
and the first hover in a real VS Code.

  --rounds N    how often each language server is started anew (3)
  --repeats N   how often each request is made in a round (20)
  --json FILE   where the single times are written (out/bench/lsp.json)`;

function asked() {
  try {
    const text = { type: 'string' };
    const { values } = parseArgs({
      options: { rounds: text, repeats: text, json: text, help: { type: 'boolean', short: 'h' } },
    });
    for (const name of ['rounds', 'repeats'])
      if (values[name] !== undefined && !/^[1-9]\d*$/.test(values[name]))
        throw new Missing(`--${name} takes a number of 1 or more.\n\n${USAGE}`);
    return values;
  } catch (error) {
    throw error instanceof Missing ? error : new Missing(`${error.message}\n\n${USAGE}`);
  }
}

await main(async () => {
  if (asked().help) {
    console.log(USAGE);
    return;
  }
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
  console.log();
  run('bench/servers.ts');
  run('bench/editor.ts');
});
