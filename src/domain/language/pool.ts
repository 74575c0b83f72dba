import type { Cadence } from '../cadence.ts';
import type { MailboxConfig, Workspace } from './workspace.ts';

/**
 * The mailboxes that a cadence is sent from, in the order of the pool, each once. Without `sender`, and where the workspace
 * has lost the pool since the cadence was published, that is the first of all; none where there is no mailbox.
 */
export function mailboxesOf(
  { sender }: Pick<Cadence, 'sender'>,
  { mailboxes, pools }: Workspace,
): readonly MailboxConfig[] {
  const known = sender !== undefined && Object.hasOwn(pools, sender.pool);
  const keys = known ? (pools[sender.pool] ?? []) : [];
  const members = [...new Set(keys)].flatMap((key) => mailboxes.filter((one) => one.key === key));
  return members.length === 0 ? mailboxes.slice(0, 1) : members;
}

/** The zones of those mailboxes. */
export function senderZones(
  cadence: Pick<Cadence, 'sender'>,
  workspace: Workspace,
): readonly string[] {
  return mailboxesOf(cadence, workspace).flatMap(({ timezone }) => timezone ?? []);
}

/** The zone that counts as the sender's while no mailbox has been chosen: that of the first of the pool. */
export function firstZone(cadence: Pick<Cadence, 'sender'>, workspace: Workspace): string | null {
  return mailboxesOf(cadence, workspace)[0]?.timezone ?? null;
}
