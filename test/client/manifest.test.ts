import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../client/commands.ts';
import { THINK_LEVELS } from '../../core/imagine/servers/chat.ts';
import { LIMITS } from '../../core/imagine/successive/limits.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface MenuItem {
  command?: string;
  when?: string;
}
interface Manifest {
  icon: string;
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  activationEvents: string[];
  contributes: {
    commands: { command: string; title: string; category: string }[];
    menus: { commandPalette: MenuItem[]; [place: string]: MenuItem[] };
    keybindings: MenuItem[];
    configuration: {
      properties: Record<
        string,
        { scope?: string; default?: unknown; minimum?: number; maximum?: number; enum?: string[] }
      >;
    };
    walkthroughs: { steps: { description: string; media: { image: string }; completionEvents?: string[] }[] }[];
    languages: { configuration: string; icon: { light: string; dark: string } }[];
    grammars?: { path: string }[];
    snippets?: { path: string }[];
  };
}
const manifest = JSON.parse(read('package.json')) as Manifest;
const nls = JSON.parse(read('package.nls.json')) as Record<string, string>;
const { contributes } = manifest;
const declared = contributes.commands.map(({ command }) => command);
const sources = ['client', 'server'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read(path.join(folder, file))),
);

describe('the manifest', () => {
  it('has no setting that a report of a fault leaves out, but for where servers are', () => {
    const told = read('client/debugInformation.ts');
    const left = Object.keys(contributes.configuration.properties).filter(
      (key) => !told.includes(`'${key.replace(/^deepimagine\./, '')}'`),
    );
    expect(left.sort()).toEqual(['deepimagine.models.predictor', 'deepimagine.models.servers']);
  });

  it('declares exactly the commands that are registered', () => {
    expect([...declared].sort()).toEqual(Object.keys(COMMANDS).sort());
  });

  it('names only declared commands in menus, keys, walkthroughs and events', () => {
    const named = [
      ...Object.values(contributes.menus)
        .flat()
        .map(({ command }) => command),
      ...contributes.keybindings.map(({ command }) => command),
      ...contributes.walkthroughs.flatMap(({ steps }) =>
        steps.flatMap(({ completionEvents }) => completionEvents ?? []).map((event) => event.replace('onCommand:', '')),
      ),
      ...[
        ...Object.values(nls)
          .join('\n')
          .matchAll(/\(command:([\w.]+)\)/g),
      ].map(([, command]) => command),
    ];
    for (const command of named) expect(declared).toContain(command);
  });

  it('shows commands that only make sense on a trial only there', () => {
    const palette = new Map(contributes.menus.commandPalette.map(({ command, when }) => [command, when]));
    for (const command of ['imagine', 'update', 'saveImported', 'applyUpdate', 'copyMarkdown'])
      expect(palette.get(`deepimagine.${command}`), command).toBeTruthy();
  });

  it('has a text for every key and a key for every text', () => {
    const used = [...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
    expect([...new Set(used)].sort()).toEqual(Object.keys(nls).sort());
  });

  it('declares every setting that is read, and reads every one that it declares', () => {
    const settings = Object.keys(contributes.configuration.properties).map((key) => key.replace('deepimagine.', ''));
    const code = sources.join('\n');
    // `trace.server` is read by vscode-languageclient, under the client's id.
    for (const setting of settings) expect(code.includes(`'${setting}'`), setting).toBe(true);
    for (const property of Object.values(contributes.configuration.properties)) {
      expect(property.scope).toBeTruthy();
      expect(property.default).not.toBeUndefined();
    }
  });

  it('has the limits that the command line has', () => {
    for (const [name, { least, most }] of Object.entries(LIMITS)) {
      const { minimum, maximum } = contributes.configuration.properties[`deepimagine.models.${name}`] ?? {};
      expect({ minimum, maximum }, name).toEqual({ minimum: least, maximum: most });
    }
    const { enum: think = [] } = contributes.configuration.properties['deepimagine.models.think'] ?? {};
    expect(think).toEqual(['model', 'always', 'never', ...THINK_LEVELS]);
  });

  it('keeps an untrusted workspace from saying where to reach out', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(restrictedConfigurations).toContain('deepimagine.registry.url');
    for (const setting of Object.keys(contributes.configuration.properties).filter((key) => key.includes('.models.')))
      expect(restrictedConfigurations).toContain(setting);
  });

  it('gives the panel back after a reload', () => {
    expect(manifest.activationEvents).toContain('onWebviewPanel:deepimagine.panel');
    expect(sources.join('\n')).toContain("registerWebviewPanelSerializer('deepimagine.panel'");
  });

  it('points only at files that exist', () => {
    const files = [
      manifest.icon,
      ...contributes.languages.flatMap(({ configuration, icon }) => [configuration, icon.light, icon.dark]),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.image)),
      ...(contributes.grammars ?? []).map((grammar) => grammar.path),
      ...(contributes.snippets ?? []).map((snippets) => snippets.path),
    ];
    for (const file of files) expect(existsSync(path.join(root, file)), file).toBe(true);
  });

  it('declares every package that is imported, and no test leans on what another package brings', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
    const code = ['bench', 'cli', 'client', 'core', 'scripts', 'server', 'test', 'webview'].flatMap((folder) =>
      globSync(`${folder}/**/*.{ts,mjs}`, { cwd: root, exclude: (name) => name === 'node_modules' }).map(read),
    );
    expect(code.length).toBeGreaterThan(100);
    const imported = code.flatMap((source) =>
      [...source.matchAll(/^(?:import|(?:import|export)[^;='"]* from) '([^.'][^']*)';$/gm)].map(
        ([, name = '']) => name,
      ),
    );
    const packages = imported
      .filter((name) => !/^(node:|vscode$)/.test(name))
      .map((name) => name.match(/^(@[^/]+\/)?[^/]+/)?.[0]);
    expect([...new Set(packages)].filter((name) => name === undefined || !(name in devDependencies))).toEqual([]);
    expect(packages).toContain('marked');
  });

  it('uses every command that the server names', () => {
    const named = sources.flatMap((source) =>
      [...source.matchAll(/['"](deepimagine\.[\w.]+)['"]/g)].map(([, id]) => id),
    );
    const others = new Set([
      'deepimagine.panel',
      'deepimagine.panelShown',
      'deepimagine.imagining',
      'deepimagine.underWay',
      'deepimagine.focus',
      'deepimagine.pairs',
      'deepimagine.pairs.focus',
      'deepimagine.table',
      'deepimagine.models',
      'deepimagine.corpus',
    ]);
    for (const id of named) if (id && !others.has(id)) expect(declared).toContain(id);
  });
});
