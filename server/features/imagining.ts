/** What is imagined of a document, for a panel: the shown look step by step, and what else could be chosen. */
import { focusOf } from '../../core/trial/contrast.ts';
import type { Look, Parsed } from '../../core/trial/types.ts';
import type { Snapshot } from '../documents.ts';
import { imaginingOf, scenarioOf } from '../imaginings.ts';
import { isLook, lookAt, looksBeside, named } from '../looks.ts';
import type { ImaginingAnswer, ImaginingParams } from '../protocol.ts';

function shownScenario(parsed: Parsed, { scenario, offset }: ImaginingParams): string | null {
  if (scenario === null) return null;
  const exists = (name: unknown): name is string => typeof name === 'string' && scenarioOf(parsed, name) !== undefined;
  if (exists(scenario)) return scenario;
  const [section, name] = (offset === undefined ? undefined : parsed.placeAt(offset)?.path) ?? [];
  if (section === 'scenarios' && exists(name)) return name;
  return parsed.inPlace ? null : (parsed.scenarios[0]?.name ?? null);
}

function shownLook(parsed: Parsed, { look, offset }: ImaginingParams): Look | undefined {
  if (look && isLook(parsed.trial, look)) return look;
  return (offset === undefined ? undefined : lookAt(parsed, offset)) ?? focusOf(parsed.trial);
}

/** In the indentation of a line, what the line says is meant. */
function meant({ text }: Snapshot, offset: number): number {
  let at = offset;
  while (text[at] === ' ') at++;
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, at).trim() === '' ? at : offset;
}

export function imagining(document: Snapshot, asked: ImaginingParams): ImaginingAnswer {
  const { parsed, version } = document;
  const { offset } = asked;
  const params = offset === undefined ? asked : { ...asked, offset: meant(document, offset) };
  const { trial } = parsed;
  const scenario = shownScenario(parsed, params);
  const look = shownLook(parsed, params);
  const looks = looksBeside(trial, look);
  const answer = imaginingOf(parsed, scenario, look);
  return {
    version,
    ...(trial.trial !== undefined && { id: trial.trial }),
    ...(trial.title !== undefined && { title: trial.title }),
    scenario,
    ...(look && { look }),
    ...('problem' in answer ? { problem: answer.problem } : { imagining: answer }),
    looks: looks.map((each) => named(trial, each)),
    scenarios: [...(parsed.inPlace ? [null] : []), ...parsed.scenarios.flatMap(({ name }) => name ?? [])],
    steps: (scenarioOf(parsed, scenario)?.steps ?? []).map(({ range }) => range),
  };
}
