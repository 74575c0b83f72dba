import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Of what goes out, and of the rounds that keep it going. */
export interface SendingMetrics {
  readonly dispatched: Counter;
  readonly dispatcherRanAt: Gauge;
  readonly handOvers: Counter<'outcome' | 'mailbox'>;
  readonly handOverSeconds: Histogram;
  readonly latenessSeconds: Histogram;
  readonly touchesEnded: Counter<'cadence' | 'outcome'>;
  readonly claimsRefused: Counter<'reason'>;
  readonly enrolments: Counter<'outcome'>;
  readonly importRows: Counter<'outcome'>;
  readonly importsEnded: Counter<'status'>;
  readonly reconciled: Counter<'what'>;
  readonly reconcilerRanAt: Gauge;
  readonly reconcilerFailures: Counter<'what'>;
  readonly forgotten: Counter<'what'>;
}

export function sendingMetrics(registry: Registry): SendingMetrics {
  const registers = [registry];
  return {
    dispatched: new Counter({
      name: 'cadence_touches_dispatched_total',
      help: 'Touches put on the queue',
      registers,
    }),
    dispatcherRanAt: new Gauge({
      name: 'cadence_dispatcher_run_timestamp_seconds',
      help: 'When this process last looked for what is due; 0: never',
      registers,
    }),
    handOvers: new Counter({
      name: 'cadence_hand_overs_total',
      help: 'Hand-overs to SMTP by outcome and mailbox',
      labelNames: ['outcome', 'mailbox'],
      registers,
    }),
    handOverSeconds: new Histogram({
      name: 'cadence_hand_over_seconds',
      help: 'Machine time of one SMTP conversation',
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
      registers,
    }),
    latenessSeconds: new Histogram({
      name: 'cadence_lateness_seconds',
      help: 'From when a touch was due to when a worker took it to hand it over',
      buckets: [1, 5, 15, 30, 60, 120, 300, 900, 3_600, 14_400],
      registers,
    }),
    touchesEnded: new Counter({
      name: 'cadence_touches_ended_total',
      help: 'Touches that a worker has dealt with, by cadence and outcome',
      labelNames: ['cadence', 'outcome'],
      registers,
    }),
    claimsRefused: new Counter({
      name: 'cadence_claims_refused_total',
      help: 'Touches that were not handed over when their time came, by reason',
      labelNames: ['reason'],
      registers,
    }),
    enrolments: new Counter({
      name: 'cadence_enrolments_total',
      help: 'Enrolments asked for, by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    importRows: new Counter({
      name: 'cadence_import_rows_total',
      help: 'Rows of imported lists: accepted, refused',
      labelNames: ['outcome'],
      registers,
    }),
    importsEnded: new Counter({
      name: 'cadence_imports_ended_total',
      help: 'Imports that came to their end, by how: finished, failed, undone',
      labelNames: ['status'],
      registers,
    }),
    reconciled: new Counter({
      name: 'cadence_reconciled_total',
      help: 'What the reconciler put right',
      labelNames: ['what'],
      registers,
    }),
    reconcilerRanAt: new Gauge({
      name: 'cadence_reconciler_run_timestamp_seconds',
      help: 'When a round of the reconciler last ended in this process; 0: never',
      registers,
    }),
    reconcilerFailures: new Counter({
      name: 'cadence_reconciler_failures_total',
      help: 'Parts of a round of the reconciler that failed, by part',
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
