import type { SendOutcome } from '../../email/smtp-outcome.ts';
import { reasonOf } from '../../inbound/mail/bounce/reason-of.ts';
import type { BounceReason } from '../../inbound/mail/bounce/reasons.ts';

/** Reasons that are ours, whoever the recipient: the next mail would be refused as this one was. */
const faults: readonly BounceReason[] = [
  'auth_failure',
  'blocked',
  'bad_reputation',
  'require_ptr',
  'rejected',
];

/** Whether a mail that was refused or has come back for this reason pauses the mailbox that it left from. */
export function refusesSender(reason: BounceReason): boolean {
  return faults.includes(reason);
}

/** What a server holds against the sender of a mail that it has refused for good, in its words; null: nothing. */
export function senderFault(outcome: SendOutcome): string | null {
  if (outcome.kind !== 'failed' || outcome.about !== 'sender') return null;
  const { response, status } = outcome;
  const reason = reasonOf({ diagnostic: response, told: '', status, category: null });
  return refusesSender(reason) ? response : null;
}
