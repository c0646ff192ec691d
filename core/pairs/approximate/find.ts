/** One approximate pair by its id, read from records again. */
import { reversed } from '../../imagine/mirror.ts';
import { contrastsOf } from '../../trial/contrast.ts';
import { importRecord } from '../../trial/registry/import.ts';
import { FACTORS, type Trial } from '../../trial/schema.ts';
import type { Look, Perturbation } from '../../trial/types.ts';
import { contrastId } from '../pair.ts';
import type { Records } from '../records.ts';
import { cardOf, type Terms } from './card.ts';
import { differencesBetween, type Seen } from './differences.ts';
import { endOf, readApproximateId, type ShownApproximate } from './pair.ts';
import { askedOf, type Widened, widenedBetween } from './ranking.ts';
import { termsOfRecord } from './record-terms.ts';
import { widenedOf } from './retrieve.ts';

export interface FoundPair {
  anchor: Seen;
  target: Seen;
  differences: Perturbation[];
  /** How far one had to look, where the anchor does not share the target's condition. */
  widened?: Widened;
  /** When the results of the anchor were first posted, and when the target began. */
  posted?: string;
  starts?: string;
}

/** The contrast of an id, either way round: an anchor may be told as its target is. */
function lookOf(trial: Trial, id: string): Look | undefined {
  for (const { look } of contrastsOf(trial))
    for (const one of [look, reversed(look)]) if (contrastId(one) === id) return one;
  return undefined;
}

/** Undefined where the id is none, or the records have no such trials or contrasts as they are read now. */
export async function findApproximate(records: Records, id: string): Promise<FoundPair | undefined> {
  const parts = readApproximateId(id);
  if (!parts) return undefined;
  const seen = async (trial: string, contrast: string): Promise<(Seen & { terms: Terms }) | undefined> => {
    const json = await records.find(trial);
    const imported = json === undefined ? undefined : importRecord(json);
    if (!imported || 'problem' in imported) return undefined;
    const look = lookOf(imported.trial, contrast);
    return look && { trial: imported.trial, look, terms: termsOfRecord(json) };
  };
  const [anchor, target] = [await seen(parts.anchor, parts.from), await seen(parts.target, parts.to)];
  if (!anchor || !target) return undefined;
  const widened = widenedOf(
    anchor.trial,
    target.trial,
    widenedBetween(cardOf(anchor.trial, anchor.terms), askedOf(target)),
  );
  const posted = anchor.trial.design?.['results-posted'];
  const starts = target.trial.design?.start;
  return {
    anchor: { trial: anchor.trial, look: anchor.look },
    target: { trial: target.trial, look: target.look },
    differences: differencesBetween(anchor, target),
    ...(widened && { widened }),
    ...(posted !== undefined && { posted }),
    ...(starts !== undefined && { starts }),
  };
}

/** The same as it is told to other programs; undefined where an end has no direction. */
export function shownApproximate(
  id: string,
  { anchor, target, differences, widened, posted, starts }: FoundPair,
): ShownApproximate | undefined {
  const [from, to] = [endOf(anchor.trial, anchor.look), endOf(target.trial, target.look)];
  if (!from || !to) return undefined;
  const differ = new Set(differences.map(({ factor }) => factor));
  return {
    id,
    trial: target.trial.trial ?? '',
    kind: 'approximate',
    anchor: anchor.trial.trial ?? '',
    ...(posted !== undefined && { posted }),
    ...(starts !== undefined && { starts }),
    ...(widened && { widened }),
    differences,
    factors: FACTORS.filter((factor) => differ.has(factor)),
    from,
    to,
    randomized: target.trial.design?.allocation === 'randomized',
  };
}
