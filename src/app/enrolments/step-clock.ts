import type { SteppedClock } from '../../clock.ts';
import { messageOf } from '../../errors.ts';
import { readPending } from '../../store/dispatch.ts';
import type { App } from '../context.ts';

export interface StepperOptions {
  readonly clock: SteppedClock;
  /** Looks for what is due now. */
  readonly tick: () => Promise<void>;
  /** Something else that is to happen at a clock instant, or null. It stands in the way until it is moved on. */
  readonly alsoDueAt?: () => Date | null;
  /** Clock time does not pass this; null: no end. */
  readonly until: () => Date | null;
}

export interface Stepper {
  stop(): Promise<void>;
}

const lookEveryMs = 5;
const restMs = 50;

/**
 * Drives a clock that runs at speed: it stands still while something due is open, and else runs on to the next instant at
 * which something is due. So weeks pass in seconds, and yet nothing is late.
 */
export function startStepper(app: App, options: StepperOptions): Stepper {
  let ended = false;
  const step = async (): Promise<number> => {
    const { clock } = options;
    const now = clock.now();
    const { nextDueAt: due, underWay } = await readPending(app.db, now);
    const also = options.alsoDueAt?.() ?? null;
    if (due !== null && due <= now) await options.tick();
    if (underWay > 0 || (due !== null && due <= now) || (also !== null && also <= now)) {
      clock.stopAt(now);
      return lookEveryMs;
    }
    const limits = [due, also, options.until()].filter((limit) => limit !== null);
    const next = new Date(Math.min(...limits.map((limit) => limit.getTime())));
    if (limits.length === 0) {
      clock.stopAt(new Date(now.getTime() + restMs * clock.speed));
      return restMs / 2;
    }
    clock.stopAt(next);
    return Math.min(restMs, Math.max(1, (next.getTime() - now.getTime()) / clock.speed));
  };
  const run = async () => {
    while (!ended) {
      const waitMs = await step().catch((error: unknown) => {
        app.log.warn({ err: messageOf(error) }, 'clock');
        return restMs;
      });
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  };
  const running = run();
  return {
    stop: async () => {
      ended = true;
      await running;
    },
  };
}
