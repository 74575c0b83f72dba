import { addressesOf, decodedText, first } from '../headers.ts';
import type { MailTree } from '../mime.ts';

const daemons =
  /^(mailer-?daemon|mail\.?daemon|postmaster|mail\.?delivery(\.system|\.subsystem)?|mdaemon|daemon|bounces?|delivery|mail-?system|notifier|autoresponder-bounce)\b/i;
const daemonNames =
  /mail(er)?[- ]?(delivery|deliver)[- ]?(sub)?system|mailer[- ]daemon|postmaster|system administrator|mail delivery|internet mail delivery/i;

/** Subjects of reports, in the languages of those who send them. */
const subjects =
  /undeliver(able|ed)|delivery (status )?(notification|failure|failed|report|has failed|problem|error)|fail(ed|ure) (notice|to deliver|delivery)|returned (mail|to sender|message)|return(ing|ed) message to sender|mail (delivery )?(failed|failure|error|system error|could not be delivered)|(could|can) ?not be delivered|message (not delivered|undeliverable|you sent blocked)|delivery (notice|incomplete)|non[- ]?(remis|recapitabile|delivery)|unzustellbar|nicht zustell|zustellung|(ikke|inte) (leveres|levert|levereres|kunde? leverer)|kan ikke leveres|kunne ikke leveres|olevererbar|ej levererbart|échec (de )?(la )?(remise|distribution)|non distribu|no se (puede|pudo) entregar|no entregado|error sending your mail|warning: (message|could not send)|delayed|(недоставлен|не доставлен)|fallo (en|de) la entrega|are not (a )?member\b/i;

/** What a report says of itself: nobody writes so in a reply of a few lines. */
const phrases =
  /(could not|couldn't|cannot|can't|was(n't| not)|were not|not able to|unable to|failed to|fail\w{0,3}|wasn't able to|un?able) (to )?(be )?(deliver|reach|send)|delivery (to the following|has failed|failed|attempt)|permanent (fatal )?(error|failure)|undeliver(able|ed)|not yet been delivered|has been delayed|transcript of session|following (address|recipient)|failure reason|did not like our|error (has )?occurred while (trying|attempting) to deliver|there was an error delivering|returned to (the )?sender|delivery status|not a member of this mailing list|n'a pas pu être|konnte nicht|(kunne|kunde) (ikke|inte)|no se pudo|mailbox is full|over quota|user unknown|non è stato possibile|не может быть доставлено/i;

const delays =
  /warning message only|do not need to resend|not yet been delivered|has been delayed|(will|message will) be retried|delivery attempts will continue|warning: (message|could not)|still being retried|\(delay\)/i;
const givenUp =
  /given up|giving up|permanent(ly)? (error|fail)|failed permanently|will not be retried/i;

/** What nobody but a mail server writes, whoever it says it is. */
const plainWords =
  /(could not|couldn't|cannot|can't|was not|wasn't) be delivered to|undeliverable|delivery (has )?failed|unable to deliver (your|the|this) (message|mail)|not a member of this mailing list|mailbox is full/i;

/** Whether a message without delivery status fields reports a failure, by sender and words together. */
export function looksLikeBounce(
  tree: MailTree,
  told: string,
): { readonly delayed: boolean; readonly because: string } | null {
  const [from] = addressesOf(tree.headers, 'from');
  const rawFrom = first(tree.headers, 'from') ?? '';
  const subject = decodedText(tree.headers, 'subject') ?? '';
  const start = told.slice(0, 6_000);
  const words = phrases.exec(start);
  const failed = first(tree.headers, 'x-failed-recipients') !== null;
  const daemon =
    daemons.test((from?.address ?? rawFrom).replace(/^[<"\s]+/, '')) ||
    daemonNames.test(rawFrom.slice(0, 300));
  const title =
    !/^\s{0,9}(re|aw|sv|vs|fw|fwd|antw|rif)\s{0,3}:/i.test(subject) && subjects.exec(subject);
  const enough =
    failed || (daemon && (words !== null || title !== null)) || (title && words !== null);
  const nobodys = /^\s{0,9}<>/.test(first(tree.headers, 'return-path') ?? '');
  if (!enough && !(nobodys && plainWords.test(start))) return null;
  const delayed = delays.test(`${subject}\n${start}`) && !givenUp.test(start);
  const [why = 'X-Failed-Recipients'] = words ?? (title || []);
  return { delayed, because: `report of ${from?.address ?? 'a mail server'}: "${why.trim()}"` };
}
