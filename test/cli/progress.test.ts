/** How far a long command is: nothing is foretold from its first moments. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Progress } from '../../cli/progress.ts';

let said: string[];
beforeEach(() => {
  said = [];
  vi.useFakeTimers();
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('getting ready is not counted, and the time left is told when some were measured', () => {
  const progress = new Progress();
  vi.advanceTimersByTime(60_000);
  progress.show(() => 'one', 1, 81);
  vi.advanceTimersByTime(10_000);
  progress.show(() => 'eleven', 11, 81);
  expect(said).toEqual(['one\n', 'eleven (1.0 a second, 70 s left)\n']);
});

test('what is slow says how long each takes', () => {
  const progress = new Progress();
  for (const done of [0, 1, 2, 3]) {
    vi.advanceTimersByTime(30_000);
    progress.show(() => String(done), done, 10);
  }
  expect(said).toEqual(['0\n', '1 (30 s each)\n', '2 (30 s each)\n', '3 (30 s each, 4 min left)\n']);
});
