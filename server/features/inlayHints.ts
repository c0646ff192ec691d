/** What each perturbation makes of the result, behind it: arrows in place, and the steps of scenarios. */
import { type InlayHint, InlayHintKind } from 'vscode-languageserver/node';
import { hint } from '../../core/imagine/wording.ts';
import type { Range, Scenario } from '../../core/trial/types.ts';
import type { Snapshot } from '../documents.ts';
import { imaginingOf } from '../imaginings.ts';
import type { Work } from '../work.ts';

/** Only scenarios that reach into the part of the text that is shown are imagined. */
export function* inlayHints(document: Snapshot, shown: Range): Work<InlayHint[]> {
  const { parsed } = document;
  const hints: InlayHint[] = [];
  const scenarios: readonly (Scenario | undefined)[] = [parsed.inPlace, ...parsed.scenarios];
  const inView = ({ start, end }: Range) => start <= shown.end && end >= shown.start;
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
