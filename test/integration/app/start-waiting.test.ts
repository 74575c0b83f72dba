/** What becomes of somebody who waits for the start: what ends it, what holds it, what leads it on. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { explain } from '../../../src/app/enrolments/explain.ts';
import { movePending } from '../../../src/app/enrolments/move-pending.ts';
import { switchEnrolment } from '../../../src/app/enrolments/switch-enrolment.ts';
import { rollback } from '../../../src/app/library/rollback.ts';
import { eraseProspect } from '../../../src/app/people/erase.ts';
import { suppress } from '../../../src/app/people/suppress.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { publishEdited } from '../../helpers/editing.ts';
import { tell } from '../../helpers/telling.ts';
import { cadence, files, openStartDays, type StartDays, saturday } from './start-days.ts';

let days: StartDays;
beforeAll(async () => {
  days = await openStartDays();
});
afterAll(() => days?.close());
beforeEach(() => days.beginAnew());

describe('while somebody waits', () => {
  /** Somebody who is third of two. */
  const waiting = async () => {
    const [, , third] = await days.enrolled(3);
    return {
      id: third?.enrolmentId ?? '',
      email: third?.email ?? '',
      prospectId: third?.prospectId,
    };
  };
  const onSaturday = async () => {
    days.clock.set(saturday);
    await days.reconcileTwice();
  };

  test.each<
    [
      what: string,
      end: (one: { id: string; email: string; prospectId: string }) => Promise<unknown>,
      reason: string,
    ]
  >([
    ['an opt-out', ({ email }) => tell(days.app, email, 'prospect.opted_out'), 'opted_out'],
    ['a deal that is lost', ({ email }) => tell(days.app, email, 'deal.lost'), 'closed_lost'],
    ['a person', ({ id }) => days.act(id, { do: 'exit', reason: 'manual' }), 'manual'],
    ['an erasure', ({ prospectId }) => eraseProspect(days.app, prospectId), 'erased'],
    [
      'a suppression',
      ({ email }) => suppress(days.app, { value: email, reason: 'manual', source: 'test' }),
      'manual',
    ],
    [
      'a suppression that has not come to it yet',
      ({ email }) =>
        days.app.db.query(
          `insert into suppressions (value, reason, source, created_at) values ($1, 'complained', 'test', now())`,
          [email],
        ),
      'complained',
    ],
    ['a switch', ({ id }) => switchEnrolment(days.app, id, { cadence: 'open' }, 'rep'), 'switched'],
  ])('%s ends it, and it never starts', async (_what, end, reason) => {
    const one = await waiting();
    await end({ ...one, prospectId: one.prospectId ?? '' });
    await onSaturday();
    expect(await days.stateOf(one.id)).toMatchObject({ status: 'exited', exitReason: reason });
    expect(await days.touchesOf(one.id)).toEqual([]);
    expect(await days.typesOf(one.id)).not.toContain('enrolment.started');
  });

  test('a reply holds it; resumed, it goes back to the place that it had', async () => {
    const { id, email } = await waiting();
    const [later] = await days.enrolled(1);
    await tell(days.app, email, 'reply.received');
    expect(await days.stateOf(id)).toMatchObject({ status: 'paused', pauseReason: 'replied' });
    expect(await days.touchesOf(id)).toEqual([]);
    await days.act(id, { do: 'resume' });
    expect((await days.stateOf(id))?.status).toBe('pending');
    expect((await explain(days.app, id)).summary).toContain('as number 1 of 2');
    expect((await explain(days.app, later?.enrolmentId ?? '')).summary).toContain('number 2 of 2');
  });

  test('paused over its day, it starts when it is resumed and there is a place', async () => {
    const { id, email } = await waiting();
    await tell(days.app, email, 'reply.auto', { until: new Date('2026-10-23T09:00:00Z') });
    await onSaturday();
    expect((await days.stateOf(id))?.status).toBe('paused');
    days.clock.set('2026-10-26T09:00:00Z');
    await reconcile(days.app);
    expect((await days.stateOf(id))?.status).toBe('active');
    expect(await days.typesOf(id)).toEqual([
      ...['enrolment.created', 'reply.auto', 'enrolment.paused', 'enrolment.resumed'],
      ...['enrolment.started', 'stage.entered'],
    ]);
  });

  test('what is heard leads it on, and there it starts', async () => {
    const [objects, meets] = [await waiting(), (await days.enrolled(1))[0]];
    await tell(days.app, objects.email, 'reply.objection', { category: 'price' });
    await tell(days.app, meets?.email ?? '', 'meeting.booked');
    expect(await days.stateOf(objects.id)).toMatchObject({ status: 'pending', track: 'price' });
    await onSaturday();
    expect(await days.stateOf(objects.id)).toMatchObject({ status: 'active', track: 'price' });
    expect(await days.touchesOf(objects.id)).toEqual([['answer', 'queued']]);
    expect(await days.touchesOf(meets?.enrolmentId ?? '')).toEqual([['two', 'scheduled']]);
    // Heard again after the start, the same is folded over somebody who has started.
    await tell(days.app, objects.email, 'reply.objection', { category: 'price' });
    expect(await days.stateOf(objects.id)).toMatchObject({ status: 'active', track: 'price' });
  });

  test('a person moves it on, and it keeps its place', async () => {
    const { id } = await waiting();
    await days.act(id, { do: 'pause', until: null });
    await days.act(id, { do: 'advance', stage: 'presentation' });
    expect(await days.stateOf(id)).toMatchObject({ status: 'pending', cursor: 'two' });
    await expect(days.act(id, { do: 'resume' })).rejects.toMatchObject({ code: 'not_paused' });
    await onSaturday();
    expect(await days.stateOf(id)).toMatchObject({ status: 'active', cursor: 'two' });
  });

  test('it is moved to another version and back, and waits on', async () => {
    const { id } = await waiting();
    const edited = { 'daily.yaml': cadence('daily', 'max_new_per_day: 2', 'hello') };
    await publishEdited(days.system, edited, 'move-now');
    await movePending(days.app);
    expect(await days.stateOf(id)).toMatchObject({ status: 'pending', cursor: 'hello' });
    await rollback(days.app, null, 'test');
    await movePending(days.app);
    expect(await days.stateOf(id)).toMatchObject({ status: 'pending', cursor: 'one' });
    await onSaturday();
    expect(await days.touchesOf(id)).toEqual([['one', 'queued']]);
    await publishEdited(days.system, files, 'pin');
  });

  test('another number, or none any more, counts at once', async () => {
    const ids = (await days.enrolled(6)).map(({ enrolmentId }) => enrolmentId);
    const statuses = async () =>
      Promise.all(ids.map(async (id) => (await days.stateOf(id))?.status));
    await publishEdited(
      days.system,
      { 'daily.yaml': cadence('daily', 'max_new_per_day: 4') },
      'pin',
    );
    await reconcile(days.app);
    expect((await statuses()).filter((status) => status === 'active')).toHaveLength(4);
    await publishEdited(days.system, { 'daily.yaml': cadence('daily', '') }, 'pin');
    await reconcile(days.app);
    expect(new Set(await statuses())).toEqual(new Set(['active']));
    await publishEdited(days.system, files, 'pin');
  });

  test('its cadence is published no more, and it starts all the same, by the rules of its version', async () => {
    const brief = { 'brief.yaml': cadence('brief', 'max_new_per_day: 1') };
    await publishEdited(days.system, brief, 'pin', ['brief']);
    const ids = (await days.enrolled(3, 'brief')).map(({ enrolmentId }) => enrolmentId);
    await rollback(days.app, null, 'test');
    const statuses = async () =>
      Promise.all(ids.map(async (id) => (await days.stateOf(id))?.status));
    await days.reconcileTwice();
    expect(await statuses()).toEqual(['active', 'pending', 'pending']);
    await onSaturday();
    expect(await statuses()).toEqual(['active', 'active', 'pending']);
  });
});
