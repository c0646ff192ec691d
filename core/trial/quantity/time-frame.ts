/** The time frames of registry records, put as plainly as a time is read: without what only explains a moment, or names the visit at it. */

const COUNT = '\\d+(?:\\.\\d+)?';
const UNIT = '(?:hours?|days?|weeks?|wks?|months?|years?)';
const NAMED = `${UNIT} ${COUNT}`;
const COUNTED = `${COUNT}[- ]${UNIT}`;
const LEAST = '(?:(?:up to|at|after|to)(?: an?)? )?(?:(?:maximum of|approximately|approx\\.?|about) )?';
const PHASE = '(?: (?:period|phase|visit))?';
/** A visit or an end that happens at a moment which is told with it. */
const END = `(?:the )?(?:end[- ]of[- ](?:the )?(?:study|trial|treatment|therapy|follow[- ]?up|intervention|induction)${PHASE}|eot(?: visit)?|eos|study (?:completion|end|period|conduct)|total follow[- ]?up time|(?:final|termination) visit|visit \\d+)`;
/** A visit that may be so long after the end: only the trial's own week or day tells when. */
const AFTER_END = `(?:safety )?follow[- ]?up(?: visit)?|post[- ]?(?:treatment|intervention)`;

const PLAINER: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`\\b${END} \\((${LEAST}(?:${NAMED}|${COUNTED}))\\)`, 'gi'), '$1'],
  [new RegExp(`\\b(?:${AFTER_END}) \\((${LEAST}${NAMED})\\)`, 'gi'), '$1'],
  // What stands in brackets explains. Linear, and nested brackets are not understood.
  [/\([^()]{0,200}\)/g, ' '],
  [
    /^\s*(?:time frame: ?|(?:measured|assessed|evaluated|followed) (?=(?:at|on|from|for|up|over|between|through|until|by|within|during)\b)|time (?=from\b))/i,
    '',
  ],
  [/^\s*between (\p{L}+) and /iu, '$1 to '],
  [new RegExp(`\\b(to|until|through|up to) ${END},? (?=(?:at|up to|approx\\.?|approximately) ${COUNT})`, 'gi'), '$1 '],
  [/(?:\+\/[-–−]|±|plus\/minus) ?\d+(?: ?(?:days?|weeks?))?/gi, ''],
  [/\/ ?(?:end of (?:study|treatment|trial)|early termination|discontinuation|eot|eos|et)\b(?= *(?:[,.]|$|\/))/gi, ''],
  [new RegExp(`(?<=${COUNTED}|${NAMED}) of (?:treatment|therapy|training)(?=\\s*\\.?\\s*$)`, 'gi'), ''],
  [/(\d[- ](?:months?|years?))(?: of)? follow[- ]?up(?: period| visit)?(?=\s*\.?\s*$)/gi, '$1'],
  [new RegExp(`(${COUNTED}|${NAMED}) visits?(?=\\s*\\.?\\s*$)`, 'gi'), '$1'],
  [
    /\bpost(?=(?:dos|procedure|randomi|transplant|surgery|operative|infusion|vaccination|treatment|baseline|implant))/gi,
    'post ',
  ],
];

/** A time frame without what a reader of times need not know. */
export function plainTime(text: string): string {
  return PLAINER.reduce((said, [what, plainer]) => said.replace(what, plainer), text);
}
