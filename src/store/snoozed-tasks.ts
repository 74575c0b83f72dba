import type { Whose } from '../domain/viewer.ts';
import type { Queryable } from './db.ts';
import { ownerWithin } from './within.ts';

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

/** Open tasks that come back later, the next first. */
export async function listSnoozedTasks(
  db: Queryable,
  { owner, owners }: Whose,
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
                 and ${ownerWithin('owner', '$4')}
               order by snoozed_until, id
               limit $3) t
        join prospects p on p.id = t.prospect_id
       order by t.snoozed_until, t.id`,
    values: [owner, now, limit, owners],
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

/** How many open tasks come back later. */
export async function countSnoozedTasks(
  db: Queryable,
  { owner, owners }: Whose,
  now: Date,
): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'count-snoozed-tasks',
    text: `select count(*)::int as count
             from tasks
            where status = 'open' and snoozed_until > $2 and ($1::text is null or owner = $1)
              and ${ownerWithin('owner', '$3')}`,
    values: [owner, now, owners],
  });
  return rows[0]?.count ?? 0;
}
