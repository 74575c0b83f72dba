import { readSmtpUrl } from '../../config.ts';
import type { Workspace } from '../../domain/language/workspace.ts';

/** Where the mails of a mailbox go; `url` is undefined where nothing is said: to the local outbox. */
export interface MailboxUrl {
  readonly key: string;
  readonly url: string | undefined;
}

/**
 * Where the mails of each mailbox go, the first of the workspace first: as its own variable says, else SMTP_URL.
 *
 * @throws Misconfigured `bad_environment`
 */
export function mailboxUrls(
  workspace: Workspace,
  smtpUrl: string | undefined,
  secretOf: (environmentName: string) => string | undefined,
): readonly [MailboxUrl, ...MailboxUrl[]] {
  const urls = workspace.mailboxes.map(({ key, smtpEnv }) => ({
    key,
    url: readSmtpUrl(smtpEnv, secretOf(smtpEnv)) ?? smtpUrl,
  }));
  const [first = { key: 'default', url: smtpUrl }, ...others] = urls;
  return [first, ...others];
}
