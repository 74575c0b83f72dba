import type { CompanyKey } from '../domain/company-keys.ts';
import type { CompanyHold } from '../domain/enrolment/company-hold.ts';
import type { Owners } from '../domain/viewer.ts';
import { columnArrays, jsonText } from './column-arrays.ts';
import type { Queryable } from './db.ts';
import { prospectWithin } from './within.ts';

/** More locks than this at once would be dear to PostgreSQL: companies share them, and only wait for one another now and then. */
const companyLocks = 256;

/**
 * Keeps others from holding these companies, or from enrolling people of theirs, until the end of the transaction: whoever
 * enrols shares the lock with others who do. The caller holds the locks of the prospects; these are taken in their own order.
 */
export async function lockHolds(
  tx: Queryable,
  keys: readonly string[],
  how: 'exclusive' | 'shared',
): Promise<void> {
  if (keys.length === 0) return;
  const lock = how === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await tx.query({
    name: `lock-holds-${how}`,
    text: `
      select ${lock}(hashtext('hold of a company'), place)
        from (select distinct abs(hashtext(company) % $2) as place from unnest($1::text[]) company order by place) x`,
    values: [keys, companyLocks],
  });
}

/** A person, and what tells whose colleague they are. */
export interface EmployedRow {
  readonly prospectId: string;
  readonly domain: string;
  readonly account: string | null;
}

/** What tells where these people work; of the erased nothing does. */
export async function readEmployments(
  tx: Queryable,
  prospectIds: readonly string[],
): Promise<EmployedRow[]> {
  const { rows } = await tx.query<{ id: string; domain: string; account: string | null }>({
    name: 'employments',
    text: `
      select id, domain, attributes ->> 'accountId' as account
        from prospects
       where id = any($1::uuid[]) and erased_at is null`,
    values: [prospectIds],
  });
  return rows.map(({ id: prospectId, ...row }) => ({ prospectId, ...row }));
}

/**
 * Who is in a cadence now and belongs to these companies, by the key of the company. Subdomains lie beside their domain in
 * an index of domains that are written from behind.
 */
export async function readColleagues(
  tx: Queryable,
  companies: readonly CompanyKey[],
): Promise<{ readonly key: string; readonly prospectId: string }[]> {
  if (companies.length === 0) return [];
  const domains = companies.flatMap(({ key, domains }) => domains.map((name) => ({ key, name })));
  const accounts = companies.flatMap(({ key, accounts }) =>
    accounts.map((name) => ({ key, name })),
  );
  const { rows } = await tx.query<{ key: string; id: string }>({
    name: 'colleagues',
    text: `
      select x.key, p.id
        from unnest($1::text[], $2::text[]) as x(key, domain)
       cross join lateral (
              select p.id, p.erased_at
                from prospects p
               where reverse(p.domain) collate "C" >= reverse(x.domain)
                 and reverse(p.domain) collate "C" < reverse(x.domain) || '/'
                 and (p.domain = x.domain or right(p.domain, length(x.domain) + 1) = '.' || x.domain)
              offset 0) p
       where ${inCadence}
       union
      select x.key, p.id
        from unnest($3::text[], $4::text[]) as x(key, account)
        join prospects p on p.attributes ->> 'accountId' = x.account
       where ${inCadence}`,
    values: [
      domains.map(({ key }) => key),
      domains.map(({ name }) => name),
      accounts.map(({ key }) => key),
      accounts.map(({ name }) => name),
    ],
  });
  return rows.map(({ key, id: prospectId }) => ({ key, prospectId }));
}

/** Looked up person by person: who is in a cadence at all are many more. */
const inCadence = `p.erased_at is null and exists (
              select from enrolments e
               where e.prospect_id = p.id and e.status in ('pending', 'active', 'paused')
              offset 0)`;

/** A hold as it begins. */
export interface NewHold extends CompanyHold {
  readonly companies: readonly string[];
}

const newHolds = columnArrays<NewHold>([
  ['id', 'uuid', ({ id }) => id],
  ['event_id', 'uuid', ({ eventId }) => eventId],
  ['event_type', 'text', ({ type }) => type],
  ['prospect_id', 'uuid', ({ prospectId }) => prospectId],
  ['held_until', 'timestamptz', ({ until }) => until],
  ['companies', 'jsonb', ({ companies }) => jsonText(companies)],
]);

/** Keeps holds, one an event. The caller holds the locks of the companies. @returns the ids of those that are new */
export async function insertHolds(
  tx: Queryable,
  holds: readonly NewHold[],
  now: Date,
): Promise<ReadonlySet<string>> {
  if (holds.length === 0) return new Set();
  const { rows } = await tx.query<{ id: string }>({
    name: 'insert-holds',
    text: `
      insert into company_holds (id, event_id, event_type, prospect_id, held_until, companies, held_at)
      select x.id, x.event_id, x.event_type, x.prospect_id, x.held_until,
             array(select jsonb_array_elements_text(x.companies)), $7
        from ${newHolds.recordset}
          on conflict do nothing
      returning id`,
    values: [...newHolds.values(holds), now],
  });
  return new Set(rows.map(({ id }) => id));
}

/**
 * Holds in force of any of these companies by the word of somebody who is seen, with the companies that each is about. The
 * caller holds their locks.
 */
export async function readHoldsInForce(
  tx: Queryable,
  companies: readonly string[],
  now: Date,
  owners: Owners = null,
): Promise<NewHold[]> {
  if (companies.length === 0) return [];
  const { rows } = await tx.query<HoldRow>({
    name: 'holds-in-force',
    text: `
      select ${holdColumns}
        from company_holds h
       where h.companies && $1::text[] and h.released_at is null and (h.held_until is null or h.held_until > $2)
          and ($3::text[] is null or exists (select from prospects p
                 where p.id = h.prospect_id and ${prospectWithin('p', '$3')}))`,
    values: [companies, now, owners],
  });
  return rows.map(toHold);
}

const holdColumns = 'h.id, h.companies, h.event_id, h.event_type, h.prospect_id, h.held_until';

interface HoldRow {
  id: string;
  companies: string[];
  event_id: string;
  event_type: string;
  prospect_id: string;
  held_until: Date | null;
}

function toHold(row: HoldRow): NewHold {
  return {
    id: row.id,
    companies: row.companies,
    eventId: row.event_id,
    type: row.event_type,
    prospectId: row.prospect_id,
    until: row.held_until?.toISOString() ?? null,
  };
}

/** A hold as people look at it. */
export interface HoldView extends NewHold {
  /** Of whoever said it; null when they were erased. */
  readonly email: string | null;
  readonly heldAt: Date;
  /** Enrolments that stand still because of it. */
  readonly enrolments: number;
}

/** One page of the holds in force by the word of somebody who is seen, the newest first. */
export async function listHolds(
  db: Queryable,
  {
    before,
    limit,
    now,
    owners,
  }: {
    readonly before: string | null;
    readonly limit: number;
    readonly now: Date;
    readonly owners: Owners;
  },
): Promise<HoldView[]> {
  const { rows } = await db.query<
    HoldRow & { email: string | null; held_at: Date; enrolments: number }
  >(
    `select ${holdColumns}, h.held_at, case when p.erased_at is null then p.email end as email,
            (select count(*)::int from enrolments e where e.held ->> 'id' = h.id::text and e.held is not null
                and e.status in ('pending', 'active', 'paused')) as enrolments
       from company_holds h
       join prospects p on p.id = h.prospect_id
      where h.released_at is null and (h.held_until is null or h.held_until > $1) and ($2::uuid is null or h.id < $2)
        and ${prospectWithin('p', '$4')}
      order by h.id desc
      limit $3`,
    [now, before, limit, owners],
  );
  return rows.map(({ email, held_at: heldAt, enrolments, ...row }) => ({
    ...toHold(row),
    email,
    heldAt,
    enrolments,
  }));
}

/** One hold, in force or not; null when there is none. */
export async function readHold(
  db: Queryable,
  id: string,
): Promise<(NewHold & { readonly releasedAt: Date | null }) | null> {
  const { rows } = await db.query<HoldRow & { released_at: Date | null }>(
    `select ${holdColumns}, h.released_at from company_holds h where h.id = $1`,
    [id],
  );
  const [row] = rows;
  return row === undefined ? null : { ...toHold(row), releasedAt: row.released_at };
}

/** Releases holds; returns those that were in force. The caller holds the locks of their companies. */
export async function releaseHolds(
  tx: Queryable,
  ids: readonly string[],
  by: string,
  now: Date,
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `update company_holds set released_at = $2, released_by = $3
      where id = any($1::uuid[]) and released_at is null
     returning id`,
    [ids, now, by],
  );
  return rows.map(({ id }) => id);
}

/** Enrolments that a hold keeps, or kept when they ended: a move to another version may bring those back. */
export async function enrolmentsHeldBy(
  db: Queryable,
  holdId: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'enrolments-held-by',
    text: `
      select id
        from enrolments
       where held ->> 'id' = $1 and held is not null
       limit $2`,
    values: [holdId, limit],
  });
  return rows.map(({ id }) => id);
}

/** Holds that were released, and whose enrolments may not all have been let go. */
export async function holdsToFree(db: Queryable, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'holds-to-free',
    text: `
      select id from company_holds
       where released_at is not null and freed_at is null
       order by released_at
       limit $1`,
    values: [limit],
  });
  return rows.map(({ id }) => id);
}

/** Notes that a hold keeps nobody any more. */
export async function markFreed(db: Queryable, holdId: string, now: Date): Promise<void> {
  await db.query('update company_holds set freed_at = $2 where id = $1', [holdId, now]);
}
