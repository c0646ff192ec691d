/** What an index says of its records depends on the program that read them: a newer one reads them again. */
import type { Corpus, Described } from './corpus.ts';
import { describe } from './intake.ts';
import { identify } from './record.ts';
import { turns } from './turns.ts';

/** Reads anew what an older version of this program said of the records that are held. */
export async function refresh(corpus: Corpus, signal?: AbortSignal): Promise<void> {
  const turn = turns();
  for (const ids of corpus.outdated()) {
    const described: Described[] = [];
    for (const id of ids) {
      const text = corpus.read(id);
      const entry = text === undefined ? undefined : identify(JSON.parse(text));
      const read = entry && describe(entry);
      if (read && 'facts' in read) described.push(read);
      await turn();
    }
    corpus.redescribe(described);
    if (signal?.aborted) return;
  }
}
