import { expect, test } from 'vitest';
import { createMetrics } from '../../src/metrics.ts';

test('names, labels and buckets of the metrics: dashboards and alarms hang on them', async () => {
  const { registry } = createMetrics();
  const lines = (await registry.getMetricsAsArray())
    .map((metric) => {
      const labels: unknown = Reflect.get(metric, 'labelNames');
      const buckets: unknown = Reflect.get(metric, 'buckets');
      return [
        `${metric.name} (${String(metric.type)})`,
        ...(Array.isArray(labels) && labels.length > 0 ? [`labels: ${labels.join(', ')}`] : []),
        ...(Array.isArray(buckets) ? [`buckets: ${buckets.join(', ')}`] : []),
        String(Reflect.get(metric, 'help')),
      ].join(' | ');
    })
    .sort();
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../golden/metrics.txt');
});

test('each process has a registry of its own', () => {
  const [one, two] = [createMetrics(), createMetrics()];
  one.dispatched.inc(3);
  expect(one.registry).not.toBe(two.registry);
  return expect(two.registry.metrics()).resolves.toContain('cadence_touches_dispatched_total 0');
});
