import type { Queryable } from './db.ts';

/** Enrolments that no demo made: neither in the import of the last one nor caused by an event in it. */
export async function countRealEnrolments(
  db: Queryable,
  demoImportId: string | null,
): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count
       from enrolments
      where cause_event_id is null and import_id is distinct from $1::uuid`,
    [demoImportId],
  );
  return rows[0]?.count ?? 0;
}

/** Empties what a demo has filled; published cadences, keys and settings stay. */
export async function forgetDemo(db: Queryable): Promise<void> {
  await db.query(
    `truncate timeline, tasks, enrolment_events, inbound_events, touches, enrolments, import_refusals, imports,
              suppressions, erased_addresses, prospect_external_ids, prospects, idempotency_keys, audit_log`,
  );
}
