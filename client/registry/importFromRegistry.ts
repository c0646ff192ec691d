/** Import by id or by search, in one quick pick: an id is offered as it stands, words are looked for. */
import * as vscode from 'vscode';
import { type FoundTrial, problemInWords, searchTrials } from '../../core/trial/registry/fetch.ts';
import { exists, homeFolder } from '../documents.ts';
import { Latest } from '../imagine/latest.ts';
import { plain } from '../plain.ts';
import type { Services } from '../services.ts';
import { mayReachOut } from '../trust.ts';
import { openRecord } from './importFromFile.ts';
import { fetchWithProgress, optionsFor } from './source.ts';

const { t } = vscode.l10n;
const ID = /^\s*NCT\d{8}\s*$/i;
/** Typing settles before the registry is asked, which allows about fifty requests a minute. */
const PAUSE_MS = 350;

interface Item extends vscode.QuickPickItem {
  id?: string;
}

function itemOf({ id, title, status, conditions, hasResults }: FoundTrial): Item {
  const facts = [id, status, hasResults ? t('has results') : t('no results'), conditions.join(', ')];
  return { id, label: plain(title), detail: plain(facts.filter(Boolean).join(' · ')), alwaysShow: true };
}

/** The id of the chosen trial; undefined where the person left. */
async function choose({ log }: Services): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = t('Import Trial from ClinicalTrials.gov');
  pick.placeholder = t('A registry id (NCT…), or words to search for');
  pick.ignoreFocusOut = true;
  let pause: NodeJS.Timeout | undefined;
  const search = new Latest(async (signal) => {
    const query = pick.value.trim();
    const answer = await searchTrials(query, optionsFor(signal));
    if (signal.aborted) return;
    pick.busy = false;
    if ('problem' in answer) {
      log.error(`Search for "${query}": ${answer.problem.kind}: ${answer.problem.detail} (${answer.problem.url})`);
      pick.items = [
        {
          label: `$(warning) ${plain(problemInWords(answer.problem, query))}`,
          detail: t('Show Log'),
          alwaysShow: true,
        },
      ];
    } else if (answer.found.length === 0) pick.items = [{ label: t('No trial was found'), alwaysShow: true }];
    else pick.items = answer.found.map(itemOf);
  });
  pick.onDidChangeValue((value) => {
    clearTimeout(pause);
    search.cancel();
    const typed = value.trim();
    pick.busy = false;
    if (ID.test(typed)) {
      const id = typed.toUpperCase();
      pick.items = [{ id, label: t('Import {0}', id), alwaysShow: true }];
    } else if (typed.length < 3) pick.items = [];
    else {
      pick.busy = true;
      pause = setTimeout(() => search.wanted(), PAUSE_MS);
    }
  });
  return new Promise<string | undefined>((settle) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item?.id) settle(item.id);
      else if (item?.detail === t('Show Log')) {
        log.show();
        settle(undefined);
      }
    });
    pick.onDidHide(() => settle(undefined));
    pick.show();
  }).finally(() => {
    clearTimeout(pause);
    search.dispose();
    pick.dispose();
  });
}

/** Where the workspace has this trial already, the person says what to do; false where it is opened instead. */
async function shouldImport(id: string): Promise<boolean> {
  const folder = homeFolder();
  const file = folder && vscode.Uri.joinPath(folder, `${id}.trial`);
  if (!file || !(await exists(file))) return true;
  const open = t('Open It');
  const beside = t('Import Beside It');
  const pressed = await vscode.window.showInformationMessage(t('{0} is in this folder already.', id), open, beside);
  if (pressed === open) await vscode.window.showTextDocument(file);
  return pressed === beside;
}

export async function importFromRegistry(services: Services): Promise<void> {
  if (!mayReachOut()) return;
  const id = await choose(services);
  if (!id || !(await shouldImport(id))) return;
  const record = await fetchWithProgress(services, id);
  if (record !== undefined) await openRecord(services, record, id);
}
