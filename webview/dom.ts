/** Makes elements. Text goes in as text, never as markup, and styles come from classes and properties, never attributes. */

interface Options {
  class?: string;
  text?: string;
  title?: string;
  /** Finds the element again after a redraw, so that the focus stays where it was. */
  key?: string;
}

export function element(name: string, options: Options = {}, ...children: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  if (options.class) made.className = options.class;
  if (options.title) made.title = options.title;
  if (options.key) made.dataset.key = options.key;
  if (options.text !== undefined) made.textContent = options.text;
  made.append(...children);
  return made;
}

/** The same text with figures kept together with their percent sign. */
export function kept(text: string): string {
  return text.replaceAll(/(?<=\d) %/g, '\u00a0%');
}

/** An SVG element. Lengths may be percentages, so that a drawing follows its width without being measured. */
export function drawing(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly Node[]
): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** Replaces what is in `parent` and gives the focus back to what had it, where it is still there. */
export function redraw(parent: HTMLElement, ...children: readonly Node[]): void {
  const focused = parent.contains(document.activeElement)
    ? (document.activeElement as HTMLElement).dataset.key
    : undefined;
  parent.replaceChildren(...children);
  if (focused === undefined) return;
  for (const candidate of parent.querySelectorAll<HTMLElement>('[data-key]'))
    if (candidate.dataset.key === focused) candidate.focus();
}
