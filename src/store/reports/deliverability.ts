import type { RatedCounts } from '../../domain/guard-rails.ts';
import type { Queryable } from '../db.ts';

/** What came of the mails of one mailbox. */
export interface MailboxFigures extends RatedCounts {
  readonly mailbox: string;
}

/**
 * By mailbox. Sent are mails that were accepted, or refused for the recipient's sake. Bounced are those refused, and
 * enrolments of which a hard bounce was told later; complained enrolments of which a complaint was told: both at the mailbox
 * of their last mail.
 */
export async function readDeliverability(
  db: Queryable,
  from: Date | null,
  until: Date | null,
): Promise<MailboxFigures[]> {
  const within = (at: string) =>
    `($1::timestamptz is null or ${at} >= $1) and ($2::timestamptz is null or ${at} < $2)`;
  const { rows } = await db.query<MailboxFigures>(
    `with counted as (
       select t.mailbox, count(*) as sent, count(*) filter (where t.status = 'failed') as bounced, 0 as complained
         from touches t
        where (t.status = 'sent' or t.status = 'failed' and t.reason = 'recipient') and t.mailbox is not null
          and ${within('t.finished_at')}
        group by t.mailbox
       union all
       select e.mailbox, 0, count(distinct e.id) filter (where i.type = 'email.bounced'),
              count(distinct e.id) filter (where i.type = 'email.complained')
         from inbound_events i
         join enrolments e on e.prospect_id = i.prospect_id
         join enrolment_events h on h.enrolment_id = e.id and h.event_id = i.id
        where (i.type = 'email.complained' or i.event ->> 'hard' is distinct from 'false')
          and i.type in ('email.bounced', 'email.complained') and e.mailbox is not null and ${within('i.occurred_at')}
        group by e.mailbox
     )
     select mailbox, sum(sent)::int as sent, sum(bounced)::int as bounced, sum(complained)::int as complained
       from counted
      group by mailbox
      order by mailbox`,
    [from, until],
  );
  return rows;
}
