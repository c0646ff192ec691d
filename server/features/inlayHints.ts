/** What each perturbation makes of the result, behind it: arrows in place, and the steps of scenarios. And what an import left out. */
import { type InlayHint, InlayHintKind } from 'vscode-languageserver/node';
import { hint } from '../../core/imagine/wording.ts';
import { plainLine } from '../../core/trial/markdown.ts';
import { leftOutOf } from '../../core/trial/registry/sources.ts';
import type { Path, Range, Scenario } from '../../core/trial/types.ts';
import type { Snapshot } from '../documents.ts';
import { imaginingOf } from '../imaginings.ts';
import type { Work } from '../work.ts';

const LEFT_OUT =
  'Read in the words of the record, and not sure enough to be written: compare it with the description, and write it where it is right.';

/** Behind each drug of which an import left out a dose or a schedule because it was not sure of it. */
function leftOutHints(document: Snapshot, inView: (range: Range) => boolean): InlayHint[] {
  const byDrug = new Map<string, { path: Path; texts: string[] }>();
  for (const { path, text } of leftOutOf(document.parsed.trial)) {
    const given = path.slice(0, -1);
    const { texts } = byDrug.get(given.join('.')) ?? { texts: [] };
    byDrug.set(given.join('.'), { path: [...given, 'drug'], texts: [...texts, text] });
  }
  return [...byDrug.values()].flatMap(({ path, texts }) => {
    const range = document.parsed.rangeOf(path, 'value');
    if (!range || !inView(range)) return [];
    const label = `perhaps ${plainLine(texts.join(', '), 60)}`;
    return [{ position: document.positionAt(range.end), label, tooltip: LEFT_OUT, paddingLeft: true }];
  });
}

/** Only scenarios that reach into the part of the text that is shown are imagined. */
export function* inlayHints(document: Snapshot, shown: Range): Work<InlayHint[]> {
  const { parsed } = document;
  const inView = ({ start, end }: Range) => start <= shown.end && end >= shown.start;
  const hints = leftOutHints(document, inView);
  const scenarios: readonly (Scenario | undefined)[] = [parsed.inPlace, ...parsed.scenarios];
  for (const scenario of scenarios) {
    yield;
    if (!scenario?.steps.some(({ range }) => inView(range))) continue;
    const imagining = imaginingOf(parsed, scenario.name ?? null);
    if ('problem' in imagining) continue;
    // Steps that are written as one are told once, by the last of them.
    const told = new Map(
      scenario.steps.map(({ range }, index) => [range.end, { range, step: imagining.steps[index] }]),
    );
    for (const { range, step } of told.values())
      if (step && inView(range))
        hints.push({
          position: document.positionAt(range.end),
          label: hint(step),
          kind: InlayHintKind.Type,
          paddingLeft: true,
        });
  }
  return hints;
}
