/**
 * Links for logging in: whoever reads the mail of a key's address may log in as that key, once, for a quarter of an hour.
 *
 * Asking for one does the same whether or not anybody has that address: it is noted, and a worker looks who it is for. So
 * neither the answer nor the time that it takes says who is known here. Only the hash of a token is kept. All in machine
 * time.
 */
import { createHash, randomBytes } from 'node:crypto';
import { normaliseAddress } from '../../domain/address.ts';
import type { Role } from '../../domain/codes.ts';
import { type ApiKey, findKeysOf, readApiKey, touchApiKey } from '../../store/api-keys.ts';
import { insertAudit } from '../../store/audit-log.ts';
import { forgetLinks, insertAskedLink, readLink, spendLink } from '../../store/login-links.ts';
import type { App } from '../context.ts';
import { openMailedSession } from '../sessions.ts';

/** How long a link is good. */
export const goodForMs = 15 * 60_000;

/** To one address in that time: more are not mailed, and nobody is told. */
export const mostInThatTime = 5;

const keptForMs = 86_400_000;

type Parts = Pick<App, 'db' | 'clock' | 'keys'>;

/** Notes that somebody asks for a link; false where this is no address at all. */
export async function askForLink(
  app: Pick<App, 'db' | 'clock' | 'newId'>,
  given: string,
  language: string,
): Promise<boolean> {
  const email = normaliseAddress(given);
  if (email === null) return false;
  const askedAt = app.clock.machineNow();
  const since = new Date(askedAt.getTime() - goodForMs);
  const asked = { id: app.newId(), email, language, askedAt };
  await app.db.transaction((tx) => insertAskedLink(tx, asked, { most: mostInThatTime, since }));
  return true;
}

/** A new token, and what is kept of it. */
export function makeToken(): { readonly token: string; readonly hash: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashOf(token) };
}

const hashOf = (token: string) => createHash('sha256').update(token).digest();

/** As whom one may log in by a link, as things are now; nobody where it is not good, or no longer. */
export async function keysByLink(
  app: Parts,
  token: string,
): Promise<readonly { readonly id: string; readonly name: string; readonly role: Role }[]> {
  const email = await readLink(app.db, hashOf(token), app.clock.machineNow());
  return email === null ? [] : findKeysOf(app.db, email);
}

/**
 * Logs in by a link, which is worth nothing from then on.
 *
 * @param requestId  for the audit log
 * @returns the token of a session; null where the link is not good, or the key has not (or no longer) its address
 */
export async function logInByLink(
  app: Parts,
  token: string,
  keyId: string,
  requestId: string,
): Promise<string | null> {
  const now = app.clock.machineNow();
  return app.db.transaction(async (tx) => {
    const email = await spendLink(tx, hashOf(token), keyId, now);
    if (email === null) return null;
    const key = await readApiKey(tx, keyId);
    if (key === null) return null;
    await touchApiKey(tx, key.id, now);
    const opened = { action: 'session.opened', kind: 'key', objectId: key.id, data: {} } as const;
    await insertAudit(tx, actorOf(key, requestId), [opened], app.clock.now());
    return openMailedSession(app, key, email);
  });
}

const actorOf = ({ id, name, role }: ApiKey, requestId: string) => ({ id, name, role, requestId });

/** Forgets links of yesterday. */
export async function forgetOldLinks({ db, clock }: Pick<App, 'db' | 'clock'>): Promise<void> {
  await forgetLinks(db, new Date(clock.machineNow().getTime() - keptForMs));
}
