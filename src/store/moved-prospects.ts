import type { Queryable } from './db.ts';
import type { ProspectInput } from './prospects.ts';

/**
 * Lets the planned times lapse of people who turn out to be elsewhere: their zone, country or region is told differently
 * from what is known. The claim then finds the window closed, and they are planned anew by their own wall clock. The caller
 * holds the locks of the prospects, and has not written what is told yet.
 */
export async function lapsePlansOfMoved(
  tx: Queryable,
  inputs: readonly ProspectInput[],
): Promise<void> {
  await tx.query({
    name: 'lapse-plans-of-moved',
    text: `
      update touches t
         set closes_at = t.due_at
        from (select value as input from jsonb_array_elements($1::jsonb)) x
        join prospects p on p.address = x.input ->> 'address'
       where t.prospect_id = p.id and t.status in ('scheduled', 'queued', 'deferred') and t.due_at is not null
         and ((x.input ? 'timezone' and x.input ->> 'timezone' is distinct from p.timezone)
              or (x.input ? 'country' and x.input ->> 'country' is distinct from p.country)
              or exists (select from jsonb_each_text(coalesce(x.input -> 'attributes', '{}')) a
                          where lower(a.key) in ('region', 'state', 'province')
                            and a.value is distinct from p.attributes ->> a.key))`,
    values: [JSON.stringify(inputs)],
  });
}
