/** What a corpus keeps of its records for anchors to be found by: made once, right after every change, and never needed. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { retrieve } from '../../../core/pairs/approximate/retrieve.ts';
import { type SurveyOptions, surveyRecords } from '../../../core/pairs/approximate/survey.ts';
import { add } from '../../../core/pairs/corpus/add.ts';
import { Corpus } from '../../../core/pairs/corpus/corpus.ts';
import { openRecords, type Records } from '../../../core/pairs/records.ts';
import { focusOf } from '../../../core/trial/contrast.ts';
import { timedRecord, timedRecords } from './approximate-made.ts';

let folder: string;
let place: string;

async function taken(records: readonly unknown[]): Promise<void> {
  const file = path.join(folder, 'records.ndjson');
  await writeFile(file, records.map((one) => JSON.stringify(one)).join('\n'));
  using corpus = await Corpus.open(place, { write: true });
  await add(corpus, [file]);
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notes-'));
  place = path.join(folder, 'corpus');
  await taken(timedRecords());
});
afterEach(() => rm(folder, { recursive: true }));

/** A survey, and which records it read. */
async function surveyed(version: string | undefined, given?: Records) {
  const records = given ?? (await openRecords([place]));
  const read: string[] = [];
  const spied: Records = {
    ...records,
    walk: async function* () {
      for await (const one of records.walk()) {
        if ('id' in one) read.push(one.id);
        yield one;
      }
    },
    read: (id) => {
      read.push(id);
      return records.read?.(id);
    },
  };
  const options: SurveyOptions = { digested: true, ...(version !== undefined && { version }) };
  const survey = await surveyRecords(spied, options);
  const looked = [...read];
  const said = survey.trials.map(({ id, at }) => {
    const trial = survey.trial(id) ?? {};
    const look = focusOf(trial);
    const found = look ? retrieve(survey, { trial, look, terms: survey.terms(id) }, { k: 9 }) : [];
    return { id, at, place: survey.splitter.placeOf(id), terms: survey.terms(id), found };
  });
  records.close();
  return { looked, all: { said, digest: survey.digest, lost: survey.lost, n: survey.records } };
}

const IDS = timedRecords().map((_, i) => `NCT2000000${i + 1}`);

test('what is kept says what the records say, and spares reading them', async () => {
  const plain = await surveyed(undefined);
  expect(plain.looked).toEqual(IDS);
  expect(plain.all.said.flatMap(({ found }) => found).length).toBeGreaterThan(5);
  const first = await surveyed('one');
  expect(first.looked).toEqual(IDS);
  expect(first.all).toEqual(plain.all);
  const second = await surveyed('one');
  expect(second.looked).toEqual([]);
  expect(second.all).toEqual(plain.all);
});

test('another version of the program takes it anew; so is what changed, came, or is damaged, and nothing else', async () => {
  await surveyed('one');
  expect((await surveyed('two')).looked).toEqual(IDS);
  expect((await surveyed('two')).looked).toEqual([]);
  const changed = timedRecord({ n: 3, start: '2019-01', posted: '2022-06-01', condition: 'Sciatica' });
  const come = timedRecord({ n: 7, start: '2020-01-01', posted: '2021-06-01' });
  await taken([changed, come]);
  const after = await surveyed('two');
  expect(after.looked).toEqual(['NCT20000003', 'NCT20000007']);
  expect(after.all).toEqual((await surveyed(undefined)).all);
  {
    using database = new DatabaseSync(path.join(place, 'corpus.sqlite'));
    database.exec("UPDATE notes SET note = substr(note, 1, 20) WHERE id = 'NCT20000002'");
    database.exec(`UPDATE notes SET note = '{"results":true}' WHERE id = 'NCT20000004'`);
  }
  const mended = await surveyed('two');
  expect(mended.looked).toEqual(['NCT20000002', 'NCT20000004']);
  expect(mended.all).toEqual(after.all);
});

test('a corpus that cannot be written, and one of an older program, answer the same', async () => {
  const plain = await surveyed(undefined);
  const records = await openRecords([place]);
  let tries = 0;
  const closed: Records = {
    ...records,
    ...(records.notes && { notes: { ...records.notes, keep: () => ++tries < 0 } }),
  };
  const { all, looked } = await surveyed('one', closed);
  expect(all).toEqual(plain.all);
  expect(looked).toEqual(IDS);
  expect(tries).toBe(1);
  expect((await surveyed('one')).looked).toEqual(IDS);
  // What a reader may not do it still may not do afterwards.
  const corpus = await Corpus.open(place);
  expect(corpus.keep('three', [])).toBe(true);
  expect(() => corpus.put({ records: [], pull: { key: 'a', state: 'b' } })).toThrow();
  corpus.close();
});
