import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Role } from '../domain/codes.ts';
import { Refused } from '../errors.ts';
import {
  type ApiKey,
  findApiKey,
  insertApiKey,
  listApiKeys,
  revokeApiKey,
  touchApiKey,
} from '../store/api-keys.ts';
import { deedIsTo } from '../store/deeds.ts';
import type { App } from './context.ts';

/** Who asks: a key of the database, or the one of `CADENCE_ADMIN_KEY`. */
export interface Caller {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

const hashOf = (key: string) => createHash('sha256').update(key).digest();

/**
 * Makes a key. The key itself is in the answer and nowhere else: only its hash is kept.
 *
 * @param id  so that a form that is sent twice makes one; absent: a new one
 * @throws Refused `made_already`
 */
export async function createApiKey(
  app: Pick<App, 'db' | 'clock'>,
  name: string,
  role: Role,
  id?: string,
): Promise<ApiKey & { readonly key: string }> {
  const key = `cad_${randomBytes(24).toString('base64url')}`;
  const row = { id, name, role, prefix: key.slice(0, 12), hash: hashOf(key) };
  const kept = await app.db.transaction(async (tx) => {
    const made = await insertApiKey(tx, row, app.clock.machineNow());
    if (made === null) {
      throw new Refused(
        'made_already',
        'This key was made already, and shown once. Who has not seen it revokes it and makes another.',
      );
    }
    deedIsTo('key', made.id);
    return made;
  });
  return { ...kept, key };
}

/** Revokes a key by id or prefix; false when there is none that is not revoked. */
export async function revokeKey(
  app: Pick<App, 'db' | 'clock'>,
  idOrPrefix: string,
): Promise<boolean> {
  return app.db.transaction(async (tx) => {
    const id = await revokeApiKey(tx, idOrPrefix, app.clock.machineNow());
    if (id !== null) deedIsTo('key', id);
    return id !== null;
  });
}

/** Who has this key, or null. */
export async function authenticate(
  app: Pick<App, 'db' | 'clock'>,
  key: string,
  adminKey: string | undefined,
): Promise<Caller | null> {
  if (adminKey !== undefined && timingSafeEqual(hashOf(key), hashOf(adminKey))) {
    return { id: 'admin', name: 'CADENCE_ADMIN_KEY', role: 'admin' };
  }
  const found = await findApiKey(app.db, hashOf(key));
  if (found === null) return null;
  await touchApiKey(app.db, found.id, app.clock.machineNow());
  return { id: found.id, name: found.name, role: found.role };
}

/** An admin key for an installation that has none; null when there is one. */
export async function firstAdminKey(app: Pick<App, 'db' | 'clock'>): Promise<string | null> {
  const keys = await listApiKeys(app.db);
  if (keys.some((key) => key.role === 'admin' && key.revokedAt === null)) return null;
  return (await createApiKey(app, 'first admin', 'admin')).key;
}
