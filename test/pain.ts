/** A small trial as text: a drug against placebo, its dose changed in place. */

/** `head` is its first lines. */
export const pain = (head = 'trial: NCT04788511') => `${head}
focus: drug vs placebo on pain
population: { enrollment: 400 }
arms:
  drug: { role: experimental, drug: Examplamab, dose: 10 mg ~> 5 mg }
  placebo: { role: placebo }
outcomes:
  pain: { measure: Pain, unit: points, better: lower }
results:
  - { outcome: pain, values: { drug: { mean: 3, sd: 10, n: 200 }, placebo: { mean: 9, sd: 10, n: 200 } } }
`;
