/**
 * scikit-learn's random forest, run: the mean of its trees' chances. A tree is kept in preorder; a node is a 16-bit code (the feature of
 * a split, or −1) and four bytes: the threshold of a split, or a leaf's three chances in 255ths. Written by `trainer/fit_baselines.py`.
 */

/** What stands for an unknown feature: below all that are known, so it goes left. */
const UNKNOWN = -99;
const CLASSES = 3;

/** What a forest answers to features: three chances, in the order of `DIRECTIONS`. */
export type RandomForest = (x: ArrayLike<number>) => number[];

/** Reads a forest from its text. Throws on a text that is none. */
export function readRandomForest(text: string): RandomForest {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const nodes = bytes.length / 6;
  if (nodes === 0 || !Number.isInteger(nodes)) throw new Error('No trees.');
  const view = new DataView(bytes.buffer);
  const codes = Int16Array.from({ length: nodes }, (_, i) => view.getInt16(2 * i, true));
  const thresholds = Float32Array.from({ length: nodes }, (_, i) => view.getFloat32(2 * nodes + 4 * i, true));
  /** Where the right branch of a split begins; the left one follows it. */
  const right = new Int32Array(nodes);
  const starts: number[] = [];
  const branch = (at: number): number => {
    const code = codes[at];
    if (code === undefined) throw new Error(`No tree at node ${at}.`);
    if (code < 0) return at + 1;
    const other = branch(at + 1);
    right[at] = other;
    return branch(other);
  };
  for (let at = 0; at < nodes; ) {
    starts.push(at);
    at = branch(at);
  }
  return (x) => {
    const told = new Array<number>(CLASSES).fill(0);
    for (const start of starts) {
      let at = start;
      for (let code = codes[at] ?? -1; code >= 0; code = codes[at] ?? -1) {
        const own = x[code] ?? Number.NaN;
        at = (Number.isNaN(own) ? UNKNOWN : own) <= (thresholds[at] ?? 0) ? at + 1 : (right[at] ?? 0);
      }
      const leaf = 2 * nodes + 4 * at;
      for (let k = 0; k < CLASSES; k++) told[k] = (told[k] ?? 0) + (bytes[leaf + k] ?? 0);
    }
    const sum = told.reduce((a, b) => a + b, 0);
    return told.map((one) => one / sum);
  };
}
