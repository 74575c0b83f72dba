import type { Owners } from '../domain/viewer.ts';
import type { Queryable } from './db.ts';
import { ownerWithin } from './within.ts';

/** What came of the mails of one variant. */
export interface VariantFigures {
  readonly cadence: string;
  readonly step: string;
  readonly variant: string;
  readonly sent: number;
  /** Answered by the person before the next mail was sent. */
  readonly reply: number;
  /** A meeting was booked at any time after it. */
  readonly meeting: number;
  /** The deal was won at any time after it. */
  readonly won: number;
}

/** Figures of all variants, of one cadence or of all, over the enrolments that are seen; every person counts once a step. */
export async function readVariantFigures(
  db: Queryable,
  cadence: string | null,
  owners: Owners,
): Promise<VariantFigures[]> {
  const { rows } = await db.query<VariantFigures>(
    `with mails as materialized (
       select t.enrolment_id, e.cadence_key, t.step_id, t.variant, t.finished_at
         from touches t
         join enrolments e on e.id = t.enrolment_id
        where t.status = 'sent' and t.variant is not null and ($1::text is null or e.cadence_key = $1)
          and ${ownerWithin('e.owner', '$2')}
     ), told as materialized (
       select h.enrolment_id, i.type, i.occurred_at
         from inbound_events i
         join enrolment_events h on h.event_id = i.id
        where i.type in ('reply.received', 'reply.objection', 'meeting.booked', 'deal.won')
     ), sent_to_them as materialized (
       select t.enrolment_id, t.finished_at
         from touches t
        where t.status = 'sent' and t.enrolment_id in (select enrolment_id from told)
     ), spans as (
       select s.*, lead(finished_at, 1, 'infinity') over (partition by enrolment_id order by finished_at) as next_at
         from sent_to_them s
     ), came as (
       select m.enrolment_id, m.step_id, m.finished_at,
              bool_or(i.type in ('reply.received', 'reply.objection') and i.occurred_at < s.next_at) as replied,
              bool_or(i.type = 'meeting.booked') as met,
              bool_or(i.type = 'deal.won') as won
         from mails m
         join told i on i.enrolment_id = m.enrolment_id and i.occurred_at >= m.finished_at
         join spans s on s.enrolment_id = m.enrolment_id and s.finished_at = m.finished_at
        group by m.enrolment_id, m.step_id, m.finished_at
     )
     select m.cadence_key as cadence, m.step_id as step, m.variant, count(*)::int as sent,
            count(*) filter (where c.replied)::int as reply,
            count(*) filter (where c.met)::int as meeting,
            count(*) filter (where c.won)::int as won
       from mails m
       left join came c on c.enrolment_id = m.enrolment_id and c.step_id = m.step_id and c.finished_at = m.finished_at
      group by m.cadence_key, m.step_id, m.variant
      order by m.cadence_key, m.step_id, m.variant`,
    [cadence, owners],
  );
  return rows;
}

/** Winners that have been put into force for a cadence, by step. */
export async function readWinners(
  db: Queryable,
  cadence: string,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.query<{ step_id: string; variant: string }>(
    'select step_id, variant from variant_winners where cadence_key = $1',
    [cadence],
  );
  return new Map(rows.map((row) => [row.step_id, row.variant]));
}

/** Puts a winner into force; one that is in force stays. @returns whether it was news */
export async function insertWinner(
  db: Queryable,
  winner: {
    readonly cadence: string;
    readonly step: string;
    readonly variant: string;
    readonly confidence: number;
  },
  now: Date,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into variant_winners (cadence_key, step_id, variant, confidence, decided_at)
     values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [winner.cadence, winner.step, winner.variant, winner.confidence, now],
  );
  return rowCount === 1;
}
