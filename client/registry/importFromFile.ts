/** A registry record that lies in a file, as a document. */
import * as vscode from 'vscode';
import { IMPORT, type ImportAnswer } from '../../server/protocol.ts';
import { openUntitled } from '../documents.ts';
import type { Services } from '../services.ts';
import { tell, tellFailure } from '../tell.ts';

const { t } = vscode.l10n;
/** The largest records of the registry are a few megabytes; what is far above is no record, and reading it helps nobody. */
const MOST_BYTES = 50 * 1024 * 1024;

/** `given` is the file that the explorer's menu was opened on. */
export async function importFromFile(services: Services, given: unknown): Promise<void> {
  const file = given instanceof vscode.Uri ? given : await chooseFile();
  if (!file) return;
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  let bytes: Uint8Array;
  try {
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > MOST_BYTES) {
      void tell('error', t('{0} is too large to be one registry record.', name));
      return;
    }
    bytes = await vscode.workspace.fs.readFile(file);
  } catch (error) {
    services.log.error(`Could not read ${file.toString()}`, error);
    void tellFailure(t('{0} could not be read.', name), services.log);
    return;
  }
  await openRecord(services, new TextDecoder().decode(bytes), name);
}

/** Opens the document that a record becomes, or says what is wrong with it. `source` names where it came from. */
export async function openRecord(services: Services, record: string, source: string): Promise<void> {
  const server = await services.server();
  const answer = await server.request<ImportAnswer>(IMPORT, { record });
  if ('problem' in answer) {
    services.log.error(`${source}: ${answer.problem}`);
    void tellFailure(t('{0}: {1}', source, answer.problem), services.log);
    return;
  }
  await openUntitled(answer.id, answer.text);
}

async function chooseFile(): Promise<vscode.Uri | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: t('Import Trial Record from File'),
      openLabel: t('Import'),
      filters: { [t('ClinicalTrials.gov record (API v2 JSON)')]: ['json'] },
    })) ?? [];
  return file;
}
