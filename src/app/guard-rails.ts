import { type GuardRails, judgeRates } from '../domain/guard-rails.ts';
import type { Queryable } from '../store/db.ts';
import { addToDays, type CountedDay, readLastDays } from '../store/mailbox-days.ts';
import type { TouchOutcome } from '../store/touches.ts';
import type { App } from './context.ts';
import { pauseMailbox } from './mailbox-pauses.ts';

/** What has happened to a mail, as the rates count it. */
export interface Rated {
  readonly mailbox: string;
  readonly as: 'sent' | 'bounced' | 'complained';
}

/** What the ends of hand-overs count for: a mail refused for the recipient's sake is one that came back. */
export function ratedOutcomes(outcomes: readonly TouchOutcome[]): Rated[] {
  return outcomes.flatMap(({ status, reason, mailbox }): Rated[] => {
    if (mailbox === null) return [];
    if (status === 'sent') return [{ mailbox, as: 'sent' }];
    if (status !== 'failed' || reason !== 'recipient') return [];
    return [
      { mailbox, as: 'sent' },
      { mailbox, as: 'bounced' },
    ];
  });
}

/**
 * Counts what has become of mails, and pauses a mailbox whose rates are beyond the guard rails until a person resumes it.
 * Without guard rails nothing is counted. The last thing in a transaction.
 */
export async function countRates(app: App, tx: Queryable, rated: readonly Rated[]): Promise<void> {
  const { guardRails } = app.workspace;
  if (guardRails === null || rated.length === 0) return;
  const now = app.clock.now();
  await addToDays(tx, byMailbox(rated), now);
  const worse = rated.flatMap(({ mailbox, as }) => (as === 'sent' ? [] : [mailbox]));
  if (worse.length === 0) return;
  for (const counts of await readLastDays(tx, [...new Set(worse)], now)) {
    await act(app, tx, counts, guardRails);
  }
}

async function act(app: App, tx: Queryable, counts: CountedDay, rails: GuardRails): Promise<void> {
  const verdict = judgeRates(counts, rails);
  if (verdict === null) return;
  const { mailbox } = counts;
  if (verdict.does === 'pause') await pauseMailbox(app, tx, mailbox, verdict.reason, 'rate');
  else app.log.warn({ mailbox, rate: verdict.reason }, 'mailbox nears its guard rails');
}

function byMailbox(rated: readonly Rated[]): CountedDay[] {
  return [...new Set(rated.map(({ mailbox }) => mailbox))].map((mailbox) => {
    const own = rated.filter((one) => one.mailbox === mailbox);
    const count = (as: Rated['as']) => own.filter((one) => one.as === as).length;
    return {
      mailbox,
      sent: count('sent'),
      bounced: count('bounced'),
      complained: count('complained'),
    };
  });
}

/** The mailboxes that near their guard rails, and why. */
export async function readWarnings(app: App): Promise<ReadonlyMap<string, string>> {
  const { guardRails, mailboxes } = app.workspace;
  if (guardRails === null) return new Map();
  const keys = mailboxes.map(({ key }) => key);
  const counted = await readLastDays(app.db, keys, app.clock.now());
  return new Map(
    counted.flatMap((counts) => {
      const verdict = judgeRates(counts, guardRails);
      return verdict === null ? [] : [[counts.mailbox, verdict.reason] as const];
    }),
  );
}
