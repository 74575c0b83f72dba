import { normaliseAddress } from '../../domain/address.ts';
import { addressesOf, all, decodedText, first, type Headers, parseHeaders } from './headers.ts';
import type { MailTree } from './mime.ts';

/** A feedback report (RFC 5965), or what stands for one. */
export interface FeedbackReport {
  /** `abuse`, `fraud`, `opt-out`, `auth-failure`, … as the report says it. */
  readonly feedbackType: string;
  /** The people who complained; one null where the report hides them and the mail does not tell. */
  readonly recipients: readonly (string | null)[];
}

/** Reports of a fault of ours, or of none: nobody complained. */
const noComplaint = ['auth-failure', 'dmarc', 'not-spam', 'virus'];

export function isComplaint({ feedbackType }: FeedbackReport): boolean {
  return !noComplaint.includes(feedbackType);
}

/**
 * Reads a complaint. The person is named by the report (Original-Rcpt-To, Removal-Recipient); where that is hidden, by the
 * mail that came back: its To, what a mail of ours carries (List-Unsubscribe, VERP) is left to who matches.
 */
export function readFeedback(tree: MailTree, returned: Headers): FeedbackReport | null {
  const report = tree.parts.find(({ type }) => type === 'message/feedback-report');
  if (report !== undefined) {
    const fields = parseHeaders(report.text.replace(/\n[ \t]{0,8}\n/g, '\n'));
    const feedbackType = (first(fields, 'feedback-type') ?? 'other').toLowerCase().slice(0, 40);
    return { feedbackType, recipients: peopleOf(fields, returned) };
  }
  const [original] = all(returned, 'x-hmxmroriginalrecipient');
  const subject = decodedText(tree.headers, 'subject') ?? '';
  if (original === undefined && !/^\s{0,9}complaint about message from\b/i.test(subject))
    return null;
  const address = normaliseAddress(original ?? '') ?? addressesOf(returned, 'to')[0]?.address;
  return { feedbackType: 'abuse', recipients: [address ?? null] };
}

function peopleOf(fields: Headers, returned: Headers): readonly (string | null)[] {
  const named = ['original-rcpt-to', 'removal-recipient', 'original-recipient', 'final-recipient']
    .flatMap((name) => all(fields, name))
    .flatMap(
      (value) => normaliseAddress(value.replace(/^[\w-]{1,20};/, '').replace(/[<>]/g, '')) ?? [],
    );
  if (named.length > 0) return [...new Set(named)].slice(0, 100);
  const shown = addressesOf(returned, 'x-original-to', 'delivered-to', 'to').map(
    ({ address }) => address,
  );
  return [shown[0] ?? null];
}
