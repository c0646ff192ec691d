/** What the documentation names is there: files, headings, commands, options, settings. */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { register as registerCheck } from '../../cli/check.ts';
import { register as registerCorpus } from '../../cli/corpus.ts';
import { register as registerDataset } from '../../cli/dataset.ts';
import { register as registerEvaluate } from '../../cli/evaluate.ts';
import { register as registerImagine } from '../../cli/imagine.ts';
import { register as registerImport } from '../../cli/import.ts';
import { register as registerLsp } from '../../cli/lsp.ts';
import { register as registerPairs } from '../../cli/pairs.ts';
import { register as registerTraces } from '../../cli/traces.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const documents = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'samples/README.md'],
  ...readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`),
];

const sources = globSync('{bench,cli,client,core,scripts,server,test,trainer,webview}/**/*.{ts,mjs,py}', {
  cwd: root,
  exclude: (name) => name === 'node_modules',
});

const program = new Command('deepimagine');
for (const register of [
  registerCheck,
  registerCorpus,
  registerDataset,
  registerEvaluate,
  registerImagine,
  registerImport,
  registerLsp,
  registerPairs,
  registerTraces,
])
  register(program);

const optionsOf = (command: Command): string[] => command.options.flatMap(({ long }) => long ?? []);
const all = program.commands.flatMap((command) => [command, ...command.commands]);

/** A heading's address, as GitHub makes it. */
const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const headings = (text: string): string[] => [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slug(heading));

/** The commands of the shell that a document shows, each on one line and without its comment. */
const shown = (text: string): string[] =>
  [...text.matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, block = '']) => block.replaceAll('\\\n', ' ').split('\n'))
    .map((line) => line.replace(/ +# .*$/, ''));

describe.each(documents)('%s', (document) => {
  const text = read(document);

  test('links to files and headings that are there', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g)].map(
      ([, link, image]) => link ?? image ?? '',
    );
    for (const link of links.filter((each) => !/^https?:/.test(each))) {
      const [file = '', heading] = link.split('#');
      const target = file ? path.join(path.dirname(document), file) : document;
      expect(existsSync(path.join(root, target)), link).toBe(true);
      if (heading) expect(headings(read(target)), link).toContain(heading);
    }
  });

  test('shows commands with options that they have', () => {
    for (const line of shown(text).filter((each) => each.startsWith('npx deepimagine '))) {
      const [, , first, second] = line.split(/\s+/);
      const command = program.commands.find((each) => each.name() === first);
      const options = line.match(/(?<= )--[a-z-]+/g) ?? [];
      if (options.join() === '--help') continue;
      expect(command, line).toBeDefined();
      const inner = command?.commands.find((each) => each.name() === second) ?? command;
      for (const option of options) expect(inner && optionsOf(inner), line).toContain(option);
    }
  });

  test('names scripts and files that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const [, script] of text.matchAll(/npm run ([\w:]+)/g)) expect(Object.keys(scripts)).toContain(script);
    for (const [, file = ''] of text.matchAll(/node ((?:bench|scripts|test|trainer)\/[\w./-]+)/g))
      expect(existsSync(path.join(root, file)), file).toBe(true);
    for (const [, file = ''] of text.matchAll(/`([\w./-]+\.(?:ts|mjs|py))`/g))
      expect(
        sources.some((each) => each === file || each.endsWith(`/${file}`)),
        file,
      ).toBe(true);
  });
});

test('an option that is named anywhere is one of some command', () => {
  const others = new Set(['--npm', '--install-extension']);
  const known = all.flatMap(optionsOf);
  for (const document of documents.filter((each) => /^(README|docs)/.test(each)))
    for (const [option] of read(document).matchAll(/(?<=[` ])--[a-z][a-z-]*/g))
      if (!others.has(option)) expect([...known, '--help'], `${document}: ${option}`).toContain(option);
});

test("the README's table has every command", () => {
  const rows = read('README.md').match(/^\| `.*$/gm) ?? [];
  const words = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)]).flatMap(([, code = '']) => code.split(' '));
  for (const command of all) expect(words).toContain(command.name());
});

describe('docs/vscode.md', () => {
  const text = read('docs/vscode.md');
  const { contributes } = JSON.parse(read('package.json')) as {
    contributes: {
      commands: { title: string }[];
      configuration: { properties: Record<string, { default: unknown }> };
    };
  };

  test('has every command by its title', () => {
    const titles = JSON.parse(read('package.nls.json')) as Record<string, string>;
    for (const { title } of contributes.commands) expect(text).toContain(titles[title.slice(1, -1)]);
  });

  test('has every setting, and no other', () => {
    const named = [...text.matchAll(/`(deepimagine\.[\w.]+)`/g)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(Object.keys(contributes.configuration.properties).toSorted());
  });

  test('gives the defaults of single settings', () => {
    for (const [, name = '', value = ''] of text.matchAll(/^\| `(deepimagine\.[\w.]+)` \| `?([^`|]*?)`? \|/gm)) {
      const { default: set } = contributes.configuration.properties[name] ?? {};
      if (typeof set !== 'object') expect(value, name).toBe(String(set));
    }
  });
});

test('every command says where records are looked for when none are named', () => {
  const reading = all.filter((command) =>
    command.registeredArguments.some((one) => one.name() === 'place' && !one.required),
  );
  expect(reading.length).toBeGreaterThan(6);
  for (const command of reading)
    expect(command.helpInformation().replaceAll(/\s+/g, ' '), command.name()).toContain('DEEPIMAGINE_CORPUS');
});
