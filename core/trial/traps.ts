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

/** The length of the quoted scalar or flow collection that a value begins with; 0 where it does not end on this line. */
function closedLength(value: string): number {
  const open = value[0];
  if (open === '"') return /^"(?:[^"\\]|\\.)*"/.exec(value)?.[0].length ?? 0;
  if (open === "'") return /^'(?:[^']|'')*'/.exec(value)?.[0].length ?? 0;
  let depth = 0;
  for (let at = 0; at < value.length; at++) {
    const sign = value[at] ?? '';
    if ((sign === '"' || sign === "'") && '[{, :'.includes(value[at - 1] ?? '')) {
      const quoted = closedLength(value.slice(at));
      if (!quoted) return 0;
      at += quoted - 1;
    } else if (sign === '[' || sign === '{') depth++;
    else if (sign === ']' || sign === '}') {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return 0;
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

/**
 * A text in which every sign that would mislead YAML is disguised; the text itself where there is none. Lines of a block of text
 * may be disguised without need, which does no harm: what is restored is the same.
 */
export function disguised(text: string): string {
  if (!SUSPECT.test(text) || DISGUISED.test(text)) return text;
  const lines = text.split('\n');
  let changed = false;
  const out = lines.map((line, index) => {
    const [head = '', indent = '', key = ''] = LINE.exec(line) ?? [];
    if (!key && !indent.includes('-')) return line;
    const value = line.slice(head.length).trimEnd();
    if (!value) return line;
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
