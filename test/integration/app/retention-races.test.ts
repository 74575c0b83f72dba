import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { replayEvent } from '../../../src/app/events/replay-events.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { holdProspect } from '../../helpers/hold-prospect.ts';
import { openSystem, smoke, type TestSystem } from '../../helpers/system.ts';
import { retentionOn } from './kept-people.ts';

let system: TestSystem;
let on: ReturnType<typeof retentionOn>;
beforeAll(async () => {
  system = await openSystem({ cadences: { 'smoke.yaml': smoke } });
  on = retentionOn(system);
});
afterAll(() => system?.close());

async function eventsOf(prospectId: string) {
  const { rows } = await system.app.db.query<{ outcome: string; kept: boolean }>(
    `select outcome, event <> '{}' as kept from inbound_events where prospect_id = $1`,
    [prospectId],
  );
  return rows;
}

test('what was said is forgotten after it has ended a cadence, and a later opt-out is heard', async () => {
  const { app } = system;
  const { email, prospectId } = await on.answered(on.nobody());
  await on.hear('deal.won', { email }, 'we buy');
  expect((await on.forget(on.after(101, ['events']))).events).toBeGreaterThan(1);
  expect((await eventsOf(prospectId)).map(({ kept }) => kept)).toEqual([false, false]);
  const again = await enrolOne(app, 'smoke', { prospect: { email } });
  await on.hear('prospect.opted_out', { email }, 'no more');
  expect(await readEnrolment(app.db, again.enrolmentId)).toMatchObject({
    state: { status: 'exited', exitReason: 'opted_out' },
  });
});

test('an event that is replayed at the same moment is heard, and stays', async () => {
  const { app } = system;
  const email = `${on.nobody()}@example.com`;
  await on.hear('reply.received', { email }, 'hello');
  const { enrolmentId, prospectId } = await enrolOne(app, 'smoke', { prospect: { email } });
  const { rows } = await app.db.query<{ id: string }>(
    `select id from inbound_events where event -> 'match' ->> 'email' = $1`,
    [email],
  );
  const { release, waiting } = await holdProspect(app, prospectId);
  const replaying = replayEvent(app, rows[0]?.id ?? '', {}, { isTrial: false });
  await waiting(1);
  const forgetting = on.forget(on.after(101, ['unmatched']));
  await waiting(2);
  await release();
  expect(await replaying).toMatchObject({ outcome: 'applied', enrolmentId });
  await forgetting;
  expect(await eventsOf(prospectId)).toEqual([{ outcome: 'applied', kept: true }]);
  await on.hear('prospect.opted_out', { email }, 'no more');
});

test('what was said stays when its person is enrolled at the same moment', async () => {
  const { app } = system;
  const { email, prospectId } = await on.answered(on.nobody());
  await on.hear('deal.won', { email }, 'we buy');
  const { release, waiting } = await holdProspect(app, prospectId);
  const enrolling = enrolOne(app, 'smoke', { prospect: { email } });
  await waiting(1);
  const forgetting = on.forget(on.after(101, ['events']));
  await waiting(2);
  await release();
  await Promise.all([enrolling, forgetting]);
  expect((await eventsOf(prospectId)).map(({ kept }) => kept)).toEqual([true, true]);
});
