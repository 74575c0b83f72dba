import { NotFound } from '../errors.ts';
import { forgetDays } from '../store/mailbox-days.ts';
import { type MailboxRow, readMailboxes } from '../store/mailboxes.ts';
import type { App } from './context.ts';
import { readWarnings } from './guard-rails.ts';
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

/** All mailboxes of the workspace, in its order. */
export async function listMailboxes(app: App): Promise<MailboxStatus[]> {
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
    } = row ?? {};
    const warning = warnings.get(key) ?? null;
    return { key, from, warning, pools, status, cause, reason, since, retryAt };
  });
}

/** Pauses a mailbox until a person resumes it. @throws NotFound `unknown_mailbox` */
export async function pauseByPerson(app: App, key: string, reason: string): Promise<MailboxStatus> {
  await mailboxStatus(app, key);
  await app.db.transaction((tx) => pauseMailbox(app, tx, key, reason, 'person'));
  return mailboxStatus(app, key);
}

/** Resumes a mailbox, whatever has paused it; one that is not paused stays as it is. @throws NotFound `unknown_mailbox` */
export async function resumeByPerson(app: App, key: string): Promise<MailboxStatus> {
  await mailboxStatus(app, key);
  // What was counted until now is dealt with: else the next bounce would pause it again.
  if (await resumeMailbox(app, key, 'person')) await forgetDays(app.db, key);
  return mailboxStatus(app, key);
}

async function mailboxStatus(app: App, key: string): Promise<MailboxStatus> {
  const all = await listMailboxes(app);
  const found = all.find((one) => one.key === key);
  if (found !== undefined) return found;
  const known = all.map((one) => one.key).join(', ');
  throw new NotFound(
    'unknown_mailbox',
    `There is no mailbox "${key}" in workspace.yaml; there is ${known}.`,
  );
}
