/** A row of the table of imaginings as its page draws it. */
import * as vscode from 'vscode';
import { agreementOf } from '../../core/imagine/compare.ts';
import type { TableRow } from '../../webview/tableMessages.ts';
import type { Answered, BatchRow } from './batch.ts';
import { shownText } from './view.ts';

const { t } = vscode.l10n;

/** What a scenario starts from: the contrast only where that is another one. */
function fromText(contrast: string, from: NonNullable<BatchRow['from']>): string {
  const where = [...(from.contrast === contrast ? [] : [from.contrast]), from.outcome].join(' on ');
  return [where, ...(from.observed === '' ? [] : [from.observed])].join(': ');
}

const said = (answer: Answered | undefined, otherwise: string): TableRow['evidence'] => ({
  ...(answer?.direction && { direction: answer.direction }),
  text: shownText([answer?.of ?? [], answer?.brief ?? otherwise].flat().join(': ')),
});

/** `id`: its place among all. */
export function tableRow(row: BatchRow, id: number, status: TableRow['status']): TableRow {
  const { evidence, model, trouble, from } = row;
  const verdict = evidence && model && agreementOf(evidence, model);
  return {
    id,
    trial: row.trial,
    title: row.title,
    scenario: row.name,
    outcome: [row.contrast, row.outcome].filter(Boolean).join(' on '),
    ...(from && { from: t('from {0}', fromText(row.contrast, from)) }),
    observed: row.observed,
    evidence: said(evidence, trouble ?? ''),
    // What cannot be read is told once; what a model failed at, in its place.
    model: said(model, (evidence && trouble) ?? ''),
    ...(verdict && { verdict }),
    status,
  };
}
