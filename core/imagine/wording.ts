/** The one place that words an imagining: hover, hints, lenses, panel, command line and exports say the same, in the same words. */

export { differs, type Verdict, verdictOf } from './compare.ts';
export { estimateName, estimateText, figure, minus, people, probability as probabilityText } from './figures.ts';
export { copyMarkdown, hoverMarkdown } from './hover.ts';
export { allOutcomes, changesOf, FLIPS, outcomeLine, outcomesMarkdown, outcomesPlain } from './overview.ts';
export { cautionText, HEADINGS, IN_PLACE, observedNote, stepTexts, trustTexts, UNCHANGED } from './panel.ts';
export { plainText } from './plain.ts';
export { type CurveMark, type PowerCurve, powerCurve } from './power-curve.ts';
export { type PowerTable, powerTable } from './power-table.ts';
export { powerReason } from './power-words.ts';
export {
  askedTexts,
  carriedText,
  chanceText,
  disagreement,
  imaginedValues,
  pathwayTexts,
  saidText,
  spreadText,
  statedText,
} from './said.ts';
export { briefly, hint, lens, type Phrase, phrase, phraseText, sentence, stepPhrase } from './sentences.ts';
export {
  attributeText,
  basisText,
  type Changed,
  changedText,
  changeTold,
  contrastText,
  evidenceText,
  harmsText,
  harmText,
  landedText,
  lookText,
  markText,
  missingText,
  observedText,
  outcomeText,
  sidesText,
  valueText,
} from './words.ts';
