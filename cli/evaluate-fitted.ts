/** What `deepimagine evaluate` scores with: the weights that were fitted without the trials that are asked about. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Fitted } from '../core/evaluate/ask.ts';
import { FOLDS } from '../core/evaluate/fold.ts';
import { baselinesSchema, trainedSchema, weightsSchema } from '../core/evaluate/predictors.ts';
import type { Cuts, Split } from '../core/pairs/split.ts';
import { WrongUse } from './files.ts';

/** What was fitted, on what, and what tells two fits apart. */
export interface FittedRead {
  fitted: Fitted;
  /** Where trials are split by date. */
  cuts?: Cuts;
  digests: Record<string, string>;
  fits: string;
}

/** Beside the program, in its sources as where it is built (`cli/main.ts`, `dist/cli.cjs`), wherever it is called from. */
export function besideProgram(): string {
  return path.resolve(path.dirname(process.argv[1] ?? ''), '../trainer/folds');
}

/**
 * Reads a folder of fits: those of the folds, or, where trials of some splits by date are to be scored, that of the training trials. They lie beside
 * the program's sources; what is installed does not carry them.
 */
export async function fittedIn(folder: string, splits: readonly Split[] | undefined): Promise<FittedRead> {
  const digests: Record<string, string> = {};
  const read = async <T>(name: string, schema: { parse(value: unknown): T }): Promise<T> => {
    const text = await readFile(path.join(folder, name), 'utf8').catch(() => {
      throw new WrongUse(`${folder}: no ${name}. Name the folder of the folds' weights with --folds (trainer/folds).`);
    });
    digests[name] = createHash('sha256').update(text).digest('hex').slice(0, 12);
    try {
      return schema.parse(JSON.parse(text));
    } catch {
      throw new WrongUse(
        `${path.join(folder, name)}: not what trainer/fit_evidence.py writes. Name another folder with --folds.`,
      );
    }
  };
  const baselines = await read('baselines.json', baselinesSchema);
  const same = (features: number) => {
    if (features !== baselines.features)
      throw new WrongUse(`${folder}: the baselines were fitted on other features. Run trainer/fit_evidence.py again.`);
  };
  if (splits) {
    const { cuts, trained, ...weights } = await read('train.json', trainedSchema);
    same(weights.features);
    const fit = { weights, baseline: baselines.train };
    const fits = `${trained.length} trials whose results were posted before ${cuts.validation}`;
    return { fitted: { by: 'date', fit, trained: new Set(trained), splits }, cuts, digests, fits };
  }
  const folds = [];
  for (let k = 0; k < FOLDS; k++) {
    const weights = await read(`fold-${k}.json`, weightsSchema);
    same(weights.features);
    const baseline = baselines.folds[k];
    if (!baseline) throw new WrongUse(`${folder}: baselines.json has no fold ${k}.`);
    folds.push({ weights, baseline });
  }
  return { fitted: { by: 'folds', folds }, digests, fits: `for each of ${FOLDS} folds of trials, all the others` };
}
