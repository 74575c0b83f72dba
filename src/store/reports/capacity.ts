import type { Queryable } from '../db.ts';

/** Mails that wait for their time, of one mailbox, step and country, by day. */
export interface PlannedMails {
  /** Null: of the first mailbox. */
  readonly mailbox: string | null;
  readonly cadence: string;
  readonly hash: string;
  /** Null: the main road. */
  readonly track: string | null;
  readonly step: string;
  /** Of the people; null: not known. */
  readonly country: string | null;
  /** They go on with a thread. */
  readonly isFollowUp: boolean;
  /** 0: on the first of the days, or overdue. */
  readonly day: number;
  readonly count: number;
}

/** Mails that wait for their time and come before that of a parameter: out of two short indexes, that of what is due and leased. */
export const plannedBefore = (until: string) => `
  (select t.enrolment_id, t.prospect_id, t.step_id, t.mailbox, t.due_at from touches t
    where t.channel = 'email' and t.status in ('scheduled', 'deferred') and t.due_at < ${until}
   union all
   select t.enrolment_id, t.prospect_id, t.step_id, t.mailbox, t.due_at from touches t
    where t.channel = 'email' and t.status = 'queued' and t.due_at < ${until})`;

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
      select p.mailbox, e.cadence_key as cadence, e.cadence_hash as hash, e.track, p.step_id as step, w.country,
             e.thread_subject is not null as "isFollowUp",
             width_bucket(p.due_at, $1::timestamptz[]) as day, count(*)::int as count
        from ${plannedBefore('$2')} p
        join enrolments e on e.id = p.enrolment_id
        join prospects w on w.id = p.prospect_id
       group by 1, 2, 3, 4, 5, 6, 7, 8`,
    values: [ends, ends.at(-1)],
  });
  return rows;
}
