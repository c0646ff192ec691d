/** Which contrast a place of a document speaks of, and how a look is named to a person. */
import { subjectOf } from '../core/imagine/pathway.ts';
import { outcomeText, sidesText } from '../core/imagine/wording.ts';
import { focusOf, surveyOf } from '../core/trial/contrast.ts';
import { parseContrast } from '../core/trial/quantity/contrast.ts';
import type { Trial } from '../core/trial/schema.ts';
import type { Look, Parsed, Path } from '../core/trial/types.ts';
import type { NamedLook } from './protocol.ts';

const known = (of: object | undefined, id: string): boolean => of !== undefined && Object.hasOwn(of, id);

/** The contrast of a result that the place is in: that of its analysis, else the focus's arms, else its first two. */
export function lookOfResult({ trial }: Parsed, path: Path): Look | undefined {
  const result = trial.results?.[Number(path[1])];
  if (!result?.outcome) return undefined;
  const sided = (ids: readonly string[]) =>
    ids.length === 2 && ids.every((id) => known(trial.arms, id) || known(trial.groups, id));
  const analysis = path[2] === 'analyses' ? result.analyses?.[Number(path[3])] : undefined;
  const contrasts = [analysis, ...(result.analyses ?? [])].map((one) => parseContrast(one?.contrast ?? ''));
  const focus = focusOf(trial);
  const candidates = [
    ...contrasts.slice(0, 1),
    ...(focus ? [[focus.first, focus.second]] : []),
    ...contrasts.slice(1),
    Object.keys(result.values ?? {}).slice(0, 2),
  ];
  const [first, second] = candidates.find(sided) ?? [];
  if (first === undefined || second === undefined) return undefined;
  return { outcome: result.outcome, ...(result.row !== undefined && { row: result.row }), first, second };
}

/** The look of the place at an offset; undefined where it speaks of none in particular. */
export function lookAt(parsed: Parsed, offset: number): Look | undefined {
  const { path = [] } = parsed.placeAt(offset) ?? {};
  const [section, entry] = path;
  if (entry === undefined) return undefined;
  if (section === 'results') return lookOfResult(parsed, path);
  const { trial } = parsed;
  const id = String(entry);
  const focus = focusOf(trial);
  const looks = surveyOf(trial).contrasts.map(({ look }) => look);
  if (section === 'outcomes' && known(trial.outcomes, id)) {
    const own = looks.filter(({ outcome }) => outcome === id);
    return (
      own.find((look) => sameSides(look, focus)) ??
      own[0] ??
      (focus && { outcome: id, first: focus.first, second: focus.second })
    );
  }
  if (section !== 'arms' || !focus || focus.first === id || focus.second === id) return undefined;
  const own = looks.filter(
    ({ outcome, first, second }) => outcome === focus.outcome && (first === id || second === id),
  );
  return own.find(({ first, second }) => [first, second].includes(focus.second)) ?? own[0];
}

/** Whether two looks set the same sides against each other, either way round. */
export const sameSides = (a: Look, b: Look | undefined): boolean =>
  b !== undefined && [a.first, a.second].includes(b.first) && [a.first, a.second].includes(b.second);

/** Whether a look speaks of what the document has. */
export function isLook(trial: Trial, { outcome, first, second }: Look): boolean {
  const side = (id: string) => known(trial.arms, id) || known(trial.groups, id);
  return known(trial.outcomes, outcome) && side(first) && side(second) && first !== second;
}

export function named(trial: Trial, look: Look): NamedLook {
  const subject = subjectOf(trial, look);
  const { unit } = subject;
  return {
    look,
    outcome: outcomeText(subject),
    ...(unit !== undefined && { unit }),
    contrast: sidesText(look, subject),
  };
}

const rowOf = ({ outcome, row }: Look): string => JSON.stringify([outcome, row]);

/**
 * What can be looked at instead of `shown`, in the order of the results: the other sides of its outcome and row, and one look
 * of each other outcome and row, with the same sides where they have it. Outcomes of which nothing was observed come last.
 * (All of them together are ten thousand in the largest trials.)
 */
export function looksBeside(trial: Trial, shown: Look | undefined): Look[] {
  const own = shown && rowOf(shown);
  const rows = new Map<string, Look[]>();
  for (const { look } of surveyOf(trial).contrasts) {
    const row = rowOf(look);
    const known = rows.get(row);
    if (!known) rows.set(row, [look]);
    else if (row === own) known.push(look);
    else if (sameSides(look, shown)) known[0] = look;
  }
  const having = new Set([...rows.values()].flatMap(([look]) => look?.outcome ?? []));
  const others = shown ? Object.keys(trial.outcomes ?? {}).filter((id) => !having.has(id)) : [];
  const observed = [...rows.values()].flat();
  return shown
    ? [...observed, ...others.map((outcome) => ({ outcome, first: shown.first, second: shown.second }))]
    : observed;
}
