import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CadenceProcess, environmentOf, startCadence } from '../helpers/cadence-process.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { has } from '../helpers/requirements.ts';
import { type AcceptedMail, startSmtpServer, type TestSmtpServer } from '../helpers/smtp.ts';
import { openSystem, smoke, type TestSystem } from '../helpers/system.ts';
import { waitFor } from '../helpers/wait.ts';
import { countTouches, notExactly, somePeople } from './people.ts';

const count = 60;
const adminKey = 'the-key-of-the-environment';

describe.runIf(has('redis-server'))('one API and two workers, each a process, on Redis', () => {
  let redis: TestRedis;
  let smtp: TestSmtpServer;
  let system: TestSystem;
  let api: CadenceProcess;
  let workers: CadenceProcess[] = [];
  beforeAll(async () => {
    redis = await startRedis();
    smtp = await startSmtpServer(() => ({ stallMs: 20 }));
    // One connection a worker: two mails at the same time are the work of two.
    system = await openSystem({
      smtpUrl: smtp.url,
      redisUrl: redis.url,
      cadences: { 'smoke.yaml': smoke },
      concurrency: 1,
    });
    const environment = {
      ...environmentOf(system.deps.config),
      CADENCE_ADMIN_KEY: adminKey,
      DISPATCH_INTERVAL_MS: '1000',
    };
    [api, ...workers] = await Promise.all([
      startCadence(['api', '--port', '0'], environment),
      startCadence(['worker'], environment),
      startCadence(['worker'], environment),
    ]);
  });
  afterAll(async () => {
    await Promise.all([api, ...workers].map((running) => running?.kill()));
    await system?.close();
    await smtp?.close();
    await redis?.stop();
  });

  const enrolAll = async (people: readonly { readonly email: string }[]) => {
    const answer = await fetch(`${api.url}/v1/enrolments/bulk?cadence=smoke`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/x-ndjson' },
      body: people.map((person) => JSON.stringify(person)).join('\n'),
    });
    expect(answer.status).toBe(202);
  };
  const completed = async () => {
    const { rows } = await system.app.db.query<{ count: number }>(
      `select count(*)::int as count from enrolments where status = 'completed'`,
      [],
    );
    return rows[0]?.count ?? 0;
  };

  test('they share the work: every mail once, the second after the first', async () => {
    const people = somePeople(count);
    await enrolAll(people);
    await waitFor('everybody completed', async () => (await completed()) === count, 40_000);
    expect(notExactly(2, people, smtp.accepted)).toEqual([]);
    expect(smtp.seen).toHaveLength(2 * count);
    const order = people.map(({ email }) =>
      smtp.accepted.filter(({ to }) => to === email).map(({ subject }) => subject),
    );
    expect(new Set(order.map(String))).toEqual(new Set(['Hello there,Re: Hello there']));
    expect(mostAtOnce(smtp.accepted)).toBe(2);
  });

  test('one is asked to stop in the middle: the other does the rest, every mail once', async () => {
    const people = somePeople(count);
    const before = smtp.accepted.length;
    await enrolAll(people);
    await waitFor('the first of them', () => smtp.accepted.length >= before + 10);
    workers[0]?.signal('SIGTERM');
    expect(await workers[0]?.ended()).toEqual({ code: 0, signal: null });
    await waitFor('everybody completed', async () => (await completed()) === 2 * count, 40_000);
    expect(notExactly(2, people, smtp.accepted)).toEqual([]);
    expect(smtp.seen).toHaveLength(4 * count);
    expect(await countTouches(system.app)).toEqual({ sent: 4 * count });
  });
});

/** How many mails were with the server at the same time, at most. */
function mostAtOnce(mails: readonly AcceptedMail[]): number {
  const overlaps = mails.map(
    ({ startedAt }) =>
      mails.filter((other) => other.startedAt <= startedAt && startedAt < other.acceptedAt).length,
  );
  return Math.max(...overlaps);
}
