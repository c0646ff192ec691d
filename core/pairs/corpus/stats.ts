/** What is in a corpus, counted from its index. */
import * as z from 'zod';
import type { Corpus } from './corpus.ts';
import { FACTS_VERSION } from './facts.ts';

/** Conditions that are named; the others are counted. */
const CONDITIONS = 20;

const count = z.int().min(0);
const counts = z.record(z.string(), count);

/** What `deepimagine corpus stats --json` writes. */
export const statsSchema = z
  .object({
    trials: count,
    digest: z.string().describe('SHA-256 over all ids and hashes: equal where two corpora hold the same records.'),
    type: counts,
    phase: counts.describe('`not stated` where the record says none.'),
    started: counts.describe('By year; `not stated` where the record says none.'),
    resultsPosted: counts.describe('Trials with results by the year in which these were first posted.'),
    conditions: z.object({
      different: count,
      most: z
        .array(z.object({ condition: z.string(), trials: count }))
        .describe('A trial counts once for each of its conditions.'),
    }),
    results: z.object({ with: count, without: count }),
    randomised50: z
      .object({ trials: count, withResults: count })
      .describe('Trials labelled randomised with an enrollment of 50 or more.'),
    contrasts: z.object({
      all: count.describe('Every two sides that a result sets against each other.'),
      trials: count.describe('Trials that have one.'),
      reported: count.describe('Direction from a reported analysis.'),
      computed: count.describe('Direction computed from the values.'),
      higher: count,
      lower: count,
      noDifference: count,
      trialsWithDirection: count,
    }),
    doseRanging: z.object({
      arms: count.describe('Trials of which two arms differ in nothing but the dose of one drug.'),
      observed: count.describe('Trials with a contrast of two sides that differ in nothing but the dose of one drug.'),
      contrasts: count.describe('These contrasts.'),
    }),
    aside: z.object({ records: count, reasons: counts }).describe('Broken records, kept apart.'),
    outdated: count.describe(
      'Trials of which an older version of DeepImagine read the facts: the next add or pull reads them again.',
    ),
    bytes: z.object({
      json: count.describe('Of all records as JSON, in characters.'),
      records: count.describe('Of the compressed files.'),
      wasted: count.describe('Of these, what newer versions have replaced.'),
    }),
  })
  .describe('What is in a corpus.');

export type CorpusStats = z.infer<typeof statsSchema>;

/** Counts a corpus. */
export function statsOf(corpus: Corpus): CorpusStats {
  const by = (expression: string, where = 'TRUE') =>
    Object.fromEntries(
      corpus
        .query(`SELECT ${expression} AS name, COUNT(*) AS n FROM trials WHERE ${where} GROUP BY 1 ORDER BY name`)
        .map(({ name, n }) => [String(name), Number(n)]),
    );
  const sum = (expression: string) => `COALESCE(SUM(${expression}), 0)`;
  const year = (column: string) => `COALESCE(SUBSTR(${column}, 1, 4), 'not stated')`;
  const [row = {}] = corpus.query(`SELECT COUNT(*) AS trials, ${sum('results')} AS withResults,
    ${sum('randomised AND enrollment >= 50')} AS randomised,
    ${sum('randomised AND enrollment >= 50 AND results')} AS randomisedWithResults,
    ${sum('contrasts')} AS contrasts, ${sum('contrasts > 0')} AS contrastTrials,
    ${sum('reported')} AS reported, ${sum('computed')} AS computed,
    ${sum('higher')} AS higher, ${sum('lower')} AS lower, ${sum('noDifference')} AS noDifference,
    ${sum('reported + computed > 0')} AS directionTrials,
    ${sum('doseRanging')} AS doseRanging, ${sum('doseContrasts > 0')} AS doseObserved, ${sum('doseContrasts')} AS doseContrasts,
    ${sum(`facts <> ${FACTS_VERSION}`)} AS outdated, ${sum('size')} AS json, ${sum('length')} AS live FROM trials`);
  const figure = (name: string) => Number(row[name] ?? 0);
  const single = (sql: string) => Number(corpus.query(sql)[0]?.n ?? 0);
  const most = corpus
    .query(
      `SELECT c.n AS n, (SELECT name FROM conditions WHERE key = c.key GROUP BY name ORDER BY COUNT(*) DESC, name LIMIT 1) AS name
       FROM (SELECT key, COUNT(*) AS n FROM conditions GROUP BY key ORDER BY n DESC, key LIMIT ${CONDITIONS}) c`,
    )
    .map(({ name, n }) => ({ condition: String(name), trials: Number(n) }));
  const reasons = corpus.query('SELECT reason, COUNT(*) AS n FROM aside GROUP BY reason ORDER BY n DESC, reason');
  const records = single('SELECT COALESCE(SUM(length), 0) AS n FROM segments');
  return {
    trials: figure('trials'),
    digest: corpus.digest(),
    type: by('type'),
    phase: by("COALESCE(phase, 'not stated')"),
    started: by(year('start')),
    resultsPosted: by(year('resultsPosted'), 'results'),
    conditions: { different: single('SELECT COUNT(DISTINCT key) AS n FROM conditions'), most },
    results: { with: figure('withResults'), without: figure('trials') - figure('withResults') },
    randomised50: { trials: figure('randomised'), withResults: figure('randomisedWithResults') },
    contrasts: {
      all: figure('contrasts'),
      trials: figure('contrastTrials'),
      reported: figure('reported'),
      computed: figure('computed'),
      higher: figure('higher'),
      lower: figure('lower'),
      noDifference: figure('noDifference'),
      trialsWithDirection: figure('directionTrials'),
    },
    doseRanging: {
      arms: figure('doseRanging'),
      observed: figure('doseObserved'),
      contrasts: figure('doseContrasts'),
    },
    aside: {
      records: single('SELECT COUNT(*) AS n FROM aside'),
      reasons: Object.fromEntries(reasons.map(({ reason, n }) => [String(reason), Number(n)])),
    },
    outdated: figure('outdated'),
    bytes: { json: figure('json'), records, wasted: records - figure('live') },
  };
}
