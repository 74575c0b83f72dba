import { Gauge, type Registry } from 'prom-client';

/**
 * How the installation stands, as database and queue tell. Every process that is asked tells the same, so that dashboards
 * take the `max` over them. What could not be read is absent, never an old number.
 */
export interface StandingMetrics {
  readonly partUp: Gauge<'part'>;
  readonly oldestDueSeconds: Gauge;
  readonly dueTouches: Gauge;
  readonly queueJobs: Gauge<'state'>;
  readonly unknownHandOvers: Gauge;
  readonly mailboxPaused: Gauge<'mailbox'>;
  readonly cadencePaused: Gauge<'cadence'>;
  readonly openTasks: Gauge<'kind'>;
  readonly oldestTaskSeconds: Gauge<'kind'>;
  readonly eventsDeferred: Gauge;
  readonly inboxLagSeconds: Gauge<'mailbox'>;
  readonly importsRunning: Gauge;
  readonly databaseConnections: Gauge<'state'>;
}

/** More than this is not counted to its end: the number says "so many at least". */
export const countedAtMost = 10_000;

export function standingMetrics(registry: Registry): StandingMetrics {
  const registers = [registry];
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const gauges = <Label extends string>(name: string, label: Label, help: string) =>
    new Gauge({ name, help, labelNames: [label], registers });
  const atMost = `${countedAtMost}: that many or more`;
  return {
    partUp: gauges('cadence_part_up', 'part', '1 when database or queue answered, else 0'),
    oldestDueSeconds: gauge(
      'cadence_oldest_due_seconds',
      'Age of the touch that has been due the longest: the sign of life',
    ),
    dueTouches: gauge(
      'cadence_due_touches',
      `Touches that are due and not on the queue (${atMost})`,
    ),
    queueJobs: gauges(
      'cadence_queue_jobs',
      'state',
      'Jobs on the queue: waiting for a worker or with one, delayed until their time',
    ),
    unknownHandOvers: gauge(
      'cadence_unknown_hand_overs',
      `Mails of which nobody knows whether they arrived, and that a person has to settle (${atMost})`,
    ),
    mailboxPaused: gauges('cadence_mailbox_paused', 'mailbox', '1 for a mailbox that is paused'),
    cadencePaused: gauges(
      'cadence_cadence_paused',
      'cadence',
      '1 for a published cadence whose mails are paused',
    ),
    openTasks: gauges('cadence_open_tasks', 'kind', `Tasks that wait for a person (${atMost})`),
    oldestTaskSeconds: gauges(
      'cadence_oldest_task_seconds',
      'kind',
      'Age of the oldest open task; of kind reply: how long somebody who wrote has waited',
    ),
    eventsDeferred: gauge(
      'cadence_events_deferred',
      `Events that wait for their person to be there (${atMost})`,
    ),
    inboxLagSeconds: gauges(
      'cadence_inbox_lag_seconds',
      'mailbox',
      'How long ago all that there was in a mailbox had been read, by whichever process',
    ),
    importsRunning: gauge('cadence_imports_running', 'Imports that are under way'),
    databaseConnections: gauges(
      'cadence_database_connections',
      'state',
      'Connections of this process: used, idle; and requests waiting for one',
    ),
  };
}
