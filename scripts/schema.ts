// Writes the JSON Schemas that are published, or with --check says whether they are up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { checkSchema } from '../cli/check.ts';
import { addedSchema, pulledSchema } from '../cli/corpus.ts';
import { lineSchema } from '../core/evaluate/answers.ts';
import { reportSchema } from '../core/evaluate/report.ts';
import { imaginingJsonSchema } from '../core/imagine/answer.ts';
import { anchorsSchema } from '../core/pairs/approximate/answer.ts';
import { approximateBuildSchema } from '../core/pairs/approximate/build.ts';
import { approximatePairSchema, shownPairSchema } from '../core/pairs/approximate/pair.ts';
import { retrievalReportSchema } from '../core/pairs/approximate/report.ts';
import { buildSchema } from '../core/pairs/build.ts';
import { statsSchema } from '../core/pairs/corpus/stats.ts';
import { datasetSchema } from '../core/pairs/dataset/counts.ts';
import { grpoRowSchema, sftRowSchema } from '../core/pairs/dataset/row.ts';
import { pairSchema } from '../core/pairs/pair.ts';
import { questionSchema } from '../core/pairs/question.ts';
import { rejectedSchema, traceSchema, tracesSchema } from '../core/pairs/traces/trace.ts';
import { jsonSchema } from '../core/trial/json-schema.ts';

const published = {
  'syntaxes/trial.schema.json': jsonSchema(),
  'syntaxes/check.schema.json': z.toJSONSchema(checkSchema),
  'syntaxes/imagine.schema.json': imaginingJsonSchema(),
  'syntaxes/evaluate.schema.json': z.toJSONSchema(reportSchema),
  'syntaxes/answers.schema.json': z.toJSONSchema(lineSchema),
  'syntaxes/corpus-add.schema.json': z.toJSONSchema(addedSchema),
  'syntaxes/corpus-pull.schema.json': z.toJSONSchema(pulledSchema),
  'syntaxes/corpus-stats.schema.json': z.toJSONSchema(statsSchema),
  'syntaxes/pairs-build.schema.json': z.toJSONSchema(buildSchema),
  'syntaxes/pair.schema.json': z.toJSONSchema(pairSchema),
  'syntaxes/pair-show.schema.json': z.toJSONSchema(shownPairSchema),
  'syntaxes/approximate-pair.schema.json': z.toJSONSchema(approximatePairSchema),
  'syntaxes/pairs-approximate.schema.json': z.toJSONSchema(approximateBuildSchema),
  'syntaxes/retrieval.schema.json': z.toJSONSchema(retrievalReportSchema),
  'syntaxes/anchors.schema.json': z.toJSONSchema(anchorsSchema),
  'syntaxes/question.schema.json': z.toJSONSchema(questionSchema),
  'syntaxes/trace.schema.json': z.toJSONSchema(traceSchema),
  'syntaxes/rejected-trace.schema.json': z.toJSONSchema(rejectedSchema),
  'syntaxes/traces.schema.json': z.toJSONSchema(tracesSchema),
  'syntaxes/sft-row.schema.json': z.toJSONSchema(sftRowSchema),
  'syntaxes/grpo-row.schema.json': z.toJSONSchema(grpoRowSchema),
  'syntaxes/dataset.schema.json': z.toJSONSchema(datasetSchema),
};
for (const [name, schema] of Object.entries(published)) {
  const file = path.join(import.meta.dirname, '..', name);
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${name} is out of date: node scripts/schema.ts`);
    process.exitCode = 1;
  }
}
