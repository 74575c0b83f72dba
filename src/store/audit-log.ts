import { jsonText } from './column-arrays.ts';
import type { Queryable } from './db.ts';

/** Something that a person did; `data` names nobody outside, since it is never erased. */
export interface AuditEntry {
  /** Name of the API key, or of the command line. */
  readonly actor: string;
  /** Dotted and in the past: `receipt.replayed`. */
  readonly action: string;
  /** Id of what it was done to. */
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Appends entries. */
export async function insertAudit(
  tx: Queryable,
  entries: readonly AuditEntry[],
  now: Date,
): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(
    `insert into audit_log (at, actor, action, subject, data)
     select $5, * from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[])`,
    [
      entries.map(({ actor }) => actor),
      entries.map(({ action }) => action),
      entries.map(({ subject }) => subject),
      entries.map(({ data }) => jsonText(data)),
      now,
    ],
  );
}
