import type { ReasonWords } from './reason-words.ts';

/** The second half of the table: what is said of the address, its domain, the way there, and the other server. */
export const wordsOfAbsence: readonly ReasonWords[] = [
  {
    reason: 'has_moved',
    words: [
      /user has moved/,
      /no longer (on (this |the )?server|works?|working|employed|with|at|here|available|valid|in use|in service|active|exists?|monitored)/,
      /(user|recipient|person|mailbox|address|account) .{0,20}(has |have )?(moved|left|changed|been replaced)/,
      /has been replaced|address (has )?changed|moved to .{0,30}a@b|not local; please (try|forward)|5\.1\.6\b/,
    ],
  },
  {
    reason: 'not_accept',
    words: [
      /host not found \(mx 0\)|not accept mails? here/,
      /(does not|doesn't|do not|not|never) (currently )?(accept|receive|handle|take)\w{0,3} (any |inbound |incoming |e-?)?(mail|messages)\b/,
      /null ?mx|indicated no smtp|no (valid )?(mail exchanger|mx)\b|(find|found) (a |any )?(mail exchanger|mx)\b/,
      /mx .{0,40}(not found|no such|nowhere|null)|malformed or unexpected name server|type=mx: malformed/,
      /smtp protocol returned|no smtp here|mail receiving disabled|not a mail ?server|\b521 |5\.3\.2\b/,
      /name service error.{0,80}type=mx/,
    ],
  },
  {
    reason: 'network_error',
    words: [
      /could not connect and|dns records for|forwarding loop|resolve route|too many .?received|malformed name server|aliasing loop/,
      /(network|host) (is |was )?unreachable|routing loop|mail ?loop|loops? (back|detected)|too many hops|hop count|message loop/,
      /dns (error|query failed|lookup)|no route to host|infinite loop|delivered-to loop|maximum forward|network error/,
      /(can't assign requested|name server.{0,30}(timeout|temporar)|host name lookup failure.{0,20}(temp|try))/,
      /5\.4\.(6|14|31[0246])\b/,
    ],
  },
  {
    reason: 'host_unknown',
    words: [
      /host address lookups failed|no address associated|(recipient )?domain (is not reachable|must exist|may not exist)|or domain may not exist|unreachable: unknown/,
      /(host|domain|server|system)( ?name)?s?( or domain name)? ?(is |was |are )?(unknown|not (found|exist|known|registered|be found|valid)|lookup (failure|failed)|invalid|does(n't| not) exist)/,
      /(unknown|no such|invalid|illegal|bad|find any|nonexistent|cannot find|unrouteable|unroutable|non-existent|can't find) (mail |destination |remote |recipient |target )?(host|domain|system)/,
      /host named|name or service not known|nxdomain|(unrouteable|unroutable) address|recipient address rejected: domain/,
      /name server:? .{0,60}(host not found|no data)|domain .{0,60}(does not exist|couldn't be found|not found)|5\.1\.2\b/,
      /no route for current request|could not find a gateway.{0,20}domain/,
    ],
  },
  {
    reason: 'user_unknown',
    words: [
      /(bad|valid)rcptto|can't accept user|addresses were unknown|is not an? (known|active|valid|local) (user|address|mailbox|recipient)|not a local address/,
      /nessun utente|no existe dicha|no mail ?box available|no valid recipients|recipient (is )?not (accepted|ok)|envelope recipient has been denied/,
      /wrong or no longer valid|missing home directory|user not active|unknown local-part|cuda_nsu|recipient cannot be verified/,
      /(user|recipient|mailbox|account|addressee|subscriber|customer|alias|e-?mail|address|box|login)( address| name| account| id)?(\(s\)|s|es)?:? ?(<[^<>]{0,80}>|"[^"]{0,80}"|'[^']{0,80}'|a@b)?[ :]{0,3}(are |is |was |has |does |do |did |could |cannot be |that you .{0,40})?(been )?(un ?known|not (found|exist|known|be found|a (valid|known)|valid|recogni[sz]ed|listed|registered|here|present|available|our customer|local|on )|n't (exist|have|found)|invalid|unavailable|nonexistent|deleted|removed|terminated|cancelled|closed)/,
      /(user|recipient|mailbox|account|addressee|customer|e-?mail|person)\b.{0,40}(does(n't| not) (exist|have)|not (listed|found|known)|could ?n.t be found|couldn't be found|name not allowed)/,
      /(no such|unknown|un ?recogni[sz]ed|invalid|illegal|non.?exist\w{0,3}|bad|not a valid|undeliverable|wrong|incorrect|undefined|ambiguous)( or (illegal|invalid|unknown))? (e-?mail |local |virtual |destination |target |final |smtp )?(user|recipient|mailbox|account|address|addressee|alias|person|customer|local ?part|inbox|directory entry)/,
      /(user|recipient|address|mailbox)_?(unknown|not_?found)|recip(ient)?notfound|nosuchuser|usersearch|unknown[- ]user/,
      /address rejected: (user|unknown|undeliverable|unverified|no such|access denied)|does not like recipient|rejected recipient/,
      /no (mailbox|account|user|one|person|such|match).{0,30}(here|by that name|with (that|this)|at this|named|found)/,
      /there is no (user|one|such)|not listed in|not our customer|\bdd .{0,20}(requested|doesn't have)|unknown destination/,
      /(could not|couldn't|cannot|can't|unable to) (find|lookup|locate).{0,40}(user|recipient|mailbox|address|account)/,
      /mailbox unavailable|unable to deliver message to <a@b> \(and other|(does not|doesn't|not) have an? .{0,40}(account|mailbox)/,
      /adresse.{0,60}(inconnu|n'existe|unbekannt|nicht (gefunden|bekannt))|(benutzer|empf[aä]nger).{0,30}(unbekannt|nicht (gefunden|bekannt|vorhanden))/,
      /utilisateur.{0,20}(inconnu|introuvable)|destinat(ai|a)r\w{0,3}.{0,40}(inconnu|desconocid|introuvable|sconosciut|no existe)/,
      /usuario.{0,20}(desconocido|no existe)|(bruker|mottaker|modtager)\w{0,3}.{0,20}(ukjent|ukendt|finnes ikke|findes ikke)/,
      /(användare|mottagare)\w{0,3}.{0,20}(okänd|finns inte)|5\.1\.(1|3|4|351)\b/,
    ],
  },
  {
    reason: 'mailer_error',
    words: [
      /pipe to |exit \d{2}\b|exit (code|status)/,
      /unknown mailer error|mailer error|procmail|maildrop|vacation\b|child (crashed|exit)/,
      /(command|program|pipe|script) (failed|died|exited|returned|crashed)|"\|[^"]{1,200}"/,
    ],
  },
  {
    reason: 'expired',
    words: [
      /attempts will continue|after \d{1,3} (tries|attempts|retries)|multiple retries|not been collected|not delivered within|(did|does|is) not respond|waited too long|has been delayed/,
      /tim(ed|e) ?-?out|expired|giv(en|ing) up|(message|mail) .{0,40}delayed|delay reason|aborted after|too old/,
      /not (yet )?been (successfully )?delivered|could not (be )?deliver(ed)? (for|within|in time)|failing for a long time/,
      /(unable|failed|undeliverable|cannot).{0,40}(for|after|within) \d{1,4} .{0,10}(day|hour|minute|second)/,
      /retry (time|timeout|limit)|in (the )?queue (for|too)|did not accept our requests to connect|host not reachable/,
      /connection (timed|reset|lost|closed|failed|died|was (broken|reset|dropped|closed))|lost connection|will be retried/,
      /[45]\.4\.[17]\b|4\.4\.2\b/,
    ],
  },
  {
    reason: 'syntax_error',
    words: [
      /syntax error|command (unrecogni[sz]ed|not (implemented|recogni[sz]ed))|unrecogni[sz]ed command|bad sequence|5\.5\.[124]\b/,
    ],
  },
  {
    reason: 'system_error',
    words: [
      /aliasing\/forwarding|could not load|mailbox error|waiting for input|interrupted system call|transport process returned|local delivery failed/,
      /(local|internal|system|server|configuration|config|temporary|database|lookup|directory|ldap|software|aliasing|resources?) .{0,20}(error|failure|failed|problem|unavailable)/,
      /misconfig|service (is )?(currently |temporarily )?(unavailable|not available)|can't create|cannot (create|open|write)/,
      /out of memory|permission denied|resources temporarily|try (again )?later|transaction failed|does not support tls/,
    ],
  },
];
