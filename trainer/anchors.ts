// Writes the embedded library of anchors: of every trial with an observed direction who was studied, what was given, terms of what was measured, and
// numbers. Facts only: no sentence of a record. `node trainer/anchors.ts <folder of *.jsonl.gz>`
import { writeFileSync } from 'node:fs';
import { embeddedMeasure } from '../core/pairs/approximate/embedded.ts';
import { named } from '../core/pairs/arm-words.ts';
import { noOutcome } from '../core/pairs/no-outcome.ts';
import { type Contrast, contrastsOf } from '../core/trial/contrast.ts';
import { observe } from '../core/trial/direction.ts';
import type { Arm, Component, Outcome, Result, Trial } from '../core/trial/schema.ts';
import { sideOf } from '../core/trial/sides.ts';
import { trialsIn } from './records.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node trainer/anchors.ts <folder of *.jsonl.gz>');
  process.exit(2);
}

/** Conditions, and things given, that are kept of a trial. */
const NAMES = 3;
/** A name is short: what is longer is prose. */
const LONGEST = 60;

const short = (text: string | undefined) => (text !== undefined && text.length <= LONGEST ? text : undefined);

function componentOf(component: Component): Component {
  const { dose, route, schedule } = component;
  // Whatever it is that is given, in the record's words: the library calls it a drug.
  const name = short(named(component));
  return {
    ...(name !== undefined && { drug: name }),
    ...(short(dose) !== undefined && { dose }),
    ...(short(route) !== undefined && { route }),
    ...(short(schedule) !== undefined && { schedule }),
  };
}

function armOf(trial: Trial, id: string): Arm {
  const side = sideOf(trial, id);
  const all = (side?.gives ?? []).map((one) => JSON.stringify(componentOf(one)));
  // Records now and then list one thing twice.
  const given = [...new Set(all)]
    .map((one): Component => JSON.parse(one))
    .filter(({ drug }) => drug !== undefined)
    .slice(0, NAMES);
  const role = side?.role;
  const [only, more] = given;
  return {
    ...(role !== undefined && { role }),
    ...(more ? { gives: Object.fromEntries(given.map((one, i) => [`drug-${i + 1}`, one])) } : only),
  };
}

/** Of the sides there are, the first is told relative to the second. */
function resultOf(trial: Trial, { observed }: Contrast): Result {
  const { first, second } = observed.values;
  const { estimate, p } = trial.results?.[observed.result]?.analyses?.[observed.analysis ?? -1] ?? {};
  const analysis = {
    contrast: 'first vs second',
    ...(estimate !== undefined && { estimate }),
    ...(p !== undefined && { p }),
  };
  return {
    outcome: 'outcome',
    values: { ...(first && { first }), ...(second && { second }) },
    ...((estimate !== undefined || p !== undefined) && { analyses: [analysis] }),
  };
}

function anchorOf(trial: Trial, contrast: Contrast): Trial {
  const { look } = contrast;
  const { time, unit, better, rank, ...outcome }: Outcome = trial.outcomes?.[look.outcome] ?? {};
  const { population = {}, design = {} } = trial;
  const { enrollment, age, sex } = population;
  const { phase, masking, 'results-posted': posted } = design;
  return {
    ...(trial.trial !== undefined && { trial: trial.trial }),
    population: {
      condition: (population.condition ?? []).filter((one) => one.length <= LONGEST).slice(0, NAMES),
      ...(enrollment !== undefined && { enrollment }),
      ...(age !== undefined && { age }),
      ...(sex !== undefined && { sex }),
    },
    arms: { first: armOf(trial, look.first), second: armOf(trial, look.second) },
    outcomes: {
      outcome: {
        ...(rank !== undefined && { rank }),
        measure: embeddedMeasure(outcome.measure ?? '', look.row),
        ...(short(time) !== undefined && { time }),
        ...(short(unit) !== undefined && { unit }),
        ...(better !== undefined && { better }),
      },
    },
    design: {
      ...(phase !== undefined && { phase }),
      ...(masking !== undefined && { masking }),
      ...(posted !== undefined && { 'results-posted': posted }),
    },
    results: [resultOf(trial, contrast)],
  };
}

/** The primary outcome's, else the first that has a direction. */
function chosenOf(trial: Trial): Contrast | undefined {
  const labelled = contrastsOf(trial).filter((one) => one.observed.direction !== undefined && !noOutcome(trial, one));
  return labelled.find(({ look }) => trial.outcomes?.[look.outcome]?.rank === 'primary') ?? labelled[0];
}

const trials: Trial[] = [];
let lost = 0;
for await (const trial of trialsIn(folder)) {
  const chosen = chosenOf(trial);
  if (!chosen || trial.design?.['results-posted'] === undefined) continue;
  const anchor = anchorOf(trial, chosen);
  // What is kept has to say the same by itself.
  const again = observe(anchor, { outcome: 'outcome', first: 'first', second: 'second' });
  if (again?.direction === chosen.observed.direction) trials.push(anchor);
  else lost++;
}
const about =
  'Of registry records with an observed direction: who was studied, what one contrast was given, terms of what was measured, and its numbers.';
const lines = trials.map((trial) => JSON.stringify(trial)).join(',\n');
writeFileSync(
  new URL('../core/pairs/approximate/anchors.json', import.meta.url),
  `{"about":${JSON.stringify(about)},"trials":[\n${lines}\n]}\n`,
);
console.log(`${trials.length} anchors; ${lost} more do not say the same by what is kept of them`);
