import { type IdGenerator, RandomIdGenerator } from '@opentelemetry/sdk-trace-node';

/** Random ids, but for what is told of a touch: its trace is found by its id, whoever tells of it. */
export interface TraceIds extends IdGenerator {
  /** A trace that the work begins has the id of this touch. */
  within<T>(touchId: string, work: () => T): T;
}

export function createTraceIds(): TraceIds {
  const random = new RandomIdGenerator();
  let next: string | undefined;
  return {
    generateTraceId: () => next ?? random.generateTraceId(),
    generateSpanId: () => random.generateSpanId(),
    within: (touchId, work) => {
      next = traceIdOf(touchId);
      try {
        return work();
      } finally {
        next = undefined;
      }
    },
  };
}

/** A trace id is 16 bytes in hex, as a UUID is. */
export function traceIdOf(touchId: string): string {
  return touchId.replaceAll('-', '');
}
