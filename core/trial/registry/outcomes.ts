/** O: what is measured. Every outcome of the record: those with results and those that were only registered. */
import { normaliseUnit } from '../quantity/unit.ts';
import type { Outcome } from '../schema.ts';
import { betterOfMeasure } from './better-rows.ts';
import type { OutcomeMeasure } from './measures.ts';
import { outcomeIds } from './outcome-ids.ts';
import type { StudyRecord } from './record.ts';
import { defined } from './record.ts';
import { statisticOf } from './values.ts';

const RANKS: Readonly<Record<string, Outcome['rank']>> = {
  PRIMARY: 'primary',
  SECONDARY: 'secondary',
  OTHER_PRE_SPECIFIED: 'other',
  POST_HOC: 'post hoc',
};

export interface ReadOutcome {
  id: string;
  outcome: Outcome;
  /** The field of the record: `outcomeMeasures[3]`, `primaryOutcomes[0]`. */
  field: string;
  measure?: OutcomeMeasure;
}

const PEOPLE = /\b(?:participants?|patients?|subjects?|people|individuals)\b/i;
const NOTHING_MORE = { rows: [], unit: '', people: false };

/** Which way is good, by all that the record says of a measure with results. */
function betterIn(measure: OutcomeMeasure): Outcome['better'] {
  const statistic = statisticOf(measure);
  const unit = measure.unitOfMeasure ?? '';
  return betterOfMeasure(measure.title ?? '', {
    rows: measure.classes.flatMap(({ title, categories }) =>
      categories.map((category) => [title, category.title].filter(Boolean).join(': ')),
    ),
    unit,
    people: statistic === 'count' || statistic === 'percent' || PEOPLE.test(unit),
    description: measure.description ?? '',
  });
}

/** What a document says of an outcome measure that has, or could have, results. */
function ofMeasure(measure: OutcomeMeasure): Outcome {
  return defined<Outcome>({
    rank: RANKS[measure.type ?? ''],
    measure: measure.title,
    time: measure.timeFrame,
    unit: measure.unitOfMeasure && normaliseUnit(measure.unitOfMeasure),
    better: betterIn(measure),
    population: measure.populationDescription,
    // Many records repeat the title here.
    description: measure.description === measure.title ? undefined : measure.description,
  });
}

/** All outcomes, in the record's order: measures of the results first, then what was registered without one. */
export function readOutcomes(study: StudyRecord): ReadOutcome[] {
  const found: Omit<ReadOutcome, 'id'>[] = study.resultsSection.outcomeMeasuresModule.outcomeMeasures.map(
    (measure, index) => ({ outcome: ofMeasure(measure), field: `outcomeMeasures[${index}]`, measure }),
  );
  const reported = new Set(found.map(({ outcome }) => `${outcome.rank}\n${outcome.measure}`));
  const registered = study.protocolSection.outcomesModule;
  for (const [list, rank] of [
    ['primaryOutcomes', 'primary'],
    ['secondaryOutcomes', 'secondary'],
    ['otherOutcomes', 'other'],
  ] as const)
    for (const [index, { measure, timeFrame: time, description }] of registered[list].entries()) {
      if (reported.has(`${rank}\n${measure}`)) continue;
      const outcome = defined<Outcome>({
        rank,
        measure,
        time,
        better: betterOfMeasure(measure ?? '', { ...NOTHING_MORE, description: description ?? '' }),
        description: description === measure ? undefined : description,
      });
      found.push({ outcome, field: `${list}[${index}]` });
    }
  const ids = outcomeIds(found.map(({ outcome }) => ({ measure: outcome.measure ?? '', time: outcome.time ?? '' })));
  return found.map((one, index) => ({ ...one, id: ids[index] ?? 'outcome' }));
}
