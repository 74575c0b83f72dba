/** A mailbox that cannot send: its mails wait or move, nobody is forgotten, nothing comes in a burst. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { explain } from '../../../src/app/enrolments/explain.ts';
import { reconsiderTouch } from '../../../src/app/enrolments/reconsider-touch.ts';
import {
  pauseCadenceByPerson,
  resumeCadenceByPerson,
} from '../../../src/app/sending/cadence-status.ts';
import { pauseByPerson, resumeByPerson } from '../../../src/app/sending/mailbox-status.ts';
import { sentence } from '../../../src/domain/sentence.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { readMailbox } from '../../../src/store/mailboxes.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { type Behaviour, startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { somebody } from '../../helpers/system.ts';
import { openWeeks, type Weeks } from '../../helpers/weeks.ts';

const hour = 3_600_000;
const day = 24 * hour;
const startAt = new Date('2026-09-01T08:00:00Z');
const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes:
  - { key: kari, smtp_env: KARI, from: "Kari <kari@fjord.example>" }
  - { key: ola, smtp_env: OLA, from: "Ola <ola@fjord.example>" }
  - { key: liv, smtp_env: LIV, from: "Liv <liv@fjord.example>" }
pools: { kari: [kari], ola: [ola], liv: [liv], both: [kari, ola] }
`;
const cadence = (sender: string, key: string) => `
key: ${key}
title: ${key}
sender: ${sender}
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 2 days, email: { template: smoke/two, thread: reply } }
on: {}
`;

let kari: TestSmtpServer;
let ola: TestSmtpServer;
let liv: TestSmtpServer;
let weeks: Weeks;
let away = false;
let login = { user: 'liv', pass: 'right' };
let answer: Behaviour = 'accept';
beforeAll(async () => {
  kari = await startSmtpServer(() => 'accept', { greet: () => (away ? '421 4.3.2 Away' : null) });
  ola = await startSmtpServer(() => answer);
  liv = await startSmtpServer(() => 'accept', {
    get login() {
      return login;
    },
  });
  weeks = await openWeeks({
    startAt,
    cadences: {
      'workspace.yaml': workspace,
      'kari.yaml': cadence('{ pool: kari }', 'kari'),
      'ola.yaml': cadence('{ pool: ola }', 'ola'),
      'liv.yaml': cadence('{ pool: liv }', 'liv'),
      'moves.yaml': cadence('{ pool: both, when_paused: move }', 'moves'),
    },
    secrets: {
      KARI: kari.url,
      OLA: ola.url,
      LIV: liv.url.replace('smtp://', 'smtp://liv:right@'),
    },
  });
});
afterAll(async () => {
  await weeks?.close();
  await Promise.all([kari?.close(), ola?.close(), liv?.close()]);
});

const inTime = (ms: number) => new Date(weeks.now().getTime() + ms);
const enrol = async (key: string, afterMs = 0) => {
  const { email } = somebody();
  const startAt = inTime(afterMs);
  const { enrolmentId } = await enrolOne(weeks.app, key, { prospect: { email }, startAt });
  return { email, enrolmentId };
};
const mailbox = (key: string) => readMailbox(weeks.app.db, key);
const mailsTo = (server: TestSmtpServer, email: string) =>
  server.accepted.filter(({ to }) => to === email).length;

test('after an outage of a day everything comes, no faster than it had been planned', async () => {
  const people = [];
  for (let nth = 0; nth < 36; nth += 1) people.push(await enrol('kari', nth * (hour / 3)));
  away = true;
  const begun = weeks.now();
  await weeks.passUntil(inTime(day / 2));
  expect(await mailbox('kari')).toMatchObject({ status: 'paused', cause: 'connection' });
  const [person] = people;
  expect(await explain(weeks.app, person?.enrolmentId ?? '')).toMatchObject({
    code: 'mailbox_paused',
    status: 'active',
    summary: expect.stringMatching(/kari is paused since .*421 4\.3\.2 Away.*is tried again at/),
    next: { step: 'one', dueAt: expect.any(Date) },
  });
  const { rows } = await weeks.app.db.query(
    `select from touches where status = 'scheduled' and due_at is null`,
  );
  expect(rows).toEqual([]);
  await weeks.passUntil(new Date(begun.getTime() + day));
  expect(kari.accepted).toEqual([]);

  away = false;
  await weeks.passUntil(inTime(1.6 * day));
  expect(people.map(({ email }) => mailsTo(kari, email))).toEqual(people.map(() => 1));
  expect(await mailbox('kari')).toMatchObject({ status: 'active', reason: null, retryAt: null });
  const touches = await Promise.all(
    people.map(({ enrolmentId }) => readTouches(weeks.app.db, enrolmentId)),
  );
  const times = touches
    .flatMap(([one]) => (one?.finishedAt == null ? [] : [one.finishedAt.getTime()]))
    .toSorted((a, b) => a - b);
  expect(times[0]).toBeLessThan(begun.getTime() + day + 2 * hour);
  // Three an hour were planned; what was due before the first failure may come beside them.
  for (const at of times) {
    expect(times.filter((other) => other >= at && other < at + hour).length).toBeLessThanOrEqual(5);
  }
});

test('a login that is refused pauses the mailbox at once, and one that works resumes it', async () => {
  login = { user: 'liv', pass: 'other' };
  const { email, enrolmentId } = await enrol('liv');
  await weeks.passUntil(inTime(hour));
  expect(await mailbox('liv')).toMatchObject({ status: 'paused', cause: 'authentication' });
  expect((await explain(weeks.app, enrolmentId)).code).toBe('mailbox_paused');
  login = { user: 'liv', pass: 'right' };
  await weeks.passUntil(inTime(day));
  expect(mailsTo(liv, email)).toBe(1);
  expect(await mailbox('liv')).toMatchObject({ status: 'active' });
});

test('what a server holds against us pauses the mailbox, and never touches the recipient', async () => {
  answer = 'reply 550 5.7.515 Access denied, sending domain does not meet the requirements';
  const { email, enrolmentId } = await enrol('ola');
  await weeks.passUntil(inTime(hour / 2));
  expect(await mailbox('ola')).toMatchObject({ status: 'paused', cause: 'refused' });
  expect(await readEnrolment(weeks.app.db, enrolmentId)).toMatchObject({
    state: { status: 'active' },
    nextTouch: { dueAt: expect.any(Date) },
  });
  const { rows } = await weeks.app.db.query('select from suppressions where value = $1', [email]);
  expect(rows).toEqual([]);
  answer = 'accept';
  await weeks.passUntil(inTime(3 * hour));
  expect(mailsTo(ola, email)).toBe(1);
});

test('a mail that pauses its mailbox each time is left to a person in the end', async () => {
  answer = 'reply 550 5.7.1 Service unavailable, client host blocked using Spamhaus';
  const { enrolmentId } = await enrol('ola');
  await weeks.passUntil(inTime(14 * day));
  expect((await readEnrolment(weeks.app.db, enrolmentId))?.state).toMatchObject({
    status: 'paused',
    pauseReason: 'rejected_by_server',
  });
  expect(await listTasks(weeks.app.db, { enrolmentId, status: 'open', limit: 5 })).toMatchObject([
    { kind: 'refused-mail' },
  ]);
  answer = 'accept';
  await weeks.passUntil(inTime(2 * day));
  expect(await mailbox('ola')).toMatchObject({ status: 'active' });
});

test('where the cadence says so mails move, but nobody hears from another mailbox in a thread', async () => {
  const people = [await enrol('moves'), await enrol('moves')];
  await weeks.passUntil(inTime(hour));
  const ofKari = people.filter(({ email }) => mailsTo(kari, email) === 1);
  expect(ofKari).toHaveLength(1);
  const later = [await enrol('moves', hour), await enrol('moves', hour)];
  await pauseByPerson(weeks.app, 'kari', 'on holiday');
  await weeks.passUntil(inTime(4 * day));
  expect(later.map(({ email }) => mailsTo(ola, email))).toEqual([2, 2]);
  expect(people.map(({ email }) => mailsTo(kari, email) + mailsTo(ola, email)).toSorted()).toEqual([
    1, 2,
  ]);
  const [waits] = ofKari;
  expect(await explain(weeks.app, waits?.enrolmentId ?? '')).toMatchObject({
    code: 'mailbox_paused',
    summary: expect.stringContaining('cadence mailboxes resume kari'),
    next: { step: 'two', dueAt: expect.any(Date) },
  });

  await resumeByPerson(weeks.app, 'kari');
  await weeks.passUntil(inTime(3 * day));
  expect(mailsTo(kari, waits?.email ?? '')).toBe(2);
});

test('whatever a mail waits for is told once, also what comes while it waits for something else', async () => {
  const { app } = weeks;
  const { email, enrolmentId } = await enrol('liv');
  const told = async () =>
    (await readTimeline(app.db, enrolmentId, null, 100)).flatMap(({ type, data }) =>
      type === 'touch.rescheduled' ? [data.reason] : [],
    );
  await pauseByPerson(app, 'liv', 'on holiday');
  await weeks.passUntil(inTime(day));
  expect(await told()).toEqual(['mailbox_paused']);
  await pauseCadenceByPerson(app, 'liv', 'wrong price');
  await weeks.passUntil(inTime(day));
  expect(await told()).toEqual(['mailbox_paused', 'cadence_paused']);
  const [touch] = await readTouches(app.db, enrolmentId);
  const touchId = touch?.id ?? '';
  const because = sentence('limit.mailbox', { name: 'liv' });
  for (const until of [inTime(hour), inTime(2 * hour)]) {
    await reconsiderTouch(app, touchId, { touchId, refused: 'cap_reached', until, because });
  }
  expect(await told()).toEqual(['mailbox_paused', 'cadence_paused', 'cap_reached']);
  await resumeCadenceByPerson(app, 'liv');
  await resumeByPerson(app, 'liv');
  await weeks.passUntil(inTime(day));
  expect(mailsTo(liv, email)).toBe(1);
});
