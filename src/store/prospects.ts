import type { Owners } from '../domain/viewer.ts';
import { regionOf } from '../domain/zone-regions.ts';
import type { BasisInput } from './bases.ts';
import { columnArrays, jsonText } from './column-arrays.ts';
import { LostRace, type Queryable } from './db.ts';
import { writeExternalIds } from './external-ids.ts';
import { lapsePlansOfMoved } from './moved-prospects.ts';
import { suppressingValues } from './suppressions.ts';
import { findOthers, isOthers } from './within.ts';

/** What is told about a prospect; absent fields leave what is known as it is, null takes it away. */
export interface ProspectInput extends BasisInput {
  /** As typed. */
  readonly email: string;
  /** Normalised: what makes it the same person. */
  readonly address: string;
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  readonly title?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly company?: string | null | undefined;
  readonly country?: string | null | undefined;
  readonly timezone?: string | null | undefined;
  readonly locale?: string | null | undefined;
  readonly owner?: string | null | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  readonly externalIds?: Readonly<Record<string, string>> | undefined;
}

export interface Prospect {
  readonly id: string;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly title: string | null;
  readonly phone: string | null;
  readonly company: string | null;
  readonly country: string | null;
  readonly timezone: string | null;
  readonly locale: string | null;
  readonly owner: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly externalIds: Readonly<Record<string, string>>;
  readonly lastTouchAt: Date | null;
  readonly erasedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A prospect that is locked, with what decides whether it may be enrolled. */
export interface LockedProspect {
  readonly id: string;
  readonly address: string;
  readonly email: string;
  readonly timezone: string | null;
  readonly country: string | null;
  readonly company: string | null;
  /** State or province, as its attributes name it. */
  readonly region: string | null;
  readonly owner: string | null;
  readonly lastTouchAt: Date | null;
  readonly suppressed: 'address' | 'domain' | null;
}

const newProspects = columnArrays<ProspectInput & { readonly id: string }>([
  ['id', 'uuid', ({ id }) => id],
  ['email', 'text', ({ email }) => email],
  ['address', 'text', ({ address }) => address],
  ['first_name', 'text', ({ firstName }) => firstName],
  ['last_name', 'text', ({ lastName }) => lastName],
  ['title', 'text', ({ title }) => title],
  ['phone', 'text', ({ phone }) => phone],
  ['company', 'text', ({ company }) => company],
  ['country', 'text', ({ country }) => country],
  ['timezone', 'text', ({ timezone }) => timezone],
  ['locale', 'text', ({ locale }) => locale],
  ['owner', 'text', ({ owner }) => owner],
  ['attributes', 'jsonb', ({ attributes }) => jsonText(attributes ?? {})],
]);

/**
 * Inserts the prospects that are new, locks all of them in the order of their ids, and writes what is told anew. One
 * address may stand only once in `inputs`.
 *
 * Whoever sees the work of some has asked before whom they may write. It is asked again behind the locks, of those whom
 * another may have written meanwhile.
 *
 * @param owners  whose work the writer sees
 * @throws LostRace where one has become somebody else's
 */
export async function upsertProspects(
  tx: Queryable,
  inputs: readonly ProspectInput[],
  now: Date,
  newId: () => string,
  owners: Owners = null,
): Promise<LockedProspect[]> {
  const rows = inputs.map((input) => ({ ...input, id: newId() }));
  const inserted = await tx.query<{ address: string }>({
    name: 'insert-prospects',
    text: `
      insert into prospects (id, email, address, first_name, last_name, title, phone, company, country, timezone, locale,
                             owner, attributes, created_at, updated_at)
      select x.*, $14, $14
        from ${newProspects.recordset}
       order by x.address
          on conflict (address) do nothing
      returning address`,
    values: [...newProspects.values(rows), now],
  });
  const addresses = inputs.map((input) => input.address);
  await tx.query({
    name: 'lock-prospects-by-address',
    text: `select from prospects where address = any($1::text[]) order by id for no key update`,
    values: [addresses],
  });
  // Who is new has no plans, and stands there as told.
  const added = new Set(inserted.rows.map((row) => row.address));
  const known = inputs.filter((input) => !added.has(input.address));
  if (known.length > 0) {
    if (owners !== null) await requireStillTheirs(tx, known, owners);
    await lapsePlansOfMoved(tx, known);
    await updateProspects(tx, known, now);
  }
  const locked = await readLocked(tx, addresses);
  await writeExternalIds(tx, inputs, locked, owners);
  return locked;
}

async function requireStillTheirs(
  tx: Queryable,
  inputs: readonly ProspectInput[],
  owners: Owners,
): Promise<void> {
  const addresses = inputs.map(({ address }) => address);
  const others = await findOthers(tx, addresses, owners);
  if (inputs.some((input) => isOthers(input, others))) throw new LostRace();
}

/** What is known now: what was told just before is among it. */
async function readLocked(tx: Queryable, addresses: readonly string[]): Promise<LockedProspect[]> {
  const { rows } = await tx.query<{
    id: string;
    address: string;
    email: string;
    timezone: string | null;
    country: string | null;
    company: string | null;
    attributes: Record<string, unknown>;
    owner: string | null;
    last_touch_at: Date | null;
    suppressed: 'address' | 'domain' | null;
  }>({
    name: 'read-locked-prospects',
    text: `
      select p.id, p.address, p.email, p.timezone, p.country, p.company, p.attributes, p.owner, p.last_touch_at,
             case when exists (select from suppressions s where s.value = p.address) then 'address'
                  when exists (select from suppressions s
                                where s.value = any(${suppressingValues('p.address', 'p.domain')})) then 'domain' end as suppressed
        from prospects p
       where p.address = any($1::text[])`,
    values: [addresses],
  });
  return rows.map(({ last_touch_at: lastTouchAt, attributes, ...row }) => ({
    ...row,
    region: regionOf(attributes),
    lastTouchAt,
  }));
}

/** Writes only what is told and differs, so that a list that is imported again costs no write. */
async function updateProspects(
  tx: Queryable,
  inputs: readonly ProspectInput[],
  now: Date,
): Promise<void> {
  const fields = [
    ['firstName', 'first_name'],
    ['lastName', 'last_name'],
    ['title', 'title'],
    ['phone', 'phone'],
    ['company', 'company'],
    ['country', 'country'],
    ['timezone', 'timezone'],
    ['locale', 'locale'],
    ['owner', 'owner'],
  ] as const;
  const told = (key: string, column: string) =>
    `case when x.input ? '${key}' then x.input ->> '${key}' else p.${column} end`;
  const attributes = `p.attributes || coalesce(x.input -> 'attributes', '{}')`;
  await tx.query({
    name: 'update-prospects',
    text: `
      update prospects p
         set ${fields.map(([key, column]) => `${column} = ${told(key, column)}`).join(', ')},
             attributes = ${attributes}, updated_at = $2
        from (select value as input from jsonb_array_elements($1::jsonb)) x
       where p.address = x.input ->> 'address'
         and (${fields.map(([key, column]) => `p.${column} is distinct from ${told(key, column)}`).join(' or ')}
              or p.attributes <> ${attributes})`,
    values: [JSON.stringify(inputs), now],
  });
}

/** Takes away the prospects at these addresses, who have been nowhere yet. The caller holds their locks. */
export async function deleteProspectsAt(
  tx: Queryable,
  addresses: readonly string[],
): Promise<void> {
  if (addresses.length === 0) return;
  await tx.query('delete from prospects where address = any($1::text[])', [addresses]);
}

/** Which of these keyed hashes belong to people who were erased. */
export async function readErased(
  tx: Queryable,
  hashes: readonly Buffer[],
): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ hash: Buffer }>({
    name: 'read-erased',
    text: 'select hash from erased_addresses where hash = any($1::bytea[])',
    values: [hashes],
  });
  return new Set(rows.map((row) => row.hash.toString('hex')));
}

const columns = `
  p.id, p.email, p.first_name, p.last_name, p.title, p.phone, p.company, p.country, p.timezone, p.locale, p.owner,
  p.attributes, p.last_touch_at, p.erased_at, p.created_at, p.updated_at,
  (select coalesce(json_object_agg(x.source, x.external_id), '{}')
     from prospect_external_ids x where x.prospect_id = p.id) as external_ids`;

/** One prospect by id, or null. */
export async function readProspect(db: Queryable, id: string): Promise<Prospect | null> {
  const { rows } = await db.query<ProspectRow>(
    `select ${columns} from prospects p where p.id = $1`,
    [id],
  );
  return rows[0] === undefined ? null : toProspect(rows[0]);
}

/** One prospect by normalised address, or null. */
export async function readProspectByAddress(
  db: Queryable,
  address: string,
): Promise<Prospect | null> {
  const { rows } = await db.query<ProspectRow>(
    `select ${columns} from prospects p where p.address = $1`,
    [address],
  );
  return rows[0] === undefined ? null : toProspect(rows[0]);
}

interface ProspectRow {
  id: string;
  email: string;
  first_name: string | null;
  last_name: string | null;
  title: string | null;
  phone: string | null;
  company: string | null;
  country: string | null;
  timezone: string | null;
  locale: string | null;
  owner: string | null;
  attributes: Record<string, unknown>;
  last_touch_at: Date | null;
  erased_at: Date | null;
  created_at: Date;
  updated_at: Date;
  external_ids: Record<string, string>;
}

function toProspect(row: ProspectRow): Prospect {
  return {
    id: row.id,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    title: row.title,
    phone: row.phone,
    company: row.company,
    country: row.country,
    timezone: row.timezone,
    locale: row.locale,
    owner: row.owner,
    attributes: row.attributes,
    externalIds: row.external_ids,
    lastTouchAt: row.last_touch_at,
    erasedAt: row.erased_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
