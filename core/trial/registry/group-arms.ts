/** Which arm a group of the results plainly is, by its title and description, and which arms a group that is none may be made of. */
import { amountsIn, withoutEnumeration, wordsOfTitle } from './ids.ts';
import { fold } from './text.ts';

/** What is known of an arm, to recognise it by. */
export interface KnownArm {
  id: string;
  label: string;
  description: string;
  placebo: boolean;
  /** Names of what is given, other names among them. */
  names: readonly string[];
  /** Where doses may stand. */
  texts: readonly string[];
}

const HARMLESS = new Set(
  'mg once daily oad prn od qd bid tid qw weekly study control controls treatment therapy alone only active group groups arm arms regimen dose dosage tablet tablets capsule capsules oral injection drug medication hcl hydrochloride citrate sodium acetate patients participants subjects'.split(
    ' ',
  ),
);
const EVERYONE =
  /^(?:all|total|overall|entire|whole|combined|pooled)?\s*(?:(?:treated|enrolled|randomi[sz]ed|evaluable|study|analy[sz]ed)\s*)*(?:participants?|patients?|subjects?|population|cohort|groups?|arms?|total|overall|sample|volunteers|women|men|study|treatments?)?\s*(?:\((?:all|total|itt|safety|overall)[^)]*\))?$/;
const SEQUENCE = /\b(?:followed by|then|first|sequence|cross(?:ed)?[- ]?over|before switching|switch)|(?:->|→|>)/;
const PLACEBO = /\bplacebos?\b|\bsham\b/;

export const plain = (text: string) =>
  fold(text)
    .replace(/[^a-z0-9.%+]+/g, ' ')
    .trim();
const telling = (title: string) =>
  wordsOfTitle(title)
    .filter((word) => word.kind !== 'filler' && !HARMLESS.has(word.text))
    .map((word) => word.text);

/**
 * What of a folded label is given beside placebos: `retosiban` of `retosiban + atosiban placebo`. All of it where a placebo stands
 * first, or where one thing is given after another.
 */
function besidePlacebos(label: string): string {
  const [first = '', ...others] = label.split(/\s*(?:\+|&|\bplus\b)\s*/);
  if (PLACEBO.test(first) || SEQUENCE.test(label)) return label;
  return [first, ...others.filter((part) => !PLACEBO.test(part))].join(' + ');
}

/** An arm as titles are compared with it; each part is only made when a title asks for it, for most titles are a label. */
export class Profile {
  readonly arm: KnownArm;
  readonly id: string;
  readonly plain: string;
  #label: readonly string[] | undefined;
  #names: readonly string[] | undefined;
  #own: readonly string[] | undefined;
  #amounts: ReadonlySet<string> | undefined;
  #explains: ReadonlySet<string> | undefined;
  #doses: ReadonlySet<string> | undefined;
  #described: string | undefined;

  constructor(arm: KnownArm) {
    this.arm = arm;
    this.id = arm.id;
    this.plain = plain(arm.label);
  }

  get #labelled(): readonly string[] {
    this.#label ??= telling(withoutEnumeration(fold(this.arm.label)));
    return this.#label;
  }

  get #named(): readonly string[] {
    this.#names ??= this.arm.names.flatMap((name) => telling(fold(name)));
    return this.#names;
  }

  /** The telling words of the label, but for placebos beside what it gives; where it has none, of what is given. */
  get own(): readonly string[] {
    if (!this.#own) {
      const words = telling(besidePlacebos(withoutEnumeration(fold(this.arm.label))));
      this.#own = [...new Set(words.some((word) => /[a-z]{3}/.test(word)) ? words : this.#named)];
    }
    return this.#own;
  }

  /** The doses that its texts name. */
  get amounts(): ReadonlySet<string> {
    this.#amounts ??= new Set(this.arm.texts.flatMap(amountsIn));
    return this.#amounts;
  }

  /** The doses that it tells itself, and not only what is given in several arms. */
  get #stated(): ReadonlySet<string> {
    this.#doses ??= new Set([this.arm.label, this.arm.description].flatMap(amountsIn));
    return this.#doses;
  }

  /** Whether a title names a dose that is not among those of an arm whose label tells its own. */
  contradicts(title: string): boolean {
    return amountsIn(this.arm.label).length > 0 && !areAmong(amountsIn(title), this.#stated);
  }

  /** Whether all doses of a title, if it has any, are among those that it tells itself. */
  states(title: string): boolean {
    const amounts = amountsIn(title);
    return amounts.length > 0 && areAmong(amounts, this.#stated);
  }

  /**
   * Whether a group by this title may be people of this arm, as far as doses tell: not where it names others than the arm does, nor, of
   * placebo, where it names one and no placebo. Arms that are pooled are named with all their doses.
   */
  mayHold(title: string): boolean {
    const amounts = amountsIn(title);
    if (amounts.length === 0) return true;
    const own = amountsIn(this.arm.label);
    if (own.length > 0) return areAmong(own, amounts) || this.states(title);
    const { names } = this.arm;
    if (!PLACEBO.test(title) && names.length > 0 && names.every((name) => PLACEBO.test(fold(name)))) return false;
    return this.amounts.size === 0 || amounts.some((amount) => this.amounts.has(amount));
  }

  /** Everything that a title of this arm may say. */
  get explains(): ReadonlySet<string> {
    if (!this.#explains) {
      const words = [...this.#labelled, ...this.#named];
      const parts = words.flatMap((word) => (word.includes('-') ? word.split('-') : []));
      this.#explains = new Set([...words, ...parts, ...this.amounts, ...(this.arm.placebo ? ['placebo'] : [])]);
    }
    return this.#explains;
  }

  get sequence(): boolean {
    const { label, placebo } = this.arm;
    const words = this.#labelled;
    return SEQUENCE.test(fold(label)) || (!placebo && words.includes('placebo') && words.length > 1);
  }

  isDescribed(description: string): boolean {
    if (!this.arm.description) return false;
    this.#described ??= plain(this.arm.description);
    return this.#described === plain(description);
  }
}

/** Whether two amounts are one, though only one of them says for what: `10mg`, `10mg-kg`. */
const isSameAmount = (one: string, other: string) =>
  one === other || one.startsWith(`${other}-`) || other.startsWith(`${one}-`);

const areAmong = (amounts: readonly string[], told: Iterable<string>) =>
  amounts.every((amount) => [...told].some((one) => isSameAmount(one, amount)));

const share = (words: readonly string[], of: ReadonlySet<string>) =>
  words.length === 0 ? 0 : words.filter((word) => of.has(word)).length / words.length;

/** Of arms that a title is as much of one as of another those that tell its doses themselves, else those that its description is of. */
function toldApart(arms: readonly Profile[], title: string, description: string): readonly Profile[] {
  const stating = arms.filter((arm) => arm.states(title));
  return stating.length > 0 ? stating : arms.filter((arm) => arm.isDescribed(description));
}

/** The arm that a group plainly is, if there is one. */
export function armOf(title: string, description: string, arms: readonly Profile[]): Profile | undefined {
  const whole = plain(title);
  const same = arms.filter((arm) => arm.plain === whole);
  if (same.length === 1) return same[0];
  if (same.length > 1) {
    const told = same.filter((arm) => arm.isDescribed(description));
    return told.length === 1 ? told[0] : undefined;
  }
  const words = [...new Set(telling(withoutEnumeration(fold(title))))];
  const set = new Set(words);
  if (words.length > 0 && words.some((word) => /[a-z]{2}/.test(word))) {
    const explaining = arms
      .filter((arm) => words.every((word) => arm.explains.has(word)) && !arm.contradicts(title))
      .map((arm) => ({ arm, score: share(arm.own, set) }))
      .sort((a, b) => b.score - a.score);
    const best = explaining.filter(({ score }) => score === explaining[0]?.score).map(({ arm }) => arm);
    const [only, more] = best.length > 1 ? toldApart(best, title, description) : best;
    if (only && !more && (explaining[0]?.score ?? 0) >= (only.sequence ? 1 : 0.5)) return only;
    if (best.length > 0) return undefined;
  }
  const told = description ? arms.filter((arm) => arm.isDescribed(description)) : [];
  return told.length === 1 ? told[0] : undefined;
}

/** The arms that a group which is none itself is made of, as far as its title names them. */
export function armsOf(title: string, all: readonly Profile[]): Profile[] {
  const folded = fold(title);
  if (EVERYONE.test(folded.replace(/[^a-z() ]+/g, ' ').trim())) return [...all];
  const set = new Set(telling(folded));
  const whole = ` ${plain(title)} `;
  const arms = all.filter((arm) => arm.mayHold(folded));
  const within = arms.filter(
    (arm) =>
      (arm.own.length > 0 && share(arm.own, set) === 1) || (arm.plain.length > 2 && whole.includes(` ${arm.plain} `)),
  );
  if (within.length > 0)
    return within.filter(
      (arm) =>
        !within.some(
          (other) => other !== arm && other.own.length > arm.own.length && share(arm.own, new Set(other.own)) === 1,
        ),
    );
  const known = [...set].filter((word) => /[a-z]{3}/.test(word) && arms.some((arm) => arm.explains.has(word)));
  return known.length > 0 ? arms.filter((arm) => known.every((word) => arm.explains.has(word))) : [];
}
