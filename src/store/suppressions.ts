import type { Queryable } from './db.ts';

export interface Suppression {
  /** An address or a domain, in lower case. */
  readonly value: string;
  readonly reason: string;
  readonly source: string;
  readonly note: string | null;
  readonly createdAt: Date;
}

/**
 * The values of suppressions that apply to a normalised address, as an array in SQL: the address, its domain, and the domains
 * that this one lies under. Most lie under none, and do not pay for the look.
 */
export function suppressingValues(address: string, domain: string): string {
  return `(array[${address}, ${domain}] || case when ${domain} like '%.%.%' then domains_above(${domain}) end)`;
}

const domainOf = (address: string) => `split_part(${address}, '@', 2)`;

/** From the weakest reason to the strongest; any other is weaker still. */
const reasonsByStrength = ['bounced', 'opted_out', 'complained'];

/**
 * Adds suppressions. Of several reasons for one the strongest stays, and of equal ones the first: so it does not matter in
 * which order they come. The caller holds the locks of the prospects concerned, or commits before it takes them.
 */
export async function insertSuppressions(
  tx: Queryable,
  suppressions: readonly {
    readonly value: string;
    readonly reason: string;
    readonly source: string;
    readonly note?: string | undefined;
    /** Absent: now. */
    readonly since?: Date | undefined;
    /** The page behind an opt-out link tells it, and may take it back unless somebody else tells it too. */
    readonly revocable?: boolean | undefined;
  }[],
  now: Date,
): Promise<void> {
  if (suppressions.length === 0) return;
  await tx.query(
    `insert into suppressions as s (value, reason, source, note, revocable, created_at)
     select distinct on (x.value) x.value, x.reason, x.source, x.note, coalesce(x.revocable, false), coalesce(x.since, $2)
       from jsonb_to_recordset($1::jsonb)
         as x(value text, reason text, source text, note text, since timestamptz, revocable boolean)
      order by x.value, ${strength('x.reason')} desc
         on conflict (value) do update
        set reason = case when ${stronger} then excluded.reason else s.reason end,
            source = case when ${stronger} then excluded.source else s.source end,
            note = case when ${stronger} then coalesce(excluded.note, s.note) else s.note end,
            revocable = s.revocable and excluded.revocable
      where ${stronger} or (s.revocable and not excluded.revocable)`,
    [JSON.stringify(suppressions), now, reasonsByStrength],
  );
}

function strength(column: string): string {
  return `coalesce(array_position($3::text[], ${column}), 0)`;
}

const stronger = `${strength('excluded.reason')} > ${strength('s.reason')}`;

/** Takes away what only an opt-out page has told; false when there is no such suppression. */
export async function revokeSuppression(tx: Queryable, value: string): Promise<boolean> {
  const { rowCount } = await tx.query('delete from suppressions where value = $1 and revocable', [
    value,
  ]);
  return rowCount === 1;
}

/** Takes one away; false when there was none. */
export async function deleteSuppression(tx: Queryable, value: string): Promise<boolean> {
  const { rowCount } = await tx.query('delete from suppressions where value = $1', [value]);
  return rowCount === 1;
}

/** Of several that apply the address itself, then the closest domain. */
const closestFirst = `order by value like '%@%' desc, length(value) desc limit 1`;

/** Why mails to this normalised address are suppressed, by the address or its domain; null when they are not. */
export async function readSuppressionReason(
  tx: Queryable,
  address: string,
): Promise<string | null> {
  const { rows } = await tx.query<{ reason: string }>(
    `select reason from suppressions
      where value = any(${suppressingValues('$1::text', domainOf('$1'))})
      ${closestFirst}`,
    [address],
  );
  return rows[0]?.reason ?? null;
}

/** Who says that mails to this normalised address are suppressed: an opt-out page alone, or others; null when nobody does. */
export async function readSuppressedBy(
  tx: Queryable,
  address: string,
): Promise<'page' | 'others' | null> {
  const { rows } = await tx.query<{ revocable: boolean | null }>(
    `select bool_and(revocable) as revocable from suppressions
      where value = any(${suppressingValues('$1::text', domainOf('$1'))})`,
    [address],
  );
  const revocable = rows[0]?.revocable ?? null;
  return revocable === null ? null : revocable ? 'page' : 'others';
}

/** Which of these normalised addresses are suppressed, and whether by themselves or by their domain. */
export async function readSuppressed(
  tx: Queryable,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, 'address' | 'domain'>> {
  const { rows } = await tx.query<{ address: string; by: 'address' | 'domain' }>({
    name: 'read-suppressed',
    text: `
      select x.address, min(case when s.value = x.address then 'address' else 'domain' end) as by
        from unnest($1::text[]) as x(address)
        join suppressions s on s.value = any(${suppressingValues('x.address', domainOf('x.address'))})
       group by x.address`,
    values: [addresses],
  });
  return new Map(rows.map(({ address, by }) => [address, by]));
}

/** One page, by value, from behind `after`. */
export async function listSuppressions(
  db: Queryable,
  after: string | null,
  limit: number,
): Promise<Suppression[]> {
  const { rows } = await db.query<SuppressionRow>(
    `select value, reason, source, note, created_at from suppressions where value > $1 order by value limit $2`,
    [after ?? '', limit],
  );
  return rows.map(toSuppression);
}

interface SuppressionRow {
  value: string;
  reason: string;
  source: string;
  note: string | null;
  created_at: Date;
}

function toSuppression({ created_at: createdAt, ...row }: SuppressionRow): Suppression {
  return { ...row, createdAt };
}

/** Those whose address or domain begins with a text, by their bytes, from behind `after`: a range of the index, however the database sorts. */
export async function findSuppressions(
  db: Queryable,
  begins: string,
  after: string | null,
  limit: number,
): Promise<Suppression[]> {
  const { rows } = await db.query<SuppressionRow>(
    `select value, reason, source, note, created_at from suppressions
      where value ~>=~ $1 and value ~<~ ($1 || chr(1114111)) and value ~>~ $2
      order by value using ~<~ limit $3`,
    [begins, after ?? '', limit],
  );
  return rows.map(toSuppression);
}

/** Prospects to whom a suppressed address or domain applies. */
export async function prospectsSuppressedBy(tx: Queryable, value: string): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    value.includes('@')
      ? 'select id from prospects where address = $1'
      : `select p.id from (select $1::text as value) x cross join lateral (${underDomain}) p order by p.id`,
    [value],
  );
  return rows.map((row) => row.id);
}

/** People at a domain or under it: the index leads to all domains that end in these letters, and few are others. */
const underDomain = `
  select p.id
    from prospects p
   where reverse(p.domain) collate "C" >= reverse(x.value)
     and reverse(p.domain) collate "C" < reverse(x.value) || '/'
     and (p.domain = x.value or right(p.domain, length(x.value) + 1) = '.' || x.value)
  offset 0`;

/** People in a cadence to whom some of these addresses and domains apply, with the reason that stands, as `readSuppressionReason` gives it. */
export async function liveProspectsSuppressedBy(
  tx: Queryable,
  values: readonly string[],
): Promise<readonly { readonly id: string; readonly reason: string | null }[]> {
  const { rows } = await tx.query<{ id: string; reason: string | null }>({
    name: 'live-prospects-suppressed-by',
    text: `
      select p.id,
             (select reason from suppressions
               where value = any(${suppressingValues('p.address', 'p.domain')})
               ${closestFirst}) as reason
        from (select p.id from unnest($1::text[]) as x(value) join prospects p on p.address = x.value
               union
              select p.id from unnest($2::text[]) as x(value) cross join lateral (${underDomain}) p) x
        join prospects p on p.id = x.id
       where exists (select from enrolments e
                      where e.prospect_id = p.id and e.status in ('pending', 'active', 'paused'))`,
    values: [
      values.filter((value) => value.includes('@')),
      values.filter((value) => !value.includes('@')),
    ],
  });
  return rows;
}
