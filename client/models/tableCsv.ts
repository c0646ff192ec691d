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
  'evidence',
  'evidence_probability',
  'evidence_status',
  'evidence_sentence',
  'model',
  'model_probability',
  'model_status',
  'model_sentence',
  'seconds',
  'trouble',
] as const;

/** A status of its own says whether a direction is imagined, carried over from before, or observed; what was observed is no answer of a model. */
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
        evidence?.direction,
        evidence?.probability,
        evidence?.status,
        evidence && shownText(evidence.sentence),
        own?.direction,
        own?.probability,
        model?.status,
        own && shownText(own.sentence),
        row.seconds?.toFixed(2),
        row.trouble,
      ];
    }),
  );
}
