import { describe, expect, type TestContext, test } from 'vitest';
import type { App } from '../../src/app/context.ts';
import type { TouchJob } from '../../src/queue/touch-queue.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { has } from '../helpers/requirements.ts';
import { startSmtpServer, type TestSmtpServer } from '../helpers/smtp.ts';
import { waitFor } from '../helpers/wait.ts';
import { eventOf, openHttp, type TestHttp } from '../integration/http/open-http.ts';
import { countTouches, enrolPeople, notExactly, single, somePeople } from './people.ts';

const count = 100;
const dispatchIntervalMs = 1_000;
/** What a loss may cost: the lease of a queued touch, two rounds of the reconciler, a tick. */
const backWithinMs = 10_000 + 2 * 2_000 + 1.5 * dispatchIntervalMs;

/** Some CRMs give up on an answer after five seconds. */
const answeredWithinMs = 4_500;

/** Where BullMQ keeps jobs, and how they are counted. */
const places = {
  delayed: (redis: TestRedis) => redis.client.multi().zcard('{cadence}:touches:delayed'),
  waiting: (redis: TestRedis) => redis.client.multi().llen('{cadence}:touches:wait'),
  active: (redis: TestRedis) => redis.client.multi().llen('{cadence}:touches:active'),
} as const;

/** Counts and flushes in one step, so that what is counted is what is lost. */
async function countAndFlush(redis: TestRedis, place: keyof typeof places): Promise<number> {
  const results = await places[place](redis).flushall().exec();
  return Number(results?.[0]?.[1] ?? 0);
}

/** Queued touches that have no job on the queue. */
async function countLost(app: App): Promise<number> {
  const queued = async () => {
    const { rows } = await app.db.query<TouchJob>(
      `select id as "touchId", fence from touches where status = 'queued'`,
      [],
    );
    return rows;
  };
  const missing = await app.queue.missing(await queued());
  // One whose job was done in between is no lost one.
  const still = new Set((await queued()).map(({ touchId, fence }) => `${touchId} ${fence}`));
  return missing.filter(({ touchId, fence }) => still.has(`${touchId} ${fence}`)).length;
}

async function everybodyOnce(
  smtp: TestSmtpServer,
  people: readonly { readonly email: string }[],
): Promise<void> {
  const missing = () => people.length - new Set(smtp.accepted.map(({ to }) => to)).size;
  await waitFor('all mails', () => missing() === 0, 60_000);
  expect(notExactly(1, people, smtp.accepted)).toEqual([]);
}

describe.runIf(has('redis-server'))('Redis is lost', () => {
  test.concurrent.for(['delayed', 'waiting', 'active'] as const)(
    `flushed while jobs are %s: ${count} mails, each once`,
    async (place, context) => {
      const { redis, smtp, system } = await openAll(context);
      await Promise.all([system.work(), system.work()]);
      const dueAt = Date.now() + 1_000;
      const people = somePeople(count);
      await enrolPeople(
        system.app,
        'single',
        people,
        (index) => new Date(dueAt + (index % 3) * 1_000),
      );
      await waitFor('such jobs', async () => {
        const [[, jobs] = []] = (await places[place](redis).exec()) ?? [];
        return Number(jobs) > 0;
      });
      expect(await countAndFlush(redis, place)).toBeGreaterThan(0);
      expect(smtp.accepted.length).toBeLessThan(count);
      const lastDueInMs = Math.max(0, dueAt + 2_000 - Date.now());
      const none = async () => (await countLost(system.app)) === 0;
      await waitFor('all jobs to be back', none, lastDueInMs + backWithinMs);
      await everybodyOnce(smtp, people);
      await waitFor('all recorded', async () => (await countTouches(system.app)).sent === count);
      expect(notExactly(1, people, smtp.accepted)).toEqual([]);
    },
  );

  test.concurrent('stopped and started again: enrolling goes on, nothing is lost', async (context) => {
    const { redis, smtp, http } = await openAll(context);
    const { app } = http.system;
    await Promise.all([http.system.work(), http.system.work()]);
    const before = somePeople(count);
    const dueAt = Date.now() + 500;
    await enrolPeople(app, 'single', before, (index) => new Date(dueAt + (index % 3) * 1_000));
    const dueInTheOutage = () => new Date(dueAt + 8_000);
    const replying = await enrolPeople(app, 'single', somePeople(1), dueInTheOutage);
    await waitFor('the first mails', () => smtp.accepted.length > 5);
    await redis.crash();
    expect(smtp.accepted.length).toBeLessThan(count);

    const atOnce = somePeople(10);
    await enrolOver(http, atOnce);
    await reply(http, replying[0]?.enrolmentId);
    await waitFor('the leases of all that was on the queue to end', async () => {
      const { rows } = await app.db.query(
        `select from touches where status = 'queued' and lease_until > now() limit 1`,
        [],
      );
      return rows.length === 0;
    });
    const later = somePeople(10);
    await enrolOver(http, later);
    const health = await http.call('GET', '/readyz');
    expect(health).toMatchObject({ status: 503, body: { queue: false, database: true } });

    await redis.start();
    await waitFor('all jobs to be back', async () => (await countLost(app)) === 0, backWithinMs);
    await everybodyOnce(smtp, [...before, ...atOnce, ...later]);
    await waitFor('ready', async () => (await http.call('GET', '/readyz')).status === 200);
    expect(notExactly(0, replying, smtp.accepted)).toEqual([]);
  });
});

async function openAll({ onTestFinished }: TestContext) {
  const redis = await startRedis();
  const smtp = await startSmtpServer(() => ({ stallMs: 30 }));
  const http = await openHttp({
    cadences: { 'single.yaml': single },
    smtpUrl: smtp.url,
    redisUrl: redis.url,
    concurrency: 1,
    dispatchIntervalMs,
  });
  onTestFinished(async () => {
    await http.close();
    await smtp.close();
    await redis.stop();
  });
  return { redis, smtp, http, system: http.system };
}

async function enrolOver(
  http: TestHttp,
  people: readonly { readonly email: string }[],
): Promise<void> {
  await Promise.all(
    people.map(async (prospect) => {
      const startedAt = performance.now();
      const body = { cadence: 'single', prospect };
      const { status } = await http.call('POST', '/v1/enrolments', { as: 'crm', body });
      expect(status).toBe(201);
      expect(performance.now() - startedAt).toBeLessThan(answeredWithinMs);
    }),
  );
}

async function reply(http: TestHttp, enrolmentId: string | undefined): Promise<void> {
  const startedAt = performance.now();
  const answer = await http.webhook(eventOf('reply.received', { enrolmentId }));
  expect(answer).toMatchObject({ status: 202, body: { receipts: [{ outcome: 'applied' }] } });
  expect(performance.now() - startedAt).toBeLessThan(answeredWithinMs);
}
