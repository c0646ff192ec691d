/** What a map and a weak map have in common. */
interface Known<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

/** Asks `answer` of what is not known yet. An answer may be undefined, so it stands in a holder. */
function remembered<K, T>(known: Known<K, { value: T }>, answer: (key: K) => T): (key: K) => T {
  return (key) => {
    let own = known.get(key);
    if (!own) {
      own = { value: answer(key) };
      known.set(key, own);
    }
    return own.value;
  };
}

/** Asks each thing once, and remembers the answer. */
export function once<T>(answer: (id: string) => T): (id: string) => T {
  return remembered(new Map(), answer);
}

/** The same of an immutable thing, for as long as it is there. */
export function onceOfOne<A extends object, T>(answer: (a: A) => T): (a: A) => T {
  return remembered(new WeakMap<A, { value: T }>(), answer);
}

/** The same of what a name means in an immutable thing: an arm of a trial. */
export function onceOfNamed<A extends object, T>(answer: (a: A, name: string) => T): (a: A, name: string) => T {
  const of = onceOfOne((a: A) => once((name) => answer(a, name)));
  return (a, name) => of(a)(name);
}

/** The same of two immutable things, for as long as both are there: one change is asked about for every outcome of a trial. */
export function onceOfTwo<A extends object, B extends object, T>(answer: (a: A, b: B) => T): (a: A, b: B) => T {
  const of = onceOfOne((a: A) => onceOfOne((b: B) => answer(a, b)));
  return (a, b) => of(a)(b);
}
