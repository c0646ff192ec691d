/**
 * Every command, and the module that does it. Modules are loaded when their command is first run, so activation stays
 * small. A test holds this table against the manifest.
 */
import type { Load } from './later.ts';
import type { Services } from './services.ts';

type Command = (services: Services, ...given: unknown[]) => unknown;

/** The loaders of what is loaded later. */
export async function later(): Promise<Load> {
  return (await import('./later.ts')).load;
}

const models = async () => (await later()).models();

export const COMMANDS: Readonly<Record<string, Command>> = {
  'deepimagine.openPanel': async (services, target) => (await services.panel()).open(target),
  'deepimagine.imagine': async (services, target) => (await services.panel()).imagine(target),
  'deepimagine.copyMarkdown': async (services) => (await services.panel()).copy(),
  'deepimagine.export': async (services) => (await services.panel()).export(),
  'deepimagine.cancelImagining': async (services) => (await services.models()).underWay.cancel(),
  'deepimagine.saveScenario': async (services) => (await services.panel()).saveScenario(),
  'deepimagine.selectPredictor': async (services) => (await models()).selectPredictor(services),
  'deepimagine.imagineFolder': async (services, folder) => (await models()).imagineFolder(services, folder),
  'deepimagine.clearCache': async (services) => (await models()).clearCache(services),
  'deepimagine.importFromRegistry': async (services) =>
    (await (await later()).importFromRegistry()).importFromRegistry(services),
  'deepimagine.importFromFile': async (services, file) =>
    (await (await later()).importFromFile()).importFromFile(services, file),
  'deepimagine.update': async (services) => (await (await later()).update()).update(services),
  'deepimagine.applyUpdate': async (services) => (await (await later()).update()).applyUpdate(services),
  'deepimagine.new': async (services) => (await (await later()).newTrial()).newTrial(services),
  'deepimagine.saveImported': async () => (await (await later()).documents()).saveImported(),
  'deepimagine.showPairs': async (services) => (await services.pairs()).showPairs(),
  'deepimagine.openPair': async (services, node) => (await services.pairs()).openPair(node),
  'deepimagine.showCorpus': async (services) => (await services.pairs()).showCorpus(),
  'deepimagine.openSample': async (services) => (await (await later()).documents()).openSample(services),
  'deepimagine.restartServer': async (services) => (await services.server()).restart(),
  'deepimagine.showLog': (services) => services.log.show(),
  'deepimagine.copyDebugInformation': async (services) =>
    (await (await later()).debugInformation()).copyDebugInformation(services),
};
