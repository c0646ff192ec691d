/** What options say, read: or one clear sentence why not. */
import { WrongUse } from './files.ts';

/** A day as it was written. Throws `WrongUse` where it is none. */
export function dayOf(option: string, text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !new Date(text).toJSON()?.startsWith(text))
    throw new WrongUse(`${option} ${text}: a day, as 2026-01-31`);
  return text;
}
