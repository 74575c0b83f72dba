import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { resumeByPerson } from '../../../src/app/sending/mailbox-status.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { readMailbox } from '../../../src/store/mailboxes.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, smoke, somebody, type TestSystem } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { waitFor } from '../../helpers/wait.ts';

let smtp: TestSmtpServer;
let system: TestSystem;
beforeAll(async () => {
  smtp = await startSmtpServer();
  system = await openSystem({
    smtpUrl: smtp.url,
    cadences: { 'smoke.yaml': smoke.replace('after: 2s', 'after: 2 days') },
  });
  await system.work();
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});
beforeEach(async () => {
  await resumeByPerson(system.app, 'default');
});

/** Somebody who has got the first mail. */
async function mailed() {
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(system.app, 'smoke', { prospect: { email } });
  const messageId = await waitFor('the mail', async () => {
    const [touch] = await readTouches(system.app.db, enrolmentId);
    return touch?.status === 'sent' ? touch.messageId : null;
  });
  return { email, enrolmentId, messageId };
}
const mailbox = () => readMailbox(system.app.db, 'default');

test.each([
  ['5.7.26', true],
  ['5.7.515', true],
  ['5.7.606', true],
  ['5.7.1', false],
  ['5.2.2', false],
  ['4.7.26', false],
  ['', false],
])('a mail that comes back with %s', async (code, pauses) => {
  const { email, enrolmentId, messageId } = await mailed();
  const bounce = { match: { email, messageId }, hard: false, code };
  await tell(system.app, email, 'email.bounced', bounce);
  expect((await mailbox())?.status === 'paused').toBe(pauses);
  expect((await readEnrolment(system.app.db, enrolmentId))?.state.status).toBe('active');
  const { rows } = await system.app.db.query('select from suppressions where value = $1', [email]);
  expect(rows).toEqual([]);
});

test('one that is told twice, or is old news, pauses nothing again', async () => {
  const { email, messageId } = await mailed();
  const occurredAt = system.app.clock.now();
  const bounce = {
    ...{ match: { email, messageId }, hard: false, code: '5.7.26' },
    ...{ eventId: `bounce ${email}`, occurredAt },
  };
  await tell(system.app, email, 'email.bounced', bounce);
  expect(await mailbox()).toMatchObject({ status: 'paused', cause: 'refused' });
  await resumeByPerson(system.app, 'default');
  await tell(system.app, email, 'email.bounced', bounce);
  await tell(system.app, email, 'email.bounced', { ...bounce, eventId: `another ${email}` });
  expect(await mailbox()).toMatchObject({ status: 'active' });
});

test("a report that names no mail of ours is anybody's, and pauses nothing", async () => {
  const { email, messageId } = await mailed();
  const mail = { key: `k ${email}`, from: 'mailer-daemon@evil.example', subject: null };
  const report = { hard: false, code: '5.7.26', mail: { ...mail, authentic: null } };
  await tell(system.app, email, 'email.bounced', { ...report, match: { email } });
  expect((await mailbox())?.status ?? 'active').toBe('active');
  const named = { ...report, match: { email, messageId }, mail: { ...report.mail, key: 'other' } };
  await tell(system.app, email, 'email.bounced', { ...named, eventId: `named ${email}` });
  expect(await mailbox()).toMatchObject({ status: 'paused' });
});
