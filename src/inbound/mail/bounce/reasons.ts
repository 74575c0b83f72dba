/**
 * Why a mail came back, in our words; each is told in the README with what becomes of the address. The words follow those
 * of the corpus (one of ours for one of theirs), so that figures can be compared.
 */
export const bounceReasons = {
  user_unknown: 'the mailbox does not exist',
  has_moved: 'the person has left or moved',
  host_unknown: 'the domain does not exist',
  not_accept: 'the domain takes no mail',
  mailbox_full: 'the mailbox is full',
  suspended: 'the account is locked or asleep',
  filtered: 'refused by the recipient’s own filter',
  message_too_big: 'the mail is too big for the server',
  exceed_limit: 'the mail is too big for the recipient',
  rejected: 'the sender address is refused',
  blocked: 'our server is on a block list or refused',
  bad_reputation: 'our reputation is too low',
  require_ptr: 'our server has no reverse DNS',
  auth_failure: 'SPF, DKIM or DMARC failed',
  security_error: 'login or encryption was demanded, or access denied',
  no_relaying: 'the server does not relay for us',
  policy_violation: 'against a policy of the recipient',
  spam_detected: 'taken for spam',
  virus_detected: 'taken for a virus',
  content_error: 'the form of the mail is refused',
  speeding: 'too many mails in a short time',
  too_many_connections: 'too many connections at once',
  expired: 'not delivered in time',
  network_error: 'the server could not be reached, or mail runs in circles',
  system_full: 'the server’s disk is full',
  system_error: 'the recipient’s server is broken',
  mailer_error: 'a program of the recipient failed',
  syntax_error: 'the servers misunderstood one another',
  undefined: 'no reason given that we know',
} as const;

export type BounceReason = keyof typeof bounceReasons;

/** The address is gone for good. Everything else is soft: full, filtered, blocked, and every fault of ours. */
const gone: readonly BounceReason[] = ['user_unknown', 'has_moved', 'host_unknown', 'not_accept'];

/** Whether a bounce for that reason is hard. Who answers 4xx, or says 4.y.z without an answer of 5xx, has not given up. */
export function isHard(
  reason: BounceReason,
  status: string | null,
  replyCode: string | null,
): boolean {
  const temporary = (replyCode ?? status ?? '').startsWith('4');
  return gone.includes(reason) && !temporary;
}
