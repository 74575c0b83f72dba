import { type Command, InvalidArgumentError } from 'commander';
import { firstAdminKey } from '../app/api-keys.ts';
import type { Sender } from '../app/context.ts';
import { type Stepper, startStepper } from '../app/enrolments/step-clock.ts';
import type { RunningReaders } from '../app/intake/read-inboxes.ts';
import { publishLibrary } from '../app/library/publish.ts';
import type { RunningWorker } from '../app/run-worker.ts';
import { createSteppedClock, type SteppedClock, systemClock } from '../clock.ts';
import type { MailListener } from '../email/mail-intake.ts';
import { doDeed } from './deed.ts';
import { configFor, type Listening, type OpenDeps, type OpenedDeps } from './open.ts';
import { print, say } from './print.ts';
import { watchLibrary } from './watch.ts';

interface RunOptions {
  readonly port?: number;
  readonly speed?: number;
  readonly watch?: true;
}

/** Machine time that mails under way have to end in when the process is asked to stop. */
const drainWithinMs = 20_000;

/** Of that, what mailboxes that are read have. */
const readersWithinMs = 5_000;

const portNumber = (text: string) => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('It is a number from 0 to 65535.');
  return port;
};
const positive = (text: string) => {
  const speed = Number(text);
  if (!(speed >= 1)) throw new InvalidArgumentError('It is a number of 1 or more.');
  return speed;
};

/** `up`, `api` and `worker`: the processes that stay. */
export function registerRun(program: Command, open: OpenDeps): void {
  program
    .command('up')
    .description('migrate, publish what changed, and run everything in one process')
    .option('--port <port>', 'port of the HTTP API; 0 takes a free one', portNumber)
    .option(
      '--speed <n>',
      'run clock time n times faster; it stands still while something is due',
      positive,
    )
    .option('--watch', 'publish cadences and templates when they are saved, for development')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence up\n  $ cadence up --port 8080 --watch\n  $ cadence up --speed 100000',
    )
    .action((options: RunOptions) =>
      run(open, options, { api: true, worker: true, publish: true }),
    );
  program
    .command('api')
    .description('run the HTTP API alone')
    .option('--port <port>', 'port of the HTTP API', portNumber)
    .addHelpText('after', '\nExample:\n  $ DATABASE_URL=… REDIS_URL=… cadence api')
    .action((options: RunOptions) =>
      run(open, options, { api: true, worker: false, publish: false }),
    );
  program
    .command('worker')
    .description('run one worker; any number may run beside one another')
    .addHelpText('after', '\nExample:\n  $ DATABASE_URL=… REDIS_URL=… SMTP_URL=… cadence worker')
    .action(() => run(open, {}, { api: false, worker: true, publish: false }));
}

interface Roles {
  readonly api: boolean;
  readonly worker: boolean;
  readonly publish: boolean;
}

async function run(open: OpenDeps, options: RunOptions, roles: Roles): Promise<void> {
  const stopping = stopSignal();
  const config = configFor('server');
  const port = options.port ?? config.PORT;
  const speed = options.speed ?? 1;
  const clock = speed === 1 ? undefined : createSteppedClock(systemClock.now(), speed);
  const deps = await open({ ...config, PORT: port }, clock === undefined ? {} : { clock });
  const closers: (() => Promise<unknown>)[] = [() => deps.close()];
  try {
    // First, since a port that is taken ends it: nothing is published or sent by a process that does not stay.
    const api = roles.api ? await deps.openApi(port) : undefined;
    if (api !== undefined) closers.push(() => api.close());
    const metrics = roles.api ? null : await listenForMetrics(deps);
    if (metrics !== null) closers.push(() => metrics.close());
    const intake = roles.api ? await startIntake(deps) : null;
    if (intake !== null) closers.push(() => intake.close());
    if (roles.publish) await publishChanged(deps);
    if (options.watch === true) {
      const watching = watchLibrary(deps);
      closers.push(() => watching.close());
    }
    const sender = roles.worker ? await deps.openSender() : undefined;
    // Before the worker, so that it is stopped after it: no mail is begun while a mailbox is still being let go.
    const readers = roles.worker ? await startReaders(deps) : undefined;
    if (readers !== undefined) closers.push(() => readers.stop(readersWithinMs));
    const worker = sender === undefined ? undefined : await startWorker(deps, sender);
    if (worker !== undefined) closers.push(() => worker.stop(drainWithinMs));
    if (worker !== undefined && clock !== undefined) {
      const stepper = stepping(deps, clock, worker);
      closers.push(() => stepper.stop());
    }
    if (roles.api && config.CADENCE_ADMIN_KEY === undefined) await showFirstKey(deps);
    print(api === undefined ? 'ready' : `ready on ${api.url}`);
    if (api !== undefined) say(`people work at ${api.url}/console: they log in with an API key`);
    if (metrics !== null) say(`metrics are at ${metrics.url}/metrics`);
    if (intake !== null) say(`mail is taken at ${intake.host}:${intake.port}`);
    if (sender?.answersAt !== undefined) {
      const from = sender.mailbox.from.address;
      say(`mails are kept in ${deps.outboxDir}`);
      say(`answers to ${from} are taken at smtp://${sender.answersAt}`);
    }
    await stopping;
    say('stopping: mails under way are ended, the rest waits for the next start');
  } finally {
    for (const close of closers.reverse()) await close();
  }
  process.exit(0);
}

/** The first SIGTERM or SIGINT asks to stop, the second does not wait. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = () => {
      if (asked) process.exit(1);
      asked = true;
      resolve();
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}

async function publishChanged({ app, readLibrary }: OpenedDeps): Promise<void> {
  for (const { cadence, number, changed } of await publishLibrary(app, await readLibrary())) {
    if (changed) say(`published ${cadence} version ${number}`);
  }
}

async function startReaders({ app }: OpenedDeps): Promise<RunningReaders> {
  const { startInboxReaders } = await import('../app/intake/read-inboxes.ts');
  return startInboxReaders(app, (name) => process.env[name]);
}

async function listenForMetrics({ config, openMetrics }: OpenedDeps): Promise<Listening | null> {
  return config.METRICS_PORT === undefined ? null : openMetrics(config.METRICS_PORT);
}

async function startIntake({ app }: OpenedDeps): Promise<MailListener | null> {
  const { startSmtpIntake } = await import('../app/intake/smtp-intake.ts');
  return startSmtpIntake(app);
}

async function startWorker(deps: OpenedDeps, sender: Sender): Promise<RunningWorker> {
  const { runWorker } = await import('../app/run-worker.ts');
  return runWorker(deps.app, sender, {
    backend: deps.backend,
    dispatchIntervalMs: deps.config.DISPATCH_INTERVAL_MS,
  });
}

function stepping(deps: OpenedDeps, clock: SteppedClock, worker: RunningWorker): Stepper {
  return startStepper(deps.app, { clock, tick: () => worker.tick(), until: () => null });
}

async function showFirstKey(deps: OpenedDeps): Promise<void> {
  const deed = { action: 'key.created', kind: 'key', data: { role: 'admin' } } as const;
  const told = { ...deed, told: 'when-changed' } as const;
  const key = await doDeed(deps, told, () => firstAdminKey(deps.app));
  if (key !== null) say(`admin API key, shown this once: ${key}`);
}
