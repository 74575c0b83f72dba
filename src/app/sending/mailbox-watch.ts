import type { SendOutcome } from '../../email/smtp-outcome.ts';
import { messageOf } from '../../errors.ts';
import type { PauseCause } from '../../store/mailboxes.ts';
import type { App } from '../context.ts';
import { pauseMailbox } from './mailbox-pauses.ts';
import { senderFault } from './sender-faults.ts';

/** So many hand-overs in a row that came to nothing, or to no answer, pause a mailbox: one cut connection says little. */
const failuresInARow = 3;

/** Hears how the hand-overs of this process end, and pauses a mailbox that cannot send. */
export function createMailboxWatch(
  app: App,
): (mailbox: string, outcome: SendOutcome) => Promise<void> {
  const failures = new Map<string, number>();
  const causeOf = (mailbox: string, outcome: SendOutcome): PauseCause | null => {
    if (outcome.kind !== 'not_sent' && outcome.kind !== 'unknown') {
      failures.delete(mailbox);
      return senderFault(outcome) === null ? null : 'refused';
    }
    if (outcome.kind === 'not_sent' && outcome.mailbox) return 'authentication';
    const count = (failures.get(mailbox) ?? 0) + 1;
    failures.set(mailbox, count);
    return count >= failuresInARow ? 'connection' : null;
  };
  return async (mailbox, outcome) => {
    const cause = causeOf(mailbox, outcome);
    if (cause === null) return;
    failures.delete(mailbox);
    const reason = 'detail' in outcome ? outcome.detail : outcome.response;
    try {
      await app.db.transaction((tx) => pauseMailbox(app, tx, mailbox, reason, cause));
    } catch (error) {
      // The next mail comes to the same end.
      app.log.warn({ mailbox, cause, err: messageOf(error) }, 'mailbox not paused');
    }
  };
}
