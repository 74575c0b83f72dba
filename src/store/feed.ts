import type { Queryable } from './db.ts';

/** Where somebody has read to: transactions in the order of their beginnings, and what each has written in turn. */
export interface FeedPlace {
  readonly xid: string;
  readonly id: string;
}

/** One thing that happened, as the feed tells it. */
export interface FeedEntry {
  readonly id: string;
  readonly at: Date;
  readonly type: string;
  readonly prospectId: string;
  readonly enrolmentId: string | null;
  readonly touchId: string | null;
  readonly eventId: string | null;
  readonly externalIds: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface FeedPage {
  readonly entries: readonly FeedEntry[];
  /** Where to go on; null when there was nothing behind the place asked for. */
  readonly next: FeedPlace | null;
  /** False when everything that may be told by now is in this page. */
  readonly hasMore: boolean;
}

interface FeedRow {
  xid: string;
  id: string;
  at: Date;
  type: string;
  prospect_id: string;
  enrolment_id: string | null;
  touch_id: string | null;
  event_id: string | null;
  external_ids: Record<string, string>;
  data: Record<string, unknown>;
  seen: number;
  last_xid: string;
  last_id: string;
}

/** Entries of other types that one page passes over, so that no page reads the whole history. */
const passedAtMost = 5_000;

/**
 * What happened behind a place, in an order in which nothing is ever put between: by transaction, and only as far as all
 * transactions have ended (`pg_snapshot_xmin`). Ids alone would not do, since they are given out before they are committed:
 * whoever has read 7 would never see the 6 that comes later.
 *
 * @param types  those that are wanted; null: all
 */
export async function readFeed(
  db: Queryable,
  after: FeedPlace,
  types: readonly string[] | null,
  limit: number,
): Promise<FeedPage> {
  const window = types === null ? limit : Math.max(limit, passedAtMost);
  const { rows } = await db.query<FeedRow>({
    name: 'feed',
    text: `
      with seen as materialized (
        select t.xid, t.id, t.type
          from timeline t
         where (t.xid, t.id) > ($1::xid8, $2::bigint)
           and t.xid < pg_snapshot_xmin(pg_current_snapshot())
         order by t.xid, t.id
         limit $4
      ), wanted as materialized (
        select xid, id from seen where $3::text[] is null or type = any($3) order by xid, id limit $5
      ), edge as (
        select (select count(*)::int from seen) as seen, e.xid as last_xid, e.id as last_id
          from (select xid, id from seen order by xid desc, id desc limit 1) e
      )
      select t.xid::text, t.id, t.at, t.type, t.prospect_id, t.enrolment_id, t.touch_id, t.event_id, t.data,
             (select coalesce(json_object_agg(x.source, x.external_id), '{}')
                from prospect_external_ids x where x.prospect_id = t.prospect_id) as external_ids,
             e.seen, e.last_xid::text, e.last_id
        from edge e
        left join wanted w on true
        left join timeline t on t.id = w.id and t.xid = w.xid
       order by w.xid, w.id`,
    values: [after.xid, after.id, types, window, limit],
  });
  return toPage(rows, limit, window);
}

function toPage(rows: readonly FeedRow[], limit: number, window: number): FeedPage {
  const [first] = rows;
  if (first === undefined) return { entries: [], next: null, hasMore: false };
  const wanted = rows.filter(({ id }) => id !== null);
  const isCut = wanted.length === limit;
  const last = wanted.at(-1);
  const next =
    isCut && last !== undefined
      ? { xid: last.xid, id: last.id }
      : { xid: first.last_xid, id: first.last_id };
  return { entries: wanted.map(toEntry), next, hasMore: isCut || first.seen === window };
}

function toEntry(row: FeedRow): FeedEntry {
  return {
    id: row.id,
    at: row.at,
    type: row.type,
    prospectId: row.prospect_id,
    enrolmentId: row.enrolment_id,
    touchId: row.touch_id,
    eventId: row.event_id,
    externalIds: row.external_ids,
    data: row.data,
  };
}
