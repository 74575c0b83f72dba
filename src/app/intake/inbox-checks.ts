import { openImap } from '../../email/imap-session.ts';
import { messageOf } from '../../errors.ts';
import { type MailAccount, readMailAccounts } from '../../store/mail-accounts.ts';
import { countMailFailures } from '../../store/mail-failures.ts';
import type { Check } from '../check-parts.ts';
import type { App } from '../context.ts';
import { type Inbox, inboxesOf } from './mail-inboxes.ts';

type SecretOf = (environmentName: string) => string | undefined;

/** A mailbox whose answers are not heard at the moment. */
export interface UnreadInbox {
  readonly mailbox: string;
  readonly since: Date;
}

/** When all that there was in a mailbox had last been read, or since when that fails. */
export interface InboxReading {
  readonly mailbox: string;
  /** Machine time. */
  readonly readAt: Date;
}

/** Of the mailboxes that are read here; one that never was says nothing. */
export async function inboxReadings(
  app: App,
  secretOf: SecretOf,
): Promise<readonly InboxReading[]> {
  const { inboxes } = inboxesOf(app.workspace, secretOf);
  const states = await statesOf(app, inboxes);
  return inboxes.flatMap((inbox) => {
    const readAt = unreadSince(states.get(inbox.account));
    return readAt === null ? [] : [{ mailbox: nameOf(inbox), readAt }];
  });
}

/** Longer ago than several polls, and the waits after a failure. */
const lateMs = 5 * 60_000;

/** The mailboxes that were read once, and are not now. */
export async function unreadInboxes(app: App, secretOf: SecretOf): Promise<readonly UnreadInbox[]> {
  const latest = app.clock.machineNow().getTime() - lateMs;
  return (await inboxReadings(app, secretOf)).flatMap(({ mailbox, readAt }) =>
    readAt.getTime() < latest ? [{ mailbox, since: readAt }] : [],
  );
}

/** Connects to each account, looks into its folders without marking anything, and tells how far it is read. */
export async function checkInboxes(app: App, secretOf: SecretOf): Promise<readonly Check[]> {
  try {
    const { inboxes, notSet } = inboxesOf(app.workspace, secretOf);
    const states = await statesOf(app, inboxes).catch(() => new Map<string, MailAccount>());
    const failures = await countMailFailures(
      app.db,
      inboxes.map(({ account }) => account),
    ).catch(() => new Map<string, number>());
    const checks = inboxes.map((inbox) =>
      checkInbox(app, inbox, states.get(inbox.account), failures.get(inbox.account) ?? 0),
    );
    const absent = notSet.map((name): Check => {
      const detail = `${name} is not set: answers are not read`;
      return { part: 'inbox', result: 'warning', detail };
    });
    return [...(await Promise.all(checks)), ...absent];
  } catch (error) {
    return [{ part: 'inbox', result: 'failed', detail: messageOf(error) }];
  }
}

async function checkInbox(
  app: App,
  inbox: Inbox,
  state: MailAccount | undefined,
  failures: number,
): Promise<Check> {
  const part = `inbox ${nameOf(inbox)}`;
  const { host } = new URL(inbox.url);
  try {
    const session = await openImap(inbox.url);
    try {
      for (const { folder } of inbox.folders) await session.open(folder, true);
    } finally {
      await session.close();
    }
  } catch (error) {
    return { part, result: 'failed', detail: messageOf(error) };
  }
  const lets = `${host} lets us in`;
  const caughtUpAt = state?.caughtUpAt ?? null;
  if (caughtUpAt === null) {
    return {
      part,
      result: 'warning',
      detail: `${lets}, but it was never read: is a worker running?`,
    };
  }
  const read = `${lets}, read up to ${caughtUpAt.toISOString()}`;
  if (caughtUpAt.getTime() < app.clock.machineNow().getTime() - lateMs) {
    return { part, result: 'warning', detail: `${read}: is a worker running?` };
  }
  if (failures > 0) {
    const detail = `${read}; ${failures} could not be read and are kept: see the log`;
    return { part, result: 'warning', detail };
  }
  return { part, result: 'ok', detail: read };
}

async function statesOf(
  app: App,
  inboxes: readonly Inbox[],
): Promise<ReadonlyMap<string, MailAccount>> {
  if (inboxes.length === 0) return new Map();
  const states = await readMailAccounts(
    app.db,
    inboxes.map(({ account }) => account),
  );
  return new Map(states.map((state) => [state.account, state]));
}

/** Since when nothing is read; a failure that came after the last reading does not say when that was. */
function unreadSince(state: MailAccount | undefined): Date | null {
  return state?.caughtUpAt ?? state?.failingSince ?? null;
}

function nameOf({ folders, account }: Inbox): string {
  return folders[0]?.mailbox ?? account;
}
