import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { runImport } from '../../../src/app/enrolling/import.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { applyEvents } from '../../../src/app/events/apply-events.ts';
import { forgetWhatIsOld } from '../../../src/app/people/retention.ts';
import { retentionKinds } from '../../../src/domain/language/retention-shape.ts';
import { insertAudit } from '../../../src/store/audit-log.ts';
import { takeRetention } from '../../../src/store/retention.ts';
import { readSuppressionReason } from '../../../src/store/suppressions.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { insertTimeline } from '../../../src/store/timeline.ts';
import { openSystem, smoke, type TestSystem } from '../../helpers/system.ts';
import { whereIs } from '../../helpers/where-is.ts';
import { retentionOn } from './kept-people.ts';

let system: TestSystem;
let on: ReturnType<typeof retentionOn>;
beforeAll(async () => {
  system = await openSystem({ cadences: { 'smoke.yaml': smoke } });
  on = retentionOn(system);
});
afterAll(() => system?.close());

async function* listOf<T>(items: readonly T[]) {
  yield* items;
}

test('without periods nothing goes', async () => {
  const mark = on.nobody();
  const { enrolmentId } = await on.answered(mark);
  await changeEnrolment(system.app, enrolmentId, { do: 'exit', reason: 'manual' }, 'rep');
  const before = await whereIs(system.app, mark);
  expect(await forgetWhatIsOld(on.after(36_500, []), 100)).toEqual([]);
  expect(await whereIs(system.app, mark)).toEqual(before);
});

test('what ended goes after its time, and not before; totals stay', async () => {
  const { app } = system;
  const mark = on.nobody();
  const { enrolmentId, prospectId } = await on.answered(mark);
  await changeEnrolment(app, enrolmentId, { do: 'exit', reason: 'manual' }, 'rep');
  const kinds = ['rendered_mails', 'events', 'timeline'] as const;
  const none = { rendered_mails: 0, events: 0, timeline: 0 };
  expect(await on.forget(on.after(99, kinds))).toEqual(none);
  const due = on.after(101, kinds);
  const telling = await on.told(due);
  expect(telling.rendered_mails).toBeGreaterThan(0);
  expect(telling.events).toBeGreaterThan(0);
  expect(telling.timeline).toBeGreaterThan(0);
  expect(await on.forget(due)).toEqual(telling);
  expect(await on.forget(due)).toEqual(none);
  expect(await on.told(due)).toEqual(none);
  expect(await whereIs(app, `says hello`)).not.toContain('inbound_events');
  expect(await whereIs(app, mark)).toEqual(['prospects']);
  const { rows } = await app.db.query<{ type: string }>(
    'select type from timeline where prospect_id = $1 order by id',
    [prospectId],
  );
  expect(rows.map(({ type }) => type)).toEqual(['stage.entered', 'enrolment.exited']);
});

test('what a person has yet to say of a reply is applied after its words have gone', async () => {
  const { app } = system;
  const mark = on.nobody();
  const { enrolmentId, email } = await on.answered(mark);
  await changeEnrolment(app, enrolmentId, { do: 'exit', reason: 'manual' }, 'rep');
  await on.forget(on.after(101, ['events', 'timeline', 'rendered_mails']));
  expect(await whereIs(app, mark)).toEqual(['prospects']);
  const [task] = await listTasks(app.db, { enrolmentId, status: 'open', kind: 'triage', limit: 2 });
  const optOut = { do: 'complete', outcome: 'opt-out', note: null } as const;
  await closeTask(app, task?.id ?? '', optOut, 'rep');
  expect(await readSuppressionReason(app.db, email)).toBe('opted_out');
});

test('what is written of an enrolment when its rest has gone is found the next day', async () => {
  const { app } = system;
  const mark = on.nobody();
  const { enrolmentId, prospectId } = await on.answered(mark);
  await changeEnrolment(app, enrolmentId, { do: 'exit', reason: 'manual' }, 'rep');
  const due = on.after(36_400, ['timeline']);
  await on.forget(due);
  const entry = { at: app.clock.now(), prospectId, enrolmentId, type: 'x', data: { mark } };
  await insertTimeline(app.db, [entry]);
  expect(await on.forget(due)).toEqual({ timeline: 0 });
  const nextDay = on.after(36_401, ['timeline']);
  expect(await on.told(nextDay)).toEqual({ timeline: 1 });
  expect(await on.forget(nextDay)).toEqual({ timeline: 1 });
  expect(await whereIs(app, mark)).not.toContain('timeline');
});

test('a mail that comes in again after its words have gone is none', async () => {
  const { app } = system;
  const { email, enrolmentId } = await on.answered(on.nobody());
  const eventId = `<${randomUUID()}@example.com>`;
  const mail = { key: randomUUID(), from: email, subject: null, authentic: null };
  const key = { source: 'inbox', eventId, type: 'reply.received', occurredAt: new Date() } as const;
  const received = [{ ...key, event: { ...key, match: { email }, mail } }];
  await applyEvents(app, received);
  await changeEnrolment(app, enrolmentId, { do: 'exit', reason: 'manual' }, 'rep');
  await on.forget(on.after(101, ['events', 'receipts']));
  expect(await whereIs(app, eventId)).toEqual([]);
  expect(await applyEvents(app, received)).toMatchObject([{ outcome: 'duplicate' }]);
});

test('nothing goes that a running enrolment needs', async () => {
  const { app } = system;
  const mark = on.nobody();
  const { enrolmentId, prospectId, email } = await on.answered(mark);
  await app.db.query(`update enrolments set thread_subject = $2 where id = $1`, [
    enrolmentId,
    mark,
  ]);
  const before = await whereIs(app, mark);
  await on.forget(on.after(36_000, retentionKinds));
  expect(await whereIs(app, mark)).toEqual(before);
  // It ends much later: from then on its time counts.
  await changeEnrolment(app, enrolmentId, { do: 'exit', reason: 'manual' }, 'rep');
  await on.hear('prospect.opted_out', { email }, mark);
  // A walk over all events begins once a day.
  await on.forget(on.after(36_001, ['events']));
  const { rows } = await app.db.query(
    `select from inbound_events where prospect_id = $1 and event <> '{}'`,
    [prospectId],
  );
  expect(rows).toEqual([]);
  expect(await whereIs(app, mark)).toContain('suppressions');
});

test('events about nobody, refused lines, people in no cadence and the audit log', async () => {
  const { app } = system;
  const mark = on.nobody();
  await on.hear('reply.received', { email: `${mark}@else.example` }, mark);
  const lines = [`${mark}@example.com`, `${mark} no address`].map((email, n) => ({
    line: n + 2,
    row: { prospect: { email } },
  }));
  await runImport(app, { cadence: null, lines: listOf(lines), by: 'test' });
  const actor = { id: mark, name: mark, role: 'rep', requestId: mark } as const;
  const entry = { action: 'key.created', kind: 'key', objectId: mark, data: {} } as const;
  await insertAudit(app.db, actor, [entry], app.clock.now());
  const kinds = ['unmatched', 'refused_lines', 'prospects_without_enrolment', 'audit'] as const;
  const before = await whereIs(app, mark);
  expect(before).toEqual(['audit_log', 'import_refusals', 'inbound_events', 'prospects']);
  await on.forget(on.after(99, kinds));
  expect(await whereIs(app, mark)).toEqual(before);
  const due = on.after(101, kinds);
  const telling = await on.told(due);
  expect(await on.forget(due)).toEqual(telling);
  expect(Object.values(telling).every((count) => count > 0)).toBe(true);
  expect(await whereIs(app, mark)).toEqual([]);
  const again = [{ line: 2, row: { prospect: { email: `${mark}@example.com` } } }];
  const { accepted } = await runImport(app, { cadence: null, lines: listOf(again), by: 'test' });
  expect(accepted).toBe(1);
});

test('somebody who is enrolled at the same moment stays', async () => {
  const { app } = system;
  const due = on.after(101, ['prospects_without_enrolment']);
  const people = Array.from({ length: 20 }, () => ({ email: `${on.nobody()}@example.com` }));
  const lines = people.map((prospect, n) => ({ line: n + 2, row: { prospect } }));
  await runImport(app, { cadence: null, lines: listOf(lines), by: 'test' });
  const [, ...enrolled] = await Promise.all([
    on.forget(due),
    ...people.map((prospect) => enrolOne(app, 'smoke', { prospect })),
  ]);
  const { rows } = await app.db.query<{ count: number }>(
    `select count(*)::int as count from enrolments e join prospects p on p.id = e.prospect_id where e.id = any($1)`,
    [enrolled.map((one) => one.enrolmentId)],
  );
  expect(rows).toEqual([{ count: people.length }]);
});

test('one process is at it at a time', async () => {
  const { app } = system;
  await on.hear('reply.received', { email: `${on.nobody()}@else.example` }, 'x');
  const due = on.after(101, ['unmatched']);
  await app.db.transaction(async (tx) => {
    expect(await takeRetention(tx)).toBe(true);
    expect(await on.forget(due)).toEqual({ unmatched: 0 });
  });
  expect((await on.forget(due)).unmatched).toBeGreaterThan(0);
});
