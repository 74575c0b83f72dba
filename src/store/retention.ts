/**
 * What is old enough to go. Every statement takes some rows by an index, in the order of their age, and never what a running
 * enrolment needs: events that are not settled, the thread that its next mail answers, the memory of opt-outs.
 */
import type { RetentionKind } from '../domain/language/retention-shape.ts';
import type { Queryable } from './db.ts';
import { lockProspects } from './prospect-locks.ts';

/** One kind of what is kept. */
interface Period {
  /**
   * A page: rows from before $1 behind the place ($3, $4), $2 at most (null: all), with whether each may go. Where all that
   * it finds goes away with it there are no places: the next page begins where this one did.
   */
  readonly page: string;
  readonly places: boolean;
  /** How many things of the rows $1 go, where that is not one each. */
  readonly count?: string;
  /** Takes the rows $1 away, or what they say of a person. */
  readonly forget: readonly string[];
}

/** Where a page ends: the age of its last row, and its id. */
export interface Place {
  readonly at: string;
  readonly id: string;
}

export const firstPlace: Place = {
  at: '-infinity',
  id: '00000000-0000-0000-0000-000000000000',
};

/** Whether a move has ended an enrolment `e`, which another publication may put back. */
const mayComeBack = `coalesce((
  select m.ended from enrolment_moves m
   where m.enrolment_id = e.id and m.taken_back_at is null order by m.id desc limit 1), false)`;

/**
 * Of whoever has said something since a move has ended it, that is what keeps them from being put back.
 * Not `not exists`, for which PostgreSQL may read all enrolments at once.
 */
const isNotNeeded = (prospect: string) => `(
  select e.id from enrolments e
   where e.prospect_id = ${prospect}
     and (e.status in ('pending', 'active', 'paused') or (e.base is not null and ${mayComeBack})) limit 1) is null`;

/**
 * Their words go; that they were heard stays, so that none is heard twice. An id that may hold an address gives way to
 * ours: a mail is known again by its key, which is a hash.
 */
const events = (outcome: string): Period => ({
  places: true,
  page: `
    select i.id::text as id, i.received_at::text as at, ${isNotNeeded('i.prospect_id')} as goes
      from (select id, received_at, prospect_id
              from inbound_events
             where outcome = '${outcome}' and event <> '{}' and received_at < $1
               and (received_at, id) > ($3::timestamptz, $4::uuid)
             order by received_at, id
             limit $2) i
     order by i.received_at, i.id`,
  forget: [
    // What a person still has to say of a reply is applied as of when it was written.
    `update tasks
        set title = kind, note = null,
            data = case when status = 'open' and kind = 'triage'
                        then jsonb_strip_nulls(jsonb_build_object('occurredAt', data -> 'occurredAt', 'claims', data -> 'claims'))
                        else '{}' end
      where event_id = any($1::uuid[])`,
    `update inbound_events
        set event = '{}', event_id = case when event_id like '%@%' then 'erased ' || id else event_id end
      where id = any($1::uuid[])`,
  ],
});

/** What reports count stays, and names nobody. */
const counted = `type in ('stage.entered', 'enrolment.exited', 'enrolment.completed')`;

/** Enrolments that ended before, from the first of them on: each is come by once. */
const ended = `
  select e.id::text as id, e.ended_at::text as at, true as goes
    from enrolments e
   where e.ended_at < $1 and (e.ended_at, e.id) > ($3::timestamptz, $4::uuid)
   order by e.ended_at, e.id
   limit $2`;

const periods: Readonly<Record<RetentionKind, Period>> = {
  rendered_mails: {
    places: true,
    page: ended,
    count: `
      select count(*)::int as count
        from enrolments e
        join touches t on t.prospect_id = e.prospect_id and t.enrolment_id = e.id
       where e.id = any($1::uuid[]) and (t.subject is not null or t.smtp_response is not null)`,
    forget: [
      `update touches t
          set subject = null, smtp_response = null
         from enrolments e
        where e.id = any($1::uuid[]) and t.prospect_id = e.prospect_id and t.enrolment_id = e.id
          and (t.subject is not null or t.smtp_response is not null)`,
      `delete from mail_drafts d
        using enrolments e, touches t
        where e.id = any($1::uuid[]) and t.prospect_id = e.prospect_id and t.enrolment_id = e.id and d.touch_id = t.id
          and not ${mayComeBack}`,
      // An end that a person can take back needs them: from now on it cannot.
      `update enrolments e set thread_subject = null, before_exit = null
        where e.id = any($1::uuid[]) and (e.thread_subject is not null or e.before_exit is not null) and not ${mayComeBack}`,
    ],
  },
  events: events('applied'),
  unmatched: events('unmatched'),
  receipts: events('ignored'),
  refused_lines: {
    places: true,
    // From the place on, not behind it: the lines of one import may take several pages, and those that were seen are gone.
    page: `
      select r.import_id || ' ' || r.line as id, m.created_at::text as at, true as goes
        from imports m
        join import_refusals r on r.import_id = m.id
       where m.created_at < $1 and m.created_at >= $3::timestamptz and $4::text is not null
       order by m.created_at
       limit $2`,
    forget: [
      `delete from import_refusals
        where (import_id, line) in (
          select split_part(x, ' ', 1)::uuid, split_part(x, ' ', 2)::int from unnest($1::text[]) x)`,
    ],
  },
  timeline: {
    places: true,
    page: ended,
    count: `
      select count(*)::int as count from timeline where enrolment_id = any($1::uuid[]) and not ${counted}`,
    forget: [`delete from timeline where enrolment_id = any($1::uuid[]) and not ${counted}`],
  },
  prospects_without_enrolment: {
    places: true,
    page: `
      select p.id::text as id, 'epoch' as at,
             p.updated_at < $1 and p.erased_at is null
               and (select e.id from enrolments e where e.prospect_id = p.id limit 1) is null
               and (select c.id from company_holds c where c.prospect_id = p.id limit 1) is null as goes
        from (select id, updated_at, erased_at
                from prospects
               where id > $4::uuid and $3::timestamptz is not null
               order by id
               limit $2) p
       order by p.id`,
    forget: [
      `update inbound_events
          set event = '{}', event_id = case when event_id like '%@%' then 'erased ' || id else event_id end,
              prospect_id = null, defer_until = null, retry_at = null,
              outcome = case outcome when 'deferred' then 'unmatched' else outcome end
        where prospect_id = any($1::uuid[])`,
      'delete from timeline where prospect_id = any($1::uuid[])',
      'delete from prospects where id = any($1::uuid[])',
    ],
  },
  audit: {
    places: false,
    page: `select id::text as id, at::text as at, true as goes from audit_log where at < $1 order by at limit $2`,
    forget: ['delete from audit_log where id = any($1::bigint[])'],
  },
};

/** What the ids of a page are to events, where those may be replayed, or their people enrolled, meanwhile. */
const lockedBy: Readonly<Partial<Record<RetentionKind, 'id' | 'prospect_id'>>> = {
  events: 'id',
  unmatched: 'id',
  receipts: 'id',
  prospects_without_enrolment: 'prospect_id',
};

/** The kinds of which may be taken up again meanwhile what was found: looked at again under `lockOld`. */
export function isLocked(kind: RetentionKind): boolean {
  return lockedBy[kind] !== undefined;
}

/** The kinds whose pages begin at a place that is remembered. */
export function hasPlaces(kind: RetentionKind): boolean {
  return periods[kind].places;
}

export interface OldPage {
  /** Ids of what may go. */
  readonly ids: readonly string[];
  /** Where it ends; null when nothing was found. */
  readonly last: Place | null;
  readonly found: number;
}

/** One page of what is old enough. */
export async function readOld(
  tx: Queryable,
  kind: RetentionKind,
  before: Date,
  place: Place,
  limit: number | null,
): Promise<OldPage> {
  const { page, places } = periods[kind];
  const { rows } = await tx.query<{ id: string; at: string; goes: boolean }>(
    page,
    places ? [before, limit, place.at, place.id] : [before, limit],
  );
  const last = rows.at(-1);
  return {
    ids: rows.flatMap(({ id, goes }) => (goes ? [id] : [])),
    last: last === undefined ? null : { at: last.at, id: last.id },
    found: rows.length,
  };
}

/** The kinds of which more than the rows of a page goes. */
export function hasCount(kind: RetentionKind): boolean {
  return periods[kind].count !== undefined;
}

/** How many things of these rows go. */
export async function countOld(
  db: Queryable,
  kind: RetentionKind,
  ids: readonly string[],
): Promise<number> {
  const { count } = periods[kind];
  if (count === undefined || ids.length === 0) return ids.length;
  const { rows } = await db.query<{ count: number }>(count, [ids]);
  return rows[0]?.count ?? 0;
}

/** Forgets these rows; of the audit log only what is from before the instant is given away. */
export async function forgetOld(
  tx: Queryable,
  kind: RetentionKind,
  ids: readonly string[],
  before: Date,
): Promise<void> {
  if (ids.length === 0) return;
  if (kind === 'audit') {
    await tx.query(`select set_config('cadence.audit_kept_from', $1, true)`, [
      before.toISOString(),
    ]);
  }
  for (const statement of periods[kind].forget) await tx.query(statement, [ids]);
}

/**
 * Locks what would go, in the order in which everybody locks: the keys of events, then their people.
 *
 * @returns whose these events are, by their ids; of other kinds nothing
 */
export async function lockOld(
  tx: Queryable,
  kind: RetentionKind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const heldBy = lockedBy[kind];
  if (heldBy === undefined || ids.length === 0) return new Map();
  const { rows } = await tx.query<{ id: string; prospect_id: string | null }>(
    `select id, prospect_id from inbound_events where ${heldBy} = any($1::uuid[]) order by source, event_id for update`,
    [ids],
  );
  const owners = rows.flatMap(({ id, prospect_id }) =>
    prospect_id === null ? [] : [[id, prospect_id] as const],
  );
  const people = kind === 'prospects_without_enrolment' ? ids : owners.map(([, owner]) => owner);
  await lockProspects(tx, [...new Set(people)]);
  return new Map(owners);
}

/** Whether nobody else is at it; nobody will be until the end of the transaction. */
export async function takeRetention(tx: Queryable): Promise<boolean> {
  const { rows } = await tx.query<{ taken: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('retention')) as taken`,
  );
  return rows[0]?.taken === true;
}
