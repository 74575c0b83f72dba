import type { Owners, Viewer } from '../domain/viewer.ts';
import type { Queryable } from './db.ts';
import { hasBegun, type Import, type ImportRow, importColumns, toImport } from './imports.ts';
import { importWithin, ownerWithin } from './within.ts';

/** A place in the list of imports. */
export interface ImportPlace {
  readonly createdAt: Date;
  readonly id: string;
}

/** Imports, the latest first, from behind a place. */
export async function listImports(
  db: Queryable,
  after: ImportPlace | null,
  limit: number,
  { owners, keyId }: Viewer,
): Promise<Import[]> {
  const { rows } = await db.query<ImportRow>(
    `select ${importColumns('$4', '$5')}
       from imports i
      where ($1::timestamptz is null or (i.created_at, i.id) < ($1, $2::uuid)) and ${importWithin('i', '$4', '$5')}
      order by i.created_at desc, i.id desc
      limit $3`,
    [after?.createdAt ?? null, after?.id ?? null, limit, owners, keyId],
  );
  return rows.map(toImport);
}

/** What has become of those whom an import let in, as far as they are seen. */
export interface ImportStanding {
  /** They have had nothing yet, and have not ended: an undo ends them. */
  readonly untouched: number;
  /** Something has been sent to them, or is about to be: that stays so. */
  readonly mailed: number;
  /** They have ended before anything was sent. */
  readonly ended: number;
}

/** Counts up to `limit` of them. */
export async function readImportStanding(
  db: Queryable,
  id: string,
  limit: number,
  owners: Owners,
): Promise<ImportStanding> {
  const { rows } = await db.query<ImportStanding>(
    `select (count(*) filter (where not begun and not over))::int as untouched,
            (count(*) filter (where begun))::int as mailed,
            (count(*) filter (where over and not begun))::int as ended
       from (select e.status in ('exited', 'completed') as over, ${hasBegun} as begun
               from (select x.id, x.status
                       from enrolments x
                      where x.import_id = $1 and ${ownerWithin('x.owner', '$3')} limit $2) as e) as x`,
    [id, limit, owners],
  );
  return rows[0] ?? { untouched: 0, mailed: 0, ended: 0 };
}

/** Somebody whom an import let in. */
export interface ImportedPerson {
  readonly enrolmentId: string;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
  readonly status: string;
  /** Something has been sent to them, or is about to be. */
  readonly isMailed: boolean;
  /** Of what comes next; null while nothing is planned. */
  readonly dueAt: Date | null;
  readonly step: string | null;
}

/** Of those whom an import let in and who are seen, up to `limit`. */
export async function listImported(
  db: Queryable,
  id: string,
  limit: number,
  owners: Owners,
): Promise<ImportedPerson[]> {
  const { rows } = await db.query<{
    id: string;
    email: string;
    first_name: string | null;
    last_name: string | null;
    company: string | null;
    status: string;
    begun: boolean;
    due_at: Date | null;
    step_id: string | null;
  }>(
    `select e.id, p.email, p.first_name, p.last_name, p.company, e.status, ${hasBegun} as begun, n.due_at, n.step_id
       from (select x.id, x.prospect_id, x.status
               from enrolments x
              where x.import_id = $1 and ${ownerWithin('x.owner', '$3')} limit $2) as e
       join prospects p on p.id = e.prospect_id
       left join lateral (select t.due_at, t.step_id
                            from touches t
                           where t.enrolment_id = e.id and t.status in ('scheduled', 'queued', 'deferred')
                           order by t.due_at
                           limit 1) as n on true
      order by e.id`,
    [id, limit, owners],
  );
  return rows.map((row) => ({
    enrolmentId: row.id,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    company: row.company,
    status: row.status,
    isMailed: row.begun,
    dueAt: row.due_at,
    step: row.step_id,
  }));
}
