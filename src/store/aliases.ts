import type { Queryable } from './db.ts';

/**
 * Remembers other addresses of people; one that is known stays with whom it is known for, and the address of a prospect is
 * nobody's alias. The caller holds the locks of these prospects. In the order of the addresses, so that nobody waits in
 * a circle.
 */
export async function insertAliases(
  tx: Queryable,
  aliases: readonly { readonly address: string; readonly prospectId: string }[],
  now: Date,
): Promise<void> {
  if (aliases.length === 0) return;
  await tx.query({
    name: 'insert-aliases',
    text: `
      insert into prospect_aliases (address, prospect_id, created_at)
      select x.address, p.id, $3
        from unnest($1::text[], $2::uuid[]) as x(address, prospect_id)
        join prospects p on p.id = x.prospect_id and p.erased_at is null
       where not exists (select from prospects known where known.address = x.address)
       order by x.address
          on conflict do nothing`,
    values: [aliases.map((row) => row.address), aliases.map((row) => row.prospectId), now],
  });
}
