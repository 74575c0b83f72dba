import type { Queryable } from './db.ts';

/**
 * What no demo made: enrolments that neither its imports nor an event caused, and imports that are not its own and
 * took anything.
 */
export async function countRealData(
  db: Queryable,
  demoImportIds: readonly string[],
): Promise<{ readonly enrolments: number; readonly imports: number }> {
  const { rows } = await db.query<{ enrolments: number; imports: number }>(
    `select (select count(*)::int
               from enrolments
              where cause_event_id is null
                and (import_id is null or import_id <> all($1::uuid[]))) as enrolments,
            (select count(*)::int
               from imports
              where id <> all($1::uuid[]) and accepted > 0) as imports`,
    [demoImportIds],
  );
  return rows[0] ?? { enrolments: 0, imports: 0 };
}

/** Empties what a demo has filled; published cadences, keys and settings stay. */
export async function forgetDemo(db: Queryable): Promise<void> {
  await db.query(
    `truncate timeline, tasks, enrolment_events, company_holds, inbound_events, unreadable_bodies, enrolment_moves, touches, enrolments,
              import_refusals, imports, suppressions, erased_addresses, prospect_external_ids, prospect_aliases, prospects, idempotency_keys, mailboxes,
              send_scopes, begun_mails, rated_days, cadence_pauses, mail_choices, mail_drafts, prospect_bases, stages_left`,
  );
}
