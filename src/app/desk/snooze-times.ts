import { placeIn, utcWeek } from '../../domain/schedule.ts';
import { type SnoozeTimes, snoozeTimes } from '../../domain/snooze.ts';
import { readSnapshots } from '../../store/snapshots.ts';
import type { App } from '../context.ts';
import { circumstancesOf } from '../enrolments/circumstances.ts';
import { placeOf } from '../enrolments/place.ts';

/**
 * When a task may come back that is put off now: in the working hours of its cadence, and on no holiday of the prospect where
 * the cadence keeps those.
 *
 * @param zone  of whoever works on it
 */
export async function readSnoozeTimes(
  app: App,
  enrolmentId: string,
  zone: string,
): Promise<SnoozeTimes> {
  const now = app.clock.now();
  const [snapshot] = await readSnapshots(app.db, [enrolmentId]);
  if (snapshot === undefined) return snoozeTimes(now, utcWeek, placeIn(zone));
  const { cadence, senderZone } = await circumstancesOf(app, snapshot.cadenceHash);
  const place = placeOf(cadence.schedule, snapshot.prospect, senderZone);
  return snoozeTimes(now, cadence.schedule, { ...place, zone });
}
