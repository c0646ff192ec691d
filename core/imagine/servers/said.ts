/** What every server's stream has in common: parts of an answer in, `ChatEvent`s out, and each way to fail told apart. */
import type { Call } from './call.ts';
import type { ChatEvent, ChatFailure, ChatRequest, TokenChance } from './chat.ts';
import { type Asked, empty, repetition, truncated, withheld } from './failure.ts';
import { Repetition } from './repetition.ts';
import { type Part, Thoughts } from './thoughts.ts';

/** So many tokens at the end of an answer servers count or do not: its end's own, one that was begun. */
const UNCOUNTED = 4;

/** One part of an answer, in no server's spelling. */
export interface Said {
  thought?: string | undefined;
  text?: string | undefined;
  tokens?: readonly TokenChance[] | undefined;
  finish?: string | undefined;
  promptTokens?: number | undefined;
  answerTokens?: number | undefined;
}

/**
 * Events of an answer. `thinks`: the model is known to reason first, or nothing is known of that; `context`: tokens that question and
 * answer may have together, where the server tells. Throws the signal's reason where it was aborted, else a `ChatFailure`; the connection is closed when the
 * caller stops reading.
 */
export async function* events(
  parts: AsyncIterable<Said>,
  request: ChatRequest,
  asked: Asked,
  call: Call,
  told: (error: unknown) => ChatFailure,
  thinks = true,
  context?: number,
): AsyncGenerator<ChatEvent> {
  const split = new Thoughts(request.schema !== undefined, thinks && request.think !== false);
  const repeats = { thought: new Repetition(), text: new Repetition() };
  let finish: string | undefined;
  let reasoned = false;
  let answered = false;
  const counts: { promptTokens?: number; answerTokens?: number } = {};
  /** So many bytes were said: of a server that does not count, at least as many as there were tokens. */
  let bytes = 0;
  /** An answer that is cut off before it took what it might has filled the context, or met a limit of the server's own. */
  const ended = (): 'stop' | 'length' | 'context' | 'limit' => {
    if (finish !== 'length') return 'stop';
    const { answerTokens = bytes, promptTokens } = counts;
    if (answerTokens + UNCOUNTED >= request.maxTokens) return 'length';
    const isFull =
      context !== undefined && promptTokens !== undefined && promptTokens + answerTokens + UNCOUNTED >= context;
    return isFull ? 'context' : 'limit';
  };

  function* say({ thought, text, tokens }: Part): Generator<ChatEvent> {
    reasoned ||= thought !== '';
    if (thought !== '') yield { type: 'thought', text: thought };
    if (text === '' && tokens.length === 0) return;
    answered ||= text.trim() !== '';
    yield { type: 'text', text, ...(tokens.length > 0 && { tokens }) };
  }

  try {
    try {
      for await (const { thought = '', text = '', tokens, finish: end, promptTokens, answerTokens } of parts) {
        // What came in one piece with what was read is not told to whoever no longer wants it.
        call.throwIfAborted();
        if (promptTokens !== undefined) counts.promptTokens = promptTokens;
        if (answerTokens !== undefined) counts.answerTokens = answerTokens;
        if (thought === '' && text === '') {
          if (finish === undefined && end === undefined) call.reading();
        } else {
          call.word();
          bytes += Buffer.byteLength(thought) + Buffer.byteLength(text);
          const unit = repeats.thought.add(thought) ?? repeats.text.add(text);
          if (unit !== undefined) throw repetition(asked, unit);
          yield* say({ thought, text: '', tokens: [] });
          if (text !== '') yield* say(split.add(text, tokens));
        }
        if (end !== undefined) {
          finish = end;
          call.complete();
        }
      }
    } catch (error) {
      // Once the server has said how the answer ends, what happens to the connection no longer matters.
      const why = call.because(error, told);
      if (finish === undefined || call.aborted) throw why;
    }
    if (finish === undefined) throw call.because(truncated(asked), told);
    if (finish === 'content_filter') throw withheld(asked);
    yield* say(split.end());
    const end = ended();
    if (!answered)
      throw empty(
        asked,
        !reasoned && end !== 'limit'
          ? undefined
          : {
              tokens: counts.answerTokens ?? request.maxTokens,
              by: end === 'length' ? (request.limitedBy ?? end) : end,
              think: request.think,
            },
      );
    yield { type: 'end', finish: end, ...counts };
  } finally {
    call.close();
  }
}
