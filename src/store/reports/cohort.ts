import type { ReportFilter } from '../../domain/report-filter.ts';
import { ownerWithin } from '../within.ts';
import { isTakenBack } from './taken-back.ts';

/** Which enrolments `e` a report is about, with `cohortValues` as $1 to $6. */
export const cohort = `
  ($1::text is null or e.cadence_key = $1)
  and ($2::int is null or e.cadence_hash = (select hash from cadence_versions where key = $1 and number = $2))
  and ($3::text is null or e.owner = $3)
  and ($4::timestamptz is null or e.created_at >= $4)
  and ($5::timestamptz is null or e.created_at < $5)
  and ${ownerWithin('e.owner', '$6')}
  and not ${isTakenBack}`;

export function cohortValues(filter: ReportFilter): unknown[] {
  const { cadence, version, owner, from, until, owners } = filter;
  return [cadence, version, owner, from, until, owners];
}

/** Rows `l` of the history that tell of a win: those of the index `timeline_of_wins`. */
const tellsWin = `l.type = 'enrolment.exited' and l.data ->> 'reason' = 'closed_won'`;

/** When an enrolment `e` was won; null where it was not. It may have come to the end of its cadence long before. */
export const wonAt = `
  (select max(l.at) from timeline l
    where e.exit_reason = 'closed_won' and l.enrolment_id = e.id and ${tellsWin})`;

/** The same of all at once, by enrolment; also of those that are not won any more. */
export const allWins = `
  (select l.enrolment_id as id, max(l.at) as at from timeline l where ${tellsWin} group by l.enrolment_id)`;

/** Events that are a reply: a person wrote. Automatic answers, unproven senders, clicks and opens are none. */
export const replyTypes = `('reply.received', 'reply.objection')`;
