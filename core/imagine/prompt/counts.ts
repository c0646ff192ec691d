/** How many were analysed, where registries let it stand in names: `Week 12 (n=74, 79)`. That is known only once there is a result. */

/** One number, and others behind it: none that counts something else, as in `n=18, 12 weeks`. */
const MORE = String.raw`(?:[,;/]\d+(?![.\d])|\s*(?:[,;/&]|and)?\s*(?:n\s*[=:]\s*)?\d+(?![.\d]|\s*-?\s*[\p{L}%]))`;
const ONE = String.raw`(?<![\p{L}\d])n\s*[=:]\s*\d+${MORE}*`;
const WITHIN = new RegExp(
  String.raw`\s*[,;:]?\s*[([]\s*(?:[\p{L}\d]{1,8}:\s*)?${ONE}(?:\s*[,;/&]\s*${ONE})*\s*[)\]]`,
  'giu',
);
const ALONE = new RegExp(String.raw`\s*[,;:]?\s*${ONE}(?:\s*[,;/&]\s*${ONE})*`, 'giu');

/** A name without the numbers of those who were analysed; the same text where it has none. */
export function withoutCounts(name: string): string {
  if (!/n\s*[=:]/i.test(name)) return name;
  return name.replace(WITHIN, '').replace(ALONE, '').trim();
}
