/** `a ~> b ~> c`: the one operator that trial documents add to YAML. */

export interface ArrowPart {
  text: string;
  /** Where the part begins in the text that was split, and how long it is. */
  start: number;
  end: number;
}

/** An arrow stands between white space, or at an end of the text. */
const ARROW = /(?<!\S)~>(?!\S)/g;

/** The parts of a chain of arrows with their places, trimmed; one part where there is no arrow. A part can be empty. */
export function splitArrow(text: string): ArrowPart[] {
  const parts: ArrowPart[] = [];
  let open = 0;
  const push = (end: number) => {
    const raw = text.slice(open, end);
    const part = raw.trim();
    const start = open + (part ? raw.indexOf(part) : 0);
    parts.push({ text: part, start, end: start + part.length });
  };
  if (text.includes('~>'))
    for (const match of text.matchAll(ARROW)) {
      push(match.index);
      open = match.index + match[0].length;
    }
  push(text.length);
  return parts;
}
