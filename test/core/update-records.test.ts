/** Updates over real registry records: the same record is no edit; a changed one costs a person nothing that they wrote. */
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { addSteps, applyEdits, perturb } from '../../core/trial/edit.ts';
import { parse } from '../../core/trial/parse.ts';
import { print } from '../../core/trial/print.ts';
import { importRecord } from '../../core/trial/registry/import.ts';
import { updateTrial } from '../../core/trial/registry/update.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Parsed } from '../../core/trial/types.ts';

const folder = path.resolve(import.meta.dirname, '../../../shared/data/trials');
const there = existsSync(folder);
if (!there) console.warn(`No registry records at ${folder}: updates from real records are skipped.`);

/** The parts of a record that are changed here. */
interface Raw {
  protocolSection: {
    statusModule?: { completionDateStruct?: object };
    designModule?: { enrollmentInfo?: object };
    outcomesModule?: { secondaryOutcomes?: object[] };
    armsInterventionsModule?: { armGroups?: { label?: string }[] };
  };
  resultsSection?: {
    outcomeMeasuresModule?: { outcomeMeasures?: { paramType?: string; classes?: { title?: string }[] }[] };
  };
}

const CHANGES: Readonly<Record<string, (record: Raw) => void>> = {
  'results are withdrawn': (record) => {
    delete record.resultsSection;
  },
  'enrollment, a date and an outcome': ({ protocolSection: protocol }) => {
    protocol.designModule = { ...protocol.designModule, enrollmentInfo: { count: 4321 } };
    protocol.statusModule = { ...protocol.statusModule, completionDateStruct: { date: '2031-05-06' } };
    const { secondaryOutcomes = [] } = protocol.outcomesModule ?? {};
    const made = { measure: 'A made-up measure', timeFrame: '5 weeks' };
    protocol.outcomesModule = { ...protocol.outcomesModule, secondaryOutcomes: [made, ...secondaryOutcomes] };
  },
  'an arm more, before all others': ({ protocolSection: protocol }) => {
    protocol.armsInterventionsModule?.armGroups?.unshift({ label: 'Examplin 7 mg' });
  },
  'the first arm is gone': ({ protocolSection: protocol }) => {
    protocol.armsInterventionsModule?.armGroups?.shift();
  },
  'everything in another order': ({ protocolSection: protocol, resultsSection: results }) => {
    protocol.armsInterventionsModule?.armGroups?.reverse();
    results?.outcomeMeasuresModule?.outcomeMeasures?.reverse();
  },
  'other statistics and other names': ({ protocolSection: protocol, resultsSection: results }) => {
    for (const arm of protocol.armsInterventionsModule?.armGroups ?? []) arm.label = `Group of ${arm.label}`;
    for (const measure of results?.outcomeMeasuresModule?.outcomeMeasures ?? []) {
      measure.paramType = 'MEDIAN';
      for (const one of measure.classes ?? []) if (one.title) one.title = `Row ${one.title}`;
    }
  },
};

/** Every `step`th record, as text. */
async function* records(step: number): AsyncGenerator<string> {
  let count = 0;
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl.gz')))
    for await (const line of createInterface({ input: createReadStream(path.join(folder, name)).pipe(createGunzip()) }))
      if (line && count++ % step === 0) yield line;
}

function trialOf(record: Raw): Trial {
  const imported = importRecord(record);
  if ('problem' in imported) throw new Error(imported.problem);
  return imported.trial;
}

const errorsOf = ({ diagnostics }: Parsed) => diagnostics.filter(({ severity }) => severity === 'error').length;

/** A document with a comment, an arrow and a scenario of a person's, and what of it must be there for ever. */
function worked(trial: Trial): { parsed: Parsed; mine: string[] } {
  const [arm] = Object.keys(trial.arms ?? {});
  const mine = ['# mine, on top\n'];
  let parsed = parse(`# mine, on top\n${print(trial)}`);
  const edit = (edits: ReturnType<typeof perturb>, ...written: string[]) => {
    if (edits.length === 0) return;
    parsed = parse(applyEdits(parsed.text, edits), parsed);
    mine.push(...written);
  };
  if (arm !== undefined) {
    edit(perturb(parsed, ['arms', arm, 'dose'], '77 mg', 'doses'), '77 mg');
    edit(addSteps(parsed, 'mine', [{ kind: 'drop', factor: 'A', path: ['arms', arm] }]), `drop: arms.${arm}`);
  }
  if (trial.population?.enrollment !== undefined) edit(perturb(parsed, ['population', 'enrollment'], 77), '~> 77');
  return { parsed, mine };
}

function check(parsed: Parsed, mine: readonly string[], fresh: Trial): void {
  const made = parse(applyEdits(parsed.text, updateTrial(parsed, fresh)));
  for (const text of mine) expect(made.text, fresh.trial).toContain(text);
  expect(errorsOf(made), fresh.trial).toBeLessThanOrEqual(errorsOf(parsed));
  expect(updateTrial(made, fresh), fresh.trial).toEqual([]);
}

describe.skipIf(!there)('updates from real records', () => {
  test('the same record is no edit', async () => {
    for await (const line of records(5)) {
      const trial = trialOf(JSON.parse(line));
      expect(updateTrial(parse(print(trial)), trial), trial.trial).toEqual([]);
    }
  });

  test.each(Object.entries(CHANGES))('%s', async (_, change) => {
    for await (const line of records(40)) {
      const { parsed, mine } = worked(trialOf(JSON.parse(line)));
      const changed: Raw = JSON.parse(line);
      change(changed);
      check(parsed, mine, trialOf(changed));
    }
  });

  test('results come to a record that had none', async () => {
    for await (const line of records(40)) {
      const before: Raw = JSON.parse(line);
      delete before.resultsSection;
      const { parsed, mine } = worked(trialOf(before));
      check(parsed, mine, trialOf(JSON.parse(line)));
    }
  });
});
