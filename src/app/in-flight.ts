import type { Queryable } from '../store/db.ts';
import { enrolmentsInFlight, enrolmentsInFlightTo } from '../store/touches.ts';

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
