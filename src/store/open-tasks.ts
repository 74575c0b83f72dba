import { taskKindsByUrgency } from '../domain/task-order.ts';
import type { Whose } from '../domain/viewer.ts';
import type { Queryable } from './db.ts';
import { ownerWithin } from './within.ts';

/** An open task as the list of a day shows it. */
export interface OpenTask {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly owner: string | null;
  readonly dueAt: Date | null;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
}

interface OpenTaskRow {
  id: string;
  kind: string;
  title: string;
  owner: string | null;
  due_at: Date | null;
  email: string;
  first_name: string | null;
  last_name: string | null;
  company: string | null;
}

/** Open tasks that are not put off, the most urgent kind first, each by its time; those without one last. */
export async function listOpenTasks(
  db: Queryable,
  { owner, owners }: Whose,
  now: Date,
  limit: number,
): Promise<OpenTask[]> {
  const { rows } = await db.query<OpenTaskRow>({
    name: 'open-tasks',
    text: `
      select t.id, t.kind, t.title, t.owner, t.due_at, p.email, p.first_name, p.last_name, p.company
        from (select id, kind, title, owner, due_at, prospect_id
                from tasks
               where status = 'open' and ($1::text is null or owner = $1) and ${ownerWithin('owner', '$4')}
                 and (snoozed_until is null or snoozed_until <= $5)
               order by coalesce(array_position($2::text[], kind), array_position($2::text[], 'other')), due_at, id
               limit $3) t
        join prospects p on p.id = t.prospect_id
       order by coalesce(array_position($2::text[], t.kind), array_position($2::text[], 'other')), t.due_at, t.id`,
    values: [owner, taskKindsByUrgency, limit, owners, now],
  });
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    title: row.title,
    owner: row.owner,
    dueAt: row.due_at,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    company: row.company,
  }));
}

/** How many tasks are open and not put off. */
export async function countOpenTasks(
  db: Queryable,
  { owner, owners }: Whose,
  now: Date,
): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'count-open-tasks',
    text: `
      select count(*)::int as count from tasks
       where status = 'open' and ($1::text is null or owner = $1) and ${ownerWithin('owner', '$2')}
         and (snoozed_until is null or snoozed_until <= $3)`,
    values: [owner, owners, now],
  });
  return rows[0]?.count ?? 0;
}
