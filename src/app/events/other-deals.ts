import type { InboundEvent } from '../../domain/event.ts';
import type { Queryable } from '../../store/db.ts';
import { matchEvents } from '../../store/event-match.ts';
import { aboutOneDeal } from './hearing.ts';

/**
 * Events of a person, without those that are said of the deal of another enrolment.
 *
 * @param own  the enrolment that hears them; null where it is not there yet
 */
export async function withoutOtherDeals<
  Row extends { readonly id: string; readonly event: InboundEvent },
>(tx: Queryable, events: readonly Row[], own: string | null): Promise<Row[]> {
  const deals = events.filter(({ event }) => aboutOneDeal(event));
  if (deals.length === 0) return [...events];
  const matches = await matchEvents(
    tx,
    deals.map(({ id, event }) => ({ id, match: event.match })),
  );
  const ofOthers = new Set(
    matches.flatMap(({ id, enrolmentId }) =>
      enrolmentId === null || enrolmentId === own ? [] : [id],
    ),
  );
  return events.filter(({ id }) => !ofOthers.has(id));
}
