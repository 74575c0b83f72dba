import { normaliseAddress } from '../../../domain/address.ts';
import { addressesOf, all, decodedText, type Headers } from '../headers.ts';
import type { MailTree } from '../mime.ts';
import { bestReplyCode, bestStatus } from './codes-said.ts';
import { reasonOf } from './reason-of.ts';
import { type BounceReason, isHard } from './reasons.ts';
import { recipientsTold } from './recipients-told.ts';

/** What a report says of one recipient. */
export interface Outcome {
  readonly recipient: string | null;
  readonly action: 'failed' | 'delayed' | 'delivered';
  readonly hard: boolean;
  readonly status: string | null;
  readonly replyCode: string | null;
  readonly reason: BounceReason | 'delivered';
}

interface Named {
  readonly recipient: string | null;
  /** What the text says of that one; empty where it says nothing apart. */
  readonly said: string;
}

const mostRecipients = 100;

/**
 * The outcomes that a text tells without fields.
 *
 * @param told what the server wrote, before the mail that came back
 * @param returned the header of that mail
 */
export function outcomesOfText(
  tree: MailTree,
  told: string,
  returned: Headers,
  delayed: boolean,
): readonly Outcome[] {
  const named = recipientsNamed(tree, told, returned);
  const subject = decodedText(tree.headers, 'subject') ?? '';
  return named.map(({ recipient, said }) => {
    // Of several, one must not be judged by what is told of another.
    const around = named.length > 1 && said !== '' ? '' : told;
    const status = bestStatus(said, null, around);
    const replyCode = bestReplyCode(said, around);
    const context = `${around}\n${subject}`;
    const reason = reasonOf({ diagnostic: said, told: context, status, category: null });
    const hard = !delayed && isHard(reason, status, replyCode);
    return { recipient, action: delayed ? 'delayed' : 'failed', hard, status, replyCode, reason };
  });
}

/** Those of X-Failed-Recipients (exim, Gmail), else of the text, else the one to whom the mail went. */
function recipientsNamed(tree: MailTree, told: string, returned: Headers): readonly Named[] {
  const failed = all(tree.headers, 'x-failed-recipients')
    .flatMap((value) => value.split(','))
    .flatMap((value) => normaliseAddress(value) ?? [])
    .slice(0, mostRecipients);
  const senders = [
    ...addressesOf(tree.headers, 'to', 'from', 'delivered-to', 'envelope-to', 'x-original-to'),
    ...addressesOf(returned, 'from', 'return-path', 'sender'),
  ];
  const inText = recipientsTold(told, new Set(senders.map(({ address }) => address)));
  if (failed.length > 0) {
    return failed.map((recipient) => ({
      recipient,
      said: inText.find((one) => one.recipient === recipient)?.said ?? '',
    }));
  }
  if (inText.length > 0) return inText;
  return [{ recipient: addressesOf(returned, 'to')[0]?.address ?? null, said: '' }];
}
