/**
 * The questions of a trial with what the predictors that need no server answer to them. Each trial is answered by a fit that never saw it: that of
 * its fold, or, where trials are split by date, that of the training trials.
 */
import type { Probability } from '../imagine/answer.ts';
import { sizeOf } from '../imagine/model/expect.ts';
import { directionsOf, type Predictive, quantile } from '../imagine/model/predictive.ts';
import { strengthOf } from '../imagine/power.ts';
import type { Place, Split } from '../pairs/split.ts';
import { surveyOf } from '../trial/contrast.ts';
import type { Trial } from '../trial/schema.ts';
import { type Answer, type Line, lineOf, questionId, rounded } from './answers.ts';
import { fold } from './fold.ts';
import { type Answering, distributionOf, type Fit, type PredictorName, predictorsOf } from './predictors.ts';
import { type Asked, questionsOf } from './questions.ts';
import type { SetName } from './sets.ts';

/** What was fitted, and what may therefore be scored. */
export type Fitted =
  /** All trials, each by the fit without its fold. */
  | { by: 'folds'; folds: readonly Fit[] }
  /** Trials of some splits by date, by one fit that saw none of them. */
  | { by: 'date'; fit: Fit; trained: ReadonlySet<string>; splits: readonly Split[] };

/** Which of the questions are asked. */
export interface Chosen {
  sets?: readonly SetName[];
  /** Of each trial and set at most so many, those whose ids have the lowest hashes. */
  perTrial?: number;
  /** This share of the trials, those whose ids have the lowest hashes. */
  share?: number;
}

export interface Put {
  asked: Asked;
  line: Line;
}

interface Ready {
  answering: Record<PredictorName, Answering>;
  distribution: (asked: Asked) => Predictive;
}

/** A number that is as good as drawn from what a question is called (FNV-1a). */
function lot(id: string): number {
  let state = 2166136261;
  for (let i = 0; i < id.length; i++) state = Math.imul(state ^ id.charCodeAt(i), 16777619);
  return state >>> 0;
}

function drawn(asked: readonly Asked[], most: number): Asked[] {
  const bySet = new Map<string, { one: Asked; lot: number; at: number }[]>();
  for (const [at, one] of asked.entries()) {
    const own = bySet.get(one.set) ?? [];
    own.push({ one, lot: lot(questionId(one)), at });
    bySet.set(one.set, own);
  }
  return [...bySet.values()]
    .flatMap((all) => all.sort((a, b) => a.lot - b.lot || a.at - b.at).slice(0, most))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

/** Asks the predictors of a fit. One for each run: it counts what it leaves out. */
export class Asking {
  readonly #fitted: Fitted;
  readonly #wanted: readonly PredictorName[];
  readonly #chosen: Chosen;
  readonly #ready: readonly Ready[];
  readonly #seen = new Set<string>();
  readonly excluded: Record<string, number> = {};

  constructor(fitted: Fitted, wanted: readonly PredictorName[], chosen: Chosen = {}) {
    this.#fitted = fitted;
    this.#wanted = wanted;
    this.#chosen = chosen;
    const fits = fitted.by === 'folds' ? fitted.folds : [fitted.fit];
    this.#ready = fits.map((fit) => ({ answering: predictorsOf(fit), distribution: distributionOf(fit.weights) }));
  }

  exclude(reason: string, count = 1): void {
    if (count > 0) this.excluded[reason] = (this.excluded[reason] ?? 0) + count;
  }

  /** Why a trial is not asked about. One without an id cannot be told from those that were fitted on. */
  #refused(id: string, place: Place): string | undefined {
    if (id === '') return 'trial without an id';
    if (this.#seen.has(id)) return 'trial twice';
    if (lot(id) >= (this.#chosen.share ?? 1) * 2 ** 32) return 'trial that was not drawn';
    const fitted = this.#fitted;
    if (fitted.by === 'folds') return this.#ready[fold(id)] ? undefined : 'trial of a fold without weights';
    if (place.split === undefined) return 'trial without a date of results';
    if (fitted.trained.has(id)) return 'trial that was fitted on';
    return fitted.splits.includes(place.split) ? undefined : `trial of the ${place.split} split`;
  }

  /** All that a trial is asked, with the answers. `place`: where it stands by date. */
  *lines(trial: Trial, place: Place = {}): Generator<Put> {
    const id = trial.trial ?? '';
    const why = this.#refused(id, place);
    const ready = this.#ready[this.#fitted.by === 'folds' ? fold(id) : 0];
    if (why !== undefined || !ready) {
      this.exclude(why ?? 'trial of a fold without weights');
      return;
    }
    this.#seen.add(id);
    this.#countLosses(trial);
    const { sets, perTrial } = this.#chosen;
    const wanted = [...questionsOf(trial, false, sets)];
    const names = new Map<string, number>();
    for (const asked of perTrial === undefined ? wanted : drawn(wanted, perTrial)) {
      const name = questionId(asked);
      const nth = (names.get(name) ?? 0) + 1;
      names.set(name, nth);
      const line = lineOf(asked, nth);
      if (!line) continue;
      if (place.split && this.#fitted.by === 'date') line.split = place.split;
      for (const predictor of this.#wanted) {
        const probability = ready.answering[predictor](asked);
        if (probability) line.answers[predictor] = this.#answer(predictor, asked, rounded(probability), ready);
      }
      yield { asked, line };
    }
  }

  #answer(predictor: PredictorName, asked: Asked, probability: Probability, { distribution }: Ready): Answer {
    if (predictor !== 'evidence' || asked.set === 'contrast') return { probability };
    const inside = insideOf(asked, distribution(asked));
    return { probability, ...(Object.keys(inside).length > 0 && { inside }) };
  }

  #countLosses(trial: Trial): void {
    const { contrasts, excluded } = surveyOf(trial);
    for (const [reason, count] of Object.entries(excluded)) this.exclude(`pair of groups: ${reason}`, count);
    for (const { observed } of contrasts)
      if (observed.direction === undefined) this.exclude(`contrast without direction: ${observed.missing}`);
    if (contrasts.length === 0) this.exclude('trial without contrasts');
  }
}

/** Whether what was observed lies in the 80 % intervals of a distribution: of z, and of the size in the outcome's own unit. */
function insideOf({ target, trial, sources }: Asked, own: Predictive): { z?: boolean; size?: boolean } {
  const z = strengthOf(target.observed)?.z;
  const { estimate, oriented } = target.observed;
  const state = { trial, look: target.look };
  const told = sizeOf(trial, state, { probability: directionsOf(own), distribution: own, sources });
  const { low, high } = told?.interval ?? {};
  const sized = estimate && oriented && told?.kind === estimate.kind && low !== undefined && high !== undefined;
  return {
    ...(z !== undefined && { z: z >= quantile(own, 0.1) && z <= quantile(own, 0.9) }),
    ...(sized && { size: estimate.value >= low && estimate.value <= high }),
  };
}
