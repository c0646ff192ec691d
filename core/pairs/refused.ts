/** Why the file system, or a reader of files, refused something: one place for all who read and write files. */

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'it can only be read',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links lead in a circle',
};

/** The error of a file in words; what is not known keeps its own message. */
export function inWords(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code?.startsWith('Z_')) return 'not gzip, or cut short';
  return (code && WHY[code]) ?? (error instanceof Error ? error.message : String(error));
}
