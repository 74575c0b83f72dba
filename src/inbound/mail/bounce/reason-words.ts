import type { BounceReason } from './reasons.ts';

/**
 * What servers say, and the reason it stands for: the first row that fits decides, so what is more telling stands higher
 * (a block list is told before "user unknown" may be meant, a sender before a recipient). The words are compared in
 * lower case, with blanks as one; no row holds an unbounded repetition.
 */
export const reasonWords: readonly (readonly [BounceReason, RegExp])[] = [
  [
    'mailbox_full',
    /mail ?(box|folder|drop)('s)? (for \S{1,80} )?(is |was |has been |too |are )?(too )?(full|over)|over ?quota|over (the |its |his |their )?(disk |storage |mail(box)? )?quota|quota (is |was |has been )?(exceed|full|over|violation)|(exceed\w{0,4}|reached|out of|above) .{0,40}(quota|storage|mailbox|space allowed|allocat)|(insufficient|not enough|no) (disk |storage |mailbox )(space|quota)? ?(available |left )?(for|in) (the )?(user|recipient|mailbox)|not enough (storage|space|disk)|mail(box|folder|drop) (size |storage )?(limit|quota|exceed|has exceeded)|disk quota|storage (limit|allocation|exceeded)|account (is )?over|inbox is full|mailbox_?full|maildir ?(over|full|delivery failed: over)|mailfolder is full|postfach.{0,30}(voll|überfüllt)|bo[iî]te.{0,40}pleine|buz[oó]n.{0,30}lleno|casella.{0,30}piena|postkasse.{0,20}(full|fuld)|mailbox is full/,
  ],
  [
    'auth_failure',
    /\bspf\b|\bdmarc\b|\bdkim\b|domainkeys|sender ?id |sender policy framework|(mail|message|sender|domain) .{0,40}(does not|doesn't|did not|has not) pass .{0,20}authenticat|unauthenticated (e-?mail|message|mail)|not authenticated.{0,60}(5\.7\.26|guidelines)|email authentication|authentication (checks?|results?) (has |have )?fail|authentication required for this domain|required authentication level|5\.7\.(2[0-4]|26|27|509|515)\b/,
  ],
  [
    'require_ptr',
    /\bptr\b|\b(r|reverse)-?_?dns\b|reverse[- ](dns|lookup|host|address|mapping|resolution|name)|unverif[iy]able sending ip|(cannot|can't|could not|unable to|failed to|not) (find|resolve|verify|get) (your )?(reverse |host ?name|ip address)|fcrdns|forward.confirmed|no (valid )?rdns|client host rejected: cannot find your (reverse )?hostname|5\.7\.25\b|invalid (ehlo|helo)|ip name lookup failed|dynamic.{0,20}\bip\b.{0,40}reverse/,
  ],
  [
    'no_relaying',
    /(un?able|refus\w{1,3}|not (allowed|permitted|authori[sz]ed)|forbidden|denied|prohibited|decline\w?|attempt|does not|do not|don't|won't|cannot) (to )?relay(?!.{0,60}without auth)|relay(ing)? (access |is |was )?(denied|not|prohibited|attempt|operation|forbidden|rejected|refused)|insecure mail relay|no relay(ing)?\b|we (don't|do not) (relay|handle)|mail server requires authentication when attempting to send to a non-local|not a (local|relay) (domain|host)|that domain isn't in my list of allowed rcpthosts|not local host|we do not relay/,
  ],
  [
    'security_error',
    /(please )?turn on smtp auth|smtp auth(entication)? (is )?required|(requires?|without|must (be|use)|first) (smtp )?authenticat|unauthenticated senders|authentication (required|failed|turned on|credentials)|not authorized to use|authori[sz]ation (failed|denied|required)|delivery not authori[sz]ed|(must|requires?).{0,20}(starttls|encryption)|encryption (required|needed)|starttls.{0,30}(required|fail)|must issue a starttls|sorry, you don't authenticate|user .{0,40}is not authorized to perform|blank sender addresses|\baccess denied\b(?!.{0,80}(ip|sending|banned|block))|insecure|tls (is )?required|certificate/,
  ],
  [
    'virus_detected',
    /\bvirus|infected|malware|worm\b|trojan|phish|potentially executable|your message contains (a )?(virus|malicious)/,
  ],
  [
    'rejected',
    /sender (e-?mail )?(address|domain|host|envelope)?.{0,40}(reject|denied|not (exist|found|allowed|valid)|refused|invalid|blocked|disallowed|does not|doesn't|verif|unknown|missing|is not)|(address|domain|host)? ?(of|from) (the )?sender.{0,40}(not|reject|denied|invalid|resolve|does)|sender (rejected|denied|verify|verification|not|is)|(from|envelope|return).?(address|path|domain)? .{0,60}(does not exist|is not (valid|allowed)|rejected|not verified)|backscatter protection|bounce.{0,20}not accepted|rejecting (mail|message)s? from|you are not (allowed|authori[sz]ed|permitted) to (send|post|mail)|(not|n't|only) .{0,20}(member|subscriber).{0,60}(list|group)|only (be )?(members|posted|subscribers|authori[sz]ed)|not accept (e-?)?mails? from|delivery (has been )?(restricted|not allowed).{0,40}(sender|group)|not allowed to send|denied by .{0,30}(sender|acl)|has been denied|access is denied: sender|unable to verify|unrouteable.{0,20}sender|administrative prohibition|restricted.{0,30}(sender|recipient list)|recipient.{0,40}only accepts? mail from|google groups|5\.1\.[78]\b|5\.7\.(133|134|135|136)\b/,
  ],
  [
    'policy_violation',
    /content presents a potential|protocol violation|violat\w{1,4} (of )?(our |a |the |site |local |policy|security)|(security|site|corporate|local|message|content|mail|company|delivery|administrative|our) polic(y|ies)|policy (violation|reject|restriction|reason)|due to policy|for policy|by policy|(file|attachment).{0,40}(not allowed|blocked|denied|prohibited|type)|host network not allowed|we have (a )?limit|you have been denied|not rfc ?\d* ?compliant|closed due to|refused.{0,20}illegal attachment|suspicious (content|activity)|duplicate (header|message)|unacceptable|prohibited (content|sender)/,
  ],
  [
    'too_many_connections',
    /too many .{0,30}(connection|session|smtp session|concurrent)|connection (rate|frequency|limit)|concurrent(ly)? connect|(max|maximum|number of).{0,20}(connection|session)s?|connections? (exceed|per)|simultaneous/,
  ],
  [
    'speeding',
    /rate.?limit|limit.{0,20}\brate\b|too (fast|quickly|frequently|often)|throttl|receiving (e-?)?mail (at|too)|too many (messages|e-?mails|mails|recipients|requests|rcpt|sender|deliver)|(hourly|daily|sending|message|delivery) (message )?(rate|limit|quota)|frequency (of|limited by)|try again (in|after) .{0,20}(rate)|4\.7\.28|unusual (rate|traffic)|exceeded .{0,40}(per (hour|day|minute)|rate)|received .{0,20}too many/,
  ],
  [
    'bad_reputation',
    /(bad|poor|low|very low|weak|negative) .{0,30}reputation|reputation (score|is|of|filter|service)|senderbase|5\.7\.1.{0,20}reputation|(ip|domain|sender) reputation/,
  ],
  [
    'blocked',
    /block.?list|black.?list|deny.?list|\b(dns)?[rb]bl\b|dnsbl|spamhaus|abuseat|\bsorbs\b|spamcop|barracudacentral|mail-abuse|uceprotect|invaluement|\bbanned\b|(ip|host|address|network|server|client|domain|connection|mail|messages?|sender|e-?mails?|is|was|are|been) .{0,60}\bblocked\b|blocked (by|for|using|because|due|at|from|until|address|ip)|client host .{0,60}(reject|refus|denied|block)|client host rejected|helo (command )?rejected|open (relay|proxy)|dynamic (ip|address|pool|host)|dial-?up|not accepting connections?|refused to talk|(use|via|through) (the|your) .{0,20}(smtp|mail|relay) ?(server|host)?( of)? .{0,20}(isp|provider)|no access from mail server|(access|connection|connect|service|session|email) (from .{0,60} )?(is |was |has been |have been )?(refused|rejected|denied|dropped|forbidden|not allowed)|server access .{0,60}forbidden|554[- ]no smtp service|esmtp service not available|not allowed to connect|(is|are) not allowed to (send|access)|rejecting connection|connections? (not accepted|will not be accepted)|you are not allowed to connect|too many (bad|invalid|spam|unknown|errors)|no longer accept\w{0,3} (mail|connections)|(your|this|the|sending) (ip|server|host|network|mta|machine|mail server|domain|isp)s? .{0,60}(reject|refus|denied|block|list|abus|not (allowed|welcome|permitted))|ip address.{0,60}(reject|refus|denied|block|list|abus|not (allowed|permitted))|greylist|grey-list|gray-?list|may not be mail exchanger|unfortunately, messages from|temporarily (refus|reject|block)|5\.7\.(511|60[5-9]|61\d|708|750)\b|service unavailable; (client|host|sender)|bad (helo|ehlo)/,
  ],
  [
    'spam_detected',
    /\bspam|\bube\b|\buce\b|unsolicited|bulk (e-?)?mail|\bjunk|content (has been |was |is )?(rejected|blocked|filter|denied)|(rejected|denied|blocked|refused|detected).{0,20}(content|as bulk)|message content|bayes|razor|high probability of|advertis|looks like .{0,10}(bulk|commercial)|considered unsolicited|undesirable|unwanted/,
  ],
  [
    'message_too_big',
    /(message|mail|file|size|body|content|e-?mail|data|letter|attachment).{0,30}(is |was |are )?(too (large|big|long)|exceed(s|ed|ing)?|larger than|over the|bigger than).{0,30}(size|limit|max|byte|allowed|large|big|mb\b|kb\b)?|size (limit|exceed)|(exceed\w{0,3}|over|above|maximum) .{0,30}(message |mail )?size|max(imum)? (message|mail|size)|(message|mail) too (large|big|long)|5\.3\.4\b|too large/,
  ],
  [
    'system_full',
    /(insufficient|no|not enough|low|out of) (free )?(disk|system (storage|resources|disk)|space|file system|queue space).{0,20}|disk (is )?full|(mail|file) ?system (is )?full|no space left|4\.3\.1\b/,
  ],
];
