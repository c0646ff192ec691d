import { describe, expect, it } from 'vitest';
import { Crashes } from '../../client/crashes.ts';
import { Latest } from '../../client/imagine/latest.ts';
import {
  asked,
  chosen,
  contrastId,
  isContested,
  lookOf,
  outcomeId,
  picksOf,
  scenarioOf,
  settled,
  targetOf,
} from '../../client/imagine/meant.ts';
import { scaleOf } from '../../client/imagine/scale.ts';
import { type State, stateSchema, toHostSchema, toPageSchema } from '../../webview/messages.ts';

const kccq = { outcome: 'kccq', first: 'drug', second: 'placebo' };
const row = { outcome: 'walk', row: 'week 12, men', first: 'drug', second: 'placebo' };
const other = { outcome: 'walk', first: 'low', second: 'placebo' };

describe('what the person means', () => {
  it('comes back from the ids of the pickers', () => {
    for (const look of [kccq, row]) expect(lookOf(picksOf({ look }))).toEqual(look);
    for (const scenario of [null, 'lower-dose', 'null']) expect(scenarioOf(picksOf({ scenario }))).toBe(scenario);
    expect(lookOf({})).toBeUndefined();
    expect(scenarioOf({})).toBeUndefined();
  });

  it('is what a lens or a hover says, and nothing that is no target', () => {
    const target = { uri: 'file:///a.trial', scenario: null, look: row, part: 'outcomes' };
    expect(targetOf(target)).toEqual(target);
    expect(targetOf({ uri: 'file:///a.trial', scenario: 3, look: { outcome: 'x' }, part: 'other', more: 1 })).toEqual({
      uri: 'file:///a.trial',
    });
    for (const given of [undefined, null, 'file:///a.trial', {}, { uri: 1 }, []])
      expect(targetOf(given)).toBeUndefined();
  });

  it('is nothing where storage holds what is no id', () => {
    for (const id of ['', '{', '3', '{"a":1}', '[1]']) {
      expect(lookOf({ outcome: id, contrast: id })).toBeUndefined();
      if (id !== '') expect(scenarioOf({ scenario: id })).toBeUndefined();
    }
  });

  it('is asked with the cursor only while it is not pinned', () => {
    const state: State = { schema: 1, uri: 'file:///a.trial', pinned: false, picks: {} };
    expect(asked(state, 7)).toEqual({ uri: 'file:///a.trial', offset: 7 });
    const pinned = { ...state, pinned: true, picks: picksOf({ look: row, scenario: null }) };
    expect(asked(pinned, 7)).toEqual({ uri: 'file:///a.trial', look: row, scenario: null });
  });

  it('holds until the cursor speaks of something else than when it was chosen', () => {
    const picks = picksOf({ look: row, scenario: 'x' });
    const state: State = { schema: 1, uri: 'file:///a.trial', pinned: false, picks };
    const here = picksOf({ look: kccq, scenario: null });
    expect(isContested(state, 7)).toBe(true);
    expect(isContested({ ...state, pinned: true }, 7)).toBe(false);
    expect(isContested({ ...state, picks: {} }, 7)).toBe(false);
    expect(isContested(state, undefined)).toBe(false);
    const held = settled(state, here);
    expect(held.picks).toEqual(picks);
    expect(settled(held, here)).toEqual(held);
    expect(settled(held, picksOf({ look: kccq, scenario: 'y' }))).toEqual({ ...state, picks: {} });
  });

  it('keeps the rest of a choice where one part of it is chosen anew, as far as there is such a look', () => {
    const looks = [kccq, row, other];
    const shown = picksOf({ look: kccq, scenario: 'x' });
    expect(lookOf(chosen(shown, { outcome: outcomeId(row) }, looks))).toEqual(row);
    expect(lookOf(chosen(shown, { contrast: contrastId(other) }, looks))).toEqual(other);
    expect(chosen(shown, { outcome: '["gone"]' }, looks)).toEqual(shown);
    expect(scenarioOf(chosen(shown, { scenario: 'null' }, looks))).toBeNull();
  });
});

describe('the newest answer', () => {
  it('is the one that stays: one run at a time, and one more after the last reason', async () => {
    const runs: boolean[] = [];
    const waiting: (() => void)[] = [];
    const latest = new Latest(
      (signal) =>
        new Promise((done) =>
          waiting.push(() => {
            runs.push(signal.aborted);
            done();
          }),
        ),
    );
    latest.wanted();
    latest.wanted();
    latest.wanted();
    expect(waiting).toHaveLength(1);
    waiting[0]?.();
    await Promise.resolve();
    expect(waiting).toHaveLength(2);
    waiting[1]?.();
    await Promise.resolve();
    expect(waiting).toHaveLength(2);
    expect(runs).toEqual([true, false]);
  });
});

describe('a server that ends by itself', () => {
  it('is told once, started again thrice within three minutes, then given up', () => {
    const crashes = new Crashes();
    expect([0, 1000, 2000, 3000].map((now) => crashes.happened(now))).toEqual([
      'restart and tell',
      'restart',
      'restart',
      'give up',
    ]);
  });

  it('is started again for ever where it fails rarely', () => {
    const crashes = new Crashes();
    for (let i = 0; i < 20; i++) expect(crashes.happened(i * 120_000)).not.toBe('give up');
  });
});

describe('the axis of the ladder', () => {
  it('shows every value and the neutral one, in order', () => {
    const scale = scaleOf([4.8, 10.9, 7.8], 0, false);
    const at = [0, 4.8, 7.8, 10.9].map((value) => scale.at(value));
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(at[0]).toBeGreaterThan(0);
    expect(at[3]).toBeLessThan(100);
    expect(scale.ticks).toEqual([0, 5, 10]);
  });

  it('is logarithmic for ratios: a half and a double are equally far from one', () => {
    const scale = scaleOf([0.5, 2], 1, true);
    expect(scale.at(1) - scale.at(0.5)).toBeCloseTo(scale.at(2) - scale.at(1), 9);
    expect(scale.ticks).toContain(1);
  });

  it('is linear where a ratio is none, and never empty', () => {
    expect(Number.isFinite(scaleOf([-1, 2], 1, true).at(0))).toBe(true);
    for (const values of [[], [0], [1e-9], [1e12], [-3, -3]]) {
      const scale = scaleOf(values, 0, false);
      expect(scale.ticks.length, String(values)).toBeGreaterThan(0);
      expect(Number.isFinite(scale.at(0))).toBe(true);
    }
  });
});

describe('messages', () => {
  it('carry no address: of the registry, nothing but the id of a trial', () => {
    const view = (registry: string) => ({
      title: 't',
      document: 'a.trial',
      registry,
      pinned: false,
      pickers: { outcome: { options: [] }, contrast: { options: [] }, scenario: { options: [] } },
      sentence: [{ text: 's' }],
      probabilities: [],
      changed: false,
      notes: [],
      why: [],
      whyMore: [],
      evidence: [],
      trust: [],
    });
    const state = { schema: 1, uri: 'file:///a', pinned: false, picks: {} };
    const shows = (registry: string) =>
      toPageSchema.safeParse({ type: 'show', uri: 'file:///a', version: 1, state, view: view(registry) }).success;
    const opens = (id: string) => toHostSchema.safeParse({ type: 'open', uri: 'file:///a', version: 1, id }).success;
    for (const take of [shows, opens]) {
      expect(take('NCT04788511')).toBe(true);
      for (const id of [
        'command:workbench.action.quit',
        'https://evil',
        'NCT0478851',
        'NCT04788511?x',
        '../NCT04788511',
      ])
        expect(take(id), id).toBe(false);
    }
  });

  it('and stored state are refused where they have another shape', () => {
    expect(stateSchema.safeParse({ schema: 2, uri: 'a', pinned: true, picks: {} }).success).toBe(false);
    expect(stateSchema.safeParse(undefined).success).toBe(false);
    expect(toHostSchema.safeParse({ type: 'pick', uri: 'a', version: 1, picks: { command: 'x' } }).success).toBe(false);
    expect(toHostSchema.safeParse({ type: 'ready' }).success).toBe(true);
  });
});
