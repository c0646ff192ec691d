/** The table of imaginings as CSV, a line for each scenario. Pure. */
import type { BatchRow } from './batch.ts';
import { csv } from './csv.ts';
import { shownText } from './view.ts';

const COLUMNS = [
  'file',
  'trial',
  'scenario',
  'contrast',
  'outcome',
  'steps',
  'observed',
  'from_contrast',
  'from_outcome',
  'from_observed',
  'evidence',
  'evidence_probability',
  'evidence_status',
  'evidence_of',
  'evidence_sentence',
  'model',
  'model_probability',
  'model_status',
  'model_of',
  'model_sentence',
  'seconds',
  'trouble',
] as const;

/**
 * Contrast, outcome and what was observed are of where a scenario ends, and `from_…` of where it starts, where that is another one; `…_of`
 * is what a direction is of where it is not of the end. A status of its own says whether a direction is imagined, carried over from before, or observed; what
 * was observed is no answer of a model.
 */
export function tableCsv(rows: readonly BatchRow[]): string {
  return csv(
    COLUMNS,
    rows.map(({ evidence, model, ...row }) => {
      const own = model?.status === 'observed' ? undefined : model;
      return [
        row.file,
        row.trial,
        row.name,
        row.contrast,
        row.outcome,
        row.steps,
        row.observed,
        row.from?.contrast,
        row.from?.outcome,
        row.from?.observed,
        evidence?.direction,
        evidence?.probability,
        evidence?.status,
        evidence?.of,
        evidence && shownText(evidence.sentence),
        own?.direction,
        own?.probability,
        model?.status,
        own?.of,
        own && shownText(own.sentence),
        row.seconds?.toFixed(2),
        row.trouble,
      ];
    }),
  );
}
