import type { Queryable } from './db.ts';

/** Overwrites what names a person, and keeps the keyed hash of the address. The caller holds the prospect's lock. */
export async function eraseProspectRows(
  tx: Queryable,
  prospectId: string,
  hash: Buffer,
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into erased_addresses (hash, erased_at) values ($1, $2) on conflict do nothing`,
    [hash, now],
  );
  await tx.query('delete from prospect_external_ids where prospect_id = $1', [prospectId]);
  await tx.query(
    `update prospects
        set email = 'erased', address = 'erased-' || id || '@erased.invalid', first_name = null, last_name = null,
            title = null, phone = null, company = null, attributes = '{}', erased_at = $2, updated_at = $2
      where id = $1`,
    [prospectId, now],
  );
  await tx.query(`update touches set subject = null, smtp_response = null where prospect_id = $1`, [
    prospectId,
  ]);
  await tx.query(
    `update enrolments set variables = '{}', thread_subject = null where prospect_id = $1`,
    [prospectId],
  );
  await tx.query(`update tasks set title = kind, note = null, data = '{}' where prospect_id = $1`, [
    prospectId,
  ]);
  await tx.query(
    `update timeline set data = data - 'subject' - 'response' - 'title' - 'note' - 'detail'
                   where prospect_id = $1`,
    [prospectId],
  );
  await tx.query(
    `update inbound_events set event = event - 'text' - 'match' where prospect_id = $1`,
    [prospectId],
  );
}
