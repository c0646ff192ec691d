// Bundles every program into dist/. Type checking is tsc's (`npm run check`).
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const watch = process.argv.includes('--watch');
const shared = {
  absWorkingDir: root,
  bundle: true,
  outdir: 'dist',
  sourcemap: true,
  logLevel: 'warning',
};
/** The extension's entry stays small: what it loads later is a file beside it, and so is what speaks to language models. */
const later = {
  name: 'later',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/(later|models)\.ts$/ }, ({ path: file, resolveDir }) =>
      resolveDir === path.join(root, 'client') ? { path: file.replace(/\.ts$/, '.cjs'), external: true } : undefined,
    ),
};
/**
 * What was fitted is large, and asked for only where something is imagined: each file of it lies beside the programs and is
 * read when one of its keys is first asked for.
 */
const fitted = {
  name: 'fitted',
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^\.\/data\/[\w-]+\.json$/ }, ({ path: file }) => ({ path: file, external: true }));
    onLoad(
      { filter: /[\\/]core[\\/](imagine[\\/]model|pairs[\\/]approximate)[\\/][\w-]+\.json$/ },
      ({ path: file }) => {
        const name = path.basename(file);
        const text = readFileSync(file, 'utf8');
        mkdirSync(path.join(root, 'dist/data'), { recursive: true });
        writeFileSync(path.join(root, 'dist/data', name), text);
        const getters = Object.keys(JSON.parse(text)).map((key) => {
          const written = JSON.stringify(key);
          return `get ${written}() { return read()[${written}]; }`;
        });
        const contents = `
        let data;
        const read = () => (data ??= require('./data/${name}'));
        export default { ${getters.join(', ')} };`;
        return { contents, loader: 'js' };
      },
    );
  },
};
/**
 * A digest of the program that takes notes of records, which a corpus keeps: a program that takes others makes them anew. None while sources are watched,
 * for they change under it.
 */
async function notesVersion() {
  const entryPoints = [path.join(root, 'core/pairs/approximate/note.ts')];
  const options = {
    ...shared,
    sourcemap: false,
    platform: 'node',
    format: 'esm',
    minify: true,
    write: false,
    entryPoints,
  };
  const [made] = (await esbuild.build(options)).outputFiles;
  return createHash('sha256').update(made.contents).digest('hex').slice(0, 16);
}
const node = {
  ...shared,
  define: { DEEPIMAGINE_NOTES: watch ? 'undefined' : JSON.stringify(await notesVersion()) },
  plugins: [later, fitted],
  supported: { 'dynamic-import': false },
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  // Not the identifiers: traces that people send name functions, and `keepNames` costs every closure at run time.
  minifyWhitespace: !watch,
  minifySyntax: !watch,
  outExtension: { '.js': '.cjs' },
};
const browser = { ...shared, minify: !watch, platform: 'browser', target: 'es2022', format: 'iife' };
const bundles = [
  [
    node,
    {
      extension: 'client/extension.ts',
      later: 'client/later.ts',
      models: 'client/models.ts',
      server: 'server/main.ts',
      cli: 'cli/main.ts',
      pairs: 'client/pairs/worker.ts',
      anchors: 'client/anchors/worker.ts',
    },
  ],
  [browser, { panel: 'webview/panel.ts', table: 'webview/table.ts' }],
];
for (const [options, entryPoints] of bundles) {
  const present = Object.fromEntries(
    Object.entries(entryPoints).filter(([, file]) => existsSync(path.join(root, file))),
  );
  const bundle = { ...options, entryPoints: present };
  if (watch) await (await esbuild.context(bundle)).watch();
  else await esbuild.build(bundle);
}
