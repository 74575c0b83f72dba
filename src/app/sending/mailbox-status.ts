import { inEnglish, type Sentence, saying, sentence } from '../../domain/sentence.ts';
import { NotFound } from '../../errors.ts';
import { type MailboxRow, readMailboxes } from '../../store/mailboxes.ts';
import { forgetDays } from '../../store/rated-days.ts';
import type { App } from '../context.ts';
import { domainScopes, mailboxScope, readWarnings } from './guard-rails.ts';
import { waitUntilLandedFrom } from './in-flight.ts';
import { pauseMailbox, resumeMailbox } from './mailbox-pauses.ts';

/** How a mailbox of the workspace is. */
export interface MailboxStatus
  extends Pick<MailboxRow, 'key' | 'status' | 'cause' | 'reason' | 'since' | 'retryAt'> {
  readonly from: string | null;
  /** Which rate nears or passes its guard rail; null: none. */
  readonly warning: string | null;
  /** Pools that it is in. */
  readonly pools: readonly string[];
}

/** The same, and what its reason and its warning are made of. */
export interface ToldMailboxStatus extends MailboxStatus {
  readonly said: { readonly reason: Sentence | null; readonly warning: Sentence | null };
}

/** All mailboxes of the workspace, in its order. */
export async function listMailboxes(app: App): Promise<MailboxStatus[]> {
  return (await listToldMailboxes(app)).map(({ said: _said, ...status }) => status);
}

/** The same for whoever says why in other languages. */
export async function listToldMailboxes(app: App): Promise<ToldMailboxStatus[]> {
  const { db, workspace } = app;
  const [rows, warnings] = await Promise.all([readMailboxes(db), readWarnings(app)]);
  const named = workspace.mailboxes.map(({ key, from }) => ({ key, from: from.address }));
  const all = named.length === 0 ? [{ key: 'default', from: null }] : named;
  return all.map(({ key, from }) => {
    const row = rows.find((one) => one.key === key);
    const pools = Object.entries(workspace.pools).flatMap(([pool, keys]) =>
      keys.includes(key) ? [pool] : [],
    );
    const {
      status = 'active',
      cause = null,
      reason = null,
      since = null,
      retryAt = null,
      said = null,
    } = row ?? {};
    const near = warnings.get(key) ?? null;
    const told = { key, from, pools, status, cause, reason, since, retryAt };
    return { ...told, warning: near && inEnglish(near), said: { reason: said, warning: near } };
  });
}

/**
 * Pauses a mailbox until a person resumes it. What is being handed over at this moment is waited for.
 *
 * @returns `inFlight` when a mail may still be in the air
 * @throws NotFound `unknown_mailbox`
 */
export async function pauseByPerson(
  app: App,
  key: string,
  reason: string,
): Promise<MailboxStatus & { readonly inFlight?: true }> {
  const since = performance.now();
  await mailboxStatus(app, key);
  await app.db.transaction((tx) => pauseMailbox(app, tx, key, reason, 'person'));
  const first = app.workspace.mailboxes[0]?.key ?? 'default';
  const flying = await waitUntilLandedFrom(app.db, key, first, since);
  return { ...(await mailboxStatus(app, key)), ...(flying ? { inFlight: true } : {}) };
}

/** Resumes a mailbox, whatever has paused it; one that is not paused stays as it is. @throws NotFound `unknown_mailbox` */
export async function resumeByPerson(app: App, key: string): Promise<MailboxStatus> {
  const { status, cause } = await mailboxStatus(app, key);
  // What was counted until now is dealt with, before it could pause the mailbox again.
  if (status === 'paused') {
    const ofDomain = cause === 'rate' ? domainScopes(app, key) : [];
    await forgetDays(app.db, [mailboxScope(key), ...ofDomain]);
  }
  await resumeMailbox(app, key, 'person');
  return mailboxStatus(app, key);
}

async function mailboxStatus(app: App, key: string): Promise<MailboxStatus> {
  const all = await listMailboxes(app);
  const found = all.find((one) => one.key === key);
  if (found !== undefined) return found;
  const known = all.map((one) => one.key).join(', ');
  throw new NotFound('unknown_mailbox', ...saying(sentence('unknown.mailbox', { key, known })));
}
