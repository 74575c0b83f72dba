import type { BounceReason } from './reasons.ts';

/** What servers say, and the reason that it stands for. */
export interface ReasonWords {
  readonly reason: BounceReason;
  readonly words: readonly RegExp[];
}

/**
 * What servers say of the mailbox that is there, of the mail, and of us: the first half of the table. The first row that
 * fits decides, so what is more telling stands higher: a full mailbox before a refusal, a limit before a block. All is
 * compared in lower case, without addresses and links, and no pattern holds an unbounded repetition.
 */
export const wordsOfRefusal: readonly ReasonWords[] = [
  {
    reason: 'mailbox_full',
    words: [
      /not have enough space|not enough storage|over the allowed quota|space has been used up|too much mail data/,
      /too many messages on the server|exceeding receiving limits|would exceed .{0,20}storage|file size exceeds .{0,40}mail delivery/,
      /(mail ?(box|folder|drop)|inbox|mailbox for \S{1,80})('s)? (is |was |has been |are )?(too )?full/,
      /mailbox_?full|full mailbox|mailfolder is full|maildir.{0,20}over/,
      /over ?quota|over (the |its |his |their )?(disk |storage |mail(box)? )?quota|disk quota/,
      /quota (is |was |has been )?(exceed|full|over|violation|limit)/,
      /(exceed\w{0,4}|reached|out of|above) .{0,40}(quota|mailbox|storage|space allo)/,
      /(insufficient|not enough|no) .{0,20}(space|storage|quota|room).{0,20} (for|in) .{0,10}(user|recipient|mailbox)/,
      /not enough (storage|disk )?space|storage (limit|allocation|exceeded|is full)/,
      /mail(box|folder|drop) .{0,10}(size|storage|limit|quota|exceed)|account is over|user is over/,
      /postfach.{0,30}(voll|überfüllt)|bo[iî]te.{0,40}pleine|buz[oó]n.{0,30}lleno|casella.{0,30}piena/,
      /(postkass|innbok|brevlåd|mailboks)\w{0,3}.{0,20}(full|fuld)/,
    ],
  },
  {
    reason: 'auth_failure',
    words: [
      /\bspf\b|\bdmarc\b|\bdkim\b|domainkeys|sender ?id |sender policy framework/,
      /(does not|doesn't|did not|has not|must) pass .{0,20}authenticat/,
      /unauthenticated (e-?mail|message|mail)|email authentication|required authentication level/,
      /authentication (checks?|results?) (has |have )?fail|authentication required for this domain/,
      /5\.7\.(2[0-4]|26|27|509|515)\b/,
    ],
  },
  {
    reason: 'require_ptr',
    words: [
      /forward dns .{0,40}(not|point)|unresolvable relay/,
      /\bptr\b|\b(r|reverse)[-_]?dns\b|unverif[iy]able sending ip|fcrdns|forward.confirmed/,
      /reverse (dns|lookup|host|address|mapping|resolution|name)|ip name lookup failed|5\.7\.25\b/,
      /(cannot|can't|could not|unable to|failed to) (find|resolve|verify|get) your (reverse |host ?name|ip address)/,
      /without (a )?(valid )?(reverse|ptr)|no (valid )?reverse/,
    ],
  },
  {
    reason: 'security_error',
    words: [
      /not subscribed to ses|authentication (failure|turned on)|authentication is required|negotiate tls/,
      /smtp auth(entication)?\b.{0,20}(required|mail client)|turn on smtp auth/,
      /(requires?|without|must use|first) (smtp )?authenticat|unauthenticated senders|authentication (required|failed|credentials)/,
      /authori[sz]ation (failed|denied|required)|delivery not authori[sz]ed|not authori[sz]ed to (use|perform)/,
      /(must|requires?).{0,20}(starttls|encryption)|encryption (required|needed)|tls (is )?required/,
      /don't authenticate|advertise auth/,
    ],
  },
  {
    reason: 'no_relaying',
    words: [
      /relaying (mail )?(to|for) .{0,60}not allowed|not configured to relay|not a relay|allowed to be relayed/,
      /relay(ing)? (access |is |was |attempt |operation )?(denied|not|prohibited|forbidden|rejected|refused)/,
      /(unable|refus\w{1,3}|not (allowed|permitted|authori[sz]ed)|forbidden|denied|prohibited|cannot|(do|does|will) not|don't|won't) (to )?relay/,
      /insecure mail relay|no relay(ing)?\b|list of allowed rcpthosts|non-local (e-?mail|recipient)/,
    ],
  },
  {
    reason: 'virus_detected',
    words: [/\bvirus|infected|malware|\bworm\b|trojan|phishing|potentially executable/],
  },
  {
    reason: 'suspended',
    words: [
      /currently suspended|destinataire archiv|account is unavailable/,
      /(account|mailbox|user|recipient|e-?mail address|compte)\b.{0,50}\b(locked|disabled|suspended|inactive|deactivated|frozen|dormant|not active|archived|bloque)\b/,
      /(recipient|user|account|mailbox)( account)? (is|has been|was) (temporarily )?(blocked|closed temporarily|on hold)/,
      /\b(inactive|disabled|suspended|locked|deactivated|dormant) (account|user|mailbox|recipient|address)/,
      /suspend the service|user suspended|not been used for|5\.7\.13\b/,
    ],
  },
  {
    reason: 'too_many_connections',
    words: [
      /concurrency limit|maximum connection|max e?mails per (hour|day)|daily message quota/,
      /too many .{0,30}(connection|session|recipient)|concurrent(ly)? (connect|session)|simultaneous/,
      /connection (rate|frequency|limit)|(max|maximum|number of).{0,20}(connection|session)s?\b/,
      /connections? .{0,20}(exceed|per (hour|minute|second))/,
    ],
  },
  {
    reason: 'speeding',
    words: [
      /try again slower|slow down/,
      /rate.?limit|limit.{0,20}\brate\b|too (fast|quickly|frequently|often)|throttl|4\.7\.28\b|unusual rate/,
      /receiving (e-?)?mail (at|too)|too many (messages|e-?mails|mails|requests|senders?)\b/,
      /(hourly|daily|sending|message|delivery) (message )?(rate|limit|quota)|per (hour|day|minute)\b/,
    ],
  },
  {
    reason: 'rejected',
    words: [
      /(sender|from) domain (is empty|must)|(verify|invalid|unrout\w{1,8}|unroutable) sender|mail from not owned|sending mta policy|rule imposed/,
      /sender is not (a member|in)|e-?mail address has been blacklisted|closed mailing list|invalid domain, see/,
      /sender (e-?mail )?(address|domain|host|envelope|verify|verification)?.{0,40}(reject|denied|refused|invalid|disallowed|fail|unknown|not (exist|found|allowed|valid|verified|accepted))/,
      /(address|domain) of (the )?sender|(sender|from|envelope|return.path).{0,40}(does not|doesn't) (exist|resolve)/,
      /(not|only|n't) .{0,30}(member|subscriber).{0,60}(list|group|post)|not allowed to (send|post)|permission to post/,
      /(not|only) accepts? (e-?)?mails? from|delivery.{0,20}restricted|rejecting (mail|message)s? from/,
      /backscatter|google groups|custom ?from|administrative prohibition|5\.1\.[78]\b|5\.7\.(13[3-6])\b/,
      /not verified|access denied: sender|(a|provide) valid from\b|from: domain|you are not (allowed|authori[sz]ed|permitted) to (send|post)/,
    ],
  },
  {
    reason: 'policy_violation',
    words: [
      /not accept\w{0,3} (mail|messages|e-?mail)s? (with|containing)|bounced by administrator|refused by mailmarshal|without solving a captcha/,
      /content presents a potential|protocol violation|violat\w{1,4} .{0,30}(polic|security|rule)/,
      /(security|site|corporate|local|message|content|company|delivery|administrative) polic(y|ies)/,
      /policy (violation|reject|restriction|reason)|(due to|for|by|against) .{0,10}policy|host network not allowed/,
      /(file|attachment).{0,40}(not allowed|blocked|denied|prohibited|not accepted)|illegal attachment/,
      /suspicious|duplicate header|you have been denied/,
    ],
  },
  {
    reason: 'bad_reputation',
    words: [
      /(bad|poor|low|weak|negative) .{0,30}reputation|reputation (score|is|of|filter|service)|senderbase|(ip|domain|sender) reputation/,
    ],
  },
  {
    reason: 'blocked',
    words: [
      /(connections?|mail|messages?) (from .{0,60} )?(will not be accepted|(is |are )?(refused|temporarily deferred))|blocked -|to this e-?mail system has been rejected/,
      /unwanted messages have been sent from|ips? blocked|looks suspiciously like|spams from your ip|not accept mail from dynamic/,
      /(block|black|deny).?list|\b(dns)?[rb]bl\b|dnsbl|spamhaus|abuseat|\bsorbs\b|spamcop|barracudacentral|uceprotect|\bbanned\b/,
      /(ip|host|address|network|server|client|domain|connection|mail|messages?|sender|is|was|are|been) .{0,60}\bblocked\b/,
      /blocked (by|for|using|because|due|at|from|until|address|ip)|blocked sender/,
      /client host .{0,60}(reject|refus|denied|block)|helo (command )?rejected|bad (helo|ehlo)/,
      /open (relay|proxy)|dynamic (ip|address|pool|host)|dial-?up|invalid ip\b|no access from/,
      /not accepting connections?|refused to talk|554[- ].{0,40}no smtp service|esmtp service not available/,
      /(use|via|through) (the|your) .{0,20}(smtp|mail|relay) ?(server|host)?( of)? .{0,20}(isp|provider)/,
      /(?<!recipient address rejected: )(access|connection|connect|service|session) (from .{0,60} )?(is |was |has been |have been )?(refused|rejected|denied|dropped|forbidden)/,
      /server access .{0,60}forbidden|not allowed to connect|rejecting connection|too many (bad|invalid|spam|unknown|errors)/,
      /(your|this|sending) (ip|server|host|network|mta|machine|mail server|isp)s?\b.{0,60}(reject|refus|denied|abus|not (allowed|welcome|permitted))/,
      /ip address.{0,60}(reject|refus|denied|abus|not (allowed|permitted))|gr[ea]y.?list|may not be mail exchanger/,
      /unfortunately, messages from|temporarily (refus|reject|block)|5\.7\.(511|60[5-9]|61\d|708|750)\b/,
      /service unavailable; (client|host|sender)/,
    ],
  },
  {
    reason: 'spam_detected',
    words: [
      /\bspam|\bube\b|\buce\b|unsolicited|bulk (e-?)?mail|\bjunk\b|spamassassin|(ofr|lpn\d{3,4})_(506|510)\b/,
      /(content|message|mail) (has been |was |is )?(rejected|blocked|denied|refused) (as|by|due to|because of).{0,20}(content|filter|bulk)/,
      /content (was |has been |is )?(reject|block|filter|denied)|high probability of|unwanted/,
    ],
  },
  {
    reason: 'content_error',
    words: [
      /header error|8-bit data|invalid message content|in a specific language/,
      /headers? .{0,10}too (large|long|many)|header size|media error|malformed (message|mail|header|address|mime)|rfc ?(2|5)?[83]22/,
      /(message|mail|header|mime|format|subject|line|body)s? .{0,30}(invalid|not (conform|compliant|rfc)|missing|illegal|improper|ill-formed|bare|broken|incorrect)/,
      /bare (lf|newline)|smtputf8|8-?bit.{0,20}(not|unsupport)|conversion (required|not)|[45]\.6\.\d\b/,
    ],
  },
  {
    reason: 'message_too_big',
    words: [
      /(message|mail|file|size|body|data|attachment)( size| length)?s? .{0,20}(too (large|big|long)|larger than|bigger than)/,
      /(message|mail|file|body|attachment|content)( size| length)?s? .{0,20}exceed\w{0,3} .{0,40}(size|limit|max|byte|length)/,
      /size (limit )?exceed|exceed\w{0,3} .{0,20}(message|mail|fixed|maximum).{0,20}size|max(imum)? (message|mail) size|5\.3\.4\b/,
    ],
  },
  {
    reason: 'system_full',
    words: [
      /(insufficient|no|not enough|low|out of) (free )?(disk|system (storage|resources|disk)|queue) ?(space)?/,
      /disk (is )?full|(mail|file) ?system (is )?full|no space left|4\.3\.1\b/,
    ],
  },
];
