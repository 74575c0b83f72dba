/**
 * Why a mail came back, in our words; each is told in the README with what becomes of the address. The words follow those
 * of the corpus (one of ours for one of theirs), so that figures can be compared. `gone`: the
 * address is gone for good; everything else is soft, full or blocked as it may be, and every fault of ours.
 */
export const bounceReasons = {
  user_unknown: { meaning: 'the mailbox does not exist', gone: true },
  has_moved: { meaning: 'the person has left or moved', gone: true },
  host_unknown: { meaning: 'the domain does not exist', gone: true },
  not_accept: { meaning: 'the domain takes no mail', gone: true },
  mailbox_full: { meaning: 'the mailbox is full', gone: false },
  suspended: { meaning: 'the account is locked or asleep', gone: false },
  filtered: { meaning: 'refused by the recipient’s own filter', gone: false },
  message_too_big: { meaning: 'the mail is too big for the server', gone: false },
  exceed_limit: { meaning: 'the mail is too big for the recipient', gone: false },
  rejected: { meaning: 'the sender address is refused', gone: false },
  blocked: { meaning: 'our server is on a block list or refused', gone: false },
  bad_reputation: { meaning: 'our reputation is too low', gone: false },
  require_ptr: { meaning: 'our server has no reverse DNS', gone: false },
  auth_failure: { meaning: 'SPF, DKIM or DMARC failed', gone: false },
  security_error: { meaning: 'login or encryption was demanded, or access denied', gone: false },
  no_relaying: { meaning: 'the server does not relay for us', gone: false },
  policy_violation: { meaning: 'against a policy of the recipient', gone: false },
  spam_detected: { meaning: 'taken for spam', gone: false },
  virus_detected: { meaning: 'taken for a virus', gone: false },
  content_error: { meaning: 'the form of the mail is refused', gone: false },
  speeding: { meaning: 'too many mails in a short time', gone: false },
  too_many_connections: { meaning: 'too many connections at once', gone: false },
  expired: { meaning: 'not delivered in time', gone: false },
  network_error: {
    meaning: 'the server could not be reached, or mail runs in circles',
    gone: false,
  },
  system_full: { meaning: 'the server’s disk is full', gone: false },
  system_error: { meaning: 'the recipient’s server is broken', gone: false },
  mailer_error: { meaning: 'a program of the recipient failed', gone: false },
  syntax_error: { meaning: 'the servers misunderstood one another', gone: false },
  undefined: { meaning: 'no reason given that we know', gone: false },
} as const;

export type BounceReason = keyof typeof bounceReasons;

/** Statuses by which big providers refuse the sender, whatever words stand beside them (5.7.26, 5.7.515, 5.7.606, …). */
const ofSender = /^5\.7\.(2\d|[5-7]\d\d)$/;

/** Whether a bounce for that reason is hard. Who answers 4xx, or says 4.y.z without an answer of 5xx, has not given up. */
export function isHard(
  reason: BounceReason,
  status: string | null,
  replyCode: string | null,
): boolean {
  const temporary = (replyCode ?? status ?? '').startsWith('4');
  return bounceReasons[reason].gone && !temporary && !ofSender.test(status ?? '');
}
