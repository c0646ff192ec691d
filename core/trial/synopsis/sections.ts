/** A synopsis cut into its parts, by the headings that it has; one that has none is a single part. */
import { cleanText } from '../registry/text.ts';

export type Heading =
  | 'title'
  | 'condition'
  | 'phase'
  | 'design'
  | 'objectives'
  | 'population'
  | 'criteria'
  | 'treatment'
  | 'comparator'
  | 'duration'
  | 'primary'
  | 'secondary'
  | 'endpoints'
  | 'size'
  | 'countries'
  | 'other'
  /** What stands before or without a heading. */
  | 'text';

export interface Section {
  heading: Heading;
  text: string;
}

/** What is longer is no synopsis; its beginning is read. */
const LONGEST = 20_000;

const HEADINGS: readonly (readonly [heading: Heading, words: string])[] = [
  ['title', '(?:study |trial |protocol |full |official |short |brief )?title'],
  ['condition', '(?:indication|condition|disease)s?(?: under study)?'],
  ['phase', '(?:(?:study|development|clinical) )?phase(?: of development)?'],
  ['design', '(?:(?:study|trial) )?(?:design|type|methodology)(?: and methodology)?'],
  ['primary', 'primary (?:(?:efficacy|safety) )?(?:end ?points?|outcomes?|variables?)(?: measures?)?(?:\\(s\\))?'],
  [
    'secondary',
    '(?:key )?secondary (?:(?:efficacy|safety) )?(?:end ?points?|outcomes?|variables?)(?: measures?)?(?:\\(s\\))?',
  ],
  ['endpoints', '(?:(?:study|efficacy|trial) )?(?:end ?points?|outcomes?)(?: measures?)?(?:\\(s\\))?'],
  ['objectives', '(?:(?:primary|secondary|study|trial) )?(?:objectives?|aims?|purpose|rationale|hypothes[ie]s)'],
  ['criteria', '(?:(?:key|main) )?(?:(?:inclusion|exclusion|eligibility)(?: and exclusion)? )criteria|eligibility'],
  ['population', '(?:(?:study|trial|target|patient) )?(?:population|participants|patients|subjects)'],
  ['comparator', '(?:(?:active|reference) )?(?:comparators?|control|reference (?:therapy|treatment|product))'],
  ['duration', '(?:(?:treatment|study) )?(?:duration|period)(?: of (?:treatment|therapy|study))?'],
  [
    'treatment',
    '(?:(?:study|trial|test|investigational) )?(?:treatments?|interventions?|drugs?|products?|medications?|arms?|dos(?:e|es|age|ing)|treatment (?:arms|groups))(?: (?:arms|groups|and dose|and dosage))?',
  ],
  ['size', '(?:(?:planned|target|total) )?(?:sample size|enrol?lment|number of (?:participants|patients|subjects))'],
  ['countries', '(?:countries|country|(?:study |trial )?(?:sites|locations?|cent(?:er|re)s))'],
  [
    'other',
    '(?:background|sponsor|investigators?|safety|statistic(?:s|al) (?:methods?|considerations?|analys[ie]s)|statistics|assessments?|procedures?|follow-?up|references?|timelines?)',
  ],
];
const LINE = new RegExp(
  `^[ \\t>#*_|-]*(?:\\d+(?:\\.\\d+)*[.)]?\\s+)?(?:${HEADINGS.map(([, words]) => `(${words})`).join('|')})(?:[*_ ]*(?:[:|]|\\s[-–—]\\s)[*_ ]*(.*)|[*_ ]*)$`,
  'i',
);

const ENDPOINTS: ReadonlySet<Heading> = new Set(['primary', 'secondary', 'endpoints']);
/** Where a heading stands in a line, as in a text that lost its line ends. Endpoints are read in running text as well. */
const INLINE = new RegExp(
  `(?<=[.;])\\s+(?=(?:${HEADINGS.filter(([heading]) => !ENDPOINTS.has(heading))
    .map(([, words]) => words)
    .join('|')}):)`,
  'gi',
);

/** The sections of a pasted text, in its order. */
export function sectionsOf(pasted: string): Section[] {
  const sections: Section[] = [];
  let heading: Heading = 'text';
  let lines: string[] = [];
  const close = () => {
    const text = lines.join('\n').trim();
    // What follows the sentence of a title is none.
    const end = heading === 'title' ? text.search(/(?<=[a-z)]{2}[.!?])\s+(?=[A-Z])|\n/) : -1;
    const parts =
      end < 0
        ? [{ heading, text }]
        : [
            { heading, text: text.slice(0, end) },
            { heading: 'text' as const, text: text.slice(end).trim() },
          ];
    sections.push(...parts.filter((part) => part.text));
    lines = [];
  };
  // Of a cut word or number nothing is read.
  const text = pasted.length > LONGEST ? pasted.slice(0, pasted.lastIndexOf(' ', LONGEST)) : pasted;
  // A heading and its text may be cells of a table.
  for (const line of cleanText(text.replace(/\t+/g, ' | ')).replace(INLINE, '\n').split('\n')) {
    const found = line.length < 4000 ? LINE.exec(line) : null;
    const at = found ? found.slice(1, -1).findIndex((group) => group !== undefined) : -1;
    const named = HEADINGS[at]?.[0];
    if (!named) lines.push(line);
    else {
      close();
      heading = named;
      const rest = found?.at(-1);
      if (rest) lines.push(rest);
    }
  }
  close();
  return sections;
}

/** The text of all sections under some headings. */
export function textOf(sections: readonly Section[], ...headings: readonly Heading[]): string {
  return sections
    .filter((one) => headings.includes(one.heading))
    .map((one) => one.text)
    .join('\n');
}

/** A text's sentences; a point within a number or behind `vs` ends none. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<!\b(?:vs|e\.g|i\.e|approx|ca|no|resp))[.;](?=\s|$)|\n/i).flatMap((one) => one.trim() || []);
}

/** The one thing that all of a list say; undefined where there is none, or they say several. */
export function onlyOne<T>(found: readonly T[]): T | undefined {
  const all = new Set(found);
  return all.size === 1 ? found[0] : undefined;
}
