import { createHash } from 'node:crypto';

/** What a mail belongs to, from the small to the large. */
export interface FeedbackParts {
  readonly cadence: string;
  readonly step: string;
  readonly variant: string | null;
  /** Key of the mailbox. */
  readonly mailbox: string;
}

/**
 * The value of `Feedback-ID` by which Gmail counts complaints (its "Feedback Loop"): three fields that reports are split by, and
 * last the sender, 5 to 15 characters that stay the same. Nothing in it says who the mail is for.
 */
export function feedbackId({ cadence, step, variant, mailbox }: FeedbackParts): string {
  return [...[cadence, step, variant ?? '-'].map(plain), senderId(plain(mailbox))].join(':');
}

function senderId(mailbox: string): string {
  if (mailbox.length >= 5 && mailbox.length <= 15) return mailbox;
  const digest = createHash('sha256').update(mailbox).digest('hex').slice(0, 6);
  return `${mailbox.slice(0, 8)}-${digest}`;
}

/** Keys are made of these characters; whatever is not, and could end a field, is left out. */
function plain(text: string): string {
  return text.replace(/[^\w.-]/g, '').slice(0, 64);
}
