import type { Actor, AuditAction, AuditKind } from '../domain/audit.ts';
import { jsonText } from './column-arrays.ts';
import type { Queryable } from './db.ts';

/** Something that was done; it names nobody outside, since it is never erased. */
export interface AuditEntry {
  readonly action: AuditAction;
  readonly kind: AuditKind;
  /** Id or key of what it was done to; null for several. */
  readonly objectId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Appends entries. */
export async function insertAudit(
  tx: Queryable,
  actor: Actor,
  entries: readonly AuditEntry[],
  now: Date,
): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(
    `insert into audit_log (at, actor_id, actor, role, request_id, action, object_kind, object_id, data)
     select $1, $2, $3, $4, $5, * from unnest($6::text[], $7::text[], $8::text[], $9::jsonb[])`,
    [
      ...[now, actor.id, actor.name, actor.role, actor.requestId],
      entries.map(({ action }) => action),
      entries.map(({ kind }) => kind),
      entries.map(({ objectId }) => objectId),
      entries.map(({ data }) => jsonText(data)),
    ],
  );
}

/** Whether the transaction has changed, or locked, anything so far. */
export async function hasWritten(tx: Queryable): Promise<boolean> {
  const { rows } = await tx.query<{ written: boolean }>(
    'select pg_current_xact_id_if_assigned() is not null as written',
  );
  return rows[0]?.written === true;
}

export interface AuditFilter {
  /** Id or name of a key; `cli`, or the name of a system user. */
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  /** Id or key of what it was done to. */
  readonly object?: string | undefined;
  readonly since?: Date | undefined;
  /** Id of the last one of the page before. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** An entry as it is kept. */
export interface AuditView extends AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly actorId: string;
  readonly actor: string;
  readonly role: string;
  readonly requestId: string;
}

interface AuditRow {
  id: string;
  at: Date;
  actor_id: string;
  actor: string;
  role: string;
  action: AuditAction;
  object_kind: AuditKind;
  object_id: string | null;
  request_id: string;
  data: Record<string, unknown>;
}

/** One page, the newest first. Only what is asked for stands in the statement, so that an index is found for it. */
export async function listAudit(db: Queryable, filter: AuditFilter): Promise<AuditView[]> {
  const { actor, action, object, since, cursor, limit } = filter;
  const values: unknown[] = [limit];
  const conditions: string[] = [];
  const where = (value: unknown, condition: (place: string) => string) => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  where(actor, (place) => `(actor_id = ${place} or actor = ${place})`);
  where(action, (place) => `action = ${place}`);
  where(object, (place) => `object_id = ${place}`);
  where(since, (place) => `at >= ${place}`);
  where(cursor, (place) => `id < ${place}::bigint`);
  const { rows } = await db.query<AuditRow>(
    `select id, at, actor_id, actor, role, action, object_kind, object_id, request_id, data
       from audit_log
      ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}
      order by id desc
      limit $1`,
    values,
  );
  return rows.map(({ actor_id, object_kind, object_id, request_id, ...row }) => ({
    ...row,
    actorId: actor_id,
    kind: object_kind,
    objectId: object_id,
    requestId: request_id,
  }));
}
