/** The last gate of a prompt: no telling figure of the result that is asked for stands in it, unless what is known told it. */
import type { ChatMessage } from '../../imagine/servers/chat.ts';
import type { Observed } from '../../trial/direction.ts';
import { isTelling } from '../gates.ts';
import { type Figure, figuresIn, figuresOf } from '../traces/figures.ts';

const numbers = (figures: readonly Figure[]) => new Set(figures.map(({ value }) => String(value)));

/** What a target's result says in telling figures and the source's does not. */
function givenOnly(target: Observed, source: Observed | undefined): string[] {
  const known = source ? numbers(figuresOf(source)) : new Set<string>();
  const telling = figuresOf(target).filter(({ value, decimals }) => decimals < 12 && isTelling(value));
  return [...numbers(telling)].filter((figure) => !known.has(figure));
}

/** Whether a text may hold a figure: quickly, and rather too often than not. */
function mayHold(text: string, figure: string): boolean {
  return Number(figure) >= 1000 || figure.includes('e') || text.includes(figure.replace(/^0(?=\.)/, ''));
}

/** The telling figures of a target's result that stand in a prompt, as numbers. */
export function toldIn(messages: readonly ChatMessage[], target: Observed, source?: Observed): string[] {
  const text = messages.map(({ content }) => content).join('\n');
  const own = givenOnly(target, source).filter((figure) => mayHold(text, figure));
  if (own.length === 0) return [];
  const said = numbers(figuresIn(text));
  return own.filter((figure) => said.has(figure));
}
