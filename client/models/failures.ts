/** What went wrong with a model, in the editor's words. Pure. */
import { ChatFailure } from '../../core/imagine/servers/chat.ts';

/** What went wrong, for a person: a server's failure says by itself what to do next, and here where that is done. */
export function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return outOfTokens(error)
    ? `${error.message} The settings are deepimagine.models.maxTokens and deepimagine.models.think.`
    : error.message;
}

export const failureKind = (error: unknown): string | undefined =>
  error instanceof ChatFailure ? error.kind : undefined;

/** The answer, or what was thought before it, took all the tokens that it might. */
function outOfTokens(error: Error): boolean {
  return ['empty', 'unreadable'].includes(failureKind(error) ?? '') && /\b(all|after) \d+ tokens\b/.test(error.message);
}
