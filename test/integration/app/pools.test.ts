import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { readTouches } from '../../../src/store/enrolments.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { mail, openSystem, smoke, somebody, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes:
  - { key: kari, smtp_env: KARI, from: "Kari <kari@fjord.example>", timezone: Europe/Oslo }
  - { key: ola, smtp_env: OLA, from: "Ola <ola@fjell.example>", provider: google, timezone: Asia/Tokyo }
pools: { sales: [kari, ola], other: [ola] }
`;
const from = (key: string, sender: string, steps = smoke) =>
  steps
    .replace('key: smoke', `key: ${key}\nsender: ${sender}`)
    .replaceAll('smoke/one', 'pools/one');
const loose = `
  - { id: two, after: 0s, email: { template: pools/two } }
  - { id: three, after: 0s, email: { template: smoke/two, thread: reply } }
on: {}`;

let kari: TestSmtpServer;
let ola: TestSmtpServer;
let system: TestSystem;
beforeAll(async () => {
  kari = await startSmtpServer();
  ola = await startSmtpServer();
  system = await openSystem({
    cadences: {
      'workspace.yaml': workspace,
      'smoke.yaml': smoke,
      'turns.yaml': from('turns', '{ pool: sales }'),
      'alone.yaml': from('alone', '{ pool: other }'),
      'loose.yaml': from('loose', '{ pool: sales, sticky: false }').replace(
        /\n {2}- \{ id: two.*/s,
        loose,
      ),
      'same.yaml': from('same', '{ pool: sales, rotation: same-provider }'),
      'load.yaml': from('load', '{ pool: sales, rotation: least-loaded }'),
    },
    templates: {
      'pools/one.mjml': mail('From {{sender.name}}', 'One'),
      'pools/two.mjml': mail('Again from {{sender.name}}', 'Two'),
    },
    secrets: { KARI: kari.url, OLA: ola.url },
  });
  await system.work();
});
afterAll(async () => {
  await system?.close();
  await Promise.all([kari?.close(), ola?.close()]);
});

async function enrol(cadence: string, email = somebody().email): Promise<string> {
  await enrolOne(system.app, cadence, { prospect: { email } });
  return email;
}

/** Where the mails to somebody came from, in their order. */
const mailboxesTo = (email: string) =>
  [
    ...kari.accepted.map((one) => ({ ...one, from: 'kari' })),
    ...ola.accepted.map((one) => ({ ...one, from: 'ola' })),
  ]
    .filter(({ to }) => to === email)
    .toSorted((a, b) => a.acceptedAt - b.acceptedAt);
const arrived = (email: string, count: number) =>
  waitFor(`${count} mails to ${email}`, () => mailboxesTo(email).length === count);

test('people are given to the mailboxes in turns, and a follow-up leaves from the first one', async () => {
  const emails: string[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const email = await enrol('turns');
    emails.push(email);
    // The follow-up is planned before the next person comes: it takes nobody's turn.
    if (turn === 0) await arrived(email, 2);
  }
  for (const email of emails) await arrived(email, 2);
  const all = emails.map((email) => mailboxesTo(email).map((one) => one.from));
  const [first = []] = all;
  const other = first[0] === 'kari' ? 'ola' : 'kari';
  expect(all).toEqual([first, [other, other], first, [other, other]]);
});

test('merge fields and Message-ID are those of the mailbox', async () => {
  const email = await enrol('alone');
  await arrived(email, 2);
  const [one] = ola.accepted.filter(({ to }) => to === email);
  expect(one).toMatchObject({ subject: 'From Ola' });
  expect(one?.messageId).toMatch(/@fjell\.example>$/);
  expect(one?.raw.toString()).toMatch(/^From: Ola <ola@fjell\.example>/m);
});

test('a cadence without a sender leaves from the first mailbox', async () => {
  const email = await enrol('smoke');
  await arrived(email, 2);
  expect(mailboxesTo(email).map((one) => one.from)).toEqual(['kari', 'kari']);
});

test('where it is not sticky each mail has its turn, but an answer in a thread stays with the thread', async () => {
  const email = await enrol('loose');
  await arrived(email, 3);
  const [one, two, three] = mailboxesTo(email).map((each) => each.from);
  expect(two).not.toBe(one);
  expect(three).toBe(two);
});

test('the same provider comes first, and the others take turns', async () => {
  const gmail = await enrol('same', somebody().email.replace('example.com', 'gmail.com'));
  await arrived(gmail, 1);
  expect(mailboxesTo(gmail)[0]?.from).toBe('ola');
});

test('the least loaded comes first', async () => {
  const emails: string[] = [];
  await system.app.db.query(
    `insert into mailboxes (key, load, load_at) values ('ola', 0, now()), ('kari', 0, now())
         on conflict (key) do update set load = case when mailboxes.key = 'ola' then 100 else 95 end, load_at = now()`,
  );
  system.app.mailboxes.forget();
  for (let turn = 0; turn < 3; turn += 1) emails.push(await enrol('load'));
  for (const email of emails) await arrived(email, 1);
  expect(emails.map((email) => mailboxesTo(email)[0]?.from)).toEqual(['kari', 'kari', 'kari']);
});

test('a mail whose mailbox has left the files leaves from another, and the enrolment is told so', async () => {
  const { app } = system;
  const { enrolmentId } = await enrolOne(app, 'alone', {
    prospect: somebody(),
    startAt: new Date(app.clock.now().getTime() + 3_600_000),
  });
  await app.db.query(
    `update touches set mailbox = 'gone', due_at = now() where enrolment_id = $1`,
    [enrolmentId],
  );
  const moved = await waitFor('another mailbox', async () => {
    const [touch] = await readTouches(app.db, enrolmentId);
    return touch?.status === 'sent' ? touch : null;
  });
  expect(moved).toMatchObject({ mailbox: 'ola', attempts: 1 });
  expect(await readTimeline(app.db, enrolmentId, null, 50)).toContainEqual(
    expect.objectContaining({
      type: 'mailbox.changed',
      data: expect.objectContaining({ from: 'gone', to: 'ola' }),
    }),
  );
});
