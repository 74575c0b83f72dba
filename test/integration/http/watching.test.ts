/** What is handed out to watch an installation with reads metrics that a running one has, and leads to what to do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { eventTypes } from '../../../src/domain/event.ts';
import { outcomeLabels, readingsOf } from '../../helpers/promql.ts';
import { readme } from '../../helpers/readme.ts';
import { openHttp, type TestHttp } from './open-http.ts';

const deploy = join(import.meta.dirname, '../../../deploy');

const alertFile = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Cadence[A-Z]\w+$/),
          expr: z.string(),
          for: z.string().regex(/^\d+[mh]$/),
          labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.strictObject({
            summary: z.string().min(10),
            description: z.string().min(40),
            runbook_url: z.string(),
          }),
        }),
      ),
    }),
  ),
});
const rules = alertFile
  .parse(parse(readFileSync(join(deploy, 'prometheus/alerts.yaml'), 'utf8')))
  .groups.flatMap((group) => group.rules);

const source = z.strictObject({
  type: z.literal('prometheus'),
  uid: z.string().regex(/^\$\{datasource\}$/),
});
const dashboard = z
  .object({
    schemaVersion: z.number().min(39),
    templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
    panels: z.array(
      z.object({
        id: z.number(),
        type: z.enum(['row', 'stat', 'timeseries']),
        title: z.string().min(3),
        gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
        datasource: source.optional(),
        targets: z
          .array(z.object({ expr: z.string(), legendFormat: z.string(), datasource: source }))
          .default([]),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(deploy, 'grafana/cadence.json'), 'utf8')));
const targets = dashboard.panels.flatMap(({ title, targets }) =>
  targets.map((target) => ({ title, ...target })),
);

let http: TestHttp;
/** Labels of each series that `/metrics` can have. */
const series = new Map<string, ReadonlySet<string>>();
/** What is read over all series of a histogram, by the name that it has in `/metrics`. */
const families = new Set<string>();
beforeAll(async () => {
  http = await openHttp();
  const { text } = await http.call('GET', '/metrics');
  const told = new Map(
    [...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)].map(([, name = '', type]) => [name, type]),
  );
  for (const metric of await http.system.app.metrics.registry.getMetricsAsArray()) {
    const type = told.get(metric.name);
    const names: unknown = Reflect.get(metric, 'labelNames');
    const labels = ['job', 'instance', ...(Array.isArray(names) ? names.map(String) : [])];
    if (type === undefined) continue;
    families.add(metric.name);
    if (type !== 'histogram') series.set(metric.name, new Set(labels));
    else {
      series.set(`${metric.name}_bucket`, new Set([...labels, 'le']));
      for (const end of ['sum', 'count']) series.set(`${metric.name}_${end}`, new Set(labels));
    }
  }
});
afterAll(() => http?.close());

/** What is wrong with an expression, and with the labels that it is shown by. */
function problemsOf(expression: string, shown: string): string[] {
  const readings = readingsOf(expression);
  const unknown = readings.flatMap(({ metric, labels }) => {
    const known = series.get(metric);
    if (known === undefined) return [`there is no ${metric}`];
    return labels.filter((label) => !known.has(label)).map((label) => `${metric} has no ${label}`);
  });
  const left = outcomeLabels(expression) ?? ['job', 'instance'];
  const own = new Set([...left, ...readings.flatMap(({ labels }) => labels)]);
  const templates = [...shown.matchAll(/\{\{\s*(?:\$labels\.)?([a-z_]+)\s*\}\}/g)];
  const untold = templates.flatMap(([, label = '']) => (own.has(label) ? [] : [label]));
  return [...unknown, ...untold.map((label) => `"${shown}" shows ${label}, which is not left`)];
}

test('the check finds what is wrong', () => {
  expect(problemsOf('sum by (nothing) (rate(cadence_hand_overs_total{x="1"}[5m]))', '')).toEqual([
    'cadence_hand_overs_total has no x',
    'cadence_hand_overs_total has no nothing',
  ]);
  expect(
    problemsOf('time() - max(cadence_nowhere) > 5 and cadence_lateness_seconds > 1', ''),
  ).toEqual(['there is no cadence_nowhere', 'there is no cadence_lateness_seconds']);
  expect(problemsOf('max by (job) (cadence_due_touches)', '{{ $labels.mailbox }}')).toHaveLength(1);
});

test.each(rules)('$alert reads what there is, and says what to do', (rule) => {
  const { summary, runbook_url } = rule.annotations;
  expect(readingsOf(rule.expr).length).toBeGreaterThan(0);
  expect(problemsOf(rule.expr, summary)).toEqual([]);
  const [file, anchor] = runbook_url.split('#');
  expect(file).toBe('README.md');
  expect(anchors()).toContain(anchor);
  expect(readme).toContain(`\`${rule.alert}\``);
});

test('no alert of the README is missing, and each has its own name', () => {
  const names = rules.map(({ alert }) => alert);
  expect(new Set(names).size).toBe(names.length);
  const told = [...readme.matchAll(/`(Cadence[A-Z]\w+)`/g)].map(([, name = '']) => name);
  expect([...new Set(told)].toSorted()).toEqual(names.toSorted());
});

test.each(targets)('$title: $expr', ({ expr, legendFormat }) => {
  expect(readingsOf(expr).length).toBeGreaterThan(0);
  expect(readingsOf(expr).every(({ labels }) => labels.includes('job'))).toBe(true);
  expect(problemsOf(expr, legendFormat)).toEqual([]);
});

test('the dashboard shows every metric, in five rows, with no panel over another', () => {
  const read = targets.flatMap(({ expr }) => readingsOf(expr).map(({ metric }) => metric));
  const shown = new Set(read.map((name) => name.replace(/_(bucket|sum|count)$/, '')));
  expect([...families].filter((name) => !shown.has(name))).toEqual([]);
  const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
  expect(rows).toEqual([
    'Is mail going out?',
    'Is anybody waiting?',
    'Replies and webhooks',
    'Deliverability',
    'Machine',
  ]);
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'job']);
});

test('event types that are asked for are types of events', () => {
  const expressions = [...rules.map(({ expr }) => expr), ...targets.map(({ expr }) => expr)];
  const asked = expressions.flatMap((expr) =>
    [...expr.matchAll(/\btype=~?"([^"]+)"/g)].flatMap(([, types = '']) => types.split('|')),
  );
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.filter((type) => !eventTypes.some((one) => one === type))).toEqual([]);
});

/** What the headings of the README are linked by, as GitHub makes them. */
function anchors(): readonly string[] {
  return [...readme.matchAll(/^#{2,4} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replace(/\s/g, '-'),
  );
}
