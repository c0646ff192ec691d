/**
 * The few distributions and tests that directions and power need. Double precision; no dependencies.
 *
 * Sources: normal tail by Laplace's continued fraction and Marsaglia's series (J. Stat. Softw. 11(4), 2004); normal quantile
 * by Wichura's AS 241 (Appl. Stat. 37, 1988); log-gamma by Lanczos' approximation (g = 7, nine terms); the regularised
 * incomplete beta by its continued fraction (DLMF 8.17.22); Welch's t with Satterthwaite's degrees of freedom (Biometrika
 * 34, 1947); two proportions by the pooled z test, and by Fisher's exact test where an expected count is below 5.
 */

const SQRT_TWO_PI = Math.sqrt(2 * Math.PI);

/** Density of the standard normal distribution. */
function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / SQRT_TWO_PI;
}

/** Probability that a standard normal variable exceeds `x`; keeps its relative precision far out in the tail. */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x);
  if (x < 3) {
    let term = x;
    let sum = x;
    for (let i = 3; term > sum * 1e-17; i += 2) {
      term *= (x * x) / i;
      sum += term;
    }
    return 0.5 - normalDensity(x) * sum;
  }
  let fraction = x;
  for (let i = x < 5 ? 120 : 40; i >= 1; i--) fraction = x + i / fraction;
  return normalDensity(x) / fraction;
}

/** Probability that a standard normal variable is at most `x`. */
export function normalCdf(x: number): number {
  return normalTail(-x);
}

/** Numerators and denominators of AS 241, highest power first: the middle, the shoulder, the far tail. */
const QUANTILE = {
  middle: [
    [
      2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
      133.14166789178438, 3.3871328727963665,
    ],
    [
      5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
      687.1870074920579, 42.31333070160091, 1,
    ],
  ],
  shoulder: [
    [
      0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
      5.769497221460691, 4.630337846156546, 1.4234371107496835,
    ],
    [
      1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
      1.6763848301838038, 2.053191626637759, 1,
    ],
  ],
  tail: [
    [
      2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
      1.7848265399172913, 5.463784911164114, 6.657904643501103,
    ],
    [
      2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133,
      0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
    ],
  ],
} as const;

function polynomial(terms: readonly number[] | undefined, x: number): number {
  let sum = 0;
  for (const term of terms ?? []) sum = sum * x + term;
  return sum;
}

function ratio(terms: readonly (readonly number[])[], x: number): number {
  return polynomial(terms[0], x) / polynomial(terms[1], x);
}

/** The `x` that a standard normal variable stays below with probability `p`; −∞ and ∞ at 0 and 1. */
export function normalQuantile(p: number): number {
  if (!(p > 0)) return p === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (p >= 1) return p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  const off = p - 0.5;
  if (Math.abs(off) <= 0.425) return off * ratio(QUANTILE.middle, 0.180625 - off * off);
  const r = Math.sqrt(-Math.log(Math.min(p, 1 - p)));
  const x = r <= 5 ? ratio(QUANTILE.shoulder, r - 1.6) : ratio(QUANTILE.tail, r - 5);
  return off < 0 ? -x : x;
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** Logarithm of the gamma function, for positive `x`. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  let sum: number = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) sum += (LANCZOS[i] ?? 0) / (z + i);
  const t = z + 7.5;
  return Math.log(SQRT_TWO_PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** The regularised incomplete beta function I_x(a, b), for 0 ≤ x ≤ 1 and positive a, b. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / Math.max(1 - ((a + b) * x) / (a + 1), tiny);
  let value = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d || tiny);
    c = 1 + even / c || tiny;
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d || tiny);
    c = 1 + odd / c || tiny;
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front * value;
}

/** Two-sided p of a t statistic. */
export function tTwoSided(t: number, df: number): number {
  return incompleteBeta(df / (df + t * t), df / 2, 0.5);
}

/** Density of Student's t distribution, as a function of t. */
function tDensity(df: number): (t: number) => number {
  const scale = logGamma((df + 1) / 2) - logGamma(df / 2) - Math.log(df * Math.PI) / 2;
  return (t) => Math.exp(scale - ((df + 1) / 2) * Math.log1p((t * t) / df));
}

/** The multiplier of a two-sided interval at `level` (0 to 1) with `df` degrees of freedom. */
export function tMultiplier(level: number, df: number): number {
  const p = 1 - level;
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  // The first terms of the quantile's expansion around the normal one (Abramowitz & Stegun 26.7.5).
  const x = normalQuantile(1 - p / 2);
  const [x3, x5] = [x ** 3, x ** 5];
  let t = x + (x3 + x) / (4 * df) + (5 * x5 + 16 * x3 + 3 * x) / (96 * df * df);
  const density = tDensity(df);
  // Newton's steps, kept inside what is known to hold the answer. Each has twice as many digits right as the one before.
  for (let i = 0; i < 60; i++) {
    const off = tTwoSided(t, df) - p;
    if (off > 0) low = t;
    else high = t;
    const next = t + off / (2 * density(t));
    const inside = next > low && next < high ? next : high === Number.POSITIVE_INFINITY ? t * 2 : (low + high) / 2;
    const step = Math.abs(inside - t);
    t = inside;
    if (step < 1e-7 * t) break;
  }
  return t;
}

/** What a test of two groups against each other says; `difference` is first minus second, of logarithms where its method says so. */
export interface Test {
  method: "Welch's t" | "Welch's t of logarithms" | 'two proportions, z' | "Fisher's exact";
  difference: number;
  p: number;
  /**
   * Low and high of the 95 % interval. Welch's leaves 0 out where p is below 0.05, and only there; that of two proportions is Newcombe's,
   * of their own errors, and at the border may say otherwise than p, whose error is the one under no difference. Fisher's test has none.
   */
  readonly interval?: readonly [number, number];
  /** Of Welch's t: the standard error √(s₁²/n₁ + s₂²/n₂) of the difference, and its degrees of freedom. */
  readonly error?: { se: number; df: number };
  /** What two proportions are of. */
  readonly counts?: Counts;
}

/** One group's mean, its standard error and how many it is of. */
export interface Mean {
  mean: number;
  se: number;
  n: number;
}

/** Welch's t test; undefined where a group has fewer than two or no dispersion at all. */
export function welch(first: Mean, second: Mean): Test | undefined {
  const v1 = first.se ** 2;
  const v2 = second.se ** 2;
  if (first.n < 2 || second.n < 2 || !(v1 + v2 > 0)) return undefined;
  const df = (v1 + v2) ** 2 / (v1 ** 2 / (first.n - 1) + v2 ** 2 / (second.n - 1));
  const difference = first.mean - second.mean;
  const se = Math.sqrt(v1 + v2);
  const reach = tMultiplier(0.95, df) * se;
  return {
    method: "Welch's t",
    difference,
    p: tTwoSided(difference / se, df),
    interval: [difference - reach, difference + reach],
    error: { se, df },
  };
}

/** How many of how many. */
export interface Proportion {
  x: number;
  n: number;
}

/** Of the first group and of the second. */
export type Counts = readonly [Proportion, Proportion];

/** Wilson's 95 % score interval of a proportion. */
function wilson({ x, n }: Proportion): [low: number, high: number] {
  const square = normalQuantile(0.975) ** 2;
  const p = x / n;
  const middle = (p + square / (2 * n)) / (1 + square / n);
  const reach = Math.sqrt(square * ((p * (1 - p)) / n + square / (4 * n * n))) / (1 + square / n);
  return [Math.max(0, middle - reach), Math.min(1, middle + reach)];
}

/** The 95 % interval of a difference of two proportions: Newcombe's hybrid of their score intervals (Stat. Med. 17, 1998, method 10). */
export function newcombe(first: Proportion, second: Proportion): [low: number, high: number] {
  const [p1, p2] = [first.x / first.n, second.x / second.n];
  const [[low1, high1], [low2, high2]] = [wilson(first), wilson(second)];
  return [
    Math.max(-1, p1 - p2 - Math.hypot(p1 - low1, high2 - p2)),
    Math.min(1, p1 - p2 + Math.hypot(high1 - p1, p2 - low2)),
  ];
}

/** Two proportions against each other; undefined where a group is empty or a count lies outside it. */
export function twoProportions(first: Proportion, second: Proportion): Test | undefined {
  for (const { x, n } of [first, second]) if (!(n >= 1 && x >= 0 && x <= n)) return undefined;
  const p1 = first.x / first.n;
  const p2 = second.x / second.n;
  const difference = p1 - p2;
  const all = first.n + second.n;
  const having = first.x + second.x;
  const smallest = (Math.min(having, all - having) * Math.min(first.n, second.n)) / all;
  const counts: Counts = [first, second];
  if (smallest < 5) return { method: "Fisher's exact", difference, p: fisher(first, second), counts };
  const pooled = having / all;
  const se = Math.sqrt(pooled * (1 - pooled) * (1 / first.n + 1 / second.n));
  return {
    method: 'two proportions, z',
    difference,
    p: 2 * normalTail(Math.abs(difference / se)),
    interval: newcombe(first, second),
    counts,
  };
}

/** Two-sided p of Fisher's exact test: the tables with these margins that are no likelier than the one seen. */
export function fisher(first: Proportion, second: Proportion): number {
  const having = first.x + second.x;
  const logChoose = (n: number, k: number) => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  const all = logChoose(first.n + second.n, having);
  const chance = (x: number) => Math.exp(logChoose(first.n, x) + logChoose(second.n, having - x) - all);
  const seen = chance(first.x) * (1 + 1e-7);
  let p = 0;
  for (let x = Math.max(0, having - second.n); x <= Math.min(first.n, having); x++) {
    const here = chance(x);
    if (here <= seen) p += here;
  }
  return Math.min(1, p);
}
