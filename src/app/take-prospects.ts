import { createHmac } from 'node:crypto';
import type { Queryable } from '../store/db.ts';
import {
  deleteProspectsAt,
  type LockedProspect,
  type ProspectInput,
  readErased,
  upsertProspects,
} from '../store/prospects.ts';
import type { App } from './context.ts';

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
 */
export async function takeProspects(
  app: Pick<App, 'keys' | 'newId'>,
  tx: Queryable,
  inputs: readonly ProspectInput[],
  now: Date,
): Promise<TakenProspects> {
  const addresses = inputs.map((input) => input.address);
  const before = await erasedOf(app, tx, addresses);
  const allowed = inputs.filter((input) => !before.has(input.address));
  const locked = await upsertProspects(tx, allowed, now, app.newId);
  const meanwhile = await erasedOf(
    app,
    tx,
    allowed.map((input) => input.address),
  );
  await deleteProspectsAt(tx, [...meanwhile]);
  return {
    locked: locked.filter((prospect) => !meanwhile.has(prospect.address)),
    erased: new Set([...before, ...meanwhile]),
  };
}

async function erasedOf(
  app: Pick<App, 'keys'>,
  tx: Queryable,
  addresses: readonly string[],
): Promise<ReadonlySet<string>> {
  if (addresses.length === 0) return new Set();
  const hashes = addresses.map((address) => erasureHash(app.keys.erasure, address));
  const found = await readErased(tx, hashes);
  return new Set(addresses.filter((_, index) => found.has(hashes[index]?.toString('hex') ?? '')));
}

/** Keyed, so that the hashes alone tell nobody who was erased. */
export function erasureHash(key: Buffer, address: string): Buffer {
  return createHmac('sha256', key).update(address).digest();
}
