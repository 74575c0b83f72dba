import type { EnrolmentState } from '../domain/enrolment/state.ts';
import { type Owners, ownerName } from '../domain/viewer.ts';
import { columnArrays, jsonText } from './column-arrays.ts';
import type { Queryable } from './db.ts';
import { type StateRow, stateColumns, stateFromRow } from './state-columns.ts';
import type { Shift } from './touches.ts';
import { firstWithin } from './within.ts';

export interface NewEnrolment {
  readonly id: string;
  readonly prospectId: string;
  readonly cadenceKey: string;
  readonly cadenceHash: string;
  readonly state: EnrolmentState;
  readonly base: EnrolmentState | null;
  readonly owner: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly importId: string | null;
  readonly causeEventId: string | null;
  readonly effectiveAt: Date | null;
  readonly endedAt: Date | null;
  /** Its place in the queue of those who wait to start; null when it starts at once. */
  readonly waitsFrom: Date | null;
  /** Its cadence may lead it back to steps that have been touched. */
  readonly mayReturn: boolean;
}

const newEnrolments = columnArrays<NewEnrolment>([
  ['id', 'uuid', ({ id }) => id],
  ['prospect_id', 'uuid', ({ prospectId }) => prospectId],
  ['cadence_key', 'text', ({ cadenceKey }) => cadenceKey],
  ['cadence_hash', 'text', ({ cadenceHash }) => cadenceHash],
  ...stateColumns,
  ['base', 'jsonb', ({ base }) => jsonText(base)],
  ['owner', 'text', ({ owner }) => owner],
  ['variables', 'jsonb', ({ variables }) => jsonText(variables)],
  ['import_id', 'uuid', ({ importId }) => importId],
  ['cause_event_id', 'uuid', ({ causeEventId }) => causeEventId],
  ['effective_at', 'timestamptz', ({ effectiveAt }) => effectiveAt],
  ['ended_at', 'timestamptz', ({ endedAt }) => endedAt],
  ['waits_from', 'timestamptz', ({ waitsFrom }) => waitsFrom],
  ['moves', 'int', ({ mayReturn }) => (mayReturn ? 1 : 0)],
]);

/** Inserts enrolments. Nothing is asked about conflicts: that would have PostgreSQL look into each unique index twice. */
export async function insertEnrolments(
  tx: Queryable,
  enrolments: readonly NewEnrolment[],
  now: Date,
): Promise<void> {
  if (enrolments.length === 0) return;
  await tx.query({
    name: 'insert-enrolments',
    text: `
      insert into enrolments (id, prospect_id, cadence_key, cadence_hash, status, stage, track, run, cursor, return_to,
                              exit_reason, exit_rank, pause_reason, pause_rank, resume_at, passed, held, base, owner,
                              variables, import_id, cause_event_id, effective_at, ended_at, waits_from, moves, created_at,
                              stage_since)
      select x.*, $27::timestamptz, case when x.waits_from is null then $27::timestamptz end from ${newEnrolments.recordset}`,
    values: [...newEnrolments.values(enrolments), now],
  });
}

/** The enrolment in a cadence that something has brought about which another has heard and still folds; null without. */
export async function readLedInto(
  tx: Queryable,
  from: { readonly id: string; readonly prospectId: string },
  cadence: string,
): Promise<string | null> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'led-into',
    text: `
      select e.id
        from enrolments e
        join enrolment_events h on h.event_id = e.cause_event_id
       where e.prospect_id = $1 and e.cadence_key = $2 and h.enrolment_id = $3 and not h.settled
       limit 1`,
    values: [from.prospectId, cadence, from.id],
  });
  return rows[0]?.id ?? null;
}

/** Lets an enrolment hear what happened from an earlier time on. */
export async function hearFrom(tx: Queryable, id: string, effectiveAt: Date): Promise<void> {
  await tx.query('update enrolments set effective_at = $2 where id = $1', [id, effectiveAt]);
}

/** An enrolment as people look at it. */
export interface EnrolmentView {
  readonly id: string;
  readonly prospectId: string;
  readonly email: string;
  readonly cadence: string;
  readonly cadenceVersion: number;
  readonly state: EnrolmentState;
  readonly owner: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly nextTouch: NextTouch | null;
}

export interface NextTouch {
  readonly step: string;
  readonly dueAt: Date | null;
  readonly status: string;
  readonly reason: string | null;
}

export interface TouchView {
  readonly id: string;
  readonly step: string;
  readonly stage: string;
  readonly channel: string;
  readonly status: string;
  readonly dueAt: Date | null;
  readonly plannedAt: Date;
  readonly shifts: readonly Shift[];
  readonly reason: string | null;
  readonly attempts: number;
  readonly messageId: string | null;
  /** Which variant of the mail it is; null where there are none. */
  readonly variant: string | null;
  /** Where it leaves from, or has left; null: from the first mailbox of the workspace. */
  readonly mailbox: string | null;
  readonly subject: string | null;
  readonly smtpResponse: string | null;
  readonly finishedAt: Date | null;
}

interface ViewRow extends StateRow {
  id: string;
  prospect_id: string;
  email: string;
  cadence_key: string;
  number: number;
  owner: string | null;
  created_at: Date;
  ended_at: Date | null;
  step_id: string | null;
  due_at: Date | null;
  touch_status: string;
  reason: string | null;
}

const view = `
  select e.id, e.prospect_id, p.email, e.cadence_key, v.number, e.status, e.stage, e.track, e.run, e.cursor, e.return_to,
         e.exit_reason, e.exit_rank, e.pause_reason, e.pause_rank, e.resume_at, e.waits_from, e.passed, e.held, e.owner, e.created_at,
         e.ended_at, t.step_id, t.due_at, t.status as touch_status, t.reason
    from enrolments e
    join prospects p on p.id = e.prospect_id
    join cadence_versions v on v.hash = e.cadence_hash
    left join lateral (
      select step_id, due_at, status, reason
        from touches
       where enrolment_id = e.id and status in ('scheduled', 'queued', 'deferred', 'waiting', 'handing_over', 'unknown')
       order by created_at desc
       limit 1) t on true`;

/** One enrolment, or null. */
export async function readEnrolment(db: Queryable, id: string): Promise<EnrolmentView | null> {
  const { rows } = await db.query<ViewRow>(`${view} where e.id = $1`, [id]);
  return rows[0] === undefined ? null : toView(rows[0]);
}

export interface EnrolmentFilter {
  readonly cadence?: string | undefined;
  readonly status?: string | undefined;
  readonly owner?: string | undefined;
  /** Whose are seen; absent: everybody's. */
  readonly owners?: Owners;
  readonly prospectId?: string | undefined;
  readonly afterId?: string | undefined;
  readonly limit: number;
}

/** One page of enrolments, by id. */
export async function listEnrolments(
  db: Queryable,
  filter: EnrolmentFilter,
): Promise<EnrolmentView[]> {
  const { owners = null } = filter;
  const holds = (e: string) => `
            ($1::text is null or ${e}.cadence_key = $1)
        and ($2::text is null or ${e}.status = $2)
        and ($3::text is null or ${e}.owner = $3)
        and ($4::uuid is null or ${e}.prospect_id = $4)
        and ($5::uuid is null or ${e}.id > $5)`;
  const seen = firstWithin('enrolments', { owners: '$7', limit: '$6' }, holds('x'));
  const { rows } = await db.query<ViewRow>(
    `${view} where ${owners === null ? holds('e') : `e.id in ${seen}`} order by e.id limit $6`,
    [
      filter.cadence ?? null,
      filter.status ?? null,
      filter.owner === undefined ? null : ownerName(filter.owner),
      filter.prospectId ?? null,
      filter.afterId ?? null,
      filter.limit,
      ...(owners === null ? [] : [owners]),
    ],
  );
  return rows.map(toView);
}

/**
 * All touches of an enrolment, in the order in which they were planned. Found by way of the prospect, whose touches are
 * indexed whatever their status.
 */
export async function readTouches(db: Queryable, enrolmentId: string): Promise<TouchView[]> {
  const { rows } = await db.query<{
    id: string;
    step_id: string;
    stage: string;
    channel: string;
    status: string;
    due_at: Date | null;
    planned_at: Date;
    shifts: Shift[];
    reason: string | null;
    attempts: number;
    message_id: string | null;
    variant: string | null;
    mailbox: string | null;
    subject: string | null;
    smtp_response: string | null;
    finished_at: Date | null;
  }>(
    `select id, step_id, stage, channel, status, due_at, planned_at, shifts, reason, attempts, message_id, variant, mailbox,
            subject, smtp_response, finished_at
       from touches
      where prospect_id = (select prospect_id from enrolments where id = $1) and enrolment_id = $1
      order by created_at, due_at`,
    [enrolmentId],
  );
  return rows.map((row) => ({
    id: row.id,
    step: row.step_id,
    stage: row.stage,
    channel: row.channel,
    status: row.status,
    dueAt: row.due_at,
    plannedAt: row.planned_at,
    shifts: row.shifts.map(({ said: _said, ...shift }) => shift),
    reason: row.reason,
    attempts: row.attempts,
    messageId: row.message_id,
    variant: row.variant,
    mailbox: row.mailbox,
    subject: row.subject,
    smtpResponse: row.smtp_response,
    finishedAt: row.finished_at,
  }));
}

/** Paused enrolments whose time to resume has come. */
export async function enrolmentsToResume(
  db: Queryable,
  now: Date,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'enrolments-to-resume',
    text: `select id from enrolments where resume_at <= $1 order by resume_at limit $2`,
    values: [now, limit],
  });
  return rows.map((row) => row.id);
}

function toView(row: ViewRow): EnrolmentView {
  return {
    id: row.id,
    prospectId: row.prospect_id,
    email: row.email,
    cadence: row.cadence_key,
    cadenceVersion: row.number,
    state: stateFromRow(row),
    owner: row.owner,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    nextTouch:
      row.step_id === null
        ? null
        : { step: row.step_id, dueAt: row.due_at, status: row.touch_status, reason: row.reason },
  };
}
