/** What can be written at the cursor: keys that are missing there, and values. Works in a line that is half typed. */
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
  type Position,
} from 'vscode-languageserver/node';
import { plainLine } from '../../core/trial/markdown.ts';
import { pathOf, valueAt } from '../../core/trial/paths.ts';
import { printScalar } from '../../core/trial/quoting.ts';
import { type Shape, shapeAt } from '../../core/trial/shape.ts';
import type { Range } from '../../core/trial/types.ts';
import type { Client } from '../client.ts';
import { type Context, contextAt } from '../context.ts';
import type { Snapshot } from '../documents.ts';
import { EXAMPLE, type Offer, offers, settable, sideIds, UNIT_DETAIL } from '../offers.ts';
import { suggestions } from '../suggestions.ts';
import { STEP_WORDS, shapeOf, stepPath } from '../walk.ts';
import { code } from './hover.ts';

/** A completion before it is placed. */
interface Item {
  label: string;
  kind: CompletionItemKind;
  /** Written in place of `range`; `CURSOR` marks where the cursor goes. */
  insert: string;
  range: Range;
  detail?: string | undefined;
  documentation?: string | undefined;
  /** Something is to follow at once, so the editor may offer again. */
  more?: boolean;
}

const ARROW = /\s~>\s+/g;
/** No text of a document holds it: YAML forbids it. */
const CURSOR = '\u0000';

function documentation({ meta, values }: Shape): string {
  const registry = meta.registry ? `\n\nRegistry: ${code(meta.registry)}` : '';
  const closed = values ? `\n\nOne of: ${values.map((value) => code(value)).join(', ')}.` : '';
  return `${meta.doc}${closed}${registry}`;
}

class Completer {
  readonly #document: Snapshot;
  readonly #context: Context;

  constructor(document: Snapshot, context: Context) {
    this.#document = document;
    this.#context = context;
  }

  items(): Item[] {
    const { wants, path } = this.#context;
    if (wants === 'value') return this.#values();
    const inner = stepPath(path);
    if (path[0] === 'scenarios' && path.length === 3) return this.#steps();
    if (inner?.length === 1 && inner[0] === 'add') return this.#added();
    const shape = shapeOf(path);
    if (!shape) return [];
    if (shape.keys) return this.#keys(shape.keys);
    if (shape.kind === 'list' && wants === 'node') return this.#dashes(shape);
    if (shape.kind === 'record') return this.#entries(shape);
    return wants === 'node' ? this.#values() : [];
  }

  /** What follows a key's name: its colon, and room for its value. */
  #after(shape: Shape | undefined): { text: string; more: boolean } {
    const { flow, column, colon } = this.#context;
    if (colon) return { text: '', more: false };
    const kind = shape?.kind;
    const map = kind === 'map' || kind === 'record';
    if (flow) return { text: map ? `: { ${CURSOR} }` : kind === 'list' ? `: [${CURSOR}]` : ': ', more: true };
    const below = `\n${' '.repeat(column + 2)}`;
    if (map) return { text: `:${below}${CURSOR}`, more: true };
    if (kind === 'list')
      return shape?.element?.keys
        ? { text: `:${below}- ${CURSOR}`, more: true }
        : { text: `: [${CURSOR}]`, more: true };
    return { text: ': ', more: true };
  }

  #key(name: string, shape: Shape | undefined, extra: Partial<Item> = {}): Item {
    const { text, more } = this.#after(shape);
    return {
      label: name,
      kind: CompletionItemKind.Property,
      insert: name + text,
      range: this.#context.range,
      documentation: shape && documentation(shape),
      more,
      ...extra,
    };
  }

  /** The keys that the map has already, but for the one that the cursor is on. */
  #present(): Set<string> {
    const { path, range } = this.#context;
    const current = this.#document.text.slice(range.start, range.end);
    const present = this.#document.parsed.childrenOf(path).map(String);
    return new Set(present.filter((key) => key !== current));
  }

  #keys(keys: ReadonlyMap<string, Shape>): Item[] {
    const present = this.#present();
    return [...keys].filter(([key]) => !present.has(key)).map(([key, shape]) => this.#key(key, shape));
  }

  #entries(shape: Shape): Item[] {
    const { refers } = shape.meta;
    if (refers !== 'arm' && refers !== 'arm or group') return [];
    const present = this.#present();
    const ids = sideIds(this.#document.parsed.trial, refers).filter(({ value }) => !present.has(value));
    return ids.map(({ value, detail }) =>
      this.#key(value, shape.element?.keys ? { ...shape.element, kind: 'map' } : shape.element, {
        detail,
        kind: CompletionItemKind.Reference,
        documentation: undefined,
        // The values of an arm fit on its line.
        ...(shape.element?.keys &&
          !this.#context.flow &&
          !this.#context.colon && { insert: `${value}: { ${CURSOR} }` }),
      }),
    );
  }

  /** A new item of a list, in the column of the cursor. */
  #dashes(shape: Shape): Item[] {
    const { range, path } = this.#context;
    if (path[0] === 'scenarios') return this.#steps('- ');
    const first = shape.element?.keys ? [...shape.element.keys][0] : undefined;
    if (first)
      return [
        { ...this.#key(first[0], first[1]), insert: `- ${first[0]}: `, label: `- ${first[0]}`, range, more: true },
      ];
    return this.#values().map((item) => ({ ...item, label: `- ${item.label}`, insert: `- ${item.insert}` }));
  }

  #steps(dash = ''): Item[] {
    const { trial } = this.#document.parsed;
    const set = settable(trial).map((path): Item => {
      const shape = shapeAt(pathOf(path));
      const now = valueAt(trial, pathOf(path));
      const detail = now === undefined ? undefined : plainLine(Array.isArray(now) ? now.join(', ') : String(now), 80);
      const item = this.#key(path, shape, { detail, kind: CompletionItemKind.Field });
      return { ...item, insert: dash + item.insert };
    });
    const words = Object.entries(STEP_WORDS).map(([word, doc]): Item => {
      const item = this.#key(word, undefined, { kind: CompletionItemKind.Keyword, documentation: doc });
      return { ...item, insert: dash + (word === 'add' && !this.#context.colon ? `add: { ${CURSOR} }` : item.insert) };
    });
    return [...set, ...words];
  }

  /** `add: { arms.<new id>: { … } }`. */
  #added(): Item[] {
    return ['arms', 'outcomes'].map((section) => ({
      label: `${section}.…`,
      kind: CompletionItemKind.Keyword,
      insert: this.#context.colon ? `${section}.` : `${section}.${CURSOR}`,
      range: this.#context.range,
      documentation: shapeAt([section]) && documentation(shapeAt([section]) as Shape),
    }));
  }

  /** The paths of a step's value are those of what it sets. */
  #subject(): readonly (string | number)[] {
    const { path } = this.#context;
    const inner = stepPath(path);
    return inner ? [...pathOf(String(inner[0])), ...inner.slice(1)] : path;
  }

  #values(): Item[] {
    const { typed, path } = this.#context;
    const arrows = [...typed.matchAll(ARROW)];
    const last = arrows.at(-1);
    const from = last ? last.index + last[0].length : 0;
    const part = typed.slice(from);
    const shape = shapeOf(path);
    const inStep = stepPath(path) !== undefined;
    const { trial } = this.#document.parsed;
    const items: Item[] = [];
    if (inStep || last) {
      for (const { to, why } of suggestions(trial, this.#subject()))
        if (!Array.isArray(to) || !last)
          items.push(
            this.#value({ value: '', from: 0 }, from, { to: Array.isArray(to) ? to.map(String) : String(to), why }),
          );
    }
    const all = offers(trial, path, part);
    // A number still wants its unit before it can be changed into another.
    const complete = all[0]?.detail !== UNIT_DETAIL || !/\d\s*$/.test(part);
    const goesOn = shape?.meta.perturbable === true && !inStep && complete && /\S\s+~?$/.test(part);
    const further = goesOn ? this.#arrows(typed) : [];
    items.push(...further);
    // What is there already changes nothing, and examples are of other trials.
    const known = new Set([...items.map(({ label }) => label), ...this.#beside()]);
    if (last) for (const value of typed.split(ARROW).slice(0, -1)) known.add(value.trim());
    const own = items.length > 0 && !shape?.values;
    const offered = all.filter(({ value, detail }) => {
      if (further.length > 0) return value.length > part.length && value.startsWith(part);
      return !(inStep || last) || (detail !== EXAMPLE && (!own || !last || detail === UNIT_DETAIL));
    });
    const inList = typeof path.at(-1) === 'number';
    const now = inStep && !inList ? valueAt(trial, this.#subject()) : undefined;
    const [fresh, same] = [offered, offered].map((some, index) =>
      some.filter(({ value }) => !known.has(value) && (value === String(now ?? '')) === (index === 1)),
    );
    for (const offer of fresh ?? []) items.push(this.#value(offer, from));
    for (const offer of same ?? []) items.push(this.#value({ ...offer, detail: 'as observed' }, from));
    return items;
  }

  /** In a list, what stands in it already, but for what is being written. */
  #beside(): string[] {
    const { path, range } = this.#context;
    const { parsed, text } = this.#document;
    if (typeof path.at(-1) !== 'number') return [];
    const list = path.slice(0, -1);
    return parsed.childrenOf(list).flatMap((item) => {
      const at = parsed.rangeOf([...list, item], 'value');
      if (!at || (at.start <= range.end && at.end >= range.start)) return [];
      return text.slice(at.start, at.end).replace(/^(["'])(.*)\1$/, '$2');
    });
  }

  /** `5 mg ` may go on as `5 mg ~> 2.5 mg`. */
  #arrows(typed: string): Item[] {
    const { path, range } = this.#context;
    const start = range.start + typed.replace(/~$/, '').length;
    const place = { start, end: range.end };
    const to = suggestions(this.#document.parsed.trial, path).filter((one) => !Array.isArray(one.to));
    // In prose a space is a space.
    if (to.length === 0 && !typed.endsWith('~')) return [];
    const arrow = { kind: CompletionItemKind.Operator, range: place };
    return [
      { ...arrow, label: '~>', insert: '~> ', detail: 'imagine another value', more: true },
      ...to.map(({ to: value, why }) => ({
        ...arrow,
        label: `~> ${value}`,
        insert: `~> ${this.#print(String(value))}`,
        detail: why,
      })),
    ];
  }

  #print(value: string): string {
    const { quote, flow } = this.#context;
    if (quote === "'") return value.replaceAll("'", "''");
    if (quote) return JSON.stringify(value).slice(1, -1);
    // The schema gives numbers their type; what looks like one is written as one.
    return /^-?\d+(?:\.\d+)?$/.test(value) ? value : printScalar(value, flow ? 'flow' : 'block');
  }

  #value({ value, from, detail, raw }: Offer, part: number, suggested?: { to: string | string[]; why: string }): Item {
    const { range, path, quote, wants } = this.#context;
    const list = shapeOf(path)?.kind === 'list' && wants === 'value' && !quote;
    const said = suggested ? suggested.to : value;
    const insert = Array.isArray(said)
      ? `[${said.map((one) => this.#print(one)).join(', ')}]`
      : list
        ? `[${this.#print(said)}]`
        : raw
          ? said
          : this.#print(said);
    const label = Array.isArray(said) ? said.join(', ') : said.trim();
    return {
      label,
      kind: raw ? CompletionItemKind.Reference : CompletionItemKind.Value,
      insert: insert,
      range: { start: range.start + part + from, end: range.end },
      detail: suggested ? suggested.why : detail,
      ...(said.length > 0 && !Array.isArray(said) && said.endsWith(' ') && { more: true }),
    };
  }
}

/** The completions at a position. Whatever is inserted is right where it stands: in a block, in brackets, in quotes. */
export function completion(document: Snapshot, position: Position, client: Client): CompletionList {
  const context = contextAt(document.text, document.offsetAt(position));
  if (!context) return { isIncomplete: false, items: [] };
  const items = new Completer(document, context).items().map((item, index): CompletionItem => {
    const parts = item.insert.split(CURSOR);
    const text = client.snippets ? parts.map((part) => part.replace(/[\\$]/g, '\\$&')).join('$0') : parts.join('');
    return {
      label: item.label,
      kind: item.kind,
      sortText: String(index).padStart(4, '0'),
      filterText: document.text.slice(item.range.start, item.range.end).startsWith(' ') ? ` ${item.label}` : item.label,
      textEdit: { range: document.rangeAt(item.range), newText: text },
      insertTextMode: InsertTextMode.asIs,
      ...(client.snippets && { insertTextFormat: InsertTextFormat.Snippet }),
      ...(item.detail && { detail: item.detail }),
      ...(item.documentation && {
        documentation: {
          kind: client.markdown ? MarkupKind.Markdown : MarkupKind.PlainText,
          value: item.documentation,
        },
      }),
      // VS Code offers again by itself only behind what was typed.
      ...(item.more && client.panel && { command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } }),
    };
  });
  return { isIncomplete: context.wants === 'value', items };
}
