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
 * Makes a folder, and those above it that are not there; gives those that it made, the innermost first. Not by `recursive`, which never ends below a folder such as /proc,
 * which holds no others and says that it is not there.
 */
async function makeFolder(folder: string): Promise<string[]> {
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
  const made: string[] = [];
  for (const one of above.toReversed())
    try {
      await mkdir(one);
      made.unshift(one);
    } catch (error) {
      // Somebody else made it meanwhile.
      if (codeOf(error) === 'EEXIST') continue;
      for (const other of made) await removeEmpty(other);
      throw error;
    }
  return made;
}

/** Removes a folder that holds nothing; one that holds something stays. */
export async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(error) ?? '')) throw error;
  });
}

/**
 * Makes a folder to write into, where it is not there. When it is disposed of, what was made goes again as far as nothing was written into it. Throws
 * `WrongUse`, before any work is done, where that cannot be.
 */
export async function folderForOutput(folder: string): Promise<AsyncDisposable> {
  if (folder === '') throw new WrongUse('--out: name a folder');
  const refused =
    (what: string) =>
    (error: unknown): never => {
      if (error instanceof WrongUse) throw error;
      const why = codeOf(error) === 'ENOENT' ? 'there is no place for it' : inWords(error);
      throw new WrongUse(`${folder}: ${what}: ${why}`);
    };
  const made = await makeFolder(folder).catch(refused('the folder cannot be made'));
  const clear = async () => {
    for (const one of made) await removeEmpty(one);
  };
  try {
    const trace = await mkdtemp(path.join(folder, '.deepimagine-')).catch(refused('nothing can be written there'));
    await rmdir(trace);
  } catch (error) {
    await clear();
    throw error;
  }
  return { [Symbol.asyncDispose]: clear };
}
