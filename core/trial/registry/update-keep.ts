/** What of a document is a person's: what they refer to, what they commented, and what did not come from the record. */
import { hasComment } from '../edit/rewrite.ts';
import { pathOf } from '../paths.ts';
import { parseContrast, parseFocus } from '../quantity/contrast.ts';
import type { Parsed, Path } from '../types.ts';
import { PERHAPS } from './sources.ts';

/** What scenarios, arrows and the focus of a document speak of. */
export class References {
  readonly #paths = new Set<string>();
  /** Ids that scenarios give to what they add. */
  readonly added = new Set<string>();
  readonly rows = new Set<string>();

  constructor({ trial, inPlace }: Parsed) {
    const look = (contrast: readonly string[], outcome: string | undefined, row: string | undefined) => {
      for (const id of contrast) this.side(id);
      if (outcome !== undefined) this.#paths.add(`outcomes.${outcome}`);
      if (row !== undefined) this.rows.add(row);
    };
    for (const { perturbation } of inPlace?.steps ?? [])
      if (perturbation.kind === 'set') this.#paths.add(perturbation.path.join('.'));
    const focus = trial.focus === undefined ? undefined : parseFocus(trial.focus);
    if (focus) look(focus.contrast, focus.outcome, focus.row);
    const word = (value: unknown) => (typeof value === 'string' ? value : undefined);
    for (const step of Object.values(trial.scenarios ?? {}).flat())
      for (const [key, value] of Object.entries(step)) {
        if (key === 'outcome' || key === 'contrast' || key === 'row')
          look(
            key === 'contrast' ? parseContrast(word(value) ?? '') : [],
            key === 'outcome' ? word(value) : undefined,
            key === 'row' ? word(value) : undefined,
          );
        else if (key === 'drop') this.#paths.add(word(value) ?? '');
        else if (key === 'add') for (const path of Object.keys(value ?? {})) this.added.add(String(pathOf(path)[1]));
        else this.#paths.add(key);
      }
  }

  /** Something that is kept speaks of this arm or group. */
  side(id: string): void {
    this.#paths.add(`arms.${id}`);
    this.#paths.add(`groups.${id}`);
  }

  /** Whether a path, or something below it, is spoken of. */
  at(path: Path): boolean {
    const text = path.join('.');
    if (this.#paths.has(text)) return true;
    for (const one of this.#paths) if (one.startsWith(`${text}.`)) return true;
    return false;
  }
}

export class Keeper {
  readonly parsed: Parsed;
  readonly references: References;
  readonly #sources: Readonly<Record<string, string>>;
  /** Paths that a joint entry (`arms.low.{dose,schedule}`) speaks of, each for itself. */
  readonly #told = new Set<string>();

  constructor(parsed: Parsed) {
    this.parsed = parsed;
    this.references = new References(parsed);
    this.#sources = parsed.trial.sources ?? {};
    for (const [path, source] of Object.entries(this.#sources)) {
      // What the import left out is a person's where it stands.
      if (source.includes(PERHAPS)) continue;
      const joint = /^(.*\.)\{(.*)\}$/.exec(path);
      for (const key of joint?.[2]?.split(',') ?? []) this.#told.add(`${joint?.[1]}${key}`);
      if (!joint) this.#told.add(path);
      const given = /^arms\.[^.]+\.gives\.[^.]+/.exec(path)?.[0];
      if (given) this.#told.add(given);
    }
  }

  /** Whether the document says, of this itself, that it came from the record. */
  fromRecord(path: Path): boolean {
    return this.#told.has(path.join('.'));
  }

  /** Whether an arm or group of the results is the record's. */
  sideFromRecord(id: string): boolean {
    return this.fromRecord(['arms', id]) || this.fromRecord(['groups', id]);
  }

  /** Whether the record reported results for an outcome when the document was made. */
  reported(outcome: string): boolean {
    return this.#sources[`outcomes.${outcome}`]?.startsWith('outcomeMeasures') ?? false;
  }

  /** Whether something that the record has no longer stays nevertheless. */
  stays(path: Path): boolean {
    return !this.fromRecord(path) || this.wanted(path);
  }

  /** Whether a person refers to it, or commented it. */
  wanted(path: Path): boolean {
    return this.references.at(path) || hasComment(this.parsed, path);
  }
}
