/**
 * What an arm gives: each drug with its dose, schedule, route and duration, read from the arm's label and description and
 * from its interventions' names and descriptions. What cannot be told apart is left out.
 */
import { formatDose } from '../quantity/dose.ts';
import { formatSchedule } from '../quantity/schedule.ts';
import { doseOf, settled, unsureText } from './choose-dose.ts';
import { durationOf } from './choose-duration.ts';
import { scheduleOf, weekly } from './choose-schedule.ts';
import type { Drug } from './mentions.ts';
import { type ArmText, type FindsByText, readText } from './reads.ts';
import type { Chosen } from './signs.ts';
import { trustOf } from './trust.ts';

export interface Said {
  text: string;
  field: string;
  /** It is not sure enough to be told: it may well be something else that is meant. */
  perhaps?: boolean;
}

export interface Dosing {
  dose?: Said;
  schedule?: Said;
  route?: Said;
  duration?: Said;
}

const SURE = { dose: 'sure', schedule: 'sure' } as const satisfies ReturnType<typeof trustOf>;

export interface DosingOptions {
  /** How many arms the trial has; some, unless told. */
  arms?: number;
  /** Whether a drug, by its place, is of the arm's interventions, and not only of its words. All are, unless told. */
  listed?: (who: number) => boolean;
  /** What is little trusted is kept too: for fitting. */
  trustAll?: boolean | undefined;
  onChosen?: ((who: number, chosen: Chosen) => void) | undefined;
}

/**
 * Reads the dosing of each drug of an arm. The texts come in the order of their authority: label, description, then
 * the interventions' names and descriptions. A later text fills in what is missing, or the levels of which an earlier one names the last.
 */
export function readDosing(
  texts: readonly ArmText[],
  drugs: readonly Drug[],
  finds: FindsByText = new Map(),
  { arms = 2, listed = () => true, trustAll = false, onChosen }: DosingOptions = {},
): Dosing[] {
  if (drugs.length === 0) return [];
  const reads = texts.map((text) => readText(text, drugs, finds));
  return drugs.map((drug, who): Dosing => {
    const readDose = doseOf(reads, who);
    const readSchedule = scheduleOf(reads, who, readDose) ?? weekly(readDose);
    const chosen: Chosen = {
      reads,
      arms,
      who,
      drug,
      drugs,
      listed: listed(who),
      dose: readDose,
      schedule: readSchedule,
    };
    onChosen?.(who, chosen);
    const trust = trustAll ? SURE : trustOf(chosen);
    const dose = trust.dose === 'none' ? undefined : readDose;
    const schedule = trust.schedule === 'none' ? undefined : readSchedule;
    // A dose is told for itself where its schedule is not.
    const beside = trust.schedule === 'perhaps' && trust.dose === 'sure' ? undefined : schedule;
    const [route] = reads.flatMap((read) =>
      read.routes.filter((one) => one.who.includes(who)).map((one) => ({ text: one.value, field: read.field })),
    );
    const duration = durationOf(reads, who);
    const perhaps = trust.dose === 'perhaps';
    const given = dose && settled(dose.dose, beside?.schedule, schedule?.divided ?? false);
    const doseText = given && (perhaps ? unsureText(given, dose.read) : formatDose(given));
    return {
      ...(dose && doseText !== undefined && { dose: { text: doseText, field: dose.read.field, perhaps } }),
      ...(schedule && {
        schedule: {
          text: formatSchedule(schedule.schedule),
          field: schedule.field,
          perhaps: trust.schedule === 'perhaps',
        },
      }),
      ...(route && { route }),
      ...(duration && { duration }),
    };
  });
}
