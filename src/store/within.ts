/**
 * Whose work somebody sees, in SQL: `Owners` of `domain/viewer.ts` as one bound value, null for everybody's. Every statement
 * that shows work asks by one of these conditions.
 */
import type { Owners } from '../domain/viewer.ts';
import type { Queryable } from './db.ts';

/** The owner in this column is seen. @param owners  the bound value, as `$2` */
export function ownerWithin(column: string, owners: string): string {
  return `(${owners}::text[] is null or ${column} is null or ${column} = any(${owners}))`;
}

/**
 * Ids of the first rows of each owner who is seen, and of nobody: a page of all of them is among these, and no more is read
 * to find it, however few of a big table are theirs.
 *
 * @param holds  what row `x` has to be besides
 */
export function firstWithin(
  table: 'enrolments' | 'tasks',
  { owners, limit }: { readonly owners: string; readonly limit: string },
  holds: string,
): string {
  const first = (whose: string) =>
    `(select x.id from ${table} x where ${whose} and ${holds} order by x.owner, x.id limit ${limit})`;
  return `(select y.id from unnest(${owners}::text[]) o(owner) cross join lateral ${first('x.owner = o.owner')} y
            union all
           ${first('x.owner is null')})`;
}

/** The enrolment of touch `t` is seen. */
export function enrolmentWithin(t: string, owners: string): string {
  return `(${owners}::text[] is null or exists (select from enrolments x
             where x.id = ${t}.enrolment_id and (x.owner is null or x.owner = any(${owners}))))`;
}

/**
 * Prospect `p` is seen: by its owner, by whoever sees an enrolment of it (all, where nobody owns that), and by all where it
 * has neither an owner nor an enrolment. One whose enrolments are all a colleague's is the colleague's, though nobody was
 * named as its own owner.
 */
export function prospectWithin(p: string, owners: string): string {
  return `(${owners}::text[] is null or coalesce(${p}.owner = any(${owners}), false)
           or exists (select from enrolments x where x.prospect_id = ${p}.id and (x.owner is null or x.owner = any(${owners})))
           or (${p}.owner is null and not exists (select from enrolments x where x.prospect_id = ${p}.id)))`;
}

/** Import `i` was begun by this key itself, or by a key whose address is among the owners. */
export function importBegunWithin(i: string, owners: string, keyId: string): string {
  return `(${owners}::text[] is null or ${i}.key_id = ${keyId}
           or ${i}.key_id in (select k.id::text from api_keys k where k.email = any(${owners})))`;
}

/** Import `i` is seen: it was begun so, or an enrolment of it is seen. */
export function importWithin(i: string, owners: string, keyId: string): string {
  const has = (whose: string) =>
    `exists (select from enrolments x where x.import_id = ${i}.id and x.${whose})`;
  return `(${importBegunWithin(i, owners, keyId)} or ${has(`owner = any(${owners})`)} or ${has('owner is null')})`;
}

/** What has an owner, by itself or by what it belongs to. */
export type WorkKind = 'enrolment' | 'task' | 'prospect' | 'touch' | 'import' | 'company-hold';

const conditions: Readonly<Record<WorkKind, string>> = {
  enrolment: `enrolments e where e.id = $1 and ${ownerWithin('e.owner', '$2')}`,
  task: `tasks t where t.id = $1 and ${ownerWithin('t.owner', '$2')}`,
  prospect: `prospects p where p.id = $1 and ${prospectWithin('p', '$2')}`,
  touch: `touches t where t.id = $1 and ${enrolmentWithin('t', '$2')}`,
  import: `imports i where i.id = $1 and ${importWithin('i', '$2', '$3')}`,
  'company-hold': `company_holds h join prospects p on p.id = h.prospect_id
                    where h.id = $1 and ${prospectWithin('p', '$2')}`,
};

/** Whether there is such a thing with this id that is seen. */
export async function isSeen(
  db: Queryable,
  kind: WorkKind,
  id: string,
  { owners, keyId }: { readonly owners: Owners; readonly keyId: string | null },
): Promise<boolean> {
  const { rows } = await db.query<{ seen: boolean }>({
    name: `seen-${kind}`,
    text: `select exists (select from ${conditions[kind]}) as seen`,
    values: kind === 'import' ? [id, owners, keyId] : [id, owners],
  });
  return rows[0]?.seen === true;
}

/** Not seen; or seen, by an enrolment, with an owner whose work is not. */
export type Others = 'unseen' | 'owned';

/** Of these addresses, those of prospects that are somebody else's. */
export async function findOthers(
  db: Queryable,
  addresses: readonly string[],
  owners: Owners,
): Promise<ReadonlyMap<string, Others>> {
  const { rows } = await db.query<{ address: string; seen: boolean }>({
    name: 'prospects-of-others',
    text: `select * from (select p.address, p.owner, ${prospectWithin('p', '$2')} as seen from prospects p
                           where p.address = any($1::text[]) and p.erased_at is null) x
            where not seen or owner <> all($2::text[])`,
    values: [addresses, owners],
  });
  return new Map(rows.map(({ address, seen }) => [address, seen ? 'owned' : 'unseen']));
}

/** What is told of a prospect is not for this writer to tell: they do not see it, or would take it from its owner. */
export function isOthers(
  { address, owner }: { readonly address: string; readonly owner?: string | null | undefined },
  others: ReadonlyMap<string, Others>,
): boolean {
  const found = others.get(address);
  return found === 'unseen' || (found === 'owned' && owner !== undefined);
}
