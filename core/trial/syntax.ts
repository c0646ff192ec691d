/** What YAML found wrong, in plain words and with a way out where there is one. */
import { type Code, diagnostic } from './codes.ts';
import { missingColon, missingSpace, quoted, quoteFix, shown } from './said.ts';
import { restored } from './traps.ts';
import type { Node, SyntaxProblem, Tree } from './tree.ts';
import type { Diagnostic, Fix, Range } from './types.ts';

/** What begins a value, and how YAML reads it. */
const READ_AS: Readonly<Record<string, string>> = {
  '>': 'the head of a block of text',
  '|': 'the head of a block of text',
  '%': 'a directive',
  '@': 'a sign of its own',
  '`': 'a sign of its own',
  ',': 'the end of an entry',
  ']': 'the end of a list',
  '}': 'the end of a map',
  '[': 'a list',
  '{': 'a map',
  '"': 'a quotation that ends before the value does',
  "'": 'a quotation that ends before the value does',
  '-': 'an item of a list',
  '?': 'a key',
  ':': 'a key',
};

function colonDiagnostic(text: string, range: Range): Diagnostic {
  const written = quoted(text.slice(range.start, range.end));
  const message = `A colon with a space behind it begins another key. Quote the whole: ${written}.`;
  return diagnostic('colon-in-value', range, message, quoteFix(text, range));
}

function trapDiagnostic(text: string, range: Range): Diagnostic {
  const value = text.slice(range.start, range.end);
  const first = value[0] ?? '';
  const fix = quoteFix(text, range);
  const atStart = READ_AS[first];
  if (!atStart || (/[-?:]/.test(first) && !/^.(\s|$)/.test(value))) return colonDiagnostic(text, range);
  return diagnostic(
    'unquoted',
    range,
    `YAML reads a value that begins with \`${first}\` as ${atStart}. Quote it: ${quoted(value)}.`,
    fix,
  );
}

/** The scalar at an offset of a tree. */
function scalarAt(node: Node | undefined, at: number): Node | undefined {
  if (!node || at < node.start || at > node.end) return undefined;
  if (node.kind === 'scalar') return node;
  const below = node.kind === 'map' ? node.pairs.map((pair) => pair.value) : node.items;
  for (const one of below) {
    const found = scalarAt(one, at);
    if (found) return found;
  }
  return undefined;
}

interface Wording {
  code: Code;
  message: string;
  range?: Range;
  fixes?: Fix[];
}

/** The end of the line at an offset, and where the text of the line begins. */
function lineAt(text: string, at: number): Range {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const newline = text.indexOf('\n', at);
  const end = newline < 0 ? text.length : newline;
  const line = text.slice(start, end);
  const indent = line.length - line.trimStart().length;
  return { start: start + indent, end: Math.max(start + indent, start + line.trimEnd().length) };
}

/** How far the line at an offset is indented. */
const indentAt = (text: string, at: number): number => {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return lineAt(text, at).start - start;
};

/** A key and its value above lines that are indented deeper, as if they were part of that value. */
function outdented(text: string, at: number): Wording | undefined {
  const range = lineAt(text, at);
  const below = /^[^\n]*\n(?:[ ]*(?:#[^\n]*)?\r?\n)*([ ]*)[^\s:#]+:(?=\s)/.exec(text.slice(range.start))?.[1]?.length;
  const indent = indentAt(text, at);
  if (below === undefined || below <= indent) return undefined;
  const fix = {
    title: 'Indent like the line below',
    edits: [{ start: range.start, end: range.start, text: ' '.repeat(below - indent) }],
  };
  const message = 'The indentation is wrong: the line below is indented deeper, as if it were part of this value.';
  return { code: 'syntax', message, range, fixes: [fix] };
}

/** An item of a list that is not indented like those above it. */
function outdentedItem(text: string, at: number): Wording {
  const range = lineAt(text, at);
  const indent = indentAt(text, at);
  const first = /^([ ]*)-[ ]/m.exec(text)?.[1]?.length ?? 0;
  const fixes =
    first > indent
      ? [
          {
            title: 'Indent like the item above',
            edits: [{ start: range.start, end: range.start, text: ' '.repeat(first - indent) }],
          },
        ]
      : [];
  return {
    code: 'syntax',
    message: 'The indentation is wrong: this item is not indented like those above it.',
    range,
    fixes,
  };
}

/** A bracket that closes what nothing opened, at the end of a line. */
function tooMany(text: string, at: number): Wording | undefined {
  const { start, end } = lineAt(text, at);
  const line = text.slice(start, end);
  const sign = /[\]}]$/.exec(line)?.[0];
  if (!sign || /["'#]/.test(line)) return undefined;
  const opening = sign === '}' ? '{' : '[';
  if (line.split(sign).length <= line.split(opening).length) return undefined;
  const range = { start: end - 1, end };
  const fix = { title: `Take the \`${sign}\` away`, edits: [{ ...range, text: '' }] };
  return { code: 'syntax', message: `There is one \`${sign}\` too many.`, range, fixes: [fix] };
}

/** Where the plain words end that go on behind an offset, on its line: there, where none do. */
function wordsFrom(text: string, at: number): number {
  return (
    at + (/^[ \t]+[^\s#,[\]{}:"'][^\n#,[\]{}:"']*(?=\n|$)/.exec(text.slice(at, at + 400))?.[0].trimEnd().length ?? 0)
  );
}

/** Where, on its line, what goes on behind an offset ends as an entry between brackets does. */
const entryEnd = (text: string, at: number): number =>
  at + (/^[^\n,\]}]*/.exec(text.slice(at, at + 400))?.[0].trimEnd().length ?? 0);

/** Where, in a line, a key's colon stands that has no space behind it, and what follows; undefined where there is none. */
const joinedAt = (line: string): number | undefined => /^((?:-\s+)*[A-Za-z][\w-]*):(?=[^\s:])/.exec(line)?.[0].length;

const UNREADABLE: Wording = {
  code: 'syntax',
  message: 'YAML cannot read this here. Is a quotation mark, a comma or a bracket missing?',
};

/** A line that should have been a key and its value. */
function halfKey(text: string, range: Range): Wording {
  const line = text.slice(range.start, range.end);
  const word = /^(?:-\s+)*[\w-]+$/.exec(line);
  if (word) {
    const { message, fixes = [] } = missingColon(range, line);
    return { code: 'syntax', message, range, fixes: [...fixes] };
  }
  const joined = joinedAt(line);
  if (joined) {
    const { message, fixes = [] } = missingSpace(range, range.start + joined);
    return { code: 'syntax', message, range, fixes: [...fixes] };
  }
  return { code: 'syntax', message: 'A key stands on one line. Is a colon, a comma or a bracket missing here?', range };
}

/** The fix of a quotation that does not end: what is on its line. Between brackets nobody knows how much of that is meant. */
function closed(text: string, start: number): Fix[] {
  const range = lineAt(text, start);
  const sign = text[start] ?? '';
  if (!/["']/.test(sign) || /[[{]|\s#/.test(text.slice(range.start, range.end))) return [];
  return [{ title: `Write the closing \`${sign}\``, edits: [{ start: range.end, end: range.end, text: sign }] }];
}

function missing({ message, start, end }: SyntaxProblem, text: string): Wording {
  if (/closing .*quote/.test(message))
    return { code: 'syntax', message: 'The closing quotation mark is missing.', fixes: closed(text, start) };
  if (message.startsWith('Implicit map keys')) {
    const key = text.slice(start, end);
    if (joinedAt(key)) return halfKey(text, { start, end });
    const fix = { title: `Write \`${key.trim()}:\``, edits: [{ start: end, end, text: ':' }] };
    return { code: 'syntax', message: `A colon is missing behind ${shown(key)}.`, fixes: /\n/.test(key) ? [] : [fix] };
  }
  if (/^Missing ,/.test(message))
    return {
      code: 'syntax',
      message: 'A comma is missing between two entries, or a value with signs of YAML needs quotation marks.',
    };
  if (/^Missing space after :/.test(message))
    return { code: 'syntax', message: 'A space is missing behind the colon.' };
  const bracket = /must end with a ([\]}])/.exec(message)?.[1];
  if (bracket) return { code: 'syntax', message: `The closing \`${bracket}\` is missing.` };
  if (message.startsWith('Comments must be'))
    return { code: 'syntax', message: 'A comment begins with a space before its `#`.' };
  return { code: 'syntax', message: `YAML cannot read this: ${message}.` };
}

/** A line that is indented by tabs, which YAML stumbles over in many ways. */
function tabbed(text: string, at: number): Wording | undefined {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  if (!indent.includes('\t')) return undefined;
  const range = { start, end: start + indent.length };
  // As deep as the line above, or below it where that holds what follows: how wide a tab was meant to be, nobody knows.
  const [above, deeper] =
    /^( *)[^\n]*?(:?)[ \t\r]*$/
      .exec(
        text
          .slice(Math.max(0, start - 1000), start)
          .trimEnd()
          .split('\n')
          .at(-1) ?? '',
      )
      ?.slice(1) ?? [];
  const spaces = above === undefined ? indent.replaceAll('\t', '  ') : above + (deeper ? '  ' : '');
  const fix = { title: 'Indent by spaces', edits: [{ ...range, text: spaces }] };
  return { code: 'syntax', message: 'YAML is indented by spaces; this line begins with a tab.', range, fixes: [fix] };
}

/** Problems that have nothing to do with how a line is indented. */
const WHATEVER_INDENT = new Set([
  'UNKNOWN_ALIAS',
  'UNKNOWN_ALIAS_KEY',
  'ALIAS_BOMB',
  'TOO_DEEP',
  'RESOURCE_EXHAUSTION',
  'TOO_LARGE',
  'MULTIPLE_DOCS',
  'BAD_SCALAR_START',
]);

function worded(problem: SyntaxProblem, text: string, root: Node | undefined): Wording {
  const { code, message, start } = problem;
  const byTab = WHATEVER_INDENT.has(code) ? undefined : tabbed(text, start);
  if (byTab) return byTab;
  switch (code) {
    case 'UNKNOWN_ALIAS': {
      const name = problem.message;
      const range = { start: problem.start, end: wordsFrom(text, problem.end) };
      return {
        code: 'unknown-alias',
        message: `\`*${name}\` repeats what is marked \`&${name}\`, and nothing is. Quote it if it is a word.`,
        range,
        fixes: [quoteFix(text, range)],
      };
    }
    case 'UNKNOWN_ALIAS_KEY':
      return {
        code: 'unknown-alias',
        message: `\`*${message}\` repeats what is marked \`&${message}\`, and nothing is.`,
        // With its colon in its name, the value behind it is a part of nothing.
        range: { start, end: text[problem.end - 1] === ':' ? entryEnd(text, problem.end) : problem.end },
      };
    case 'ALIAS_BOMB':
      return { code: 'alias-bomb', message: 'Aliases of aliases: what this stands for is too large to be read.' };
    case 'TOO_LARGE':
      return {
        code: 'too-large',
        message: 'This is too much, and too unlike a trial document, to be read.',
        range: lineAt(text, Math.max(0, text.search(/\S/))),
      };
    case 'TOO_DEEP':
    case 'RESOURCE_EXHAUSTION':
      return {
        code: 'too-deep',
        message: 'This is nested deeper than any trial is, and is not read.',
        range: lineAt(text, start),
      };
    case 'KEY_NOT_TEXT':
      return { code: 'syntax', message: 'A key is a word, not a list or a map.' };
    case 'MULTIPLE_DOCS':
      return {
        code: 'several-documents',
        message: 'A document holds one trial. What follows here is not read.',
        range: lineAt(text, start),
      };
    case 'BAD_SCALAR_START': {
      const scalar = scalarAt(root, start);
      if (scalar) {
        const one = trapDiagnostic(text, scalar);
        return { code: 'unquoted', message: one.message, range: one.range, fixes: [...(one.fixes ?? [])] };
      }
      return { code: 'unquoted', message: `A value cannot begin with \`${text[start] ?? ''}\`. Quote it.` };
    }
    case 'BAD_DQ_ESCAPE': {
      const scalar = scalarAt(root, start);
      const fix =
        scalar && !text.slice(scalar.start, scalar.end).includes("'")
          ? [
              {
                title: 'Use single quotation marks',
                edits: [
                  { start: scalar.start, end: scalar.end, text: `'${text.slice(scalar.start + 1, scalar.end - 1)}'` },
                ],
              },
            ]
          : [];
      return {
        code: 'syntax',
        message: 'Inside `"…"` a backslash begins an escape, and this is none that YAML knows.',
        fixes: fix,
      };
    }
    case 'BAD_INDENT': {
      const bracket = /end with a ([\]}])/.exec(message)?.[1];
      if (bracket) return { code: 'syntax', message: `The closing \`${bracket}\` is missing.` };
      return {
        code: 'syntax',
        message: 'This line is not indented like those that it belongs with.',
        range: lineAt(text, start),
      };
    }
    case 'BLOCK_IN_FLOW': {
      const range = { start, end: problem.end };
      const value = text.slice(start, problem.end);
      if (!/^[^\s"'[{][^\n]*:\s/.test(value)) return UNREADABLE;
      const { message, fixes = [] } = colonDiagnostic(text, range);
      return { code: 'colon-in-value', message, range, fixes: [...fixes] };
    }
    case 'BLOCK_AS_IMPLICIT_KEY':
      return (
        outdented(text, start) ??
        tooMany(text, start) ?? {
          code: 'colon-in-value',
          message: 'A colon with a space behind it begins another key. Quote the value if it is one.',
        }
      );
    case 'UNEXPECTED_TOKEN':
      return message.includes('seq-item-ind') ? outdentedItem(text, start) : UNREADABLE;
    case 'MULTILINE_IMPLICIT_KEY':
      return halfKey(text, lineAt(text, start));
    case 'MISSING_CHAR':
      return missing(problem, text);
    case 'BAD_ALIAS':
    case 'ALIAS_PROPS':
    case 'MULTIPLE_ANCHORS':
    case 'BAD_PROP_ORDER':
      return {
        code: 'syntax',
        message: 'Signs of YAML (`&`, `*`, `!`) stand where they say nothing. Quote the value if they are part of it.',
      };
    case 'MULTIPLE_TAGS':
    case 'TAG_RESOLVE_FAILED': {
      const line = lineAt(text, start);
      const scalar = { start, end: line.end };
      return {
        code: 'unquoted',
        message: 'YAML reads a word that begins with `!` as a tag. Quote the value.',
        fixes: /[#"'\n]/.test(text.slice(start, line.end)) ? [] : [quoteFix(text, scalar)],
      };
    }
    default:
      return UNREADABLE;
  }
}

/** More mistakes of one segment are not told. */
const MOST = 200;

/**
 * The diagnostics of a text for what YAML found wrong in it. One mistake makes YAML stumble many times: of those that leave it
 * lost, only the first is told. `lostAt` is where; nothing behind it should be judged.
 */
export function syntaxDiagnostics(text: string, tree: Tree): { diagnostics: Diagnostic[]; lostAt: number } {
  const diagnostics = tree.trapped.slice(0, MOST).map((range) => trapDiagnostic(text, range));
  let lostAt = Number.POSITIVE_INFINITY;
  let toldTo = 0;
  const inOrder = tree.problems.toSorted((a, b) => a.start - b.start);
  for (const problem of inOrder) {
    if (problem.start > lostAt || diagnostics.length >= MOST) break;
    if (problem.start < toldTo) continue;
    const { code, message, range = problem, fixes = [] } = worded(problem, text, tree.root);
    if (code === 'unknown-alias') toldTo = range.end;
    diagnostics.push(diagnostic(code, visible(range, text), restored(message), ...fixes));
    if (!problem.leftOut && code !== 'unquoted' && code !== 'unknown-alias') lostAt = problem.start;
  }
  return { diagnostics, lostAt };
}

/** A range that can be seen: at least one character, and not only a line's end. */
function visible({ start, end }: Range, text: string): Range {
  const newline = text.indexOf('\n', start);
  const last = newline < 0 ? end : Math.min(end, newline);
  if (last > start && /\S|^\t/.test(text.slice(start, last))) return { start, end: last };
  const line = lineAt(text, Math.min(start, text.length));
  if (line.end > line.start)
    return { start: Math.min(start, line.end - 1), end: Math.max(line.end, Math.min(start + 1, text.length)) };
  return { start, end: Math.min(text.length, Math.max(end, start + 1)) };
}
