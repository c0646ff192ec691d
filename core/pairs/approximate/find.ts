/** One approximate pair by its id, read from records again. */
import { contrastsOf } from '../../trial/contrast.ts';
import { importRecord } from '../../trial/registry/import.ts';
import type { Trial } from '../../trial/schema.ts';
import type { Look, Perturbation } from '../../trial/types.ts';
import { contrastId } from '../pair.ts';
import type { Records } from '../records.ts';
import { differencesBetween, type Seen } from './differences.ts';
import { readApproximateId } from './pair.ts';

export interface FoundPair {
  anchor: Seen;
  target: Seen;
  differences: Perturbation[];
}

/** The contrast of an id, either way round: an anchor may be told as its target is. */
function lookOf(trial: Trial, id: string): Look | undefined {
  for (const { look } of contrastsOf(trial))
    for (const one of [look, { ...look, first: look.second, second: look.first }])
      if (contrastId(one) === id) return one;
  return undefined;
}

/** Undefined where the id is none, or the records have no such trials or contrasts as they are read now. */
export async function findApproximate(records: Records, id: string): Promise<FoundPair | undefined> {
  const parts = readApproximateId(id);
  if (!parts) return undefined;
  const seen = async (trial: string, contrast: string): Promise<Seen | undefined> => {
    const json = await records.find(trial);
    const imported = json === undefined ? undefined : importRecord(json);
    if (!imported || 'problem' in imported) return undefined;
    const look = lookOf(imported.trial, contrast);
    return look && { trial: imported.trial, look };
  };
  const [anchor, target] = [await seen(parts.anchor, parts.from), await seen(parts.target, parts.to)];
  return anchor && target && { anchor, target, differences: differencesBetween(anchor, target) };
}
