/**
 * The same question told so that its likest source is the higher: what is asked is then whether that stays, is lost or turns round,
 * whichever way round the two sides happen to be told. One of the two models of directions is fitted on features in this frame.
 */
import { featuresOf } from './features.ts';

/** What turns round with the frame, by position among the features. */
export interface Frame {
  /** Signed by the sides. */
  flip: readonly number[];
  /** Pairs that change places. */
  swap: readonly (readonly [number, number])[];
  /** Not signed by the sides; what they are times the frame's sign is told as well. */
  times: readonly number[];
  /** The z of the likest source, and, where that is 0, as it was observed. */
  by: readonly [number, number];
}

const FLIPPED = /: (?:z|wanted|full z|scaled z|effect)$/;
const TIMES = [
  'polarity',
  'source: polarity',
  'against control',
  'ordered',
  'between: dose',
  'placebo',
  'nearest 1: dose',
  'first role',
  'second role',
];

export function frameOf(names: readonly string[]): Frame {
  const at = (name: string) => {
    const index = names.indexOf(name);
    if (index < 0) throw new Error(`No feature ${name}.`);
    return index;
  };
  return {
    flip: names.flatMap((name, i) => (FLIPPED.test(name) ? [i] : [])),
    swap: names.flatMap((name, i) =>
      name.endsWith(': lower') ? [[i, at(name.replace(/lower$/, 'higher'))] as const] : [],
    ),
    times: TIMES.map(at),
    by: [at('nearest 1: z'), at('nearest 1: full z')],
  };
}

let frame: Frame | undefined;

/** The frame of this program's features. */
export function theFrame(): Frame {
  if (!frame) {
    const names: string[] = [];
    featuresOf({}, { trial: {}, look: { outcome: '', first: '', second: '' } }, [], undefined, names);
    frame = frameOf(names);
  }
  return frame;
}

/** Features in the frame, what is told as well behind them, and the sign of the frame: −1 where it was turned. */
export function framed(x: ArrayLike<number>, { flip, swap, times, by }: Frame): { x: Float32Array; sign: 1 | -1 } {
  const z = by.map((i) => x[i] ?? Number.NaN).find((own) => own < 0 || own > 0) ?? 1;
  const sign = z < 0 ? -1 : 1;
  const own = new Float32Array(x.length + 1 + times.length);
  own.set(x);
  if (sign < 0) {
    for (const i of flip) own[i] = -(x[i] ?? Number.NaN);
    for (const [i, j] of swap) {
      own[i] = x[j] ?? Number.NaN;
      own[j] = x[i] ?? Number.NaN;
    }
  }
  own[x.length] = sign;
  for (const [i, from] of times.entries()) own[x.length + 1 + i] = sign * (x[from] ?? Number.NaN);
  return { x: own, sign };
}
