import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrol, enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { suppress } from '../../../src/app/people/suppress.ts';
import { waitUntilLanded } from '../../../src/app/sending/in-flight.ts';
import type { Queryable } from '../../../src/store/db.ts';
import { lockProspects } from '../../../src/store/prospect-locks.ts';
import { beginHandOver } from '../../helpers/hand-over.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

/** The database under load: each answer takes a fifth of a second. */
const slowly = (db: Queryable): Queryable => ({
  query: async (statement, values) => {
    await db.query('select pg_sleep(0.2)');
    return db.query(statement, values);
  },
});

test('a stop waits four seconds of time, however long each look takes', async () => {
  const { enrolmentId } = await beginHandOver(system, 'smoke');
  const startedAt = performance.now();
  const flying = await waitUntilLanded(slowly(system.app.db), [enrolmentId]);
  expect(flying).toEqual(new Set([enrolmentId]));
  expect(performance.now() - startedAt).toBeLessThan(4_600);
}, 15_000);

test('the time that the stop itself took counts as well', async () => {
  const { enrolmentId } = await beginHandOver(system, 'smoke');
  const startedAt = performance.now();
  await waitUntilLanded(system.app.db, [enrolmentId], startedAt - 3_500);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

test('a domain is suppressed from the first moment, also for whom it is not yet known to concern', async () => {
  const { app } = system;
  const [first, second] = ['first', 'second'].map((name) => `${name}@slow-${Date.now()}.example`);
  const { prospectId } = await enrolOne(app, 'smoke', { prospect: { email: first ?? '' } });
  const domain = (first ?? '').split('@')[1] ?? '';
  const gate: { open?: () => void } = {};
  const held = app.db.transaction(async (tx) => {
    await lockProspects(tx, [prospectId]);
    await new Promise<void>((resolve) => {
      gate.open = resolve;
    });
  });
  await waitFor('the lock', () => gate.open);
  const suppressing = suppress(app, { value: domain, reason: 'manual', source: 'test' });
  await waitFor('the suppression at the lock', async () => {
    const { rows } = await app.db.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows[0]?.count === 1;
  });
  const late = enrolOne(app, 'smoke', { prospect: { email: second ?? '' } });
  await expect(late).rejects.toMatchObject({ code: 'blocked_domain' });
  gate.open?.();
  await held;
  expect(await suppressing).toMatchObject({ ended: 1, inFlight: false });
});

test('a suppression waits for every mail to the person, also of an enrolment that it did not end', async () => {
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(system.app, 'smoke', { prospect: { email } });
  await system.app.db.query(
    `update touches set status = 'handing_over', lease_until = now() + interval '26 seconds' where enrolment_id = $1`,
    [enrolmentId],
  );
  const request = { value: email, reason: 'opted_out', source: 'test' };
  const answers = await Promise.all([suppress(system.app, request), suppress(system.app, request)]);
  expect(answers.map(({ inFlight }) => inFlight)).toEqual([true, true]);
  expect(answers.map(({ ended }) => ended).toSorted()).toEqual([0, 1]);
});

test('a domain with many people ends in sets: nobody of the others waits for the last one', async () => {
  const { app } = system;
  const domain = `many-${Date.now()}.example`;
  const candidates = Array.from({ length: 1_200 }, (_, n) => ({
    prospect: { email: `p${n}@${domain}` },
  }));
  const enrolled = await enrol(app, { cadence: 'smoke', candidates });
  const ids = enrolled.flatMap((one) => ('refused' in one ? [] : [one.prospectId])).toSorted();
  const gate: { open?: () => void } = {};
  const held = app.db.transaction(async (tx) => {
    await lockProspects(tx, [ids.at(-1) ?? '']);
    await new Promise<void>((resolve) => {
      gate.open = resolve;
    });
  });
  await waitFor('the lock', () => gate.open);
  const suppressing = suppress(app, { value: domain, reason: 'manual', source: 'test' });
  await waitFor('the first thousand to be over', async () => {
    const { rows } = await app.db.query<{ count: number }>(
      `select count(*)::int as count from enrolments where prospect_id = any($1::uuid[]) and status = 'exited'`,
      [ids],
    );
    return rows[0]?.count === 1_000;
  });
  await app.db.transaction((tx) => lockProspects(tx, ids.slice(0, 1_000)));
  gate.open?.();
  await held;
  expect(await suppressing).toMatchObject({ ended: 1_200, inFlight: false });
});
