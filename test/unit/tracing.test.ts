import { expect, test } from 'vitest';
import { asksForTraces } from '../../src/tracing.ts';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

test.each([
  ['nothing', {}, false],
  ['an empty endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, false],
  ['an endpoint', endpoint, true],
  ['one of its own for traces', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:4318/x' }, true],
  ['the exporter by its name', { ...endpoint, OTEL_TRACES_EXPORTER: 'otlp' }, true],
  ['no exporter', { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }, false],
  ['another exporter', { ...endpoint, OTEL_TRACES_EXPORTER: 'zipkin' }, false],
  ['a disabled SDK', { ...endpoint, OTEL_SDK_DISABLED: 'TRUE' }, false],
  ['a name alone', { OTEL_SERVICE_NAME: 'cadence' }, false],
])('%s', (_what, environment, expected) => {
  expect(asksForTraces(environment)).toBe(expected);
});
