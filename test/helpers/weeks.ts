import { startStepper } from '../../src/app/enrolments/step-clock.ts';
import { runWorker } from '../../src/app/run-worker.ts';
import { createSteppedClock } from '../../src/clock.ts';
import { readPending } from '../../src/store/dispatch.ts';
import { startSmtpServer, type TestSmtpServer } from './smtp.ts';
import { openSystem, type SystemOptions, type TestSystem } from './system.ts';
import { waitFor } from './wait.ts';

/** Clock time runs this much faster between two things that are due; while something is due it stands. */
const speed = 10_000_000;

export interface Weeks extends TestSystem {
  readonly smtp: TestSmtpServer;
  now(): Date;
  /** Lets time pass until an instant with a worker at work; all that falls due on the way is done when it returns. */
  passUntil(at: Date): Promise<void>;
  /** Puts a worker to work that stays, for whoever lets time pass often. */
  begin(): Promise<WorkingWeeks>;
  /** Moves the clock while nobody works, as in an outage. */
  skipTo(at: Date): void;
}

export interface WorkingWeeks extends Pick<Weeks, 'passUntil'> {
  stop(): Promise<void>;
}

export interface WeeksOptions extends Omit<SystemOptions, 'clock' | 'smtpUrl'> {
  readonly startAt: Date;
  readonly behave?: Parameters<typeof startSmtpServer>[0];
}

/** A whole installation, an SMTP server included, whose clock a test moves: weeks pass in seconds. */
export async function openWeeks({ startAt, behave, ...options }: WeeksOptions): Promise<Weeks> {
  const clock = createSteppedClock(startAt, speed);
  const smtp = await startSmtpServer(behave);
  const system = await openSystem({ ...options, clock, smtpUrl: smtp.url });
  const { app, deps } = system;
  const sender = await deps.openSender();
  const quiet = async (at: Date) => {
    if (clock.now() < at) return false;
    const { nextDueAt, underWay } = await readPending(app.db, at);
    return underWay === 0 && (nextDueAt === null || nextDueAt > at);
  };
  const begin = async (): Promise<WorkingWeeks> => {
    let until = clock.now();
    const worker = await runWorker(app, sender, {
      backend: deps.backend,
      dispatchIntervalMs: 1_000,
    });
    const stepper = startStepper(app, { clock, tick: () => worker.tick(), until: () => until });
    return {
      passUntil: (at) => {
        until = at;
        return waitFor(`quiet at ${at.toISOString()}`, () => quiet(at), 50_000).then(() => {});
      },
      stop: async () => {
        await stepper.stop();
        await worker.stop(5_000);
      },
    };
  };
  return {
    ...system,
    smtp,
    now: () => clock.now(),
    begin,
    passUntil: async (at) => {
      const working = await begin();
      try {
        await working.passUntil(at);
      } finally {
        await working.stop();
      }
    },
    skipTo: (at) => {
      clock.stopAt(at);
      clock.jumpTo(at);
    },
    close: async () => {
      await system.close();
      await smtp.close();
    },
  };
}

/** A mail on the server's log by clock time: when it left (its Date), and what it is. */
export interface Letter {
  readonly at: Date;
  readonly to: string;
  readonly subject: string;
}

/** The server's log in the order in which the mails left. */
export function lettersTo(smtp: TestSmtpServer, email?: string): Letter[] {
  return smtp.accepted
    .filter(({ to }) => email === undefined || to === email)
    .map(({ to, subject, raw }) => ({ to, subject, at: dateOf(raw) }))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

function dateOf(raw: Buffer): Date {
  const [, date = ''] = /^Date: (.+)$/im.exec(raw.toString('latin1')) ?? [];
  return new Date(date);
}
