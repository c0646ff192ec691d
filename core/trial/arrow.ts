/** `a ~> b ~> c`: the one operator that trial documents add to YAML. */

export interface ArrowPart {
  text: string;
  /** Where the part begins in the text that was split, and how long it is. */
  start: number;
  end: number;
}

const SPACE = /\s/;

/** Where the next arrow is: one between white space, or at an end of the text. */
function nextArrow(text: string, from: number): number {
  for (let at = text.indexOf('~>', from); at >= 0; at = text.indexOf('~>', at + 2)) {
    const free = (sign: string) => sign === '' || SPACE.test(sign);
    if (free(text.charAt(at - 1)) && free(text.charAt(at + 2))) return at;
  }
  return -1;
}

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
  for (let at = nextArrow(text, 0); at >= 0; at = nextArrow(text, open)) {
    push(at);
    open = at + 2;
  }
  push(text.length);
  return parts;
}
