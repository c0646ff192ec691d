// Writes the JSON Schema of trial documents to `syntaxes/trial.schema.json`, or with --check says whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { jsonSchema } from '../core/trial/json-schema.ts';

const file = path.join(import.meta.dirname, '../syntaxes/trial.schema.json');
const text = `${JSON.stringify(jsonSchema(), null, 2)}\n`;
if (process.argv.includes('--check')) {
  const current = readFileSync(file, 'utf8') === text;
  if (!current) console.error('syntaxes/trial.schema.json is out of date: node scripts/schema.ts');
  process.exitCode = current ? 0 : 1;
} else {
  writeFileSync(file, text);
  console.log(`wrote ${path.relative(process.cwd(), file)} (${text.length} characters)`);
}
