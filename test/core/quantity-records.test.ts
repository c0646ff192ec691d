/** The quantities against what 1,755 real records say. Skipped, and says so, where the records are not at hand. */
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { normaliseUnit, parseAge, parseDate, parseP, parseTime } from '../../core/trial/quantity/index.ts';

const FOLDER = process.env.DEEPIMAGINE_RECORDS ?? join(import.meta.dirname, '../../../shared/data/trials');

interface Said {
  p: string[];
  date: string[];
  age: string[];
  time: string[];
  unit: string[];
}

/** What records say that a quantity should read; only the few fields that are looked at are typed. */
interface Fields {
  protocolSection: {
    statusModule?: Record<string, { date?: string } | undefined>;
    eligibilityModule?: { minimumAge?: string; maximumAge?: string };
  };
  resultsSection?: {
    outcomeMeasuresModule?: {
      outcomeMeasures?: { timeFrame?: string; unitOfMeasure?: string; analyses?: { pValue?: string }[] }[];
    };
  };
}

async function sayings(): Promise<Said> {
  const said: Said = { p: [], date: [], age: [], time: [], unit: [] };
  for (const name of readdirSync(FOLDER).filter((one) => one.endsWith('.jsonl.gz'))) {
    const lines = createInterface({ input: createReadStream(join(FOLDER, name)).pipe(createGunzip()) });
    for await (const line of lines) {
      const { protocolSection, resultsSection } = JSON.parse(line) as Fields;
      for (const key of ['startDateStruct', 'primaryCompletionDateStruct', 'completionDateStruct']) {
        const date = protocolSection.statusModule?.[key]?.date;
        if (date) said.date.push(date);
      }
      const { minimumAge, maximumAge } = protocolSection.eligibilityModule ?? {};
      if (minimumAge) said.age.push(maximumAge ? `${minimumAge} to ${maximumAge}` : `${minimumAge} and older`);
      for (const outcome of resultsSection?.outcomeMeasuresModule?.outcomeMeasures ?? []) {
        if (outcome.timeFrame) said.time.push(outcome.timeFrame);
        if (outcome.unitOfMeasure) said.unit.push(outcome.unitOfMeasure);
        for (const { pValue } of outcome.analyses ?? []) if (pValue) said.p.push(pValue);
      }
    }
  }
  return said;
}

const there = existsSync(FOLDER);
if (!there) console.warn(`No records in ${FOLDER}: the quantities are not held against them.`);

describe.skipIf(!there)('what real records say', () => {
  let said: Said;
  beforeAll(async () => {
    said = await sayings();
  });

  it('p-values, dates and ages are all read', () => {
    expect(said.p.filter((text) => parseP(text) === undefined)).toEqual([]);
    expect(said.date.filter((text) => parseDate(text) === undefined)).toEqual([]);
    expect(said.age.filter((text) => parseAge(text) === undefined)).toEqual([]);
    expect(said.p.length).toBeGreaterThan(4000);
  });

  it('two time frames in three are read as a moment since the start, the rest is prose or of another event; units become fewer', () => {
    const read = said.time.filter((text) => parseTime(text)?.days !== undefined).length;
    const changed = said.unit.filter((text) => normaliseUnit(text) !== text).length;
    const before = new Set(said.unit).size;
    const after = new Set(said.unit.map(normaliseUnit)).size;
    console.info(
      `time frames read: ${read} of ${said.time.length}; units rewritten: ${changed} of ${said.unit.length}; different units: ${before}, normalised ${after}`,
    );
    expect(read / said.time.length).toBeGreaterThan(0.66);
    expect(after).toBeLessThan(before * 0.85);
  });
});
