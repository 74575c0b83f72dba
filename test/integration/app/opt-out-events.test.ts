import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { applyEvents } from '../../../src/app/events/apply-events.ts';
import type { EventType } from '../../../src/domain/event.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { upsertProspects } from '../../../src/store/prospects.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

async function hear(type: EventType, email: string) {
  const event = {
    source: 'crm',
    eventId: randomUUID(),
    type,
    occurredAt: new Date(),
    match: { email },
    hard: true,
  };
  const [receipt] = await applyEvents(system.app, [{ ...event, event }]);
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
