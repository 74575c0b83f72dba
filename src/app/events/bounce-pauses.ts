import type { InboundEvent } from '../../domain/event.ts';
import { type Sentence, sentence } from '../../domain/sentence.ts';
import { reasonOf } from '../../inbound/mail/bounce/reason-of.ts';
import type { Queryable } from '../../store/db.ts';
import type { EventMatch } from '../../store/event-match.ts';
import type { KeptEvent } from '../../store/events.ts';
import { originOfMail, readMailbox } from '../../store/mailboxes.ts';
import type { App } from '../context.ts';
import { countRates, type Rated } from '../sending/guard-rails.ts';
import { pauseMailbox } from '../sending/mailbox-pauses.ts';
import { refusesSender } from '../sending/sender-faults.ts';
import { namesOurMail } from './weigh-mails.ts';

/** By these big providers refuse a sender, whatever else they say. */
const ofSender = /^5\.7\.[5-7]\d\d$/;

/** What is heard longer ago than this says nothing of today. */
const freshMs = 86_400_000;

/**
 * Counts bounces and complaints, and pauses the mailboxes of mails that have come back for a fault of the sender. Nothing
 * of it touches the recipients. One that has been resumed since a mail came back stays so. The last thing in the
 * transaction of the events.
 *
 * @returns what was counted, for `heedRates` after the commit
 */
export async function pauseForBounces(
  app: App,
  tx: Queryable,
  received: readonly Pick<KeptEvent, 'id' | 'event' | 'enrolmentId'>[],
  matches: ReadonlyMap<string, EventMatch>,
): Promise<readonly Rated[]> {
  const faults = new Map<string, Sentence>();
  const rated: Rated[] = [];
  for (const { id, event, enrolmentId } of received) {
    // Anybody can write a report; only one that names a mail of ours says something of who sent it.
    const match = matches.get(id);
    if (event?.mail !== undefined && (match === undefined || !namesOurMail(match))) continue;
    const as = ratedAs(event);
    const code = event?.code ?? '';
    if (as !== null && app.workspace.guardRails !== null) {
      const named = event === null ? null : namedMail(event);
      const { mailbox, cadence } = await originOfMail(tx, named, enrolmentId);
      if (mailbox !== null) rated.push({ mailbox, cadence, as });
    }
    if (event?.type !== 'email.bounced' || !isOurs(code)) continue;
    if (app.clock.now().getTime() - event.occurredAt.getTime() > freshMs) continue;
    const { mailbox: key } = await originOfMail(tx, namedMail(event), enrolmentId);
    if (key === null) continue;
    const mailbox = await readMailbox(tx, key);
    if (mailbox?.since != null && mailbox.since > event.occurredAt) continue;
    faults.set(key, sentence('pause.came-back', { code }));
  }
  // Mailboxes before counts, as everybody locks them; several of them in the order of the keys.
  for (const [key, why] of [...faults].toSorted(byKey)) {
    await pauseMailbox(app, tx, key, why, 'refused');
  }
  await countRates(app, tx, rated);
  return rated;
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) =>
  a < b ? -1 : Number(a > b);

/** The Message-ID of the mail that came back. */
function namedMail({ match }: InboundEvent): string | null {
  return match.messageId ?? match.messageIds?.[0] ?? null;
}

function ratedAs(event: InboundEvent | null): 'bounced' | 'complained' | null {
  if (event?.type === 'email.complained') return 'complained';
  return event?.type === 'email.bounced' && event.hard === true ? 'bounced' : null;
}

function isOurs(code: string): boolean {
  if (!code.startsWith('5.')) return false;
  const reason = reasonOf({ diagnostic: '', told: '', status: code, category: null });
  return ofSender.test(code) || refusesSender(reason);
}
