/** Where records come from: files, folders and zip archives, as streams of text. Nothing is ever held whole. */
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { RecordSplitter } from '../../trial/registry/split.ts';

/** One file of records, in a folder, in an archive or by itself. */
export interface Source {
  name: string;
  /** Bytes where it lies, compressed or not; 0 of what is no file. */
  size: number;
  /** What is in it, uncompressed. An archive's source is to be read before the next is asked for. */
  open(): Promise<Readable>;
}

const RECORDS = /\.(?:json|jsonl|ndjson)(?:\.gz)?$/i;
const ARCHIVE = /\.zip$/i;

/** Errors of either end whoever reads the stream; the callback only keeps them from being thrown twice. */
const gunzipped = (raw: Readable): Readable => pipeline(raw, createGunzip(), () => undefined);

/** By what a file begins with, whatever it is called. */
async function kindOf(file: string): Promise<'gzip' | 'zip' | 'text'> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    const start = buffer.subarray(0, bytesRead).toString('latin1');
    return start.startsWith('\x1f\x8b') ? 'gzip' : start === 'PK\x03\x04' || start === 'PK\x05\x06' ? 'zip' : 'text';
  } finally {
    await handle.close();
  }
}

async function* sourcesInArchive(file: string): AsyncGenerator<Source> {
  const { openPromise } = await import('yauzl');
  const archive = await openPromise(file, { autoClose: false });
  try {
    for await (const entry of archive.eachEntry()) {
      if (!RECORDS.test(entry.fileName)) continue;
      yield {
        name: `${file}/${entry.fileName}`,
        size: entry.compressedSize,
        open: async () => {
          const raw = await archive.openReadStreamPromise(entry);
          return /\.gz$/i.test(entry.fileName) ? gunzipped(raw) : raw;
        },
      };
    }
  } finally {
    archive.close();
  }
}

async function* sourcesInFile(file: string, size: number): AsyncGenerator<Source> {
  const kind = await kindOf(file);
  if (kind === 'zip') yield* sourcesInArchive(file);
  else
    yield {
      name: file,
      size,
      open: async () => (kind === 'gzip' ? gunzipped(createReadStream(file)) : createReadStream(file)),
    };
}

/**
 * The files of records at a place, in the order of their names: the file itself, whatever it is called; or below a folder, and in an
 * archive, all `.json`, `.jsonl` and `.ndjson`, gzipped or not. Hidden folders are left out.
 */
export async function* sourcesAt(place: string): AsyncGenerator<Source> {
  const entry = await stat(place);
  if (!entry.isDirectory()) {
    if (entry.isFile()) yield* sourcesInFile(place, entry.size);
    // A pipe can be read but once, so it is not looked into beforehand.
    else yield { name: place, size: 0, open: async () => createReadStream(place) };
    return;
  }
  const entries = await readdir(place);
  for (const name of entries.sort()) {
    const below = path.join(place, name);
    if (RECORDS.test(name) || ARCHIVE.test(name)) {
      const file = await stat(below);
      if (file.isFile()) yield* sourcesInFile(below, file.size);
    } else if (!name.startsWith('.') && name !== 'node_modules' && (await stat(below)).isDirectory())
      yield* sourcesAt(below);
  }
}

/** How many bytes of its source a stream has taken; 0 where it does not say. */
function takenBy(stream: Readable): number {
  const { bytesWritten, bytesRead } = stream as { bytesWritten?: number; bytesRead?: number };
  return bytesWritten ?? bytesRead ?? 0;
}

/** The records of a source as texts, one in memory at a time: JSON of one or an array, or NDJSON. `onTaken` hears how many bytes were taken. */
export async function* textsOf(source: Source, onTaken?: (bytes: number) => void): AsyncGenerator<string> {
  const stream = await source.open();
  stream.setEncoding('utf8');
  const splitter = new RecordSplitter();
  try {
    for await (const piece of stream) {
      onTaken?.(takenBy(stream));
      yield* splitter.push(piece as string);
    }
    yield* splitter.end();
  } finally {
    stream.destroy();
  }
}
