import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HandOverEnd } from '../../../src/app/sending/outcome-changes.ts';
import { recordOutcomes } from '../../../src/app/sending/record-outcomes.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { beginHandOver, claimNext } from '../../helpers/hand-over.ts';
import { openSystem, smoke, type TestSystem } from '../../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => {
  const resend = smoke.replace('key: smoke', 'key: resend\nunknown: resend');
  system = await openSystem({ cadences: { 'smoke.yaml': smoke, 'resend.yaml': resend } });
});
afterAll(() => system?.close());

const mail = (outcome: object): HandOverEnd =>
  ({ kind: 'mail', outcome, letter: null }) as HandOverEnd;
const ends = {
  away: mail({ kind: 'not_sent', detail: 'connection refused', mailbox: false }),
  later: mail({ kind: 'deferred', replyCode: 450, status: '4.2.0', response: '450 4.2.0 later' }),
  cut: mail({ kind: 'unknown', detail: 'the connection was closed' }),
};

/** Tries that end like this one after the other, until nothing is tried any more. */
async function tryOut(cadence: string, tries: readonly HandOverEnd[]) {
  const { app } = system;
  const { enrolmentId, claim } = await beginHandOver(system, cadence);
  const waits: number[] = [];
  let current = claim;
  for (const end of tries) {
    await recordOutcomes(app, [{ claim: current, end }]);
    const { rows } = await app.db.query<{ minutes: number }>(
      `update touches set due_at = now(), status = 'scheduled', lease_until = null
        where id = $1 and status in ('queued', 'deferred')
        returning round(extract(epoch from (select due_at from touches where id = $1) - now()) / 60)::int as minutes`,
      [claim.touchId],
    );
    const [row] = rows;
    if (row === undefined) break;
    waits.push(row.minutes);
    current = await claimNext(system, enrolmentId);
  }
  return { waits, state: (await readEnrolment(app.db, enrolmentId))?.state };
}

const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

test('a mail server that was away for long and then says "later" is asked again later', async () => {
  const { waits, state } = await tryOut('smoke', [...times(12, ends.away), ends.later, ends.later]);
  expect(waits).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 5, 15]);
  expect(state?.status).toBe('active');
});

test('one that says "later" seven times is given up', async () => {
  const { waits, state } = await tryOut('smoke', times(9, ends.later));
  expect(waits).toEqual([5, 15, 60, 240, 720, 1_440]);
  expect(state).toMatchObject({ status: 'paused', pauseReason: 'rejected_by_server' });
});

test('what may have arrived each time is not sent again without end', async () => {
  const { waits, state } = await tryOut('resend', times(9, ends.cut));
  expect(waits).toEqual([1, 5, 15, 60, 240, 720, 1_440]);
  expect(state).toMatchObject({ status: 'paused', pauseReason: 'unknown_hand_over' });
});
