import { type Owners, ownerName } from '../domain/viewer.ts';
import type { Queryable } from './db.ts';
import { firstWithin } from './within.ts';

export interface NewTask {
  readonly prospectId: string;
  readonly enrolmentId: string;
  /** The step that asks for it, or the mail that it is about. */
  readonly touchId?: string;
  /** The event that asks for it. */
  readonly eventId?: string;
  readonly kind: string;
  readonly title: string;
  readonly owner: string | null;
  readonly dueAt: Date | null;
  /** When the cadence goes on without it. */
  readonly skipAt?: Date | null;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Inserts tasks; one that exists already for the same event or touch is left as it is. */
export async function insertTasks(
  tx: Queryable,
  tasks: readonly NewTask[],
  now: Date,
): Promise<void> {
  if (tasks.length === 0) return;
  await tx.query({
    name: 'insert-tasks',
    text: `
      insert into tasks (prospect_id, enrolment_id, touch_id, event_id, kind, title, status, owner, due_at, skip_at,
                         data, created_at)
      select x."prospectId", x."enrolmentId", x."touchId", x."eventId", x.kind, x.title, 'open', x.owner, x."dueAt",
             x."skipAt", coalesce(x.data, '{}'), $2
        from jsonb_to_recordset($1::jsonb) as x(
          "prospectId" uuid, "enrolmentId" uuid, "touchId" uuid, "eventId" uuid, kind text, title text, owner text,
          "dueAt" timestamptz, "skipAt" timestamptz, data jsonb)
      on conflict do nothing`,
    values: [JSON.stringify(tasks), now],
  });
}

/** Closes the open tasks of touches that are over. */
export async function closeStepTasks(
  tx: Queryable,
  touchIds: readonly string[],
  status: 'cancelled' | 'skipped',
  now: Date,
): Promise<void> {
  if (touchIds.length === 0) return;
  await tx.query(
    `update tasks set status = $2, closed_at = $3 where touch_id = any($1::uuid[]) and status = 'open'`,
    [touchIds, status, now],
  );
}

export interface Task {
  readonly id: string;
  readonly prospectId: string;
  readonly enrolmentId: string;
  readonly touchId: string | null;
  readonly email: string;
  readonly kind: string;
  readonly title: string;
  readonly status: 'open' | 'done' | 'skipped' | 'cancelled';
  readonly owner: string | null;
  readonly dueAt: Date | null;
  readonly skipAt: Date | null;
  /** Until then it is in no list of a day; a time that is over says nothing. */
  readonly snoozedUntil: Date | null;
  readonly outcome: string | null;
  readonly note: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
}

interface TaskRow {
  id: string;
  prospect_id: string;
  enrolment_id: string;
  touch_id: string | null;
  email: string;
  kind: string;
  title: string;
  status: Task['status'];
  owner: string | null;
  due_at: Date | null;
  skip_at: Date | null;
  snoozed_until: Date | null;
  outcome: string | null;
  note: string | null;
  data: Record<string, unknown>;
  created_at: Date;
  closed_at: Date | null;
}

const selectTask = `
  select t.id, t.prospect_id, t.enrolment_id, t.touch_id, p.email, t.kind, t.title, t.status, t.owner, t.due_at, t.skip_at,
         t.snoozed_until, t.outcome, t.note, t.data, t.created_at, t.closed_at
    from tasks t
    join prospects p on p.id = t.prospect_id`;

/** One task, or null. */
export async function readTask(db: Queryable, id: string): Promise<Task | null> {
  const { rows } = await db.query<TaskRow>(`${selectTask} where t.id = $1`, [id]);
  return rows[0] === undefined ? null : toTask(rows[0]);
}

/** One page of tasks, by id. */
export async function listTasks(
  db: Queryable,
  filter: {
    readonly status?: string | undefined;
    readonly owner?: string | undefined;
    /** Whose are seen; absent: everybody's. */
    readonly owners?: Owners;
    readonly kind?: string | undefined;
    /** Only those that are put off at that time, or only the others. */
    readonly snoozed?: { readonly are: boolean; readonly at: Date } | undefined;
    readonly enrolmentId?: string | undefined;
    readonly afterId?: string | undefined;
    readonly limit: number;
  },
): Promise<Task[]> {
  const { owners = null } = filter;
  const holds = (t: string) => `
            ($1::text is null or ${t}.status = $1)
        and ($2::text is null or ${t}.owner = $2)
        and ($3::uuid is null or ${t}.enrolment_id = $3)
        and ($4::uuid is null or ${t}.id > $4)
        and ($6::text is null or ${t}.kind = $6)
        and ($7::boolean is null or (${t}.status = 'open' and coalesce(${t}.snoozed_until > $8, false)) = $7)`;
  const seen = firstWithin('tasks', { owners: '$9', limit: '$5' }, holds('x'));
  const { rows } = await db.query<TaskRow>(
    `${selectTask} where ${owners === null ? holds('t') : `t.id in ${seen}`} order by t.id limit $5`,
    [
      filter.status ?? null,
      filter.owner === undefined ? null : ownerName(filter.owner),
      filter.enrolmentId ?? null,
      filter.afterId ?? null,
      filter.limit,
      filter.kind ?? null,
      filter.snoozed?.are ?? null,
      filter.snoozed?.at ?? null,
      ...(owners === null ? [] : [owners]),
    ],
  );
  return rows.map(toTask);
}

/** Closes an open task; false when it is closed already. */
export async function closeTaskRow(
  tx: Queryable,
  id: string,
  closing: {
    readonly status: 'done' | 'skipped';
    readonly outcome: string | null;
    readonly note: string | null;
  },
  now: Date,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update tasks set status = $2, outcome = $3, note = $4, closed_at = $5 where id = $1 and status = 'open'`,
    [id, closing.status, closing.outcome, closing.note, now],
  );
  return rowCount === 1;
}

/** Gives an open task another time; false when it is closed. */
export async function postponeTask(tx: Queryable, id: string, until: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update tasks
        set due_at = $2, skip_at = $2, data = data || jsonb_build_object('reminders', coalesce((data ->> 'reminders')::int, 0) + 1)
      where id = $1 and status = 'open'`,
    [id, until],
  );
  return rowCount === 1;
}

/** Open tasks whose time is over, so that the cadence goes on without them. */
export async function tasksToSkip(db: Queryable, now: Date, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'tasks-to-skip',
    text: `select id from tasks where status = 'open' and skip_at <= $1 order by skip_at limit $2`,
    values: [now, limit],
  });
  return rows.map((row) => row.id);
}

function toTask(row: TaskRow): Task {
  return {
    id: row.id,
    prospectId: row.prospect_id,
    enrolmentId: row.enrolment_id,
    touchId: row.touch_id,
    email: row.email,
    kind: row.kind,
    title: row.title,
    status: row.status,
    owner: row.owner,
    dueAt: row.due_at,
    skipAt: row.skip_at,
    snoozedUntil: row.snoozed_until,
    outcome: row.outcome,
    note: row.note,
    data: row.data,
    createdAt: row.created_at,
    closedAt: row.closed_at,
  };
}
