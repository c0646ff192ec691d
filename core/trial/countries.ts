/** The names of countries, as the runtime's own data has them. */

/** Regions that the data names beside countries: groups of them, and what stands for none. */
const NO_COUNTRY = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);

let names: readonly string[] | undefined;

/** In English, as in registry records; sorted. Made when first asked for. */
export function countries(): readonly string[] {
  if (names) return names;
  const display = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const found = codes.filter((code) => !NO_COUNTRY.has(code)).flatMap((code) => display.of(code) ?? []);
  names = [...new Set(found)].sort((a, b) => a.localeCompare(b));
  return names;
}

/** Those in which most registered trials with results have sites, the most first. */
export const COMMON_COUNTRIES: readonly string[] = [
  'United States',
  'Germany',
  'United Kingdom',
  'Canada',
  'Italy',
  'France',
  'Spain',
  'Poland',
  'Brazil',
  'China',
  'Japan',
  'South Korea',
];
