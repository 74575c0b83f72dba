/**
 * Everything that can happen to people, by chance, many at once: whatever it was, everybody stands where somebody or
 * something takes them on, no mail is sent twice, and nothing fails but what is refused for a reason.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { reconsiderTouch } from '../../../src/app/enrolments/reconsider-touch.ts';
import { switchEnrolment } from '../../../src/app/enrolments/switch-enrolment.ts';
import { applyEvents } from '../../../src/app/events/apply-events.ts';
import { suppress } from '../../../src/app/people/suppress.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { dispatchDue } from '../../../src/app/sending/dispatch.ts';
import type { HandOverEnd } from '../../../src/app/sending/outcome-changes.ts';
import { recordOutcomes } from '../../../src/app/sending/record-outcomes.ts';
import { eventTypes } from '../../../src/domain/event.ts';
import { NotFound, Refused } from '../../../src/errors.ts';
import { type ClaimedTouch, claimTouches } from '../../../src/store/claims.ts';
import { lockFreeProspectsOfTouches } from '../../../src/store/prospect-locks.ts';
import { openSystem, type TestSystem } from '../../helpers/system.ts';

const cadence = (key: string, unknown: string, entry = '{}') => `
key: ${key}
title: ${key}
unknown: ${unknown}
entry: ${entry}
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: call, stage: preparation, task: { kind: call, title: "Ring {{prospect.email}}", skip_after: 2s } }
  - { id: two, after: 1s, stage: presentation, email: { template: smoke/two, thread: reply } }
  - { id: approved, stage: closing, email: { template: smoke/two, approve: true } }
  - { id: last, after: 1s, stage: follow-up, email: { template: smoke/two } }
on:
  reply: { pause: true, task: { kind: reply } }
  objection:
    price: { track: price }
    timing: { track: timing }
    default: { pause: until-date, default: 1s }
  meeting_booked: { advance: presentation }
  deal_won: { exit: closed_won, enrol: { cadence: ${key} } }
  out_of_office: { pause: until-return, default: 1s }
tracks:
  price:
    stage: objection-handling
    steps: [{ id: p1, email: { template: smoke/two } }, { id: p2, after: 1s, email: { template: smoke/two } }]
    then: resume
  timing:
    stage: objection-handling
    steps: [{ id: t1, task: { kind: call, title: "Ring" } }]
    then: { advance: closing }
`;

const people = 6;
const rounds = 1_200;
const atOnce = 8;

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem({
    cadences: {
      'holds.yaml': cadence('holds', 'hold'),
      'resends.yaml': cadence(
        'resends',
        'resend',
        '{ reentry: when-not-active, max_active_per_company: 4, max_new_per_day: 8 }',
      ),
    },
  });
});
afterAll(() => system?.close());

/** Mulberry32: the same chances for the same seed. */
function chances(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    below: (n: number) => Math.floor(next() * n),
    of: <T>(list: readonly T[]): T | undefined => list[Math.floor(next() * list.length)],
  };
}

const outcomes: readonly object[] = [
  { kind: 'sent', response: '250 ok' },
  { kind: 'sent', response: '250 ok' },
  { kind: 'sent', response: '250 ok' },
  { kind: 'deferred', replyCode: 450, status: null, response: '450 later' },
  { kind: 'not_sent', detail: 'no line', mailbox: false },
  { kind: 'unknown', detail: 'cut' },
  { kind: 'failed', replyCode: 554, status: '5.7.1', response: '554 no', about: 'sender' },
];

test.each([1, 2, 3])(
  'whatever happens, everybody can go on (seed %i)',
  async (seed) => {
    const { app } = system;
    const { db } = app;
    await db.query('delete from start_queues');
    const chance = chances(seed);
    const emails = Array.from(
      { length: people },
      (_, n) => `p${n}-${randomUUID()}@any-${seed}.example`,
    );
    const claims: ClaimedTouch[] = [];
    const pick = async (sql: string): Promise<string | undefined> =>
      chance.of((await db.query<{ id: string }>(sql, [`any-${seed}.example`])).rows)?.id;
    const mine = 'join prospects p on p.id = x.prospect_id where p.domain = $1';
    const anEnrolment = () => pick(`select x.id from enrolments x ${mine}`);
    const cadenceKey = () => chance.of(['holds', 'resends']) ?? 'holds';
    const email = () => chance.of(emails) ?? '';

    const claim = async () => {
      await db.query(
        `update touches x set due_at = now() - interval '1 second', status = 'scheduled', lease_until = null
         from prospects p
        where p.id = x.prospect_id and p.domain = $1 and x.status in ('scheduled', 'deferred', 'queued')
          and x.due_at is not null`,
        [`any-${seed}.example`],
      );
      await dispatchDue(app);
      const { rows } = await db.query<{ id: string }>(
        `select x.id from touches x ${mine} and x.status = 'queued'`,
        [`any-${seed}.example`],
      );
      const touchIds = rows.map(({ id }) => id);
      const verdicts = await db.transaction(async (tx) =>
        claimTouches(tx, await lockFreeProspectsOfTouches(tx, touchIds), {
          touchIds,
          now: app.clock.now(),
          leaseUntil: new Date(Date.now() + 60_000),
          mailboxes: [{ key: 'default', messageIdDomain: 'any.example' }],
        }),
      );
      for (const verdict of verdicts) {
        if ('claimed' in verdict) claims.push(verdict.claimed);
        else await reconsiderTouch(app, verdict.touchId, verdict.refused);
      }
    };
    const end = async () => {
      const [claimed] = claims.splice(chance.below(claims.length), 1);
      if (claimed === undefined) return;
      const task =
        claimed.channel === 'task' || (claimed.stepId === 'approved' && !claimed.approved);
      const title = 'to do';
      const unsubscribeUrl = 'https://fjord.example/u/x';
      const draft = { subject: title, html: title, text: title, unsubscribeUrl };
      const ended = (task
        ? { kind: claimed.channel === 'task' ? 'task' : 'approval', title, draft }
        : { kind: 'mail', outcome: chance.of(outcomes), letter: null }) as unknown as HandOverEnd;
      await recordOutcomes(app, [{ claim: claimed, end: ended }]);
    };
    const die = async () => {
      const [claimed] = claims.splice(0, 1);
      if (claimed === undefined) return;
      await db.query(
        `update touches set lease_until = now() - interval '1 second' where id = $1 and status = 'handing_over'`,
        [claimed.touchId],
      );
      await reconcile(app);
      // Half of the dead come back with what they know.
      if (chance.below(2) === 0) claims.push(claimed);
    };
    const hear = async () => {
      const type =
        chance.of(
          eventTypes.filter(
            (one) => !['prospect.opted_out', 'email.complained', 'email.bounced'].includes(one),
          ),
        ) ?? 'reply.received';
      const occurredAt = new Date(Date.now() - chance.below(20_000));
      const category = chance.of(['price', 'timing', 'other']) ?? '';
      const key = { source: 'crm', eventId: randomUUID(), type, occurredAt };
      const event = { ...key, match: { email: email() }, category, stage: 'closing' };
      await applyEvents(app, [{ ...key, event }]);
    };
    const act = async () => {
      const id = await anEnrolment();
      if (id === undefined) return;
      const until = chance.of([null, new Date(Date.now() - 1_000)]) ?? null;
      const stage = chance.of(['presentation', 'closing', 'follow-up']) ?? '';
      const action = chance.of([
        { do: 'pause', until } as const,
        { do: 'resume' } as const,
        { do: 'resume' } as const,
        { do: 'advance', stage } as const,
      ]);
      if (action !== undefined) await changeEnrolment({ ...app }, id, action, 'rep');
    };
    const close = async () => {
      const id = await pick(`select x.id from tasks x ${mine} and x.status = 'open'`);
      if (id === undefined) return;
      const verb = chance.of(['complete', 'skip', 'approve', 'reject'] as const) ?? 'skip';
      await closeTask(
        app,
        id,
        { do: verb, outcome: chance.of(['sent', 'not-sent']) ?? null, note: null },
        'rep',
      );
    };
    const deeds = [
      () => enrolOne(app, cadenceKey(), { prospect: { email: email() } }),
      claim,
      claim,
      end,
      end,
      end,
      die,
      hear,
      act,
      close,
      close,
      () => reconcile(app),
      async () => {
        const id = await anEnrolment();
        if (id !== undefined && chance.below(4) === 0)
          await switchEnrolment(app, id, { cadence: cadenceKey() }, 'rep');
      },
    ];

    const failures: unknown[] = [];
    const go = async () => {
      for (let round = 0; round < rounds / atOnce; round += 1) {
        try {
          await chance.of(deeds)?.();
        } catch (error) {
          if (!(error instanceof Refused || error instanceof NotFound)) failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, go));
    while (claims.length > 0) await end();
    expect(failures).toEqual([]);

    const { rows: stuck } = await db.query(
      `select e.id, e.status, e.cursor, e.run, e.track, e.pause_reason, e.resume_at,
            (select json_agg(json_build_object('step', t.step_id, 'run', t.run, 'status', t.status, 'due', t.due_at, 'reason', t.reason) order by t.created_at)
               from touches t where t.enrolment_id = e.id) as touches,
            (select json_agg(json_build_object('kind', k.kind, 'status', k.status)) from tasks k where k.enrolment_id = e.id and k.status = 'open') as tasks
       from enrolments e join prospects p on p.id = e.prospect_id
      where p.domain = $1 and not (
        case e.status
          when 'active' then exists (
            select from touches t where t.enrolment_id = e.id and t.step_id = e.cursor
               and t.run = case when e.track is null then 0 else e.run end
               and (t.status in ('scheduled', 'queued', 'deferred') and t.due_at is not null
                    or t.status in ('waiting', 'unknown') and exists (select from tasks k where k.touch_id = t.id and k.status = 'open')))
          when 'paused' then not exists (
            select from touches t where t.enrolment_id = e.id and t.status in ('scheduled', 'queued', 'deferred') and t.due_at is not null)
          else not exists (
            select from touches t where t.enrolment_id = e.id and t.status in ('scheduled', 'queued', 'deferred', 'waiting', 'handing_over'))
        end)`,
      [`any-${seed}.example`],
    );
    expect(stuck).toEqual([]);
    const { rows: unseen } = await db.query(
      `select distinct e.cadence_key
         from enrolments e
         left join start_queues q on q.cadence_key = e.cadence_key
        where e.status = 'pending' and q.next_start_at is null`,
      [],
    );
    expect(unseen).toEqual([]);
    await suppress(app, { value: `any-${seed}.example`, reason: 'manual', source: 'test' });
  },
  120_000,
);
