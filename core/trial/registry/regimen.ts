/**
 * What an arm gives: each drug with its dose, schedule, route and duration, read from the arm's label and description and
 * from its interventions' names and descriptions. A dose belongs to the drug that it stands next to. What cannot be told apart is left out.
 */
import { type Dose, formatDose } from '../quantity/dose.ts';
import { conversion } from '../quantity/dose-unit.ts';
import type { Schedule } from '../quantity/schedule.ts';
import {
  type Found,
  type FoundDose,
  findDoses,
  findDurations,
  findRoutes,
  findSchedules,
  scheduleText,
} from './dosing-texts.ts';
import { fold } from './text.ts';

/** A text of an arm, and the field that it is. */
export interface ArmText {
  text: string;
  field: string;
  /** The drugs that this text is about where it names none: those of its intervention. */
  about: readonly number[];
}

/** A drug that an arm gives. */
export interface Drug {
  name: string;
  /** Other words for it: its intervention's whole name, codes, abbreviations. */
  aliases: readonly string[];
}

export interface Dosing {
  dose?: { text: string; field: string };
  schedule?: { text: string; field: string };
  route?: { text: string; field: string };
  duration?: { text: string; field: string };
}

type Who = number | 'placebo' | 'other';
interface Mention {
  start: number;
  end: number;
  who: Who;
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const PLACEBO_MENTION =
  /\b(?:matching |matched )?(?:placebos?|sham|dummy|vehicle)(?:[ -](?:tablets?|capsules?|injections?|solution|control))?\b(?:\s*(?:for|of|to match|matching|matched to|matched with|to|identical to|comparable to|\()\s*)?/gi;
/** What stands between a dose and the drug that it is of: `10 mg of oral furosemide`. */
const LEADS =
  /^\s*\)?\s*(?:(?:of|oral(?:ly)?|intravenous|iv|i\.v\.|subcutaneous|sc|intramuscular|im|sublingual|intranasal|topical|inhaled|nebulized|tablets?|capsules?|doses?|per day|daily|once daily|once-daily|twice daily|twice-daily|weekly|once weekly|single|fixed|fixed-dose|total|active|open-label|injections?|infusions?|bolus|loading|per|a|the|study drug|mg tablets?|BID|QD)\s+)*$/i;
/** What stands between a drug and its dose: `furosemide (Lasix) tablets, at a dose of 40 mg`. */
const FOLLOWS =
  /^[\s®™]*(?:(?:\([^)]{0,60}\)|\[[^\]]{0,60}\]|[:=–-]|at|an?|the|dose|doses|dosage|dosing|of|with|in|is|was|were|will be|be|to be|for|given|administered|received|taken|starting|start|initial(?:ly)?|target|oral(?:ly)?|by mouth|iv|i\.v\.|intravenous(?:ly)?|sc|subcutaneous(?:ly)?|im|intramuscular(?:ly)?|tablets?|tab\.?|capsules?|caps?|injections?|infusions?|solution|suspension|gel|cream|ointment|drops|spray|powder|therapy|treatment|once|daily|twice|weekly|arm|group|hydrochloride|hcl|sodium|acetate|citrate|sulfate|maleate|fixed|single|low|high|up to|titrated|total|monotherapy|dosed|,|\+\/-)[\s®™]*)*$/i;
const SENTENCE = /[.;\n](?=\s|$)|\n/;

function mentionsOf(text: string, drugs: readonly Drug[]): Mention[] {
  const found: Mention[] = [];
  for (const [who, { name, aliases }] of drugs.entries()) {
    for (const alias of new Set([name, ...aliases])) {
      if (alias.length < 2) continue;
      for (const match of text.matchAll(
        new RegExp(`(?<![\\w-])${escape(alias)}(?![\\w]|-[a-z])`, alias.length < 4 ? 'g' : 'gi'),
      ))
        found.push({ start: match.index, end: match.index + match[0].length, who });
    }
  }
  for (const match of text.matchAll(PLACEBO_MENTION))
    found.push({ start: match.index, end: match.index + match[0].length, who: 'placebo' });
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Mention[] = [];
  for (const mention of found) {
    const last = kept.at(-1);
    if (last && mention.start < last.end) continue;
    // `placebo for X`, `placebo X`: the whole is a placebo.
    if (
      last?.who === 'placebo' &&
      mention.who !== 'placebo' &&
      /^[\s(]*$/.test(text.slice(last.end, mention.start)) &&
      !/[/+]/.test(text.slice(last.start, mention.start))
    ) {
      last.end = mention.end;
      continue;
    }
    // `X placebo`, `X matching placebo`: likewise.
    if (
      mention.who === 'placebo' &&
      last &&
      last.who !== 'placebo' &&
      /^[\s-]*$/.test(text.slice(last.end, mention.start))
    ) {
      last.who = 'placebo';
      last.end = mention.end;
      continue;
    }
    kept.push({ ...mention });
  }
  return kept;
}

/** Whose a dose is, among the mentions of its text. */
function ownerOf(
  dose: { start: number; end: number },
  text: string,
  mentions: readonly Mention[],
  about: readonly number[],
): Who | undefined {
  const previous = mentions.findLast((mention) => mention.end <= dose.start + 1);
  const next = mentions.find((mention) => mention.start >= dose.end - 1);
  const toNext = next && text.slice(dose.end, next.start);
  const toPrevious = previous && text.slice(previous.end, dose.start);
  const leads = toNext !== undefined && LEADS.test(toNext);
  const follows = toPrevious !== undefined && FOLLOWS.test(toPrevious);
  if (leads && !(follows && (toPrevious.trim() === '' || !/,/.test(toPrevious)) && toNext.trim() !== '')) {
    if (!follows || /[,+&]/.test(toPrevious ?? '') || (toNext ?? '').trim() === '' || /^\s*of\b/i.test(toNext ?? ''))
      return next?.who;
  }
  if (follows) return previous?.who;
  if (leads) return next?.who;
  const before = toPrevious !== undefined && !SENTENCE.test(toPrevious);
  if (before) return previous?.who;
  if (next && toNext !== undefined && !SENTENCE.test(toNext) && toNext.length < 60) return next.who;
  if (about.length === 1) return about[0];
  return previous?.who;
}

interface Read {
  doses: (FoundDose & { who: Who; text: string })[];
  schedules: (Found<Schedule> & { who: readonly Who[] })[];
  routes: (Found<string> & { who: readonly Who[] })[];
  durations: (Found<string> & { who: readonly Who[] })[];
  mentions: Mention[];
}

/** A thing of a text that is no dose belongs to the dose before it in its sentence, else to the drugs of its sentence. */
function belongs(
  at: { start: number; end: number },
  text: string,
  read: Pick<Read, 'doses' | 'mentions'>,
  about: readonly number[],
  last: boolean,
): Who[] {
  const from = Math.max(
    ...[...text.slice(0, at.start).matchAll(/[.;\n](?=\s|$)|\n/g)].map((match) => match.index + 1),
    0,
  );
  const rest = text.slice(at.end).search(SENTENCE);
  const to = rest < 0 ? text.length : at.end + rest;
  const inside = (thing: { start: number; end: number }) => thing.start >= from && thing.end <= to;
  const doses = read.doses.filter(inside);
  const before = doses.filter((dose) => dose.end <= at.start);
  const mentions = read.mentions.filter(inside);
  const namedBefore = mentions.filter((mention) => mention.end <= at.start).at(-1);
  const owner = before.at(-1);
  // What ends a sentence of several drugs is of them all: `60 mg furosemide and 300 mg aliskiren once daily`.
  if (last && owner) {
    const all = [...new Set(before.map((dose) => dose.who))];
    if (all.length > 1) return all;
  }
  if (owner && (!namedBefore || namedBefore.start <= owner.end + 30 || namedBefore.who === owner.who))
    return [owner.who];
  if (namedBefore) {
    if (last) {
      const all = [...new Set(mentions.filter((mention) => mention.end <= at.start).map((mention) => mention.who))];
      if (all.length > 1) return all;
    }
    return [namedBefore.who];
  }
  const after = doses.find((dose) => dose.start >= at.end);
  if (after) return [after.who];
  const named = mentions.find((mention) => mention.start >= at.end);
  if (named) return [named.who];
  if (about.length > 0) return [...about];
  const earlier = read.mentions.filter((mention) => mention.end <= at.start).at(-1);
  return earlier ? [earlier.who] : [];
}

function readText({ text, about }: ArmText, drugs: readonly Drug[]): Read {
  const mentions = mentionsOf(text, drugs);
  const doses = findDoses(text).flatMap((dose) => {
    const who = ownerOf(dose, text, mentions, about);
    return who === undefined ? [] : [{ ...dose, who, text }];
  });
  const so = { doses, mentions };
  const schedules = findSchedules(text);
  const share = <T>(found: Found<T>[]) =>
    found.map((one, index) => {
      const next = found[index + 1];
      const sentence = text.slice(one.end, next?.start ?? text.length);
      const only =
        found.filter(
          (other) =>
            other !== one && !SENTENCE.test(text.slice(Math.min(one.end, other.end), Math.max(one.start, other.start))),
        ).length === 0;
      return { ...one, who: belongs(one, text, so, about, only && (!next || SENTENCE.test(sentence))) };
    });
  return {
    mentions,
    doses,
    schedules: share(schedules),
    routes: share(findRoutes(text)),
    durations: share(findDurations(text)),
  };
}

const SUCCESSIVE =
  /\b(?:then|followed by|thereafter|subsequent(?:ly)?|increas\w*|escalat\w*|titrat\w*|up-?titrat\w*|maintenance|maintain\w*|reduc\w*|taper\w*|step(?:ped)? (?:up|down)|loading|initial(?:ly)?|start\w*|begin\w*|after|weeks? \d|days? \d|months? \d|first|second|1st|2nd|\d+(?:st|nd|rd|th)|if (?:tolerated|needed|sleep)|up to|adjusted to|target)\b|→|->/i;
const EITHER = /\bor\b|\beither\b|\bversus\b|\bvs\b|\bcohort \d/i;

const sameUnit = (a: Dose, b: Dose) => a.unit === b.unit && a.per === b.per;

/** One dose of those that a text names for a drug: one amount, successive levels, or allowed ones. */
function combine(all: readonly FoundDose[], text: string): Dose | undefined {
  const certain = all.filter((dose) => dose.doubt === undefined);
  const doubted = (kind: FoundDose['doubt']) => all.filter((dose) => dose.doubt === kind);
  const pool =
    certain.length > 0
      ? certain
      : [doubted('concentration'), doubted('total'), doubted('strength'), doubted('most')].find(
          (list) => list.length > 0,
        );
  const first = pool?.[0];
  if (!pool || !first) return undefined;
  const substance = pool.filter((dose) => !COUNTED.test(dose.value.unit));
  const own = substance.length > 0 ? substance : pool;
  const lead = own[0] ?? first;
  if (certain.length === 0) return lead.value;
  const alike = own.flatMap((dose) => {
    if (sameUnit(dose.value, lead.value)) return [dose];
    const factor = conversion(dose.value, lead.value);
    if (factor === undefined) return [];
    return [
      {
        ...dose,
        value: {
          ...dose.value,
          unit: lead.value.unit,
          amounts: dose.value.amounts.map((amount) => Number((amount * factor).toPrecision(12))),
        },
      },
    ];
  });
  const levels: number[] = [];
  for (const dose of alike) for (const amount of dose.value.amounts) if (amount !== levels.at(-1)) levels.push(amount);
  const distinct = [...new Set(levels)];
  const whole = alike.find(
    (dose) => dose.value.kind !== 'single' && distinct.every((amount) => dose.value.amounts.includes(amount)),
  );
  if (whole) return whole.value;
  const { upTo, ...plain } = lead.value;
  if (distinct.length === 1)
    return alike.length === 1 && upTo ? lead.value : { ...plain, amounts: distinct, kind: 'single' };
  const last = alike.at(-1) ?? lead;
  const between = alike.slice(1).map((dose, index) => text.slice(alike[index]?.end ?? 0, dose.start));
  const around = text.slice(Math.max(0, lead.start - 60), last.end + 30);
  if (
    between.some((gap) => EITHER.test(gap)) &&
    !between.some((gap) => /titrat|increas|escalat|followed by|then\b|mainten/i.test(gap))
  )
    return { ...plain, amounts: distinct, kind: 'alternatives' };
  if (between.some((gap) => SUCCESSIVE.test(gap)) || /titrat|escalat|loading/i.test(around))
    return { ...plain, amounts: distinct, kind: 'titration' };
  if (alike.some((dose) => dose.value.kind !== 'single'))
    return alike.find((dose) => dose.value.kind !== 'single')?.value;
  return { ...plain, amounts: distinct.slice(0, 1), kind: 'single' };
}

const COUNTED = /^(?:tablet|capsule|drop|puff|spray|patch|sachet|suppository|lozenge|scoop|mL)$/;

/** A daily amount given once a day is the amount of one administration. */
function settle(dose: Dose, schedule: Schedule | undefined): Dose {
  const once = schedule?.kind === 'regular' && schedule.times === 1 && schedule.every === 1 && schedule.unit === 'day';
  if (dose.per !== 'day' || !once) return dose;
  const { per, ...plain } = dose;
  return plain;
}

const breadth = (dose: Dose) => dose.amounts.length;
const holds = (dose: Dose, other: Dose) =>
  sameUnit(dose, other) && other.amounts.every((amount) => dose.amounts.includes(amount));

/**
 * Reads the dosing of each drug of an arm. The texts come in the order of their authority: label, description, then
 * the interventions' names and descriptions. A later text fills in what is missing, or the levels of which an earlier one names the last.
 */
export function readDosing(texts: readonly ArmText[], drugs: readonly Drug[]): Dosing[] {
  const reads = texts.map((text) => ({ ...readText(text, drugs), field: text.field, text: text.text }));
  return drugs.map((_, who) => {
    let dose: Dose | undefined;
    let doseField = '';
    let schedule: Schedule | undefined;
    const out: Dosing = {};
    for (const { doses, text, field } of reads) {
      const own = doses.filter((one) => one.who === who);
      const here = combine(own, text);
      if (!here) continue;
      const weak = own.every((one) => one.doubt !== undefined);
      if (!dose || (breadth(here) > breadth(dose) && here.kind === 'titration' && holds(here, dose) && !weak)) {
        if (weak && reads.some((other) => other.doses.some((one) => one.who === who && one.doubt === undefined)))
          continue;
        dose = here;
        doseField = field;
      }
    }
    for (const { schedules, field } of reads) {
      const own = schedules.find((one) => one.who.includes(who));
      if (!own) continue;
      schedule = own.value;
      out.schedule = { text: scheduleText(own.value), field };
      break;
    }
    if (dose) out.dose = { text: formatDose(settle(dose, schedule)), field: doseField };
    for (const [key, list] of [
      ['route', 'routes'],
      ['duration', 'durations'],
    ] as const)
      for (const read of reads) {
        const own = read[list].find((one) => one.who.includes(who));
        if (!own) continue;
        out[key] = { text: own.value, field: read.field };
        break;
      }
    return out;
  });
}

/** Short names that a text has for a drug: `BAM` for bamlanivimab, the letters in `Omacetaxine (OMA)`. */
export function abbreviations(name: string, texts: readonly string[]): string[] {
  const found = new Set<string>();
  const folded = fold(name);
  for (const text of texts) {
    for (const match of text.matchAll(/\b[A-Z]{3,5}\b/g))
      if (folded.startsWith(match[0].toLowerCase())) found.add(match[0]);
    const at = text.toLowerCase().indexOf(name.toLowerCase());
    if (at < 0) continue;
    const bracket = /^[®™]?\s*\(([^()]{2,40})\)/.exec(text.slice(at + name.length));
    if (bracket?.[1] && !/\d\s*(?:mg|µg|mcg|g|ml|%)|\d{2}|daily|oral|iv\b|placebo/i.test(bracket[1]))
      found.add(bracket[1].split(/[,;]/)[0]?.trim() ?? '');
  }
  return [...found].filter(Boolean);
}
