/** What `/metrics` says: what this process has counted, and how the installation stands. */
import { inTime, late } from '../in-time.ts';
import { countedAtMost } from '../metrics/standing.ts';
import { oldestDueAt } from '../store/dispatch.ts';
import { readMailboxes } from '../store/mailboxes.ts';
import { countOpenByKind, readPublishedPauses, readStanding } from '../store/standing.ts';
import type { App } from './context.ts';
import { inboxReadings } from './intake/inbox-checks.ts';

/** Machine time for which what was read is told again: several may ask, and none makes it more work. */
const keptMs = 5_000;

/** A part that has not answered by then counts as down: whoever asks gives up after ten seconds. */
const partAnswersWithinMs = 4_000;

export interface MetricsPage {
  readonly type: string;
  text(): Promise<string>;
}

/** @param keepMs  how long what was read of database and queue is told again */
export function createMetricsPage(
  app: App,
  secretOf: (environmentName: string) => string | undefined,
  keepMs = keptMs,
): MetricsPage {
  const { registry } = app.metrics;
  let reading: Promise<void> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  const read = async () => {
    await Promise.all([
      seePart(app, 'database', () => readDatabase(app, secretOf)),
      seePart(app, 'queue', () => readQueue(app)),
    ]);
    readAt = performance.now();
  };
  return {
    type: registry.contentType,
    text: async () => {
      if (performance.now() - readAt >= keepMs) {
        reading ??= read().finally(() => {
          reading = undefined;
        });
        await reading;
      }
      seeConnections(app);
      return registry.metrics();
    },
  };
}

/** What one part tells is set all at once; where it does not answer there is nothing but that. */
async function seePart(
  app: App,
  part: 'database' | 'queue',
  read: () => Promise<() => void>,
): Promise<void> {
  const { standing } = app.metrics;
  const set = await inTime(read(), partAnswersWithinMs).catch((): typeof late => late);
  for (const gauge of gaugesOf(app, part)) gauge.remove();
  for (const gauge of labelledOf(app, part)) gauge.reset();
  if (set !== late) set();
  standing.partUp.set({ part }, set === late ? 0 : 1);
}

function gaugesOf(app: App, part: 'database' | 'queue') {
  const { oldestDueSeconds, dueTouches, unknownHandOvers, eventsDeferred, importsRunning } =
    app.metrics.standing;
  return part === 'queue'
    ? []
    : [oldestDueSeconds, dueTouches, unknownHandOvers, eventsDeferred, importsRunning];
}

function labelledOf(app: App, part: 'database' | 'queue') {
  const { queueJobs, mailboxPaused, cadencePaused, openTasks, oldestTaskSeconds, inboxLagSeconds } =
    app.metrics.standing;
  return part === 'queue'
    ? [queueJobs]
    : [mailboxPaused, cadencePaused, openTasks, oldestTaskSeconds, inboxLagSeconds];
}

async function readQueue(app: App): Promise<() => void> {
  const [waiting, delayed] = await Promise.all([app.queue.outstanding(), app.queue.delayed()]);
  const { queueJobs } = app.metrics.standing;
  return () => {
    queueJobs.set({ state: 'waiting' }, waiting);
    queueJobs.set({ state: 'delayed' }, delayed);
  };
}

async function readDatabase(
  app: App,
  secretOf: (environmentName: string) => string | undefined,
): Promise<() => void> {
  const { db, metrics, workspace } = app;
  const now = app.clock.now();
  const [oldest, counts, tasks, mailboxes, cadences, inboxes] = await Promise.all([
    oldestDueAt(db, now),
    readStanding(db, now, countedAtMost),
    countOpenByKind(db, countedAtMost),
    readMailboxes(db),
    readPublishedPauses(db),
    inboxReadings(app, secretOf),
  ]);
  const { standing } = metrics;
  const secondsSince = (at: Date, until: Date) =>
    Math.max(0, until.getTime() - at.getTime()) / 1_000;
  return () => {
    standing.oldestDueSeconds.set(oldest === null ? 0 : secondsSince(oldest, now));
    standing.dueTouches.set(counts.dueTouches);
    standing.unknownHandOvers.set(counts.unknownHandOvers);
    standing.eventsDeferred.set(counts.eventsDeferred);
    standing.importsRunning.set(counts.importsRunning);
    for (const { kind, count, since } of tasks) {
      standing.openTasks.set({ kind }, count);
      standing.oldestTaskSeconds.set({ kind }, secondsSince(since, now));
    }
    const paused = new Set(mailboxes.flatMap((one) => (one.status === 'paused' ? [one.key] : [])));
    const keys = workspace.mailboxes.map(({ key }) => key);
    for (const mailbox of keys.length === 0 ? ['default'] : keys) {
      standing.mailboxPaused.set({ mailbox }, paused.has(mailbox) ? 1 : 0);
    }
    for (const { key, paused: isPaused } of cadences) {
      standing.cadencePaused.set({ cadence: key }, isPaused ? 1 : 0);
    }
    for (const { mailbox, readAt } of inboxes) {
      const lag = secondsSince(readAt, app.clock.machineNow());
      standing.inboxLagSeconds.set({ mailbox }, lag);
    }
  };
}

function seeConnections(app: App): void {
  const { databaseConnections } = app.metrics.standing;
  for (const [state, count] of Object.entries(app.db.connections())) {
    databaseConnections.set({ state }, count);
  }
}
