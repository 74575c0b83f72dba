import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { applyEvents } from '../../../src/app/events/apply-events.ts';
import { createEventReceiver } from '../../../src/app/events/receive-events.ts';
import type { EventType } from '../../../src/domain/event.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { upsertProspects } from '../../../src/store/prospects.ts';
import { holdProspect } from '../../helpers/hold-prospect.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

function eventOf(type: EventType, email: string) {
  const key = { source: 'crm', eventId: randomUUID(), type, occurredAt: new Date() };
  return { ...key, event: { ...key, match: { email }, hard: true } };
}

async function hear(type: EventType, email: string) {
  const [receipt] = await applyEvents(system.app, [eventOf(type, email)]);
  return receipt;
}

const ends = ['prospect.opted_out', 'email.complained', 'email.bounced'] as const;

test.each(ends)('%s counts for somebody who is in no cadence', async (type) => {
  const { email } = somebody();
  const { app } = system;
  await app.db.transaction((tx) =>
    upsertProspects(tx, [{ email, address: email }], new Date(), app.newId),
  );
  expect(await hear(type, email)).toMatchObject({ outcome: 'applied' });
  const enrolling = enrolOne(app, 'smoke', { prospect: { email } });
  await expect(enrolling).rejects.toMatchObject({ code: 'suppressed' });
});

test.each(ends)('%s counts for an address that nobody has enrolled yet', async (type) => {
  const { email } = somebody();
  expect(await hear(type, email.toUpperCase())).toMatchObject({
    outcome: 'unmatched',
    reason: 'no_such_prospect',
  });
  const enrolling = enrolOne(system.app, 'smoke', { prospect: { email } });
  await expect(enrolling).rejects.toMatchObject({ code: 'suppressed' });
});

test('an opt-out does not wait for the lock of somebody else', async () => {
  const { app } = system;
  const [held, free] = [somebody(), somebody()];
  const { enrolmentId } = await enrolOne(app, 'smoke', { prospect: held });
  await enrolOne(app, 'smoke', { prospect: free });
  const prospectId = (await readEnrolment(app.db, enrolmentId))?.prospectId ?? '';
  const lock = await holdProspect(app, prospectId);
  const receive = createEventReceiver(app);
  const optOut = (email: string) =>
    receive([eventOf('prospect.opted_out', email)]).then(([receipt]) => receipt?.outcome);
  const waiting = optOut(held.email);
  try {
    await lock.waiting(1);
    expect(await optOut(free.email)).toBe('applied');
    await lock.waiting(1);
  } finally {
    await lock.release();
  }
  expect(await waiting).toBe('applied');
});

test('a soft bounce and a reply suppress nobody', async () => {
  const { email } = somebody();
  await hear('reply.received', email);
  expect(await enrolOne(system.app, 'smoke', { prospect: { email } })).toHaveProperty(
    'enrolmentId',
  );
});

test('an address is the same person in either form of its domain', async () => {
  const name = randomUUID();
  const { app } = system;
  const { enrolmentId } = await enrolOne(app, 'smoke', {
    prospect: { email: `${name}@blåbær.no` },
  });
  expect(await hear('reply.received', `${name}@BLÅBÆR.no`)).toMatchObject({ outcome: 'applied' });
  expect(await hear('prospect.opted_out', `${name}@xn--blbr-roah.no`)).toMatchObject({
    outcome: 'applied',
  });
  expect((await readEnrolment(app.db, enrolmentId))?.state.exitReason).toBe('opted_out');
});
