import type { Queryable } from '../db.ts';

/** Mails that wait for their time, of one mailbox and version, by day. */
export interface PlannedMails {
  /** Null: of the first mailbox. */
  readonly mailbox: string | null;
  readonly cadence: string;
  readonly hash: string;
  /** They go on with a thread. */
  readonly isFollowUp: boolean;
  /** 0: on the first of the days, or overdue. */
  readonly day: number;
  readonly count: number;
}

/** Mails of touches `t` that wait for their time. */
export const isPlannedMail = `t.channel = 'email' and t.status in ('scheduled', 'queued', 'deferred')`;

/**
 * Mails that are due before the last of some instants, counted between one and the next. Those that are held have no time, and
 * are none of them.
 *
 * @param ends  when each day ends
 */
export async function countPlannedMails(
  db: Queryable,
  ends: readonly Date[],
): Promise<PlannedMails[]> {
  const { rows } = await db.query<PlannedMails>({
    name: 'planned-mails',
    text: `
      with planned as (
        select enrolment_id, mailbox, due_at from touches t
         where ${isPlannedMail} and t.status in ('scheduled', 'deferred') and t.due_at < $2
        union all
        select enrolment_id, mailbox, due_at from touches t
         where ${isPlannedMail} and t.status = 'queued' and t.due_at < $2
      )
      select p.mailbox, e.cadence_key as cadence, e.cadence_hash as hash, e.thread_subject is not null as "isFollowUp",
             width_bucket(p.due_at, $1::timestamptz[]) as day, count(*)::int as count
        from planned p
        join enrolments e on e.id = p.enrolment_id
       group by 1, 2, 3, 4, 5`,
    values: [ends, ends.at(-1)],
  });
  return rows;
}
