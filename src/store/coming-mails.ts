import type { Whose } from '../domain/viewer.ts';
import type { Queryable } from './db.ts';
import { enrolmentWithin, ownerWithin } from './within.ts';

/** A mail that is planned, and for whom. */
export interface ComingMail {
  readonly touchId: string;
  readonly enrolmentId: string;
  readonly step: string;
  readonly cadence: string;
  readonly dueAt: Date;
  /** What it was moved by last, or waits for; null when nothing. */
  readonly reason: string | null;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
}

/** Who stands still, since when they are enrolled. */
export interface StandingStill {
  readonly enrolmentId: string;
  readonly cadence: string;
  readonly pauseReason: string | null;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
}

interface PersonRow {
  enrolment_id: string;
  cadence_key: string;
  email: string;
  first_name: string | null;
  last_name: string | null;
  company: string | null;
}

/** Mails that are planned before an instant, the next first. */
export async function listComingMails(
  db: Queryable,
  { owner, owners }: Whose,
  until: Date,
  limit: number,
): Promise<ComingMail[]> {
  const { rows } = await db.query<
    PersonRow & { id: string; step_id: string; due_at: Date; reason: string | null }
  >({
    name: 'coming-mails',
    text: `
      with planned as (
        (select id, enrolment_id, step_id, due_at, reason
           from touches
          where status in ('scheduled', 'deferred') and due_at < $2 and channel = 'email'
            and ($1::text is null or exists (select from enrolments e where e.id = enrolment_id and e.owner = $1))
            and ${enrolmentWithin('touches', '$4')}
          order by due_at
          limit $3)
        union all
        (select id, enrolment_id, step_id, due_at, reason
           from touches
          where status in ('queued', 'handing_over') and due_at < $2 and channel = 'email'
            and ($1::text is null or exists (select from enrolments e where e.id = enrolment_id and e.owner = $1))
            and ${enrolmentWithin('touches', '$4')}
          order by lease_until
          limit $3)
      )
      select t.id, t.step_id, t.due_at, t.reason, e.id as enrolment_id, e.cadence_key, p.email, p.first_name, p.last_name,
             p.company
        from planned t
        join enrolments e on e.id = t.enrolment_id
        join prospects p on p.id = e.prospect_id
       order by t.due_at, t.id
       limit $3`,
    values: [owner, until, limit, owners],
  });
  return rows.map((row) => ({
    touchId: row.id,
    step: row.step_id,
    dueAt: row.due_at,
    reason: row.reason,
    ...personOf(row),
  }));
}

/** Enrolments that are paused, the latest enrolled first. */
export async function listStandingStill(
  db: Queryable,
  { owner, owners }: Whose,
  limit: number,
): Promise<StandingStill[]> {
  const { rows } = await db.query<PersonRow & { pause_reason: string | null }>({
    name: 'standing-still',
    // Cadence by cadence, since that is what there is an index of.
    text: `
      select e.id as enrolment_id, c.key as cadence_key, e.pause_reason, p.email, p.first_name, p.last_name, p.company
        from cadences c
       cross join lateral (
         select id, prospect_id, pause_reason
           from enrolments
          where cadence_key = c.key and status = 'paused' and ($1::text is null or owner = $1)
            and ${ownerWithin('owner', '$3')}
          order by id desc
          limit $2) e
        join prospects p on p.id = e.prospect_id
       order by e.id desc
       limit $2`,
    values: [owner, limit, owners],
  });
  return rows.map((row) => ({ pauseReason: row.pause_reason, ...personOf(row) }));
}

const personOf = (row: PersonRow) => ({
  enrolmentId: row.enrolment_id,
  cadence: row.cadence_key,
  email: row.email,
  firstName: row.first_name,
  lastName: row.last_name,
  company: row.company,
});
