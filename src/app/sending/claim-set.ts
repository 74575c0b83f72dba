import { envelopeAddress } from '../../email/headers.ts';
import { enterGate } from '../../store/claim-gate.ts';
import { type ClaimRequest, type ClaimVerdict, claimTouches } from '../../store/claims.ts';
import { lockFreeProspectsOfTouches } from '../../store/prospect-locks.ts';
import { lockScopes } from '../../store/send-limits.ts';
import type { App, Sender, SendingMailbox } from '../context.ts';
import { withLacks } from '../people/lawful-basis.ts';
import { countingIn, type Limited, limitClaims } from './limit-claims.ts';

/** Machine time after which a hand-over that was not heard of again counts as unknown. */
export const handOverLeaseMs = 26_000;

/** What has become of a claim: taken, refused, or without room in some limit. */
export type LimitedVerdict = ClaimVerdict | Limited;

/** The mailboxes of a process as claims need them; the domain is in ASCII, since it becomes part of a Message-ID. */
export function claimingMailboxes(sender: Sender): ClaimRequest['mailboxes'] {
  const claiming = ({ mailbox: { key, from } }: SendingMailbox) => ({
    key,
    messageIdDomain: envelopeAddress(from.address).split('@').at(-1) || 'localhost',
  });
  const others = [...sender.all.values()].filter(({ mailbox }) => mailbox !== sender.mailbox);
  return [claiming(sender), ...others.map(claiming)];
}

/** Claims touches for the hand-over, within all limits, in one transaction; answers in their order. */
export async function claimSet(
  app: App,
  touchIds: readonly string[],
  mailboxes: ClaimRequest['mailboxes'],
): Promise<LimitedVerdict[]> {
  const now = app.clock.now();
  const leaseUntil = new Date(app.clock.machineNow().getTime() + handOverLeaseMs);
  return app.db.transaction(async (tx) => {
    const [, free] = await Promise.all([enterGate(tx), lockFreeProspectsOfTouches(tx, touchIds)]);
    const mails = free.filter(({ channel }) => channel === 'email');
    const counting = await countingIn(app, tx, mails, mailboxes[0].key);
    const countedIn = new Map(mails.map((touch) => [touch.id, counting.textOf(touch)]));
    const wanted = free.map(({ id }) => ({ id, countedIn: countedIn.get(id) ?? null }));
    // Sent at once, the locks of the limits last.
    const [taken, uses] = await Promise.all([
      claimTouches(tx, wanted, { touchIds, now, leaseUntil, mailboxes }),
      lockScopes(tx, counting.keys),
    ]);
    const verdicts = await withLacks(app, tx, taken, now);
    return limitClaims(tx, {
      ...{ verdicts, counting, uses, countedIn, leaseUntil },
      ...{ claimedAt: now, now: app.clock.now() },
    });
  });
}
