/** `deepimagine check <file or folder>…`: what is odd about trial documents, as lines for people or as JSON. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import * as z from 'zod';
import { parse } from '../core/trial/parse.ts';
import type { Diagnostic } from '../core/trial/types.ts';
import { exitWith, inWords, textOf, WrongUse } from './files.ts';

const positionSchema = z.object({
  line: z.int().min(1).describe('From 1.'),
  column: z.int().min(1).describe('From 1, in UTF-16 code units.'),
  offset: z.int().min(0).describe('From the start of the file, in UTF-16 code units.'),
});

/** What `--json` writes. */
export const checkSchema = z
  .array(
    z.object({
      file: z.string().describe('As it was named, or found in the folder that was named.'),
      severity: z.enum(['error', 'warning', 'information']),
      code: z.string().describe('Short, stable, hyphenated.'),
      message: z.string(),
      range: z.object({ start: positionSchema, end: positionSchema }).describe('The end is behind the last character.'),
    }),
  )
  .describe('What `deepimagine check --json` writes: one entry a diagnostic, by file and place.');

type Finding = z.infer<typeof checkSchema>[number];

/** Whether a link leads to a file; one that leads nowhere is no document, and a pipe would have to be waited for. */
const leadsToFile = (name: string): Promise<boolean> =>
  stat(name).then(
    (entry) => entry.isFile(),
    () => false,
  );

/** The trial documents below a folder, in order of their names; hidden folders and installed packages are left out. */
async function documentsIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new WrongUse(`${folder}: ${inWords(error)}`);
  });
  for (const entry of entries) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && entry.name !== 'node_modules') found.push(...(await documentsIn(name)));
    } else if (entry.name.endsWith('.trial') && (entry.isFile() || (await leadsToFile(name)))) found.push(name);
  }
  return found.sort();
}

async function filesAt(place: string): Promise<string[]> {
  const entry = await stat(place).catch((error: unknown) => {
    throw new WrongUse(`${place}: ${inWords(error)}`);
  });
  if (!entry.isDirectory()) return [place];
  const files = await documentsIn(place);
  if (!files.length) throw new WrongUse(`${place}: no trial documents (*.trial) in it`);
  return files;
}

/** Turns offsets into lines and columns. */
function positionsIn(text: string): (offset: number) => z.infer<typeof positionSchema> {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) starts.push(index + end.length);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1, offset };
  };
}

function findingsIn(file: string, text: string, diagnostics: readonly Diagnostic[]): Finding[] {
  if (!diagnostics.length) return [];
  const position = positionsIn(text);
  return diagnostics.map(({ severity, code, message, range }) => ({
    file,
    severity,
    code,
    message,
    range: { start: position(range.start), end: position(range.end) },
  }));
}

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

async function check(places: readonly string[], json: boolean): Promise<number> {
  const files = [...new Set((await Promise.all(places.map(filesAt))).flat())];
  const findings: Finding[] = [];
  for (const file of files) {
    const text = await textOf(file);
    findings.push(...findingsIn(file, text, parse(text).diagnostics));
  }
  if (json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  else
    for (const { file, severity, code, message, range } of findings)
      process.stdout.write(`${file}:${range.start.line}:${range.start.column}: ${severity} ${code}: ${message}\n`);
  const of = (severity: Finding['severity']) => findings.filter((one) => one.severity === severity).length;
  process.stderr.write(
    `${counted(files.length, 'document')}: ${counted(of('error'), 'error')}, ${counted(of('warning'), 'warning')}, ${of('information')} of information\n`,
  );
  return of('error') > 0 ? 1 : 0;
}

export function register(program: Command): void {
  program
    .command('check')
    .description('what is odd about trial documents; exits 1 where there are errors')
    .argument('<place...>', 'files, and folders whose *.trial files are meant')
    .option('--json', 'as JSON (its schema: syntaxes/check.schema.json)')
    .action(async (places: string[], { json }: { json?: boolean }) => {
      await exitWith(check(places, json === true));
    });
}
