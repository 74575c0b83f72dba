import {
  type Context,
  context,
  DiagLogLevel,
  diag,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Log } from '../log.ts';
import type { Origin, SpanOptions, Tracing } from '../tracing.ts';
import { createTraceIds } from './trace-ids.ts';

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, producer: SpanKind.PRODUCER };

/** Links that one span takes to its touches or requests; an import of thousands needs no thousands. */
const linksAtMost = 100;

/**
 * Starts the SDK: JSON by HTTP to the collector, in batches, in the background. Sampler, batches, limits, headers and resource
 * are read by the SDK from the standard variables.
 */
export function startTracing(
  environment: Readonly<Record<string, string | undefined>>,
  log: Log,
): Tracing {
  diag.setLogger(quietly(log), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const protocol = environment.OTEL_EXPORTER_OTLP_PROTOCOL?.trim() ?? '';
  if (!['', 'http/json', 'http/protobuf'].includes(protocol)) {
    log.warn({ protocol }, 'traces are sent as http/json: name the HTTP port of the collector');
  }
  const ids = createTraceIds();
  const provider = new NodeTracerProvider({
    idGenerator: ids,
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'cadence' }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  const tracer = provider.getTracer('cadence');

  const start = (name: string, { kind, attributes = {} }: SpanOptions, parent: Context) =>
    tracer.startSpan(
      name,
      { attributes: { ...attributes }, ...(kind === undefined ? {} : { kind: kinds[kind] }) },
      parent,
    );
  const within = async <T>(span: Span, parent: Context, work: () => Promise<T>): Promise<T> => {
    try {
      return await context.with(trace.setSpan(parent, span), work);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', nameOf(error));
      throw error;
    } finally {
      span.end();
    }
  };
  return {
    span: (name, options, work) => {
      const parent = context.active();
      return within(start(name, options, parent), parent, work);
    },
    set: (name, origins, options, work) => {
      const spans = origins.flatMap((origin) => asSpan(origin) ?? []).slice(0, linksAtMost);
      const [only] = spans;
      if (only !== undefined && spans.length === 1) {
        const parent = trace.setSpan(context.active(), only);
        return within(start(name, options, parent), parent, work);
      }
      const span = start(name, options, spans.length === 0 ? context.active() : ROOT_CONTEXT);
      for (const origin of spans) link(origin, span);
      return within(span, context.active(), work);
    },
    origin: () => {
      const span = trace.getActiveSpan();
      return span === undefined ? undefined : { span };
    },
    note: (attributes) => {
      trace.getActiveSpan()?.setAttributes({ ...attributes });
    },
    touch: (name, touchId, options = {}) => {
      const span = ids.within(touchId, () =>
        start(
          name,
          { ...options, attributes: { ...options.attributes, 'cadence.touch_id': touchId } },
          ROOT_CONTEXT,
        ),
      );
      const origin = trace.getActiveSpan();
      if (origin !== undefined) link(origin, span);
      const carrier: Record<string, string> = {};
      propagation.inject(trace.setSpan(ROOT_CONTEXT, span), carrier);
      span.end();
      return JSON.stringify(carrier);
    },
    close: async () => {
      try {
        await provider.shutdown();
      } finally {
        for (const api of [trace, context, propagation, diag]) api.disable();
      }
    },
  };
}

/** Both ways, so that whoever looks at one finds the other; what has ended takes no more. */
function link(one: Span, other: Span): void {
  other.addLink({ context: one.spanContext() });
  if (one.isRecording()) one.addLink({ context: other.spanContext() });
}

function asSpan(origin: Origin | undefined): Span | undefined {
  const span = origin?.span;
  return span !== undefined && isSpan(span) ? span : undefined;
}

function isSpan(value: object): value is Span {
  return 'spanContext' in value && 'addLink' in value;
}

/** What went wrong, without its words: they may name a person. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

const toldEveryMs = 60_000;

/** A collector that is away is told once a minute, not with every batch. */
function quietly(log: Log) {
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = (message: string) => {
    if (performance.now() - toldAt < toldEveryMs) return;
    toldAt = performance.now();
    log.warn({ err: message.slice(0, 300) }, 'traces are not sent');
  };
  const nothing = () => undefined;
  return { error: tell, warn: tell, info: nothing, debug: nothing, verbose: nothing };
}
