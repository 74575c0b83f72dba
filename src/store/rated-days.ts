import type { RatedCounts } from '../domain/guard-rails.ts';
import { columnArrays } from './column-arrays.ts';
import type { Queryable } from './db.ts';

/** What came of the mails of a mailbox, a sending domain or a cadence: `mailbox:kari`, `domain:fjord.example`, `cadence:welcome`. */
export interface ScopeCounts extends RatedCounts {
  readonly scope: string;
}

const days = columnArrays<ScopeCounts>([
  ['scope', 'text', ({ scope }) => scope],
  ['sent', 'int', ({ sent }) => sent],
  ['bounced', 'int', ({ bounced }) => bounced],
  ['complained', 'int', ({ complained }) => complained],
]);

/** Adds to what is counted on a day (in UTC). Each scope once; the last locks of a transaction, in the order of the scopes. */
export async function addToDays(
  tx: Queryable,
  counts: readonly ScopeCounts[],
  now: Date,
): Promise<void> {
  if (counts.length === 0) return;
  await tx.query({
    name: 'add-to-days',
    text: `
      insert into rated_days as d (scope, sent, bounced, complained, "on")
      select x.*, ($5::timestamptz at time zone 'UTC')::date from ${days.recordset} order by x.scope
          on conflict (scope, "on") do update
         set sent = d.sent + excluded.sent, bounced = d.bounced + excluded.bounced,
             complained = d.complained + excluded.complained`,
    values: [...days.values(counts), now],
  });
}

/** What came of the mails of the last seven days, today included, by scope. */
export async function readLastDays(
  db: Queryable,
  scopes: readonly string[],
  now: Date,
): Promise<ScopeCounts[]> {
  const { rows } = await db.query<ScopeCounts>({
    name: 'last-days',
    text: `
      select d.scope, sum(d.sent)::int as sent, sum(d.bounced)::int as bounced,
             sum(d.complained)::int as complained
        from rated_days d
       where d.scope = any($1::text[])
         and d."on" > ($2::timestamptz at time zone 'UTC')::date - 7
       group by d.scope
       order by d.scope`,
    values: [scopes, now],
  });
  return rows;
}

/** Begins the counts of scopes anew. */
export async function forgetDays(db: Queryable, scopes: readonly string[]): Promise<void> {
  await db.query('delete from rated_days where scope = any($1::text[])', [scopes]);
}
