/** Registry records and forms as documents. The importer is loaded when it is first needed: most sessions never do. */
import type { ImportAnswer } from './protocol.ts';

/** A record as text, parsed. */
function jsonOf(record: string): { json: unknown } | { problem: string } {
  try {
    return { json: JSON.parse(record) };
  } catch {
    return { problem: 'This is not JSON, so it is no record of API v2.' };
  }
}

export async function importDocument(record: string): Promise<ImportAnswer> {
  const parsed = jsonOf(record);
  if ('problem' in parsed) return parsed;
  const [{ importRecord }, { print }] = await Promise.all([
    import('../core/trial/registry/import.ts'),
    import('../core/trial/print.ts'),
  ]);
  const imported = importRecord(parsed.json);
  if ('problem' in imported) return imported;
  const { trial } = imported;
  return { id: trial.trial ?? '', text: print(trial) };
}
