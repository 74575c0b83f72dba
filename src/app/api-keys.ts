import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { normaliseAddress } from '../domain/address.ts';
import type { Role } from '../domain/codes.ts';
import { ownerOrNobody, seesAll, type Viewer, viewerOf } from '../domain/viewer.ts';
import { InvalidInput, Refused } from '../errors.ts';
import {
  type ApiKey,
  findApiKey,
  insertApiKey,
  listApiKeys,
  lockApiKey,
  revokeApiKey,
  setKeyReach,
  touchApiKey,
} from '../store/api-keys.ts';
import { deedCameTo, deedIsTo } from '../store/deeds.ts';
import type { App } from './context.ts';

/** Who asks: a key of the database, or the one of `CADENCE_ADMIN_KEY`. */
export interface Caller {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Whose work they see. */
  readonly viewer: Viewer;
}

/** The key of `CADENCE_ADMIN_KEY`. */
export const adminCaller: Caller = {
  ...{ id: 'admin', name: 'CADENCE_ADMIN_KEY', role: 'admin' },
  viewer: { ...seesAll, keyId: 'admin' },
};

/** Who has a key of the database. */
export function callerOf(key: ApiKey): Caller {
  return { id: key.id, name: key.name, role: key.role, viewer: viewerOf(key) };
}

const hashOf = (key: string) => createHash('sha256').update(key).digest();

/** What a key may have besides. */
export interface KeyOptions {
  /** So that a form that is sent twice makes one; absent: a new one. */
  readonly id?: string;
  /** To which links for logging in are sent, and whose work a rep or a manager sees. */
  readonly email?: string;
  /** Whose work a manager sees besides. */
  readonly team?: readonly string[];
}

/**
 * Makes a key. The key itself is in the answer and nowhere else: only its hash is kept.
 *
 * @throws Refused `made_already`; InvalidInput `invalid_address`, `team_of_nobody`
 */
export async function createApiKey(
  app: Pick<App, 'db' | 'clock'>,
  name: string,
  role: Role,
  { id, email, team = [] }: KeyOptions = {},
): Promise<ApiKey & { readonly key: string }> {
  const key = `cad_${randomBytes(24).toString('base64url')}`;
  const address = email === undefined ? null : keyAddress(email);
  const reach = { email: address, team: teamOf(role, team) };
  const row = { id, name, role, prefix: key.slice(0, 12), ...reach, hash: hashOf(key) };
  const kept = await app.db.transaction(async (tx) => {
    const made = await insertApiKey(tx, row, app.clock.machineNow());
    if (made === null) {
      throw new Refused(
        'made_already',
        'This key was made already, and shown once. Who has not seen it revokes it and makes another.',
      );
    }
    deedIsTo('key', made.id);
    if (viewerOf(made).owners !== null) deedCameTo('key', { sees: seesHowMany(made) });
    return made;
  });
  return { ...kept, key };
}

/** What is changed of a key; what is absent stays. */
export interface KeyChange {
  /** Null: none. */
  readonly email?: string | null;
  readonly team?: readonly string[];
  /** Whoever changes it knows that the key sees everybody's work from then on. */
  readonly maySeeAll?: boolean;
}

/**
 * Gives a key another address or team, or takes them. What it sees follows at once, also for whoever is logged in by it. Links
 * that are on their way to an address that it had, and sessions that were opened by one, are worth nothing from then on.
 *
 * A key that sees the work of some would see everybody's without them: it is not widened so by what it merely lacks.
 *
 * @returns null when there is no key of this id or prefix that is not revoked
 * @throws InvalidInput `invalid_address`, `team_of_nobody`; Refused `would_see_all`
 */
export async function changeKey(
  app: Pick<App, 'db' | 'clock'>,
  idOrPrefix: string,
  { email, team, maySeeAll = false }: KeyChange,
): Promise<ApiKey | null> {
  const address = email == null ? email : keyAddress(email);
  return app.db.transaction(async (tx) => {
    const before = await lockApiKey(tx, idOrPrefix);
    if (before === null) return null;
    const after: ApiKey = {
      ...before,
      ...(address === undefined ? {} : { email: address }),
      ...(team === undefined ? {} : { team: teamOf(before.role, team) }),
    };
    const isWidened = viewerOf(before).owners !== null && viewerOf(after).owners === null;
    if (isWidened && !maySeeAll) {
      throw new Refused(
        'would_see_all',
        `The ${before.role} key "${before.name}" sees ${viewerOf(before).owners?.join(', ')} and what nobody owns. So changed it would see everything. Give it another address or team, revoke it, or say that it may see all (--sees-all).`,
      );
    }
    await setKeyReach(tx, before.id, after);
    deedIsTo('key', before.id);
    deedCameTo('key', { sees: seesHowMany(after) });
    return after;
  });
}

/** For the audit log: of how many owners a key sees the work, without naming them. */
function seesHowMany(key: ApiKey): number | 'all' {
  return viewerOf(key).owners?.length ?? 'all';
}

/** @throws InvalidInput `team_of_nobody`, `invalid_address` */
function teamOf(role: Role, team: readonly string[]): readonly string[] {
  const named = team.flatMap(
    (one) => ownerOrNobody(one.includes('@') ? keyAddress(one) : one) ?? [],
  );
  if (named.length > 0 && role !== 'manager') {
    throw new InvalidInput(
      'team_of_nobody',
      `A team is what a manager has, and this is a ${role} key. Make one with --role manager.`,
    );
  }
  return [...new Set(named)].toSorted();
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
    return adminCaller;
  }
  const found = await findApiKey(app.db, hashOf(key));
  if (found === null) return null;
  await touchApiKey(app.db, found.id, app.clock.machineNow());
  return callerOf(found);
}

/** An admin key for an installation that has none; null when there is one. */
export async function firstAdminKey(app: Pick<App, 'db' | 'clock'>): Promise<string | null> {
  const keys = await listApiKeys(app.db);
  if (keys.some((key) => key.role === 'admin' && key.revokedAt === null)) return null;
  return (await createApiKey(app, 'first admin', 'admin')).key;
}
