import type { Queryable } from './db.ts';

/** Puts an open task off, or brings it back (null); false when it is closed. */
export async function setSnooze(tx: Queryable, id: string, until: Date | null): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update tasks set snoozed_until = $2 where id = $1 and status = 'open'`,
    [id, until],
  );
  return rowCount === 1;
}

/** A task that has been put off, as the list of a day shows it. */
export interface SnoozedTask {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly snoozedUntil: Date;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
}

interface SnoozedTaskRow {
  id: string;
  kind: string;
  title: string;
  snoozed_until: Date;
  email: string;
  first_name: string | null;
  last_name: string | null;
  company: string | null;
}

/** Open tasks that come back later, the next first. @param owner  null: everybody's */
export async function listSnoozedTasks(
  db: Queryable,
  owner: string | null,
  now: Date,
  limit: number,
): Promise<SnoozedTask[]> {
  const { rows } = await db.query<SnoozedTaskRow>({
    name: 'snoozed-tasks',
    text: `
      select t.id, t.kind, t.title, t.snoozed_until, p.email, p.first_name, p.last_name, p.company
        from (select id, kind, title, snoozed_until, prospect_id
                from tasks
               where status = 'open' and snoozed_until > $2 and ($1::text is null or owner = $1)
               order by snoozed_until, id
               limit $3) t
        join prospects p on p.id = t.prospect_id
       order by t.snoozed_until, t.id`,
    values: [owner, now, limit],
  });
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    title: row.title,
    snoozedUntil: row.snoozed_until,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    company: row.company,
  }));
}

/** How many open tasks come back later. @param owner  null: everybody's */
export async function countSnoozedTasks(
  db: Queryable,
  owner: string | null,
  now: Date,
): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'count-snoozed-tasks',
    text: `select count(*)::int as count
             from tasks
            where status = 'open' and snoozed_until > $2 and ($1::text is null or owner = $1)`,
    values: [owner, now],
  });
  return rows[0]?.count ?? 0;
}
