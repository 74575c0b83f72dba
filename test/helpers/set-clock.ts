import type { Clock } from '../../src/clock.ts';

/** A clock that stands where the test sets it; machine time runs on. */
export interface SetClock extends Clock {
  set(at: Date | string): void;
}

export function createSetClock(startAt: string): SetClock {
  let now = new Date(startAt);
  return {
    now: () => now,
    machineNow: () => new Date(),
    speed: 1,
    set(at) {
      now = new Date(at);
    },
  };
}
