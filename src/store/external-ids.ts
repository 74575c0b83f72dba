import type { Owners } from '../domain/viewer.ts';
import { columnArrays } from './column-arrays.ts';
import { LostRace, type Queryable } from './db.ts';
import type { LockedProspect, ProspectInput } from './prospects.ts';
import { prospectWithin } from './within.ts';

/** Who somebody is in another system. */
export interface ExternalId {
  readonly source: string;
  readonly externalId: string;
}

/** The ids that are told of a prospect. */
export function externalIdsOf({ externalIds }: Pick<ProspectInput, 'externalIds'>): ExternalId[] {
  return Object.entries(externalIds ?? {}).map(([source, externalId]) => ({ source, externalId }));
}

/** One text for one id. */
export const externalIdKey = ({ source, externalId }: ExternalId) =>
  JSON.stringify([source, externalId]);

const askedIds = columnArrays<ExternalId>([
  ['source', 'text', ({ source }) => source],
  ['external_id', 'text', ({ externalId }) => externalId],
]);

/** Of these ids, by their key, those of prospects that are not seen. */
export async function findIdsOfOthers(
  db: Queryable,
  ids: readonly ExternalId[],
  owners: Owners,
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await db.query<ExternalId>({
    name: 'external-ids-of-others',
    text: `
      select i.source, i.external_id as "externalId"
        from ${askedIds.recordset}
        join prospect_external_ids i on i.source = x.source and i.external_id = x.external_id
        join prospects p on p.id = i.prospect_id
       where p.erased_at is null and not ${prospectWithin('p', '$3')}`,
    values: [...askedIds.values(ids), owners],
  });
  return new Set(rows.map(externalIdKey));
}

/**
 * Writes the ids of prospects that are locked. An id goes over to whom it is told of last, but not away from somebody who is
 * not seen.
 *
 * @throws LostRace where one has become that of somebody else's prospect since it was asked
 */
export async function writeExternalIds(
  tx: Queryable,
  inputs: readonly ProspectInput[],
  locked: readonly LockedProspect[],
  owners: Owners,
): Promise<void> {
  const idByAddress = new Map(locked.map((prospect) => [prospect.address, prospect.id]));
  const rows = inputs.flatMap((input) =>
    externalIdsOf(input).map((id) => ({ ...id, prospectId: idByAddress.get(input.address) })),
  );
  if (rows.length === 0) return;
  // Two of one list may claim the same id: the later one has it, as from list to list.
  const once = new Map(rows.map((row) => [externalIdKey(row), row]));
  const written = await tx.query(
    `insert into prospect_external_ids as i (source, external_id, prospect_id)
     select x.source, x."externalId", x."prospectId"
       from jsonb_to_recordset($1::jsonb) as x(source text, "externalId" text, "prospectId" uuid)
      order by x.source, x."externalId"
         on conflict (source, external_id) do update set prospect_id = excluded.prospect_id
      ${owners === null ? '' : `where ${mayGoOver}`}`,
    [
      JSON.stringify([...once.values()]),
      ...(owners === null ? [] : [owners, [...idByAddress.values()]]),
    ],
  );
  if (owners !== null && written.rowCount !== once.size) throw new LostRace();
}

/** Whoever is locked here was seen. Whom another has just inserted is not found, and so not seen either. */
const mayGoOver = `
  i.prospect_id = any($3::uuid[])
  or exists (select from prospects p
              where p.id = i.prospect_id and (p.erased_at is not null or ${prospectWithin('p', '$2')}))`;
