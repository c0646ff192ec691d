/** Registry records and forms as documents. What reads them is loaded when it is first needed: most sessions never do. */
import { applyEdits } from '../core/trial/edit.ts';
import { isWellFormed } from '../core/trial/format.ts';
import type { Trial } from '../core/trial/schema.ts';
import type { Snapshot } from './documents.ts';
import type { ImportAnswer, NewAnswer, NewParams, UpdateAnswer } from './protocol.ts';

/** A record, API v2 JSON, as a trial. */
async function trialOf(record: string): Promise<{ trial: Trial } | { problem: string }> {
  let json: unknown;
  try {
    json = JSON.parse(record);
  } catch {
    return { problem: 'This is not JSON, so it is no record of API v2.' };
  }
  const { importRecord } = await import('../core/trial/registry/import.ts');
  return importRecord(json);
}

export async function importDocument(record: string): Promise<ImportAnswer> {
  const read = await trialOf(record);
  if ('problem' in read) return read;
  const { print } = await import('../core/trial/print.ts');
  return { id: read.trial.trial ?? '', text: print(read.trial) };
}

/** The document as it would be after its record as it is now. Nothing is written: the client shows the difference first. */
export async function updateDocument(document: Snapshot | undefined, record: string): Promise<UpdateAnswer> {
  if (!document || document.tooLarge) return { problem: 'The document is not open as a trial.' };
  const read = await trialOf(record);
  if ('problem' in read) return read;
  const { parsed, text, version } = document;
  const [own, theirs] = [parsed.trial.trial, read.trial.trial];
  if (own !== undefined && own !== theirs) return { problem: `The record is of ${theirs}, the document of ${own}.` };
  if (!isWellFormed(parsed)) return { problem: 'The document has errors that must be mended first.' };
  const { updateTrial } = await import('../core/trial/registry/update.ts');
  return { version, text: applyEdits(text, updateTrial(parsed, read.trial)) };
}

/** A prospective trial of what a form or a synopsis says. */
export async function newDocument(params: NewParams): Promise<NewAnswer> {
  const [{ fromForm, fromSynopsis }, { print }] = await Promise.all([
    import('../core/trial/registry/new.ts'),
    import('../core/trial/print.ts'),
  ]);
  return { text: print('form' in params ? fromForm(params.form) : fromSynopsis(params.synopsis)) };
}
