import { normaliseAddress } from '../../domain/address.ts';
import type { Workspace } from '../../domain/language/workspace.ts';
import type { Mailbox } from '../context.ts';

/**
 * Makes the test of whether mail to an address is for us: what our mails are from, where they ask for answers, opt-outs
 * and reports, and each of these with a `+tag` (RFC 5233).
 *
 * @param recipients  instead of those: addresses, and domains as `@in.fjord.example`
 */
export function ownAddresses(
  { mailboxes }: Pick<Workspace, 'mailboxes'>,
  sender: Pick<Mailbox, 'from' | 'replyTo'> | null,
  recipients: readonly string[] | null = null,
): (address: string) => boolean {
  const named = [...mailboxes, ...(sender === null ? [] : [sender])].flatMap(
    ({ from, replyTo }) => [from.address, ...(replyTo === null ? [] : [replyTo.address])],
  );
  const reports = mailboxes.flatMap(({ wire }) =>
    [wire.returnPath, wire.optOutAddress].flatMap((address) => address ?? []),
  );
  const ours = new Set(recipients ?? [...named, ...reports].map(normaliseAddress));
  return (text) => {
    const address = normaliseAddress(text);
    if (address === null) return false;
    const at = address.lastIndexOf('@');
    const untagged = address.slice(0, at).replace(/\+.*$/, '') + address.slice(at);
    return ours.has(address) || ours.has(untagged) || ours.has(address.slice(at));
  };
}
