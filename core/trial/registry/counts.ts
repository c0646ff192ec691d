/** What an import found and what it could not say, counted so that losses show. */
export interface ImportCounts {
  arms: number;
  /** Drugs, biologicals and supplements that the arms give, and those of them with a dose and a schedule. */
  components: number;
  dosed: number;
  scheduled: number;
  /** Doses and schedules that may well be others. */
  unsure: number;
  outcomes: number;
  outcomesWithDirection: number;
  /** Groups of the results that are an arm, and those that are not. */
  groupsAsArms: number;
  groupsOwn: number;
  rows: number;
  values: number;
  analyses: number;
  /** By how an analysis found its row. `only`: the measure has one row. */
  matched: { only: number; text: number; order: number; unknown: number };
  pValues: number;
  estimates: number;
  orientations: number;
  /** What the record says and the document has no word for, by reason. */
  losses: Record<string, number>;
}

export function noCounts(): ImportCounts {
  return {
    arms: 0,
    components: 0,
    dosed: 0,
    scheduled: 0,
    unsure: 0,
    outcomes: 0,
    outcomesWithDirection: 0,
    groupsAsArms: 0,
    groupsOwn: 0,
    rows: 0,
    values: 0,
    analyses: 0,
    matched: { only: 0, text: 0, order: 0, unknown: 0 },
    pValues: 0,
    estimates: 0,
    orientations: 0,
    losses: {},
  };
}

export function lose(counts: ImportCounts, reason: string, times = 1): void {
  counts.losses[reason] = (counts.losses[reason] ?? 0) + times;
}

/** Adds the counts of one record to a sum. */
export function addCounts(sum: ImportCounts, one: ImportCounts): void {
  for (const key of Object.keys(one) as (keyof ImportCounts)[]) {
    if (key === 'losses') for (const reason in one.losses) lose(sum, reason, one.losses[reason]);
    else if (key === 'matched')
      for (const how of ['only', 'text', 'order', 'unknown'] as const) sum.matched[how] += one.matched[how];
    else sum[key] += one[key];
  }
}
