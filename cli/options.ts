/** What options say, read: or one clear sentence why not. */
import type { Shard } from '../core/pairs/build.ts';
import { WrongUse } from './files.ts';

/** A day as it was written. Throws `WrongUse` where it is none. */
export function dayOf(option: string, text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !new Date(text).toJSON()?.startsWith(text))
    throw new WrongUse(`${option} ${text}: a day, as 2026-01-31`);
  return text;
}

/** Throws `WrongUse` where it is none. */
export function wholeNumber(option: string, text: string, most = 1_000_000): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new WrongUse(`${option} ${text}: a whole number from 1 to ${most}`);
  return value;
}

/** A number within bounds. Throws `WrongUse` where it is none. */
export function numberIn(option: string, text: string, least: number, most: number, whole = false): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most) || (whole && !Number.isInteger(value)))
    throw new WrongUse(`${option} ${text}: a ${whole ? 'whole ' : ''}number from ${least} to ${most}`);
  return value;
}

/** `2/4`: the second of four parts. Throws `WrongUse` where it is none. */
export function shardOf(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const [, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  const wrong =
    index === undefined || of === undefined
      ? 'no part of so many'
      : shard.of < 1
        ? 'there are no parts'
        : shard.index < 1
          ? 'the first part is 1'
          : shard.index > shard.of
            ? `${shard.index} is more than ${shard.of}`
            : undefined;
  if (wrong !== undefined) throw new WrongUse(`--shard ${text}: ${wrong}; write it as 1/4 … 4/4`);
  return shard;
}
