import type { App } from '../app/context.ts';
import { NotFound } from '../errors.ts';
import { listCadences } from '../store/cadences.ts';

/** A cadence that somebody asks about, if any. @throws NotFound `unknown_cadence`, which lists those that are published */
export async function requirePublished(app: App, key: string | undefined): Promise<void> {
  if (key === undefined) return;
  const keys = (await listCadences(app.db)).map((cadence) => cadence.key);
  if (keys.includes(key)) return;
  throw new NotFound(
    'unknown_cadence',
    `There is no published cadence "${key}". There are: ${keys.join(', ') || 'none; see "cadence publish"'}.`,
  );
}
