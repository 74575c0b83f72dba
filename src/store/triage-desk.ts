/** What waits for the word of a person: replies that were not understood, and hand-overs of which nobody knows the end. */
import type { Owners, Whose } from '../domain/viewer.ts';
import type { Queryable } from './db.ts';
import { enrolmentWithin, ownerWithin } from './within.ts';

/** An open task as its list shows it. */
export interface WaitingTask {
  readonly id: string;
  readonly enrolmentId: string;
  readonly owner: string | null;
  readonly dueAt: Date | null;
  readonly createdAt: Date;
  readonly data: Readonly<Record<string, unknown>>;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
}

interface WaitingRow {
  id: string;
  enrolment_id: string;
  owner: string | null;
  due_at: Date | null;
  created_at: Date;
  data: Record<string, unknown>;
  email: string;
  first_name: string | null;
  last_name: string | null;
  company: string | null;
}

/** Open tasks of one kind, the most urgent first. */
export async function listWaitingTasks(
  db: Queryable,
  kind: string,
  { owner, owners }: Whose,
  limit: number,
): Promise<WaitingTask[]> {
  const { rows } = await db.query<WaitingRow>({
    name: 'waiting-tasks',
    text: `
      select t.id, t.enrolment_id, t.owner, t.due_at, t.created_at, t.data, p.email, p.first_name, p.last_name, p.company
        from (select * from tasks
               where status = 'open' and kind = $1 and ($2::text is null or owner = $2)
                 and ${ownerWithin('owner', '$4')}
               order by due_at, id
               limit $3) t
        join prospects p on p.id = t.prospect_id
       order by t.due_at, t.id`,
    values: [kind, owner, limit, owners],
  });
  return rows.map((row) => ({
    id: row.id,
    enrolmentId: row.enrolment_id,
    owner: row.owner,
    dueAt: row.due_at,
    createdAt: row.created_at,
    data: row.data,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    company: row.company,
  }));
}

/** How many tasks of one kind are open. */
export async function countWaitingTasks(
  db: Queryable,
  kind: string,
  { owner, owners }: Whose,
): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'count-waiting-tasks',
    text: `
      select count(*)::int as count from tasks
       where status = 'open' and kind = $1 and ($2::text is null or owner = $2) and ${ownerWithin('owner', '$3')}`,
    values: [kind, owner, owners],
  });
  return rows[0]?.count ?? 0;
}

/** A mail of which nobody knows whether it was accepted, with all that is known of it. */
export interface UnknownHandOver {
  readonly touchId: string;
  readonly enrolmentId: string;
  /** The open task that asks; null where it is sent again without anybody being asked, or its enrolment has ended. */
  readonly taskId: string | null;
  readonly owner: string | null;
  readonly status: 'unknown' | 'deferred';
  readonly cadence: string;
  readonly step: string;
  readonly stage: string;
  readonly subject: string | null;
  readonly mailbox: string | null;
  readonly messageId: string | null;
  /** The last that the server said, or how the connection ended. */
  readonly response: string | null;
  readonly attempts: number;
  readonly handedOverAt: Date | null;
  readonly endedAt: Date | null;
  /** When it is sent again by itself. */
  readonly dueAt: Date | null;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
}

interface HandOverRow {
  touch_id: string;
  enrolment_id: string;
  task_id: string | null;
  owner: string | null;
  status: UnknownHandOver['status'];
  cadence_key: string;
  step_id: string;
  stage: string;
  subject: string | null;
  mailbox: string | null;
  message_id: string | null;
  smtp_response: string | null;
  attempts: number;
  handed_over_at: Date | null;
  finished_at: Date | null;
  due_at: Date | null;
  email: string;
  first_name: string | null;
  last_name: string | null;
  company: string | null;
}

const handOvers = (from: string) => `
  select t.id as touch_id, t.enrolment_id, k.id as task_id, e.owner, t.status, e.cadence_key, t.step_id, t.stage,
         t.subject, t.mailbox, t.message_id, t.smtp_response, t.attempts, t.handed_over_at, t.finished_at, t.due_at,
         p.email, p.first_name, p.last_name, p.company
    from (${from}) t
    join enrolments e on e.id = t.enrolment_id
    join prospects p on p.id = t.prospect_id
    left join tasks k on k.touch_id = t.id and k.kind = 'unknown-hand-over' and k.status = 'open'`;

const touchWithin = enrolmentWithin('u', '$2');

/** Those that nobody sends again before a person has said what became of them, the latest first. */
export async function listUnknownHandOvers(
  db: Queryable,
  owners: Owners,
  limit: number,
): Promise<UnknownHandOver[]> {
  const { rows } = await db.query<HandOverRow>({
    name: 'unknown-hand-overs',
    text: `${handOvers(`select * from touches u where u.status = 'unknown' and ${touchWithin} order by u.finished_at desc limit $1`)}
       order by t.finished_at desc, t.id`,
    values: [limit, owners],
  });
  return rows.map(toHandOver);
}

/** Those that are sent again by themselves, since their cadence wants it so; the next first. */
export async function listUnknownResends(
  db: Queryable,
  owners: Owners,
  limit: number,
): Promise<UnknownHandOver[]> {
  const { rows } = await db.query<HandOverRow>({
    name: 'unknown-resends',
    text: `${handOvers(`select * from touches u where u.status = 'deferred' and u.reason = 'unknown' and ${touchWithin} order by u.due_at limit $1`)}
       order by t.due_at, t.id`,
    values: [limit, owners],
  });
  return rows.map(toHandOver);
}

function toHandOver(row: HandOverRow): UnknownHandOver {
  return {
    touchId: row.touch_id,
    enrolmentId: row.enrolment_id,
    taskId: row.task_id,
    owner: row.owner,
    status: row.status,
    cadence: row.cadence_key,
    step: row.step_id,
    stage: row.stage,
    subject: row.subject,
    mailbox: row.mailbox,
    messageId: row.message_id,
    response: row.smtp_response,
    attempts: row.attempts,
    handedOverAt: row.handed_over_at,
    endedAt: row.finished_at,
    dueAt: row.due_at,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    company: row.company,
  };
}
