/**
 * The only source of now.
 *
 * Two times live side by side. *Clock time* is what cadences are planned in: it may be sped up, and then it stands still
 * while something due is open. *Machine time* is what leases, timeouts, signatures and sessions are measured in: it is
 * never sped up.
 */
export interface Clock {
  /** Clock time. */
  now(): Date;
  /** Machine time. */
  machineNow(): Date;
  /** How much faster than the machine clock time runs; 1 in production. */
  readonly speed: number;
}

/** Clock time and machine time are the same. */
export const systemClock: Clock = {
  now: () => new Date(),
  machineNow: () => new Date(),
  speed: 1,
};

/** How long a machine has to wait for a clock instant, in milliseconds of machine time; 0 when it has come. */
export function machineDelayMs(clock: Clock, until: Date): number {
  return Math.max(0, Math.ceil((until.getTime() - clock.now().getTime()) / clock.speed));
}

export interface SteppedClock extends Clock {
  /** Clock time may not pass this instant before the next call; an instant in the past lets it stand. */
  stopAt(limit: Date): void;
  /** Moves straight to an instant that lies ahead (never beyond the limit); an earlier one changes nothing. */
  jumpTo(at: Date): void;
}

/**
 * A clock that starts at `startAt`, runs `speed` times faster than the machine and stands still at its limit, so that
 * whatever is due there is done before time goes on. It starts standing.
 */
export function createSteppedClock(startAt: Date, speed: number): SteppedClock {
  let baseMs = startAt.getTime();
  let machineBaseMs = Date.now();
  let limitMs = baseMs;

  const nowMs = () => Math.min(limitMs, baseMs + (Date.now() - machineBaseMs) * speed);
  const rebase = (ms: number) => {
    baseMs = ms;
    machineBaseMs = Date.now();
  };
  return {
    speed,
    now: () => new Date(nowMs()),
    machineNow: () => new Date(),
    stopAt(limit) {
      rebase(nowMs());
      limitMs = Math.max(baseMs, limit.getTime());
    },
    jumpTo(at) {
      rebase(Math.max(nowMs(), Math.min(at.getTime(), limitMs)));
    },
  };
}
