// `npm run demo`: opens the samples in VS Code with the extension loaded: the person's own where `code` is on the PATH,
// else the one that npm carries, at a loopback address, until Ctrl-C.
// `npm run demo -- --check` does the main job with nobody watching and saves demo/*.png;
// `npm run demo -- --pictures` takes the pictures of the README and the walkthrough, media/walkthrough/*.png.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { ensureChromium, ensureModules, ensureVsCode, Missing, main, onPath, onPinnedNode, root } from './setup.mjs';

/** A copy, so that what a person tries out leaves the clone as it was; what is there already is kept. */
function samples() {
  const folder = path.join(root, 'out/samples');
  cpSync(path.join(root, 'samples'), folder, { recursive: true, force: false });
  return folder;
}

function build() {
  const built = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
  if (built.status !== 0) throw new Missing('The build failed.');
}

await main(async () => {
  const options = process.argv.slice(2);
  const unknown = options.find((option) => !['--check', '--pictures', '--npm'].includes(option));
  if (unknown)
    throw new Missing(`There is no option ${unknown}. There are --check, --pictures and --npm (not \`code\`).`);
  ensureModules();
  await onPinnedNode();

  if (options.includes('--check') || options.includes('--pictures')) {
    ensureVsCode();
    process.env.CHROMIUM = ensureChromium();
    const { demonstrate, takePictures } = await import('../test/editor/demo.ts');
    if (options.includes('--check')) await demonstrate(path.join(root, 'demo'));
    if (options.includes('--pictures')) await takePictures(path.join(root, 'media/walkthrough'));
    return;
  }

  const code = options.includes('--npm') ? undefined : onPath('code', 'code-insiders', 'codium');
  if (code) {
    build();
    const opened = spawnSync(code, ['--new-window', `--extensionDevelopmentPath=${root}`, samples()], {
      stdio: 'inherit',
    });
    if (opened.status !== 0)
      throw new Missing(`${code} could not open the samples. \`npm run demo -- --npm\` does without it.`);
    console.log('The samples are open in VS Code. Begin with semaglutide-hfpef.trial: rest the pointer on the arrow.');
    return;
  }

  ensureVsCode();
  const { serve } = await import('../test/editor/demo.ts');
  await serve(samples(), (url) => {
    console.log(`\nVS Code with the samples, for this machine only:\n\n  ${url}\n`);
    console.log('Rest the pointer on the arrow behind the dose. Ctrl-C ends it.');
    const opener = onPath(process.platform === 'darwin' ? 'open' : 'xdg-open');
    if (opener) spawn(opener, [url], { stdio: 'ignore', detached: true }).unref();
  });
});
