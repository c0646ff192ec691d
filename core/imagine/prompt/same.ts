/** Whether one result tells another: the same figures again, rounded or turned round, or those of who is left over. */
import { numberOf, statisticOf } from '../../trial/computed.ts';
import type { Observed } from '../../trial/direction.ts';
import { onceOfOne } from '../../trial/once.ts';
import type { Value } from '../../trial/schema.ts';

interface Figure {
  value: number;
  /** Decimals that are told, and digits that count. */
  decimals: number;
  digits: number;
  /** Participants who are counted, of so many. */
  of?: number;
  /** A share in percent with how far off it may be. */
  share?: { percent: number; off: number };
}

/** Digits that must count before figures that differ are one figure, rounded. */
const ROUNDED_DIGITS = 3;

/** Each value is held against many others. */
const readFigure = onceOfOne((value: Value): Figure | undefined => {
  const statistic = statisticOf(value);
  const figure = statistic && numberOf(value[statistic]);
  if (!statistic || figure === undefined) return undefined;
  const written = String(Math.abs(figure));
  const decimals = written.includes('e') ? 12 : (written.split('.')[1]?.length ?? 0);
  const digits = written.replace('.', '').replace(/^0+/, '').length;
  const own: Figure = { value: figure, decimals, digits };
  // A whole percentage is not taken to be rounded: too many shares are nearly each other's rest.
  const off = decimals === 0 ? 0.05 : 0.5 * 10 ** -decimals;
  if (statistic === 'count' || statistic === 'number') {
    if (value.n !== undefined && Number.isInteger(figure) && figure >= 0 && figure <= value.n) own.of = value.n;
    if (statistic === 'count' && value.n) own.share = { percent: (100 * figure) / value.n, off: 0 };
    else if (decimals > 0 && figure > 0 && figure < 1) own.share = { percent: 100 * figure, off: 100 * off };
  } else if (statistic === 'percent' && figure >= 0 && figure <= 100) own.share = { percent: figure, off };
  return own;
});

const figureOf = (value: Value | undefined) => value && readFigure(value);

/** The same, or the same told with fewer decimals. */
function alike(a: Figure, b: Figure): boolean {
  if (a.value === b.value) return true;
  if (a.share && b.share && a.share.off !== b.share.off)
    return Math.abs(a.share.percent - b.share.percent) <= a.share.off + b.share.off;
  const [coarse, fine] = a.decimals < b.decimals ? [a, b] : [b, a];
  if (coarse.digits < ROUNDED_DIGITS || coarse.decimals === fine.decimals) return false;
  return Math.abs(fine.value - coarse.value) <= 0.5 * 10 ** -coarse.decimals * (1 + 1e-9);
}

/** A loss of 5 and a change of −5. */
const turned = (a: Figure, b: Figure) => a.value !== 0 && alike({ ...a, value: -a.value }, b);

/** Those who are left over: 30 % and 70 %, 12 of 40 and 28 of 40. */
function restOf(a: Figure, b: Figure): boolean {
  if (a.of !== undefined && a.of === b.of && a.value + b.value === a.of) return true;
  return (
    a.share !== undefined &&
    b.share !== undefined &&
    Math.abs(a.share.percent + b.share.percent - 100) <= a.share.off + b.share.off + 1e-9
  );
}

const spreadOf = (value: Value | undefined) => numberOf(value?.sd) ?? numberOf(value?.se);

/** Whether the values of one side of two contrasts are one and the same: figure and dispersion, and not nothing at all. */
function isOneValue(a: Value | undefined, b: Value | undefined): boolean {
  const [one, other, spread] = [figureOf(a), figureOf(b), spreadOf(a)];
  return one !== undefined && other !== undefined && one.value === other.value && !!spread && spread === spreadOf(b);
}

/**
 * Whether knowing one result of a trial is knowing the other. Of the same two sides both values are the same, rounded, with the other
 * sign, or those of who is left over, whatever outcome, row or time they are filed under; of others, a side that they share has
 * the same figure with the same dispersion.
 */
export function tellsTheSame(a: Observed, b: Observed): boolean {
  if (a.look.first === b.look.first && a.look.second === b.look.second) {
    const sides = (['first', 'second'] as const).map(
      (side) => [figureOf(a.values[side]), figureOf(b.values[side])] as const,
    );
    return [alike, turned, restOf].some((holds) => sides.every(([one, other]) => one && other && holds(one, other)));
  }
  const valuesOf = ({ look, values }: Observed) => [
    [look.first, values.first] as const,
    [look.second, values.second] as const,
  ];
  const sameRow = a.look.outcome === b.look.outcome && a.look.row === b.look.row;
  // Contrasts of one row share the values of the sides that they share: that is what pairs of arms are made of.
  return (
    !sameRow &&
    valuesOf(a).some(([id, value]) => valuesOf(b).some(([other, its]) => id === other && isOneValue(value, its)))
  );
}
