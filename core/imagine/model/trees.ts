/**
 * Boosted trees, run. A tree is kept in preorder: a split as `4·feature + 2·(NaN is missing) + (missing goes left)` and its
 * threshold, a leaf as −1 and its value; a tree after the other, those of the classes in turn (LightGBM's own order).
 */

export interface Forest {
  /** A tree's first entry in the arrays. */
  starts: readonly number[];
  /** The code of a split, or −1. */
  codes: Int16Array;
  /** The threshold of a split, or the value of a leaf. */
  values: Float32Array;
  /** Where the right branch of a split begins; the left one follows it. */
  right: Int32Array;
}

/** Trees from their codes and values. Throws where they are none. */
export function forestOf(codes: Int16Array, values: Float32Array): Forest {
  const nodes = codes.length;
  if (nodes === 0 || values.length !== nodes) throw new Error('No trees.');
  const right = new Int32Array(nodes);
  // From behind, so that both branches of a split, the left one last, are what was found last.
  const starts: number[] = [];
  for (let at = nodes - 1; at >= 0; at--) {
    if (Number.isNaN(values[at])) throw new Error(`No tree at node ${at}.`);
    if ((codes[at] ?? -1) >= 0) {
      if (starts.length < 2) throw new Error(`No branches at node ${at}.`);
      starts.pop();
      right[at] = starts.pop() ?? 0;
    }
    starts.push(at);
  }
  return { starts: starts.reverse(), codes, values, right };
}

/** Reads trees from their text: base64 of their codes (16-bit), then their values (32-bit), little-endian. Throws on a text that is none. */
export function readForest(text: string): Forest {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  const nodes = bytes.length / 6;
  if (!Number.isInteger(nodes)) throw new Error('No trees.');
  // As they lie there: whatever this runs on is little-endian too. Values are copied to where such numbers may begin.
  return forestOf(new Int16Array(bytes.buffer, 0, nodes), new Float32Array(bytes.slice(2 * nodes).buffer));
}

function leafOf({ codes, values, right }: Forest, start: number, x: ArrayLike<number>): number {
  for (let at = start; ; ) {
    const code = codes[at] as number;
    const value = values[at] as number;
    if (code < 0) return value;
    const own = x[code >> 2] ?? Number.NaN;
    // What was never missing in the fit is taken as 0 where it is, as LightGBM does.
    const left = Number.isNaN(own) ? ((code & 2) === 2 ? (code & 1) === 1 : 0 <= value) : own <= value;
    at = left ? at + 1 : (right[at] as number);
  }
}

/** The sum of the trees of each class. */
export function scoresOf(forest: Forest, x: ArrayLike<number>, classes = 1): number[] {
  const scores = new Array<number>(classes).fill(0);
  const { starts } = forest;
  for (let i = 0; i < starts.length; i++) {
    const k = i % classes;
    scores[k] = (scores[k] ?? 0) + leafOf(forest, starts[i] ?? 0, x);
  }
  return scores;
}

/** Scores as probabilities. */
export function softmax(scores: readonly number[]): number[] {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
