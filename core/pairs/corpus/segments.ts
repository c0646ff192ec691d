/**
 * The records of a corpus, as files that only grow: `records/000001.ndjson.gz` and so on. Each record is one gzip member that holds
 * one line of JSON, so any tool reads a file as compressed NDJSON, and one record is read without the others. How much of a file
 * counts, the index says: what lies behind that was being written when a writer was killed.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  constants as modes,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

export interface Place {
  segment: number;
  at: number;
  length: number;
}

/** What is done to files, so that a test can stop anywhere in it. */
export interface Disk {
  write(file: number, bytes: Uint8Array, at: number): void;
  /** Returns when what was written is on the disk. */
  sync(file: number): void;
}

export const DISK: Disk = {
  write(file, bytes, at) {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, at + done);
  },
  sync: fsyncSync,
};

const NAME = /^(\d{6,})\.ndjson\.gz$/;

export const packed = (text: string): Uint8Array => gzipSync(`${text}\n`);

export class Segments {
  readonly #folder: string;
  readonly #disk: Disk;

  constructor(folder: string, disk: Disk = DISK) {
    this.#folder = folder;
    this.#disk = disk;
  }

  #file(segment: number): string {
    return path.join(this.#folder, `${String(segment).padStart(6, '0')}.ndjson.gz`);
  }

  /** Writes behind the first `from` bytes of a segment, whatever was there, and returns where each piece is, once all are on the disk. */
  append(segment: number, from: number, pieces: readonly Uint8Array[]): Place[] {
    const isNew = !existsSync(this.#file(segment));
    const file = openSync(this.#file(segment), modes.O_RDWR | modes.O_CREAT);
    try {
      ftruncateSync(file, from);
      let at = from;
      const places = pieces.map((bytes) => {
        const place = { segment, at, length: bytes.length };
        at += bytes.length;
        return place;
      });
      this.#disk.write(file, Buffer.concat(pieces), from);
      this.#disk.sync(file);
      if (isNew) this.#syncFolder();
      return places;
    } finally {
      closeSync(file);
    }
  }

  /** A new file outlives a power cut only when its folder was written, too. Windows has no such thing. */
  #syncFolder(): void {
    if (process.platform === 'win32') return;
    const folder = openSync(this.#folder, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }

  /** The pieces of one segment, as they are there. `ENOENT` where it was emptied and removed in the meantime. */
  *read(segment: number, places: Iterable<Place>): Generator<Uint8Array> {
    const file = openSync(this.#file(segment), 'r');
    try {
      for (const { at, length } of places) {
        const bytes = Buffer.allocUnsafe(length);
        for (let done = 0; done < length; ) {
          const count = readSync(file, bytes, done, length - done, at + done);
          if (count === 0) throw new Error(`${this.#file(segment)} ends before its record at ${at}`);
          done += count;
        }
        yield bytes;
      }
    } finally {
      closeSync(file);
    }
  }

  remove(segment: number): void {
    rmSync(this.#file(segment), { force: true });
  }

  /** The segments that have a file. */
  present(): number[] {
    return readdirSync(this.#folder)
      .flatMap((name) => NAME.exec(name)?.[1] ?? [])
      .map(Number);
  }
}

/** The line of JSON that a piece holds. Throws where it is not what was written. */
export const unpacked = (bytes: Uint8Array): string => gunzipSync(bytes).toString('utf8').trimEnd();
