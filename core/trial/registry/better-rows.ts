/**
 * Which way is good, where more is known of a measure than its name: its rows, its unit, what its description says of the
 * scale. `better` is said of the whole measure, so it must hold for every row; where one speaks against it, it is left out.
 */
import type { Outcome } from '../schema.ts';
import { betterOf, TIME_TO } from './better.ts';
import { fold, matchesOf } from './text.ts';

type Better = Outcome['better'];

/** What a measure says of itself beside its name. */
export interface About {
  rows: readonly string[];
  unit: string;
  /** The figures are numbers or shares of participants, so rows other than times and subgroups are categories. */
  people: boolean;
  description: string;
}

/** When, in whom and how many: what rows may be told apart by without being another thing. */
const WHEN_OR_WHOM =
  /\b(?:n ?= ?[\d, ]+|(?:at|by|from|to|through|until|up|over|after|before|during|and|or|of|the|in|on|per|for|with|change|post|pre|end|study|treatment|follow|test|dose|baseline|screening|enrol?ment|randomi[sz]ation|discharge|endpoint|completion|final|last|visit|cycle|period|phase|part|cohort|group|arm|question|serotype|strain|days?|weeks?|months?|years?|yrs?|hours?|hrs?|minutes?|mins?|age|aged|male|female|men|women|boys|girls|adults?|children|total|overall|all|any|pfs|efs|dfs|participants?|patients?|subjects?)|[a-z]?\d+(?:\.\d+)?(?:st|nd|rd|th|[a-z])?)\b/g;
/** A category of those who had none of it, or of whom it is not known. */
const WITHOUT =
  /\b(?:none|no|nil|never|neither|normal|absent|absence|negative|free|without|improved?|improvement|resolved|unchanged|stable|missing|indeterminate|not (?!\S*\s*(?:related|attributed|due|associated))\S)|(?:^|[:,;] ?)(?:0|zero)(?: \w+)?$/;
const MILD = /\b(?:mild|slight|minor|grade [01])\b/;
const SEVERE = /\b(?:severe|major|significant|grade [345])\b/;
const BESIDE =
  /\b(?:borg|stops?|blood pressure|heart rate|pulse|saturation|mobility|self-?care|usual activit|anxiety)\b/;
const SCALE = /\b(?:scale|scores?|questionnaire|index|survey|eq-?5d|sf-?(?:36|12)|hba1c|a1c)\b/;
/** Units in which no event is counted. */
const AMOUNT = /^(?:[a-zµμ]*(?:mol|kat|eq|g|iu|u)\s*\/\s*(?:d|m|u)?l|mm ?hg|bpm|beats?.*)$/;

/** Units that count what nobody wants, and those that count who was spared it. */
const OF_EVENTS =
  /\b(?:deaths?|died|dead|events?|endpoint|episodes?|cases|failures?|relapses?|infections?|person|patient)\b|cases?\/|covid/i;
const OF_SPARED = /\b(?:free|freedom|surviv\w+|alive|without|no(?! of)|not|respon\w+|success\w*)\b/i;
/** Of a drug or the kidneys: not of a virus. */
const FLOW = /\bm?l(?:iters?)?(?: ?\/ ?| per )(?:min|h|kg)/i;
const TIME = /\b(?:days?|weeks?|wks?|months?|years?|yrs?|hours?|hrs?|h|min(?:ute)?s?|sec(?:ond)?s?|s)\b/i;

const SCALE_SAID =
  /\b(?:higher|greater|increas(?:ed?|ing)|(lower|decreas(?:ed?|ing))) (?:total |mean |domain |overall )?(?:scores?|values?|numbers?|ratings?)\b[^.;]{0,60}?\b(better|improve\w*|less|fewer|worse\w*|poorer|impair\w*|disabilit\w*|severe|severity)\b/g;

/** What a description says of its scale: a higher score is better, or worse; nothing where it says both, or neither. */
function scaleIn(description: string): Better {
  const found = new Set<Better>();
  for (const [, low, mark] of matchesOf(SCALE_SAID, fold(description))) {
    const good = /^(?:better|improve|less|fewer)/.test(mark ?? '');
    found.add(good === (low === undefined) ? 'higher' : 'lower');
  }
  const [only] = found;
  return found.size === 1 ? only : undefined;
}

/** A row: its folded title without brackets, and what that says beside when and in whom. */
interface Titled {
  title: string;
  rest: string;
  own: Better;
}

function titled(row: string): Titled {
  const title = fold(row).replace(/[()[\]]/g, ' ');
  const rest = title
    .replace(WHEN_OR_WHOM, ' ')
    .replace(/[^a-z]+/g, ' ')
    .trim();
  return { title, rest, own: rest === '' ? undefined : betterOf(row) };
}

/** Whether a row says the same as its measure. */
function holds({ title, rest, own }: Titled, better: Better, people: boolean, measure: string): boolean {
  if (rest === '') return better === 'higher' || !people || !/^\s*(?:0|zero)\s*$/.test(title.replace(/^.*:/, ''));
  if (BESIDE.test(title) && !(people && better === 'lower')) return false;
  if (own !== undefined) return own === better;
  if (!people) return true;
  if (WITHOUT.test(title)) return false;
  if (better === 'lower') return true;
  // Of what is wanted, every category must be what the measure itself names.
  return rest.split(' ').every((word) => measure.includes(word));
}

/** `higher` or `lower`, where the name of a measure settles it and nothing else that is known of it speaks against it. */
export function betterOfMeasure(measure: string, { rows, unit, people, description }: About): Better {
  const better = betterOf(measure);
  if (better === undefined) return undefined;
  const name = fold(measure);
  if (AMOUNT.test(fold(unit)) && better === 'lower' && /\b(?:safety|adverse|bleed|stroke|death)/.test(name))
    return undefined;
  if (better === 'higher' ? OF_EVENTS.test(unit) && !OF_SPARED.test(unit) : OF_SPARED.test(unit)) return undefined;
  if (/\bclearance\b/.test(name) && FLOW.test(unit)) return undefined;
  // How many had it, how often, or how likely: not how long it took.
  if (TIME_TO.test(name) && (people || OF_EVENTS.test(unit) || (unit !== '' && !TIME.test(unit)))) return undefined;
  const said = people || /\b(?:time|duration|days)\b/.test(name) ? undefined : scaleIn(description);
  if (said !== undefined && said !== better) return undefined;
  if (rows.length === 0) return better;
  const named = rows.map(titled);
  if (named.some(({ title }) => MILD.test(title)) && named.some(({ title }) => SEVERE.test(title))) return undefined;
  // Categories of a scale are answers, of which some are good and others are not.
  const scaled = people && SCALE.test(name) && !/\brespon(?:der|se)/.test(name);
  if (scaled && !named.every((row) => holds(row, 'higher', true, ''))) return undefined;
  return named.every((row) => holds(row, better, people, name)) ? better : undefined;
}
