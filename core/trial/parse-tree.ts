/** Parsing one YAML text into our tree, and reading on where it has a mistake. */
import { simpleTree } from './simple.ts';
import { disguised } from './traps.ts';
import type { SyntaxProblem, Tree } from './tree.ts';
import { type Attempt, attempt } from './yaml-tree.ts';

/** Problems that leave the tree as it was meant: nothing need be left out for them. */
const KEPT = new Set([
  'ALIAS_BOMB',
  'BAD_DQ_ESCAPE',
  'BAD_SCALAR_START',
  'KEY_NOT_TEXT',
  'MULTIPLE_DOCS',
  'TAG_RESOLVE_FAILED',
  'TOO_DEEP',
  'UNKNOWN_ALIAS',
  'UNKNOWN_ALIAS_KEY',
]);

const IS_SIGN: Readonly<Record<number, boolean>> = Array.from({ length: 128 }, (_, code) =>
  '\n\t:,[]{}"\'#&*!?-%|>'.includes(String.fromCharCode(code)),
);

/** Problems that the line below can be the cause of: one that is indented too deep reads as a part of the value above. */
const MISINDENTED = new Set(['MULTILINE_IMPLICIT_KEY', 'BLOCK_AS_IMPLICIT_KEY', 'BAD_INDENT']);
/** How often a line is left out in the hope that the rest can be read, and up to what cost a text is tried again. */
const MOST_LEFT_OUT = 3;
const DEAREST_RETRIED = 3000;

/** The text with the line at an offset made a comment, of the same length; undefined where nothing is left to leave out. */
function withoutLine(source: string, at: number): string | undefined {
  const start = source.lastIndexOf('\n', at - 1) + 1;
  const sign = source.slice(start).search(/\S/);
  if (sign < 0) return undefined;
  const first = start + sign;
  if (source[first] === '#' || source.slice(start, first).includes('\n')) return undefined;
  return `${source.slice(0, first)}#${source.slice(first + 1)}`;
}

/** The bracket before an offset that nothing closes; quotation marks are not looked at. */
function openBracket(source: string, before: number): number {
  let depth = 0;
  for (let at = before - 1; at >= 0; at--) {
    const sign = source[at];
    if (sign === ']' || sign === '}') depth++;
    else if ((sign === '[' || sign === '{') && depth-- === 0) return at;
  }
  return -1;
}

/** Where the mistake was most likely made: what never ends was begun where it begins. */
function originOf({ message, start }: SyntaxProblem, source: string): number {
  let opening = -1;
  if (/end with a [\]}]/.test(message)) opening = openBracket(source, start);
  else if (/closing .*quote/.test(message)) {
    const sign = message.includes("'quote") ? "'" : '"';
    opening = source.slice(0, start).search(new RegExp(`(?<=[:,[{-]\\s+)${sign}(?!.*${sign})`));
  }
  return opening < 0 ? start : opening;
}

/** The attempt that does best of those with one line near the first problem left out; undefined where none does better. */
function leftOut(text: string, best: Attempt): { problem: SyntaxProblem; attempt: Attempt } | undefined {
  const [problem] = best.problems;
  if (!problem || KEPT.has(problem.code)) return undefined;
  const start = originOf(problem, best.source);
  const here = withoutLine(best.source, start);
  const first = here === undefined ? undefined : attempt(text, here);
  let found = first && { problem: { ...problem, start, end: Math.max(start, problem.end) }, attempt: first };
  const below = best.source.indexOf('\n', start) + 1;
  if (below > 0 && (!first || first.problems.length) && MISINDENTED.has(problem.code)) {
    const next = below + best.source.slice(below).search(/\S/);
    const rest = withoutLine(best.source, next);
    const second = rest === undefined ? undefined : attempt(text, rest);
    if (second && (!found || second.problems.length < found.attempt.problems.length))
      found = { problem: { code: 'BAD_INDENT', message: '', start: next, end: next + 1 }, attempt: second };
  }
  return found && found.attempt.problems.length < best.problems.length ? found : undefined;
}

/**
 * Parses one YAML text. Never throws; what cannot be parsed is a problem. A line that YAML stumbles over is left out where the
 * rest can then be read: while a key is being typed, its neighbours stay what they were. What only `yaml` can read and would
 * cost more than `allowance` is not read.
 */
export function parseTree(text: string, allowance: number): Tree {
  const simple = simpleTree(text);
  if (simple) return { root: simple, problems: [], trapped: [], anchors: [], loose: [], cost: 0 };
  if (signsIn(text) <= allowance) return parseYaml(text);
  const problem = { code: 'TOO_LARGE', message: '', start: 0, end: text.length };
  return { root: undefined, problems: [problem], trapped: [], anchors: [], loose: [], cost: 0 };
}

/** Where `yaml` has room left on the stack, however little there was to begin with. */
const DEEPEST = 300;

/**
 * Whether a text nests deeper than `yaml` may be asked to follow, by its columns, dashes and brackets. Where `yaml` itself gives
 * up hangs on the state of the stack, and one text must always be read in the same way.
 */
function isTooDeep(text: string): boolean {
  const columns: number[] = [];
  let brackets = 0;
  /** Keys and dashes of one line, each in the one before. */
  let compact = 0;
  let column = 0;
  let prefix = true;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (sign === '\n') {
      column = 0;
      compact = 0;
      prefix = true;
    } else if (prefix && (sign === ' ' || sign === '\r')) column++;
    else if (prefix && (sign === '-' || sign === '?') && text[at + 1] === ' ') compact++;
    else {
      if (prefix) {
        while (columns.length && (columns.at(-1) ?? 0) >= column) columns.pop();
        columns.push(column);
        prefix = false;
      }
      if (sign === '[' || sign === '{') brackets++;
      else if (sign === ']' || sign === '}') brackets = Math.max(0, brackets - 1);
      else if (sign === ':' && !brackets && text[at + 1] === ' ') compact++;
    }
    if (columns.length + brackets + compact > DEEPEST) return true;
  }
  return false;
}

/** The signs of a text that YAML's grammar hangs on: `yaml` takes some ten microseconds for each. */
function signsIn(text: string): number {
  let signs = 0;
  for (let at = 0; at < text.length; at++) if (IS_SIGN[text.charCodeAt(at)]) signs++;
  return signs;
}

/** The same for any text, through `yaml`. */
export function parseYaml(text: string): Tree {
  const cost = signsIn(text);
  if (isTooDeep(text)) {
    const problem = { code: 'TOO_DEEP', message: '', start: text.search(/\S/), end: text.length };
    return { root: undefined, problems: [problem], trapped: [], anchors: [], loose: [], cost: 0 };
  }
  const source = disguised(text);
  let best = attempt(text, source);
  const told: SyntaxProblem[] = [];
  for (let round = 0; round < MOST_LEFT_OUT && cost <= DEAREST_RETRIED; round++) {
    const next = leftOut(text, best);
    if (!next) break;
    told.push({ ...next.problem, leftOut: true });
    best = next.attempt;
  }
  const { root, problems, trapped, anchors, loose } = best;
  return { root, problems: [...told, ...problems], trapped, anchors: [...anchors.keys()], loose, cost };
}
