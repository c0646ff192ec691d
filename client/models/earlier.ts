/** What is said of an answer that is kept: when it was given, how often, and whether another would say more. */
import * as vscode from 'vscode';
import { plain } from '../plain.ts';
import { tell } from '../tell.ts';
import type { Chosen } from './chosen.ts';
import type { Entry } from './history.ts';

const { t } = vscode.l10n;

const when = ({ at }: Entry): string => new Date(at).toLocaleString(vscode.env.language);

/** Of an answer to what is asked now. */
export function whenTexts(entry: Entry): string[] {
  const again = t(
    'Asked {0} times, it gave the same answer. How freely it answers is set by deepimagine.models.temperature.',
    entry.times ?? 1,
  );
  return [t('Imagined on {0}.', when(entry)), ...(entry.times === undefined ? [] : [again])];
}

/** Of one that was recalled, and was to another question. */
export function earlierText(entry: Entry): string {
  return t('An earlier imagining, of {0}: of the trial as it was then, or of another scenario of it.', when(entry));
}

/** As one of a list to choose from. */
export function entryLabel(entry: Entry): string {
  return plain([when(entry), entry.model, entry.imagining.sentence].join(' · '), 120);
}

/** Says that asking again would bring nothing new, and does it where it is wanted all the same. */
export function tellTheSame({ model }: Chosen, ask: () => Promise<void>): Promise<void> {
  return tell(
    'information',
    t(
      '{0} answered at temperature 0, where it takes the likeliest word each time: asked again, it would say the same. Above 0 it finds other words.',
      model,
    ),
    {
      [t('Set Temperature')]: () =>
        vscode.commands.executeCommand('workbench.action.openSettings', '@id:deepimagine.models.temperature'),
      [t('Ask All the Same')]: ask,
    },
  );
}
