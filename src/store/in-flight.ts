import type { Queryable } from './db.ts';

/**
 * The enrolments that have a mail of this mailbox in the middle of being handed over.
 *
 * @param first  key of the mailbox that touches without one leave from
 */
export async function mailboxInFlight(
  db: Queryable,
  mailbox: string,
  first: string,
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ enrolment_id: string }>({
    name: 'mailbox-in-flight',
    text: `
      select enrolment_id from touches
       where status = 'handing_over' and channel = 'email' and coalesce(mailbox, $2::text) = $1`,
    values: [mailbox, first],
  });
  return new Set(rows.map((row) => row.enrolment_id));
}

/** The enrolments of this cadence that have a mail in the middle of being handed over. */
export async function cadenceInFlight(
  db: Queryable,
  cadence: string,
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ enrolment_id: string }>({
    name: 'cadence-in-flight',
    text: `
      select t.enrolment_id
        from touches t
        join enrolments e on e.id = t.enrolment_id
       where t.status = 'handing_over' and t.channel = 'email' and e.cadence_key = $1`,
    values: [cadence],
  });
  return new Set(rows.map((row) => row.enrolment_id));
}
