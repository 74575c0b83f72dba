import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { normaliseAddress } from '../domain/address.ts';
import type { Role } from '../domain/codes.ts';
import { InvalidInput, Refused } from '../errors.ts';
import {
  type ApiKey,
  findApiKey,
  insertApiKey,
  listApiKeys,
  revokeApiKey,
  setKeyEmail,
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

/** What a key may have besides. */
export interface KeyOptions {
  /** So that a form that is sent twice makes one; absent: a new one. */
  readonly id?: string;
  /** To which links for logging in are sent. */
  readonly email?: string;
}

/**
 * Makes a key. The key itself is in the answer and nowhere else: only its hash is kept.
 *
 * @throws Refused `made_already`; InvalidInput `invalid_address`
 */
export async function createApiKey(
  app: Pick<App, 'db' | 'clock'>,
  name: string,
  role: Role,
  { id, email }: KeyOptions = {},
): Promise<ApiKey & { readonly key: string }> {
  const key = `cad_${randomBytes(24).toString('base64url')}`;
  const address = email === undefined ? null : keyAddress(email);
  const row = { id, name, role, prefix: key.slice(0, 12), email: address, hash: hashOf(key) };
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

/**
 * Gives a key another address, or takes the one it has: links that are on their way to the old one, and sessions that were
 * opened by one, are worth nothing from then on.
 *
 * @returns null when there is no key of this id or prefix that is not revoked
 * @throws InvalidInput `invalid_address`
 */
export async function changeKeyEmail(
  app: Pick<App, 'db' | 'clock'>,
  idOrPrefix: string,
  email: string | null,
): Promise<ApiKey | null> {
  const address = email === null ? null : keyAddress(email);
  return app.db.transaction(async (tx) => {
    const changed = await setKeyEmail(tx, idOrPrefix, address);
    if (changed !== null) deedIsTo('key', changed.id);
    return changed;
  });
}

/** @throws InvalidInput `invalid_address` */
function keyAddress(email: string): string {
  const address = normaliseAddress(email);
  if (address !== null) return address;
  throw new InvalidInput(
    'invalid_address',
    `"${email}" is no e-mail address. Write one such as kari@firm.no.`,
  );
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
