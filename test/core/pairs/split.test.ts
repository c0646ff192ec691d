/** Splits: by date, near-duplicates on one side, and the same whatever order records come in. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold } from '../../../core/evaluate/fold.ts';
import { drawn, inTurn, Lowest } from '../../../core/pairs/lowest.ts';
import { DEFAULT_CUTS, SPLITS, Splitter, splitCountsSchema } from '../../../core/pairs/split.ts';
import { marksOf } from '../../../core/pairs/twins.ts';
import { Union } from '../../../core/pairs/union.ts';
import { type MadeRecord, madeRecord } from './made.ts';

const id = (n: number) => `NCT${String(10_000_000 + n)}`;

function splitOf(...records: MadeRecord[]): Splitter {
  const splitter = new Splitter();
  for (const made of records) splitter.add(madeRecord(made), made.posted, true);
  return splitter;
}

/** Whether two records are near-duplicates. */
const twins = (a: MadeRecord, b: MadeRecord) =>
  splitOf(
    { title: 'Something Else Entirely Was Done', ...a, id: id(1) },
    { title: 'Quite Another Thing', ...b, id: id(2) },
  ).groups().length === 1;

describe('near-duplicates', () => {
  test('one names the other', () => {
    expect(twins({}, { summary: `Those of ${id(1)} go on.` })).toBe(true);
    expect(twins({}, { summary: `Those of ${id(3)} go on.` })).toBe(false);
    expect(twins({ summary: `As ${id(3)}.` }, { summary: `As ${id(3)}.` })).toBe(true);
  });

  test('one id of an organisation; short ones count only where it is the same sponsor', () => {
    expect(twins({ organisationId: 'EX-1234-567' }, { organisationId: 'ex1234567' })).toBe(true);
    expect(twins({ organisationId: 'EX-1234-567' }, { organisationId: 'EX-1234-568' })).toBe(false);
    expect(twins({ organisationId: '12-34' }, { organisationId: '1234' })).toBe(true);
    expect(twins({ organisationId: 'N/A' }, { organisationId: 'N/A' })).toBe(false);
    const other = madeRecord({ organisationId: '1234', title: 'Quite Another Thing', id: id(2) });
    const protocol = other.protocolSection as Record<string, unknown>;
    protocol.sponsorCollaboratorsModule = { leadSponsor: { name: 'Somebody' } };
    expect(marksOf(other)?.keys).not.toEqual(marksOf(madeRecord({ organisationId: '1234' }))?.keys);
  });

  test('titles that say nearly the same', () => {
    const title = 'Efficacy and Safety of Examplin in Adults With Chronic Severe Back Pain';
    expect(twins({ title }, { title: `Long-Term Extension: ${title}` })).toBe(true);
    expect(twins({ title }, { title: title.replace('Examplin', 'Othermab') })).toBe(false);
    expect(twins({ title: 'A Study of Examplin' }, { title: 'Study of Examplin' })).toBe(false);
    const long =
      'Daily Oral Examplin Added to Usual Care for Chronic Nonspecific Lower Back Pain After Spinal Surgery in Nurses';
    expect(twins({ title: long }, { title: long.replace('Nurses', 'Teachers') })).toBe(true);
    expect(twins({ title: long }, { title: long.replace('Nurses', 'Teachers').replace('Lower', 'Upper') })).toBe(false);
  });
});

describe('splits', () => {
  test('by when results were first posted; training trials have the fold of their id', () => {
    const title = (n: number) => `${'abcdefgh'[n]}x ${'abcdefgh'[n]}y ${'abcdefgh'[n]}z ${'abcdefgh'[n]}w`;
    const days = ['2021-12-31', '2022-01-01', '2022-12-31', '2023-01-01', '2021-12', '2023'];
    const splitter = splitOf(...days.map((posted, n) => ({ id: id(n), title: title(n), posted })));
    expect(days.map((_, n) => splitter.placeOf(id(n)).split)).toEqual([
      'train',
      'validation',
      'validation',
      'test',
      'train',
      'validation',
    ]);
    expect(splitter.placeOf(id(0)).fold).toBe(fold(id(0)));
    expect(splitter.placeOf(id(1))).toEqual({ split: 'validation' });
    expect(splitCountsSchema.parse(splitter.counts()).trials).toEqual({ train: 2, validation: 3, test: 1, undated: 0 });
  });

  test('near-duplicates stand where the latest of them does; one without a date stands nowhere', () => {
    const splitter = new Splitter();
    const add = (n: number, posted: string | undefined, results: boolean) =>
      splitter.add(madeRecord({ id: id(n), title: 'Examplin for Chronic Lower Back Pain' }), posted, results);
    add(1, '2015-01-01', true);
    add(2, '2024-01-01', true);
    add(3, undefined, true);
    add(4, '2030-01-01', false);
    expect([1, 2, 3].map((n) => splitter.placeOf(id(n)))).toEqual([{ split: 'test' }, { split: 'test' }, {}]);
    expect(splitter.counts()).toMatchObject({
      cuts: DEFAULT_CUTS,
      trials: { train: 0, validation: 0, test: 2, undated: 1 },
      twins: { groups: 1, trials: 4, largest: 4, moved: 1, acrossFolds: 0 },
    });
  });

  test('no group is on two sides, and the order of records changes nothing', () => {
    const day = fc.tuple(fc.integer({ min: 2019, max: 2024 }), fc.integer({ min: 1, max: 12 }));
    const record = fc.record({
      n: fc.nat(30),
      refers: fc.array(fc.nat(30).map(id), { maxLength: 2 }),
      keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 1 }),
      posted: fc.option(
        day.map(([year, month]) => `${year}-${String(month).padStart(2, '0')}-15`),
        { nil: undefined },
      ),
    });
    const split = (records: readonly { n: number; refers: string[]; keys: string[]; posted: string | undefined }[]) => {
      const splitter = new Splitter();
      for (const { n, refers, keys, posted } of records) splitter.take({ id: id(n), refers, keys }, posted, true);
      return splitter;
    };
    fc.assert(
      fc.property(fc.uniqueArray(record, { selector: ({ n }) => n, maxLength: 25 }), (records) => {
        const [one, other] = [split(records), split(records.toReversed())];
        for (const group of one.groups()) {
          const sides = new Set(group.flatMap((member) => one.placeOf(member).split ?? []));
          expect(sides.size).toBeLessThan(2);
        }
        for (const { n, posted } of records) {
          const { split: side } = one.placeOf(id(n));
          expect(other.placeOf(id(n)).split).toBe(side);
          expect(side === undefined).toBe(posted === undefined);
          // Nothing that was posted after a cut is learned from before it.
          if (side === 'train') expect(posted && posted < DEFAULT_CUTS.validation).toBe(true);
          if (side !== undefined) expect(SPLITS).toContain(side);
        }
      }),
    );
  });
});

test('what belongs together is found, whatever was said first', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { maxLength: 20 }), (edges) => {
      const [one, other] = [new Union(), new Union()];
      for (const [a, b] of edges) one.join(`n${a}`, `n${b}`);
      for (const [a, b] of edges.toReversed()) other.join(`n${b}`, `n${a}`);
      // By hand: spread the smallest name along the edges until nothing changes.
      const least = new Map(Array.from({ length: 13 }, (_, n) => [`n${n}`, `n${n}`]));
      for (let round = 0; round < 13; round++)
        for (const [a, b] of edges) {
          const smallest = [least.get(`n${a}`), least.get(`n${b}`)].sort()[0] ?? '';
          least.set(`n${a}`, smallest).set(`n${b}`, smallest);
        }
      for (const [name, smallest] of least) {
        expect(one.find(name)).toBe(smallest);
        expect(other.find(name)).toBe(smallest);
      }
    }),
  );
});

describe('drawing', () => {
  test('the lowest are the lowest, whatever order they come in', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(500), { maxLength: 200 }), fc.nat(20), (numbers, most) => {
        const [one, other] = [new Lowest<number>(most), new Lowest<number>(most)];
        // Many share a number, so that names decide.
        for (const n of numbers) one.put(n % 50, String(n), n);
        for (const n of numbers.toReversed()) other.put(n % 50, String(n), n);
        const sorted = [...numbers].sort((a, b) => (a % 50) - (b % 50) || (String(a) < String(b) ? -1 : 1));
        expect(one.all()).toEqual(sorted.slice(0, most));
        expect(other.all()).toEqual(sorted.slice(0, most));
      }),
    );
  });

  test('in turn, and as many as asked for', () => {
    expect(inTurn([[1, 2, 3, 4], [], [5], [6, 7]], 5)).toEqual([1, 5, 6, 2, 7]);
    expect(inTurn([[1], [2]], 9)).toEqual([1, 2]);
  });

  test('numbers drawn from two are spread, and tell both ways round apart', () => {
    const numbers = new Set<number>();
    let low = 0;
    for (let a = 0; a < 100; a++)
      for (let b = 0; b < 100; b++) {
        numbers.add(drawn(a, b));
        if (drawn(a, b) < 2 ** 31) low++;
      }
    expect(numbers.size).toBeGreaterThan(9990);
    expect(Math.abs(low - 5000)).toBeLessThan(250);
    expect(drawn(1, 2)).not.toBe(drawn(2, 1));
  });
});
