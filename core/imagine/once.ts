/** Asks each thing once, and remembers the answer. */
export function once<T>(answer: (id: string) => T): (id: string) => T {
  const known = new Map<string, T>();
  return (id) => {
    if (!known.has(id)) known.set(id, answer(id));
    return known.get(id) as T;
  };
}
