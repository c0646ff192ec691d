/** What each perturbation makes of the result, behind it: arrows in place, and the steps of scenarios. And what an import is unsure of. */
import { type InlayHint, InlayHintKind } from 'vscode-languageserver/node';
import { hint } from '../../core/imagine/wording.ts';
import { unsureOf } from '../../core/trial/registry/sources.ts';
import type { Range, Scenario } from '../../core/trial/types.ts';
import type { Snapshot } from '../documents.ts';
import { imaginingOf } from '../imaginings.ts';
import type { Work } from '../work.ts';

const UNSURE =
  'Read from the words of the record, and may well be wrong: compare it with the description, and correct it.';

/** Behind each dose and schedule that an import is unsure of. */
function unsureHints(document: Snapshot, inView: (range: Range) => boolean): InlayHint[] {
  return unsureOf(document.parsed.trial)
    .flatMap(({ paths }) => paths)
    .flatMap((path) => {
      const range = document.parsed.rangeOf(path, 'value');
      if (!range || !inView(range)) return [];
      return [{ position: document.positionAt(range.end), label: 'unsure', tooltip: UNSURE, paddingLeft: true }];
    });
}

/** Only scenarios that reach into the part of the text that is shown are imagined. */
export function* inlayHints(document: Snapshot, shown: Range): Work<InlayHint[]> {
  const { parsed } = document;
  const inView = ({ start, end }: Range) => start <= shown.end && end >= shown.start;
  const hints = unsureHints(document, inView);
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
