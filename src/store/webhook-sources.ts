import type { Queryable } from './db.ts';

/** Notes that a source was heard; one that was heard later stays as it is. */
export async function noteSourceHeard(db: Queryable, source: string, at: Date): Promise<void> {
  await db.query(
    `insert into webhook_sources as s (source, heard_at, heard) values ($1, $2, true)
         on conflict (source) do update
        set heard_at = greatest(s.heard_at, excluded.heard_at), heard = true
      where s.heard_at < excluded.heard_at or not s.heard`,
    [source, at],
  );
}

/** Begins to wait for sources; those that are waited for already stay as they are. */
export async function awaitSources(
  db: Queryable,
  sources: readonly string[],
  since: Date,
): Promise<void> {
  await db.query(
    'insert into webhook_sources (source, heard_at) select s, $2 from unnest($1::text[]) s on conflict do nothing',
    [sources, since],
  );
}

/** When sources were last heard, or first waited for. */
export async function readSourcesHeard(
  db: Queryable,
  sources: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await db.query<{ source: string; heard_at: Date }>(
    'select source, heard_at from webhook_sources where source = any($1::text[])',
    [sources],
  );
  return new Map(rows.map((row) => [row.source, row.heard_at]));
}

/** What is known of the sources that have ever posted, or were refused. */
export interface SourceTraffic {
  readonly source: string;
  /** When it last posted something that was taken; null: never. */
  readonly heardAt: Date | null;
  readonly refusals: readonly SourceRefusals[];
}

/** How often a source was refused for one reason. */
export interface SourceRefusals {
  readonly code: string;
  readonly times: number;
  readonly lastAt: Date;
}

/** Counts requests that were refused at the door of a source. */
export async function countRefusals(
  db: Queryable,
  source: string,
  code: string,
  times: number,
  lastAt: Date,
): Promise<void> {
  await db.query(
    `insert into webhook_refusals as r (source, code, times, last_at) values ($1, $2, $3, $4)
         on conflict (source, code) do update
        set times = r.times + excluded.times, last_at = greatest(r.last_at, excluded.last_at)`,
    [source, code, times, lastAt],
  );
}

/** Of each of these sources when it was last heard, and what was refused; there are a few rows of each. */
export async function readSourceTraffic(
  db: Queryable,
  sources: readonly string[],
): Promise<SourceTraffic[]> {
  const { rows } = await db.query<{
    source: string;
    heard_at: Date | null;
    refusals: readonly { readonly code: string; readonly times: number; readonly lastAt: string }[];
  }>(
    `select x.source, case when s.heard then s.heard_at end as heard_at,
            coalesce((select jsonb_agg(jsonb_build_object('code', r.code, 'times', r.times, 'lastAt', r.last_at)
                                       order by r.last_at desc)
                        from webhook_refusals r where r.source = x.source), '[]') as refusals
       from unnest($1::text[]) as x(source)
       left join webhook_sources s on s.source = x.source`,
    [sources],
  );
  return rows.map(({ source, heard_at: heardAt, refusals }) => ({
    ...{ source, heardAt },
    refusals: refusals.map(({ lastAt, ...one }) => ({ ...one, lastAt: new Date(lastAt) })),
  }));
}
