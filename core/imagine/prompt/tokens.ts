/** How many tokens a text is at most, as far as that can be said without a model's own tokenizer. */

const RUNS = /[A-Za-z]+|\d|[ \t]+|[\u0080-\uffff]|[^A-Za-z\d \t]/g;
const LETTERS = 3;

/**
 * An estimate that is rather too high: three letters a token, each digit and each sign its own, two for each character beyond ASCII, a
 * space with what follows it. Byte-pair vocabularies of 30,000 and more need fewer on English and on JSON. Linear.
 */
export function estimatedTokens(text: string): number {
  let tokens = 0;
  for (const [run] of text.matchAll(RUNS)) {
    const code = run.charCodeAt(0);
    if (code >= 0x80) tokens += 2;
    else if (run[0] === ' ' || run[0] === '\t') tokens += run.length > 1 ? 1 : 0;
    else tokens += /[A-Za-z]/.test(run[0] ?? '') ? Math.ceil(run.length / LETTERS) : 1;
  }
  return tokens;
}
