/** What has begun with mails that may yet come to nothing: gaps, and ramp-ups of mailboxes. */
import type { BegunMail, ScopeUse } from '../domain/send-limits.ts';
import { columnArrays } from './column-arrays.ts';
import type { Queryable } from './db.ts';

const begun = columnArrays<BegunMail>([
  ['touch_id', 'uuid', ({ touchId }) => touchId],
  ['scope', 'text', ({ scope }) => scope],
  ['next_at', 'timestamptz', ({ nextAt }) => nextAt],
]);

/** Notes what begins with mails, so that it can be taken back; each claim of a touch anew. */
export async function noteBegun(
  tx: Queryable,
  mails: readonly BegunMail[],
  now: Date,
): Promise<void> {
  if (mails.length === 0) return;
  await tx.query({
    name: 'note-begun',
    text: `
      insert into begun_mails (touch_id, scope, next_at, at)
      select x.*, $4 from ${begun.recordset}
          on conflict (touch_id) do update
         set scope = excluded.scope, next_at = excluded.next_at, at = excluded.at`,
    values: [...begun.values(mails), now],
  });
}

/** What others have begun in scopes, whose locks the caller holds: without mails that are taken back. */
export async function readBegun(
  tx: Queryable,
  scopes: readonly string[],
  without: readonly string[],
): Promise<Map<string, Pick<ScopeUse, 'firstAt' | 'nextAt'>>> {
  if (scopes.length === 0) return new Map();
  const { rows } = await tx.query<{ scope: string; first_at: Date | null; next_at: Date | null }>({
    name: 'begun',
    text: `
      select scope, min(at) as first_at, max(next_at) as next_at from begun_mails
       where scope = any($1::text[]) and touch_id <> all($2::uuid[])
       group by scope`,
    values: [scopes, without],
  });
  return new Map(
    rows.map(({ scope, first_at: firstAt, next_at: nextAt }) => [scope, { firstAt, nextAt }]),
  );
}

/** Nothing has begun with these mails. */
export async function forgetBegun(tx: Queryable, touchIds: readonly string[]): Promise<void> {
  if (touchIds.length === 0) return;
  await tx.query({
    name: 'forget-begun',
    text: `delete from begun_mails where touch_id = any($1::uuid[])`,
    values: [touchIds],
  });
}

/** Forgets some of what has begun so long ago that it is over. @returns how many */
export async function forgetOldBegun(db: Queryable, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.query({
    name: 'forget-old-begun',
    text: `
      delete from begun_mails
       where ctid in (select ctid from begun_mails where at < $1 order by at limit $2 for update skip locked)`,
    values: [before, limit],
  });
  return rowCount ?? 0;
}
