/** The words of the table's page, in the editor's language. */
import * as vscode from 'vscode';
import type { TableLabels } from '../../webview/tableMessages.ts';

const { t } = vscode.l10n;

export function tableLabels(model: string): TableLabels {
  return {
    columns: {
      trial: t('trial'),
      scenario: t('scenario'),
      outcome: t('contrast and outcome'),
      observed: t('observed'),
      evidence: t('evidence'),
      model: model || t('model'),
      verdict: t('together'),
    },
    find: t('Find in all columns'),
    only: t('Only where they disagree'),
    cancel: t('Cancel'),
    resume: t('Go On'),
    reread: t('Read Again'),
    csv: t('Save as CSV…'),
    open: t('Open this trial and its imagining'),
    more: t('Show {0} more', '{0}'),
    none: t('Nothing has these words.'),
    sort: t('Sort by {0}', '{0}'),
    verdicts: { agrees: t('agree'), disagrees: t('disagree'), uncertain: t('uncertain') },
    waiting: t('waiting'),
    running: t('asking…'),
  };
}
