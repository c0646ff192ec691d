/** How many tokens a text is at most, as far as that can be said without a model's own tokenizer. */

const LETTERS = 3;

const isLetter = (code: number) => (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
const isSpace = (code: number) => code === 0x20 || code === 0x09;

/**
 * An estimate that is rather too high: three letters a token, each digit and each sign its own, two for each character beyond ASCII, a
 * space with what follows it. Byte-pair vocabularies of 30,000 and more need fewer on English and on JSON. Linear.
 */
export function estimatedTokens(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length; ) {
    const begun = at;
    const code = text.charCodeAt(at++);
    if (isLetter(code)) {
      while (at < text.length && isLetter(text.charCodeAt(at))) at++;
      tokens += Math.ceil((at - begun) / LETTERS);
    } else if (isSpace(code)) {
      while (at < text.length && isSpace(text.charCodeAt(at))) at++;
      tokens += at - begun > 1 ? 1 : 0;
    } else tokens += code >= 0x80 ? 2 : 1;
  }
  return tokens;
}
