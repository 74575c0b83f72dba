import { readMail } from '../../inbound/mail/read-mail.ts';
import type { ReadingKind } from '../../inbound/reading.ts';
import type { App } from '../context.ts';
import type { ReceivedEvent } from '../events/apply-events.ts';
import type { PublicReceipt } from '../events/event-receipts.ts';
import { mailEvents } from './mail-events.ts';

/** One mail that came in, whichever way. */
export interface IncomingMail {
  /** The message as it came (RFC 5322). */
  readonly raw: Uint8Array;
  /** What its events are shown as coming from: the key of the source or mailbox. */
  readonly source: string;
  /** Clock time at which it came in. */
  readonly receivedAt: Date;
  /** To whom SMTP delivered it, where that is known. */
  readonly envelope?: { readonly from: string | null; readonly to: readonly string[] };
  /** Names of the servers whose Authentication-Results are believed (RFC 8601). */
  readonly authserv: readonly string[];
}

/** What a mail was taken for, and what became of it; nothing that came in is without a receipt. */
export interface MailReceipt {
  readonly kind: ReadingKind;
  readonly because: string | null;
  readonly receipts: readonly PublicReceipt[];
}

/**
 * Makes the receiver of mails: reads one (see `readMail`), finds out whom it is about, and applies what it says. When it
 * answers, that is done. The same mail may come again, and by another source too. Never throws because of what a mail holds.
 *
 * @param receive  what `createEventReceiver` made; events of mails and of webhooks share its commits
 */
export function createMailReceiver(
  app: App,
  receive: (events: readonly ReceivedEvent[]) => Promise<readonly PublicReceipt[]>,
): (mail: IncomingMail) => Promise<MailReceipt> {
  return async ({ raw, ...way }) => {
    const reading = await readMail(raw);
    const receipts = await receive(mailEvents(app, way, reading));
    return { kind: reading.kind, because: reading.because, receipts };
  };
}
