/**
 * The traps of YAML: values that people write as they mean them and YAML reads as something else, such as `p: > 0.05` (the
 * head of a block of text) or `unit: %` (a directive). Each is read as it was meant, and said to need quotation marks.
 *
 * Before a text is parsed, the sign that would mislead YAML is exchanged for a private character of the same length, so that
 * every offset stays; the tree exchanges it back, and knows by it which values were trapped.
 */

/** The signs that are disguised, in the order of their disguises. */
const SIGNS = '>|%@`:"\'[{-?,]}';
const FIRST_DISGUISE = 0xe000;
const DISGUISED = /[\ue000-\ue00e]/;
const ALL_DISGUISED = /[\ue000-\ue00e]/g;

const disguise = (sign: string): string => String.fromCharCode(FIRST_DISGUISE + SIGNS.indexOf(sign));

/** Whether a piece of disguised text holds a sign that YAML would have misread. */
export const isTrapped = (text: string): boolean => DISGUISED.test(text);

/** Disguised text as the document has it. */
export function restored(text: string): string {
  return DISGUISED.test(text)
    ? text.replace(ALL_DISGUISED, (sign) => SIGNS[sign.charCodeAt(0) - FIRST_DISGUISE] ?? sign)
    : text;
}

/** A line in which a value can be trapped: any of the signs where a value begins, or a second colon. Cheap, and often wrong. */
const SUSPECT = /(?:[:-][ \t]+(?:[>|%@`?,\]}:"'[{]|-[ \t])|:[ \t][^\n]*:(?:[ \t\r\n]|$))/;
/** Indentation and dashes, then a key with its colon if there is one, then the value. */
const LINE = /^([ \t]*(?:-[ \t]+)*)((?:[\w.-]+|"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*')[ \t]*:[ \t]+)?/;
const BLOCK_HEADER = /^[>|](?:[-+]?([1-9])?|([1-9])[-+])(?:[ \t]+#.*)?$/;

/** Where, from the beginning of a piece of a flow collection that is `depth` brackets deep, it ends; else how deep it is behind the piece. */
function closing(piece: string, depth = 0): { end: number } | { depth: number } {
  let deep = depth;
  for (let at = 0; at < piece.length; at++) {
    const sign = piece[at] ?? '';
    const before = piece[at - 1] ?? ' ';
    if ((sign === '"' || sign === "'") && '[{, :\t'.includes(before)) {
      const quoted = closedLength(piece.slice(at));
      // What goes on in the next line may hold any sign.
      if (!quoted) return { depth: deep };
      at += quoted - 1;
    } else if (sign === '#' && ' \t'.includes(before)) return { depth: deep };
    else if (sign === '[' || sign === '{') deep++;
    else if (sign === ']' || sign === '}') {
      deep--;
      if (deep === 0) return { end: at + 1 };
    }
  }
  return { depth: deep };
}

/** The length of the quoted scalar or flow collection that a value begins with; 0 where it does not end on this line. */
function closedLength(value: string): number {
  const open = value[0];
  if (open === '"') return /^"(?:[^"\\]|\\.)*"/.exec(value)?.[0].length ?? 0;
  if (open === "'") return /^'(?:[^']|'')*'/.exec(value)?.[0].length ?? 0;
  const closed = closing(value);
  return 'end' in closed ? closed.end : 0;
}

/** Whether a block of text follows the header at this line: its next line that is not blank is indented deeper than `column`. */
function blockFollows(lines: readonly string[], header: number, column: number): boolean {
  for (let i = header + 1; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line.trim() !== '') return line.search(/\S/) > column;
  }
  return false;
}

/** Where, in a value, the signs stand that would mislead YAML. */
function misleading(value: string, hasKey: boolean, blockBelow: () => boolean): number[] {
  const first = value[0] ?? '';
  switch (first) {
    case '>':
    case '|': {
      const header = BLOCK_HEADER.exec(value);
      // `age: >2` is a header too; it is one in earnest where a block of text follows.
      return header && (!(header[1] ?? header[2]) || blockBelow()) ? [] : [0];
    }
    case '%':
    case '@':
    case '`':
      return [0];
    case ',':
    case ']':
    case '}':
      return [0];
    case '-':
    case '?':
    case ':':
      return /^.(?:[ \t]|$)/.test(value) && hasKey ? [0] : [];
    case '"':
    case "'":
    case '[':
    case '{': {
      const length = closedLength(value);
      const behind = length ? value.slice(length) : '';
      // A collection that is no value (`[Part 1] …`) or a quotation with words behind it.
      if (!behind || /^[ \t]*(?:#.*)?$/.test(behind) || /^[ \t]*:/.test(behind)) return [];
      return [0, ...colons(behind).map((at) => at + length)];
    }
    case '&':
    case '*':
    case '!':
    case '#':
      return [];
    default:
      return hasKey ? colons(value) : [];
  }
}

/** The colons of plain text that would begin another value: those with white space, or nothing, behind them. */
function colons(value: string): number[] {
  const found: number[] = [];
  const comment = value.search(/[ \t]#/);
  for (const match of (comment < 0 ? value : value.slice(0, comment)).matchAll(/:(?=[ \t]|$)/g))
    found.push(match.index);
  return found;
}

/** The column of what a value on this line belongs to: its key or its dash; -1 of the whole text. */
function columnOfOwner(indent: string, key: string): number {
  if (key) return indent.length;
  // What stands below its key is indented deeper than that.
  return indent.includes('-') ? indent.trimEnd().length - 1 : Math.min(indent.length, 1) - 1;
}

/** Whether a line can be of a collection that was opened before: what lies no deeper than its key begins something new, unless it closes. */
function isWithin(column: number, line: string): boolean {
  const at = line.search(/\S/);
  return at < 0 || at > column || line[at] === ']' || line[at] === '}';
}

/**
 * A text in which every sign that would mislead YAML is disguised; the text itself where there is none. Lines of a block of text
 * may be disguised without need, which does no harm: what is restored is the same.
 */
export function disguised(text: string): string {
  if (!SUSPECT.test(text) || DISGUISED.test(text)) return text;
  const lines = text.split('\n');
  let changed = false;
  /** The collection that goes on from line to line: how deep its brackets are, and in which column what it belongs to stands. */
  let flow: { depth: number; column: number } | undefined;
  const out = lines.map((line, index) => {
    const [head = '', indent = '', key = ''] = LINE.exec(line) ?? [];
    const value = line.slice(head.length).trimEnd();
    if (flow && isWithin(flow.column, line)) {
      // A comma ends its values, and several pairs may stand on a line.
      const closed = closing(line, flow.depth);
      flow = 'end' in closed ? undefined : { ...flow, ...closed };
      return line;
    }
    flow = undefined;
    if (value[0] === '[' || value[0] === '{') {
      const closed = closing(value);
      if ('depth' in closed) flow = { ...closed, column: columnOfOwner(indent, key) };
    }
    if (!value || (!key && !indent.includes('-'))) return line;
    const at = misleading(value, key !== '', () =>
      // A block that is an item of a list need only be indented deeper than the dash.
      blockFollows(lines, index, key ? indent.length : indent.trimEnd().length - 1),
    );
    if (!at.length) return line;
    changed = true;
    const signs = line.split('');
    for (const one of at) signs[head.length + one] = disguise(line[head.length + one] ?? '');
    return signs.join('');
  });
  return changed ? out.join('\n') : text;
}
