import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Everything that Prometheus can read here; names are part of the public interface. */
export interface Metrics {
  readonly registry: Registry;
  readonly dispatched: Counter;
  readonly handOvers: Counter<'outcome'>;
  readonly handOverSeconds: Histogram;
  readonly claimsRefused: Counter<'reason'>;
  readonly events: Counter<'source' | 'outcome'>;
  readonly sentAfterReply: Counter;
  readonly webhooksRefused: Counter<'code'>;
  readonly classifier: Counter<'outcome'>;
  readonly triageDecisions: Counter<'agreed'>;
  readonly sourceSilent: Gauge<'source'>;
  readonly enrolments: Counter<'outcome'>;
  readonly oldestDueSeconds: Gauge;
  readonly mailsRead: Counter<'source' | 'kind'>;
  readonly mailsNotRead: Counter<'source'>;
  readonly inboxReadAt: Gauge<'mailbox'>;
  readonly inboxFailures: Counter<'mailbox'>;
  readonly reconciled: Counter<'what'>;
  readonly forgotten: Counter<'what'>;
}

/** A registry of its own for each process, so that tests can run several in one. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    dispatched: new Counter({
      name: 'cadence_touches_dispatched_total',
      help: 'Touches put on the queue',
      registers,
    }),
    handOvers: new Counter({
      name: 'cadence_hand_overs_total',
      help: 'Hand-overs to SMTP by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    handOverSeconds: new Histogram({
      name: 'cadence_hand_over_seconds',
      help: 'Machine time of one SMTP conversation',
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
      registers,
    }),
    claimsRefused: new Counter({
      name: 'cadence_claims_refused_total',
      help: 'Touches that were not handed over when their time came, by reason',
      labelNames: ['reason'],
      registers,
    }),
    events: new Counter({
      name: 'cadence_events_total',
      help: 'Inbound events by source and outcome',
      labelNames: ['source', 'outcome'],
      registers,
    }),
    sentAfterReply: new Counter({
      name: 'cadence_sent_after_reply_total',
      help: 'Events that had happened before a mail that had gone out when they were heard',
      registers,
    }),
    webhooksRefused: new Counter({
      name: 'cadence_webhooks_refused_total',
      help: 'Webhook requests that were refused before they were read, by code',
      labelNames: ['code'],
      registers,
    }),
    classifier: new Counter({
      name: 'cadence_classifier_total',
      help: 'Replies that the external classifier was to judge: answered, failed, skipped',
      labelNames: ['outcome'],
      registers,
    }),
    triageDecisions: new Counter({
      name: 'cadence_triage_decisions_total',
      help: 'What people said that replies mean, and whether we had read the same: yes, no, unread',
      labelNames: ['agreed'],
      registers,
    }),
    sourceSilent: new Gauge({
      name: 'cadence_source_silent',
      help: '1 for a webhook source that has been silent for longer than its expect_every',
      labelNames: ['source'],
      registers,
    }),
    enrolments: new Counter({
      name: 'cadence_enrolments_total',
      help: 'Enrolments asked for, by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    oldestDueSeconds: new Gauge({
      name: 'cadence_oldest_due_seconds',
      help: 'Age of the touch that has been due the longest: the sign of life',
      registers,
    }),
    mailsRead: new Counter({
      name: 'cadence_mails_read_total',
      help: 'Mails that came in by IMAP or SMTP, by what they were taken for',
      labelNames: ['source', 'kind'],
      registers,
    }),
    mailsNotRead: new Counter({
      name: 'cadence_mails_not_read_total',
      help: 'Tries to read a mail that failed; those behind it were read',
      labelNames: ['source'],
      registers,
    }),
    inboxReadAt: new Gauge({
      name: 'cadence_inbox_read_timestamp_seconds',
      help: 'When all that there was in a mailbox had last been read by this process',
      labelNames: ['mailbox'],
      registers,
    }),
    inboxFailures: new Counter({
      name: 'cadence_inbox_failures_total',
      help: 'Times that reading a mailbox broke off: connection, login or database',
      labelNames: ['mailbox'],
      registers,
    }),
    reconciled: new Counter({
      name: 'cadence_reconciled_total',
      help: 'What the reconciler put right',
      labelNames: ['what'],
      registers,
    }),
    forgotten: new Counter({
      name: 'cadence_forgotten_total',
      help: 'What was kept for as long as policy.retention says, and went',
      labelNames: ['what'],
      registers,
    }),
  };
}
