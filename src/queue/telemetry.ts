import type { Attributes, SpanOptions, Telemetry, Span as TelemetrySpan } from 'bullmq';

/** What BullMQ does by the clock for itself: nobody looks for it, and it would be most of what is told. */
const housekeeping =
  /^(getNextJob|extendLocks|startStalledCheckTimer|moveStalledJobsToWait|close|pause|resume)\b/;

/** Others hold options with connections and their passwords, or what an error said. */
const told: ReadonlySet<string> = new Set([
  'bullmq.queue.name',
  'bullmq.queue.operation',
  'bullmq.job.bulk.count',
  'bullmq.job.id',
  'bullmq.job.name',
  'bullmq.job.attempts.made',
]);

/**
 * How BullMQ traces what it adds and processes, as `bullmq-otel` does, but for its housekeeping and for what may hold secrets
 * or personal data. Tracing has been started before.
 */
export async function openQueueTelemetry(): Promise<Telemetry> {
  const { BullMQOtel } = await import('bullmq-otel');
  const { tracer, contextManager }: Telemetry = new BullMQOtel({ tracerName: 'cadence' });
  return {
    contextManager,
    tracer: {
      startSpan: (name: string, options?: SpanOptions, context?: unknown) =>
        housekeeping.test(name) ? untold : discreet(tracer.startSpan(name, options, context)),
    },
  };
}

const untold: TelemetrySpan = {
  setSpanOnContext: (context) => context,
  setAttribute: () => undefined,
  setAttributes: () => undefined,
  addEvent: () => undefined,
  recordException: () => undefined,
  end: () => undefined,
};

function discreet(span: TelemetrySpan): TelemetrySpan {
  return {
    setSpanOnContext: (context) => span.setSpanOnContext(context),
    setAttribute: (key, value) => {
      if (told.has(key)) span.setAttribute(key, value);
    },
    setAttributes: (attributes: Attributes) =>
      span.setAttributes(
        Object.fromEntries(Object.entries(attributes).filter(([key]) => told.has(key))),
      ),
    addEvent: (name) => span.addEvent(name),
    recordException: () => span.setAttribute('error.type', 'exception'),
    end: () => span.end(),
  };
}
