/** Numbers as people write them in registry texts: thousands separators, a Unicode minus, powers of ten. */

export interface Read<T> {
  value: T;
  /** The offset after what was read. */
  end: number;
}

const DECIMAL_COMMA = /0,\d+(?![\d,.])/y;
const EXPONENT = /e([+\-−]?\d{1,3})(?![\w^])/iy;
const POWER = /\s?[x×*·]\s?10(?:\^|\*\*|e)\s?([+\-−]?\d{1,3})(?!\d)/iy;
const SUPERSCRIPT = /\s?[x×*·]\s?10([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})/iy;
const SIGN = /[-−–+]/y;
const SEPARATORS = ',\u00a0\u2009\u202f';
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** The match of a sticky expression at an offset. */
export function matchAt(expression: RegExp, text: string, at: number): RegExpExecArray | undefined {
  expression.lastIndex = at;
  return expression.exec(text) ?? undefined;
}

/** The offset of the first character at or after `at` that is no space. */
export function skipSpace(text: string, at: number): number {
  let end = at;
  while (end < text.length && text.charAt(end).trim() === '') end++;
  return end;
}

function fromSuperscript(text: string): string {
  let out = '';
  for (const char of text) {
    const digit = SUPERSCRIPTS.indexOf(char);
    out += digit >= 0 ? String(digit) : char === '⁻' ? '-' : '';
  }
  return out;
}

function digitsEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
  return end;
}

/**
 * Reads the groups of three digits after a number's first group. `1,250` and `1,000,000` are one number; `100,200,400`
 * is a list, and so is anything between commas and plain spaces that does not end in `000`.
 */
function readGroups(text: string, at: number): Read<string> {
  let value = '';
  let end = at;
  for (;;) {
    const separator = text.charAt(end);
    const plain = separator === ' ';
    if (separator === '' || !(plain || SEPARATORS.includes(separator))) break;
    const next = digitsEnd(text, end + 1);
    if (next - end !== 4 || (plain && !text.startsWith('000', end + 1))) break;
    value += text.slice(end + 1, next);
    end = next;
  }
  return value.length > 3 && !value.endsWith('000') ? { value: '', end: at } : { value, end };
}

/** Reads an unsigned number at an offset: `1,000`, `0.5`, `.5`, `0,5`, `2e6`, `2 × 10^6`, `2 × 10⁶`. */
export function readUnsigned(text: string, at: number): Read<number> | undefined {
  let mantissa: string;
  let end: number;
  const comma = matchAt(DECIMAL_COMMA, text, at);
  if (comma) {
    mantissa = comma[0].replace(',', '.');
    end = at + comma[0].length;
  } else {
    const whole = digitsEnd(text, at);
    mantissa = text.slice(at, whole);
    end = whole;
    if (whole > at && whole - at <= 3) {
      const grouped = readGroups(text, whole);
      mantissa += grouped.value;
      end = grouped.end;
    }
    if (text.charAt(end) === '.') {
      const fraction = digitsEnd(text, end + 1);
      if (fraction > end + 1) {
        mantissa += text.slice(end, fraction);
        end = fraction;
      }
    }
    if (end === at) return undefined;
  }
  let exponent = '';
  const plain = matchAt(EXPONENT, text, end) ?? matchAt(POWER, text, end);
  const superscript = plain ? undefined : matchAt(SUPERSCRIPT, text, end);
  if (plain?.[1] !== undefined) {
    exponent = `e${plain[1].replace('−', '-')}`;
    end += plain[0].length;
  } else if (superscript?.[1] !== undefined) {
    exponent = `e${fromSuperscript(superscript[1])}`;
    end += superscript[0].length;
  }
  const value = Number(mantissa + exponent);
  return Number.isFinite(value) ? { value, end } : undefined;
}

/** Reads a number at an offset, with a sign where there is one: `-1.2`, `−1.2`. */
export function readNumber(text: string, at: number): Read<number> | undefined {
  const sign = matchAt(SIGN, text, at);
  const read = readUnsigned(text, sign ? skipSpace(text, at + 1) : at);
  if (!read || !sign || sign[0] === '+') return read;
  return { value: read.value === 0 ? 0 : -read.value, end: read.end };
}

/** A number that is the whole text, or undefined. */
export function parseNumber(text: string): number | undefined {
  const start = skipSpace(text, 0);
  const read = readNumber(text, start);
  return read && skipSpace(text, read.end) === text.length ? read.value : undefined;
}

/** A number as a document holds it: as short as it reads back, an ASCII minus, no thousands separators. */
export function formatNumber(value: number): string {
  return Object.is(value, -0) ? '0' : String(value);
}

/** Takes away the noise of binary arithmetic: twelve significant digits. */
export function rounded(value: number): number {
  // Most are whole numbers, which have none; asking is much faster than writing them out.
  return Number.isInteger(value) && Math.abs(value) < 1e12 ? value : Number(value.toPrecision(12));
}

/** Text with each run of spaces made one, and none at the ends. */
export function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
