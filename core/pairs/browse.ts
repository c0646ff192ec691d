/** Pairs as a tree shows them: by factor, by what changes, then each in a line. Of a document, or of every trial of some records. */
import * as z from 'zod';
import { importRecord } from '../trial/registry/import.ts';
import type { Trial } from '../trial/schema.ts';
import type { Look } from '../trial/types.ts';
import { DEFAULT_CAP, pairsOfTrial } from './build.ts';
import type { Wanted } from './natural.ts';
import { CHANGE_KINDS, PAIR_KINDS, type Pair, type PairKind } from './pair.ts';
import type { Records } from './records.ts';
import { type ShortName, shortNames, shortTime } from './short-names.ts';
import { changeText, pairText } from './show.ts';

const count = z.int().min(0);
const text = z.string();

/** One pair in a line, and whole for who rests on it. Plain text. */
export const pairRowSchema = z.object({
  id: text,
  kind: z.enum(PAIR_KINDS),
  change: z.enum(CHANGE_KINDS),
  label: text.describe('What it leads from and to.'),
  detail: text.describe('What tells it from those that it stands with, what becomes of the direction, and the rest.'),
  brief: text.describe('The same without the rest, which all that it stands with have in common.'),
  flips: z.boolean(),
  group: text
    .exactOptional()
    .describe(
      'The sides of a pair of outcomes, or the outcome of a pair of arms, where several pairs share it and others do not.',
    ),
  whole: text,
});
export type PairRow = z.infer<typeof pairRowSchema>;

/** How many pairs one trial has, by what changes. */
export const trialRowSchema = z.object({
  id: text,
  title: text,
  changes: z.partialRecord(z.enum(CHANGE_KINDS), count),
});
export type TrialRow = z.infer<typeof trialRowSchema>;

/** The changes that pairs of a kind are of. */
export const CHANGES_OF: Readonly<Record<PairKind, readonly Pair['change']['kind'][]>> = {
  O: ['measure', 'time', 'row'],
  A: ['dose', 'schedule', 'route', 'duration', 'component', 'drug', 'intervention'],
};

/** What is shown of a trial: what is built of one, so that the view, `pairs build` and a data set tell of the same pairs. */
const SHOWN: Wanted = { cap: DEFAULT_CAP };

/** Pairs of a trial that passed the gates but are not shown, for there are so many. */
export interface TrialPairs {
  rows: PairRow[];
  left: number;
  /** Why there is no pair, where there is none, in words. */
  none?: string;
}

function becomes({ from, to }: Pick<Pair, 'from' | 'to'>): string {
  return from.direction === to.direction ? `stays ${to.direction}` : `${from.direction} → ${to.direction}`;
}

/** What a line says of a pair behind its label; each part a text. What tells pairs apart best comes first. */
interface Line {
  pair: Pair;
  label: string;
  /** What the names in the label both begin with. */
  both?: string;
  /** The sides of a pair of outcomes, the outcome of a pair of arms: what it may stand under with others. */
  whose: readonly string[];
  parts: readonly string[];
}

type Names = ReadonlyMap<string, ShortName>;

const nameIn = (names: Names, id: string) => names.get(id)?.text ?? id;
const withRow = (name: string, row: string | undefined) => (row === undefined ? name : `${name}, ${row}`);
const whereText = ({ outcome, row }: Look, names: Names) => withRow(nameIn(names, outcome), row);

/** From one name to another, without the words that both begin with: `HR → systolic` of `time averaged`; `3 → 2 categories better`. */
function namesApart(from: string, to: string): Pick<Line, 'label' | 'both'> {
  const [one, other] = [from.split(' '), to.split(' ')];
  const most = Math.min(one.length, other.length) - 1;
  const first = one.findIndex((word, i) => word !== other[i]);
  const ahead = Math.min(first < 0 ? most : first, most);
  let behind = 0;
  while (ahead === 0 && behind < most && one.at(-1 - behind) === other.at(-1 - behind)) behind++;
  const lead = one
    .slice(0, ahead)
    .join(' ')
    .replace(/[,:;]$/, '');
  const label = `${one.slice(ahead, one.length - behind).join(' ')} → ${other.slice(ahead).join(' ')}`;
  return lead === '' ? { label } : { label, both: lead };
}

/** Rows, times, else the outcomes stand in the label of a pair of outcomes. */
function outcomeLine(trial: Trial, pair: Pair, names: Names): Line {
  const { change, from, to } = pair;
  const [before, after] = [from.look, to.look];
  const whose = [after.first, `vs ${after.second}`];
  if (before.outcome === after.outcome)
    return {
      pair,
      ...namesApart(before.row ?? 'all', after.row ?? 'all'),
      whose,
      parts: [nameIn(names, after.outcome)],
    };
  const [time, later] = [before, after].map(({ outcome }) => trial.outcomes?.[outcome]?.time);
  if (change.kind === 'time' && time !== undefined && later !== undefined && time !== later) {
    const [short, shorter] = [shortTime(time), shortTime(later)];
    const isShort = short !== undefined && shorter !== undefined && short !== shorter;
    const name = names.get(after.outcome)?.timeless ?? after.outcome;
    const label = isShort ? `${short} → ${shorter}` : `${time} → ${later}`;
    return { pair, label, whose, parts: [withRow(name, after.row)] };
  }
  const row = before.row === after.row ? after.row : undefined;
  const nameOf = (look: Look) => (row === undefined ? whereText(look, names) : nameIn(names, look.outcome));
  return { pair, ...namesApart(nameOf(before), nameOf(after)), whose, parts: [row ?? ''] };
}

const AMOUNT = /^([\d.,]+) (.+)$/;

/** A narrow view has no room for how many times its dose, nor for a unit twice. */
function dosed(change: Pair['change']): string {
  if (!('drug' in change) || change.drug === undefined)
    return changeText(change).replace(/ \([^()]* times the dose\)$/, '');
  const [from, to] = [AMOUNT.exec(change.from), AMOUNT.exec(change.to)];
  return `${from?.[2] !== undefined && from[2] === to?.[2] ? from[1] : change.from} → ${change.to}`;
}

function armLine(pair: Pair, names: Names): Line {
  const { change, from, to } = pair;
  const drug = 'drug' in change ? change.drug : undefined;
  const arms = [`from ${from.look.first}`, `to ${to.look.first}`];
  const parts = [`vs ${to.look.second}`, drug ?? '', ...arms];
  return { pair, label: dosed(change), whose: [whereText(to.look, names)], parts };
}

function grouped(lines: readonly Line[], keyOf: (line: Line) => string): (line: Line) => readonly Line[] {
  const groups = new Map<string, Line[]>();
  for (const line of lines) groups.set(keyOf(line), [...(groups.get(keyOf(line)) ?? []), line]);
  return (line) => groups.get(keyOf(line)) ?? [];
}

/** For each part whether it is not the same in all lines. */
function varying(lines: readonly Line[]): boolean[] {
  const [first, ...others] = lines;
  return first?.parts.map((part, i) => others.some(({ parts }) => parts[i] !== part)) ?? [];
}

/** Arms are told by what they are given; the last two parts, their ids, say only what would else be alike. */
function withFewArms(lines: readonly Line[]): Line[] {
  const alike = grouped(lines, ({ label, whose, parts }) => [label, ...whose, ...parts.slice(0, -2)].join('\n'));
  return lines.map((line) => {
    const apart = varying(alike(line));
    return { ...line, parts: line.parts.map((part, i) => (i < line.parts.length - 2 || apart[i] ? part : '')) };
  });
}

/** Lines that share their sides or outcome with others stand under these, where they are not the same for all. */
function areGrouped(lines: readonly Line[]): boolean {
  const groups = new Set(lines.map(groupOf)).size;
  return groups > 1 && lines.length >= 2 * groups;
}

const groupOf = ({ whose }: Line) => whose.join(' ');

/** `apart`: for each part whether it is not the same in all lines that it stands with; empty where it stands alone. */
function rowOf(trial: Trial, line: Line, apart: readonly boolean[], group?: string): PairRow {
  const { pair, label, both, parts } = line;
  const { id, kind, change, from, to } = pair;
  const said = (isApart: boolean) => parts.filter((part, i) => part !== '' && (apart[i] === true) === isApart);
  const told = [...said(true), becomes(pair), ...(both === undefined ? [] : [both])];
  const rest = said(false);
  return {
    id,
    kind,
    change: change.kind,
    label,
    detail: [...told, ...rest, ...(group === undefined ? [] : [group])].join(' · '),
    brief: [...told, ...(apart.length > 0 ? [] : rest)].join(' · '),
    flips: from.direction !== to.direction,
    ...(group !== undefined && { group }),
    whole: pairText(trial, pair),
  };
}

/** The rows of pairs that change the like. What tells a line from those that it stands with comes first, for a narrow view cuts the end off. */
function rowsAlike(trial: Trial, pairs: readonly Pair[], names: Names): PairRow[] {
  const lines = pairs.map((pair) => (pair.kind === 'A' ? armLine(pair, names) : outcomeLine(trial, pair, names)));
  const few = pairs[0]?.kind === 'A' ? withFewArms(lines) : lines;
  const isGrouped = areGrouped(few);
  const told = isGrouped
    ? few
    : few.map((line) => ({ ...line, parts: [...line.parts.slice(0, 1), ...line.whose, ...line.parts.slice(1)] }));
  const groups = grouped(told, (line) => (isGrouped ? groupOf(line) : ''));
  return told.map((line) => {
    const siblings = groups(line);
    const apart = siblings.length > 1 ? varying(siblings) : [];
    return rowOf(trial, line, apart, isGrouped ? groupOf(line) : undefined);
  });
}

function rowsIn(trial: Trial, pairs: readonly Pair[]): PairRow[] {
  const names = shortNames(trial);
  const of = new Map<string, PairRow>();
  for (const change of CHANGE_KINDS) {
    const own = pairs.filter((pair) => pair.change.kind === change);
    for (const row of rowsAlike(trial, own, names)) of.set(row.id, row);
  }
  return pairs.flatMap(({ id }) => of.get(id) ?? []);
}

/** The likeliest reason first: why a trial has no pair. */
function whyNone(counts: ReturnType<typeof pairsOfTrial>['counts']): string {
  if (counts.contrasts === 0) return 'It has no result that sets two arms against each other.';
  const labelled = counts.labelled.reported + counts.labelled.computed;
  if (labelled === 0) return 'None of its contrasts has a direction.';
  if (labelled === 1) return 'Only one of its contrasts has a direction, and a pair needs two.';
  const lost = [counts.O, counts.A].flatMap(({ lost }) => Object.entries(lost));
  const [reason] = lost.sort(([, a], [, b]) => b - a)[0] ?? [];
  return reason === undefined
    ? 'No two of its contrasts have the sides, or the outcome and comparator, in common.'
    : `No two of its contrasts differ in one thing alone; mostly: ${reason}.`;
}

/** The pairs of a trial as rows, in the order of its contrasts. `document`: of a document at hand, which need not say where its results came from. */
export function rowsOf(trial: Trial, document: boolean): TrialPairs {
  const { pairs, counts } = pairsOfTrial(trial, { ...SHOWN, ...(document && { document: true }) });
  const rows = rowsIn(trial, pairs);
  return { rows, left: counts.O.left + counts.A.left, ...(rows.length === 0 && { none: whyNone(counts) }) };
}

/** The trial of a record; undefined where there is none. */
export async function trialIn(records: Records, id: string): Promise<Trial | undefined> {
  const json = await records.find(id);
  const imported = json === undefined ? undefined : importRecord(json);
  return imported && 'trial' in imported ? imported.trial : undefined;
}

/** Every trial of some records that has pairs, one in memory at a time; `share` of all were looked at, from 0 to 1. */
export async function* trialRows(
  records: Records,
  signal: AbortSignal,
  onProgress: (done: number, share: number) => void,
): AsyncGenerator<TrialRow> {
  let done = 0;
  let share = 0;
  const onShare = (now: number) => {
    share = now;
  };
  for await (const read of records.walk(onShare)) {
    if (signal.aborted) return;
    onProgress(++done, share);
    const imported = 'id' in read ? importRecord(read.json) : undefined;
    if (!imported || 'problem' in imported || !imported.trial.results) continue;
    const { trial } = imported;
    const changes: TrialRow['changes'] = {};
    for (const { change } of pairsOfTrial(trial, SHOWN).pairs) changes[change.kind] = (changes[change.kind] ?? 0) + 1;
    if (Object.keys(changes).length > 0) yield { id: trial.trial ?? '', title: trial.title ?? '', changes };
  }
}
