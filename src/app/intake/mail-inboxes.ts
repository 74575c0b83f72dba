import { readImapUrl } from '../../config.ts';
import type { AfterReading } from '../../domain/language/inbox-shape.ts';
import type { Workspace } from '../../domain/language/workspace.ts';
import { accountOf } from '../../email/imap-session.ts';

/** A folder to read, and the mailbox that it is read for. */
export interface InboxFolder {
  readonly folder: string;
  /** Key of the mailbox: what its events are shown as coming from. */
  readonly mailbox: string;
  readonly after: AfterReading;
  readonly sinceMs: number;
  readonly authserv: readonly string[];
}

/** An account with all that is read in it, over one connection. */
export interface Inbox {
  /** As `user@host:port`: what the marks are kept under, so that another account under the same key begins anew. */
  readonly account: string;
  readonly url: string;
  readonly folders: readonly InboxFolder[];
}

/**
 * The accounts that the mailboxes name. A folder that two mailboxes share is read once, for the first.
 *
 * @throws Misconfigured `bad_environment`
 */
export function inboxesOf(
  { mailboxes }: Workspace,
  secretOf: (environmentName: string) => string | undefined,
): { readonly inboxes: readonly Inbox[]; readonly notSet: readonly string[] } {
  const inboxes = new Map<string, { url: string; folders: Map<string, InboxFolder> }>();
  const notSet: string[] = [];
  for (const { key, inbound } of mailboxes) {
    if (inbound === null) continue;
    const { imapEnv, folders, after, sinceMs, authserv } = inbound;
    const url = readImapUrl(imapEnv, secretOf(imapEnv));
    if (url === undefined) {
      notSet.push(imapEnv);
      continue;
    }
    const account = accountOf(url);
    const inbox = inboxes.get(account) ?? { url, folders: new Map() };
    for (const folder of folders) {
      if (inbox.folders.has(folder)) continue;
      inbox.folders.set(folder, { folder, mailbox: key, after, sinceMs, authserv });
    }
    inboxes.set(account, inbox);
  }
  const list = [...inboxes].map(([account, { url, folders }]) => {
    return { account, url, folders: [...folders.values()] };
  });
  return { inboxes: list, notSet };
}
