/** The end of an enrolment by a person, taken back: what was planned is planned again, and what was heard since counts. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import {
  changeEnrolment,
  type PersonAction,
} from '../../../src/app/enrolments/change-enrolment.ts';
import { reopenEnrolment } from '../../../src/app/enrolments/reopen-enrolment.ts';
import { eraseProspect } from '../../../src/app/people/erase.ts';
import { suppress } from '../../../src/app/people/suppress.ts';
import { recordOutcomes } from '../../../src/app/sending/record-outcomes.ts';
import type { EventType, InboundEvent } from '../../../src/domain/event.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { settleEndedOfProspects } from '../../../src/store/heard.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { beginHandOver } from '../../helpers/hand-over.ts';
import { somebody } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { waitFor } from '../../helpers/wait.ts';
import { lettersTo, openWeeks, type Weeks } from '../../helpers/weeks.ts';

const cadence = (key: string, more = '') => `
key: ${key}
title: Taken back
schedule: { timezone: UTC, days: all, windows: ["08:00-16:00"], holidays: none, jitter: 0s }
${more}
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: call, after: 2 days, task: { kind: call, title: Ring them } }
  - { id: two, after: 3 days, stage: closing, email: { template: smoke/two, thread: reply } }
on: { reply: { pause: true } }
`;

let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    cadences: {
      'calls.yaml': cadence('calls'),
      'other.yaml': cadence('other'),
      'few.yaml': cadence('few', 'entry: { max_active_per_company: 1 }'),
    },
  });
});
afterAll(() => weeks?.close());

const later = (days: number) => new Date(weeks.now().getTime() + days * 86_400_000);
const tomorrowAtNine = () => new Date(later(1).toISOString().replace(/T.*/, 'T09:00:00Z'));
const change = (id: string, action: PersonAction) => changeEnrolment(weeks.app, id, action, 'Kari');
const end = (id: string) => change(id, { do: 'exit', reason: 'manual' });
const reopen = (id: string) => reopenEnrolment(weeks.app, id, 'Kari');

async function enrolled(key = 'calls', email = somebody().email) {
  const { enrolmentId: id, prospectId } = await enrolOne(weeks.app, key, { prospect: { email } });
  return { id, prospectId, email };
}

async function look(id: string) {
  const { db } = weeks.app;
  const touches = await readTouches(db, id);
  const tasks = await listTasks(db, { enrolmentId: id, limit: 10 });
  return {
    state: (await readEnrolment(db, id))?.state,
    touches: touches.map(({ step, status, dueAt }) => [step, status, dueAt]),
    tasks: tasks.map(({ kind, status }) => [kind, status]),
  };
}

async function endInTheAir(id: string): Promise<() => Promise<unknown>> {
  const ended = end(id);
  await waitFor('the end', async () => (await look(id)).state?.status === 'exited');
  return () => ended;
}

async function types(id: string): Promise<string[]> {
  return (await readTimeline(weeks.app.db, id, null, 100)).map(({ type }) => type);
}

describe('where nothing was heard since', () => {
  test('all is as it was: the very touch, at its very time, and the history tells both', async () => {
    const { id, email } = await enrolled();
    const before = await look(id);
    await end(id);
    expect(await look(id)).toMatchObject({ touches: [['one', 'cancelled', null]] });
    await reopen(id);
    expect(await look(id)).toEqual(before);
    expect(await types(id)).toEqual(
      expect.arrayContaining(['person.exited', 'enrolment.exited', 'person.reopened']),
    );
    await weeks.passUntil(later(7));
    expect(lettersTo(weeks.smtp, email)).toHaveLength(1);
  });

  test('a task that was open is open again, and the cadence goes on from it', async () => {
    const { id } = await enrolled();
    await weeks.passUntil(later(3));
    const before = await look(id);
    expect(before.tasks).toEqual([['call', 'open']]);
    await end(id);
    expect(await look(id)).toMatchObject({ tasks: [['call', 'cancelled']] });
    await reopen(id);
    expect(await look(id)).toEqual(before);
  });

  test('a time that has passed is the first allowed one from now on', async () => {
    const { id } = await enrolled();
    await end(id);
    weeks.skipTo(new Date(later(4).toISOString().replace(/T.*/, 'T20:00:00Z')));
    await reopen(id);
    const morning = new Date(later(1).toISOString().replace(/T.*/, 'T08:00:00.000Z'));
    expect(await look(id)).toMatchObject({ touches: [['one', 'scheduled', morning]] });
  });

  test('a pause is a pause again, until the same day', async () => {
    const { id } = await enrolled();
    await change(id, { do: 'pause', until: later(30) });
    const before = await look(id);
    await end(id);
    await reopen(id);
    expect(await look(id)).toEqual(before);
  });

  test('a mail that was in the air at the end does not go out again', async () => {
    weeks.skipTo(tomorrowAtNine());
    const { enrolmentId: id, email, claim } = await beginHandOver(weeks, 'calls');
    const ended = await endInTheAir(id);
    const outcome = { kind: 'sent', response: '250 ok' } as const;
    await recordOutcomes(weeks.app, [{ claim, end: { kind: 'mail', outcome, letter: null } }]);
    await ended();
    await reopen(id);
    expect(await look(id)).toMatchObject({
      state: { status: 'active', cursor: 'call' },
      touches: [
        ['one', 'sent', expect.any(Date)],
        ['call', 'scheduled', expect.any(Date)],
      ],
    });
    await weeks.passUntil(later(5));
    expect(lettersTo(weeks.smtp, email)).toEqual([]);
  });
});

describe('what was heard since', () => {
  test.each<[EventType, Partial<InboundEvent>, string, string]>([
    ['prospect.opted_out', {}, 'suppressed', 'wants no mail'],
    ['email.complained', {}, 'suppressed', 'wants no mail'],
    ['email.bounced', { hard: true }, 'suppressed', 'wants no mail'],
    ['deal.won', {}, 'heard_since', 'closed_won'],
    ['deal.lost', {}, 'heard_since', 'closed_lost'],
  ])('%s wins, in whatever order', async (type, more, code, why) => {
    const { id, email } = await enrolled();
    await end(id);
    await tell(weeks.app, email, type, more);
    await expect(reopen(id)).rejects.toMatchObject({ code, message: expect.stringContaining(why) });
    expect((await look(id)).state).toMatchObject({ status: 'exited' });
    const other = await enrolled();
    await end(other.id);
    await reopen(other.id);
    await tell(weeks.app, other.email, type, more);
    expect((await look(other.id)).state).toMatchObject({ status: 'exited' });
  });

  test.each([true, false])('a reply holds it; taken back before the reply: %s', async (first) => {
    const { id, email } = await enrolled();
    await end(id);
    if (first) await reopen(id);
    await tell(weeks.app, email, 'reply.received', { text: 'Ring me.' });
    if (!first) await reopen(id);
    expect(await look(id)).toMatchObject({
      state: { status: 'paused', pauseReason: 'replied', cursor: 'one' },
      touches: [['one', 'scheduled', null]],
    });
    // What was folded is folded again with what comes.
    await tell(weeks.app, email, 'deal.won');
    expect((await look(id)).state).toMatchObject({ exitReason: 'closed_won' });
  });

  test('a reply that only another enrolment has heard holds it as well', async () => {
    const { email } = await enrolled('other');
    weeks.skipTo(later(1));
    const { id } = await enrolled('calls', email);
    await end(id);
    await tell(weeks.app, email, 'reply.received', { text: 'Ring me.' });
    await reopen(id);
    expect((await look(id)).state).toMatchObject({ status: 'paused', pauseReason: 'replied' });
  });

  test('a reply since holds it also when it was settled, and nothing goes on without its words', async () => {
    const { id, prospectId, email } = await enrolled();
    await end(id);
    weeks.skipTo(later(1));
    await tell(weeks.app, email, 'reply.received', { text: 'Ring me.' });
    await settleEndedOfProspects(weeks.app.db, [prospectId]);
    await reopen(id);
    expect((await look(id)).state).toMatchObject({ status: 'paused', pauseReason: 'replied' });
    await end(id);
    weeks.skipTo(later(1));
    await tell(weeks.app, email, 'reply.received', { text: 'Well?' });
    await weeks.app.db.query(
      `update inbound_events set event = '{}' where prospect_id = $1 and event ->> 'text' = 'Well?'`,
      [prospectId],
    );
    await expect(reopen(id)).rejects.toMatchObject({ code: 'heard_since' });
  });

  test('a reply from before the end does not hold it again', async () => {
    const { id, email } = await enrolled();
    await tell(weeks.app, email, 'reply.received', { text: 'Go on.' });
    await change(id, { do: 'resume' });
    await end(id);
    await reopen(id);
    expect((await look(id)).state).toMatchObject({ status: 'active', pauseReason: null });
  });
});

describe('is refused', () => {
  test('while nobody knows whether a mail was sent, also when it is known by then', async () => {
    weeks.skipTo(tomorrowAtNine());
    const outcome = { kind: 'unknown', detail: 'cut' } as const;
    const unknown = { kind: 'mail', outcome, letter: null } as const;
    const { enrolmentId: first, claim } = await beginHandOver(weeks, 'calls');
    await recordOutcomes(weeks.app, [{ claim, end: unknown }]);
    await end(first);
    await expect(reopen(first)).rejects.toMatchObject({ code: 'was_held' });
    const other = await beginHandOver(weeks, 'calls');
    const ended = await endInTheAir(other.enrolmentId);
    await recordOutcomes(weeks.app, [{ claim: other.claim, end: unknown }]);
    await ended();
    await expect(reopen(other.enrolmentId)).rejects.toMatchObject({ code: 'unknown_hand_over' });
  });

  test('where it goes on, or where no person has ended it, also when that was taken back', async () => {
    const { id, email } = await enrolled();
    await expect(reopen(id)).rejects.toMatchObject({ code: 'not_ended' });
    await end(id);
    await reopen(id);
    await tell(weeks.app, email, 'deal.lost');
    await expect(reopen(id)).rejects.toMatchObject({ code: 'not_by_hand' });
    await expect(reopen(randomUUID())).rejects.toMatchObject({ code: 'unknown_enrolment' });
  });

  test('where the person has been enrolled since, in the same cadence or another', async () => {
    for (const key of ['calls', 'other']) {
      const { id, email } = await enrolled();
      await end(id);
      await enrolled(key, email);
      await expect(reopen(id)).rejects.toMatchObject({ code: 'enrolled_since' });
    }
  });

  test('where the person was suppressed or erased', async () => {
    const one = await enrolled();
    await end(one.id);
    await suppress(weeks.app, { value: one.email, reason: 'manual', source: 'ops' });
    await expect(reopen(one.id)).rejects.toMatchObject({ code: 'suppressed' });
    const other = await enrolled();
    await end(other.id);
    await eraseProspect(weeks.app, other.prospectId);
    await expect(reopen(other.id)).rejects.toThrow();
    expect((await look(other.id)).state?.status).toBe('exited');
  });

  test('where a colleague has taken the place', async () => {
    const domain = `${randomUUID()}.example`;
    const { id } = await enrolled('few', `a@${domain}`);
    await end(id);
    const { id: colleague } = await enrolled('few', `b@${domain}`);
    await expect(reopen(id)).rejects.toMatchObject({ code: 'company_limit' });
    await end(colleague);
    await reopen(id);
    expect((await look(id)).state?.status).toBe('active');
  });
});

test('pressed many times at once it is taken back once, and mails go out once', async () => {
  const { id, email } = await enrolled();
  await end(id);
  const tries = await Promise.allSettled(Array.from({ length: 5 }, () => reopen(id)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await types(id)).filter((type) => type === 'person.reopened')).toHaveLength(1);
  await weeks.passUntil(later(2));
  expect(lettersTo(weeks.smtp, email)).toHaveLength(1);
});

test('an opt-out at the same moment wins, whoever is first', async () => {
  const people = await Promise.all(Array.from({ length: 6 }, () => enrolled()));
  await Promise.all(people.map(({ id }) => end(id)));
  await Promise.all(
    people.flatMap(({ id, email }) => [
      reopen(id).catch(() => undefined),
      tell(weeks.app, email, 'prospect.opted_out'),
    ]),
  );
  for (const { id, email } of people) {
    expect((await look(id)).state).toMatchObject({ status: 'exited' });
    expect(lettersTo(weeks.smtp, email)).toEqual([]);
  }
});
