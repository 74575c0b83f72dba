import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { createEventReceiver } from '../../../src/app/events/receive-events.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

let smtp: TestSmtpServer;
let system: TestSystem;

beforeAll(async () => {
  smtp = await startSmtpServer();
  system = await openSystem({ smtpUrl: smtp.url });
  await system.work();
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

const mailsTo = (email: string) => smtp.accepted.filter((mail) => mail.to === email);

test('a prospect gets both mails, the second in the thread of the first, and the cadence is completed', async () => {
  const { email } = somebody();
  const enrolled = await enrolOne(system.app, 'smoke', { prospect: { email, firstName: 'Kari' } });
  const completed = await waitFor('completed', async () => {
    const enrolment = await readEnrolment(system.app.db, enrolled.enrolmentId);
    return enrolment?.state.status === 'completed' && enrolment;
  });
  expect(completed.nextTouch).toBeNull();
  const mails = mailsTo(email);
  expect(mails.map((mail) => mail.subject)).toEqual(['Hello Kari', 'Re: Hello Kari']);
  const second = mails[1]?.raw.toString() ?? '';
  expect(second).toContain(`In-Reply-To: ${mails[0]?.messageId}`);
  expect(second).toMatch(
    /List-Unsubscribe: <https:\/\/mail\.example\/u\/[\w-]{66}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n/,
  );
  const touches = await readTouches(system.app.db, enrolled.enrolmentId);
  expect(touches.map((touch) => [touch.step, touch.status, touch.messageId])).toEqual([
    ['one', 'sent', mails[0]?.messageId],
    ['two', 'sent', mails[1]?.messageId],
  ]);
});

test('a reply pauses it: no second mail', async () => {
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(system.app, 'smoke', { prospect: { email } });
  await waitFor('the first mail', () => mailsTo(email).length === 1);
  const receive = createEventReceiver(system.app);
  const event = {
    source: 'crm',
    eventId: `reply ${email}`,
    type: 'reply.received' as const,
    occurredAt: new Date(),
    match: { email },
  };
  const [receipt] = await receive([{ ...event, event }]);
  expect(receipt).toMatchObject({ outcome: 'applied', enrolmentId });
  const [again] = await receive([{ ...event, event }]);
  expect(again).toMatchObject({ outcome: 'duplicate', id: receipt?.id });
  const enrolment = await readEnrolment(system.app.db, enrolmentId);
  expect(enrolment?.state).toMatchObject({ status: 'paused', pauseReason: 'replied' });
  expect(enrolment?.nextTouch).toMatchObject({ step: 'two', dueAt: null });
  expect(mailsTo(email)).toHaveLength(1);
});
