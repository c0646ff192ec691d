/** What of a trial's texts can have been known before it was run. */
import { type Facts, stated } from './facts.ts';

/** Sentences of how a trial went: registries let them stand among what was planned. */
const WENT = [
  /\b(?:early|premature(?:ly)?) (?:terminat|discontinu|clos|stop)|\bterminat\w* (?:early|premature)/i,
  /\b(?:study|trial|enrol?lment|recruitment|accrual|arm|cohort|program) (?:was|were|has been|had been) (?:\w+ )?(?:terminated|stopped|closed|discontinued|halted|withdrawn|cancel)/i,
  /\b(?:insufficient|inadequate|limited|small) (?:sample|data|numbers?|events?|enrol|accrual)|\b(?:low|slow|poor) (?:accrual|enrol|recruit)|\btoo few\b/i,
  /\b(?:none of the|no) (?:participants?|patients?|subjects?|data) (?:\w+ ){0,2}?(?:completed|reached|received|had|were|was|experienced|entered|enrolled)\b/i,
  /\b(?:was|were|could) not (?:be )?(?:analy[sz]ed|collected|performed|assessed|evaluated|calculated|estimated|estimable|conducted|done|available|obtained|reached|summari[sz]ed|reported)\b/i,
  /\bonly (?:\d+|one|two|three|four|five|a few) (?:participants?|patients?|subjects?)\b/i,
];

/** A text without the sentences that tell how the trial went; undefined where nothing is left. */
function asPlanned(text: string): string | undefined {
  const sentences = text.split(/(?<=[.;!?])\s+/);
  const planned = sentences.filter((sentence) => !WENT.some((pattern) => pattern.test(sentence)));
  return planned.length === sentences.length ? text : planned.join(' ') || undefined;
}

/** Facts as they are planned: not who was analysed in the end, nor, in descriptions, how it went. */
export function plannedFacts(facts: Facts): Facts {
  const walk = (value: unknown, name: string): unknown => {
    if (name === 'analysed') return undefined;
    if (name === 'description' && typeof value === 'string') return asPlanned(value);
    if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
    return stated(Object.fromEntries(Object.entries(value).map(([key, own]) => [key, walk(own, key)])));
  };
  return walk(facts, '') as Facts;
}
