/** The documents that the client has open: their text kept in step with the editor's, their parse made once per version. */
import type { Range as LspRange, Position, TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { LARGEST, parse } from '../core/trial/parse.ts';
import type { Parsed, Range } from '../core/trial/types.ts';

/** One version of one document. It never changes, so an answer that takes several turns speaks of one text throughout. */
export class Snapshot {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  #before: Parsed | undefined;
  #parsed: Parsed | undefined;
  #lines: TextDocument | undefined;

  /** `before`: a parse of an earlier version, of which the segments that did not change are taken over. */
  constructor(uri: string, version: number, text: string, before?: Parsed) {
    this.uri = uri;
    this.version = version;
    this.text = text;
    this.#before = before;
  }

  /** Parsed when first asked for: a burst of changes is parsed once, at its end. */
  get parsed(): Parsed {
    if (!this.#parsed) {
      this.#parsed = parse(this.text, this.#before);
      // Held no longer: otherwise every version would keep all those before it.
      this.#before = undefined;
    }
    return this.#parsed;
  }

  /** The newest parse there is, of this version or an earlier one, without making one. */
  get lastParsed(): Parsed | undefined {
    return this.#parsed ?? this.#before;
  }

  /** Kept in step with the editor, but not read: its diagnostics say so, and no feature looks at it. */
  get tooLarge(): boolean {
    return this.text.length > LARGEST;
  }

  positionAt(offset: number): Position {
    return this.#table.positionAt(offset);
  }

  offsetAt(position: Position): number {
    return this.#table.offsetAt(position);
  }

  rangeAt({ start, end }: Range): LspRange {
    return { start: this.positionAt(start), end: this.positionAt(end) };
  }

  offsetsOf(range: LspRange): Range {
    return { start: this.offsetAt(range.start), end: this.offsetAt(range.end) };
  }

  get #table(): TextDocument {
    this.#lines ??= TextDocument.create(this.uri, 'trial', this.version, this.text);
    return this.#lines;
  }
}

interface Open {
  /** Takes the changes in; holds the text only. */
  text: TextDocument;
  snapshot: Snapshot;
}

export class Documents {
  readonly #open = new Map<string, Open>();

  /** The newest version; undefined where the document is not open. */
  get(uri: string): Snapshot | undefined {
    return this.#open.get(uri)?.snapshot;
  }

  get size(): number {
    return this.#open.size;
  }

  open(uri: string, version: number, text: string): Snapshot {
    const snapshot = new Snapshot(uri, version, text);
    this.#open.set(uri, { text: TextDocument.create(uri, 'trial', version, text), snapshot });
    return snapshot;
  }

  /** Undefined where the document is not open: a change of what was never opened, or was closed already. */
  change(uri: string, version: number, changes: TextDocumentContentChangeEvent[]): Snapshot | undefined {
    const open = this.#open.get(uri);
    if (!open) return undefined;
    open.text = TextDocument.update(open.text, changes, version);
    open.snapshot = new Snapshot(uri, version, open.text.getText(), open.snapshot.lastParsed);
    return open.snapshot;
  }

  /** Frees everything that was kept for the document. */
  close(uri: string): void {
    this.#open.delete(uri);
  }
}
