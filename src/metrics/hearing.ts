import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Of what comes in: webhooks, mails, and what people say that it means. */
export interface HearingMetrics {
  readonly events: Counter<'source' | 'outcome'>;
  readonly eventsHeard: Counter<'type'>;
  readonly applySeconds: Histogram;
  readonly sentAfterReply: Counter;
  readonly webhooksRefused: Counter<'source' | 'code'>;
  readonly classifier: Counter<'outcome'>;
  readonly triageDecisions: Counter<'agreed'>;
  readonly sourceSilent: Gauge<'source'>;
  readonly mailsRead: Counter<'source' | 'kind'>;
  readonly mailsNotRead: Counter<'source'>;
  readonly inboxReadAt: Gauge<'mailbox'>;
  readonly inboxFailures: Counter<'mailbox'>;
}

export function hearingMetrics(registry: Registry): HearingMetrics {
  const registers = [registry];
  return {
    events: new Counter({
      name: 'cadence_events_total',
      help: 'Inbound events by source and outcome',
      labelNames: ['source', 'outcome'],
      registers,
    }),
    eventsHeard: new Counter({
      name: 'cadence_events_heard_total',
      help: 'Inbound events that were applied, by type',
      labelNames: ['type'],
      registers,
    }),
    applySeconds: new Histogram({
      name: 'cadence_events_apply_seconds',
      help: 'Machine time in which a set of inbound events was applied, to the end of its commit',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    sentAfterReply: new Counter({
      name: 'cadence_sent_after_reply_total',
      help: 'Events that had happened before a mail that had gone out when they were heard',
      registers,
    }),
    webhooksRefused: new Counter({
      name: 'cadence_webhooks_refused_total',
      help: 'Webhook requests that were refused before they were read, by source and HTTP status',
      labelNames: ['source', 'code'],
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
  };
}
