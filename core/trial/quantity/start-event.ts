/** What a time is counted from: whether an event is the start of what a trial gives, so that days since it are days since the start. */

const OWN = '(?:(?:the|study|trial|protocol|investigational|assigned|allocated|randomi[sz]ed|blinded) )*';
const THING =
  '(?:treatment|therapy|drug|medication|medicine|product|imp|intervention|infusion|injection|vaccination|dose)';
const GIVEN = `${OWN}(?:${THING}|administration|dosing)(?: (?:treatment|administration|administered|dose|dosing))?(?: (?:of|with) ${OWN}${THING})?`;
/** `of apraglutide`, which a trial studies; what is given when pain or infection comes back is not. */
const NAMED = '(?: of (?!rescue|booster|salvage)\\p{L}+)?';
/** What is given or done once; several would have a number, or be the last. */
const ONCE =
  '(?:dose|infusion|injection|vaccination|surgery|operation|operative|procedure|implant(?:ation)?|transplant(?:ation)?|renal denervation|pci|catheterization)';

const START = new RegExp(
  `^(?:the )?(?:(?:date|day|time) of )?(?:the )?(?:${[
    'baseline(?: visit)?',
    'screening(?: visit)?',
    '(?:participant |patient |subject |study )?(?:randomi[sz]ation|enroll?e?ment|registration|inclusion)',
    'study (?:entry|start|initiation)',
    `(?:start|initiation|beginning) of ${OWN}(?:${GIVEN}|study)`,
    `${GIVEN} (?:start|initiation|initiated|started)`,
    `(?:first|initial) ${GIVEN}${NAMED}`,
    `(?:index |study )?${ONCE}`,
  ].join('|')})$`,
  'iu',
);
const ACT = new RegExp(`^${GIVEN}$`, 'iu');
const HOURS: ReadonlySet<string> = new Set(['hour', 'minute', 'second']);

/** Whether something begins with an event: `randomization`, `first dose`, `start of treatment`, `surgery`; not with `the last dose`, `birth`. */
export function isStart(event: string): boolean {
  return START.test(event);
}

/**
 * Whether so many of a unit after an event are so many after the start. Hours after a treatment are hours after it was given; with
 * days and more it is rather its end that is meant.
 */
export function isSinceStart(event: string, unit: string): boolean {
  return isStart(event) || (HOURS.has(unit) && ACT.test(event));
}
