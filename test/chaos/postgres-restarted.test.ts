import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { signUnsubscribeToken } from '../../src/email/unsubscribe.ts';
import { type OwnPostgres, startOwnPostgres } from '../helpers/own-postgres.ts';
import { startSmtpServer, type TestSmtpServer } from '../helpers/smtp.ts';
import { somebody } from '../helpers/system.ts';
import { waitFor } from '../helpers/wait.ts';
import { eventOf, openHttp, type TestHttp } from '../integration/http/open-http.ts';
import { countTouches, enrolPeople, look, type Person, single, somePeople } from './people.ts';

const count = 300;
const connections = 5;

let postgres: OwnPostgres;
let smtp: TestSmtpServer;
let http: TestHttp;
/** How far the workers' machine time is ahead of the machine's. */
const machine = { aheadMs: 0 };

beforeAll(async () => {
  smtp = await startSmtpServer(() => ({ stallMs: 20 }));
  postgres = await startOwnPostgres();
  http = await openHttp({
    database: { url: postgres.url, drop: async () => {} },
    smtpUrl: smtp.url,
    cadences: { 'single.yaml': single },
    concurrency: connections,
    clock: { ...systemClock, machineNow: () => new Date(Date.now() + machine.aheadMs) },
  });
  await Promise.all([http.system.work(), http.system.work()]);
});
afterAll(async () => {
  await http?.close();
  await postgres?.remove();
  await smtp?.close();
});

/** The same event each time, as a CRM posts it again when it was answered 503. */
const reply = (person: Person) =>
  http.webhook(eventOf('reply.received', { enrolmentId: person.enrolmentId }), {
    id: `msg_${person.enrolmentId}`,
  });

/** Everything that needs the database says so, and promises nothing. */
async function expectUnavailable(replying: Person, optOutPath: string): Promise<void> {
  const body = { cadence: 'single', prospect: somebody() };
  const answers = await Promise.all([
    reply(replying),
    http.call('POST', optOutPath),
    http.call('POST', '/v1/enrolments', { as: 'crm', body }),
    http.call('GET', '/v1/enrolments', { as: 'rep' }),
    http.call('GET', '/readyz'),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503]);
  expect(await http.call('GET', '/healthz')).toMatchObject({ status: 200 });
}

/** Waits until nothing is planned or in the air but the touch that the reply holds. */
async function waitUntilSettled(): Promise<void> {
  const { app } = http.system;
  await waitFor(
    'all mails to have had their turn',
    async () => {
      const { scheduled = 0, queued = 0, deferred = 0 } = await countTouches(app);
      return scheduled + queued + deferred === 1;
    },
    40_000,
  );
  await waitFor('all mails under way to end', () => smtp.accepted.length === smtp.seen.length);
  // Hand-overs that nobody speaks of again are unknown half a minute later.
  machine.aheadMs = 30_000;
  await waitFor(
    'no hand-over without an end',
    async () => (await countTouches(app)).handing_over === undefined,
  );
}

test(`PostgreSQL crashes in the middle of ${count} mails: none is lost, none goes twice`, async () => {
  const { app } = http.system;
  const inAWhile = new Date(Date.now() + 30_000);
  const [replying] = await enrolPeople(app, 'single', somePeople(1), () => inAWhile);
  if (replying === undefined) throw new Error('nobody replies');
  const { id: enrolmentId, prospectId } = await look(app, replying);
  const token = signUnsubscribeToken(app.keys.unsubscribe, { enrolmentId, prospectId });
  const people = await enrolPeople(app, 'single', somePeople(count));

  await waitFor('the first mails', () => smtp.accepted.length > count / 10);
  await postgres.crash();
  expect(smtp.accepted.length).toBeLessThan(count);
  await expectUnavailable(replying, `/u/${token}`);
  await postgres.start();
  const taken = await waitFor('the webhook to be taken', async () => {
    const answer = await reply(replying);
    expect([202, 503]).toContain(answer.status);
    return answer.status === 202 && answer;
  });
  expect(taken.body.receipts).toMatchObject([{ outcome: 'applied' }]);
  expect((await reply(replying)).body.receipts).toMatchObject([{ outcome: 'duplicate' }]);
  await waitUntilSettled();

  const wrong: unknown[] = [];
  const unknown: Person[] = [];
  for (const person of people) {
    const [touch] = (await look(app, person)).touches;
    const mails = smtp.accepted.filter(({ to }) => to === person.email);
    const ids = mails.map(({ messageId }) => messageId);
    if (touch?.status === 'unknown' && ids.length <= 1) unknown.push(person);
    else if (touch?.status !== 'sent' || String(ids) !== touch.messageId)
      wrong.push({ touch, ids });
  }
  expect(wrong).toEqual([]);
  expect(unknown.length, 'only what was in the air').toBeLessThanOrEqual(2 * connections);
  expect((await look(app, replying)).state).toMatchObject({ pauseReason: 'replied' });
  expect(smtp.seen.filter(({ to }) => to === replying.email)).toEqual([]);
});
