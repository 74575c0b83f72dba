import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { readApiKey, touchApiKey } from '../store/api-keys.ts';
import { adminCaller, authenticate, type Caller, callerOf } from './api-keys.ts';
import type { App } from './context.ts';

/** Machine time for which a login holds. */
export const sessionMs = 12 * 3_600_000;

type Parts = Pick<App, 'db' | 'clock' | 'keys'>;

const claims = z.object({
  /** Id of the API key; `admin` for that of `CADENCE_ADMIN_KEY`. */
  key: z.union([z.literal('admin'), z.uuid()]),
  /** Which key of the environment it was: another one ends the sessions of the one before. */
  of: z.string().optional(),
  /** To which address the link was sent that opened it: another one ends the sessions of the one before. */
  at: z.string().optional(),
  /** Milliseconds of machine time. */
  ends: z.number(),
});

/**
 * Opens a session for whoever has an API key. The token names the key and is signed; nothing is kept of it. It holds for
 * twelve hours, and no longer than its key.
 *
 * @returns null when nobody has this key
 */
export async function openSession(
  app: Parts,
  key: string,
  adminKey: string | undefined,
): Promise<string | null> {
  const caller = await authenticate(app, key, adminKey);
  if (caller === null) return null;
  const of = caller.id === 'admin' ? { of: sign(app, `admin key ${key}`) } : {};
  return tokenOf(app, { key: caller.id, ...of });
}

/** Opens a session of a key for whoever reads its mail. */
export function openMailedSession(app: Parts, key: { readonly id: string }, email: string): string {
  return tokenOf(app, { key: key.id, at: sign(app, `address ${email}`) });
}

function tokenOf(app: Parts, whose: Omit<z.infer<typeof claims>, 'ends'>): string {
  const ends = app.clock.machineNow().getTime() + sessionMs;
  const body = Buffer.from(JSON.stringify({ ...whose, ends })).toString('base64url');
  return `${body}.${sign(app, body)}`;
}

/**
 * Whose session this is; null when it is none of ours, has ended, its key was revoked since, or has another address than the
 * one by which it was opened.
 */
export async function readSession(
  app: Parts,
  token: string,
  adminKey: string | undefined,
): Promise<Caller | null> {
  const [body = '', signature = '', ...rest] = token.split('.');
  if (rest.length > 0 || !isEqual(signature, sign(app, body))) return null;
  const {
    key,
    of = '',
    at,
    ends,
  } = claims.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  const now = app.clock.machineNow();
  if (ends <= now.getTime()) return null;
  if (key === 'admin') {
    const isSame = adminKey !== undefined && isEqual(of, sign(app, `admin key ${adminKey}`));
    return isSame ? adminCaller : null;
  }
  const found = await readApiKey(app.db, key);
  if (found === null) return null;
  if (at !== undefined && !isEqual(at, sign(app, `address ${found.email}`))) return null;
  await touchApiKey(app.db, found.id, now);
  return callerOf(found);
}

/** What a form has to give back, made for one browser and one session; without a session for the browser alone. */
export function formToken(app: Parts, visitor: string, session: string | null): string {
  return sign(app, `form ${visitor} ${session ?? ''}`);
}

/** Whether a form gave back what it was given. */
export function isFormToken(
  app: Parts,
  visitor: string,
  session: string | null,
  given: string,
): boolean {
  return isEqual(given, formToken(app, visitor, session));
}

function sign({ keys }: Parts, text: string): string {
  return createHmac('sha256', keys.session).update(text).digest('base64url');
}

function isEqual(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
