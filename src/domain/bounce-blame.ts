/** Whose fault a bounce is. */
import type { InboundEvent } from './event.ts';

/**
 * Reasons (of `bounceReasons`) for which the sender, the mail or its authentication was refused: they say nothing of the
 * address.
 */
const ofSender: ReadonlySet<string> = new Set([
  'rejected',
  'blocked',
  'bad_reputation',
  'require_ptr',
  'auth_failure',
  'security_error',
  'no_relaying',
  'policy_violation',
  'spam_detected',
  'virus_detected',
  'content_error',
  'message_too_big',
  'exceed_limit',
  'speeding',
  'too_many_connections',
]);

/** Statuses by which the sender is refused: authentication (RFC 7372 and 7505 aside: 5.7.2x), and 5.7.515 and its like. */
const senderStatus = /\b5\.7\.(?:2\d|[5-7]\d\d)\b/;

/** True for a bounce that is the fault of whoever sent it: it neither suppresses nor counts. */
export function isSenderFault({ type, reason, code }: InboundEvent): boolean {
  if (type !== 'email.bounced') return false;
  return ofSender.has(reason ?? '') || senderStatus.test(code ?? '');
}
