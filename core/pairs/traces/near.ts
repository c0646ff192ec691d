/**
 * Near-duplicates: texts that share nearly all of their runs of three words. By MinHash (Broder 1997) with locality-sensitive bands, so the time
 * is linear in the number of texts and each is kept in some hundred bytes.
 */
import { drawn } from '../lowest.ts';

/** Words in a shingle. */
const RUN = 3;
const HASHES = 96;
/** Bands of four: of two texts that share four fifths, one is found with more than 0.9999. */
const BAND = 4;
/** Share of equal hashes from which two texts are nearly the same: an estimate of the Jaccard index, ± 0.04. */
export const NEAR = 0.8;

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** The lowest hash of a text's shingles, by each of many hash functions. */
function signatureOf(text: string): Uint32Array {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const signature = new Uint32Array(HASHES).fill(0xffffffff);
  for (let i = 0; i === 0 || i + RUN <= words.length; i++) {
    const shingle = hashOf(words.slice(i, i + RUN).join(' '));
    for (let k = 0; k < HASHES; k++) {
      const hash = drawn(shingle, k);
      if (hash < (signature[k] as number)) signature[k] = hash;
    }
  }
  return signature;
}

export class NearDuplicates {
  readonly #signatures: { id: string; signature: Uint32Array }[] = [];
  readonly #bands: Map<string, number[]>[] = Array.from({ length: HASHES / BAND }, () => new Map());

  /** The id of a text that was added before and is nearly the same; undefined where none is. */
  like(text: string): string | undefined {
    const signature = signatureOf(text);
    for (const [band, buckets] of this.#bands.entries())
      for (const at of buckets.get(signature.subarray(band * BAND, (band + 1) * BAND).join()) ?? []) {
        const other = this.#signatures[at];
        if (!other) continue;
        let same = 0;
        for (let k = 0; k < HASHES; k++) if (signature[k] === other.signature[k]) same++;
        if (same >= NEAR * HASHES) return other.id;
      }
    return undefined;
  }

  add(id: string, text: string): void {
    const signature = signatureOf(text);
    const at = this.#signatures.push({ id, signature }) - 1;
    for (const [band, buckets] of this.#bands.entries()) {
      const key = signature.subarray(band * BAND, (band + 1) * BAND).join();
      const bucket = buckets.get(key);
      if (bucket) bucket.push(at);
      else buckets.set(key, [at]);
    }
  }
}
