/** Events that wait for their person: kept, looked at again, applied once, given up in the end. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { takeProspects } from '../../../src/app/enrolling/take-prospects.ts';
import { applyEvents } from '../../../src/app/events/apply-events.ts';
import { replayEvent } from '../../../src/app/events/replay-events.ts';
import { eraseProspect } from '../../../src/app/people/erase.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import type { InboundEvent } from '../../../src/domain/event.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { readReceipt } from '../../../src/store/events.ts';
import { createSetClock } from '../../helpers/set-clock.ts';
import { openSystem, smoke, somebody, type TestSystem } from '../../helpers/system.ts';

const workspace = `sources:
  - { key: crm, scheme: standard, secret_env: CRM, defer_unmatched: 10 minutes }
  - { key: quick, scheme: standard, secret_env: CRM }
`;

const clock = createSetClock('2026-11-20T10:00:00Z');
let system: TestSystem;
beforeAll(async () => {
  system = await openSystem({
    clock,
    cadences: { 'workspace.yaml': workspace, 'smoke.yaml': smoke },
  });
});
afterAll(() => system?.close());

const pass = (seconds: number) =>
  clock.set(new Date(clock.now().getTime() + seconds * 1_000).toISOString());
/** Several processes at once. */
const look = () => Promise.all([1, 2, 3].map(() => reconcile(system.app)));

function won(email: string, source = 'crm') {
  const [eventId, occurredAt] = [randomUUID(), clock.now()];
  const event: InboundEvent = { source, eventId, type: 'deal.won', occurredAt, match: { email } };
  return { source, eventId, type: event.type, occurredAt, event };
}

async function told(email: string, source?: string) {
  const [receipt] = await applyEvents(system.app, [won(email, source)]);
  if (receipt === undefined) throw new Error('no receipt');
  return receipt;
}

const receiptOf = (id: string) => readReceipt(system.app.db, id);
const stateOf = async (id: string) => (await readEnrolment(system.app.db, id))?.state;
async function heardBy(eventId: string): Promise<number> {
  const { rows } = await system.app.db.query(
    `select from timeline where event_id = $1 and type = 'deal.won'`,
    [eventId],
  );
  return rows.length;
}

describe('an event of a source with defer_unmatched', () => {
  test('is applied when its person has come, once, however many look', async () => {
    const { email } = somebody();
    const receipt = await told(email);
    expect(receipt).toMatchObject({ outcome: 'deferred', reason: 'no_such_prospect' });
    const deferUntil = new Date(clock.now().getTime() + 600_000);
    expect(await receiptOf(receipt.id)).toMatchObject({ outcome: 'deferred', deferUntil });
    pass(6);
    await look();
    expect(await receiptOf(receipt.id)).toMatchObject({ outcome: 'deferred' });

    const { enrolmentId } = await enrolOne(system.app, 'smoke', { prospect: { email } });
    pass(31);
    await look();
    expect(await receiptOf(receipt.id)).toMatchObject({
      ...{ outcome: 'applied', reason: null, enrolmentId, deferUntil: null },
    });
    expect(await stateOf(enrolmentId)).toMatchObject({ exitReason: 'closed_won' });
    expect(await heardBy(receipt.id)).toBe(1);
  });

  test('goes on waiting for somebody who is there, and not yet in a cadence', async () => {
    const { email } = somebody();
    const receipt = await told(email);
    const { app } = system;
    await app.db.transaction((tx) =>
      takeProspects(app, tx, [{ email, address: email }], clock.now()),
    );
    pass(31);
    await look();
    expect(await receiptOf(receipt.id)).toMatchObject({ outcome: 'deferred' });
    const { enrolmentId } = await enrolOne(app, 'smoke', { prospect: { email } });
    pass(31);
    await look();
    expect(await stateOf(enrolmentId)).toMatchObject({ exitReason: 'closed_won' });
  });

  test('is unmatched when the time is over, and can be replayed then', async () => {
    const { email } = somebody();
    const receipt = await told(email);
    pass(599);
    await look();
    expect(await receiptOf(receipt.id)).toMatchObject({ outcome: 'deferred' });
    pass(2);
    await look();
    const { reason } = (await receiptOf(receipt.id)) ?? {};
    expect(reason).toBe('no_such_prospect');
    expect(await receiptOf(receipt.id)).toMatchObject({ outcome: 'unmatched', deferUntil: null });
    const { enrolmentId } = await enrolOne(system.app, 'smoke', { prospect: { email } });
    const who = { isTrial: false };
    expect(await replayEvent(system.app, receipt.id, {}, who)).toMatchObject({ enrolmentId });
  });

  test('is a duplicate when it is posted again meanwhile', async () => {
    const { email } = somebody();
    const event = won(email);
    const [first] = await applyEvents(system.app, [event]);
    const [second] = await applyEvents(system.app, [event]);
    expect(second).toMatchObject({ id: first?.id, outcome: 'duplicate' });
  });

  test('is not kept of somebody who was erased, before it came or while it waits', async () => {
    const { app } = system;
    const { email } = somebody();
    const waiting = await told(email);
    const { prospectId } = await enrolOne(app, 'smoke', { prospect: { email } });
    await eraseProspect(app, prospectId);
    const late = await told(email);
    pass(31);
    await look();
    const { rows } = await app.db.query(
      'select outcome, event from inbound_events where id = any($1::uuid[])',
      [[waiting.id, late.id]],
    );
    const forgotten = { outcome: 'unmatched', event: {} };
    expect(rows).toEqual([forgotten, forgotten]);
  });

  test('counts at once for the address where it ends all mail', async () => {
    const { email } = somebody();
    const { event, ...row } = won(email);
    const out = { ...event, type: 'prospect.opted_out' } as const;
    await applyEvents(system.app, [{ ...row, type: out.type, event: out }]);
    const enrolling = enrolOne(system.app, 'smoke', { prospect: { email } });
    await expect(enrolling).rejects.toMatchObject({ code: 'suppressed' });
  });
});

test('without it, an event about nobody is unmatched at once', async () => {
  expect(await told(somebody().email, 'quick')).toMatchObject({ outcome: 'unmatched' });
});

test('more than one set of them is looked at in one round, and each keeps its own time', async () => {
  const people = Array.from({ length: 601 }, () => somebody().email);
  const receipts = await applyEvents(
    system.app,
    people.map((email) => won(email)),
  );
  const last = people.at(-1) ?? '';
  const { enrolmentId } = await enrolOne(system.app, 'smoke', { prospect: { email: last } });
  pass(31);
  await look();
  expect(await receiptOf(receipts.at(-1)?.id ?? '')).toMatchObject({ outcome: 'applied' });
  expect(await stateOf(enrolmentId)).toMatchObject({ exitReason: 'closed_won' });
});
