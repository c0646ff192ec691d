/** Records made up for tests, in the registry's shape, and what two corpora are compared by. */
import { createHash } from 'node:crypto';
import type { Corpus } from '../../../core/pairs/corpus/corpus.ts';
import { statsOf } from '../../../core/pairs/corpus/stats.ts';

export const idOf = (n: number) => `NCT${String(n).padStart(8, '0')}`;

const day = (n: number) => new Date(Date.UTC(2020, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);

export interface Made {
  /** Last updated so many days after the first of 2020; by default by its number. */
  day?: number;
  title?: string;
  /** When the registry made up its data. */
  version?: string;
}

/** The n-th made-up record: every second one with results of two doses and a placebo. */
export function made(n: number, { day: updated = n % 300, title = `Trial ${n} of exemplin`, version }: Made = {}) {
  const groups = ['Exemplin 10 mg', 'Exemplin 5 mg', 'Placebo'];
  return {
    protocolSection: {
      identificationModule: { nctId: idOf(n), briefTitle: title },
      statusModule: {
        overallStatus: 'COMPLETED',
        startDateStruct: { date: `${2000 + (n % 20)}-03` },
        lastUpdatePostDateStruct: { date: day(updated), type: 'ACTUAL' },
        ...(n % 2 === 0 && { resultsFirstPostDateStruct: { date: `${2005 + (n % 20)}-03-01` } }),
      },
      conditionsModule: { conditions: n % 3 === 0 ? ['Gout', 'Heart Failure'] : ['gout'] },
      designModule: {
        studyType: 'INTERVENTIONAL',
        phases: [n % 2 === 0 ? 'PHASE2' : 'PHASE3'],
        designInfo: { allocation: n % 5 === 0 ? 'NON_RANDOMIZED' : 'RANDOMIZED' },
        enrollmentInfo: { count: 40 + (n % 20) },
      },
      armsInterventionsModule: {
        armGroups: groups.map((label, i) => ({
          label,
          type: i === 2 ? 'PLACEBO_COMPARATOR' : 'EXPERIMENTAL',
          interventionNames: [i === 2 ? 'Drug: Placebo' : 'Drug: Exemplin'],
          description: i === 2 ? 'Placebo once daily' : `${label} once daily`,
        })),
        interventions: [
          { type: 'DRUG', name: 'Exemplin' },
          { type: 'DRUG', name: 'Placebo' },
        ],
      },
      outcomesModule: { primaryOutcomes: [{ measure: 'Change in serum urate', timeFrame: '12 weeks' }] },
    },
    ...(n % 2 === 0 && {
      resultsSection: {
        outcomeMeasuresModule: {
          outcomeMeasures: [
            {
              type: 'PRIMARY',
              title: 'Change in serum urate',
              timeFrame: '12 weeks',
              paramType: 'MEAN',
              dispersionType: 'Standard Deviation',
              unitOfMeasure: 'mg/dL',
              groups: groups.map((title, i) => ({ id: `OG00${i}`, title })),
              denoms: [{ units: 'Participants', counts: groups.map((_, i) => ({ groupId: `OG00${i}`, value: '40' })) }],
              classes: [
                {
                  categories: [
                    {
                      measurements: groups.map((_, i) => ({
                        groupId: `OG00${i}`,
                        value: String(-3 + i * 1.5),
                        spread: '1.1',
                      })),
                    },
                  ],
                },
              ],
            },
          ],
        },
      },
    }),
    ...(version !== undefined && { derivedSection: { miscInfoModule: { versionHolder: version } } }),
    hasResults: n % 2 === 0,
  };
}

export const several = (count: number) => Array.from({ length: count }, (_, i) => made(i + 1));

/** What programs that are killed write: so many records in batches, into files so small that there are many, and all are rewritten. */
export const RECORDS = 60;
export const BATCH = 6;
export const SMALL = { segmentBytes: 20_000, tidyBytes: 1000 };

/** All that a corpus says that does not depend on where in its files a record lies. */
export function fingerprint(corpus: Corpus) {
  const texts = createHash('sha256');
  let records = 0;
  for (const { id, text } of corpus.records()) {
    texts.update(`${id} ${text}\n`);
    records++;
  }
  const { bytes, ...stats } = statsOf(corpus);
  const rows = corpus.query('SELECT * FROM trials ORDER BY id').map(({ n, segment, at, length, ...row }) => row);
  const found = ['heart failure', 'gout exemplin', 'serum urate week', 'placebo diabetes'].map((words) =>
    corpus.find(words, 40).map(({ id, score }) => `${id} ${score.toFixed(9)}`),
  );
  return {
    records,
    texts: texts.digest('hex'),
    rows: createHash('sha256').update(JSON.stringify(rows)).digest('hex'),
    conditions: createHash('sha256')
      .update(
        JSON.stringify(
          corpus.query('SELECT id, key, name FROM conditions JOIN trials ON trials.n = trial ORDER BY id, key'),
        ),
      )
      .digest('hex'),
    aside: corpus.query('SELECT hash, id, reason FROM aside ORDER BY hash'),
    found,
    json: bytes.json,
    stats,
  };
}

/** The index itself is sound, and every record that it counts is there. */
export function faults(corpus: Corpus): unknown[] {
  const wrong: unknown[] = corpus.query('PRAGMA integrity_check').map(({ integrity_check: said }) => said);
  for (const { id, text } of corpus.records())
    if (JSON.parse(text).protocolSection.identificationModule.nctId !== id) wrong.push(id);
  for (const table of ['conditions', 'search'])
    wrong.push(
      ...corpus.query(
        table === 'search'
          ? 'SELECT rowid FROM search WHERE rowid NOT IN (SELECT n FROM trials)'
          : 'SELECT trial FROM conditions WHERE trial NOT IN (SELECT n FROM trials)',
      ),
    );
  return wrong.filter((one) => one !== 'ok');
}
