/**
 * Registry records out of a stream of text, one at a time: one record, an array of them, or one a line (NDJSON). What is held in
 * memory is one record, however many there are.
 */

/** The registry's largest records are some megabytes; what is longer is no record. */
const LONGEST = 64 * 1024 * 1024;

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

/** Of text between records so much is kept, to be told of. */
const STRAY = 80;
/** What may stand between records: white space, a byte order mark, and the signs of an array. */
const BETWEEN = /[\s\ufeff,[\]]/;

/** Finds the outermost objects of a text that comes in pieces. */
export class RecordSplitter {
  #stray = '';
  #pending: string[] = [];
  #length = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  /**
   * Takes the next piece; yields the text of every record that ends in it. A record that is cut short by a line that begins
   * the next is yielded as it is, and so is a line, or its beginning, that belongs to no record: nothing is lost silently.
   */
  *push(piece: string): Generator<string> {
    let from = this.#depth > 0 ? 0 : -1;
    for (let at = 0; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (this.#depth === 0) {
        if (this.#stray !== '' && (code === 10 || code === OPEN)) yield this.#takeStray();
        if (code !== OPEN) {
          const sign = piece[at] ?? '';
          if (this.#stray.length < STRAY && (this.#stray !== '' || !BETWEEN.test(sign))) this.#stray += sign;
          continue;
        }
      }
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (code === BACKSLASH) this.#escaped = true;
        else if (code === QUOTE) this.#inString = false;
        // A string of JSON holds no line end: what is broken ends with its line, and the next line is whole again.
        else if (code === 10) {
          yield this.#take(piece.slice(Math.max(from, 0), at));
          from = -1;
        }
      } else if (code === QUOTE) this.#inString = true;
      else if (code === OPEN) {
        // No record of the registry begins inside another at the start of a line: the one before was cut short.
        if (this.#depth > 0 && this.#startsRecord(piece, at)) {
          yield this.#take(piece.slice(Math.max(from, 0), at));
          from = -1;
        }
        if (this.#depth === 0) from = at;
        this.#depth++;
      } else if (code === CLOSE) {
        this.#depth--;
        if (this.#depth === 0) {
          yield this.#take(piece.slice(from, at + 1));
          from = -1;
        }
      }
    }
    if (this.#depth > 0 && from >= 0) {
      this.#pending.push(piece.slice(from));
      this.#length += piece.length - from;
      if (this.#length > LONGEST) yield this.#take('');
    }
  }

  /** What is left over at the end: a record that was cut short, or a line that is none. */
  *end(): Generator<string> {
    if (this.#depth > 0) yield this.#take('');
    if (this.#stray !== '') yield this.#takeStray();
  }

  #takeStray(): string {
    const stray = this.#stray;
    this.#stray = '';
    return stray;
  }

  #startsRecord(piece: string, at: number): boolean {
    return (
      (at === 0 ? false : piece.charCodeAt(at - 1) === 10) &&
      /^\{\s*"(?:protocolSection|hasResults)"/.test(piece.slice(at, at + 40))
    );
  }

  #take(last: string): string {
    const record = this.#pending.join('') + last;
    this.#pending = [];
    this.#length = 0;
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
    return record;
  }
}
