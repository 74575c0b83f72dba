import type { Role } from '../domain/codes.ts';
import type { Queryable } from './db.ts';

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** The first characters, by which people tell keys apart. */
  readonly prefix: string;
  /** To which links for logging in are sent, and whose work a rep sees; null: none. */
  readonly email: string | null;
  /** Whose work a manager sees besides. */
  readonly team: readonly string[];
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

interface KeyRow {
  id: string;
  name: string;
  role: Role;
  prefix: string;
  email: string | null;
  team: string[];
  created_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

const columns = 'id, name, role, prefix, email, team, created_at, last_used_at, revoked_at';

/** Keeps the hash of a new key; null where there is one of this id already. */
export async function insertApiKey(
  db: Queryable,
  key: {
    readonly name: string;
    readonly role: Role;
    readonly prefix: string;
    readonly email: string | null;
    readonly team: readonly string[];
    readonly hash: Buffer;
    /** Absent: the database makes one. */
    readonly id?: string | undefined;
  },
  now: Date,
): Promise<ApiKey | null> {
  const { rows } = await db.query<KeyRow>(
    `insert into api_keys (name, role, prefix, email, key_hash, created_at, id, team)
     values ($1, $2, $3, $4, $5, $6, coalesce($7, gen_random_uuid()), $8)
         on conflict (id) do nothing
     returning ${columns}`,
    [key.name, key.role, key.prefix, key.email, key.hash, now, key.id ?? null, key.team],
  );
  return rows[0] === undefined ? null : toKey(rows[0]);
}

/** The key with this hash that is not revoked, or null. */
export async function findApiKey(db: Queryable, hash: Buffer): Promise<ApiKey | null> {
  const { rows } = await db.query<KeyRow>({
    name: 'find-api-key',
    text: `select ${columns} from api_keys where key_hash = $1 and revoked_at is null`,
    values: [hash],
  });
  return rows[0] === undefined ? null : toKey(rows[0]);
}

/** The key with this id that is not revoked, or null. */
export async function readApiKey(db: Queryable, id: string): Promise<ApiKey | null> {
  const { rows } = await db.query<KeyRow>({
    name: 'read-api-key',
    text: `select ${columns} from api_keys where id = $1 and revoked_at is null`,
    values: [id],
  });
  return rows[0] === undefined ? null : toKey(rows[0]);
}

/** Notes that a key was used, at most once a minute. */
export async function touchApiKey(db: Queryable, id: string, now: Date): Promise<void> {
  await db.query(
    `update api_keys set last_used_at = $2
      where id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')`,
    [id, now],
  );
}

/** All keys, the oldest first. */
export async function listApiKeys(db: Queryable): Promise<ApiKey[]> {
  const { rows } = await db.query<KeyRow>(
    `select ${columns} from api_keys order by created_at, id`,
  );
  return rows.map(toKey);
}

/** The keys with this address that are not revoked, the oldest first. */
export async function findKeysOf(db: Queryable, email: string): Promise<ApiKey[]> {
  const { rows } = await db.query<KeyRow>(
    `select ${columns} from api_keys where email = $1 and revoked_at is null order by created_at, id`,
    [email],
  );
  return rows.map(toKey);
}

/** The key of this id or prefix, locked; null when there is none that is not revoked. */
export async function lockApiKey(tx: Queryable, idOrPrefix: string): Promise<ApiKey | null> {
  const { rows } = await tx.query<KeyRow>(
    `select ${columns} from api_keys where (id::text = $1 or prefix = $1) and revoked_at is null
      order by created_at, id limit 1 for update`,
    [idOrPrefix],
  );
  return rows[0] === undefined ? null : toKey(rows[0]);
}

/** Gives a key an address, or none, and a team. */
export async function setKeyReach(
  tx: Queryable,
  id: string,
  { email, team }: Pick<ApiKey, 'email' | 'team'>,
): Promise<void> {
  await tx.query('update api_keys set email = $2, team = $3 where id = $1', [id, email, team]);
}

/** Revokes a key by id or prefix; its id, or null when there is none that is not revoked. */
export async function revokeApiKey(
  db: Queryable,
  idOrPrefix: string,
  now: Date,
): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    `update api_keys set revoked_at = $2 where (id::text = $1 or prefix = $1) and revoked_at is null returning id`,
    [idOrPrefix, now],
  );
  return rows[0]?.id ?? null;
}

function toKey(row: KeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    prefix: row.prefix,
    email: row.email,
    team: row.team,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  };
}
