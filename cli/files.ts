/** Files and folders as a person names them: read and made, or one clear sentence why not. */
import { mkdir, mkdtemp, readFile, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { inWords } from '../core/pairs/refused.ts';

export { inWords };

/** What cannot be asked: a message for a person, and the exit code 2. */
export class WrongUse extends Error {}

/** Runs a command: its exit code is the process's, and what cannot be asked is told. */
export async function exitWith(command: Promise<number>): Promise<void> {
  try {
    process.exitCode = await command;
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** The text of a file. Throws `WrongUse` where it cannot be read. */
export async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    const why = { ENOENT: 'no such file', EISDIR: 'a folder, not a trial document', EACCES: 'it may not be read' };
    throw new WrongUse(`${file}: ${why[codeOf(error) as keyof typeof why] ?? inWords(error)}`);
  });
}

/**
 * Makes a folder, and those above it that are not there. Not by `recursive`, which never ends below a folder such as /proc,
 * which holds no others and says that it is not there.
 */
async function makeFolder(folder: string): Promise<void> {
  const above: string[] = [];
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const entry = await stat(at).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT' && at !== path.dirname(at)) return undefined;
      throw error;
    });
    if (entry && !entry.isDirectory())
      throw new WrongUse(`${folder}: ${above.length > 0 ? `${at} is` : 'it is'} a file, not a folder`);
    if (entry) break;
    above.push(at);
  }
  for (const one of above.toReversed())
    await mkdir(one).catch((error: unknown) => {
      // Somebody else made it meanwhile.
      if (codeOf(error) !== 'EEXIST') throw error;
    });
}

/** Makes a folder to write into, where it is not there. Throws `WrongUse`, before any work is done, where that cannot be. */
export async function folderForOutput(folder: string): Promise<void> {
  if (folder === '') throw new WrongUse('--out: name a folder');
  const refused = (what: string) => (error: unknown) => {
    if (error instanceof WrongUse) throw error;
    const why = codeOf(error) === 'ENOENT' ? 'there is no place for it' : inWords(error);
    throw new WrongUse(`${folder}: ${what}: ${why}`);
  };
  await makeFolder(folder).catch(refused('the folder cannot be made'));
  const trace = await mkdtemp(path.join(folder, '.deepimagine-')).catch(refused('nothing can be written there'));
  await rmdir(trace);
}
