/** *Clear Cache*: what models have answered is forgotten, once the person has seen how much that is. */
import * as vscode from 'vscode';
import type { Services } from '../services.ts';

const { t } = vscode.l10n;

export async function clearCache(services: Services): Promise<void> {
  const models = await services.models();
  const [history, cache] = await Promise.all([models.history.size(), models.cache.size()]);
  const clear = t('Clear');
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  const answers = t(
    'The cache, which all windows and the command line share: {0} answers, {1} MB.',
    cache.entries,
    megabytes(cache.bytes),
  );
  const kept = t(
    'Of this workspace the history of imaginings ({0} documents, {1} MB) and the tables of its folders.',
    history.documents,
    megabytes(history.bytes),
  );
  const pressed = await vscode.window.showWarningMessage(
    t('Forget what language models have answered?'),
    { modal: true, detail: [answers, kept, t('What you exported or saved stays.')].join('\n') },
    clear,
  );
  if (pressed !== clear) return;
  await models.clear();
  vscode.window.setStatusBarMessage(t('Cleared'), 4000);
}
