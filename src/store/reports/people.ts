import type { ReportFilter } from '../../domain/report-filter.ts';
import type { Queryable } from '../db.ts';
import { plannedBefore } from './capacity.ts';
import { cohort, cohortValues } from './cohort.ts';
import { type DidCell, doneCondition, type MailedCell, type VariantCell } from './done-cells.ts';
import { touchesBefore } from './persistence.ts';

/** Whose enrolments stand behind a figure of a report. */
export type Cell =
  /** Those that entered a stage, or what came of them there. */
  | {
      readonly of:
        | 'entered'
        | 'present'
        | 'left'
        | 'movedOn'
        | 'won'
        | 'lost'
        | 'completed'
        | 'sent';
      readonly stage: string;
    }
  /** Those that got so many touches, answered after so many, or were won after so many. */
  | { readonly of: keyof typeof touchesBefore; readonly touch: number }
  /** Those whose person objected so, and what came of them. */
  | {
      readonly of: 'objected';
      readonly category: string;
      readonly end: ObjectionEnd | 'answered' | null;
    }
  /** Those to whom a mail is due from an instant on and before another, of these mailboxes, versions and domains; null: of all. */
  | {
      readonly of: 'planned';
      readonly from: Date | null;
      readonly until: Date;
      /** An empty text: of no mailbox yet. */
      readonly mailboxes: readonly string[] | null;
      readonly hashes: readonly string[] | null;
      /** Of the recipients. */
      readonly domains: readonly string[] | null;
    }
  | DidCell
  | MailedCell
  | VariantCell
  /** All that the filter leaves. */
  | { readonly of: 'all' };

export type ObjectionEnd = 'won' | 'lost' | 'open';

/** The first objection of a category $9, and that a mail left after it or its task was done: as `objections.ts` counts. */
const answered = `exists (
  select from (select i.id, i.occurred_at as at
                 from enrolment_events h join inbound_events i on i.id = h.event_id
                where h.enrolment_id = e.id and i.type = 'reply.objection'
                  and coalesce(i.event ->> 'category', '') = $9
                order by i.occurred_at, i.id limit 1) s
   where exists (select from touches t where t.enrolment_id = e.id and t.status = 'sent' and t.finished_at > s.at)
      or exists (select from tasks k where k.event_id = s.id and k.status = 'done'))`;

export interface ListedEnrolment {
  readonly id: string;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
  readonly cadence: string;
  readonly stage: string;
  readonly status: 'pending' | 'active' | 'paused' | 'completed' | 'exited';
  readonly exitReason: string | null;
  readonly owner: string | null;
  readonly createdAt: Date;
}

/** How the end of an enrolment is told in reports. */
export const endedAs: Readonly<Record<ObjectionEnd, string>> = {
  won: `e.exit_reason = 'closed_won'`,
  lost: `(e.status = 'exited' and e.exit_reason <> 'closed_won')`,
  open: `e.status <> 'exited'`,
};

/** What an enrolment `e` has to be; its values are $9 and so on. */
function conditionOf(cell: Cell): { readonly sql: string; readonly values: unknown[] } {
  const left = `exists (select from stages_left l where l.enrolment_id = e.id and l.stage = $9)`;
  const here = `e.stage_since is not null and e.stage = $9`;
  switch (cell.of) {
    case 'all':
      return { sql: 'true', values: [] };
    case 'entered':
      return { sql: `(${here} or ${left})`, values: [cell.stage] };
    case 'present':
      return { sql: `${here} and e.status not in ('completed', 'exited')`, values: [cell.stage] };
    case 'left':
      return {
        sql: `(${here} or ${left}) and not (${here} and e.status not in ('completed', 'exited'))`,
        values: [cell.stage],
      };
    case 'movedOn':
      return { sql: `e.stage <> $9 and ${left}`, values: [cell.stage] };
    case 'won':
    case 'lost':
      return { sql: `${here} and ${endedAs[cell.of]}`, values: [cell.stage] };
    case 'completed':
      return { sql: `${here} and e.status = 'completed'`, values: [cell.stage] };
    case 'sent':
      return {
        sql: `exists (select from touches t where t.enrolment_id = e.id and t.status = 'sent' and t.stage = $9)`,
        values: [cell.stage],
      };
    case 'reached':
    case 'replies':
    case 'wins':
    case 'repliesUntil':
    case 'repliesAfter':
    case 'winsUntil':
    case 'winsAfter':
      return { sql: touchesBefore[cell.of], values: [cell.touch] };
    case 'planned':
      return {
        sql: `e.id in (
                select p.enrolment_id from ${plannedBefore('$10')} p
                 where ($9::timestamptz is null or p.due_at >= $9)
                   and ($11::text[] is null or coalesce(p.mailbox, '') = any($11)))
              and ($12::text[] is null or e.cadence_hash = any($12))
              and ($13::text[] is null or p.domain = any($13))`,
        values: [cell.from, cell.until, cell.mailboxes, cell.hashes, cell.domains],
      };
    case 'did':
    case 'mailed':
    case 'variant':
      return doneCondition(cell);
    case 'objected':
      if (cell.end === 'answered') return { sql: answered, values: [cell.category] };
      return {
        sql: `${cell.end === null ? 'true' : endedAs[cell.end]} and exists (
                select from enrolment_events h join inbound_events i on i.id = h.event_id
                 where h.enrolment_id = e.id and i.type = 'reply.objection'
                   and coalesce(i.event ->> 'category', '') = $9)`,
        values: [cell.category],
      };
  }
}

/** One page of the enrolments behind a figure, in the order of their ids; `after` is the last of the page before. */
export async function listEnrolmentsOf(
  db: Queryable,
  filter: ReportFilter,
  cell: Cell,
  page: { readonly after: string | null; readonly limit: number },
): Promise<ListedEnrolment[]> {
  const { sql, values } = conditionOf(cell);
  const { rows } = await db.query<ListedEnrolment>(
    `select e.id, p.email, p.first_name as "firstName", p.last_name as "lastName", p.company,
            e.cadence_key as cadence, e.stage, e.status, e.exit_reason as "exitReason", e.owner,
            e.created_at as "createdAt"
       from enrolments e
       join prospects p on p.id = e.prospect_id
      where ${cohort} and ($7::uuid is null or e.id > $7) and ${sql}
      order by e.id
      limit $8`,
    [...cohortValues(filter), page.after, page.limit, ...values],
  );
  return rows;
}
