import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrol, enrolOne } from '../../src/app/enrolling/enrol.ts';
import { createEventReceiver } from '../../src/app/events/receive-events.ts';
import { dispatchDue } from '../../src/app/sending/dispatch.ts';
import { createTouchSender } from '../../src/app/sending/send-touch.ts';
import { readTouches } from '../../src/store/enrolments.ts';
import { startSmtpServer, type TestSmtpServer } from '../helpers/smtp.ts';
import { openSystem, smoke, somebody, type TestSystem } from '../helpers/system.ts';
import { waitFor } from '../helpers/wait.ts';

let smtp: TestSmtpServer;
let system: TestSystem;

beforeAll(async () => {
  smtp = await startSmtpServer(() => ({ stallMs: 20 }));
  const slow = smoke.replace('key: smoke', 'key: slow').replace('after: 2s', 'after: 4 hours');
  system = await openSystem({
    smtpUrl: smtp.url,
    cadences: { 'smoke.yaml': smoke, 'slow.yaml': slow },
  });
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

const mailsTo = (email: string) => smtp.accepted.filter((mail) => mail.to === email);

test('the same job twice, fifty times at once: one mail', async () => {
  const { app } = system;
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(app, 'slow', { prospect: { email } });
  await dispatchDue(app);
  const [touch] = await readTouches(app.db, enrolmentId);
  const send = createTouchSender(app, await system.deps.openSender());
  await Promise.all(Array.from({ length: 50 }, () => send(touch?.id ?? '')));
  await send(touch?.id ?? '');
  expect(mailsTo(email)).toHaveLength(1);
  const touches = await readTouches(app.db, enrolmentId);
  expect(touches.map(({ step, status }) => [step, status])).toEqual([
    ['one', 'sent'],
    ['two', 'scheduled'],
  ]);
});

test('the same webhook fifty times at once: applied once', async () => {
  const { app } = system;
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(app, 'slow', { prospect: { email } });
  const event = {
    source: 'crm',
    eventId: `reply ${email}`,
    type: 'reply.received' as const,
    occurredAt: new Date(),
    match: { email },
  };
  const receivers = [createEventReceiver(app), createEventReceiver(app)];
  const receipts = await Promise.all(
    Array.from({ length: 50 }, (_, index) => receivers[index % 2]?.([{ ...event, event }])),
  );
  const outcomes = receipts.map((receipt) => receipt?.[0]?.outcome).sort();
  expect(outcomes).toEqual(['applied', ...Array.from({ length: 49 }, () => 'duplicate')]);
  expect(new Set(receipts.map((receipt) => receipt?.[0]?.id)).size).toBe(1);
  const { rows } = await app.db.query<{ type: string }>(
    `select type from timeline where enrolment_id = $1 and type in ('reply.received', 'enrolment.paused')`,
    [enrolmentId],
  );
  expect(rows.map(({ type }) => type).sort()).toEqual(['enrolment.paused', 'reply.received']);
});

test('four dispatchers and three workers on one database: every mail once, in order', async () => {
  const { app } = system;
  const people = Array.from({ length: 300 }, somebody);
  await enrol(app, { cadence: 'smoke', candidates: people.map((prospect) => ({ prospect })) });
  await Promise.all([system.work(), system.work(), system.work()]);
  const emails = new Set(people.map(({ email }) => email));
  const theirs = () => smtp.accepted.filter(({ to }) => emails.has(to));
  const dispatching = { on: true };
  const dispatchers = Array.from({ length: 4 }, async () => {
    while (dispatching.on) await dispatchDue(app);
  });
  await waitFor('both mails of everybody', () => theirs().length >= 600, 60_000);
  dispatching.on = false;
  await Promise.all(dispatchers);
  await waitFor('everybody recorded', async () => {
    const { rows } = await app.db.query<{ count: number }>(
      `select count(*)::int as count from enrolments where cadence_key = 'smoke' and status = 'completed'`,
      [],
    );
    return rows[0]?.count === 300;
  });
  expect(theirs()).toHaveLength(600);
  expect(new Set(theirs().map(({ messageId }) => messageId)).size).toBe(600);
  const wrongOrder = people.filter(({ email }) => {
    const [first, second] = mailsTo(email);
    return first?.subject.startsWith('Re:') !== false || second?.subject.startsWith('Re:') !== true;
  });
  expect(wrongOrder).toEqual([]);
});
