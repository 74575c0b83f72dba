import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHitRecorder } from '../../../src/app/events/hear-tracking.ts';
import { waitFor } from '../../helpers/wait.ts';
import { keepLog } from '../queue/open-backend.ts';
import { about, type Followed, openFollowed } from './followed-mails.ts';

let all: Followed;
beforeAll(async () => {
  all = await openFollowed();
});
afterAll(() => all?.close());

/** Does something while the prospect is locked, as by somebody who decides about them. */
const whileLocked = (prospectId: string, work: () => Promise<void>) =>
  all.http.system.app.db.transaction(async (tx) => {
    await tx.query('select from prospects where id = $1 for update', [prospectId]);
    await work();
  });

/** The statements that wait for a lock. */
async function waiters(): Promise<readonly { readonly pid: number; readonly since: string }[]> {
  const { rows } = await all.http.system.app.db.query<{ pid: number; since: string }>(
    `select pid, query_start::text as since from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows;
}

test('what the database refuses for the time being waits, and is told once', async () => {
  const { touchId, prospectId } = await all.mailed();
  const { app } = all.http.system;
  const { log, lines } = keepLog();
  const recorder = createHitRecorder({ ...app, log });
  await whileLocked(prospectId, async () => {
    recorder.record({ touchId, url: about, at: app.clock.now(), automatic: false });
    let last = '';
    for (const which of ['first', 'second']) {
      const { pid, since } = await waitFor(`the ${which} try`, async () =>
        (await waiters()).find((waiter) => waiter.since !== last),
      );
      await app.db.query('select pg_cancel_backend($1)', [pid]);
      last = since;
    }
  });
  await waitFor('the click', async () => (await all.outcomes(touchId)).length > 0);
  expect(await all.outcomes(touchId)).toEqual(['applied']);
  expect(lines).toMatchObject([{ waiting: 1, msg: 'clicks and opens wait' }]);
});

test.each([[['12']], [['12', '13']]])(
  'a reader who clicks while what scanners did at %j is being written is not taken for them',
  async (scanned) => {
    const { touchId, prospectId } = await all.mailed();
    const { app } = all.http.system;
    const handedOver = '2026-11-24T09:00:06Z';
    await app.db.query('update touches set handed_over_at = $2 where id = $1', [
      touchId,
      handedOver,
    ]);
    const recorder = createHitRecorder(app);
    const clickAt = (second: string) => {
      const at = new Date(`2026-11-24T09:00:${second}Z`);
      recorder.record({ touchId, url: about, at, automatic: false });
    };
    await whileLocked(prospectId, async () => {
      for (const second of scanned) clickAt(second);
      await waitFor('what scanners did', async () => (await waiters()).length > 0);
      // The last of one span of ten seconds, in which mails were too young for a reader at its beginning.
      for (const second of ['14', '16']) clickAt(second);
    });
    await recorder.drain(20_000);
    expect((await all.outcomes(touchId)).toSorted()).toEqual(['applied', 'automatic_click']);
  },
);

test('what is too much is told each time that it comes to that, and what waits already is not too much', async () => {
  const { app } = all.http.system;
  const { log, lines } = keepLog();
  const recorder = createHitRecorder({ ...app, log });
  const at = app.clock.now();
  const open = (touchId: string) => recorder.record({ touchId, url: null, at, automatic: false });
  // The first and the last of what is alike: with it 20,000.
  const full = Array.from({ length: 19_999 }, () => randomUUID());
  const [first = ''] = full;
  for (const flood of [1, 2]) {
    for (const touchId of [...full, first, first]) open(touchId);
    expect(lines).toHaveLength(flood - 1);
    open(randomUUID());
    open(randomUUID());
    expect(lines).toHaveLength(flood);
    await recorder.drain(600_000);
  }
  expect(lines.map(({ msg }) => msg)).toEqual(Array(2).fill('clicks and opens are not counted'));
});
