/** The panel's own words, in the editor's language; what is said of an imagining is core's. */
import * as vscode from 'vscode';
import { FLIPS, HEADINGS } from '../../core/imagine/wording.ts';
import type { Labels } from '../../webview/messages.ts';

const { t } = vscode.l10n;

export function panelLabels(): Labels {
  return {
    looking: t('Looking…'),
    pin: t('Pin'),
    pinned: t('Pinned'),
    pinning: t('Stay with this trial and this choice, whatever the cursor does'),
    copy: t('Copy'),
    copying: t('Copy as Markdown'),
    export: t('Export…'),
    exporting: t('Export as a web page, a picture, text or data'),
    contrast: t('contrast'),
    outcome: t('outcome'),
    scenario: t('scenario'),
    steps: t(HEADINGS.steps),
    observedSteps: t(HEADINGS.observed),
    observedOutcomes: t(HEADINGS.observedOutcomes),
    power: t(HEADINGS.power),
    outcomes: t(HEADINGS.outcomes),
    why: t(HEADINGS.why),
    evidence: t(HEADINGS.evidence),
    trust: t(HEADINGS.trust),
    observed: t('observed'),
    imagined: t('imagined'),
    source: t('source'),
    differs: t('what differs'),
    nearness: t('nearness'),
    reveal: t('Show this step in the document'),
    look: t('Look at this outcome'),
    open: t("Open the registry's page in a browser"),
    find: t('Find an outcome'),
    more: t('Show {0} more'),
    progress: t('Looking at all outcomes: {0} of {1}'),
    noneFound: t('No outcome has these words.'),
    flips: t(FLIPS),
    predictor: t('Predictor: {0}', '{0}'),
    predicting: t('Choose who imagines: the embedded evidence alone, or a language model beside it'),
    askModel: t('Imagine with a language model…'),
    imagine: t('Imagine with {0}', '{0}'),
    again: t('Ask {0} again', '{0}'),
    cancel: t('Cancel'),
    cancelling: t('Stop the model'),
    save: t('Save Scenario…'),
    saving: t('Write what is changed here into the document, as a scenario with a name'),
    history: t('earlier imaginings'),
    thought: t('What it thought before it answered'),
    waiting: t('waiting'),
    writing: t('answering…'),
    instead: t('evidence: {0}', '{0}'),
    factors: {
      N: t('population (who)'),
      A: t('arms (what is given)'),
      O: t('outcome (what is measured)'),
      E: t('experiment (where and how)'),
    },
  };
}
