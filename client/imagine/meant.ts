/** What the person means the panel to show, and what is asked of the server for it. Pure. */
import type { Look } from '../../core/trial/types.ts';
import type { ImaginingParams, PanelTarget } from '../../server/protocol.ts';
import type { Picks, State, View } from '../../webview/messages.ts';

/** Ids of the pickers' options: what they stand for can be read back from them, after a reload too. */
export const outcomeId = (look: Look): string =>
  JSON.stringify(look.row === undefined ? [look.outcome] : [look.outcome, look.row]);
export const contrastId = (look: Look): string => JSON.stringify([look.first, look.second]);
/** The arrows in place are the scenario without a name. */
export const scenarioId = (name: string | null): string => JSON.stringify(name);

/** An id was made by us, but it comes back from the page and from storage: it is parsed as anything else from there. */
function texts(id: string | undefined): string[] | undefined {
  if (id === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(id);
    return Array.isArray(value) && value.every((part) => typeof part === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

export function lookOf(picks: Picks): Look | undefined {
  const [outcome, row] = texts(picks.outcome) ?? [];
  const [first, second] = texts(picks.contrast) ?? [];
  if (outcome === undefined || first === undefined || second === undefined) return undefined;
  return { outcome, first, second, ...(row === undefined ? {} : { row }) };
}

export function scenarioOf(picks: Picks): string | null | undefined {
  if (picks.scenario === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(picks.scenario);
    return typeof value === 'string' || value === null ? value : undefined;
  } catch {
    return undefined;
  }
}

export function picksOf(target: Pick<PanelTarget, 'scenario' | 'look'>): Picks {
  return {
    ...(target.look ? { outcome: outcomeId(target.look), contrast: contrastId(target.look) } : {}),
    ...(target.scenario === undefined ? {} : { scenario: scenarioId(target.scenario) }),
  };
}

/** What is shown, as a choice. */
export function picksShown({ pickers: { outcome, contrast, scenario } }: Pick<View, 'pickers'>): Picks {
  return {
    ...(outcome.chosen === undefined ? {} : { outcome: outcome.chosen }),
    ...(contrast.chosen === undefined ? {} : { contrast: contrast.chosen }),
    ...(scenario.chosen === undefined ? {} : { scenario: scenario.chosen }),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * The argument of the command that opens the panel, from a code lens or a hover; from a menu it is something else, which is no
 * target. It may come from anywhere, so that nothing of it is believed: what is no part of a target is left out.
 */
export function targetOf(given: unknown): PanelTarget | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { uri, scenario, look, part } = given as Record<string, unknown>;
  if (!isText(uri)) return undefined;
  const { outcome, row, first, second } = (typeof look === 'object' && look !== null ? look : {}) as Record<
    string,
    unknown
  >;
  return {
    uri,
    ...(isText(scenario) || scenario === null ? { scenario } : {}),
    ...(isText(outcome) && isText(first) && isText(second)
      ? { look: { outcome, first, second, ...(isText(row) ? { row } : {}) } }
      : {}),
    ...(part === 'outcomes' ? { part } : {}),
  };
}

/** A choice by hand on top of what is shown: of the looks there are, the one that keeps the most of it. */
export function chosen(shown: Picks, picked: Picks, looks: readonly Look[]): Picks {
  const wanted = { ...shown, ...picked };
  const fits = (look: Look) => outcomeId(look) === wanted.outcome && contrastId(look) === wanted.contrast;
  if (looks.some(fits)) return wanted;
  const kept = looks.find((look) =>
    picked.contrast === undefined ? outcomeId(look) === wanted.outcome : contrastId(look) === wanted.contrast,
  );
  return kept ? { ...wanted, outcome: outcomeId(kept), contrast: contrastId(kept) } : shown;
}

/** What is asked: the choice where there is one; for the rest the place of the cursor decides, unless it is pinned. */
export function asked(state: State, offset: number | undefined): ImaginingParams {
  const look = lookOf(state.picks);
  const scenario = scenarioOf(state.picks);
  return {
    uri: state.uri,
    ...(look ? { look } : {}),
    ...(scenario === undefined ? {} : { scenario }),
    ...(state.pinned || offset === undefined ? {} : { offset }),
  };
}

/** Whether the cursor may have the say over what was chosen by hand, so that it has to be asked first. */
export function isContested(state: State, offset: number | undefined): boolean {
  return !state.pinned && offset !== undefined && Object.keys(state.picks).length > 0;
}

/**
 * What holds once it is known what the cursor speaks of: the choice by hand as long as the cursor speaks of what it spoke of
 * when the choice was made; nothing of it afterwards.
 */
export function settled(state: State, cursor: Picks): State {
  const before = state.cursor ?? cursor;
  const same = (['outcome', 'contrast', 'scenario'] as const).every((key) => before[key] === cursor[key]);
  const { uri, pinned, picks } = state;
  return same ? { schema: 1, uri, pinned, picks, cursor } : { schema: 1, uri, pinned, picks: {} };
}
