import { inEnglish, type Sentence, saying, sentence } from '../../domain/sentence.ts';
import { NotFound } from '../../errors.ts';
import { type CadencePause, readCadencePauses } from '../../store/cadence-pauses.ts';
import { listCadences, type PublishedCadence } from '../../store/cadences.ts';
import { forgetDays } from '../../store/rated-days.ts';
import type { App } from '../context.ts';
import { unknownCadence } from '../unknown.ts';
import { pauseCadence, resumeCadence } from './cadence-pauses.ts';
import { cadenceScope, readCadenceWarnings } from './guard-rails.ts';
import { waitUntilLandedOf } from './in-flight.ts';

/** A published cadence, and whether its mails leave. */
export interface CadenceStatus extends PublishedCadence {
  readonly status: 'active' | 'paused';
  readonly cause: CadencePause['cause'] | null;
  readonly reason: string | null;
  readonly since: Date | null;
  /** Which rate nears or passes its guard rail; null: none. */
  readonly warning: string | null;
}

/** The same, and what its reason and its warning are made of. */
export interface ToldCadenceStatus extends CadenceStatus {
  readonly said: { readonly reason: Sentence | null; readonly warning: Sentence | null };
}

/** All published cadences, by key. */
export async function listCadenceStatus(app: App): Promise<CadenceStatus[]> {
  return (await listToldCadenceStatus(app)).map(({ said: _said, ...status }) => status);
}

/** The same for whoever says why in other languages. */
export async function listToldCadenceStatus(app: App): Promise<ToldCadenceStatus[]> {
  const [cadences, pauses] = await Promise.all([listCadences(app.db), readCadencePauses(app.db)]);
  const warnings = await readCadenceWarnings(
    app,
    cadences.map(({ key }) => key),
  );
  return cadences.map((cadence) => {
    const pause = pauses.find(({ key }) => key === cadence.key);
    const { cause = null, reason = null, since = null, said = null } = pause ?? {};
    const status = pause === undefined ? 'active' : 'paused';
    const near = warnings.get(cadence.key) ?? null;
    const warning = near && inEnglish(near);
    const told = { ...cadence, status, cause, reason, since, warning } as const;
    return { ...told, said: { reason: said, warning: near } };
  });
}

/**
 * Lets no mail of a cadence leave until a person resumes it. What is being handed over at this moment is waited for.
 *
 * @returns `inFlight` when a mail may still be in the air
 * @throws NotFound `unknown_cadence`
 */
export async function pauseCadenceByPerson(
  app: App,
  key: string,
  reason: string,
): Promise<CadenceStatus & { readonly inFlight?: true }> {
  const askedAt = performance.now();
  await cadenceStatus(app, key);
  await app.db.transaction((tx) => pauseCadence(app, tx, { key, cause: 'person', why: reason }));
  const flying = await waitUntilLandedOf(app.db, key, askedAt);
  return { ...(await cadenceStatus(app, key)), ...(flying ? { inFlight: true } : {}) };
}

/** Resumes a cadence, whatever has paused it; one that is not paused stays as it is. @throws NotFound `unknown_cadence` */
export async function resumeCadenceByPerson(app: App, key: string): Promise<CadenceStatus> {
  const { status } = await cadenceStatus(app, key);
  // What was counted until now is dealt with, before it could pause the cadence again.
  if (status === 'paused') await forgetDays(app.db, [cadenceScope(key)]);
  await resumeCadence(app, key);
  return cadenceStatus(app, key);
}

async function cadenceStatus(app: App, key: string): Promise<CadenceStatus> {
  const all = await listCadenceStatus(app);
  const found = all.find((one) => one.key === key);
  if (found !== undefined) return found;
  if (all.length === 0) throw unknownCadence(key);
  const known = { list: all.map((one) => one.key) };
  throw new NotFound(
    'unknown_cadence',
    ...saying(sentence('unknown.cadence-there-is', { key, known })),
  );
}
