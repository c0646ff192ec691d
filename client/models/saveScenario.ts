/** Writes what was imagined into its document, as a scenario with a name. */
import * as vscode from 'vscode';
import type { Imagining } from '../../core/imagine/answer.ts';
import { addSteps, scenarioName } from '../../core/trial/edit.ts';
import { parse } from '../../core/trial/parse.ts';
import type { Parsed, Perturbation } from '../../core/trial/types.ts';
import { tell } from '../tell.ts';

const { t } = vscode.l10n;
const ID = /^[a-z][a-z0-9-]*$/;

/** A name that no scenario has: that of the first change, numbered where it must be. */
function freeName(parsed: Parsed, first: Perturbation): string {
  const taken = new Set(parsed.scenarios.map(({ name }) => name));
  const name = scenarioName(parsed, first);
  for (let i = 1; ; i++) {
    const free = i === 1 ? name : `${name}-${i}`;
    if (!taken.has(free)) return free;
  }
}

/** Asks for a name and writes the steps behind the scenarios there are. The arrows in place stay as they are. */
export async function saveScenario(document: vscode.TextDocument, imagining: Imagining): Promise<void> {
  const steps = imagining.steps.map(({ perturbation }) => perturbation as Perturbation);
  const [first] = steps;
  if (!first) {
    void tell('information', t('Nothing is changed, so there is no scenario to save.'));
    return;
  }
  const parsed = parse(document.getText());
  const taken = new Set(parsed.scenarios.map(({ name }) => name));
  const name = await vscode.window.showInputBox({
    title: t('Save Scenario'),
    prompt: t('Its name: lower-case letters, digits and hyphens.'),
    value:
      imagining.scenario !== undefined && !taken.has(imagining.scenario) ? imagining.scenario : freeName(parsed, first),
    validateInput: (typed) =>
      !ID.test(typed)
        ? t('A name begins with a letter and has lower-case letters, digits and hyphens.')
        : taken.has(typed)
          ? t('There is a scenario of that name.')
          : undefined,
  });
  if (name === undefined) return;
  const edit = new vscode.WorkspaceEdit();
  // The document may have been changed while the name was typed.
  for (const { start, end, text } of addSteps(parse(document.getText()), name, steps))
    edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
  if (!(await vscode.workspace.applyEdit(edit)))
    void tell('error', t('The scenario could not be written into the document.'));
}
