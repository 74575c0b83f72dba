import { passGate } from '../../store/claim-gate.ts';
import type { Db, Queryable } from '../../store/db.ts';
import { cadenceInFlight, mailboxInFlight } from '../../store/in-flight.ts';
import { enrolmentsInFlight, enrolmentsInFlightTo } from '../../store/touches.ts';

/** Machine time; some CRMs give up on an answer after five seconds. */
const waitAtMostMs = 4_000;
const lookAgainMs = { first: 10, last: 100 } as const;

/**
 * Waits until no mail of these enrolments is being handed over, with neither a connection nor a lock held in between. Any
 * claim committed before the stop is seen here; after the stop there is none.
 *
 * @param since  when the stop was asked for, by `performance.now()`: what it took itself counts
 * @returns the enrolments whose mail is still in the air when the time is over
 */
export async function waitUntilLanded(
  db: Queryable,
  enrolmentIds: readonly string[],
  since = performance.now(),
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(enrolmentIds)];
  if (ids.length === 0) return new Set();
  return lookUntilLanded(() => enrolmentsInFlight(db, ids), since);
}

/** The same for all mails to an address or a domain, of whichever enrolment. */
export async function waitUntilLandedAt(
  db: Queryable,
  addressOrDomain: string,
  since: number,
): Promise<ReadonlySet<string>> {
  return lookUntilLanded(() => enrolmentsInFlightTo(db, addressOrDomain), since);
}

/**
 * The same for all mails of a mailbox that has just been paused. Claims do not lock it: those under way are waited for first.
 *
 * @param first  key of the mailbox that mails without one leave from
 * @returns true when a mail may still be in the air when the time is over
 */
export async function waitUntilLandedFrom(
  db: Db,
  mailbox: string,
  first: string,
  since: number,
): Promise<boolean> {
  if (!(await passGate(db, since + waitAtMostMs - performance.now()))) return true;
  return (await lookUntilLanded(() => mailboxInFlight(db, mailbox, first), since)).size > 0;
}

/** The same for all mails of a cadence that has just been paused. */
export async function waitUntilLandedOf(db: Db, cadence: string, since: number): Promise<boolean> {
  if (!(await passGate(db, since + waitAtMostMs - performance.now()))) return true;
  return (await lookUntilLanded(() => cadenceInFlight(db, cadence), since)).size > 0;
}

async function lookUntilLanded(
  look: () => Promise<ReadonlySet<string>>,
  since: number,
): Promise<ReadonlySet<string>> {
  for (
    let pauseMs: number = lookAgainMs.first;
    ;
    pauseMs = Math.min(pauseMs * 1.5, lookAgainMs.last)
  ) {
    const flying = await look();
    const leftMs = since + waitAtMostMs - performance.now();
    if (flying.size === 0 || leftMs <= 0) return flying;
    await new Promise((resolve) => setTimeout(resolve, Math.min(pauseMs, leftMs)));
  }
}
