import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { resumeCadenceByPerson } from '../../../src/app/sending/cadence-status.ts';
import { listMailboxes, resumeByPerson } from '../../../src/app/sending/mailbox-status.ts';
import { readTouches } from '../../../src/store/enrolments.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, smoke, somebody, type TestSystem } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { waitFor } from '../../helpers/wait.ts';

const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes: [{ key: kari, smtp_env: SMTP_URL, from: kari@fjord.example }]
guard_rails: { bounces: { warn: 20%, pause: 40% }, complaints: { warn: 10%, pause: 50% }, min_sample: 5 }
`;

let smtp: TestSmtpServer;
let system: TestSystem;
beforeAll(async () => {
  smtp = await startSmtpServer((to) => (to.startsWith('nobody') ? 'unknown-user' : 'accept'));
  system = await openSystem({
    smtpUrl: smtp.url,
    cadences: {
      'workspace.yaml': workspace,
      'smoke.yaml': smoke.replace('after: 2s', 'after: 2 days'),
    },
  });
  await system.work();
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

/** Mails somebody, and waits for what the server says. */
async function mailed(email = somebody().email) {
  const { enrolmentId } = await enrolOne(system.app, 'smoke', { prospect: { email } });
  await waitFor('the end of the mail', async () => {
    const [touch] = await readTouches(system.app.db, enrolmentId);
    return touch?.status === 'sent' || touch?.status === 'failed';
  });
  return email;
}
/** Where there is one mailbox and one cadence, what pauses the one pauses the other. */
async function resumed() {
  await resumeByPerson(system.app, 'kari');
  await resumeCadenceByPerson(system.app, 'smoke');
}
const kari = async () => (await listMailboxes(system.app))[0];

test('rates of bounces and complaints warn, then pause until a person resumes, and then begin anew', async () => {
  const people: string[] = [];
  for (let nth = 0; nth < 4; nth += 1) people.push(await mailed());
  await tell(system.app, people[0] ?? '', 'email.bounced', { hard: true });
  expect(await kari()).toMatchObject({ status: 'active', warning: null });
  people.push(await mailed());
  expect(await kari()).toMatchObject({
    status: 'active',
    warning: '1 of 5 mails of the last 7 days bounced: 20 %, the limit is 20 %',
  });

  // A soft bounce is none; a repetition counts once; what the server says at once counts as what comes back.
  await tell(system.app, people[1] ?? '', 'email.bounced', { hard: false });
  const twice = { hard: true, eventId: 'the same' };
  await tell(system.app, people[2] ?? '', 'email.bounced', twice);
  await tell(system.app, people[2] ?? '', 'email.bounced', twice);
  expect(await kari()).toMatchObject({ status: 'paused', cause: 'rate', retryAt: null });
  expect((await kari())?.reason).toBe(
    '2 of 5 mails of the last 7 days bounced: 40 %, the limit is 40 %',
  );

  await resumed();
  expect(await kari()).toMatchObject({ status: 'active', warning: null });
  for (let nth = 0; nth < 3; nth += 1) people.push(await mailed());
  await mailed('nobody-1@example.com');
  await mailed('nobody-2@example.com');
  await waitFor('the pause', async () => (await kari())?.status === 'paused');

  await resumed();
  for (let nth = 0; nth < 5; nth += 1) people.push(await mailed());
  for (const email of people.slice(-3)) await tell(system.app, email, 'email.complained');
  expect((await kari())?.reason).toMatch(/^3 of 5 mails .* were called spam: 60 %/);
});
