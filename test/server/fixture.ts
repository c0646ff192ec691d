/** A small trial with a bit of everything. It stands for no real one. */
export const TRIAL = `# An example, not a real trial.
trial: example
title: Two doses and a placebo
focus: high vs placebo on pain
population:
  condition: [Headache]
  enrollment: 300
  sex: all
arms:
  low:
    role: experimental
    drug: Examplamab
    dose: 10 mg
    schedule: once daily
  high:
    role: experimental
    drug: Examplamab
    dose: 20 mg ~> 15 mg
    schedule: once daily
  both:
    role: active comparator
    gives:
      examplamab: { dose: 20 mg }
      comparol: { dose: 1 g }
  placebo: { role: placebo }
groups:
  pooled: { label: Either dose, arms: [low, high] }
outcomes:
  pain: { rank: primary, measure: Change in pain, time: 12 weeks, unit: points, better: lower }
  pain-late: { rank: secondary, measure: Change in pain, time: 24 weeks, unit: points, better: lower }
design:
  phase: 3
  allocation: randomized
  masking: double
  countries: [Germany, Japan]
results:
  - outcome: pain
    values:
      low: { mean: -10, sd: 20, n: 100 }
      high: { mean: -14, sd: 20, n: 100 }
      placebo: { mean: -4, sd: 20, n: 100 }
    analyses:
      - { contrast: high vs placebo, estimate: difference -10 (-15.5 to -4.5), p: <0.001 }
      - { contrast: low vs placebo, estimate: difference -6 (-11.5 to -0.5), p: 0.03 }
  - outcome: pain-late
    values:
      high: { mean: -15, sd: 22, n: 95 }
      placebo: { mean: -9, sd: 22, n: 94 }
harms:
  serious: { low: 3/100, high: 4/100, placebo: 3/100 }
scenarios:
  later:
    - outcome: pain-late
  lower-in-japan:
    - arms.high.dose: 10 mg
    - design.countries: [Japan]
    - contrast: high vs low
  without-low:
    - drop: arms.low
  more:
    - add: { arms.higher: { role: experimental, drug: Examplamab, dose: 40 mg } }
    - contrast: higher vs placebo
`;

/** Many results, for what must hold on a long document: about `size` characters. */
export function longTrial(size: number): string {
  const start = TRIAL.indexOf('  - outcome: pain\n');
  const end = TRIAL.indexOf('harms:');
  const body = TRIAL.slice(start, end);
  const rows = Math.max(1, Math.ceil((size - TRIAL.length) / (body.length + 16)));
  const many = Array.from({ length: rows }, (_, i) =>
    body.replace(/outcome: (\S+)/g, `outcome: $1\n    row: row ${i}`),
  );
  return TRIAL.slice(0, start) + many.join('') + TRIAL.slice(end);
}
