/** Quantities that cannot be read, or that say what cannot be. */
import { type Code, diagnostic } from '../codes.ts';
import { locateContrast, parseFocus } from '../quantity/contrast.ts';
import { parseDose } from '../quantity/dose.ts';
import { parseEstimate, parseFraction, parseInterval, parseP } from '../quantity/estimate.ts';
import { parseDate } from '../quantity/time.ts';
import { replaceFix, shown } from '../said.ts';
import type { Quantity } from '../schema.ts';
import type { ScalarNode } from '../tree.ts';
import type { Diagnostic, Fix } from '../types.ts';
import { meantDate } from './meant.ts';

/** How each is written, for the message that it is not. */
const WRITTEN: Readonly<Partial<Record<Quantity, string>>> = {
  estimate: '`difference 7.8 (4.8 to 10.9)`',
  interval: '`4.8 to 10.9`',
  p: '`0.03` or `<0.0001`',
  fraction: '`35/263`',
  date: '`2021-03` or `2021-03-16`',
};

/** No quantity takes more characters; what is longer is words, and not looked into. */
export const LONGEST_QUANTITY = 400;

/** What records say where there is no figure. */
const NO_FIGURE =
  /^(?:n\/?[acder]|nan|none|-+|–|(?:not|un|in)[\s-]?(?:applicable|available|reached|estimable|evaluable|calculable|computable|determinable|determined|calculated|computed|estimated|evaluated|analy[sz]ed|reported|done|known|detected|detectable|quantifiable)|missing|bl?l?o?q|below (?:the )?(?:lloq|loq|lod|limit of (?:quantification|quantitation|detection))|(?:[<>≤≥]=?|above|below|up to)\s*(?:[-+]?[\d.]+(?:e[-+]?\d+)?|[lu]?loq|lod|bloq)(?:\s*%)?)$/i;

/** The number that a text was meant to be, likelier first: one with its unit, a decimal comma, commas between thousands, a typographic minus. */
function meantFigures(text: string): string[] {
  const figure = /^[-−–+]?(?:\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)(?=$|\s*[%\p{L}])/u.exec(text)?.[0];
  if (figure === undefined || /^\S*e[-+]?\d/i.test(text)) return [];
  const plain = figure.replace(/^[−–]/, '-');
  const asDecimal = /^[^,]*,\d+$/.test(plain) ? [plain.replace(',', '.')] : [];
  if (/^[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/.test(plain)) return [plain.replaceAll(',', ''), ...asDecimal];
  return plain.includes(',') ? asDecimal : [plain];
}

/** What is odd about the text of a figure that is no number. */
export function figureDiagnostic(node: ScalarNode): Diagnostic | undefined {
  const text = node.text.trim();
  if (text.length <= LONGEST_QUANTITY && NO_FIGURE.test(text)) return undefined;
  const meant = meantFigures(text);
  const why = meant.length
    ? `Write ${meant.map(shown).join(' or ')}.`
    : 'It is a number, `NA` or a bound such as `<LLOQ`.';
  const fixes = meant.map((one) => replaceFix(node, one));
  return diagnostic('malformed-value', node, `${shown(text)} is not read as a figure. ${why}`, ...fixes);
}

/** A number and a unit behind it, with a comma where a point belongs. */
export const DECIMAL_COMMA = /^(\d+),(\d+)(?=\s*[^\d\s,.])/;

/** A number of nothing: no unit behind it. */
export const BARE_NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)$/;

/** Whether a contrast names one of its sides twice. */
export const isAgainstItself = (sides: readonly string[]): boolean => new Set(sides).size < sides.length;

/** What is said of such a contrast. */
export function againstItself(sides: readonly string[]): string {
  const twice = sides.find((side, index) => sides.indexOf(side) < index) ?? '';
  return `${shown(twice)} is set against itself. A contrast is of different arms or groups.`;
}

/** What is said of a dose of which nothing can be read. */
export function unreadDose(text: string): string {
  return `${shown(text)} is not read as a dose, which is an amount and its unit: \`1.7 mg\`. No other dose can be compared with it.`;
}

/** What is odd about the text of one quantity. */
export function quantityDiagnostics(quantity: Quantity, node: ScalarNode): Diagnostic[] {
  const text = node.text.trim();
  const say = (code: Code, message: string, ...fixes: Fix[]) => [diagnostic(code, node, message, ...fixes)];
  const malformed = (...fixes: Fix[]) =>
    say(
      'malformed-value',
      `${shown(text)} is not read as ${article(quantity)}, which is written ${WRITTEN[quantity]}.`,
      ...fixes,
    );
  if (text.length > LONGEST_QUANTITY) return WRITTEN[quantity] ? malformed() : [];
  switch (quantity) {
    case 'dose': {
      const message = `A dose needs a unit: ${shown(`${text} mg`)}, say.`;
      if (BARE_NUMBER.test(text)) return say('missing-unit', message);
      if (/^[-−–]\s*\d/.test(text)) return say('malformed-value', `A dose is not negative; ${shown(text)} is.`);
      const point = text.replace(DECIMAL_COMMA, '$1.$2');
      if (parseDose(text)) return [];
      if (point !== text && parseDose(point))
        return say('malformed-value', `A decimal has a point: ${shown(point)}.`, replaceFix(node, point));
      // Of an arrow without its spaces, those are told.
      return text.includes('~>') ? [] : say('unread-dose', unreadDose(text));
    }
    case 'duration': {
      return BARE_NUMBER.test(text)
        ? say('missing-unit', `A duration needs a unit: ${shown(`${text} weeks`)}, say.`)
        : [];
    }
    case 'estimate':
      return parseEstimate(text) ? [] : malformed();
    case 'interval':
      return parseInterval(text) ? [] : malformed();
    case 'date': {
      const meant = parseDate(text) ? undefined : meantDate(text);
      return parseDate(text) ? [] : malformed(...(meant ? [replaceFix(node, meant)] : []));
    }
    case 'focus': {
      // One that cannot be read is told by the document, which knows what could be meant.
      const { contrast = [] } = parseFocus(text) ?? {};
      return isAgainstItself(contrast) ? say('malformed-value', againstItself(contrast)) : [];
    }
    case 'p': {
      const p = parseP(text);
      if (!p) return malformed();
      if (p.value >= 0 && p.value <= 1) return [];
      return say('p-out-of-range', `A p-value lies between 0 and 1; ${shown(text)} does not.`);
    }
    case 'fraction': {
      const fraction = parseFraction(text);
      if (!fraction) return malformed();
      return fraction.x > fraction.n
        ? say('count-above-n', `${fraction.x} of ${fraction.n}: more than there were.`)
        : [];
    }
    case 'contrast': {
      const sides = locateContrast(text).map((side) => side.text);
      if (!sides.length) return malformed();
      return isAgainstItself(sides) ? say('malformed-value', againstItself(sides)) : [];
    }
    case 'registry id': {
      if (!/^nct/i.test(text) || /^NCT\d{8}$/.test(text)) return [];
      const upper = text.toUpperCase().replace(/[\s-]+/g, '');
      const fixes = /^NCT\d{8}$/.test(upper) ? [replaceFix(node, upper)] : [];
      return say(
        'malformed-registry-id',
        `A ClinicalTrials.gov id is \`NCT\` and eight digits; ${shown(text)} is not.`,
        ...fixes,
      );
    }
    default:
      return [];
  }
}

const article = (quantity: Quantity): string =>
  /^[aei]/.test(quantity) ? `an ${quantity}` : quantity === 'p' ? 'a p-value' : `a ${quantity}`;
