/**
 * Every command, and the module that does it. Modules are loaded when their command is first run, so activation stays
 * small. A test holds this table against the manifest.
 */
import type { Services } from './services.ts';

type Command = (services: Services, ...given: unknown[]) => unknown;

export const COMMANDS: Readonly<Record<string, Command>> = {
  'deepimagine.openPanel': async (services, target) => (await services.panel()).open(target),
  'deepimagine.imagine': async (services) => (await services.panel()).imagine(),
  'deepimagine.copyMarkdown': async (services) => (await services.panel()).copy(),
  'deepimagine.importFromRegistry': async (services) =>
    (await import('./registry/importFromRegistry.ts')).importFromRegistry(services),
  'deepimagine.importFromFile': async (services, file) =>
    (await import('./registry/importFromFile.ts')).importFromFile(services, file),
  'deepimagine.update': async (services) => (await import('./registry/update.ts')).update(services),
  'deepimagine.applyUpdate': async (services) => (await import('./registry/update.ts')).applyUpdate(services),
  'deepimagine.new': async (services) => (await import('./registry/newTrial.ts')).newTrial(services),
  'deepimagine.saveImported': async () => (await import('./documents.ts')).saveImported(),
  'deepimagine.openSample': async (services) => (await import('./documents.ts')).openSample(services),
  'deepimagine.restartServer': async (services) => (await services.server()).restart(),
  'deepimagine.showLog': (services) => services.log.show(),
  'deepimagine.copyDebugInformation': async (services) =>
    (await import('./debugInformation.ts')).copyDebugInformation(services),
};
