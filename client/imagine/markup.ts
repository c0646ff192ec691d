/** Text in markup of our own making: HTML and SVG. */
import { plainLine } from '../../core/trial/markdown.ts';

/** Text of documents in markup: one line, nothing unseen, every sign of markup escaped. */
export function escaped(text: string, limit?: number): string {
  return plainLine(text, limit).replaceAll(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? '',
  );
}
