/** Schedules of named days, weeks or months: `days 1, 8 and 15 of 28`, `days -5 to -2`, `weeks 0, 2 and 6, then every 8 weeks`. */
import { type Regular, readEvery, readFrequency, readRegular, type ScheduleUnit, UNITS } from './schedule-regular.ts';
import type { Words } from './words.ts';

/** Named days, weeks or months, of a cycle where there is one. */
export interface Named {
  kind: 'named';
  unit: 'day' | 'week' | 'month';
  at: readonly number[];
  /** The length of the cycle, in the same unit. */
  of?: number;
  /** Administrations on each, where it is not one. */
  times?: number;
  /** What follows the named ones. */
  then?: Regular;
}

/** More named days than any cycle has. */
const MOST = 400;

function readUnitOfList(words: Words): Named['unit'] | undefined {
  return words.try(() => {
    const unit = words.look(UNITS);
    return unit === 'day' || unit === 'week' || unit === 'month' ? unit : undefined;
  });
}

/** `1, 8 and 15`, `1-14`, `1 to 5 and 8`. */
function readList(words: Words, unit: Named['unit']): number[] | undefined {
  const at: number[] = [];
  for (;;) {
    const item = words.try(() => {
      if (at.length > 0) {
        const joined = words.take(', and', ',', 'and');
        if (!joined) return undefined;
      }
      words.take('on', 'at');
      // `day 1 and week 8` is no list of days.
      const again = at.length > 0 ? readUnitOfList(words) : undefined;
      if (again !== undefined && again !== unit) return undefined;
      const from = words.signed();
      // `day 1, 2 weeks` is not a list of days.
      const named = words.peek();
      if (from === undefined || (named !== undefined && Object.hasOwn(UNITS, named))) return undefined;
      const to = words.try(() => {
        if (!words.take('-', 'to', 'through', 'thru')) return undefined;
        const own = readUnitOfList(words);
        return own === undefined || own === unit ? words.signed() : undefined;
      });
      return { from, to: to ?? from };
    });
    if (!item) break;
    const whole = Number.isInteger(item.from) && Number.isInteger(item.to);
    if (
      !whole ||
      item.to < item.from ||
      at.length + item.to - item.from >= MOST ||
      item.from <= (at.at(-1) ?? Number.NEGATIVE_INFINITY)
    )
      return undefined;
    for (let day = item.from; day <= item.to; day++) at.push(day);
  }
  return at.length > 0 && unit ? at : undefined;
}

function inUnit(count: number, from: ScheduleUnit, to: Named['unit']): number | undefined {
  if (from === to) return count;
  return from === 'week' && to === 'day' ? count * 7 : undefined;
}

/** `of 28`, `of each 28-day cycle`, `every 3 weeks`: the cycle's length in the unit of the list. */
function readCycle(words: Words, unit: Named['unit']): number | undefined {
  const every = words.try(() => {
    words.take(',');
    const found = readEvery(words);
    return found && found.to === undefined ? inUnit(found.every, found.unit, unit) : undefined;
  });
  if (every !== undefined) return every;
  return words.try(() => {
    if (!words.take('of', 'in', 'out of')) return undefined;
    words.take('a', 'an', 'each', 'every', 'the');
    const count = words.number();
    if (!count || !Number.isInteger(count)) return undefined;
    const own = words.try(() => {
      words.take('-');
      return words.look(UNITS);
    });
    words.try(() => {
      words.take('-');
      return words.take('cycle', 'cycles');
    });
    return inUnit(count, own ?? unit, unit);
  });
}

/** `4 weeks on, 2 weeks off`, in days. */
function readOnOff(words: Words): Named | undefined {
  return words.try(() => {
    const part = (state: string) => {
      const count = words.number();
      words.take('-');
      const unit = words.look(UNITS);
      const days = count && unit ? inUnit(count, unit, 'day') : undefined;
      return days && Number.isInteger(days) && days < MOST && words.take(state) ? days : undefined;
    };
    const on = part('on');
    words.take(',', '/', 'and', 'followed by');
    const off = on === undefined ? undefined : part('off');
    if (on === undefined || off === undefined) return undefined;
    return { kind: 'named', unit: 'day', at: Array.from({ length: on }, (_, i) => i + 1), of: on + off };
  });
}

function readThen(words: Words): Regular | undefined {
  return words.try(() => {
    words.take(',');
    if (!words.take('then', 'and then', 'and', 'followed by')) return undefined;
    const then = readRegular(words);
    // `then twice daily, day 1` are named days again.
    const named = words.try(() => {
      words.take(',');
      words.take('on', 'at');
      return readUnitOfList(words) && words.signed();
    });
    words.take('thereafter', 'after that');
    return named === undefined ? then : undefined;
  });
}

/** Named days, with the frequency on each before or after them. */
export function readNamed(words: Words): Named | undefined {
  return words.try(() => {
    const daily = (found: Regular | undefined) =>
      found && found.unit === 'day' && found.every === 1 && found.to === undefined && !found.when
        ? found.times
        : undefined;
    const before = words.try(() => daily(readFrequency(words)));
    if (before !== undefined) words.take(',', 'for');
    words.take('on', 'at');
    const onOff = readOnOff(words);
    const unit = onOff ? onOff.unit : readUnitOfList(words);
    const at = onOff ? onOff.at : unit && readList(words, unit);
    if (!unit || !at) return undefined;
    const of = onOff ? onOff.of : readCycle(words, unit);
    if (of !== undefined && (at.at(-1) ?? 0) > of) return undefined;
    const after =
      before ??
      words.try(() => {
        words.take(',');
        return daily(readFrequency(words));
      });
    const then = readThen(words);
    const times = after === 1 ? undefined : after;
    return { kind: 'named', unit, at, ...(of !== undefined && { of }), ...(times && { times }), ...(then && { then }) };
  });
}
