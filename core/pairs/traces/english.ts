/**
 * Whether a text is English: by its commonest words and its letters. A running English text is a third to a half of such words; German, French,
 * Spanish, Italian, Portuguese and Dutch share hardly any of those that stand here, and noise has none.
 */

/** Common in English, and no words, or rare ones, of its neighbours. */
const COMMON = new Set(
  'the of and to is that with as for by than which more less from are be it this these those not would because when at its has have or their while may but between likely both after before if there they each so such can could will been was were any only over under few fewer higher lower same other out into then where also very does did'.split(
    ' ',
  ),
);

/** Of ten words, at least two. */
const SHARE = 0.2;
/** Of all letters that are not a Greek letter or a sign of units, nearly all are Latin. */
const LATIN = 0.95;

export function isEnglish(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  const latin = letters.filter((letter) => /\p{Script=Latin}|\p{Script=Greek}|µ/u.test(letter)).length;
  if (letters.length === 0 || latin < LATIN * letters.length) return false;
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return words.filter((word) => COMMON.has(word)).length >= SHARE * words.length;
}
