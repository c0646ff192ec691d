/** Participants harmed, of those at risk: deaths, serious and other adverse events. */
import type { Harms } from '../schema.ts';
import { type ImportCounts, lose } from './counts.ts';
import type { StudyRecord } from './record.ts';

const KINDS = ['deaths', 'serious', 'other'] as const;

/** Harms by arm or group, and for a group that not all three kinds have, the field it came from. */
export function readHarms(
  { resultsSection }: StudyRecord,
  ids: ReadonlyMap<string, string>,
  counts: ImportCounts,
): { harms: Harms | undefined; sources: Record<string, string> } {
  const harms: Harms = {};
  const sources: Record<string, string> = {};
  for (const [index, group] of resultsSection.adverseEventsModule.eventGroups.entries()) {
    const id = ids.get(group.id ?? '');
    if (id === undefined) continue;
    let told = 0;
    for (const kind of KINDS) {
      const affected = group[`${kind}NumAffected`];
      const atRisk = group[`${kind}NumAtRisk`];
      if (affected === undefined) continue;
      if (atRisk === undefined) {
        lose(counts, 'participants harmed, of an unknown number at risk');
        continue;
      }
      harms[kind] = { ...harms[kind], [id]: `${affected}/${atRisk}` };
      told++;
    }
    if (told > 0) sources[`harms.${id}`] = `eventGroups[${index}]`;
  }
  return { harms: Object.keys(harms).length > 0 ? harms : undefined, sources };
}
