/** A prospective trial from a short form, or from a synopsis that the person selected or copied. */
import * as vscode from 'vscode';
import type { TrialForm } from '../../core/trial/registry/new.ts';
import { NEW, type NewAnswer, type NewParams } from '../../server/protocol.ts';
import { openUntitled } from '../documents.ts';
import { plain } from '../plain.ts';
import type { Services } from '../services.ts';
import { askSteps, type Step } from '../steps.ts';

const { t } = vscode.l10n;

function whole(answer: string): string | undefined {
  return answer === '' || /^[1-9]\d{0,6}$/.test(answer) ? undefined : t('A whole number of participants');
}

const FORM: readonly Step<keyof TrialForm>[] = [
  { key: 'title', prompt: t('What is the trial called?'), placeholder: t('May be left empty, like every answer') },
  { key: 'condition', prompt: t('Which condition is studied?'), placeholder: t('For example: heart failure') },
  { key: 'drug', prompt: t('What is tested?'), placeholder: t('For example: semaglutide') },
  { key: 'dose', prompt: t('At which dose?'), placeholder: t('For example: 2.4 mg') },
  { key: 'schedule', prompt: t('How often?'), placeholder: t('For example: once weekly') },
  { key: 'comparator', prompt: t('Against what?'), placeholder: t('For example: placebo') },
  { key: 'outcome', prompt: t('What is measured first of all?'), placeholder: t('For example: change in body weight') },
  { key: 'time', prompt: t('When?'), placeholder: t('For example: 52 weeks') },
  { key: 'enrollment', prompt: t('How many participants?'), placeholder: t('For example: 300'), problem: whole },
];

async function fromForm(): Promise<NewParams | undefined> {
  const answers = await askSteps(t('New Trial'), FORM);
  if (!answers) return undefined;
  const { enrollment, ...texts } = answers;
  return { form: { ...texts, ...(enrollment === undefined ? {} : { enrollment: Number(enrollment) }) } };
}

/** The selected text, or else what was copied. */
async function synopsisAtHand(): Promise<{ text: string; from: string } | undefined> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor?.document.getText(editor.selection).trim();
  if (selected) return { text: selected, from: t('From the selected text') };
  const copied = (await vscode.env.clipboard.readText()).trim();
  return copied ? { text: copied, from: t('From the copied text') } : undefined;
}

export async function newTrial({ server }: Services): Promise<void> {
  const synopsis = await synopsisAtHand();
  const form = { label: t('Answer a few questions'), synopsis: undefined };
  const paste = synopsis
    ? { label: synopsis.from, detail: plain(synopsis.text, 120), synopsis: synopsis.text }
    : { label: t('From a synopsis'), detail: t('Copy its text first, or select it in an editor.'), synopsis: '' };
  const picked = await vscode.window.showQuickPick([form, paste], { title: t('New Trial') });
  if (!picked || picked.synopsis === '') return;
  const params: NewParams | undefined =
    picked.synopsis === undefined ? await fromForm() : { synopsis: picked.synopsis };
  if (!params) return;
  const { text } = await (await server()).request<NewAnswer>(NEW, params);
  await openUntitled(/^trial: ([a-z][a-z0-9-]*)$/m.exec(text)?.[1] ?? 'new-trial', text);
}
