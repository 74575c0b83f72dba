import type { Sentence } from '../domain/sentence.ts';
import type { Owners, Viewer } from '../domain/viewer.ts';
import type { Queryable } from './db.ts';
import { importBegunWithin, ownerWithin } from './within.ts';

export interface Import {
  readonly id: string;
  readonly cadence: string | null;
  readonly status: 'running' | 'finished' | 'failed' | 'undone';
  /** Of the whole list; null where that was not known when it began. */
  readonly rowsTotal: number | null;
  readonly rowsRead: number;
  readonly accepted: number;
  readonly refused: number;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

export interface ImportRefusal {
  readonly line: number;
  readonly email: string | null;
  readonly code: string;
  readonly message: string;
  /** What the message says behind the address, before it has words; absent where it says something else. */
  readonly said?: Sentence;
}

export interface ImportRow {
  id: string;
  cadence_key: string | null;
  status: Import['status'];
  rows_total: number | null;
  rows_read: number;
  accepted: number;
  refused: number;
  created_by: string;
  created_at: Date;
  finished_at: Date | null;
  /** So many of its people are seen, where no more is told of it. */
  seen: number | null;
}

/**
 * Begins an import; false when there is one with this id.
 *
 * @param machineNow  from here on it has to move, or it counts as dead
 */
export async function insertImport(
  db: Queryable,
  begun: Pick<Import, 'id' | 'cadence' | 'rowsTotal'> & {
    readonly by: string;
    readonly viewer: Viewer;
  },
  now: Date,
  machineNow: Date,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into imports (id, cadence_key, status, rows_total, created_by, created_at, moved_at, key_id, owners)
     values ($1, $2, 'running', $3, $4, $5, $6, $7, $8)
         on conflict (id) do nothing`,
    [
      ...[begun.id, begun.cadence, begun.rowsTotal, begun.by, now, machineNow],
      ...[begun.viewer.keyId, begun.viewer.owners],
    ],
  );
  return rowCount === 1;
}

/** Calls imports failed that have not moved since an instant of machine time: their process has died. */
export async function failDeadImports(
  db: Queryable,
  movedBefore: Date,
  now: Date,
): Promise<number> {
  const { rowCount } = await db.query(
    `update imports set status = 'failed', finished_at = $2 where status = 'running' and moved_at < $1`,
    [movedBefore, now],
  );
  return rowCount ?? 0;
}

/** Adds what one batch came to. */
export async function addToImport(
  db: Queryable,
  id: string,
  accepted: number,
  refusals: readonly ImportRefusal[],
  machineNow: Date,
): Promise<void> {
  await db.query(
    `update imports set rows_read = rows_read + $2 + $3, accepted = accepted + $2, refused = refused + $3, moved_at = $4
      where id = $1`,
    [id, accepted, refusals.length, machineNow],
  );
  if (refusals.length === 0) return;
  await db.query(
    `insert into import_refusals (import_id, line, email, code, message, said)
     select $1, x.line, x.email, x.code, x.message, x.said
       from jsonb_to_recordset($2::jsonb) as x(line int, email text, code text, message text, said jsonb)
         on conflict do nothing`,
    [id, JSON.stringify(refusals)],
  );
}

/** Ends an import that runs; one that was taken back meanwhile stays so. */
export async function endImport(
  db: Queryable,
  id: string,
  status: 'finished' | 'failed',
  now: Date,
): Promise<void> {
  await db.query(
    `update imports set status = $2, finished_at = $3 where id = $1 and status = 'running'`,
    [id, status, now],
  );
}

/** Keeps an import from being taken back until the end of the transaction; false when it does not run any more. */
export async function holdImport(tx: Queryable, id: string): Promise<boolean> {
  const { rows } = await tx.query<{ running: boolean }>(
    `select status = 'running' as running from imports where id = $1 for key share`,
    [id],
  );
  return rows[0]?.running === true;
}

/** Import `i` takes nobody any more, or only people of owners who are seen: it may be stopped. */
const isStoppable = (owners: string) =>
  `(i.status <> 'running' or ${owners}::text[] is null or coalesce(i.owners <@ ${owners}, false))`;

/** Whether somebody who sees the work of these owners may stop an import. */
export async function mayStopImport(db: Queryable, id: string, owners: Owners): Promise<boolean> {
  const { rows } = await db.query<{ may: boolean }>(
    `select ${isStoppable('$2')} as may from imports i where i.id = $1`,
    [id, owners],
  );
  return rows[0]?.may === true;
}

/**
 * Notes that an import is taken back, as soon as the batch that is being written is in; nothing is added to it after that.
 *
 * @returns false where it runs on, since it may take people of owners who are not seen
 */
export async function markUndone(
  tx: Queryable,
  id: string,
  owners: Owners,
  now: Date,
): Promise<boolean> {
  await tx.query('select from imports where id = $1 for update', [id]);
  const { rowCount } = await tx.query(
    `update imports i set status = 'undone', finished_at = $2 where i.id = $1 and ${isStoppable('$3')}`,
    [id, now, owners],
  );
  return rowCount === 1;
}

/** One import as far as it is told to somebody, or null. */
export async function readImport(
  db: Queryable,
  id: string,
  { owners, keyId }: Viewer,
): Promise<Import | null> {
  const { rows } = await db.query<ImportRow>(
    `select ${importColumns('$2', '$3')} from imports i where i.id = $1`,
    [id, owners, keyId],
  );
  const [row] = rows;
  return row === undefined ? null : toImport(row);
}

/** Of import `i`; of one that was begun by a key whose work is not seen, nothing but the people who are seen is counted. */
export function importColumns(owners: string, keyId: string): string {
  const count = (whose: string) =>
    `(select count(*) from enrolments x where x.import_id = i.id and x.${whose})`;
  return `
    i.id, i.cadence_key, i.status, i.rows_total, i.rows_read, i.accepted, i.refused, i.created_by, i.created_at, i.finished_at,
    (case when coalesce(${importBegunWithin('i', owners, keyId)}, false) then null
          else ${count(`owner = any(${owners})`)} + ${count('owner is null')} end)::int as seen`;
}

export function toImport(row: ImportRow): Import {
  const { seen } = row;
  return {
    id: row.id,
    cadence: row.cadence_key,
    status: row.status,
    rowsTotal: seen === null ? row.rows_total : null,
    rowsRead: seen ?? row.rows_read,
    accepted: seen ?? row.accepted,
    refused: seen === null ? row.refused : 0,
    createdBy: row.created_by,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}

/** Rows that were refused, in the order of the file: of an import that a key has begun whose work is seen, since they are nobody's yet. */
export async function readRefusals(
  db: Queryable,
  id: string,
  limit: number,
  { owners, keyId }: Viewer,
): Promise<ImportRefusal[]> {
  const { rows } = await db.query<{
    line: number;
    email: string | null;
    code: string;
    message: string;
    said: Sentence | null;
  }>(
    `select line, email, code, message, said
       from import_refusals
      where import_id = $1 and (select ${importBegunWithin('i', '$3', '$4')} from imports i where i.id = $1)
      order by line
      limit $2`,
    [id, limit, owners, keyId],
  );
  return rows.map(({ said, ...row }) => ({ ...row, ...(said === null ? {} : { said }) }));
}

/**
 * Of these enrolments, those that are seen, and from which nothing has been sent or begun to be sent. The caller holds their
 * locks.
 */
export async function unsentOf(
  tx: Queryable,
  enrolmentIds: readonly string[],
  owners: Owners,
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `select e.id from enrolments e
      where e.id = any($1::uuid[]) and ${unsent} and ${ownerWithin('e.owner', '$2')}`,
    [enrolmentIds, owners],
  );
  return rows.map((row) => row.id);
}

/** Of an enrolment `e`: something of it has been sent, or begun to be sent. */
export const hasBegun = `
  exists (select from touches t
           where t.enrolment_id = e.id and t.status in ('sent', 'done', 'handing_over', 'unknown'))`;

const unsent = `e.status not in ('exited', 'completed') and not ${hasBegun}`;

/** Enrolments of an import that are seen, and from which nothing has been sent or begun to be sent, from behind `afterId`. */
export async function unsentEnrolmentsOfImport(
  db: Queryable,
  id: string,
  afterId: string,
  limit: number,
  owners: Owners,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select e.id
       from enrolments e
      where e.import_id = $1 and e.id > $2 and ${unsent} and ${ownerWithin('e.owner', '$4')}
      order by e.id
      limit $3`,
    [id, afterId, limit, owners],
  );
  return rows.map((row) => row.id);
}
