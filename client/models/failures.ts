/** What went wrong with a model, in the editor's words. Pure. */
import { ChatFailure } from '../../core/imagine/servers/chat.ts';

/** What went wrong, for a person: a server's failure says by itself what to do next, and here where that is done. */
export function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof ChatFailure) || error.limit === undefined) return error.message;
  return error.thought
    ? `${error.message} The settings are deepimagine.models.maxTokens and deepimagine.models.think.`
    : `${error.message} The setting is deepimagine.models.maxTokens.`;
}

export const failureKind = (error: unknown): string | undefined =>
  error instanceof ChatFailure ? error.kind : undefined;
