/** Text of documents and records where VS Code would read markup: in notifications `[text](target)` is a link, even to a command; in labels `$(name)` is an icon. */
import { plainLine } from '../core/trial/markdown.ts';

export function plain(text: string, limit?: number): string {
  return plainLine(text, limit).replaceAll('](', '] (').replaceAll('$(', '$ (');
}
