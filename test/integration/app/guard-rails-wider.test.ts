/** Guard rails of sending domains and of cadences: what no mailbox shows alone. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { explain } from '../../../src/app/enrolments/explain.ts';
import { replayEvent } from '../../../src/app/events/replay-events.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import {
  listCadenceStatus,
  resumeCadenceByPerson,
} from '../../../src/app/sending/cadence-status.ts';
import { keepWithinRails } from '../../../src/app/sending/guard-rails.ts';
import { listMailboxes, resumeByPerson } from '../../../src/app/sending/mailbox-status.ts';
import { readTouches } from '../../../src/store/enrolments.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, smoke, somebody, type TestSystem } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { waitFor } from '../../helpers/wait.ts';
import { keepLog } from '../queue/open-backend.ts';

const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes:
  - { key: kari, smtp_env: SMTP, from: kari@fjord.example }
  - { key: ola, smtp_env: SMTP, from: ola@FJORD.example }
  - { key: liv, smtp_env: SMTP, from: liv@other.example }
pools: { k: [kari], o: [ola], l: [liv] }
guard_rails: { bounces: { warn: 20%, pause: 40% }, min_sample: 5 }
`;
const cadence = (key: string, pool: string) =>
  smoke
    .replaceAll('smoke', key)
    .replaceAll(`${key}/`, 'smoke/')
    .replace('after: 2s', 'after: 2 days')
    .replace('schedule:', `sender: { pool: ${pool} }\nschedule:`);

let smtp: TestSmtpServer;
let system: TestSystem;
beforeAll(async () => {
  smtp = await startSmtpServer();
  system = await openSystem({
    cadences: {
      'workspace.yaml': workspace,
      'of-kari.yaml': cadence('of-kari', 'k'),
      'of-ola.yaml': cadence('of-ola', 'o'),
      'of-liv.yaml': cadence('of-liv', 'l'),
      'also-liv.yaml': cadence('also-liv', 'l'),
    },
    secrets: { SMTP: smtp.url },
  });
  await system.work();
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});
beforeEach(async () => {
  await system.app.db.query('delete from rated_days');
  await system.app.db.query('delete from mailboxes');
  await system.app.db.query('delete from cadence_pauses');
});

async function mailed(key: string) {
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(system.app, key, { prospect: { email } });
  await waitFor('the mail', async () => {
    const [touch] = await readTouches(system.app.db, enrolmentId);
    return touch?.status === 'sent';
  });
  return { email, enrolmentId };
}
const many = async (key: string, count: number) => {
  const all = [];
  for (let nth = 0; nth < count; nth += 1) all.push(await mailed(key));
  return all;
};
const bounce = ({ email }: { readonly email: string }) =>
  tell(system.app, email, 'email.bounced', { hard: true });
const mailboxes = async () =>
  (await listMailboxes(system.app)).map(({ key, status }) => `${key} ${status}`);
const paused = async () =>
  (await listCadenceStatus(system.app)).flatMap(({ key, status, cause }) =>
    status === 'paused' ? [`${key} ${cause}`] : [],
  );

test('a domain whose mailboxes bounce too much together is paused with all of them, and no other', async () => {
  const [kari, ola] = [await many('of-kari', 3), await many('of-ola', 2)];
  await many('of-liv', 2);
  for (const person of [...kari.slice(0, 1), ...ola.slice(0, 1)]) await bounce(person);
  expect(await mailboxes()).toEqual(['kari paused', 'ola paused', 'liv active']);
  const [first] = await listMailboxes(system.app);
  expect(first).toMatchObject({
    cause: 'rate',
    reason:
      'all of fjord.example: 2 of 5 mails of the last 7 days bounced: 40 %, the limit is 40 %',
  });

  await resumeByPerson(system.app, 'kari');
  await reconcile(system.app);
  // What was counted for the domain is dealt with; the other mailbox waits for its own.
  expect(await mailboxes()).toEqual(['kari active', 'ola paused', 'liv active']);
});

test('a cadence that bounces too much waits with its mails, with a reason, while others of its mailbox go on', async () => {
  const people = await many('of-liv', 5);
  await many('also-liv', 5);
  for (const person of people.slice(0, 1)) await bounce(person);
  expect((await listCadenceStatus(system.app)).find(({ key }) => key === 'of-liv')).toMatchObject({
    status: 'active',
    warning: '1 of 5 mails of the last 7 days bounced: 20 %, the limit is 20 %',
  });
  await Promise.all(people.slice(1, 3).map(bounce));
  expect(await paused()).toEqual(['of-liv rate']);
  expect(await mailboxes()).toEqual(['kari active', 'ola active', 'liv active']);
  expect(await explain(system.app, people[4]?.enrolmentId ?? '')).toMatchObject({
    code: 'cadence_paused',
    summary: expect.stringMatching(
      /of-liv is paused since \S+ \(\d of 5 mails .* bounced: \d0 %, .*cadence cadences resume of-liv/,
    ),
  });
  await mailed('also-liv');

  const waiting = await enrolOne(system.app, 'of-liv', { prospect: somebody() });
  await waitFor('the wait', async () => {
    const [touch] = await readTouches(system.app.db, waiting.enrolmentId);
    return touch?.reason === 'cadence_paused' && touch.status === 'scheduled';
  });
  await resumeCadenceByPerson(system.app, 'of-liv');
  await reconcile(system.app);
  expect(await paused()).toEqual([]);
  await waitFor('the mail', async () => {
    const [touch] = await readTouches(system.app.db, waiting.enrolmentId);
    return touch?.status === 'sent';
  });
});

test('a process that dies between counting and pausing is made up for', async () => {
  await system.app.db.query(
    `insert into rated_days select scope, (now() at time zone 'UTC')::date, 10, 4, 0
       from unnest(array['mailbox:ola', 'cadence:of-kari', 'cadence:gone']) scope`,
  );
  await reconcile(system.app);
  expect(await mailboxes()).toEqual(['kari active', 'ola paused', 'liv active']);
  expect(await paused()).toEqual(['of-kari rate']);
});

test('what is paused already, or only near its rails, is left alone when it is looked at again', async () => {
  const { log, lines } = keepLog();
  const app = { ...system.app, log };
  await app.db.query(
    `insert into rated_days select scope, (now() at time zone 'UTC')::date, 10, bounced, 0
       from (values ('mailbox:ola', 4), ('domain:other.example', 4), ('cadence:of-kari', 4), ('mailbox:kari', 3))
         as of (scope, bounced)`,
  );
  await keepWithinRails(app);
  expect(await mailboxes()).toEqual(['kari active', 'ola paused', 'liv paused']);
  expect(await paused()).toEqual(['of-kari rate']);
  lines.splice(0);
  await app.db.transaction(async (tx) => {
    // Whoever touched them would wait for ever.
    await tx.query('select from mailboxes for update');
    await tx.query('select from cadence_pauses for update');
    expect(await keepWithinRails(app)).toBe(0);
  });
  expect(lines).toEqual([]);
});

test('a bounce whose person was found only later counts, and pauses the mailbox that it blames', async () => {
  const { app } = system;
  const { email } = await mailed('of-kari');
  const stranger = somebody().email;
  const bounced = { hard: false, code: '5.7.26' };
  const { outcome, id } = await tell(app, stranger, 'email.bounced', bounced);
  expect(outcome).toBe('unmatched');
  const all = ['ola active', 'liv active'];
  await replayEvent(app, id, { email }, { isTrial: true });
  expect(await mailboxes()).toEqual(['kari active', ...all]);
  await replayEvent(app, id, { email }, { isTrial: false });
  expect(await mailboxes()).toEqual(['kari paused', ...all]);
});
