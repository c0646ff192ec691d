// Counts at every stage, with losses by reason, and how often computed significance agrees with reported, by statistic.
// `node trainer/counts.ts <folder of *.jsonl.gz>`
import { questionsOf } from '../core/evaluate/questions.ts';
import { statisticOf, testOf } from '../core/trial/computed.ts';
import { type Contrast, surveyOf } from '../core/trial/contrast.ts';
import { trialsIn } from './records.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node trainer/counts.ts <folder of *.jsonl.gz>');
  process.exit(2);
}

class Tally {
  readonly #counts = new Map<string, { number: number; trials: Set<string> }>();

  add(name: string, trial: string, by = 1): void {
    if (by === 0) return;
    const own = this.#counts.get(name) ?? { number: 0, trials: new Set<string>() };
    own.number += by;
    own.trials.add(trial);
    this.#counts.set(name, own);
  }

  print(title: string): void {
    console.log(`\n${title}`);
    for (const [name, { number, trials }] of [...this.#counts].sort(([, a], [, b]) => b.number - a.number))
      console.log(`${String(number).padStart(8)} in ${String(trials.size).padStart(4)} trials  ${name}`);
  }
}

/** Reasons to have no direction, whose contrasts the rules of directions leave out. */
const UNTESTED = ['crossover', 'median', 'time to event', 'statistic', 'no dispersion'] as const;

/** Whether two contrasts of the same sides on two outcomes, or of two first sides on one result, are told by these. */
function pairable(known: readonly Contrast[]): { O: boolean; A: boolean } {
  const several = (of: (contrast: Contrast) => readonly [key: string, value: string]) => {
    const found = new Map<string, Set<string>>();
    for (const contrast of known) {
      const [key, value] = of(contrast);
      found.set(key, (found.get(key) ?? new Set()).add(value));
    }
    return [...found.values()].some(({ size }) => size > 1);
  };
  return {
    O: several(({ look }) => [`${look.first} ${look.second}`, look.outcome]),
    A: several(({ look, result }) => [`${result} ${look.second}`, look.first]),
  };
}

const [records, pairs, contrasts, sets, gains] = [new Tally(), new Tally(), new Tally(), new Tally(), new Tally()];
const agreement = new Map<string, [agree: number, all: number, trials: Set<string>]>();
for await (const trial of trialsIn(folder, (why) => records.add(`left out: ${why}`, why))) {
  const id = trial.trial ?? '';
  records.add('read', id);
  const survey = surveyOf(trial);
  records.add(survey.contrasts.length > 0 ? 'with contrasts' : 'left out: no contrast', id);
  for (const [why, number] of Object.entries(survey.excluded)) pairs.add(`left out: ${why}`, id, number);
  pairs.add('contrasts', id, survey.contrasts.length);
  for (const { observed } of survey.contrasts) {
    if (observed.direction === undefined) contrasts.add(`no direction: ${observed.missing}`, id);
    else contrasts.add(`${observed.source}: ${observed.direction}`, id);
    const { first, second } = observed.values;
    if (observed.source !== 'reported' || observed.direction === undefined || !first || !second || observed.time)
      continue;
    const test = testOf(first, second, trial.outcomes?.[observed.look.outcome]?.unit);
    if (!('p' in test)) continue;
    const key = `${statisticOf(first)}${trial.design?.model === 'crossover' ? ', crossover' : ''}`;
    const own = agreement.get(key) ?? [0, 0, new Set<string>()];
    own[0] += Number(test.p < 0.05 === (observed.direction !== 'no difference'));
    own[1]++;
    own[2].add(id);
    agreement.set(key, own);
  }
  for (const { set } of questionsOf(trial, true)) sets.add(set, id);
  const directed = survey.contrasts.filter(({ observed }) => observed.direction !== undefined);
  const now = pairable(directed);
  for (const reasons of [...UNTESTED.map((one) => [one]), UNTESTED]) {
    const more = survey.contrasts.filter(({ observed }) => reasons.some((one) => one === observed.missing));
    const then = pairable([...directed, ...more]);
    const name = reasons.length > 1 ? 'all of these' : reasons[0];
    for (const kind of ['O', 'A'] as const)
      if (then[kind] && !now[kind]) gains.add(`${kind} pairs, were ${name} tested`, id);
  }
}
records.print('records');
pairs.print('pairs of groups');
contrasts.print('contrasts');
sets.print('questions');
gains.print('trials that would have pairs and have none, because nothing is computed that the rules forbid');
console.log('\nreported and computed significance agree');
for (const [name, [agree, all, trials]] of [...agreement].sort(([, a], [, b]) => b[1] - a[1]))
  console.log(`${((100 * agree) / all).toFixed(0).padStart(7)} % of ${all} in ${trials.size} trials  ${name}`);
