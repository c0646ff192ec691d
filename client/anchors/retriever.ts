/** Finds anchors for language models: in the corpus that the settings name, else in the embedded library. */
import type { Retriever } from '../../core/imagine/successive/anchors.ts';
import { stepOf } from '../../core/pairs/open.ts';
import type { Services } from '../services.ts';

/** `place`: that corpus; undefined: the embedded library. */
export function retrieverOf(services: Services, place: string | undefined): Retriever {
  return async ({ trial, look }, { k }, signal) => {
    const { scenarios: _scenarios, sources: _sources, ...target } = trial;
    const finder = await services.anchors();
    const { anchors } = await finder.find(
      { trial: target, look, k, places: place === undefined ? [] : [place] },
      signal,
    );
    return anchors.map(({ differences, ...anchor }) => ({ ...anchor, differences: differences.map(stepOf) }));
  };
}
