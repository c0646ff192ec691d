/** Words by which a text shows that it speaks of more than one plain dose. */

const SIGNALS: readonly (readonly [name: string, words: RegExp])[] = [
  ['or', /\bor\b|\beither\b/i],
  ['if', /\b(?:if|may|might|could|unless|depending|according to|based on|at the discretion|tolerat\w*|optional\w*)\b/i],
  ['steps', /titrat|escalat|increas|decreas|reduc|adjust|taper|step|initial|start|target|mainten|loading/i],
  ['afterwards', /\bthen\b|followed|thereafter|subsequent|after|→|->/i],
  [
    'groups',
    /\b(?:group|arm|cohort|part|period|sequence|stage|phase|design|regimen|course|panel)s? ?(?:[a-z]|\d+)?\b/i,
  ],
  [
    'tablets',
    /\b(?:tablets?|capsules?|pills?|caps?|tabs?|vials?|ampoules?|sachets?|sprays?|drops?|puffs?|patch(?:es)?)\b/i,
  ],
  ['total', /\b(?:total|maximum|max|cumulative|each|up to|concentration|supplied|available|strengths?|contain\w*)\b/i],
  ['infusion', /\b(?:bolus|infusion|infused|continuous)\b/i],
];

/** The names of the signals that a text gives. */
export function signalsOf(text: string): string[] {
  return SIGNALS.flatMap(([name, words]) => (words.test(text) ? [name] : []));
}
