import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../../../src/app/context.ts';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { runImport } from '../../../src/app/enrolling/import.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { applyEvents } from '../../../src/app/events/apply-events.ts';
import { forgetWhatIsOld, tellWhatIsOld } from '../../../src/app/people/retention.ts';
import type { EventType } from '../../../src/domain/event.ts';
import {
  type RetentionKind,
  retentionKinds,
} from '../../../src/domain/language/retention-shape.ts';
import { insertAudit } from '../../../src/store/audit-log.ts';
import { takeRetention } from '../../../src/store/retention.ts';
import { openSystem, smoke, type TestSystem } from '../../helpers/system.ts';
import { whereIs } from '../../helpers/where-is.ts';

const dayMs = 86_400_000;
let system: TestSystem;
beforeAll(async () => {
  system = await openSystem({ cadences: { 'smoke.yaml': smoke } });
});
afterAll(() => system?.close());

/** The installation as it is after some days, with these periods. */
function after(days: number, kinds: readonly RetentionKind[], periodDays = 100): App {
  const { clock, workspace } = system.app;
  const now = () => new Date(clock.now().getTime() + days * dayMs);
  const retention = Object.fromEntries(kinds.map((kind) => [kind, periodDays * dayMs]));
  return {
    ...system.app,
    clock: { ...clock, now, machineNow: () => clock.machineNow() },
    workspace: { ...workspace, retention },
  };
}

const forget = async (app: App) =>
  Object.fromEntries((await forgetWhatIsOld(app, 100)).map(({ kind, count }) => [kind, count]));
const told = async (app: App) =>
  Object.fromEntries((await tellWhatIsOld(app)).map(({ kind, count }) => [kind, count]));
const nobody = () => `mark${randomUUID().replaceAll('-', '')}`;

async function hear(type: EventType, match: object, text: string) {
  const key = { source: 'crm', eventId: randomUUID(), type, occurredAt: new Date() };
  await applyEvents(system.app, [{ ...key, event: { ...key, match, text } }]);
}

async function* listOf<T>(items: readonly T[]) {
  yield* items;
}

/** Somebody who has got a mail and answered it. */
async function answered(mark: string) {
  const { app } = system;
  const email = `${mark}@example.com`;
  const enrolled = await enrolOne(app, 'smoke', { prospect: { email, firstName: mark } });
  await hear('reply.received', { email }, `${mark} says hello`);
  await app.db.query(
    `update touches set subject = $2, smtp_response = $2 where enrolment_id = $1`,
    [enrolled.enrolmentId, `about ${mark}`],
  );
  return { ...enrolled, email };
}

test('without periods nothing goes', async () => {
  const mark = nobody();
  const { enrolmentId } = await answered(mark);
  await changeEnrolment(system.app, enrolmentId, { do: 'exit', reason: 'manual' }, 'rep');
  const before = await whereIs(system.app, mark);
  expect(await forgetWhatIsOld(after(36_500, []), 100)).toEqual([]);
  expect(await whereIs(system.app, mark)).toEqual(before);
});

test('what ended goes after its time, and not before; totals stay', async () => {
  const { app } = system;
  const mark = nobody();
  const { enrolmentId, prospectId } = await answered(mark);
  await changeEnrolment(app, enrolmentId, { do: 'exit', reason: 'manual' }, 'rep');
  const kinds = ['rendered_mails', 'events', 'timeline'] as const;
  const none = { rendered_mails: 0, events: 0, timeline: 0 };
  expect(await forget(after(99, kinds))).toEqual(none);
  const due = after(101, kinds);
  const telling = await told(due);
  expect(telling.rendered_mails).toBeGreaterThan(0);
  expect(telling.events).toBeGreaterThan(0);
  expect(telling.timeline).toBeGreaterThan(0);
  expect(await forget(due)).toEqual(telling);
  expect(await forget(due)).toEqual(none);
  expect(await told(due)).toEqual(none);
  expect(await whereIs(app, `says hello`)).not.toContain('inbound_events');
  expect(await whereIs(app, mark)).toEqual(['prospects']);
  const { rows } = await app.db.query<{ type: string }>(
    'select type from timeline where prospect_id = $1 order by id',
    [prospectId],
  );
  expect(rows.map(({ type }) => type)).toEqual(['stage.entered', 'enrolment.exited']);
});

test('nothing goes that a running enrolment needs', async () => {
  const { app } = system;
  const mark = nobody();
  const { enrolmentId, prospectId, email } = await answered(mark);
  await app.db.query(`update enrolments set thread_subject = $2 where id = $1`, [
    enrolmentId,
    mark,
  ]);
  const before = await whereIs(app, mark);
  await forget(after(36_000, retentionKinds));
  expect(await whereIs(app, mark)).toEqual(before);
  // It ends much later: from then on its time counts.
  await changeEnrolment(app, enrolmentId, { do: 'exit', reason: 'manual' }, 'rep');
  await hear('prospect.opted_out', { email }, mark);
  await forget(after(36_000, ['events']));
  const { rows } = await app.db.query(
    `select from inbound_events where prospect_id = $1 and event <> '{}'`,
    [prospectId],
  );
  expect(rows).toEqual([]);
  expect(await whereIs(app, mark)).toContain('suppressions');
});

test('events about nobody, refused lines, people in no cadence and the audit log', async () => {
  const { app } = system;
  const mark = nobody();
  await hear('reply.received', { email: `${mark}@else.example` }, mark);
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
  await forget(after(99, kinds));
  expect(await whereIs(app, mark)).toEqual(before);
  const due = after(101, kinds);
  const telling = await told(due);
  expect(await forget(due)).toEqual(telling);
  expect(Object.values(telling).every((count) => count > 0)).toBe(true);
  expect(await whereIs(app, mark)).toEqual([]);
  const again = [{ line: 2, row: { prospect: { email: `${mark}@example.com` } } }];
  const { accepted } = await runImport(app, { cadence: null, lines: listOf(again), by: 'test' });
  expect(accepted).toBe(1);
});

test('somebody who is enrolled at the same moment stays', async () => {
  const { app } = system;
  const due = after(101, ['prospects_without_enrolment']);
  const people = Array.from({ length: 20 }, () => ({ email: `${nobody()}@example.com` }));
  const lines = people.map((prospect, n) => ({ line: n + 2, row: { prospect } }));
  await runImport(app, { cadence: null, lines: listOf(lines), by: 'test' });
  const [, ...enrolled] = await Promise.all([
    forget(due),
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
  await hear('reply.received', { email: `${nobody()}@else.example` }, 'x');
  const due = after(101, ['unmatched']);
  await app.db.transaction(async (tx) => {
    expect(await takeRetention(tx)).toBe(true);
    expect(await forget(due)).toEqual({ unmatched: 0 });
  });
  expect((await forget(due)).unmatched).toBeGreaterThan(0);
});
