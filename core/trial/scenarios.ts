/**
 * Named scenarios: each a list of steps, taken in the order written, from what was observed. Every step is held against the
 * trial as the steps before it leave it.
 */
import { compare } from './check/arrows.ts';
import { againstItself, isAgainstItself } from './check/quantities.ts';
import { apart, isOwnLine, lastAlone, outdented, takenAway } from './check/step-fixes.ts';
import { type Code, diagnostic } from './codes.ts';
import { commasMended } from './commas.ts';
import { MOST_GUESSES, nearest, nearestPath } from './nearest.ts';
import { isHowGiven, pathOf } from './paths.ts';
import { locateContrast, parseFocus } from './quantity/contrast.ts';
import { printScalar } from './quoting.ts';
import { OBSERVED, readTree } from './read.ts';
import { piecesOf } from './references.ts';
import { didYouMean, replaceFix, shown } from './said.ts';
import { isNothing } from './scalar.ts';
import { ID, type Trial } from './schema.ts';
import { factorAt, perturbablePaths, type Shape, shapeAt } from './shape.ts';
import { Standing } from './standing.ts';
import type { MapNode, Node, Pair } from './tree.ts';
import type { Attribute, Diagnostic, Fix, Path, Perturbation, Range, Scenario, WrittenStep } from './types.ts';

export { pathOf, valueAt, withValue } from './paths.ts';

/** A scenario as it is written: its name, its list of steps, and the text that their offsets count in. */
export interface WrittenScenario {
  pair: Pair;
  base: number;
  text: string;
}

type Look = Extract<Perturbation, { kind: 'look' }>;

/** What a step is to the schema. */
const STEP = shapeAt(['scenarios', 'any', 0]);
const LOOKS = new Set(['outcome', 'contrast', 'row']);
/** What can be dropped and added: an arm, an outcome, one of the things that an arm gives. */
const CAN_COME_AND_GO = new Set(['arm', 'outcome', 'drug']);

/** What an arrow's reader says of two values beside each other; a step compares with what stands before it. */
const COMPARING: ReadonlySet<string> = new Set<Code>(['changes-nothing', 'unit-mismatch', 'zero-dose']);

/** What is said of how a value is written, which does not matter where it changes nothing. */
const SPELLED: ReadonlySet<string> = new Set<Code>(['other-spelling', 'unread-dose']);

const isAttribute = (value: unknown): value is Attribute =>
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (Array.isArray(value) && value.every((one) => typeof one === 'string' || typeof one === 'number'));

class ScenarioReader {
  readonly text: string;
  readonly base: number;
  /** Where, on its line, the scenario's name stands. */
  readonly #column: number;
  readonly diagnostics: Diagnostic[] = [];
  readonly steps: WrittenStep[] = [];
  readonly #now: Standing;
  /** What is looked at, as far as focus and steps name it. */
  #looking: Omit<Look, 'kind' | 'factor'>;
  /** The fix that takes the step at hand away; none where it is not all of its lines, or the only one. */
  #away: Fix[] = [];

  constructor(trial: Trial, { text, base, pair }: WrittenScenario) {
    this.#column = pair.keyStart - text.lastIndexOf('\n', pair.keyStart) - 1;
    this.#now = new Standing(trial);
    const { contrast = [], outcome, row } = (trial.focus !== undefined && parseFocus(trial.focus)) || {};
    const [first, second] = contrast;
    this.#looking = {
      ...(first !== undefined && second !== undefined && { contrast: { first, second } }),
      ...(outcome !== undefined && { outcome }),
      ...(row !== undefined && { row }),
    };
    this.text = text;
    this.base = base;
  }

  #say(code: Code, range: Range, message: string, ...fixes: Fix[]): void {
    this.diagnostics.push(diagnostic(code, range, message, ...fixes));
  }

  /** What somebody meant; of many mistakes, only for the first. */
  #meant(word: string, candidates: readonly string[]): string | undefined {
    return this.diagnostics.length < MOST_GUESSES ? nearest(word, candidates) : undefined;
  }

  #meantPath(path: string, candidates: () => readonly string[]): string | undefined {
    return this.diagnostics.length < MOST_GUESSES ? nearestPath(path, candidates()) : undefined;
  }

  read(list: Node): void {
    if (list.kind !== 'list') return;
    for (const item of list.items) {
      this.#away = list.items.length > 1 && !list.flow ? takenAway(this.text, item) : [];
      if (item.kind === 'map') this.#step(item);
      else if (item.kind !== 'scalar' || !isNothing(item.text))
        this.#say('malformed-step', this.#head(item), STEP_NEEDED);
    }
  }

  #step(item: MapNode): void {
    const range: Range = { start: item.start + this.base, end: item.end + this.base };
    let look: Look | undefined;
    let looks: Node | undefined;
    let changes = 0;
    // What is odd about its commas was told when it was read.
    const { pairs } = STEP ? commasMended(this.text, item, STEP) : item;
    for (const pair of pairs) {
      const { key } = pair;
      if (LOOKS.has(key)) {
        if (!look) changes++;
        looks ??= pair.value;
        look = this.#look(pair, look);
        continue;
      }
      const made = key === 'drop' ? this.#drop(pair) : key === 'add' ? this.#add(pair) : this.#set(pair);
      // What is not understood was told.
      if (made.length) changes++;
      for (const perturbation of made) this.#take(perturbation, range);
    }
    if (look && looks && (look.outcome || look.contrast)) {
      if (this.#isLookedAt(look))
        this.#say(
          'changes-nothing',
          looks,
          'This is what is looked at before this step: nothing changes.',
          ...this.#away,
        );
      this.#take(look, range);
    }
    const second = pairs[1];
    if (changes > 1 && second)
      this.#say(
        'several-changes',
        keyRange(second),
        'A step holds one change. These are taken one after the other; give each a `-` of its own.',
        ...apart(this.text, item, LOOKS),
      );
  }

  /** Whether focus or steps say that this is looked at already. Without a focus, a look makes sure. */
  #isLookedAt({ contrast, outcome, row }: Look): boolean {
    const now = this.#looking;
    const same = !contrast || (contrast.first === now.contrast?.first && contrast.second === now.contrast.second);
    return same && (outcome === undefined ? row === undefined : outcome === now.outcome && row === now.row);
  }

  #take(perturbation: Perturbation, range: Range): void {
    this.steps.push({ perturbation, range });
    if (perturbation.kind === 'look') {
      const { kind, factor, ...look } = perturbation;
      const { row, ...before } = this.#looking;
      this.#looking = look.outcome === undefined ? { ...this.#looking, ...look } : { ...before, ...look };
    }
    if (perturbation.kind === 'set') this.#now.set(perturbation.path, perturbation.to);
    else if (perturbation.kind === 'add') this.#now.set(perturbation.path, perturbation.value);
    else if (perturbation.kind === 'drop') this.#now.set(perturbation.path, undefined);
  }

  /** `arms.low.dose: 5 mg` */
  #set(pair: Pair): Perturbation[] {
    const path = pathOf(pair.key);
    if (path.length > 1 && (path[0] === 'results' || path[0] === 'harms')) {
      this.#say('cannot-perturb', keyRange(pair), OBSERVED);
      return [];
    }
    const shape = shapeAt(path);
    if (!shape || !this.#now.has(path.slice(0, -1))) return this.#unknownPath(pair, pair.key);
    if (!shape.meta.perturbable) {
      const whole = shape.kind === 'map' || shape.kind === 'record';
      const why = whole
        ? 'Name one attribute of it, or `add` or `drop` the whole.'
        : 'It is no attribute that can be perturbed.';
      this.#say('cannot-perturb', keyRange(pair), `${shown(pair.key)} cannot be set. ${why}`);
      return [];
    }
    const to = this.#typed(pair.value, shape, path);
    if (!isAttribute(to)) {
      if (pair.value.kind === 'scalar' && isNothing(pair.value.text))
        this.#say(
          'malformed-step',
          keyRange(pair),
          `${shown(pair.key)} is set to nothing. Write the value behind the colon.`,
        );
      return [];
    }
    const from = this.#now.at(path);
    const observed = isAttribute(from) ? from : undefined;
    this.#compare(pair.value, shape, observed, to);
    return [{ kind: 'set', factor: factorAt(path) ?? 'E', path, from: observed, to }];
  }

  /** A step's value read as its path wants it. */
  #typed(node: Node, shape: Shape, path: Path): unknown {
    const { value, diagnostics, arrows } = readTree(this.text, node, shape, path);
    for (const one of diagnostics) if (!COMPARING.has(one.code)) this.diagnostics.push(one);
    const [arrow] = arrows;
    if (!arrow) return value;
    this.#say(
      'cannot-perturb',
      node,
      'A step says what the value becomes; what it was is known. Write that without an arrow.',
      ...lastAlone(this.text, node),
    );
    return arrow.values.at(-1);
  }

  #compare(node: Node, shape: Shape, from: Attribute | undefined, to: Attribute): void {
    if (from === undefined) return;
    const odd = compare(from, to, shape);
    if (odd === 'same') {
      // How it is spelled does not matter then.
      const spelled = this.diagnostics.at(-1);
      if (spelled && SPELLED.has(spelled.code) && spelled.range.start === node.start) this.diagnostics.pop();
      this.#say(
        'changes-nothing',
        node,
        `${shown(String(to))} is what it is before this step: nothing changes.`,
        ...this.#away,
      );
      return;
    }
    // What was there before tells the unit that is missing.
    const last = this.diagnostics.at(-1);
    const told = odd && (last?.code === odd.code || last?.code === 'unread-dose');
    if (told && last.range.start === node.start) this.diagnostics.pop();
    if (!odd) return;
    const fixes = odd.inVain ? this.#away : odd.meant ? [replaceFix(node, odd.meant)] : [];
    this.#say(odd.code, node, odd.message, ...fixes);
  }

  /** `drop: arms.low` */
  #drop({ value }: Pair): Perturbation[] {
    const text = value.kind === 'scalar' ? value.text : '';
    if (!text) {
      this.#say('malformed-step', this.#head(value), 'Write what is dropped: `drop: arms.low`.');
      return [];
    }
    const path = pathOf(text);
    if (!comesAndGoes(path) && !isHowGiven(path)) {
      this.#say(
        'cannot-perturb',
        value,
        `${shown(text)} cannot be dropped: an arm can (\`arms.low\`), an outcome, a drug of an arm, or its dose, schedule, route or duration.`,
      );
      return [];
    }
    if (this.#now.at(path) === undefined) {
      const known = this.#now.keysAt(path.slice(0, -1)).map((key) => [...path.slice(0, -1), key].join('.'));
      return this.#unknown(
        value,
        text,
        this.#meantPath(text, () => known),
      );
    }
    return [{ kind: 'drop', factor: factorAt(path) ?? 'A', path }];
  }

  /** `add: { arms.high: { dose: 10 mg } }` */
  #add({ value, ...pair }: Pair): Perturbation[] {
    if (value.kind !== 'map' || !value.pairs.length) {
      this.#say(
        'malformed-step',
        value.kind === 'scalar' ? keyRange(pair) : this.#head(value),
        'Write what is added: `add: { arms.high: { dose: 10 mg } }`.',
      );
      return [];
    }
    const made: Perturbation[] = [];
    for (const added of value.pairs) {
      const path = pathOf(added.key);
      const range = keyRange(added);
      const id = String(path.at(-1));
      const shape = shapeAt(path);
      if (!shape || !comesAndGoes(path)) {
        this.#say(
          'cannot-perturb',
          range,
          `${shown(added.key)} cannot be added: an arm can (\`arms.high\`), an outcome, or a drug of an arm.`,
        );
        continue;
      }
      if (!this.#now.has(path.slice(0, -1)) && path.length > 2) {
        made.push(...this.#unknownPath(added, added.key));
        continue;
      }
      if (!ID.test(id))
        this.#say(
          'malformed-id',
          range,
          `${shown(id)} is not an id: lower-case letters, digits and hyphens, a letter first.`,
        );
      if (this.#now.at(path) !== undefined) {
        this.#say('duplicate-key', range, `${shown(added.key)} is there already.`);
        continue;
      }
      const read = this.#typed(added.value, shape, path) ?? {};
      made.push({ kind: 'add', factor: factorAt(path) ?? 'A', path, value: read });
    }
    return made;
  }

  /** `outcome: walk`, `contrast: a vs b`, `row: Week 12`: together one look. */
  #look(pair: Pair, before: Look | undefined): Look {
    const look: Look = before ?? { kind: 'look', factor: 'A' };
    const { key, value } = pair;
    if (value.kind !== 'scalar' || isNothing(value.text)) {
      this.#say(
        'malformed-step',
        keyRange(pair),
        `${shown(key)} is followed by ${key === 'contrast' ? '`a vs b`' : 'its name'}.`,
      );
      return look;
    }
    if (key === 'contrast') this.#contrast(look, value);
    else {
      look.factor = 'O';
      if (key === 'row') look.row = value.text;
      else if (this.#known('unknown-outcome', value.text, this.#now.keysAt(['outcomes']), value))
        look.outcome = value.text;
      this.#row(look, value);
    }
    return look;
  }

  #row({ outcome, row }: Look, node: Node): void {
    if (!outcome || !row) return;
    const results = (this.#now.at(['results']) as Trial['results']) ?? [];
    const rows = results.filter((result) => result.outcome === outcome).map((result) => result.row);
    if (!rows.length || rows.includes(row)) return;
    const known = rows.filter((one) => one !== undefined);
    const meant = this.#meant(row, known);
    const message = `${shown(outcome)} has ${known.length ? `no row ${shown(row)}` : 'no rows'}.${didYouMean(meant)}`;
    const plain = node.kind === 'scalar' && node.style === 'plain';
    this.#say('unknown-row', node, message, ...(meant && plain ? [replaceFix(node, printScalar(meant, 'flow'))] : []));
  }

  #contrast(look: Look, node: Extract<Node, { kind: 'scalar' }>): void {
    const sides = locateContrast(node.text);
    const [first, second, third] = sides;
    if (!first || !second || third) {
      this.#say('malformed-step', node, 'A look is at two arms or groups: `contrast: a vs b`.');
      return;
    }
    const named = sides.map(({ text }) => text);
    if (isAgainstItself(named)) {
      this.#say('malformed-step', node, againstItself(named));
      return;
    }
    const known = [...this.#now.keysAt(['arms']), ...this.#now.keysAt(['groups'])];
    const code = this.#now.keysAt(['groups']).length ? 'unknown-group' : 'unknown-arm';
    const at = piecesOf(node, this.text);
    const both = sides.map((side) => this.#known(code, side.text, known, at(side), named));
    if (both.every(Boolean)) look.contrast = { first: first.text, second: second.text };
  }

  #known(
    code: 'unknown-outcome' | 'unknown-arm' | 'unknown-group',
    id: string,
    known: readonly string[],
    range: Range,
    beside: readonly string[] = [],
  ): boolean {
    if (known.includes(id)) return true;
    const meant = this.#meant(
      id,
      known.filter((one) => !beside.includes(one)),
    );
    const thing = code === 'unknown-outcome' ? 'outcome' : code === 'unknown-arm' ? 'arm' : 'arm or group';
    this.#say(
      code,
      range,
      `The trial has no ${thing} ${shown(id)} at this step.${didYouMean(meant)}`,
      ...(meant ? [replaceFix(range, meant)] : []),
    );
    return false;
  }

  #unknownPath(pair: Pair, text: string): Perturbation[] {
    if (pair.value.kind === 'list' && ID.test(text) && isOwnLine(this.text, pair)) {
      const message = `${shown(text)} is indented as part of the step above. A scenario begins where the others do.`;
      this.#say('unknown-path', keyRange(pair), message, ...outdented(this.text, pair, this.#column));
      return [];
    }
    return this.#unknown(
      keyRange(pair),
      text,
      this.#meantPath(text, () => perturbablePaths(this.#now.trial).map((path) => path.join('.'))),
    );
  }

  #unknown(range: Range, text: string, meant: string | undefined): Perturbation[] {
    const fixes = meant ? [replaceFix(range, meant)] : [];
    this.#say('unknown-path', range, `The trial has no ${shown(text)} at this step.${didYouMean(meant)}`, ...fixes);
    return [];
  }

  #head(node: Node): Range {
    const line = this.text.indexOf('\n', node.start);
    return { start: node.start, end: line < 0 ? node.end : Math.min(node.end, line) };
  }
}

const STEP_NEEDED =
  'A step is `path: value`, `drop: path`, `add: { path: … }`, `outcome: id` or `contrast: a vs b`, behind a `-`.';

const keyRange = ({ keyStart, keyEnd }: Pick<Pair, 'keyStart' | 'keyEnd'>): Range => ({ start: keyStart, end: keyEnd });

function comesAndGoes(path: Path): boolean {
  const defines = path.length > 1 ? shapeAt(path.slice(0, -1))?.meta.defines : undefined;
  return defines !== undefined && CAN_COME_AND_GO.has(defines);
}

export interface ReadScenario {
  scenario: Scenario;
  /** Offsets count from the scenario's own base. */
  diagnostics: readonly Diagnostic[];
}

/** Reads one named scenario against the trial as it was observed. */
export function readScenario(trial: Trial, written: WrittenScenario): ReadScenario {
  const { pair, base } = written;
  const reader = new ScenarioReader(trial, written);
  reader.read(pair.value);
  const range = { start: pair.keyStart + base, end: Math.max(pair.keyEnd, pair.value.end) + base };
  return { scenario: { name: pair.key, range, steps: reader.steps }, diagnostics: reader.diagnostics };
}
