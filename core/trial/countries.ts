/** The names of countries: the runtime's own data, in the registry's spelling. */

/** Regions that the data names beside countries: groups of them, and what stands for none. */
const NO_COUNTRY = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);

/** Where the registry has another name. */
const OWN: Readonly<Record<string, string>> = { HK: 'Hong Kong', MO: 'Macao', TR: 'Turkey (Türkiye)' };

let names: readonly string[] | undefined;

/** `Bosnia & Herzegovina` is `Bosnia and Herzegovina` in the registry. */
const asRegistered = (name: string): string => name.replaceAll(' & ', ' and ').replaceAll('’', "'");

/** In English, as in registry records; sorted. Made when first asked for. */
export function countries(): readonly string[] {
  if (names) return names;
  const display = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const found = codes.flatMap((code) => {
    const name = NO_COUNTRY.has(code) ? undefined : (OWN[code] ?? display.of(code));
    return name === undefined ? [] : asRegistered(name);
  });
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
