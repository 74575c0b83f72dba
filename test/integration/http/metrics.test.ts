/** What /metrics says of an installation in which things have happened, by the API and by a worker. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { beginImport, runImport } from '../../../src/app/enrolling/import.ts';
import { createMetricsPage } from '../../../src/app/metrics-page.ts';
import { pauseCadenceByPerson } from '../../../src/app/sending/cadence-status.ts';
import { pauseByPerson } from '../../../src/app/sending/mailbox-status.ts';
import { Misconfigured } from '../../../src/errors.ts';
import { startRedis, type TestRedis } from '../../helpers/redis.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, smoke, somebody } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { eventOf, openHttp, type TestHttp } from './open-http.ts';

const answered = smoke.replace(
  'reply: { pause: true }',
  'reply: { pause: true, task: { kind: reply } }',
);

let smtp: TestSmtpServer;
let redis: TestRedis;
let http: TestHttp;
beforeAll(async () => {
  smtp = await startSmtpServer();
  redis = await startRedis();
  http = await openHttp({
    smtpUrl: smtp.url,
    redisUrl: redis.url,
    cadences: { 'smoke.yaml': answered },
  });
  await http.system.work();
});
afterAll(async () => {
  await http?.close();
  await redis?.stop();
  await smtp?.close();
});

/** As they are now, whatever was told before. */
async function samples(): Promise<ReadonlyMap<string, number>> {
  const page = createMetricsPage(http.system.app, () => undefined, 0);
  return readSamples(await page.text());
}

function readSamples(text: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

test('a mail that went out, an answer, and what waits for a person', async () => {
  const { email } = somebody();
  await enrolOne(http.system.app, 'smoke', { prospect: { email } });
  await waitFor('the mail', () => smtp.accepted.some(({ to }) => to === email));
  await waitFor('its end', async () =>
    (await samples()).get('cadence_touches_ended_total{cadence="smoke",outcome="sent"}'),
  );
  const answer = await http.webhook(eventOf('reply.received', { prospect: { email } }));
  expect(answer.status).toBe(202);
  const found = await samples();
  expect(found.get('cadence_hand_overs_total{outcome="sent",mailbox="default"}')).toBe(1);
  expect(found.get('cadence_lateness_seconds_count')).toBe(1);
  expect(found.get('cadence_lateness_seconds_bucket{le="60"}')).toBe(1);
  expect(found.get('cadence_hand_over_seconds_count')).toBe(1);
  expect(found.get('cadence_events_heard_total{type="reply.received"}')).toBe(1);
  expect(found.get('cadence_events_apply_seconds_count')).toBeGreaterThan(0);
  expect(found.get('cadence_http_request_seconds_count{part="webhooks",status="2xx"}')).toBe(1);
  expect(found.get('cadence_open_tasks{kind="reply"}')).toBe(1);
  expect(found.get('cadence_oldest_task_seconds{kind="reply"}')).toBeLessThan(600);
  expect(found.get('cadence_part_up{part="database"}')).toBe(1);
  expect(found.get('cadence_part_up{part="queue"}')).toBe(1);
  expect(found.get('cadence_oldest_due_seconds')).toBe(0);
  expect(found.get('cadence_due_touches')).toBe(0);
  expect(found.get('cadence_unknown_hand_overs')).toBe(0);
  expect(found.get('cadence_queue_jobs{state="waiting"}')).toBe(0);
  expect(found.get('cadence_database_connections{state="waiting"}')).toBe(0);
});

test('no label holds an address', async () => {
  const page = createMetricsPage(http.system.app, () => undefined, 0);
  expect(await page.text()).not.toContain('@');
});

test('rounds of dispatcher and reconciler are told by their time', async () => {
  const now = Date.now() / 1_000;
  for (const name of ['dispatcher', 'reconciler']) {
    const metric = `cadence_${name}_run_timestamp_seconds`;
    const at = await waitFor(metric, async () => (await samples()).get(metric) || null);
    expect(Math.abs(at - now)).toBeLessThan(60);
  }
});

test('what is paused is told by its key', async () => {
  const { app } = http.system;
  expect((await samples()).get('cadence_cadence_paused{cadence="smoke"}')).toBe(0);
  expect((await samples()).get('cadence_mailbox_paused{mailbox="default"}')).toBe(0);
  await pauseCadenceByPerson(app, 'smoke', 'wrong price');
  await pauseByPerson(app, 'default', 'new server');
  expect((await samples()).get('cadence_cadence_paused{cadence="smoke"}')).toBe(1);
  expect((await samples()).get('cadence_mailbox_paused{mailbox="default"}')).toBe(1);
});

test('what is due where nobody works', async () => {
  const idle = await openSystem();
  try {
    await enrolOne(idle.app, 'smoke', { prospect: somebody() });
    await idle.app.db.query(
      `update touches set due_at = now() - interval '10 minutes', status = 'scheduled', lease_until = null`,
    );
    const found = readSamples(await createMetricsPage(idle.app, () => undefined).text());
    expect(found.get('cadence_due_touches')).toBe(1);
    expect(found.get('cadence_oldest_due_seconds')).toBeGreaterThanOrEqual(600);
    expect(found.get('cadence_dispatcher_run_timestamp_seconds')).toBe(0);
  } finally {
    await idle.close();
  }
});

test('imports that run, and how they end', async () => {
  const { app } = http.system;
  const importId = await beginImport(app, 'smoke', 'test');
  const found = await samples();
  expect(found.get('cadence_imports_running')).toBe(1);
  async function* lines() {
    yield { line: 1, row: { prospect: somebody() } };
    yield { line: 2, row: { prospect: { email: 'nobody' } } };
  }
  await runImport(app, { cadence: 'smoke', by: 'test', lines: lines() }, importId);
  const ended = await samples();
  expect(ended.get('cadence_imports_running')).toBe(0);
  expect(ended.get('cadence_imports_ended_total{status="finished"}')).toBe(1);
  expect(ended.get('cadence_import_rows_total{outcome="accepted"}')).toBe(1);
  expect(ended.get('cadence_import_rows_total{outcome="refused"}')).toBe(1);
});

test('a worker without the API tells the same where METRICS_PORT says', async () => {
  const { deps } = http.system;
  const listening = await deps.openMetrics(0);
  try {
    const told = await fetch(`${listening.url}/metrics`);
    expect(told.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const found = readSamples(await told.text());
    expect(found.get('cadence_part_up{part="database"}')).toBe(1);
    expect((await fetch(`${listening.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${listening.url}/v1/enrolments`)).status).toBe(404);
    const port = Number(new URL(listening.url).port);
    const taken = await deps.openMetrics(port).catch((error: unknown) => error);
    expect(taken).toBeInstanceOf(Misconfigured);
    expect(String(taken)).toContain('Choose another with METRICS_PORT');
  } finally {
    await listening.close();
  }
});

test('a queue that is away is told, and nothing old of it', async () => {
  await redis.crash();
  const found = await samples();
  await redis.start();
  expect(found.get('cadence_part_up{part="queue"}')).toBe(0);
  expect(found.has('cadence_queue_jobs{state="waiting"}')).toBe(false);
  expect(found.get('cadence_part_up{part="database"}')).toBe(1);
  expect(found.has('cadence_oldest_due_seconds')).toBe(true);
});
