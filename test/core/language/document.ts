/** A document that has everything, for tests to change one thing of. */

export const DOCUMENT = `trial: NCT04788511
title: Semaglutide 2.4 mg in obesity-related heart failure
focus: semaglutide vs placebo on kccq
population:
  condition: [Obesity]
  enrollment: 529
  age: 18 years and older
  sex: all
arms:
  semaglutide:
    role: experimental
    drug: Semaglutide
    dose: 2.4 mg ~> 1.7 mg        # a comment
    schedule: once weekly
  low:
    role: experimental
    gives:
      semaglutide: { dose: 1 mg, schedule: once weekly }
      statin: { drug: Atorvastatin, dose: 20 mg }
  placebo:
    role: placebo
groups:
  pooled: { label: Both doses, arms: [semaglutide, low] }
outcomes:
  kccq:
    rank: primary
    measure: Change in KCCQ clinical summary score
    time: 52 weeks
    unit: points
    better: higher
  walk: { rank: secondary, measure: Change in 6-minute walk distance, time: 52 weeks, unit: m, better: higher }
design:
  phase: 3
  allocation: randomized
  masking: double
  countries: [Argentina, Germany, United States]
  start: 2021-03
results:
  - outcome: kccq
    values:
      semaglutide: { mean: 16.8, sd: 17.9, n: 243 }
      placebo: { mean: 10.3, sd: 17.3, n: 237 }
    analyses:
      - contrast: semaglutide vs placebo
        estimate: difference 7.8 (4.8 to 10.9)
        p: <0.0001
        method: ANCOVA
  - outcome: walk
    row: Week 52
    values:
      pooled: { mean: 21.5, ci: 15 to 28, n: 240 }
      placebo: { mean: 1.2, ci: -6 to 8, n: 230 }
harms:
  serious: { semaglutide: 35/263, placebo: 71/266 }
scenarios:
  lower-dose-in-japan:
    - arms.semaglutide.dose: 1.7 mg
    - design.countries: [Japan]
  would-they-walk:
    - outcome: walk
      contrast: pooled vs placebo
`;

/** The document with one piece of it replaced. Throws where the piece is not there: a test that changes nothing tests nothing. */
export function changed(before: string, after: string, document = DOCUMENT): string {
  if (!document.includes(before)) throw new Error(`the document does not hold ${JSON.stringify(before)}`);
  return document.replace(before, () => after);
}
