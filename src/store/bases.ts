import type { AddressKind } from '../domain/policy/address-kind.ts';
import type { Basis, BasisName } from '../domain/policy/lawful-basis.ts';
import { columnArrays } from './column-arrays.ts';
import type { Queryable } from './db.ts';

/** What is told of the lawful basis of a person; absent fields leave what is known as it is. */
export interface BasisInput {
  /** Null takes away all that is recorded. */
  readonly basis?: BasisName | null | undefined;
  /** With a basis always there, as `basisAt` is. */
  readonly basisSource?: string | undefined;
  readonly basisAt?: Date | undefined;
  readonly basisExpires?: Date | null | undefined;
  /** Null: what the address itself tells. */
  readonly addressKind?: AddressKind | null | undefined;
}

/** A basis of a person, to be written. */
export interface BasisRow extends Basis {
  readonly prospectId: string;
}

const basisRows = columnArrays<BasisRow>([
  ['prospect_id', 'uuid', ({ prospectId }) => prospectId],
  ['basis', 'text', ({ basis }) => basis],
  ['source', 'text', ({ source }) => source],
  ['at', 'timestamptz', ({ at }) => at],
  ['expires_at', 'timestamptz', ({ expires }) => expires],
]);

/**
 * Records what is told; of each basis a person has one, the last that was told. The caller holds their locks.
 *
 * @returns of whom something new was told
 */
export async function writeBases(
  tx: Queryable,
  rows: readonly BasisRow[],
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const written = await tx.query<{ prospect_id: string }>({
    name: 'write-bases',
    text: `
      insert into prospect_bases as b (prospect_id, basis, source, at, expires_at)
      select * from ${basisRows.recordset}
          on conflict (prospect_id, basis) do update
         set source = excluded.source, at = excluded.at, expires_at = excluded.expires_at
       where (b.source, b.at, b.expires_at) is distinct from (excluded.source, excluded.at, excluded.expires_at)
      returning prospect_id`,
    values: basisRows.values(rows),
  });
  return new Set(written.rows.map((row) => row.prospect_id));
}

/**
 * Records what events show; only what is younger than what is known counts, so that their order does not matter. The caller
 * holds the lock of the person.
 *
 * @returns whether it counts
 */
export async function writeShownBasis(tx: Queryable, row: BasisRow): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'write-shown-basis',
    text: `
      insert into prospect_bases as b (prospect_id, basis, source, at, expires_at)
      select * from ${basisRows.recordset}
          on conflict (prospect_id, basis) do update
         set source = excluded.source, at = excluded.at, expires_at = excluded.expires_at
       where b.at < excluded.at`,
    values: basisRows.values([row]),
  });
  return rowCount === 1;
}

/** Takes away all that these people's mail was based on. @returns of whom there was something */
export async function deleteBases(
  tx: Queryable,
  prospectIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (prospectIds.length === 0) return new Set();
  const { rows } = await tx.query<{ prospect_id: string }>({
    name: 'delete-bases',
    text: 'delete from prospect_bases where prospect_id = any($1::uuid[]) returning prospect_id',
    values: [prospectIds],
  });
  return new Set(rows.map((row) => row.prospect_id));
}

/** Enrolments of these people that are held for want of a basis. The caller holds their locks. */
export async function enrolmentsWithoutBasis(
  tx: Queryable,
  prospectIds: readonly string[],
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'enrolments-without-basis',
    text: `
      select id from enrolments
       where prospect_id = any($1::uuid[]) and pause_reason = 'missing_basis'`,
    values: [prospectIds],
  });
  return rows.map(({ id }) => id);
}

interface KindRow {
  readonly prospectId: string;
  readonly kind: AddressKind | null;
}

const kindRows = columnArrays<KindRow>([
  ['prospect_id', 'uuid', ({ prospectId }) => prospectId],
  ['kind', 'text', ({ kind }) => kind],
]);

/** Keeps whose address is whose, as it was told. */
export async function writeAddressKinds(tx: Queryable, rows: readonly KindRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query({
    name: 'write-address-kinds',
    text: `
      update prospects p
         set address_kind = x.kind
        from ${kindRows.recordset}
       where p.id = x.prospect_id and p.address_kind is distinct from x.kind`,
    values: kindRows.values(rows),
  });
}

/** What is known of a person that a rule of a country asks for. */
export interface KnownBases {
  readonly id: string;
  readonly address: string;
  readonly country: string | null;
  /** As it was told. */
  readonly addressKind: AddressKind | null;
  readonly bases: readonly Basis[];
}

/** What is known of these people, in no order. */
export async function readKnownBases(
  db: Queryable,
  prospectIds: readonly string[],
): Promise<KnownBases[]> {
  const { rows } = await db.query<{
    id: string;
    address: string;
    country: string | null;
    address_kind: AddressKind | null;
    bases: { basis: BasisName; source: string; at: string; expires: string | null }[] | null;
  }>({
    name: 'read-known-bases',
    text: `
      select p.id, p.address, p.country, p.address_kind,
             (select json_agg(json_build_object('basis', b.basis, 'source', b.source, 'at', b.at, 'expires', b.expires_at)
                              order by b.basis)
                from prospect_bases b where b.prospect_id = p.id) as bases
        from prospects p
       where p.id = any($1::uuid[])`,
    values: [prospectIds],
  });
  return rows.map(({ address_kind: addressKind, bases, ...row }) => ({
    ...row,
    addressKind,
    bases: (bases ?? []).map(({ at, expires, ...basis }) => ({
      ...basis,
      at: new Date(at),
      expires: expires === null ? null : new Date(expires),
    })),
  }));
}
