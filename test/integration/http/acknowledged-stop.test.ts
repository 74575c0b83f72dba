import { afterAll, beforeAll, expect, test } from 'vitest';
import { signUnsubscribeToken } from '../../../src/email/unsubscribe.ts';
import { type Behaviour, startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { somebody } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { eventOf, openHttp, type TestHttp } from './open-http.ts';

const stallMs = new Map<string, number>();
let smtp: TestSmtpServer;
let http: TestHttp;
beforeAll(async () => {
  smtp = await startSmtpServer((to): Behaviour => {
    const ms = stallMs.get(to);
    return ms === undefined ? 'accept' : { stallMs: ms };
  });
  http = await openHttp({ smtpUrl: smtp.url });
  await http.system.work();
});
afterAll(async () => {
  await http?.close();
  await smtp?.close();
});

/** Somebody whose first mail is in the middle of being handed over. */
async function inTheMiddle(ms: number) {
  const prospect = somebody();
  stallMs.set(prospect.email, ms);
  const body = { cadence: 'smoke', prospect };
  const { id } = (await http.call('POST', '/v1/enrolments', { as: 'rep', body })).body;
  await waitFor('the hand-over', async () => {
    const { body: enrolment } = await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' });
    return enrolment.touches[0].status === 'handing_over';
  });
  return { id: String(id), prospect };
}

/** What the page behind the opt-out link does. */
async function onThePage(id: string, scope: string) {
  const { prospectId } = (await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' })).body;
  const key = http.system.app.keys.unsubscribe;
  const token = signUnsubscribeToken(key, { prospectId, enrolmentId: id });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return http.call('POST', `/u/${token}`, { body: `scope=${scope}`, headers });
}

const choices = ['all', 'cadence', 'pause'] as const;

test.each(choices)('the choice of %s is answered when the mail has landed', async (scope) => {
  const { id, prospect } = await inTheMiddle(800);
  const { status, text } = await onThePage(id, scope);
  const acknowledgedAt = performance.now();
  expect(status).toBe(200);
  expect(text).not.toContain('on its way already');
  const mails = smtp.accepted.filter((mail) => mail.to === prospect.email);
  expect(mails).toHaveLength(1);
  expect(mails[0]?.acceptedAt).toBeLessThan(acknowledgedAt);
});

const stops = [
  [
    'a webhook',
    (_id: string, prospect: { readonly email: string }) =>
      http.webhook(eventOf('prospect.opted_out', { prospect })),
  ],
  ['a pause', (id: string) => http.call('POST', `/v1/enrolments/${id}/pause`, { as: 'rep' })],
  ['an exit', (id: string) => http.call('POST', `/v1/enrolments/${id}/exit`, { as: 'rep' })],
  [
    'a suppression',
    (_id: string, prospect: { readonly email: string }) =>
      http.call('POST', '/v1/suppressions', { as: 'ops', body: prospect }),
  ],
] as const;

test.each(stops)(
  '%s is answered when the mail that is under way has landed',
  async (_what, stop) => {
    const { id, prospect } = await inTheMiddle(800);
    const answer = await stop(id, prospect);
    expect(answer.status).toBeLessThan(300);
    expect(answer.text).not.toContain('"inFlight":true');
    const acknowledgedAt = performance.now();
    const mails = () => smtp.accepted.filter((mail) => mail.to === prospect.email);
    expect(mails()).toHaveLength(1);
    expect(mails()[0]?.acceptedAt).toBeLessThan(acknowledgedAt);
  },
);

const repeated = [
  ['a suppression', stops[3][1]],
  [
    'the same webhook',
    (_id: string, prospect: { readonly email: string }) =>
      http.webhook(eventOf('prospect.opted_out', { prospect }), { id: `again ${prospect.email}` }),
  ],
] as const;

test.each(repeated)('%s that comes again waits as the first does', async (_what, stop) => {
  const { id, prospect } = await inTheMiddle(800);
  const other = (
    await http.call('POST', '/v1/enrolments', { as: 'rep', body: { cadence: 'smoke', prospect } })
  ).body;
  const answeredAt = await Promise.all(
    [0, 1, 2].map(async () => {
      expect((await stop(id, prospect)).status).toBeLessThan(300);
      return performance.now();
    }),
  );
  const [mail] = smtp.accepted.filter(({ to }) => to === prospect.email);
  expect(Math.min(...answeredAt)).toBeGreaterThan(mail?.acceptedAt ?? Number.POSITIVE_INFINITY);
  expect((await http.call('GET', `/v1/enrolments/${other.id}`, { as: 'rep' })).body.status).toBe(
    'exited',
  );
});

test('none of them waits for ever: each says that a mail is in flight', async () => {
  const pages = choices.map(async (scope) => {
    const { id } = await inTheMiddle(8_000);
    expect((await onThePage(id, scope)).text, scope).toContain('on its way already');
  });
  await Promise.all(pages);
  await Promise.all(
    stops.map(async ([what, stop]) => {
      const { id, prospect } = await inTheMiddle(8_000);
      const startedAt = performance.now();
      const answer = await stop(id, prospect);
      expect(answer.status, what).toBeLessThan(300);
      expect(answer.text, what).toContain('"inFlight":true');
      expect(performance.now() - startedAt, what).toBeLessThan(5_000);
    }),
  );
});
