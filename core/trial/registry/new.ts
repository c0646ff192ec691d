/**
 * Prospective documents: from a short form, or from a pasted synopsis as far as it is understood. What is not understood, or
 * said in two ways, is left out; nothing is guessed.
 */
import { formatDose, parseDose } from '../quantity/dose.ts';
import { canonical } from '../quantity/index.ts';
import type { Arm, Trial } from '../schema.ts';
import { armsOf, withIds } from '../synopsis/arms.ts';
import { designOf } from '../synopsis/design.ts';
import { drugsNamed } from '../synopsis/drugs.ts';
import { outcomesOf } from '../synopsis/outcomes.ts';
import { populationOf } from '../synopsis/population.ts';
import { onlyOne, sectionsOf, textOf } from '../synopsis/sections.ts';
import { betterOf } from './better.ts';
import { drugsOf, isPlacebo } from './drug-names.ts';
import { slug } from './ids.ts';
import { outcomeIds } from './outcome-ids.ts';
import { defined } from './record.ts';
import { readDosing } from './regimen.ts';
import { cleanLine, fold } from './text.ts';

/** What a person is asked for; every answer may be left out. */
export interface TrialForm {
  title?: string;
  condition?: string;
  drug?: string;
  /** Several that are joined by `or` or `and` are an arm each; a range or a titration is one arm's. */
  dose?: string;
  schedule?: string;
  comparator?: string;
  outcome?: string;
  time?: string;
  enrollment?: number;
}

const filled = <T extends object>(part: T): T | undefined => (Object.keys(part).length > 0 ? part : undefined);

const LONGEST_ID = 40;

/** A name for a trial that is not registered: its title, where that is short; else what is given to whom. */
function slugOf(title: string | undefined, given: readonly (string | undefined)[]): string {
  const of = (text: string, longest: number) => slug(fold(text).match(/[a-z0-9]+/g) ?? [], longest);
  const whole = of(title ?? '', Number.POSITIVE_INFINITY);
  if (whole && whole.length <= LONGEST_ID) return whole;
  return of(given.filter(Boolean).join(' '), LONGEST_ID) || of(title ?? '', LONGEST_ID) || 'new-trial';
}

function dosesOf(dose: string | undefined): (string | undefined)[] {
  const read = dose === undefined ? undefined : parseDose(dose);
  if (!read || read.amounts.length < 2 || !/\b(?:or|and)\b/i.test(dose ?? '')) return [read ? formatDose(read) : dose];
  return read.amounts.map((amount) => formatDose({ ...read, kind: 'single', amounts: [amount] }));
}

function comparatorOf(text: string): Arm {
  if (isPlacebo(text)) return /\bsham\b/i.test(text) ? { role: 'sham' } : { role: 'placebo' };
  if (/^(?:no (?:treatment|intervention)|nothing|none)$/i.test(text)) return { role: 'no treatment' };
  const named = drugsNamed(text).map(({ name }) => name);
  const [drug, ...more] = named.length > 0 ? named : drugsOf(text);
  if (!drug || more.length > 0) return { label: text, role: 'active comparator' };
  const [dosing] = readDosing([{ text, field: 'form', about: [0] }], [{ name: drug, aliases: [] }]);
  return defined<Arm>({
    role: 'active comparator',
    drug,
    dose: dosing?.dose?.text,
    route: dosing?.route?.text,
    schedule: dosing?.schedule?.text,
    duration: dosing?.duration?.text,
  } as Arm);
}

/** A prospective trial of what a form says. What a person typed stands as typed where it is no quantity that is understood. */
export function fromForm(form: TrialForm): Trial {
  const said = (key: Exclude<keyof TrialForm, 'enrollment'>) => cleanLine(form[key] ?? '') || undefined;
  const [title, condition, drug, dose, schedule] = [
    said('title'),
    said('condition'),
    said('drug'),
    said('dose'),
    said('schedule'),
  ];
  const arms: Arm[] = [];
  if (drug ?? dose ?? schedule)
    for (const one of dosesOf(dose))
      arms.push(
        defined<Arm>({
          role: 'experimental',
          drug,
          dose: one,
          schedule: schedule && (canonical('schedule', schedule) ?? schedule),
        } as Arm),
      );
  const comparator = said('comparator');
  if (comparator) arms.push(comparatorOf(comparator));
  const measure = said('outcome');
  const time = said('time');
  const outcome =
    (measure ?? time) &&
    defined({ rank: 'primary' as const, measure, time, better: measure === undefined ? undefined : betterOf(measure) });
  const [id = 'outcome'] = outcomeIds([{ measure: measure ?? '', time: time ?? '' }]);
  return defined<Trial>({
    trial: slugOf(title, [drug, condition]),
    title,
    population: filled(
      defined({ condition: condition === undefined ? undefined : [condition], enrollment: form.enrollment }),
    ),
    arms: filled(withIds(arms)),
    outcomes: outcome ? { [id]: outcome } : undefined,
  } as Trial);
}

/** Where a running text comes to speak of what is measured. */
const ENDPOINTS =
  /\b(?:co-?primary|primary|(?:key )?secondary|exploratory)\s+(?:efficacy\s+|safety\s+)?(?:end ?points?|outcomes?)\b[^.;]*(?:[.;]|$)/gi;

/** A prospective trial of what a pasted synopsis says: one paragraph, or lines under headings. */
export function fromSynopsis(text: string): Trial {
  const sections = sectionsOf(text);
  const running = textOf(sections, 'title', 'design', 'text', 'objectives', 'population', 'treatment', 'comparator');
  const own = running.replace(ENDPOINTS, ' ');
  const [first, ...rest] = textOf(sections, 'text').split('\n');
  // A first line above headings, which ends in no point, is the title.
  const heads =
    sections.length > 1 && sections[0]?.heading === 'text' && rest.length === 0 && !/[.:;]$/.test(first ?? '');
  const title = cleanLine(textOf(sections, 'title')).replace(/\.$/, '') || (heads ? cleanLine(first ?? '') : '');
  const all = `${own}\n${textOf(sections, 'criteria', 'size', 'countries')}`;
  const arms = armsOf(sections, textOf(sections, 'title', 'design', 'text', 'objectives').replace(ENDPOINTS, ' '));
  const population = populationOf(sections, all);
  const id = onlyOne(text.match(/\bNCT\d{8}\b/g) ?? []);
  const drug = Object.values(arms).find((arm) => arm.drug)?.drug;
  return defined<Trial>({
    trial: id ?? slugOf(title, [drug, population.condition?.[0]]),
    title: title || undefined,
    population: filled(population),
    arms: filled(arms),
    outcomes: filled(outcomesOf(sections)),
    design: filled(designOf(sections, `${own}\n${textOf(sections, 'phase', 'size', 'countries')}`)),
  } as Trial);
}
