/** The word of one person against everything that happens to the colleagues at the same moment. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { releaseCompany } from '../../../src/app/enrolments/release-holds.ts';
import { createEventReceiver } from '../../../src/app/events/receive-events.ts';
import { systemClock } from '../../../src/clock.ts';
import { type Behaviour, startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { mail, smoke } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { type Companies, newDomain, openCompanies } from './held-companies.ts';

const stalled = new Map<string, Promise<unknown>>();
let smtp: TestSmtpServer;
let all: Companies;
beforeAll(async () => {
  smtp = await startSmtpServer((to): Behaviour => {
    const until = stalled.get(to);
    return until === undefined ? 'accept' : { until };
  });
  all = await openCompanies('{ on: [reply] }', {
    clock: systemClock,
    smtpUrl: smtp.url,
    cadences: { 'smoke.yaml': smoke.replace('after: 2s', 'after: 1h') },
    templates: { 'smoke/one.mjml': mail('One', 'One') },
  });
});
afterAll(async () => {
  await all?.close();
  await smtp?.close();
});

const held = 'paused company_hold';
const people = (domain: string, count: number) =>
  Array.from({ length: count }, (_, n) => `p${n}@${domain}`);

const replyOf = (email: string) => {
  const said = {
    source: 'crm',
    eventId: `reply ${email}`,
    type: 'reply.received' as const,
    occurredAt: all.app.clock.now(),
    match: { email },
  };
  return [{ ...said, event: said }];
};

test('many who say something at once, and many who are enrolled at the same time: all are held', async () => {
  const domain = newDomain();
  const [first, second] = [people(domain, 40), people(domain, 80).slice(40)];
  const ids = await all.ids(first);
  const [, ...late] = await Promise.all([
    Promise.all(first.slice(0, 4).map((email) => all.tell(email, 'reply.received'))),
    ...second.map((email) => all.ids([email])),
  ]);
  expect(new Set(await all.stands(ids.slice(0, 4)))).toEqual(new Set(['paused replied']));
  expect(new Set(await all.stands([...ids.slice(4), ...late.flat()]))).toEqual(new Set([held]));
});

test('a release and another word at the same time: either all are held or nobody is', async () => {
  for (let round = 0; round < 5; round += 1) {
    const domain = newDomain();
    const emails = people(domain, 10);
    const [, other = '', ...ids] = await all.ids(emails);
    await all.tell(emails[0] ?? '', 'reply.received');
    const { id = '' } = (await all.state(other)).held ?? {};
    await Promise.all([
      releaseCompany(all.app, id, 'ops', null),
      all.tell(emails[1] ?? '', 'reply.received'),
      all.ids([`new@${domain}`]),
    ]);
    expect(new Set(await all.stands(ids)).size).toBe(1);
  }
});

test('a mail of a colleague that is under way is waited for, also when the word is repeated; no other leaves', async () => {
  const domain = newDomain();
  const emails = people(domain, 30);
  const [said = '', slow = ''] = emails;
  let land: (value?: unknown) => void = () => undefined;
  stalled.set(slow, new Promise((resolve) => (land = resolve)));
  await all.ids([said], 'sale');
  const [id = ''] = await all.ids([slow], 'smoke');
  const { worker } = await all.work();
  const isOut = async () => {
    const { rows } = await all.app.db.query<{ status: string }>(
      'select status from touches where enrolment_id = $1',
      [id],
    );
    return rows[0]?.status === 'handing_over';
  };
  await waitFor('the hand-over', isOut);
  const receive = createEventReceiver(all.app);
  const answer = async () => ({
    outcome: (await receive(replyOf(said)))[0]?.outcome,
    at: performance.now(),
  });
  const first = answer();
  await waitFor('the hold', async () => (await all.state(id)).held !== undefined);
  const again = answer();
  const mails = () => smtp.accepted.filter(({ to }) => to.endsWith(domain));
  expect(mails()).toEqual([]);
  land();
  const answers = await Promise.all([first, again]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['applied', 'duplicate']);
  expect(mails().map(({ to }) => to)).toEqual([slow]);
  for (const { at } of answers) expect(at).toBeGreaterThan(mails()[0]?.acceptedAt ?? at);
  await all.ids(emails.slice(2), 'smoke');
  await worker.tick();
  expect(mails()).toHaveLength(1);
  await worker.stop(5_000);
});

test('mails that are about to leave while somebody answers: none leaves after the answer', async () => {
  const { worker } = await all.work();
  for (let round = 0; round < 5; round += 1) {
    const domain = newDomain();
    const [said = '', ...others] = people(domain, 40);
    await all.ids([said], 'sale');
    const ids = await all.ids(others, 'smoke');
    const receive = createEventReceiver(all.app);
    const [[receipt]] = await Promise.all([receive(replyOf(said)), worker.tick()]);
    const answeredAt = performance.now();
    expect(receipt).not.toHaveProperty('inFlight');
    await worker.tick();
    await waitFor('rest', async () => {
      const { rows } = await all.app.db.query(
        `select from touches where enrolment_id = any($1::uuid[]) and status in ('queued', 'handing_over')`,
        [ids],
      );
      return rows.length === 0;
    });
    const late = smtp.accepted.filter(
      ({ to, acceptedAt }) => to.endsWith(domain) && acceptedAt > answeredAt,
    );
    expect(late).toEqual([]);
    expect(new Set(await all.stands(ids))).toEqual(new Set([held]));
  }
  await worker.stop(5_000);
});
