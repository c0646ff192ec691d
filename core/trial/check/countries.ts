/** Countries that are misspelled, or stand in a list twice. Other names than those of the registry are as good. */
import { diagnostic } from '../codes.ts';
import { countries } from '../countries.ts';
import { MOST_GUESSES, nearest } from '../nearest.ts';
import { didYouMean, replaceFix, shown } from '../said.ts';
import type { ListNode } from '../tree.ts';
import type { Diagnostic } from '../types.ts';

let known: ReadonlySet<string> | undefined;

/** A name that differs from a country's by a slip of the pen, which seldom is in its first letter: Holland is not Poland. */
function meantCountry(name: string): string | undefined {
  const meant = nearest(name, countries());
  const first = meant?.[0]?.toLowerCase() === name[0]?.toLowerCase();
  return meant !== undefined && first && Math.abs(meant.length - name.length) <= 1 ? meant : undefined;
}

/** What is odd about a list of countries; said for information, as the document is read all the same. */
export function countryDiagnostics({ items }: ListNode): Diagnostic[] {
  known ??= new Set(countries());
  const seen = new Set<string>();
  const made: Diagnostic[] = [];
  for (const item of items) {
    if (item.kind !== 'scalar' || item.text === '') continue;
    const name = item.text;
    if (seen.has(name)) made.push(diagnostic('repeated-country', item, `${shown(name)} stands in this list twice.`));
    else if (!known.has(name) && made.length < MOST_GUESSES) {
      const meant = meantCountry(name);
      if (meant)
        made.push(
          diagnostic(
            'misspelled-country',
            item,
            `No country is called ${shown(name)}.${didYouMean(meant)}`,
            replaceFix(item, meant),
          ),
        );
    }
    seen.add(name);
  }
  return made;
}
