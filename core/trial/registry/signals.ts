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

/** A signal, as the signs of a reading name it: of its whole text, and of its sentence. */
export interface Signal {
  readonly inText: string;
  readonly inSentence: string;
}

const NAMED = SIGNALS.map(([name, words]) => ({ words, inText: `text: ${name}`, inSentence: `sentence: ${name}` }));

/** The signals that a text gives. */
export function signalsOf(text: string): readonly Signal[] {
  return NAMED.filter(({ words }) => words.test(text));
}
