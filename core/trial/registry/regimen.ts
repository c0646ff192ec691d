/**
 * What an arm gives: each drug with its dose, schedule, route and duration, read from the arm's label and description and
 * from its interventions' names and descriptions. What cannot be told apart is left out.
 */
import { formatDose } from '../quantity/dose.ts';
import { formatSchedule } from '../quantity/schedule.ts';
import { doseOf, settled } from './choose-dose.ts';
import { scheduleOf, weekly } from './choose-schedule.ts';
import type { Drug } from './mentions.ts';
import { type ArmText, type FindsByText, readText } from './reads.ts';

interface Said {
  text: string;
  field: string;
}

export interface Dosing {
  dose?: Said;
  schedule?: Said;
  route?: Said;
  duration?: Said;
}

/**
 * Reads the dosing of each drug of an arm. The texts come in the order of their authority: label, description, then
 * the interventions' names and descriptions. A later text fills in what is missing, or the levels of which an earlier one names the last.
 */
export function readDosing(
  texts: readonly ArmText[],
  drugs: readonly Drug[],
  finds: FindsByText = new Map(),
): Dosing[] {
  if (drugs.length === 0) return [];
  const reads = texts.map((text) => readText(text, drugs, finds));
  return drugs.map((_, who): Dosing => {
    const dose = doseOf(reads, who);
    const schedule = scheduleOf(reads, who, dose) ?? weekly(dose);
    const said = (list: 'routes' | 'durations'): Said | undefined => {
      const all = reads.flatMap((read) =>
        read[list].filter((one) => one.who.includes(who)).map((one) => ({ text: one.value, field: read.field })),
      );
      // How many doses, only where nothing says for how long.
      return all.find(({ text }) => !text.endsWith('doses')) ?? all[0];
    };
    const route = said('routes');
    const duration = said('durations');
    return {
      ...(dose && {
        dose: {
          text: formatDose(settled(dose.dose, schedule?.schedule, schedule?.divided ?? false)),
          field: dose.read.field,
        },
      }),
      ...(schedule && { schedule: { text: formatSchedule(schedule.schedule), field: schedule.field } }),
      ...(route && { route }),
      ...(duration && { duration }),
    };
  });
}
