/** A document brought up to date with its registry record: facts are refreshed, what a person wrote is kept. */
import { rewrite } from '../edit/rewrite.ts';
import type { Trial } from '../schema.ts';
import type { Parsed, TextEdit } from '../types.ts';
import { Keeper } from './update-keep.ts';
import { inIdsOf } from './update-match.ts';
import { Merge } from './update-merge.ts';

/**
 * The edits that bring a document up to date with `fresh`, its record as it is now (`importRecord`); none where it is.
 *
 * Kept are arrows (what they start from is refreshed), scenarios, focus, comments, order, layout and the document's ids. What the
 * record has no longer goes where `sources` says that it came from there, unless a person refers to it or commented it. A row or an
 * analysis that the record does not have stays where the rest of its outcome (of its row) is as it was, for then a person put it there.
 * Which way an outcome is good (`better`) is a judgement and only added.
 */
export function updateTrial(parsed: Parsed, fresh: Trial): TextEdit[] {
  const keeper = new Keeper(parsed);
  const merge = new Merge(keeper, inIdsOf(parsed.trial, fresh, keeper.references.added));
  return rewrite(parsed, merge.trial(), merge.origins);
}
