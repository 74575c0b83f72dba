import type { Queryable } from './db.ts';

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

/** Figures of all variants, of one cadence or of all; every person counts once a step. */
export async function readVariantFigures(
  db: Queryable,
  cadence: string | null,
): Promise<VariantFigures[]> {
  const { rows } = await db.query<VariantFigures>(
    `with mails as (
       select t.enrolment_id, e.cadence_key, t.step_id, t.variant, t.finished_at,
              lead(t.finished_at, 1, 'infinity') over (partition by t.enrolment_id order by t.finished_at) as next_at
         from touches t
         join enrolments e on e.id = t.enrolment_id
        where t.status = 'sent' and ($1::text is null or e.cadence_key = $1)
     ), heard as (
       select m.*,
              bool_or(i.type in ('reply.received', 'reply.objection') and i.occurred_at < m.next_at) as replied,
              bool_or(i.type = 'meeting.booked') as met,
              bool_or(i.type = 'deal.won') as won
         from mails m
         left join enrolment_events h on h.enrolment_id = m.enrolment_id
         left join inbound_events i on i.id = h.event_id and i.occurred_at >= m.finished_at
        where m.variant is not null
        group by m.enrolment_id, m.cadence_key, m.step_id, m.variant, m.finished_at, m.next_at
     )
     select cadence_key as cadence, step_id as step, variant, count(*)::int as sent,
            count(*) filter (where replied)::int as reply,
            count(*) filter (where met)::int as meeting,
            count(*) filter (where won)::int as won
       from heard
      group by cadence_key, step_id, variant
      order by cadence_key, step_id, variant`,
    [cadence],
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
