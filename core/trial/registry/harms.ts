/** Participants harmed, of those at risk: deaths, serious and other adverse events. */
import type { Harms } from '../schema.ts';
import { type ImportCounts, lose } from './counts.ts';
import type { StudyRecord } from './record.ts';
import type { Sources } from './sources.ts';

const KINDS = ['deaths', 'serious', 'other'] as const;

/** Harms by arm or group. Where the groups told are all groups of the record, their order says where each came from. */
export function readHarms(
  { resultsSection }: StudyRecord,
  ids: ReadonlyMap<string, string>,
  sources: Sources,
  counts: ImportCounts,
): Harms | undefined {
  const { eventGroups } = resultsSection.adverseEventsModule;
  const harms: Harms = {};
  const told: { id: string; index: number }[] = [];
  let figures = 0;
  for (const [index, group] of eventGroups.entries()) {
    const id = ids.get(group.id ?? '');
    if (id === undefined) continue;
    const before = figures;
    for (const kind of KINDS) {
      const affected = group[`${kind}NumAffected`];
      const atRisk = group[`${kind}NumAtRisk`];
      if (affected === undefined) continue;
      if (atRisk === undefined) {
        lose(counts, 'participants harmed, of an unknown number at risk');
        continue;
      }
      const own = harms[kind] ?? {};
      own[id] = `${affected}/${atRisk}`;
      harms[kind] = own;
      figures++;
    }
    if (figures > before) told.push({ id, index });
  }
  const inOrder = figures === eventGroups.length * Object.keys(harms).length;
  if (!inOrder) for (const { id, index } of told) sources.add(`harms.${id}`, `eventGroups[${index}]`);
  return figures > 0 ? harms : undefined;
}
