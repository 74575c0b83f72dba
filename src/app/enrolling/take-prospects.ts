import { createHmac } from 'node:crypto';
import { type Owners, ownerOrNobody } from '../../domain/viewer.ts';
import type { Queryable } from '../../store/db.ts';
import {
  deleteProspectsAt,
  type LockedProspect,
  type ProspectInput,
  readErased,
  upsertProspects,
} from '../../store/prospects.ts';
import type { App } from '../context.ts';
import { goOnWithBasis } from '../people/go-on-with-basis.ts';
import { recordBases } from '../people/record-bases.ts';

export interface TakenProspects {
  readonly locked: readonly LockedProspect[];
  /** Addresses of people who were erased; nothing is kept of them. */
  readonly erased: ReadonlySet<string>;
}

/**
 * Creates or updates prospects and locks them, except those who were erased: they stay so. Everybody who writes prospects
 * comes by here.
 *
 * The erased are looked for a second time once the locks are held, since an erasure may be what was waited for.
 *
 * @param owners  whose work the writer sees, who has asked `refuseOthers`; null: everybody's
 */
export async function takeProspects(
  app: App,
  tx: Queryable,
  given: readonly ProspectInput[],
  now: Date,
  owners: Owners = null,
): Promise<TakenProspects> {
  const inputs = given.map(withOwnerName);
  const hashes = new Map(
    inputs.map(({ address }) => [address, erasureHash(app.keys.erasure, address)] as const),
  );
  const before = await erasedOf(tx, hashes);
  const allowed = inputs.filter((input) => !before.has(input.address));
  const locked = await upsertAll(app, tx, allowed, now, owners);
  for (const address of before) hashes.delete(address);
  const meanwhile = await erasedOf(tx, hashes);
  await deleteProspectsAt(tx, [...meanwhile]);
  const kept = locked.filter((prospect) => !meanwhile.has(prospect.address));
  await recordBases(tx, allowed, kept, now);
  const ids = kept.map(({ id }) => id);
  await goOnWithBasis(app, tx, ids, now);
  return {
    locked: kept,
    erased: new Set([...before, ...meanwhile]),
  };
}

/** An owner is looked for as it is written here. */
function withOwnerName(input: ProspectInput): ProspectInput {
  return input.owner == null ? input : { ...input, owner: ownerOrNobody(input.owner) };
}

/** Whoever was forgotten for their age between being found and being locked is there again. */
async function upsertAll(
  app: Pick<App, 'newId'>,
  tx: Queryable,
  inputs: readonly ProspectInput[],
  now: Date,
  owners: Owners,
): Promise<readonly LockedProspect[]> {
  const locked = await upsertProspects(tx, inputs, now, app.newId, owners);
  const found = new Set(locked.map(({ address }) => address));
  const gone = inputs.filter(({ address }) => !found.has(address));
  return gone.length === 0
    ? locked
    : [...locked, ...(await upsertProspects(tx, gone, now, app.newId, owners))];
}

/** Which of these addresses, each with its hash, are of people who were erased. */
async function erasedOf(
  tx: Queryable,
  hashes: ReadonlyMap<string, Buffer>,
): Promise<ReadonlySet<string>> {
  if (hashes.size === 0) return new Set();
  const found = await readErased(tx, [...hashes.values()]);
  if (found.size === 0) return found;
  return new Set(
    [...hashes].flatMap(([address, hash]) => (found.has(hash.toString('hex')) ? address : [])),
  );
}

/** Keyed, so that the hashes alone tell nobody who was erased. */
export function erasureHash(key: Buffer, address: string): Buffer {
  return createHmac('sha256', key).update(address).digest();
}
