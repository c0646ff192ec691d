/**
 * Markdown made of text that is not ours: what stands in a document or a record is data, and is shown as itself.
 *
 * Editors render hovers as CommonMark with GitHub's extensions, some with links that run commands and with icons
 * (`$(name)`). Everything that could start a construct is escaped, bare addresses and mail addresses are broken up so
 * that nothing links them, and characters that cannot be seen or that turn the reading direction are taken out.
 */

/** C0 and C1 controls, and every kind of line end: a construct that needs a line of its own cannot be begun. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const BREAKS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
/** Characters of no width and those that override the direction of reading. */
const UNSEEN = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
/** What needs none of this: letters and signs of ASCII, no space at either end. */
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;
/** Emphasis, code, links, images, HTML, entities, tables, strike-through, icons, mail and web addresses. */
const INLINE = /[\\`*_[\]<>|~&$@]|:(?=\/\/)|!(?=\[)/g;
/** What `www.` starts. */
const WEB = /www\./gi;
/** Headings, lists, rules and underlines: only where a line begins. `2.5` and `-1` are numbers. */
const START = /^(?:(\d{1,9})([.)])(?=\s|$)|([#=]|[+-](?=[\s+-]|$)))/;

/** One line of plain text: no controls, no line ends, no unseen characters; at most `limit` UTF-16 units, `…` included. */
export function plainLine(text: string, limit = 2000): string {
  const part = text.slice(0, limit * 4);
  const line = PLAIN.test(part) ? part : part.replace(UNSEEN, '').replace(BREAKS, ' ').trim();
  if (line.length <= limit) return line;
  const cut = line.slice(0, limit - 1);
  // A surrogate pair that the cut would halve is dropped whole.
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** Markdown that shows `text` as one line of itself and nothing else, in a paragraph, a list entry or a cell of a table. */
export function escapeMarkdown(text: string, limit?: number): string {
  return plainLine(text, limit)
    .replace(INLINE, (character) => `\\${character}`)
    .replace(WEB, (www) => `${www.slice(0, 3)}\\.`)
    .replace(START, (_, digits: string | undefined, dot: string | undefined, sign: string | undefined) =>
      sign === undefined ? `${digits}\\${dot}` : `\\${sign}`,
    );
}
