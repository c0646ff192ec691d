/** Registry records of one condition that follow each other in time, made up. */
import { DOSES, type MadeRecord, madeRecord, PAIN, WALK } from './made.ts';

interface Timed extends MadeRecord {
  n: number;
  start: string;
  condition?: string;
  terms?: readonly string[];
}

/** A record with what anchors are found by. */
export function timedRecord({
  n,
  start,
  condition = 'Back Pain',
  terms = [],
  ...made
}: Timed): Record<string, unknown> {
  const record = madeRecord({
    id: `NCT2000000${n}`,
    title: `${'alpha beta gamma delta epsilon zeta eta theta'.split(' ')[n]} kind ${n} of back ${n}`,
    arms: DOSES,
    outcomes: [PAIN, WALK],
    ...made,
  });
  const protocol = record.protocolSection as Record<string, Record<string, unknown>>;
  return {
    ...record,
    protocolSection: {
      ...protocol,
      statusModule: { ...protocol.statusModule, startDateStruct: { date: start } },
      conditionsModule: { conditions: [condition] },
    },
    derivedSection: { conditionBrowseModule: { meshes: terms.map((term) => ({ term })) } },
  };
}

/** One of train, one of validation and one of the test; one that is too late for all; the first one's extension; one without results. */
export function timedRecords(): Record<string, unknown>[] {
  const { resultsSection: _results, ...planned } = timedRecord({ n: 6, start: '2024-01-01' });
  return [
    timedRecord({ n: 1, start: '2010-01-01', posted: '2012-01-01' }),
    timedRecord({ n: 2, start: '2015-01-01', posted: '2017-01-01', condition: 'Backache', terms: ['Back Pain'] }),
    timedRecord({ n: 3, start: '2019-01', posted: '2022-06-01' }),
    timedRecord({ n: 4, start: '2022-02-01', posted: '2023-06-01' }),
    timedRecord({ n: 5, start: '2013-01-01', posted: '2013-06-01', summary: 'Those who were in NCT20000001 go on.' }),
    planned,
  ];
}
