/** What stands below a model's answer: where its probability is from, how it was asked, how far its pathways agree, what it is worth. Plain text. Pure. */
import type { Imagining } from '../../core/imagine/answer.ts';
import { decisive } from '../../core/imagine/sentences.ts';
import { chanceText, pathwayTexts, trustTexts } from '../../core/imagine/wording.ts';
import { saysTheSame } from './again.ts';

const MODES = {
  successive: undefined,
  direct: 'Asked in one step, of the target alone.',
  rag: 'Asked in one step, beside observed results.',
} as const;
const ALONE = 'Asked in one step; no observed direction was told beside it.';

/** Short lines, each a sentence. */
export function notesOf(imagining: Imagining): string[] {
  const last = decisive(imagining) ?? imagining.expected;
  const chance = last?.probability && chanceText(last);
  const alone = imagining.mode === 'rag' && last?.saidBy && last.evidence.length === 0;
  const mode = alone ? ALONE : imagining.mode && MODES[imagining.mode];
  const [, ...worth] = trustTexts(imagining);
  return [
    ...(chance ? [`Probability ${chance}.`] : []),
    ...(mode ? [mode] : []),
    ...(saysTheSame(imagining) ? ['Asked at temperature 0: asked again, it would say the same.'] : []),
    ...pathwayTexts(imagining),
    ...worth,
  ];
}
