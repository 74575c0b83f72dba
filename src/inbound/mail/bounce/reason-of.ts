import { reasonWords } from './reason-words.ts';
import { addressWords } from './reason-words-address.ts';
import type { BounceReason } from './reasons.ts';
import { statusReasons } from './status-reasons.ts';

/** What is known of one failure. */
export interface Failure {
  /** What the other server said; the words that count most. */
  readonly diagnostic: string;
  /** What else the report tells. */
  readonly told: string;
  readonly status: string | null;
}

const table = [...reasonWords, ...addressWords];

/** Why a mail came back: by the words of the server, else by its status, else by the words around. */
export function reasonOf({ diagnostic, told, status }: Failure): BounceReason {
  const said = plain(diagnostic);
  const bySaid = byWords(said);
  if (bySaid !== null) return asFiltered(bySaid, said, told, status);
  const byStatus = statusReasons[(status ?? '').slice(2)];
  const byTold = byWords(plain(told));
  if (byTold !== null) return asFiltered(byTold, plain(told), told, status);
  return byStatus ?? 'undefined';
}

function byWords(text: string): BounceReason | null {
  return text === '' ? null : (table.find(([, words]) => words.test(text))?.[0] ?? null);
}

/**
 * "User unknown" said of the mailbox (5.2.z), of nobody in particular, or only once the mail itself had been sent, is a
 * filter that hides: the server had taken the address before.
 */
function asFiltered(
  reason: BounceReason,
  said: string,
  told: string,
  status: string | null,
): BounceReason {
  if (reason !== 'user_unknown') return reason;
  const ofMailbox = status !== null && /^5\.2\.[014]$/.test(status);
  const ofNobody = /\b55\d:? : /.test(said);
  const afterData =
    /\b(end of data|in reply to (end of )?data|after (end of )?data|\[data\]|final data)\b/i.test(
      told,
    );
  return ofMailbox || ofNobody || afterData ? 'filtered' : reason;
}

/** Lower case, blanks as one, and without addresses and links: words in them say nothing. */
function plain(text: string): string {
  return text
    .slice(0, 8_000)
    .toLowerCase()
    .replace(/https?:\/\/[^\s<>"]{1,500}/g, ' ')
    .replace(/[^\s<>"'(:;,]{1,64}@[^\s<>"'):;,]{1,255}/g, 'a@b')
    .replace(/\s{1,200}/g, ' ')
    .trim();
}
