/** Work that a cadence gives to people, and what goes on when it is done, passed or not needed any more. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Candidate, enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { upsertProspects } from '../../../src/store/prospects.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import type { Behaviour } from '../../helpers/smtp.ts';
import { somebody } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { lettersTo, openWeeks, type Weeks } from '../../helpers/weeks.ts';

const cadence = (key: string, first: string, call: string) => `
key: ${key}
title: Calls
schedule: { timezone: UTC, days: all, windows: always, holidays: none }
steps:
  - { id: hello, stage: prospecting, email: { template: smoke/${first} } }
${call}  - { id: two, stage: closing, after: 1 day, email: { template: smoke/two, thread: reply } }
  - { id: three, after: 3 days, email: { template: smoke/two } }
on: { reply: { pause: true, task: { kind: reply, due_in: 4 hours } } }
`;
const call = (skip: string) =>
  `  - { id: call, after: 2 days, task: { kind: call, title: "Ring {{default prospect.firstName prospect.email}}", due_in: 1 day${skip} } }\n`;

/** What the mail server does with the first tries of an address. */
const behaviours = new Map<string, readonly Behaviour[]>();
let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    behave: (to, nth) => behaviours.get(to)?.[nth - 1] ?? 'accept',
    cadences: {
      'calls.yaml': cadence('calls', 'one', call(', skip_after: 5 days')),
      'patient.yaml': cadence('patient', 'one', call('')),
      'strict.yaml': cadence('strict', 'strict', ''),
      'mails.yaml': cadence('mails', 'one', ''),
    },
  });
});
afterAll(() => weeks?.close());

const dayMs = 86_400_000;

async function begin(key: string, prospect: Partial<Candidate['prospect']> = {}) {
  const { app, smtp } = weeks;
  const startedAt = weeks.now();
  const { email } = { ...somebody(), ...prospect };
  const { enrolmentId } = await enrolOne(app, key, { prospect: { ...prospect, email } });
  const on = (day: number) => new Date(startedAt.getTime() + day * dayMs);
  const open = () => listTasks(app.db, { enrolmentId, status: 'open', limit: 10 });
  return {
    email,
    enrolmentId,
    on,
    open,
    until: (day: number) => weeks.passUntil(on(day)),
    state: async () => (await readEnrolment(app.db, enrolmentId))?.state,
    resume: () => changeEnrolment(app, enrolmentId, { do: 'resume' }, 'rep'),
    /** Closes the open task of a kind. */
    close: async (kind: string, how: 'complete' | 'skip' = 'complete', outcome?: string) => {
      const task = (await open()).find((one) => one.kind === kind);
      const closing = { do: how, outcome: outcome ?? null, note: null };
      return closeTask(app, task?.id ?? '', closing, 'rep');
    },
    days: () =>
      lettersTo(smtp, email).map(({ at }) => (at.getTime() - startedAt.getTime()) / dayMs),
    mails: () => smtp.accepted.filter(({ to }) => to === email),
  };
}

describe('a step that is a task', () => {
  test('is given on its day, and the cadence waits for it', async () => {
    const one = await begin('calls', { firstName: `{{7*7}} O'Brien & <b>"` });
    await one.until(4);
    expect(await one.open()).toMatchObject([
      {
        kind: 'call',
        title: `Ring {{7*7}} O'Brien & <b>"`,
        dueAt: one.on(3),
        skipAt: one.on(7),
      },
    ]);
    expect(await readEnrolment(weeks.app.db, one.enrolmentId)).toMatchObject({
      state: { status: 'active', cursor: 'call' },
      nextTouch: { step: 'call', status: 'waiting' },
    });
    await one.close('call', 'complete', 'connected');
    await one.until(20);
    expect(one.days()).toEqual([0, 5, 8]);
  });

  test('can be skipped, and passes by itself when nobody takes it', async () => {
    const [skipped, passed, patient] = [
      await begin('calls'),
      await begin('calls'),
      await begin('patient'),
    ];
    await skipped.until(3);
    await skipped.close('call', 'skip');
    await passed.until(30);
    expect(skipped.days()).toEqual([0, 4, 7]);
    expect(passed.days()).toEqual([0, 8, 11]);
    expect(patient.days()).toEqual([0]);
    expect(await patient.open()).toHaveLength(1);
    const timeline = await readTimeline(weeks.app.db, passed.enrolmentId, null, 50);
    expect(timeline).toContainEqual(
      expect.objectContaining({
        type: 'task.skipped',
        at: passed.on(7),
        data: expect.objectContaining({ by: 'cadence' }),
      }),
    );
  });

  test('is done once, whoever is quicker', async () => {
    const one = await begin('patient');
    await one.until(2);
    const [task] = await one.open();
    const closing = { do: 'complete', outcome: null, note: null } as const;
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, () => closeTask(weeks.app, task?.id ?? '', closing, 'rep')),
    );
    const refused = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(refused).toEqual(Array(7).fill('task_closed'));
    await one.until(20);
    expect(one.days()).toEqual([0, 3, 6]);
  });

  test('can be done while a reply holds the cadence; the mails after it wait for the resume', async () => {
    const one = await begin('calls');
    await one.until(2.5);
    await tell(weeks.app, one.email, 'reply.received', { text: 'Ring me' });
    expect((await one.open()).map(({ kind }) => kind).sort()).toEqual(['call', 'reply']);
    await one.close('call');
    await one.until(10);
    expect(one.days()).toEqual([0]);
    await one.close('reply');
    expect(await one.state()).toMatchObject({ status: 'paused', cursor: 'two' });
    await one.resume();
    await one.until(20);
    expect(one.days()).toEqual([0, 10, 13]);
  });

  test('passes by itself during a pause, without a mail', async () => {
    const one = await begin('calls');
    await one.until(3);
    await changeEnrolment(weeks.app, one.enrolmentId, { do: 'pause', until: one.on(30) }, 'rep');
    await one.until(29);
    expect(await one.open()).toEqual([]);
    expect(one.days()).toEqual([0]);
    await one.until(40);
    expect(one.days()).toEqual([0, 30, 33]);
  });

  test('is over with the cadence; an answer to a prospect is not', async () => {
    const one = await begin('calls');
    await one.until(3);
    await tell(weeks.app, one.email, 'reply.received');
    await changeEnrolment(weeks.app, one.enrolmentId, { do: 'exit', reason: 'manual' }, 'rep');
    expect((await one.open()).map(({ kind }) => kind)).toEqual(['reply']);
    await one.close('reply');
    expect(await one.state()).toMatchObject({ status: 'exited', exitReason: 'manual' });
  });
});

describe('a hand-over of unknown end', () => {
  async function unknown() {
    const one = await begin('mails');
    behaviours.set(one.email, ['drop-after-dot']);
    await one.until(2);
    expect(await one.state()).toMatchObject({
      status: 'paused',
      pauseReason: 'unknown_hand_over',
    });
    expect(one.mails()).toEqual([]);
    const seen = () => weeks.smtp.seen.filter(({ to }) => to === one.email);
    expect(seen()).toHaveLength(1);
    return { ...one, seen };
  }

  test('that was sent: the cadence goes on in its thread', async () => {
    const one = await unknown();
    await one.close('unknown-hand-over', 'complete', 'sent');
    await one.until(10);
    expect(one.days()).toEqual([3, 6]);
    const [first] = one.seen();
    expect(one.mails()[0]?.raw.toString()).toContain(`In-Reply-To: ${first?.messageId}`);
    expect(one.mails()[0]?.subject).toBe('Re: Hello there');
  });

  test('that was not sent: the same mail again, with the same Message-ID', async () => {
    const one = await unknown();
    await one.close('unknown-hand-over', 'complete', 'not-sent');
    await one.until(10);
    expect(one.days()).toEqual([2, 3, 6]);
    expect(one.mails()[0]?.messageId).toBe(one.seen()[0]?.messageId);
  });

  test('that is skipped counts as sent', async () => {
    const one = await unknown();
    await one.close('unknown-hand-over', 'skip');
    await one.until(10);
    expect(one.days()).toEqual([3, 6]);
  });

  test.each([undefined, 'perhaps', ''])('that is settled by %j stays open', async (outcome) => {
    const one = await unknown();
    const closing = one.close('unknown-hand-over', 'complete', outcome);
    await expect(closing).rejects.toMatchObject({ code: 'outcome_needed' });
    expect(await one.open()).toHaveLength(1);
    expect(await one.state()).toMatchObject({ pauseReason: 'unknown_hand_over' });
  });

  test('that is resumed counts as sent; settling it afterwards sends nothing again', async () => {
    const one = await unknown();
    await one.resume();
    await one.until(4);
    expect(one.days()).toEqual([3]);
    await one.close('unknown-hand-over', 'complete', 'not-sent');
    await one.until(10);
    expect(one.days()).toEqual([3, 6]);
    expect(one.seen()).toHaveLength(3);
  });

  test('with a reply meanwhile: settled, and still held for the person', async () => {
    const one = await unknown();
    await tell(weeks.app, one.email, 'reply.received');
    await one.close('unknown-hand-over', 'complete', 'sent');
    await one.until(10);
    expect(one.days()).toEqual([]);
    expect(await one.state()).toMatchObject({ pauseReason: 'replied', cursor: 'two' });
  });

  test('stays held whatever else is heard that stops nothing', async () => {
    const one = await unknown();
    await tell(weeks.app, one.email, 'email.bounced', { hard: false });
    await tell(weeks.app, one.email, 'deal.stage_changed', { stage: 'nowhere' });
    expect(await one.state()).toMatchObject({ pauseReason: 'unknown_hand_over' });
  });
});

describe('a mail that lacks something', () => {
  const complete = (email: string, firstName: string) => {
    const { app } = weeks;
    const input = [{ email, address: email, firstName }];
    return app.db.transaction((tx) => upsertProspects(tx, input, weeks.now(), app.newId));
  };

  test('is held with a task; with the data and a resume it goes out, and the task is done with', async () => {
    const one = await begin('strict');
    await one.until(2);
    expect(await one.state()).toMatchObject({ pauseReason: 'missing_merge_field' });
    expect(await one.open()).toMatchObject([
      { kind: 'missing-data', data: { fields: ['prospect.firstName'] } },
    ]);
    await one.resume();
    await one.until(3);
    expect(await one.state()).toMatchObject({ pauseReason: 'missing_merge_field' });
    expect(await one.open()).toHaveLength(1);
    await complete(one.email, 'Kari');
    await one.resume();
    await one.until(10);
    expect(one.days()).toEqual([3, 4, 7]);
    expect(one.mails()[0]?.raw.toString()).toContain(`To: Kari <${one.email}>`);
    expect(await one.open()).toEqual([]);
  });

  test('is not missed any more by an enrolment that has ended', async () => {
    const one = await begin('strict');
    await one.until(1);
    await tell(weeks.app, one.email, 'deal.won');
    expect(await one.open()).toEqual([]);
  });

  test('stays held whatever else is heard that stops nothing', async () => {
    const one = await begin('strict');
    await one.until(0.5);
    await tell(weeks.app, one.email, 'email.bounced', { hard: false });
    await one.until(1);
    await tell(weeks.app, one.email, 'deal.stage_changed', { stage: 'nowhere' });
    expect(await one.state()).toMatchObject({ pauseReason: 'missing_merge_field' });
  });
});
