import {
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Origin, SpanOptions, Tracing } from '../tracing.ts';
import type { TraceIds } from './trace-ids.ts';

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, producer: SpanKind.PRODUCER };

/** Links that one span takes to its touches or requests; an import of thousands needs no thousands. */
const linksAtMost = 100;

/** What is told by way of this tracer. */
export function createSpans(tracer: Tracer, ids: TraceIds): Omit<Tracing, 'close'> {
  return {
    span: (name, options, work) => {
      const parent = context.active();
      return within(start(tracer, name, options, parent), parent, work);
    },
    set: (name, origins, options, work) => {
      const spans = origins.flatMap((origin) => asSpan(origin) ?? []).slice(0, linksAtMost);
      const [only] = spans;
      if (only !== undefined && spans.length === 1) {
        const parent = trace.setSpan(context.active(), only);
        return within(start(tracer, name, options, parent), parent, work);
      }
      const parent = spans.length === 0 ? context.active() : ROOT_CONTEXT;
      const span = start(tracer, name, options, parent);
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
    touch: (name, touchId, { kind, attributes } = {}) => {
      const told = { ...attributes, 'cadence.touch_id': touchId };
      const options = kind === undefined ? { attributes: told } : { kind, attributes: told };
      const span = ids.within(touchId, () => start(tracer, name, options, ROOT_CONTEXT));
      const origin = trace.getActiveSpan();
      if (origin !== undefined) link(origin, span);
      span.end();
      return carried(span);
    },
  };
}

function start(
  tracer: Tracer,
  name: string,
  { kind, attributes = {} }: SpanOptions,
  parent: Context,
): Span {
  const plain = { attributes: { ...attributes } };
  return tracer.startSpan(
    name,
    kind === undefined ? plain : { ...plain, kind: kinds[kind] },
    parent,
  );
}

/** Does the work with the span as what is under way, and ends it. */
async function within<T>(span: Span, parent: Context, work: () => Promise<T>): Promise<T> {
  try {
    return await context.with(trace.setSpan(parent, span), work);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttribute('error.type', nameOf(error));
    throw error;
  } finally {
    span.end();
  }
}

/** Both ways, so that whoever looks at one finds the other; what has ended takes no more. */
function link(one: Span, other: Span): void {
  other.addLink({ context: one.spanContext() });
  if (one.isRecording()) one.addLink({ context: other.spanContext() });
}

/** What `bullmq-otel` reads out of a job: the headers of W3C Trace Context. */
function carried(span: Span): string {
  const headers: Record<string, string> = {};
  propagation.inject(trace.setSpan(ROOT_CONTEXT, span), headers);
  return JSON.stringify(headers);
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
