/**
 * Boosted trees, run. A tree is written in preorder: a split as `4·feature + 2·(NaN is missing) + (missing goes left)` and its
 * threshold, a leaf as −1 and its value; a tree after the other, those of the classes in turn (LightGBM's own order).
 */

export interface Forest {
  /** A tree's first entry in the arrays. */
  starts: readonly number[];
  /** The code of a split, or −1. */
  codes: Int32Array;
  /** The threshold of a split, or the value of a leaf. */
  values: Float64Array;
  /** Where the right branch of a split begins; the left one follows it. */
  right: Int32Array;
}

/** Reads trees from their text. Throws on a text that is none. */
export function readForest(text: string): Forest {
  const tokens = text.split(' ');
  const nodes = tokens.length >> 1;
  if (nodes === 0 || tokens.length % 2 === 1) throw new Error('No trees.');
  const forest = {
    starts: [] as number[],
    codes: new Int32Array(nodes),
    values: new Float64Array(nodes),
    right: new Int32Array(nodes),
  };
  const branch = (at: number): number => {
    const [code, value] = [Number(tokens[2 * at]), Number(tokens[2 * at + 1])];
    if (at >= nodes || !Number.isInteger(code) || Number.isNaN(value)) throw new Error(`No tree at token ${2 * at}.`);
    forest.codes[at] = code;
    forest.values[at] = value;
    if (code < 0) return at + 1;
    const right = branch(at + 1);
    forest.right[at] = right;
    return branch(right);
  };
  for (let at = 0; at < nodes; ) {
    forest.starts.push(at);
    at = branch(at);
  }
  return forest;
}

function leafOf({ codes, values, right }: Forest, start: number, x: ArrayLike<number>): number {
  for (let at = start; ; ) {
    const code = codes[at] ?? -1;
    const value = values[at] ?? 0;
    if (code < 0) return value;
    const own = x[code >> 2] ?? Number.NaN;
    // What was never missing in the fit is taken as 0 where it is, as LightGBM does.
    const left = Number.isNaN(own) ? ((code & 2) === 2 ? (code & 1) === 1 : 0 <= value) : own <= value;
    at = left ? at + 1 : (right[at] ?? 0);
  }
}

/** The sum of the trees of each class. */
export function scoresOf(forest: Forest, x: ArrayLike<number>, classes = 1): number[] {
  const scores = new Array<number>(classes).fill(0);
  for (const [i, start] of forest.starts.entries())
    scores[i % classes] = (scores[i % classes] ?? 0) + leafOf(forest, start, x);
  return scores;
}

/** Scores as probabilities. */
export function softmax(scores: readonly number[]): number[] {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
