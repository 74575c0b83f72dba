import type { Queryable } from '../store/db.ts';
import { enrolmentsInFlight } from '../store/touches.ts';

/** Machine time; some CRMs give up on an answer after five seconds. */
const waitAtMostMs = 4_000;
const lookEveryMs = 15;

/**
 * Waits until no mail of these enrolments is being handed over, with neither a connection nor a lock held in between. Any
 * claim committed before the stop is seen here; after the stop there is none.
 *
 * @returns the enrolments whose mail is still in the air when the time is over
 */
export async function waitUntilLanded(
  db: Queryable,
  enrolmentIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(enrolmentIds)];
  if (ids.length === 0) return new Set();
  const giveUpAt = performance.now() + waitAtMostMs;
  for (;;) {
    const flying = await enrolmentsInFlight(db, ids);
    if (flying.size === 0 || performance.now() >= giveUpAt) return flying;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
