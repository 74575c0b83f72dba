/**
 * Traces from a webhook to the mail, for who names a collector (`OTEL_EXPORTER_OTLP_ENDPOINT`); for all others there is
 * nothing but a comparison with `undefined`: the SDK is not even loaded.
 *
 * Weeks lie between what plans a mail and its leaving, jobs carry ids alone, and what comes in together is applied in sets.
 * So no context is stored. Instead:
 *
 * - every touch has a trace of its own whose id is the touch's id without dashes: planned, queued, claimed, handed over,
 *   ended, in whichever processes and whenever;
 * - a request has a trace; the set in which it is applied is a part of it, or where many share a set, linked with each;
 * - where one brings about something in another there are links in both directions.
 *
 * Attributes are ids, keys and codes, never what a person wrote or where they are reached.
 */
import type { Log } from './log.ts';

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Who asked for what is done in a set. */
export interface Origin {
  /** Opaque: a span of whoever traces. */
  readonly span: object;
}

export interface SpanOptions {
  /** `server` answers a request, `client` asks somebody else, `producer` leaves something for later. */
  readonly kind?: 'server' | 'client' | 'producer';
  readonly attributes?: Attributes;
}

export interface Tracing {
  /** Does the work as a part of what is under way, or as a trace of its own. What it throws is told by its name and code. */
  span<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T>;
  /** Does work for many: for one it is a part of theirs, for several it is linked with each. */
  set<T>(
    name: string,
    origins: readonly (Origin | undefined)[],
    options: SpanOptions,
    work: () => Promise<T>,
  ): Promise<T>;
  /** What is under way here, to be handed to a set. */
  origin(): Origin | undefined;
  /** Adds to what is under way. */
  note(attributes: Attributes): void;
  /** Tells something in the trace of a touch, linked with what is under way. @returns what a job carries to go on there */
  touch(name: string, touchId: string, options?: SpanOptions): string;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** Does the work within a span where there is somebody to tell. */
export function traced<T>(
  tracing: Tracing | undefined,
  name: string,
  options: SpanOptions,
  work: () => Promise<T>,
): Promise<T> {
  return tracing === undefined ? work() : tracing.span(name, options, work);
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the standard variables of OpenTelemetry ask for traces by OTLP. */
export function asksForTraces(environment: Environment): boolean {
  const given = (name: string) => environment[name]?.trim() ?? '';
  const endpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  return (
    endpoints.some((name) => given(name) !== '') &&
    given('OTEL_SDK_DISABLED').toLowerCase() !== 'true' &&
    ['', 'otlp'].includes(given('OTEL_TRACES_EXPORTER'))
  );
}

/** Opens what the environment asks for; undefined where it asks for nothing. A collector that cannot be had disturbs nobody. */
export async function openTracing(
  environment: Environment,
  log: Log,
): Promise<Tracing | undefined> {
  if (!asksForTraces(environment)) return undefined;
  const { startTracing } = await import('./tracing/sdk.ts');
  return startTracing(environment, log);
}
