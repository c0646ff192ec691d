/** What each perturbation makes of the result, behind it: arrows in place, and the steps of scenarios. And what an import left out. */
import { type InlayHint, InlayHintKind, MarkupKind } from 'vscode-languageserver/node';
import { hint } from '../../core/imagine/wording.ts';
import { plainLine } from '../../core/trial/markdown.ts';
import type { Range, Scenario } from '../../core/trial/types.ts';
import type { Snapshot } from '../documents.ts';
import { textEdits } from '../edits.ts';
import { imaginingOf } from '../imaginings.ts';
import { leftOutByDrug, leftOutMarkdown, writeLeftOut } from '../leftOut.ts';
import type { Work } from '../work.ts';

/** Behind each drug of which an import left out a dose or a schedule because it was not sure of it. A double click writes them. */
function leftOutHints(document: Snapshot, inView: (range: Range) => boolean): InlayHint[] {
  const { parsed } = document;
  return leftOutByDrug(parsed.trial).flatMap((left) => {
    const given = left[0]?.path.slice(0, -1) ?? [];
    const range = parsed.rangeOf([...given, 'drug'], 'value');
    if (!range || !inView(range)) return [];
    const value = leftOutMarkdown(parsed.trial, left) ?? '';
    return [
      {
        position: document.positionAt(range.end),
        label: `perhaps ${plainLine(left.map(({ text }) => text).join(', '), 60)}`,
        tooltip: { kind: MarkupKind.Markdown, value },
        textEdits: textEdits(document, writeLeftOut(parsed, left)),
        paddingLeft: true,
      },
    ];
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
