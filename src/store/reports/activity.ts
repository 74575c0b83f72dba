import type { ReportFilter } from '../../domain/report-filter.ts';
import type { Queryable } from '../db.ts';
import { ownerWithin } from '../within.ts';
import { allWins, replyTypes } from './cohort.ts';
import { isTakenBack } from './taken-back.ts';

/** What one owner's prospects and tasks came to. */
export interface OwnerFigures {
  /** Null: of nobody. */
  readonly owner: string | null;
  /** Enrolled in the period. */
  readonly enrolled: number;
  /** Mails that left in it. */
  readonly sent: number;
  /** Enrolments whose person answered in it. */
  readonly replies: number;
  /** Ended in it as `closed_won`. */
  readonly won: number;
  /** Tasks that somebody did in it; those that were skipped, by a person or by the cadence. */
  readonly done: number;
  readonly skipped: number;
  /** Tasks that are open now, and those of them that are overdue. */
  readonly open: number;
  readonly overdue: number;
  /** From a task's beginning to its being done, in hours of clock time; null where none was. */
  readonly medianHours: number | null;
}

/** By owner whose work is seen, in the order of their names; nobody's last. */
export async function readActivity(
  db: Queryable,
  {
    from,
    until,
    now,
    owners,
  }: Pick<ReportFilter, 'from' | 'until' | 'owners'> & { readonly now: Date },
): Promise<OwnerFigures[]> {
  const within = (at: string) =>
    `($1::timestamptz is null or ${at} >= $1) and ($2::timestamptz is null or ${at} < $2)`;
  const seen = (owner: string) => ownerWithin(owner, '$4');
  const { rows } = await db.query<OwnerFigures>(
    `with counted(owner, what, count, hours) as (
       select owner, 'enrolled', count(*), null::float8 from enrolments e
        where ${within('e.created_at')} and ${seen('e.owner')} and not ${isTakenBack} group by owner
       union all
       select e.owner, 'won', count(*), null
         from enrolments e
         left join ${allWins} w on w.id = e.id
        where e.exit_reason = 'closed_won' and ${within('w.at')} and ${seen('e.owner')} group by e.owner
       union all
       select e.owner, 'sent', count(*), null
         from touches t join enrolments e on e.id = t.enrolment_id
        where t.status = 'sent' and ${within('t.finished_at')} and ${seen('e.owner')} group by e.owner
       union all
       select e.owner, 'replies', count(*), null
         from (select h.enrolment_id
                 from inbound_events i
                 join enrolment_events h on h.event_id = i.id
                where i.type in ${replyTypes} and ${within('i.occurred_at')}
                group by h.enrolment_id) r
         join enrolments e on e.id = r.enrolment_id
        where ${seen('e.owner')} group by e.owner
       union all
       select owner, status, count(*),
              percentile_cont(0.5) within group (order by extract(epoch from closed_at - created_at)::float8 / 3600)
         from tasks k
        where k.status in ('done', 'skipped') and k.closed_at is not null and ${within('k.closed_at')} and ${seen('k.owner')}
        group by owner, status
       union all
       select owner, 'open', count(*), null from tasks
        where status = 'open' and ${seen('owner')} group by owner
       union all
       select owner, 'overdue', count(*), null from tasks
        where status = 'open' and due_at < $3 and ${seen('owner')} group by owner
     )
     select owner, ${['enrolled', 'sent', 'replies', 'won', 'done', 'skipped', 'open', 'overdue']
       .map((what) => `coalesce(sum(count) filter (where what = '${what}'), 0)::int as ${what}`)
       .join(', ')},
            max(hours) filter (where what = 'done') as "medianHours"
       from counted
      group by owner
      order by owner nulls last`,
    [from, until, now, owners],
  );
  return rows;
}
