/** A short form as a row of quick inputs with a way back, as VS Code's own multi-step inputs are. */
import * as vscode from 'vscode';

export interface Step<Key extends string> {
  key: Key;
  prompt: string;
  placeholder?: string;
  /** Offered, where the answer is one of a few. */
  choices?: readonly string[];
  /** Says what is wrong with an answer. Every answer may be empty unless this says otherwise. */
  problem?: (answer: string) => string | undefined;
}

type Given = { answer: string } | 'back' | 'gone';

function show(title: string, step: Step<string>, at: number, of: number, before: string): Promise<Given> {
  const input = step.choices ? vscode.window.createQuickPick() : vscode.window.createInputBox();
  input.title = title;
  input.step = at + 1;
  input.totalSteps = of;
  input.ignoreFocusOut = true;
  input.buttons = at > 0 ? [vscode.QuickInputButtons.Back] : [];
  input.placeholder = step.placeholder ?? (step.choices ? step.prompt : '');
  if ('items' in input) {
    input.items = (step.choices ?? []).map((label) => ({ label }));
    input.activeItems = input.items.filter(({ label }) => label === before);
  } else {
    input.prompt = step.prompt;
    input.value = before;
    input.onDidChangeValue((value) => {
      input.validationMessage = step.problem?.(value.trim()) ?? '';
    });
  }
  return new Promise<Given>((settle) => {
    input.onDidTriggerButton(() => settle('back'));
    input.onDidHide(() => settle('gone'));
    input.onDidAccept(() => {
      const answer = 'items' in input ? input.activeItems[0]?.label : input.value.trim();
      if (answer === undefined) return;
      const problem = step.problem?.(answer);
      if (problem === undefined) settle({ answer });
      else if ('validationMessage' in input) input.validationMessage = problem;
    });
    input.show();
  }).finally(() => input.dispose());
}

/** The answers that are not empty; undefined where the person left. */
export async function askSteps<Key extends string>(
  title: string,
  steps: readonly Step<Key>[],
): Promise<Partial<Record<Key, string>> | undefined> {
  const answers: Partial<Record<Key, string>> = {};
  for (let at = 0; at < steps.length; ) {
    const step = steps[at];
    if (!step) break;
    const given = await show(title, step, at, steps.length, answers[step.key] ?? '');
    if (given === 'gone') return undefined;
    if (given === 'back') at--;
    else {
      if (given.answer === '') delete answers[step.key];
      else answers[step.key] = given.answer;
      at++;
    }
  }
  return answers;
}
