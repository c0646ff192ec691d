/**
 * What a look at all records takes from each: enough to find anchors, to split, and to tell near-duplicates, without the record. A corpus keeps it, so that
 * not every question reads all records.
 */
import * as z from 'zod';
import { importRecord } from '../../trial/registry/import.ts';
import { isRecord, partOf, tokenOf } from '../../trial/registry/measures.ts';
import type { Trial } from '../../trial/schema.ts';
import { cardOf, cardSchema } from './card.ts';
import { termsOfRecord } from './record-terms.ts';

const texts = z.array(z.string());

const noteSchema = z.object({
  posted: z.string().exactOptional().describe('When results were first posted.'),
  results: z.boolean().describe('The record has a section of results.'),
  read: z.boolean().describe('It has results, and is a trial.'),
  card: cardSchema,
  conditions: texts.exactOptional().describe('The registry’s own terms (MeSH).'),
  interventions: texts.exactOptional(),
  groups: texts.exactOptional().describe('Terms above those of the conditions.'),
});
export type Note = z.infer<typeof noteSchema>;

/** A record as a trial; undefined where it is none. */
export function trialOf(json: unknown): Trial | undefined {
  const imported = importRecord(json);
  return 'problem' in imported ? undefined : imported.trial;
}

/** The note of a record, given the trial that it was read as. One without results is known as what others may be near-duplicates of. */
export function noteOf(id: string, json: unknown, trial: Trial | undefined): Note {
  const { protocolSection, resultsSection } = partOf(json);
  const posted = tokenOf(partOf(partOf(partOf(protocolSection).statusModule).resultsFirstPostDateStruct).date);
  const terms = termsOfRecord(json);
  const { refers = [], keys = [], ...browse } = terms;
  const results = isRecord(resultsSection);
  const read = results && trial !== undefined;
  const when = posted !== undefined && { posted };
  if (!read) return { ...when, results, read, card: cardOf({ trial: id }, { refers, keys }) };
  const { conditions, interventions, groups } = browse;
  return {
    ...when,
    results,
    read,
    card: cardOf(trial, terms),
    ...(conditions && { conditions: [...conditions] }),
    ...(interventions && { interventions: [...interventions] }),
    ...(groups && { groups: [...groups] }),
  };
}

const keptSchema = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    context.addIssue((error as Error).message);
    return z.NEVER;
  }
});

/** A note as it was kept; undefined where it is none. */
export function noteIn(kept: string): Note | undefined {
  return keptSchema.pipe(noteSchema).safeParse(kept).data;
}

declare const DEEPIMAGINE_NOTES: string | undefined;

/**
 * A digest of the program that makes notes, which the build puts here: notes of another one are made anew. Undefined where the program runs from its sources,
 * which may change between any two runs: nothing is kept then.
 */
export const NOTES_VERSION = typeof DEEPIMAGINE_NOTES === 'undefined' ? undefined : DEEPIMAGINE_NOTES;
