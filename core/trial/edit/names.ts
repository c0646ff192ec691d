/** Names for scenarios that nobody named: said by their change. */
import type { Attribute, Parsed, Perturbation } from '../types.ts';

/** A text as part of an id: `1.7 mg` is `1-7-mg`. */
export function slug(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('µ', 'u').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40)
    .replace(/-$/, '');
}

/** A name that is not taken: with a number behind it where it is. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if (!isTaken(candidate)) return candidate;
  }
}

/** A name that no scenario of the document has. */
export function freeScenario(parsed: Parsed, name: string): string {
  const taken = new Set(parsed.childrenOf(['scenarios']));
  return freeName(name, (one) => taken.has(one));
}

/** What a list of many lost or gained, where that is one thing: `without Peru`, `with Japan`, `Japan for Peru`. */
function ofLongList(from: Attribute | undefined, to: readonly (string | number)[]): string | undefined {
  if (!Array.isArray(from)) return undefined;
  const gone = from.filter((one) => !to.includes(one));
  const fresh = to.filter((one) => !from.includes(one));
  if (gone.length > 1 || fresh.length > 1 || gone.length + fresh.length === 0) return undefined;
  if (fresh.length === 0) return `without ${gone[0]}`;
  return gone.length === 0 ? `with ${fresh[0]}` : `${fresh[0]} for ${gone[0]}`;
}

function nameOf(step: Perturbation): string {
  if (step.kind === 'look') {
    if (step.outcome !== undefined) return `on-${slug(step.outcome)}`;
    return step.contrast ? slug(`${step.contrast.first} vs ${step.contrast.second}`) : slug(step.row ?? '');
  }
  const key = String(step.path.at(-1) ?? '');
  if (step.kind === 'drop') return `without-${slug(key)}`;
  if (step.kind === 'add') return `with-${slug(key)}`;
  const { to } = step;
  if (typeof to === 'boolean') return slug(`${key} ${to ? 'yes' : 'no'}`);
  if (!Array.isArray(to)) return slug(String(to).length > 30 ? `other ${key}` : `${key} ${String(to)}`);
  if (to.length > 2 || to.length === 0) return slug(ofLongList(step.from, to) ?? `in ${to.length} ${key}`);
  return slug(`${key === 'countries' ? 'in' : key} ${to.join(' and ')}`);
}

/** A name for a scenario of one step that the document does not have yet: `in-japan`, `without-low`, `dose-1-7-mg`. */
export function scenarioName(parsed: Parsed, step: Perturbation): string {
  const made = nameOf(step);
  return freeScenario(parsed, /^[a-z]/.test(made) ? made : made === '' ? 'scenario' : `with-${made}`);
}
