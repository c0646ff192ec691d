/** A place of records that is not there, or may not be read, in words; undefined where an error is another one. */
export function missingPlace(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'EACCES' && code !== 'ENOTDIR') return undefined;
  return `${path} ${code === 'EACCES' ? 'may not be read' : 'is not there'}. The setting deepimagine.corpus names where records are.`;
}
