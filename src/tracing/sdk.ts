import { context, DiagLogLevel, diag, propagation, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Log } from '../log.ts';
import type { Tracing } from '../tracing.ts';
import { createSpans } from './spans.ts';
import { createTraceIds } from './trace-ids.ts';

/**
 * Starts the SDK: JSON by HTTP to the collector, in batches, in the background. Sampler, batches, limits, headers and resource
 * are read by the SDK from the standard variables. One at a time in a process, since `bullmq-otel` asks for the global one.
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
  return {
    ...createSpans(provider.getTracer('cadence'), ids),
    close: async () => {
      try {
        await provider.shutdown();
      } finally {
        for (const api of [trace, context, propagation, diag]) api.disable();
      }
    },
  };
}

const toldEveryMs = 60_000;

/** A collector that is away is told once a minute, not with every batch. */
function quietly(log: Log) {
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = (message: string) => {
    if (performance.now() - toldAt < toldEveryMs) return;
    toldAt = performance.now();
    // The exporter tells an error as JSON, with its stack before its words.
    const words = /"message":"((?:[^"\\]|\\.)*)"/.exec(message)?.[1] ?? message;
    log.warn({ err: words.slice(0, 300) }, 'traces are not sent');
  };
  const nothing = () => undefined;
  return { error: tell, warn: tell, info: nothing, debug: nothing, verbose: nothing };
}
