/** One dose of the several that a text names for a drug: one amount, successive levels, or the ones allowed. */
import { type Dose, inTurn } from '../quantity/dose.ts';
import { conversion } from '../quantity/dose-unit.ts';
import type { FoundDose } from './find-doses.ts';

/** What comes in pieces; a text that also tells the amount of substance is better. */
export const COUNTED = /^(?:tablet|capsule|drop|puff|spray|patch|sachet|suppository|lozenge|scoop|mL|µL)$/;
const SUCCESSIVE =
  /\b(?:then|followed by|thereafter|subsequent(?:ly)?|increas\w*|escalat\w*|titrat\w*|up-?titrat\w*|maintenance|maintain\w*|reduc\w*|taper\w*|step(?:ped)? (?:up|down)|loading|initial(?:ly)?|start\w*|begin\w*|after|weeks? \d|days? \d|months? \d|concurrent|consolidation|(?:stage|step) \d|first|second|1st|2nd|\d+(?:st|nd|rd|th)|if (?:tolerated|needed|sleep)|up to|adjusted to|target|induction|(?:pre|post)-?operative\w*|discharge|wash-?out)\b|→|->/i;
const STRONGLY =
  /titrat|increas|escalat|followed by|then\b|mainten|\b(?:stage|step) \d|\bfor (?:the )?(?:first |next |remaining )?(?:weeks?|days?|months?|\d)/i;
const EITHER = /\bor\b|\beither\b|\b(?:cohort|treatment|group|part|arm|dose level) (?:[a-z]|\d+)\b/i;
/** What one group gets, and what another. */
const OTHER_GROUP =
  /\b(?:(?:were|are|was|is|who|patients|subjects|participants) (?:randomly )?(?:assigned|randomi[sz]ed|allocated)|(?:intensive|conventional|control|standard) (?:group|arm|therapy group)|(?:body ?weight|weighing)\s*(?:of\s*)?(?:[<>≤≥\d]|less|more|up|between|greater)|creatinine clearance|for (?:pa?ediatric )?(?:participants|patients|subjects|children|adults|those) (?:with|aged|over|under|of)\b)|\b(?:e?gfr|crcl)\b/i;
/** Treatments of a sequence, `drug 1 mg / placebo / drug 9 mg`. */
const SEQUENCE = /\//;

/** `2.5 mg per day … increased to 5 mg daily`: amounts of a day both. */
function alsoDaily(dose: FoundDose, lead: Dose, text: string): boolean {
  const { value } = dose;
  if (value.unit !== lead.unit) return false;
  const after = /^\s*(?:orally |po |by mouth )?(?:once )?(?:daily|a day|per day|qd|each day|every day)\b/i;
  return lead.per === 'day' ? value.per === undefined && after.test(text.slice(dose.end)) : false;
}

function inUnitOf(dose: FoundDose, lead: Dose, text: string): FoundDose[] {
  const { value } = dose;
  if ((value.unit === lead.unit && value.per === lead.per) || alsoDaily(dose, lead, text)) return [dose];
  const factor = conversion(value, lead);
  if (factor === undefined) return [];
  const amounts = value.amounts.map((amount) => Number((amount * factor).toPrecision(12)));
  return [{ ...dose, value: { ...value, unit: lead.unit, amounts } }];
}

/** What is said between a bolus and the infusion that follows it, between an induction and a maintenance in another unit. */
const FOLLOWS =
  /\b(?:then|followed by|thereafter|subsequent(?:ly)?|maintenance|continu\w*|infusion|infused|drip|afterwards?)\b|→|->/i;
/** What two doses are that are not one after the other: either, or the same amount said twice. */
const NO_TURN = /\bor\b|\bmax\w*|\b(?:group|arm|cohort|part|stage|phase|period|cycle)s?\b|=|\bequivalent/i;

const TITRATED = /titrat|increas|escalat|rais(?:ed|ing)/i;
/** A bolus and the infusion that follows it, or other doses one after the other in units of different kinds. */
function inSeveralUnits(own: readonly FoundDose[], text: string): Dose | undefined {
  const [lead] = own;
  if (!lead || own.length > 6 || own.every(({ value }) => conversion(value, lead.value) !== undefined))
    return undefined;
  const inOrder = own.every((dose, i) => {
    const before = own[i - 1];
    if (!before) return true;
    const gap = text.slice(before.end, dose.start);
    return gap.length < 160 && FOLLOWS.test(gap) && !NO_TURN.test(gap);
  });
  return inOrder ? inTurn(own.map(({ value }) => value)) : undefined;
}

/** `supplied as 5 mg, 10 mg and 20 mg tablets`: any of them. */
function strengths(all: readonly FoundDose[]): Dose | undefined {
  const [lead] = all;
  const amounts = [...new Set(all.flatMap(({ value }) => (value.unit === lead?.value.unit ? value.amounts : [])))];
  return lead && { ...lead.value, amounts, kind: amounts.length > 1 ? 'alternatives' : lead.value.kind };
}

/** Whether a dose is so much a minute or an hour. */
const isRate = ({ per }: Dose) => per === 'minute' || per === 'hour';

const STARTED = /\b(?:start\w*|initia\w*|begin\w*|first)\b[^.;\d]{0,40}$/i;

/** `1 mg once weekly … initiated at 0.25 mg and escalated`: what it starts with comes first, and what it ends at once, last. */
function startFirst(amounts: readonly number[], doses: readonly FoundDose[], text: string): number[] {
  const [lead] = doses;
  const start = doses.find(
    (dose) =>
      dose !== lead &&
      (dose.value.amounts[0] ?? 0) < (lead?.value.amounts[0] ?? 0) &&
      STARTED.test(text.slice(Math.max(0, dose.start - 50), dose.start)),
  );
  const rising = [...amounts].sort((a, b) => a - b);
  return start && start.value.amounts[0] === rising[0] ? rising : [...amounts];
}

/** One amount, and the most that may be given: from the least to it, or raised to it. */
function upToMost(certain: readonly FoundDose[], all: readonly FoundDose[], text: string): Dose | undefined {
  const [least] = certain;
  const most = all.find((dose) => dose.doubt === 'most');
  if (!least || !most || certain.length > 1 || least.value.kind !== 'single') return undefined;
  const [low = 0] = least.value.amounts;
  const [high = 0] = most.value.amounts;
  // `Minimum dose 2.5 mg, maximum dose 12.5 mg`.
  const lowest = /\b(?:min(?:imum)?|lowest)\b[^.;]{0,30}$/i.test(text.slice(0, least.start));
  if (lowest && most.value.unit === least.value.unit && high > low)
    return { ...least.value, kind: 'range', amounts: [low, high] };
  // `5 mg daily, increased every week to a maximum of 20 mg`.
  if (most.value.kind !== 'single' || most.start <= least.end || !TITRATED.test(text.slice(least.end, most.start)))
    return undefined;
  const { upTo, per, ...highest } = most.value;
  const rate = least.value.per ?? per;
  if (conversion(most.value, least.value) === undefined) return undefined;
  const top = inTurn([least.value, { ...highest, ...(rate && { per: rate }) }]);
  return top?.kind === 'titration' && (top.amounts[1] ?? 0) > (top.amounts[0] ?? 0) ? top : undefined;
}

/** What is given of a drug, by the doses that one text names for it; undefined where it names none that can be given. */
export function combineDoses(all: readonly FoundDose[], text: string): Dose | undefined {
  const certain = all.filter((dose) => dose.doubt === undefined);
  if (certain.length === 0) {
    const [doubtful] = ['concentration', 'total', 'most', 'reduced', 'strength', 'run-in'].flatMap(
      (doubt) => all.find((dose) => dose.doubt === doubt) ?? [],
    );
    if (doubtful?.doubt === 'strength') return strengths(all);
    return doubtful?.doubt === 'most' && doubtful.value.kind === 'single'
      ? { ...doubtful.value, upTo: true }
      : doubtful?.value;
  }
  const whole = certain.find((dose) => dose.whole);
  if (whole) return whole.value;
  const span = upToMost(certain, all, text);
  if (span) return span;
  const strength = all.find((dose) => dose.doubt === 'concentration');
  if (strength && certain.every((dose) => COUNTED.test(dose.value.unit))) return strength.value;
  const substance = certain.filter((dose) => !COUNTED.test(dose.value.unit));
  const own = substance.length > 0 ? substance : certain;
  const [lead] = own;
  if (!lead) return undefined;
  const several = inSeveralUnits(own, text);
  if (several) return several;
  const alike = own.flatMap((dose) => inUnitOf(dose, lead.value, text));
  const amounts = [...new Set(alike.flatMap((dose) => dose.value.amounts))];
  const spanning = alike.find(
    (dose) => dose.value.kind !== 'single' && amounts.every((amount) => dose.value.amounts.includes(amount)),
  );
  if (spanning) {
    // Rates of an infusion are stepped through: `infused at 7.5, 15 and 30 µg/min`.
    if (
      spanning.value.kind === 'alternatives' &&
      isRate(spanning.value) &&
      !/\bor\b/i.test(text.slice(spanning.start, spanning.end))
    )
      return { ...spanning.value, kind: 'titration' };
    // `titrated from 5 mg to 20 mg`: levels, and no range.
    const before = text.slice(Math.max(0, spanning.start - 50), spanning.start);
    return spanning.value.kind === 'range' && /titrat|escalat|increas/i.test(before)
      ? { ...spanning.value, kind: 'titration' }
      : spanning.value;
  }
  const { upTo, ...plain } = lead.value;
  if (amounts.length === 1) return alike.length === 1 ? lead.value : { ...plain, amounts, kind: 'single' };
  const gaps = alike.slice(1).map((dose, index) => text.slice(alike[index]?.end ?? 0, dose.start));
  const around = text.slice(Math.max(0, lead.start - 60), (alike.at(-1) ?? lead).end + 30);
  const listed =
    gaps.every((gap) => /^[\s,;]*(?:and|or|&)?\s*(?:at)?\s*$/i.test(gap)) && !/titrat|escalat|increas/i.test(around);
  if (gaps.some((gap) => OTHER_GROUP.test(gap)) && alike.every((dose) => dose.value.kind !== 'range'))
    return { ...plain, amounts, kind: 'alternatives' };
  if (listed || (gaps.some((gap) => EITHER.test(gap)) && !gaps.some((gap) => STRONGLY.test(gap))))
    return { ...plain, amounts, kind: 'alternatives' };
  if (gaps.some((gap) => SUCCESSIVE.test(gap) || SEQUENCE.test(gap)) || /titrat|escalat|loading/i.test(around))
    return { ...plain, amounts: startFirst(amounts, alike, text), kind: 'titration' };
  return (
    alike.find((dose) => dose.value.kind !== 'single')?.value ?? {
      ...plain,
      amounts: amounts.slice(0, 1),
      kind: 'single',
    }
  );
}
