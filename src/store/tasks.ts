import type { Queryable } from './db.ts';

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
