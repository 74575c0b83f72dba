import { normaliseAddress } from '../../../domain/address.ts';

/** One recipient that a text names, and what it says of that one. */
export interface ToldRecipient {
  readonly recipient: string;
  readonly said: string;
}

const address = String.raw`([^\s<>"'(),;:|\[\]]{1,64}@[^\s<>"'(),;:|\[\]]{1,255})`;

/**
 * The ways in which reports name whom they could not reach, the clearest first. Only the first way that finds somebody is
 * followed: what stands elsewhere in the text may be a postmaster or the sender.
 */
const transcript = new RegExp(String.raw`^\d{3} (?:\d\.\d\.\d{1,3} )?<?${address}>?\.\.\.`, 'i');

const ways: readonly RegExp[] = [
  // `<kari@example.no>:` of qmail; `kari@example.no:` and `  kari@example.no` alone on a line of exim, gmail and many.
  new RegExp(String.raw`^[ \t>*-]{0,12}<?${address}>?:?[ \t]{0,8}$`, 'i'),
  new RegExp(String.raw`^[ \t>]{0,12}<?${address}>?:? {0,4}(?:<${address}>)?[ \t]{0,8}$`, 'i'),
  new RegExp(String.raw`^[ \t>]{0,12}<?${address}>?[:;]? {1,4}[[(]?\S`, 'i'),
  transcript,
  new RegExp(
    String.raw`(?:recipients?|address|to|rcpt to|for|user|mailbox|full|unknown)\s?:? ?<${address}>`,
    'i',
  ),
  new RegExp(
    String.raw`\b(?:recipients?|address(?:es)?|to|user|mailbox)\b[ :]{1,12}${address}`,
    'i',
  ),
  new RegExp(`<?${address}>?`, 'i'),
];

const longestLine = 2_000;

/** @param notOf addresses that are no recipients: of the sender, and of who reports */
export function recipientsTold(told: string, notOf: ReadonlySet<string>): readonly ToldRecipient[] {
  const lines = told.split('\n').slice(0, 5_000);
  for (const way of ways) {
    const found = lines.flatMap((line, index) => {
      const match = way.exec(line.slice(0, longestLine));
      const recipient = normaliseAddress((match?.[2] ?? match?.[1] ?? '').replace(/\.+$/, ''));
      return recipient === null || notOf.has(recipient) || isStaff(recipient)
        ? []
        : [{ recipient, index }];
    });
    if (found.length > 0) return sections(lines, found, way === transcript);
  }
  return [];
}

function isStaff(address: string): boolean {
  return /^(mailer-daemon|postmaster|abuse|hostmaster|no-?reply)@/.test(address);
}

/**
 * Of each recipient the lines from its own to the next one's, in a transcript those since the one before; told twice is
 * told once.
 */
function sections(
  lines: readonly string[],
  found: readonly { readonly recipient: string; readonly index: number }[],
  before: boolean,
): readonly ToldRecipient[] {
  const byRecipient = new Map<string, string[]>();
  for (const [place, { recipient, index }] of found.entries()) {
    const next = found[place + 1]?.index ?? lines.length;
    const previous = (found[place - 1]?.index ?? -1) + 1;
    const [start, end] = before ? [previous, index + 1] : [index, Math.max(next, index + 1)];
    const said = lines.slice(start, end).join('\n');
    byRecipient.set(recipient, [...(byRecipient.get(recipient) ?? []), said]);
  }
  return [...byRecipient]
    .slice(0, 100)
    .map(([recipient, said]) => ({ recipient, said: said.join('\n') }));
}
