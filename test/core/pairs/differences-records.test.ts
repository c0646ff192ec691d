/** Approximate pairs of real records, where these are at hand: what leads from an anchor to a target, applied to the anchor, gives the sides of the target. */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apply, moved } from '../../../core/imagine/apply.ts';
import { ApproximateBuilder } from '../../../core/pairs/approximate/build.ts';
import { differencesBetween, type Seen } from '../../../core/pairs/approximate/differences.ts';
import type { ApproximatePair } from '../../../core/pairs/approximate/pair.ts';
import { stepOf } from '../../../core/pairs/open.ts';
import { openRecords } from '../../../core/pairs/records.ts';
import { compare } from '../../../core/trial/check/arrows.ts';
import { isPlacebo, withoutSalt } from '../../../core/trial/registry/drug-names.ts';
import { importRecord } from '../../../core/trial/registry/import.ts';
import { words } from '../../../core/trial/registry/text.ts';
import type { Component, Trial } from '../../../core/trial/schema.ts';
import { shapeAt } from '../../../core/trial/shape.ts';
import { nameOf, type Side, sideOf } from '../../../core/trial/sides.ts';
import type { Perturbation } from '../../../core/trial/types.ts';
import { recordsFolder, recordsThere, trialsNamed } from '../named-records.ts';

/** Records that pairs are built of: so many that some hundred pairs come of them. */
const RECORDS = 220;

const after = (from: Seen, steps: readonly Perturbation[]): Seen =>
  steps.reduce<Seen>(({ trial, look }, step) => ({ trial: apply(trial, step), look: moved(look, step) }), from);

function sidesOf({ trial, look }: Seen): [Side, Side] {
  const [first, second] = [sideOf(trial, look.first), sideOf(trial, look.second)];
  if (!first || !second) throw new Error(`${look.first} or ${look.second} is no side`);
  return [first, second];
}

const activeIn = ({ gives }: Side) => gives.filter((one) => !isPlacebo(one.drug ?? one.intervention ?? ''));
const named = (component: Component) => withoutSalt(nameOf(component));

/** Whether two components are given alike: each is stated in both or in none, and says the same. */
function alike(a: Component, b: Component): boolean {
  return (['dose', 'route', 'schedule', 'duration'] as const).every((key) => {
    const [one, other] = [a[key], b[key]];
    if (one === undefined || other === undefined) return one === other;
    const shape = shapeAt(['arms', 'a', key]);
    return words(one).join(' ') === words(other).join(' ') || (shape && compare(one, other, shape) === 'same');
  });
}

const sameGiven = (mine: readonly Component[], theirs: readonly Component[]) =>
  mine.length === theirs.length &&
  theirs.every((one) => mine.some((other) => named(other) === named(one) && alike(other, one)));

/** What is wrong with where steps lead to. */
function wrong(end: Seen, target: Seen): string[] {
  const [ends, wanted] = [sidesOf(end), sidesOf(target)];
  const found: string[] = [];
  for (const [at, side] of ends.entries()) {
    const to = wanted[at];
    if (!to) continue;
    if (!sameGiven(activeIn(side), activeIn(to))) found.push(`${side.id} is not given what ${to.id} is`);
    const others = Object.values(end.trial.arms ?? {}).flatMap((arm) => Object.values(arm.gives ?? { own: arm }));
    const own = new Set([...side.gives, ...to.gives].flatMap((one) => words(named(one))));
    // What is taken over from the target is called as the target has it.
    for (const word of others.flatMap((one) => words(named(one))))
      if (
        side.id !== to.id &&
        /[a-z]{5}/.test(word) &&
        side.gives.length > 0 &&
        !own.has(word) &&
        words(side.id).includes(word)
      )
        found.push(`${side.id} is not given ${word}`);
  }
  const [one, other] = wanted;
  const byName = sameGiven(one.gives, other.gives) && sameGiven(other.gives, one.gives) && one.role === other.role;
  const called = (side: Side) => words(side.label).join(' ');
  if (byName && ends.some((side, at) => called(side) !== called(wanted[at] ?? side)))
    found.push('what only names tell apart is called otherwise');
  return found;
}

describe.skipIf(!recordsThere)('of real records', () => {
  let folder: string;
  const pairs: ApproximatePair[] = [];
  const trials = new Map<string, Trial>();

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'differences-'));
    const source = createReadStream(path.join(recordsFolder, 'with-results.v2.jsonl.gz'));
    const lines: string[] = [];
    for await (const line of createInterface({ input: source.pipe(createGunzip()) })) {
      if (lines.length === RECORDS) break;
      lines.push(line);
      const imported = importRecord(JSON.parse(line));
      if ('trial' in imported) trials.set(imported.trial.trial ?? '', imported.trial);
    }
    const file = path.join(folder, 'records.ndjson');
    await writeFile(file, lines.join('\n'));
    const records = await openRecords([file]);
    for await (const some of new ApproximateBuilder(records, { k: 1, cap: 2 }).pairs()) pairs.push(...some);
    records.close();
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true }));

  const trialOf = (id: string): Trial => {
    const trial = trials.get(id);
    if (!trial) throw new Error(`${id} is not among these records`);
    return trial;
  };

  test('applied to the anchor, the differences give what the target’s sides are given, under names that do not lie', () => {
    expect(pairs.length).toBeGreaterThan(100);
    const lost = pairs.flatMap(({ id, trial, anchor, from, to, differences }) => {
      const target: Seen = { trial: trialOf(trial), look: to.look };
      return wrong(after({ trial: trialOf(anchor), look: from.look }, differences.map(stepOf)), target).map(
        (why) => `${id}: ${why}`,
      );
    });
    expect(lost).toEqual([]);
  });

  test('NCT00462020 to NCT02655419: two doses of one combination are told apart by their names, and nothing keeps the name of what is no longer given', async () => {
    const two = await trialsNamed('NCT00462020', 'NCT02655419');
    const [anchor, target] = [two.get('NCT00462020'), two.get('NCT02655419')] as [Trial, Trial];
    const outcome = 'abscess-appendectomy';
    const from: Seen = {
      trial: anchor,
      look: { outcome, first: 'ampicillin-clavulanic-acid', second: 'ceftriaxone-metronidazole' },
    };
    const [asked] = (target.results ?? []).filter(
      ({ values }) => values?.['higher-avi'] && Object.keys(values).length > 1,
    );
    const first = Object.keys(asked?.values ?? {}).find((id) => id.includes('low-avi')) ?? '';
    const to: Seen = { trial: target, look: { outcome: asked?.outcome ?? '', first, second: 'higher-avi' } };
    const end = after(from, differencesBetween(from, to));
    expect(wrong(end, to)).toEqual([]);
    const labels = sidesOf(end).map(({ label }) => label);
    expect(labels).toEqual(sidesOf(to).map(({ label }) => label));
    expect(end.look).toMatchObject({ first, second: 'higher-avi' });
  });
});
