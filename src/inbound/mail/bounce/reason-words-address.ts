import type { BounceReason } from './reasons.ts';

/** The rest of the table in `reason-words.ts`: what is said of the address, its domain, the way there, and the server. */
export const addressWords: readonly (readonly [BounceReason, RegExp])[] = [
  [
    'suspended',
    /(account|mailbox|user|recipient|address|e-?mail|box).{0,50}\b(is |has been |was |are |currently |temporarily |been |now )?(locked|disabled|suspend\w{0,3}|inactive|deactivated|frozen|expired|dormant|not active|on hold|archiv\w{1,3})|\b(inactive|disabled|suspended|locked|deactivated|dormant) (account|user|mailbox|recipient|address)|suspend the service|5\.7\.13\b|not been used for|bo[iî]te .{0,30}archiv/,
  ],
  [
    'has_moved',
    /no longer (on (this |the )?server|works?|working|employed|with|at|here|available|valid|in use|in service|active|exists?|monitored|accept)|(user|recipient|person|mailbox|address|account) .{0,20}(has )?(moved|left|changed|been replaced)|has been replaced|address (has )?changed|moved to .{0,30}@|new address|please use .{0,60}@|5\.1\.6\b|not local; please (try|forward)/,
  ],
  [
    'not_accept',
    /(does not|doesn't|do not|not|never|n't) (currently )?(accept|receive|handle|take)\w{0,3} (any |inbound |incoming |e-?)?(mail|messages)|null ?mx|indicated no smtp|no mx\b|no (valid )?(mail exchanger|mail server|mx record|mx host)|(find|found) (a |any )?(mail exchanger|mx)|mx .{0,40}(not found|no such|nowhere|null)|smtp protocol (is )?(returned|not)|smtp service .{0,20}(is )?not|malformed or unexpected name server|name service error.{0,80}type=mx|type=mx: malformed|5\.1\.10\b.{0,20}(host|domain|null|does not)|5\.3\.2\b|\b521\b|no smtp here|does not like recipient|mail receiving disabled|not a mail ?server/,
  ],
  [
    'host_unknown',
    /(host|domain|server|hostname|system) ?(name)?s?( or domain name)? ?(is |was |are )?(unknown|not (found|exist|known|registered|be found|valid)|lookup (failure|failed)|invalid|no such|does(n't| not) exist|not.{0,10}resolv)|(unknown|no such|invalid|illegal|bad|find any|nonexistent|cannot find|unrouteable|unroutable|non-existent|resolve) (mail |destination |remote |recipient |target )?(host|domain|server|system|hostname)|host named|name or service not known|nxdomain|(unrouteable|unroutable) address|bad destination system|dns.{0,40}(non.?existent|no such|host not|not found)|name server:? .{0,60}(host not found|no data)|recipient address rejected: domain|domain .{0,80}(does not exist|not found|is not|unknown)|5\.1\.2\b|no route for current request|host unknown|hostname.{0,20}unknown|unknown-host/,
  ],
  [
    'user_unknown',
    /(user|recipient|mailbox|account|address|addressee|box|person|customer|member|subscriber|e-?mail|login|alias|name|local.?part|rcpt|inbox|mail ?drop)\w{0,3}( address| name| account| id)?(\(s\)|s|es)?:? ?(<[^<>]{0,200}>|"[^"]{0,200}"|\S{1,80}@\S{1,80}|'[^']{0,200}')? ?:? ?(are |is |was |has |have |does |do |did |could |can |may |you .{0,40})?(been )?(un ?known|not (?!pass|allow|perm|send|accept)\w{0,3} ?(found|exist\w{0,2}|known|be found|a (valid|known)|valid|recogni[sz]ed|listed|registered|here|present|available|exist|our customer|local|on|in|have|a)|n't (exist|have)|invalid|unavailable|no such|unrout|not\b.{0,30}\b(found|exist|listed|known|valid|unique)|does(n't| not) (exist|have)|nonexistent|rejected: (user|unknown|undeliverable|unverified|no such|mailbox|recipient)|name not allowed|missing|deleted|removed|terminated|cancelled|closed)|(no such|unknown|un ?recogni[sz]ed|invalid|illegal|non.?exist\w{0,3}|bad|not (a )?(valid|known)|no|undeliverable|wrong|incorrect|undefined|mistyped|ambiguous) (or (illegal|invalid|unknown) )?(e-?mail |local |virtual |destination |target |final |smtp |forward-path |or )?(user|recipient|mailbox|account|address|addressee|alias|box|person|customer|local ?part|rcpt|name|inbox|directory entry|forward)|(user|recipient|address|mailbox)_?(unknown|not_?found|_?reject)|recip(ient)?notfound|nosuchuser|usersearch|unknown[- ](user|local|address|recipient|account)|user search|address rejected: (user|unknown|undeliverable|unverified|no such)|no (mailbox|account|user|one|person|address|such|match).{0,30}(here|by that name|with (that|this)|for|at this|named|found|here)|(does not|doesn't|not) (exist|have an? .{0,40}(account|mailbox))|there is no (user|one|such)|not listed in|(could not|couldn't|cannot|can't|unable to) (find|lookup|locate|verify).{0,40}(user|recipient|mailbox|address|account)|check (if|that|whether)? ?(the )?(e-?mail )?address|not our customer|dd requested|unknown destination|delivery to .{0,60}(user|address) failed|mailbox unavailable|(deliver message|delivered) to <[^<>]{1,200}> \(and other|adresse.{0,60}(inconnu|n'existe|unbekannt|nicht (gefunden|bekannt))|(benutzer|empf[aä]nger).{0,30}(unbekannt|nicht (gefunden|bekannt|vorhanden))|utilisateur.{0,20}(inconnu|introuvable)|destinat(ai|a)r\w{0,3}.{0,40}(inconnu|desconocid|introuvable|sconosciut|no (existe|se encontr))|usuario.{0,20}(desconocido|no existe)|(bruker|mottaker)\w{0,3}.{0,20}(ukjent|finnes ikke)|(användare|mottagare)\w{0,3}.{0,20}(okänd|finns inte)|5\.1\.1\b|5\.1\.351\b|5\.1\.[34]\b/,
  ],
  [
    'network_error',
    /(network|host) (is |was )?unreachable|routing loop|mail ?loop|loop(s)? (back|detected)|too many hops|hop count|hops|dns (error|query failed|lookup|failure)|message loop|no route to host|circular|unable to (connect|resolve|route)|destination (net|network)|5\.4\.(6|14|312|310|316)\b|infinite loop|delivered-to loop|can't assign requested|name server.{0,30}(timeout|temporar)|could not (connect|resolve)|maximum forward/,
  ],
  [
    'expired',
    /tim(ed|e) ?-?out|expired|giv(e|en|ing) up|not (yet )?been (successfully )?delivered|still (being|not|in)|has been delayed|is delayed|delayed|delay reason|could not (be )?deliver(ed)? (for|within|in time|after)|(unable|failed|undeliverable).{0,40}(for|after|within) \d{1,4}|too (old|long)|retry (time|timeout|limit)|in (the )?queue|did not accept our requests to connect|not respond|host not reachable|no (answer|response)|unable to (deliver|send).{0,40}(day|hour|time)|connection (timed|refused|reset|lost|closed|failed|died|was (broken|reset|dropped|closed))|lost connection|conversation with|cannot send message (for|within)|maximum (queue|retry)|will be retried|will-retry|[45]\.4\.7\b|[45]\.4\.1\b|4\.4\.2\b|cannot open connection|deferred/,
  ],
  [
    'mailer_error',
    /unknown mailer error|mailer error|procmail|(command|program|pipe|script) (failed|died|exited|output|error|returned|crashed|timed)|failed to (execute|run|open)|maildrop|vacation|exit (code|status)|error writing|"\|[^"]{1,200}"|child (crashed|exit|status)|bin\//,
  ],
  [
    'content_error',
    /(message|mail|header|mime|format|content|subject|line|body)s? .{0,40}(is |are |was )?(malformed|invalid|missing|not (conform|compliant|rfc|valid|accept)|error|illegal|improper|ill-formed|bare|8-?bit|broken|incorrect)|media (error|not supported)|conversion|rfc ?5?\d?[2-3]?22|rfc ?2822|charset|multipart|bare (lf|newline)|smtputf8|encoding|[45]\.6\.\d/,
  ],
  [
    'syntax_error',
    /syntax error|command (unrecogni[sz]ed|not (implemented|recogni[sz]ed))|unrecogni[sz]ed command|bad sequence|5\.5\.[1-4]\b|parameter/,
  ],
  [
    'system_error',
    /(local|internal|system|server|configuration|config|temporary|temporarily|database|lookup|directory|ldap|software|aliasing|unexpected|i\/o|resources?) .{0,20}(error|failure|failed|problem|unavailable|crash|trouble|unable|misconfig|lookup|busy|overload)|misconfig|service (is )?(currently |temporarily )?(unavailable|not available)|can't create|cannot (create|open|write)|unable to (process|create|open|write)|out of memory|permission denied|resources temporarily|try (again )?later|5\.3\.[05]\b|4\.3\.\d\b|busy/,
  ],
];
