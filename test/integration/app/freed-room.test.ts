/** A claim that sends nothing leaves the limits of its mailbox as if it had not been. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { dispatchDue } from '../../../src/app/sending/dispatch.ts';
import { createTouchSender } from '../../../src/app/sending/send-touch.ts';
import { readTouches } from '../../../src/store/enrolments.ts';
import { createSetClock } from '../../helpers/set-clock.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';

const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes:
  - { key: kari, smtp_env: SMTP, from: kari@fjord.example, caps: { gap: 20m, ramp_up: { start: 6, add: 9 } } }
`;
const cadence = (key: string, email: string, more = '') => `
key: ${key}
title: ${key}
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, ${more} email: { ${email} } }
on: {}
`;
const clock = createSetClock('2026-09-01T08:00:00Z');

let smtp: TestSmtpServer;
let system: TestSystem;
let send: (touchId: string) => Promise<void>;
beforeAll(async () => {
  smtp = await startSmtpServer((to) => (to.startsWith('nobody') ? 'unknown-user' : 'accept'));
  system = await openSystem({
    clock,
    cadences: {
      'workspace.yaml': workspace,
      'plain.yaml': cadence('plain', 'template: smoke/one'),
      'never.yaml': cadence('never', 'template: smoke/one', `when: 'prospect.company == "none"',`),
      'asks.yaml': cadence('asks', 'template: smoke/one, approve: true'),
      'strict.yaml': cadence('strict', 'template: smoke/strict'),
    },
    secrets: { SMTP: smtp.url },
  });
  send = createTouchSender(system.app, await system.deps.openSender());
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

async function tried(key: string, email = somebody().email) {
  const { enrolmentId } = await enrolOne(system.app, key, { prospect: { email } });
  await dispatchDue(system.app);
  const [touch] = await readTouches(system.app.db, enrolmentId);
  await send(touch?.id ?? '');
  return (await readTouches(system.app.db, enrolmentId))[0];
}
const scope = async () => {
  const { rows } = await system.app.db.query<{ first_at: Date | null; next_at: Date | null }>(
    `select first_at, next_at from send_scopes where key = 'mailbox:kari'`,
  );
  return rows[0];
};

test.each([
  ['never', 'skipped', 'whose condition does not hold'],
  ['asks', 'waiting', 'that a person has to approve'],
  ['strict', 'scheduled', 'that lacks a merge field'],
  ['nobody', 'failed', 'that its server refuses'],
])('%s: neither gap nor ramp-up begins with a mail that is %s: one %s', async (key, status) => {
  const touch = key === 'nobody' ? await tried('plain', 'nobody@example.com') : await tried(key);
  expect(touch?.status).toBe(status);
  expect(await scope()).toEqual({ first_at: null, next_at: null });
});

test('what has begun with an accepted mail stays, whatever comes to nothing after it', async () => {
  const begun = clock.now();
  expect(await tried('plain')).toMatchObject({ status: 'sent' });
  const gap = { first_at: begun, next_at: new Date(begun.getTime() + 20 * 60_000) };
  expect(await scope()).toEqual(gap);
  clock.set(new Date(begun.getTime() + 25 * 60_000));
  expect(await tried('never')).toMatchObject({ status: 'skipped' });
  expect(await scope()).toEqual(gap);
  // So the next one leaves at once.
  expect(await tried('plain')).toMatchObject({ status: 'sent' });
});

test('a claim that found no room forgets neither an earlier hand-over nor what was waited for', async () => {
  const { enrolmentId } = await enrolOne(system.app, 'plain', { prospect: somebody() });
  await dispatchDue(system.app);
  const handedOver = new Date('2026-08-30T08:00:00Z');
  const { rows } = await system.app.db.query<{ id: string }>(
    `update touches set handed_over_at = $2 where enrolment_id = $1 returning id`,
    [enrolmentId, handedOver],
  );
  await send(rows[0]?.id ?? '');
  const after = await system.app.db.query(
    'select status, reason, handed_over_at from touches where enrolment_id = $1',
    [enrolmentId],
  );
  expect(after.rows).toEqual([
    { status: 'scheduled', reason: 'cap_reached', handed_over_at: handedOver },
  ]);
});
