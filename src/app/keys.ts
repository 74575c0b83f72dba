import { hkdfSync, randomBytes } from 'node:crypto';
import { Misconfigured } from '../errors.ts';
import type { Queryable } from '../store/db.ts';
import { rememberOnce } from '../store/settings.ts';
import type { App } from './context.ts';

/**
 * Our keys, all derived (RFC 5869) from one secret: `CADENCE_SECRET`, else one that is made once and kept in the database.
 */
export async function loadKeys(db: Queryable, secret: string | undefined): Promise<App['keys']> {
  const made = randomBytes(32).toString('base64url');
  const kept = secret ?? (await rememberOnce(db, 'secret', made));
  if (typeof kept !== 'string') {
    throw new Misconfigured(
      'bad_secret',
      'The secret in the database is not readable. Set CADENCE_SECRET.',
    );
  }
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', kept, '', purpose, 32));
  return {
    unsubscribe: derive('unsubscribe'),
    erasure: derive('erasure'),
    returnPath: derive('return-path'),
    tracking: derive('tracking'),
    session: derive('session'),
  };
}
