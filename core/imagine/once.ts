/** Asks each thing once, and remembers the answer. */
export function once<T>(answer: (id: string) => T): (id: string) => T {
  const known = new Map<string, { value: T }>();
  return (id) => {
    let own = known.get(id);
    if (!own) {
      own = { value: answer(id) };
      known.set(id, own);
    }
    return own.value;
  };
}

/** The same of an immutable thing, for as long as it is there. */
export function onceOfOne<A extends object, T>(answer: (a: A) => T): (a: A) => T {
  const known = new WeakMap<A, { value: T }>();
  return (a) => {
    let own = known.get(a);
    if (!own) {
      own = { value: answer(a) };
      known.set(a, own);
    }
    return own.value;
  };
}

/** The same of two immutable things, for as long as both are there: one change is asked about for every outcome of a trial. */
export function onceOfTwo<A extends object, B extends object, T>(answer: (a: A, b: B) => T): (a: A, b: B) => T {
  const known = new WeakMap<A, WeakMap<B, { value: T }>>();
  return (a, b) => {
    let of = known.get(a);
    if (!of) {
      of = new WeakMap();
      known.set(a, of);
    }
    let own = of.get(b);
    if (!own) {
      own = { value: answer(a, b) };
      of.set(b, own);
    }
    return own.value;
  };
}
