import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { ready } from '../../core/imagine/ready.ts';
import { focusOf } from '../../core/trial/contrast.ts';
import { parse } from '../../core/trial/parse.ts';
import { Documents, type Snapshot } from '../../server/documents.ts';
import { Failures } from '../../server/failures.ts';
import { Preparation, QUIET } from '../../server/preparation.ts';
import { finish, type Work } from '../../server/work.ts';
import { TRIAL } from './fixture.ts';

const uri = 'file:///a.trial';
let documents: Documents;
let log: string[];

/** A feature that tells of which version it has begun and ended, in as many turns as it is given. */
function telling(turns: number) {
  const told: string[] = [];
  function* feature({ version }: Snapshot): Work<void> {
    told.push(`begins ${version}`);
    for (let i = 0; i < turns; i++) {
      // Longer than a turn, so that others are heard in between.
      now += 20;
      yield;
    }
    told.push(`ends ${version}`);
  }
  return { told, feature };
}

let now = 0;
const preparing = (feature: (document: Snapshot) => Work<void>) =>
  new Preparation(documents, feature, new Failures((message) => log.push(message)));
/** Until all that was to come at once has come. */
const turns = async (count = 20) => {
  for (let i = 0; i < count; i++) await new Promise<void>((resolve) => setImmediate(resolve));
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  documents = new Documents();
  log = [];
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('what the first imagining would wait for', () => {
  it('is made ready once for each version, when nothing was done for a while', async () => {
    const { told, feature } = telling(1);
    const preparation = preparing(feature);
    documents.open(uri, 1, TRIAL);
    preparation.soon(uri);
    vi.advanceTimersByTime(QUIET - 1);
    documents.change(uri, 2, [{ text: TRIAL }]);
    preparation.soon(uri);
    vi.advanceTimersByTime(QUIET - 1);
    await turns();
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    await turns();
    expect(told).toEqual(['begins 2', 'ends 2']);
    preparation.soon(uri);
    vi.advanceTimersByTime(QUIET);
    await turns();
    expect(told).toHaveLength(2);
    documents.change(uri, 3, [{ text: TRIAL }]);
    preparation.soon(uri);
    vi.advanceTimersByTime(QUIET);
    await turns();
    expect(told.slice(2)).toEqual(['begins 3', 'ends 3']);
  });

  it('gives way to an edit, and comes again after it', async () => {
    const { told, feature } = telling(3);
    const preparation = preparing(feature);
    documents.open(uri, 1, TRIAL);
    preparation.soon(uri);
    vi.advanceTimersByTime(QUIET);
    documents.change(uri, 2, [{ text: TRIAL }]);
    preparation.soon(uri);
    await turns();
    expect(told).toEqual(['begins 1']);
    vi.advanceTimersByTime(QUIET);
    await turns();
    expect(told).toEqual(['begins 1', 'begins 2', 'ends 2']);
  });

  it('stops with the connection, whether it waits or has begun', async () => {
    const { told, feature } = telling(3);
    const preparation = preparing(feature);
    documents.open(uri, 1, TRIAL);
    preparation.soon(uri);
    vi.advanceTimersByTime(QUIET);
    preparation.end();
    await turns();
    expect(told).toEqual(['begins 1']);
    preparation.soon(uri);
    vi.advanceTimersByTime(QUIET);
    await turns();
    expect(told).toEqual(['begins 1']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is let be where it fails, and the log says so', async () => {
    const preparation = preparing(function* () {
      yield;
      throw new Error('broken');
    });
    documents.open(uri, 1, TRIAL);
    preparation.soon(uri);
    vi.advanceTimersByTime(QUIET);
    await turns();
    preparation.soon(uri);
    expect(vi.getTimerCount()).toBe(0);
    expect(log).toHaveLength(1);
    expect(log[0]).toMatch(/^preparation failed/);
  });
});

describe('a document that was made ready', () => {
  it('is answered as any other', () => {
    const [own, other] = [parse(TRIAL).trial, parse(TRIAL).trial];
    finish(ready(own));
    const look = focusOf(other);
    expect(look).toBeDefined();
    const steps = [
      {
        kind: 'set' as const,
        factor: 'O' as const,
        path: ['outcomes', look?.outcome ?? '', 'time'],
        from: '',
        to: '8 weeks',
      },
    ];
    expect(imagineNow(own, steps)).toEqual(imagineNow(other, steps));
    expect(own).toEqual(other);
  });

  it('may say nothing that could be imagined', () => {
    expect(() => finish(ready({}))).not.toThrow();
  });
});
