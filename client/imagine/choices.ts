/** How many things of long names are offered in a list that shows one line of each. Pure. */

/** Letters that names have in common before what they begin with is shortened. */
const COMMON = 30;
/** Letters that are left of it. */
const LEFT = 24;

/** The beginning that all have, up to the end of a word. */
function beginning([first = '', ...others]: readonly string[]): string {
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
  if (others.every((other) => other.length === length) && length === first.length) return first;
  return first.slice(0, first.lastIndexOf(' ', length - 1) + 1);
}

/** Its first words; of a word that is longer than these may be, a part. */
function wordsOf(text: string): string {
  const end = text.lastIndexOf(' ', LEFT);
  return text.slice(0, end > 0 ? end : LEFT).replace(/\W+$/, '');
}

/**
 * The names, each as short as tells it apart: what many begin with is left out but for its first words. Names that are the same, or
 * of which one is all that another begins with, stay as they are, and so do those that would be told alike.
 */
export function toldApart(names: readonly string[]): string[] {
  const groups = new Map<string, number[]>();
  for (const [i, name] of names.entries()) {
    const key = name.slice(0, COMMON);
    groups.set(key, [...(groups.get(key) ?? []), i]);
  }
  const told = [...names];
  for (const group of groups.values()) {
    const own = group.map((i) => names[i] ?? '');
    const common = beginning(own);
    if (group.length < 2 || common.length < COMMON || own.some((name) => name.length <= common.length)) continue;
    const rest = toldApart(own.map((name) => name.slice(common.length)));
    for (const [n, i] of group.entries()) told[i] = `${wordsOf(common)}… ${rest[n]}`;
  }
  const times = counted(told);
  return told.map((one, i) => (times.get(one) === 1 ? one : (names[i] ?? one)));
}

function counted(texts: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  return times;
}

interface Choice {
  label: string;
  description?: string;
  detail?: string;
}

/** What is offered: where a name is shortened, all of it stands below with its unit, where there is one. Of two that are told alike, `ids` tell which is which. */
export function choicesOf(options: readonly { label: string; unit?: string; id?: string }[]): Choice[] {
  const labels = toldApart(options.map(({ label }) => label));
  const isAny = labels.some((label, i) => label !== options[i]?.label);
  const keyOf = ({ label, unit }: (typeof options)[number]) => JSON.stringify([label, unit]);
  const times = counted(options.map(keyOf));
  return options.map((option, i) => {
    const { label, unit, id } = option;
    const alike = times.get(keyOf(option)) !== 1;
    const description = [...(isAny || unit === undefined ? [] : [unit]), ...(alike && id !== undefined ? [id] : [])];
    return {
      label: labels[i] ?? label,
      ...(description.length > 0 && { description: description.join(' · ') }),
      ...(isAny && { detail: [label, ...(unit === undefined ? [] : [unit])].join(' · ') }),
    };
  });
}
