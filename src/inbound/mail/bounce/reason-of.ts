import { wordsOfRefusal } from './reason-words.ts';
import { wordsOfAbsence } from './reason-words-address.ts';
import type { BounceReason } from './reasons.ts';
import { statusReasons } from './status-reasons.ts';

/** What is known of one failure. */
export interface Failure {
  /** What the other server said; the words that count most. */
  readonly diagnostic: string;
  /** What else the report tells. */
  readonly told: string;
  readonly status: string | null;
  readonly category: string | null;
}

const table = [...wordsOfRefusal, ...wordsOfAbsence];

/** A status that says little, or is given for anything: words around it are believed before it. */
const vague = /^([1-7]\.0|2\.1|2\.4|4\.[37]|5\.\d|7\.1)$/;

const byCategory: Readonly<Record<string, BounceReason>> = {
  'bad-mailbox': 'user_unknown',
  'bad-domain': 'host_unknown',
  'inactive-mailbox': 'suspended',
  'quota-issues': 'mailbox_full',
};

/** Why a mail came back: by the words of the server, else by its status, else by the words around. */
export function reasonOf({ diagnostic, told, status, category }: Failure): BounceReason {
  const named = byCategory[category ?? ''];
  if (named !== undefined) return named;
  const detail = (status ?? '').slice(2);
  const byStatus = statusReasons[detail];
  const said = plain(diagnostic);
  const around = plain(told);
  const bySaid = byWords(said);
  if (bySaid !== null) return inContext(bySaid, said, around, status);
  if (byStatus !== undefined && (!vague.test(detail) || detail === '1.0')) {
    return inContext(byStatus, said, around, status);
  }
  const byTold = byWords(around);
  return byTold === null ? (byStatus ?? 'undefined') : inContext(byTold, around, around, status);
}

function byWords(text: string): BounceReason | null {
  if (text === '') return null;
  return table.find(({ words }) => words.some((pattern) => pattern.test(text)))?.reason ?? null;
}

const toRecipient = /\brcpt([ _]?to\b| command| host|:)/;
const toSender = /mail[ _]from\b/;
const toContent = /end of data|in reply to (end of )?data|after (end of )?data|\[data\]|final data/;

/**
 * What the same words mean by what they answer. Of an unknown address told in answer to MAIL FROM, the sender is meant.
 * "User unknown" said of the mailbox (5.2.z), of nobody in particular, or by a reply that did not come when the recipient
 * was named, is a filter that hides: the server had taken the address before.
 */
function inContext(
  reason: BounceReason,
  said: string,
  told: string,
  status: string | null,
): BounceReason {
  if (reason === 'message_too_big' && (status ?? '').endsWith('.2.3')) return 'exceed_limit';
  const all = `${said} ${told}`;
  const answersRecipient = toRecipient.test(all);
  if (toSender.test(all) && !answersRecipient) {
    return reason === 'user_unknown' || reason === 'host_unknown' ? 'rejected' : reason;
  }
  if (reason !== 'user_unknown') return reason;
  if ((status ?? '').endsWith('.1.6')) return 'has_moved';
  const ofNobody = /\b55\d:? : /.test(said);
  const ofAddress = /^[45]\.1\.\d/.test(status ?? '');
  if (ofNobody || (toContent.test(all) && !ofAddress)) return 'filtered';
  const replied = status !== null || /\b5\d\d\b/.test(said);
  const hides = /user unknown|unknown user|not exist/.test(said);
  return hides && replied && !ofAddress && !answersRecipient ? 'filtered' : reason;
}

/** Lower case, blanks as one, without addresses, and of links the host: other words in them say nothing. */
function plain(text: string): string {
  return text
    .slice(0, 8_000)
    .toLowerCase()
    .replace(/https?:\/\/([\w.-]{1,100})[^\s<>"]{0,500}/g, ' $1 ')
    .replace(/[^\s<>"'(:;,]{1,64}@[^\s<>"'):;,]{1,255}/g, 'a@b')
    .replace(/\s{1,200}/g, ' ')
    .trim();
}
