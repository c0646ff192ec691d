/** Makes ready what the first imagining of a document would wait for. Tells nobody anything. */
import { ready } from '../../core/imagine/ready.ts';
import type { Snapshot } from '../documents.ts';
import type { Work } from '../work.ts';

export function* prepared(document: Snapshot): Work<void> {
  if (!document.tooLarge) yield* ready(document.parsed.trial);
}
