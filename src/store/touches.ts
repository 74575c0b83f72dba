import type { TouchStatus } from '../domain/codes.ts';
import type { Sentence } from '../domain/sentence.ts';
import { columnArrays, jsonText } from './column-arrays.ts';
import type { Queryable } from './db.ts';
import { suppressingValues } from './suppressions.ts';

export interface Shift {
  readonly reason: string;
  readonly from: Date;
  readonly to: Date;
  readonly detail?: string;
  /** The same before it has words, where it is a sentence. */
  readonly said?: Sentence;
}

/** When a touch is to happen, as planned. */
export interface PlannedTime {
  /** Clock time; null while it is held. */
  readonly dueAt: Date | null;
  /** End of the sending window that `dueAt` lies in; null when there is none. */
  readonly closesAt: Date | null;
  /** The time planned before it was held; equals `dueAt` when it is not. */
  readonly plannedAt: Date;
  /** The prospect's last touch, as known when planning. */
  readonly plannedAfter: Date | null;
  readonly shifts: readonly Shift[];
}

export interface NewTouch extends PlannedTime {
  readonly id: string;
  readonly enrolmentId: string;
  readonly prospectId: string;
  readonly run: number;
  readonly stepId: string;
  readonly stage: string;
  readonly channel: 'email' | 'task';
  /** What the step's delay counts from. */
  readonly anchorAt: Date;
  readonly variant: string | null;
  /** Where its mail is to leave from; null: from the first mailbox of the workspace. */
  readonly mailbox: string | null;
  /** Whose turn it was when the mailbox was chosen for it among others. */
  readonly turn?: number;
}

/** A new plan for an open touch, or its end. */
export interface TouchPlan extends PlannedTime {
  readonly id: string;
  readonly status: 'scheduled' | 'cancelled' | 'skipped' | 'done' | 'waiting';
  readonly reason: string | null;
  /** Of the step in another version of the cadence. */
  readonly stage?: string;
  readonly channel?: 'email' | 'task';
  /** When a person lets its mail go; left out by everything else. */
  readonly approvedAt?: Date;
  /** Another mailbox for it, and whose turn that was. */
  readonly mailbox?: string;
  readonly turn?: number;
}

/** How a hand-over ended. Written only where the fence is still the one of the claim. */
export interface TouchOutcome {
  readonly touchId: string;
  readonly fence: number;
  readonly status: TouchStatus;
  readonly reason: string | null;
  /** The next attempt, for `deferred` and `scheduled`; null holds it. */
  readonly dueAt: Date | null;
  readonly closesAt: Date | null;
  readonly subject: string | null;
  readonly mailbox: string | null;
  readonly templateHash: string | null;
  readonly smtpResponse: string | null;
  /** Whoever has let its mail go is asked again: it could not go out as it was. */
  readonly isAskedAgain?: boolean;
}

const newTouches = columnArrays<NewTouch>([
  ['id', 'uuid', (touch) => touch.id],
  ['enrolment_id', 'uuid', (touch) => touch.enrolmentId],
  ['prospect_id', 'uuid', (touch) => touch.prospectId],
  ['run', 'int', (touch) => touch.run],
  ['step_id', 'text', (touch) => touch.stepId],
  ['stage', 'text', (touch) => touch.stage],
  ['channel', 'text', (touch) => touch.channel],
  ['variant', 'text', (touch) => touch.variant],
  ['mailbox', 'text', (touch) => touch.mailbox],
  ['due_at', 'timestamptz', (touch) => touch.dueAt],
  ['closes_at', 'timestamptz', (touch) => touch.closesAt],
  ['planned_at', 'timestamptz', (touch) => touch.plannedAt],
  ['anchor_at', 'timestamptz', (touch) => touch.anchorAt],
  ['planned_after', 'timestamptz', (touch) => touch.plannedAfter],
  ['shifts', 'jsonb', (touch) => jsonText(touch.shifts)],
]);

/** Inserts planned touches. */
export async function insertTouches(
  tx: Queryable,
  touches: readonly NewTouch[],
  now: Date,
): Promise<void> {
  if (touches.length === 0) return;
  await tx.query({
    name: 'insert-touches',
    text: `
      insert into touches (id, enrolment_id, prospect_id, run, step_id, stage, channel, variant, mailbox, due_at, closes_at,
                           planned_at, anchor_at, planned_after, shifts, status, created_at)
      select x.*, 'scheduled', $16 from ${newTouches.recordset}`,
    values: [...newTouches.values(touches), now],
  });
}

const plans = columnArrays<TouchPlan>([
  ['id', 'uuid', (plan) => plan.id],
  ['status', 'text', (plan) => plan.status],
  ['reason', 'text', (plan) => plan.reason],
  ['due_at', 'timestamptz', (plan) => plan.dueAt],
  ['closes_at', 'timestamptz', (plan) => plan.closesAt],
  ['planned_at', 'timestamptz', (plan) => plan.plannedAt],
  ['planned_after', 'timestamptz', (plan) => plan.plannedAfter],
  ['shifts', 'jsonb', (plan) => jsonText(plan.shifts)],
  ['stage', 'text', (plan) => plan.stage],
  ['channel', 'text', (plan) => plan.channel],
  ['approved_at', 'timestamptz', (plan) => plan.approvedAt],
  ['mailbox', 'text', (plan) => plan.mailbox],
]);

/** Re-plans, holds or ends touches that nobody is handing over. */
export async function replanTouches(
  tx: Queryable,
  changed: readonly TouchPlan[],
  now: Date,
): Promise<void> {
  if (changed.length === 0) return;
  await tx.query({
    name: 'replan-touches',
    text: `
      update touches t
         set status = x.status, due_at = x.due_at, closes_at = x.closes_at, planned_at = x.planned_at,
             planned_after = x.planned_after, shifts = x.shifts, reason = x.reason, lease_until = null,
             stage = coalesce(x.stage, t.stage), channel = coalesce(x.channel, t.channel),
             approved_at = coalesce(x.approved_at, t.approved_at), mailbox = coalesce(x.mailbox, t.mailbox),
             finished_at = case when x.status in ('cancelled', 'skipped', 'done') then $13::timestamptz end
        from ${plans.recordset}
       where t.id = x.id and t.status in ('scheduled', 'queued', 'deferred', 'waiting', 'unknown')`,
    values: [...plans.values(changed), now],
  });
}

const ends = columnArrays<TouchOutcome>([
  ['touch_id', 'uuid', (end) => end.touchId],
  ['fence', 'int', (end) => end.fence],
  ['status', 'text', (end) => end.status],
  ['reason', 'text', (end) => end.reason],
  ['due_at', 'timestamptz', (end) => end.dueAt],
  ['closes_at', 'timestamptz', (end) => end.closesAt],
  ['subject', 'text', (end) => end.subject],
  ['mailbox', 'text', (end) => end.mailbox],
  ['template_hash', 'text', (end) => end.templateHash],
  ['smtp_response', 'text', (end) => end.smtpResponse],
  ['asked_again', 'bool', (end) => end.isAskedAgain === true],
]);

/**
 * Records how hand-overs ended. An outcome whose fence is old changes nothing; one that comes after the reconciler had
 * called it unknown is later evidence, and settles it.
 */
export async function recordOutcomes(
  tx: Queryable,
  outcomes: readonly TouchOutcome[],
  now: Date,
): Promise<void> {
  if (outcomes.length === 0) return;
  await tx.query({
    name: 'record-outcomes',
    text: `
      update touches t
         set status = x.status, reason = x.reason, closes_at = x.closes_at,
             due_at = case when x.status in ('scheduled', 'deferred') then x.due_at else t.due_at end,
             subject = coalesce(x.subject, t.subject), mailbox = coalesce(x.mailbox, t.mailbox),
             template_hash = coalesce(x.template_hash, t.template_hash), smtp_response = x.smtp_response,
             lease_until = null, approved_at = case when not x.asked_again then t.approved_at end,
             deferrals = t.deferrals + (x.status = 'deferred' and x.reason in ('deferred', 'unknown', 'sender_refused'))::int,
             counted_in = null,
             finished_at = case when x.status in ('sent', 'failed', 'unknown', 'skipped') then $12::timestamptz end
        from ${ends.recordset}
       where t.id = x.touch_id and t.fence = x.fence and t.status in ('handing_over', 'unknown')`,
    values: [...ends.values(outcomes), now],
  });
}

/** Touches of these enrolments that have taken place: their steps are not touched again in the same run. */
export async function readSpentTouches(
  tx: Queryable,
  enrolmentIds: readonly string[],
): Promise<{ readonly enrolmentId: string; readonly run: number; readonly stepId: string }[]> {
  if (enrolmentIds.length === 0) return [];
  const { rows } = await tx.query<{ enrolment_id: string; run: number; step_id: string }>({
    name: 'spent-touches',
    text: `
      select enrolment_id, run, step_id
        from touches
       where enrolment_id = any($1::uuid[]) and status in ('sent', 'done', 'skipped', 'failed', 'unknown')`,
    values: [enrolmentIds],
  });
  return rows.map((row) => ({
    enrolmentId: row.enrolment_id,
    run: row.run,
    stepId: row.step_id,
  }));
}

/** What a touch that found no room waits for, before it has words; null where that is not kept. */
export async function readRoom(db: Queryable, touchId: string): Promise<Sentence | null> {
  const { rows } = await db.query<{ said: Sentence | null }>(
    `select s.shift -> 'said' as said
       from touches t, jsonb_array_elements(t.shifts) as s(shift)
      where t.id = $1 and s.shift ->> 'reason' = 'cap_reached'`,
    [touchId],
  );
  return rows[0]?.said ?? null;
}

/** Which of these enrolments have a mail in the middle of being handed over. */
export async function enrolmentsInFlight(
  db: Queryable,
  enrolmentIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ enrolment_id: string }>({
    name: 'enrolments-in-flight',
    text: `select distinct enrolment_id from touches where enrolment_id = any($1::uuid[]) and status = 'handing_over'`,
    values: [enrolmentIds],
  });
  return new Set(rows.map((row) => row.enrolment_id));
}

/** Which enrolments have a mail to this address or domain in the middle of being handed over. */
export async function enrolmentsInFlightTo(
  db: Queryable,
  addressOrDomain: string,
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ enrolment_id: string }>(
    `select distinct t.enrolment_id
       from touches t
       join prospects p on p.id = t.prospect_id
      where t.status = 'handing_over' and $1 = any(${suppressingValues('p.address', 'p.domain')})`,
    [addressOrDomain],
  );
  return new Set(rows.map((row) => row.enrolment_id));
}

/** The enrolment of a touch, or null. */
export async function enrolmentOfTouch(db: Queryable, touchId: string): Promise<string | null> {
  const { rows } = await db.query<{ enrolment_id: string }>(
    'select enrolment_id from touches where id = $1',
    [touchId],
  );
  return rows[0]?.enrolment_id ?? null;
}
