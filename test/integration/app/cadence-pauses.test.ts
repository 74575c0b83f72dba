/** A cadence that is paused: its mails wait, its tasks do not, and all come back as they had been planned. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { explain } from '../../../src/app/enrolments/explain.ts';
import { reconsiderTouch } from '../../../src/app/enrolments/reconsider-touch.ts';
import {
  pauseCadenceByPerson,
  resumeCadenceByPerson,
} from '../../../src/app/sending/cadence-status.ts';
import { dispatchDue } from '../../../src/app/sending/dispatch.ts';
import { readTouches } from '../../../src/store/enrolments.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { somebody } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { lettersTo, openWeeks, type Weeks } from '../../helpers/weeks.ts';

const hour = 3_600_000;
const day = 24 * hour;
const cadence = (key: string, first: string, windows = 'always') => `
key: ${key}
title: ${key}
schedule: { timezone: UTC, days: all, windows: ${windows}, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, ${first} }
on: {}
`;
const mail = 'email: { template: smoke/one }';

let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    cadences: {
      'all.yaml': cadence('all', mail),
      'office.yaml': cadence('office', mail, '["09:00-11:00"]'),
      'calls.yaml': cadence('calls', 'task: { kind: call, title: Call }'),
    },
  });
});
afterAll(() => weeks?.close());

const inTime = (ms: number) => new Date(weeks.now().getTime() + ms);
const enrol = async (key: string, afterMs = 0) => {
  const { email } = somebody();
  const startAt = inTime(afterMs);
  const { enrolmentId } = await enrolOne(weeks.app, key, { prospect: { email }, startAt });
  return { email, enrolmentId };
};
const pause = (key: string) => pauseCadenceByPerson(weeks.app, key, 'wrong price');

test('its touches come back as far apart as they had been planned, and none is lost', async () => {
  const people = [];
  for (let nth = 0; nth < 18; nth += 1) people.push(await enrol('all', nth * (hour / 3)));
  const begun = weeks.now();
  await weeks.passUntil(inTime(hour));
  const before = lettersTo(weeks.smtp).length;
  expect(before).toBeGreaterThan(0);
  expect(await pause('all')).toMatchObject({ status: 'paused', cause: 'person' });
  const other = await enrol('calls');
  await weeks.passUntil(new Date(begun.getTime() + day / 2));
  expect(lettersTo(weeks.smtp)).toHaveLength(before);
  const tasks = { enrolmentId: other.enrolmentId, status: 'open', limit: 5 } as const;
  expect(await listTasks(weeks.app.db, tasks)).toHaveLength(1);
  const last = people.at(-1)?.enrolmentId ?? '';
  expect(await explain(weeks.app, last)).toMatchObject({
    code: 'cadence_paused',
    status: 'active',
    next: { step: 'one', dueAt: expect.any(Date) },
  });

  const resumedAt = weeks.now();
  await resumeCadenceByPerson(weeks.app, 'all');
  await weeks.passUntil(inTime(day));
  const sent = people.map(({ email }) => lettersTo(weeks.smtp, email).length);
  expect(sent).toEqual(people.map(() => 1));
  const times = lettersTo(weeks.smtp).map(({ at }) => at.getTime());
  // Three an hour were planned.
  for (const at of times) {
    expect(times.filter((one) => one >= at && one < at + hour).length).toBeLessThanOrEqual(4);
  }
  const late = times.filter((at) => at >= resumedAt.getTime());
  expect(late).toHaveLength(18 - before);
  expect(Math.max(...late)).toBeLessThan(resumedAt.getTime() + 6 * hour);
  // Told once, however often it was looked at.
  const { rows } = await weeks.app.db.query(
    `select from timeline where enrolment_id = $1 and type = 'touch.rescheduled'`,
    [last],
  );
  expect(rows).toHaveLength(1);
});

test('within its windows', async () => {
  weeks.skipTo(new Date('2026-09-08T08:30:00Z'));
  const { email, enrolmentId } = await enrol('office');
  await pause('office');
  await weeks.passUntil(new Date('2026-09-08T14:00:00Z'));
  await resumeCadenceByPerson(weeks.app, 'office');
  await weeks.passUntil(new Date('2026-09-09T12:00:00Z'));
  const [letter] = lettersTo(weeks.smtp, email);
  expect(letter?.at.toISOString()).toMatch(/^2026-09-09T(09|10):/);
  expect(await readTouches(weeks.app.db, enrolmentId)).toMatchObject([{ status: 'sent' }]);
});

test('a mail that comes while the cadence is being resumed is not put off', async () => {
  const { app } = weeks;
  const { enrolmentId } = await enrol('all');
  await app.db.query(
    `insert into cadence_pauses (key, cause, reason, since) values ('all', 'person', 'x', $1)`,
    [weeks.now()],
  );
  await dispatchDue(app);
  const [touch] = await readTouches(app.db, enrolmentId);
  const resumed: { commit?: () => void } = {};
  const resuming = app.db.transaction(async (tx) => {
    await tx.query(`delete from cadence_pauses where key = 'all'`);
    await new Promise<void>((resolve) => {
      resumed.commit = resolve;
    });
  });
  await waitFor('the resume', () => resumed.commit);
  const reconsidering = reconsiderTouch(app, touch?.id ?? '', 'cadence_paused');
  await waitFor('the refused mail at the pause', async () => {
    const { rows } = await app.db.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  });
  resumed.commit?.();
  await Promise.all([resuming, reconsidering]);
  const [after] = await readTouches(app.db, enrolmentId);
  expect(after?.dueAt?.getTime()).toBeLessThanOrEqual(weeks.now().getTime());
});
