/**
 * Fits how far a reading of a dose or a schedule is to be trusted (`core/trial/registry/trust.json`), on the arms to develop on
 * and never on those that are scored. Prints what five folds by trial give: how many readings that are trusted at least so far are
 * right, and how many of all labels they are.
 *
 *   node trainer/fit-doses.ts <folder of records> [--write]
 */
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { readArms } from '../core/trial/registry/arms.ts';
import { noCounts } from '../core/trial/registry/counts.ts';
import { readRecord } from '../core/trial/registry/record.ts';
import { doseSigns, type Signs, scheduleSigns } from '../core/trial/registry/signs.ts';
import { Sources } from '../core/trial/registry/sources.ts';
import { chanceOf, LEAST, SURE } from '../core/trial/registry/trust.ts';
import { compare, type LabelledArm, score } from '../test/doses/score.ts';

const FOLDS = 5;
/** How often the trials are dealt out to folds anew: one deal alone moves the least chance by 0.03. */
const DEALS = 8;
/** How much the weights are drawn to 0; of 0.5 to 8 the figures differ by no more than they do by chance. */
const RIDGE = 8;

const [folder, ...options] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node trainer/fit-doses.ts <folder of *.jsonl.gz> [--write]');
  process.exit(2);
}

const ATTRIBUTES = ['dose', 'schedule'] as const;
type Attribute = (typeof ATTRIBUTES)[number];

interface Row {
  id: string;
  signs: Signs;
  right: boolean;
}

const labels: LabelledArm[] = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../test/doses/development.json'), 'utf8'),
);
const wanted = new Map<string, LabelledArm[]>();
for (const label of labels) wanted.set(label.id, [...(wanted.get(label.id) ?? []), label]);

const foldOf = (id: string, deal: number) =>
  Number.parseInt(createHash('sha256').update(`doses-fold-${deal}:${id}`).digest('hex').slice(0, 8), 16) % FOLDS;

const rows: Record<Attribute, Row[]> = { dose: [], schedule: [] };
const labelled: Record<Attribute, number> = { dose: 0, schedule: 0 };

/** What is read in one record, whether it is trusted or not, beside what is labelled. */
function take(record: unknown, own: readonly LabelledArm[]): void {
  const read = readRecord(record);
  if ('problem' in read) return;
  const signs: Partial<Record<Attribute, Signs | undefined>>[][] = [];
  const { arms } = readArms(read.study, new Sources(), noCounts(), {
    trustAll: true,
    onChosen: (arm, who, chosen) => {
      const all = signs[arm] ?? [];
      signs[arm] = all;
      all[who] = { dose: doseSigns(chosen), schedule: scheduleSigns(chosen) };
    },
  });
  for (const { id, arm: at, components } of own) {
    const arm = Object.values(arms)[at];
    if (!arm) continue;
    const found = arm.gives ? Object.values(arm.gives) : [arm];
    const fields = score([{ found, labels: components }]);
    for (const attribute of ATTRIBUTES) labelled[attribute] += fields[attribute].labelled;
    const drugs = compare(found, components).filter((one) => one.found !== undefined);
    for (const [who, { found: component, bad }] of drugs.entries())
      for (const attribute of ATTRIBUTES) {
        const own = signs[at]?.[who]?.[attribute];
        if (own && component?.[attribute] !== undefined)
          rows[attribute].push({ id, signs: own, right: !bad.includes(attribute) });
      }
  }
}

for (const name of readdirSync(folder)
  .filter((file) => file.endsWith('.jsonl.gz'))
  .sort())
  for await (const line of createInterface({ input: createReadStream(path.join(folder, name)).pipe(createGunzip()) })) {
    const own = wanted.get(/"nctId": ?"(NCT\d{8})"/.exec(line)?.[1] ?? '');
    if (own) take(JSON.parse(line), own);
  }

/** Solves a x = b for a symmetric positive a, by Cholesky's decomposition. */
function solve(a: readonly Float64Array[], b: Float64Array): Float64Array {
  const n = b.length;
  const at = (m: readonly Float64Array[], i: number, j: number) => m[i]?.[j] ?? 0;
  const lower = Array.from({ length: n }, () => new Float64Array(n));
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = at(a, i, j);
      for (let k = 0; k < j; k++) sum -= at(lower, i, k) * at(lower, j, k);
      (lower[i] as Float64Array)[j] = i === j ? Math.sqrt(sum) : sum / at(lower, j, j);
    }
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = b[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= at(lower, i, k) * (y[k] ?? 0);
    y[i] = sum / at(lower, i, i);
  }
  const x = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    let sum = y[i] ?? 0;
    for (let k = i + 1; k < n; k++) sum -= at(lower, k, i) * (x[k] ?? 0);
    x[i] = sum / at(lower, i, i);
  }
  return x;
}

/** The weights of a logistic regression with a ridge, by Newton's method; the constant `one` is not drawn to 0. */
function regression(data: readonly Row[]): Record<string, number> {
  const names = [...new Set(data.flatMap(({ signs }) => signs.names))].sort();
  const n = names.length;
  const xs = data.map(({ signs }) => {
    const own = new Map(signs.names.map((name, i) => [name, signs.values[i] ?? 0]));
    return Float64Array.from(names, (name) => own.get(name) ?? 0);
  });
  const weights = new Float64Array(n);
  for (let round = 0; round < 30; round++) {
    const gradient = new Float64Array(n);
    const hessian = Array.from({ length: n }, () => new Float64Array(n));
    for (const [i, x] of xs.entries()) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += (weights[j] ?? 0) * (x[j] ?? 0);
      const chance = 1 / (1 + Math.exp(-sum));
      const error = (data[i]?.right ? 1 : 0) - chance;
      const spread = chance * (1 - chance);
      for (let j = 0; j < n; j++) {
        const own = x[j] ?? 0;
        if (own === 0) continue;
        gradient[j] = (gradient[j] ?? 0) + error * own;
        const line = hessian[j] as Float64Array;
        for (let k = 0; k < n; k++) line[k] = (line[k] ?? 0) + spread * own * (x[k] ?? 0);
      }
    }
    for (let j = 0; j < n; j++) {
      const ridge = names[j] === 'one' ? 1e-6 : RIDGE;
      gradient[j] = (gradient[j] ?? 0) - ridge * (weights[j] ?? 0);
      const line = hessian[j] as Float64Array;
      line[j] = (line[j] ?? 0) + ridge;
    }
    const step = solve(hessian, gradient);
    for (let j = 0; j < n; j++) weights[j] = (weights[j] ?? 0) + (step[j] ?? 0);
    if (Math.max(...step.map(Math.abs)) < 1e-9) break;
  }
  return Object.fromEntries(names.map((name, j) => [name, Number((weights[j] ?? 0).toFixed(3))]));
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const fitted: Record<string, Record<string, number>> = {};
for (const attribute of ATTRIBUTES) {
  const data = rows[attribute];
  // The mean of what the deals say of a reading, each by weights that its trial had no part in.
  const chances = data.map(() => 0);
  for (let deal = 0; deal < DEALS; deal++)
    for (let fold = 0; fold < FOLDS; fold++) {
      const isOut = ({ id }: Row) => foldOf(id, deal) === fold;
      const weights = regression(data.filter((row) => !isOut(row)));
      for (const [i, row] of data.entries())
        if (isOut(row)) chances[i] = (chances[i] ?? 0) + chanceOf(row.signs, weights) / DEALS;
    }
  const heldOut = data.map(({ right }, i) => ({ chance: chances[i] ?? 0, right })).sort((a, b) => b.chance - a.chance);
  const told = (least: number) => {
    const kept = heldOut.filter(({ chance }) => chance >= least);
    const right = kept.filter((row) => row.right).length;
    return `precision ${percent(right / kept.length)} (${right} of ${kept.length})  recall ${percent(right / labelled[attribute])} (${right} of ${labelled[attribute]})`;
  };
  console.log(`${attribute}, trials held out`);
  console.log(`  all      ${told(0)}`);
  console.log(`  likely   ${told(LEAST)}`);
  console.log(`  told     ${told(SURE)}`);
  fitted[attribute] = regression(data);
}
if (options.includes('--write'))
  writeFileSync(
    path.join(import.meta.dirname, '../core/trial/registry/trust.json'),
    `${JSON.stringify(fitted, null, 1)}\n`,
  );
