import { plusDuration } from '../../domain/calendar.ts';
import type { PauseCalendar } from '../../domain/enrolment/apply-rule.ts';
import { afterReturn } from '../../domain/return-day.ts';
import type { Circumstances } from './consequences.ts';
import { placeOf, type Whereabouts, zoneFacts } from './place.ts';

/** How long pauses of a prospect last, in the calendar of the cadence and, of an absence, in that of their country. */
export function pauseCalendarOf(
  { cadence, senderZone }: Pick<Circumstances, 'cadence' | 'senderZone'>,
  prospect: Whereabouts,
): PauseCalendar {
  const { schedule } = cadence;
  const place = placeOf(schedule, prospect, senderZone);
  return {
    plus: (at, duration) => plusDuration(at, duration, schedule, place),
    afterReturn: (until) => afterReturn(until, schedule, zoneFacts(prospect, senderZone), place),
  };
}
