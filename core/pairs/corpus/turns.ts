/** Long work in turns: between them other things are heard, Ctrl-C above all. */
import { setImmediate } from 'node:timers/promises';

const TURN_MS = 50;

/** A function to be awaited often: now and then it lets others have their turn. */
export function turns(): () => Promise<void> | undefined {
  let began = performance.now();
  return () => {
    if (performance.now() - began < TURN_MS) return undefined;
    return setImmediate().then(() => {
      began = performance.now();
    });
  };
}
