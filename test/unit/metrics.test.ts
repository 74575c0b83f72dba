import { expect, test } from 'vitest';
import { createMetrics } from '../../src/metrics.ts';
import { sectionOf } from '../helpers/readme.ts';

const helpOf = (metric: object) => String(Reflect.get(metric, 'help'));

function labelsOf(metric: object): readonly string[] {
  const labels: unknown = Reflect.get(metric, 'labelNames');
  return Array.isArray(labels) ? labels.map(String) : [];
}

test('names, labels and buckets of the metrics: dashboards and alarms hang on them', async () => {
  const { registry } = createMetrics();
  const lines = (await registry.getMetricsAsArray())
    .map((metric) => {
      const labels = labelsOf(metric);
      const buckets: unknown = Reflect.get(metric, 'buckets');
      return [
        `${metric.name} (${String(metric.type)})`,
        ...(labels.length > 0 ? [`labels: ${labels.join(', ')}`] : []),
        ...(Array.isArray(buckets) ? [`buckets: ${buckets.join(', ')}`] : []),
        helpOf(metric),
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

test('the table of the README is what /metrics has', async () => {
  const metrics = await createMetrics().registry.getMetricsAsArray();
  const rows = metrics.map((metric) => {
    const labels = labelsOf(metric).map((label) => `\`${label}\``);
    return `| \`${metric.name}\` | ${String(metric.type)} | ${labels.join(', ')} | ${helpOf(metric)} |`;
  });
  const table = sectionOf('Watching it')
    .split('\n')
    .filter((line) => /^\| `(cadence|process)_/.test(line));
  expect(table.toSorted()).toEqual(rows.toSorted());
});
