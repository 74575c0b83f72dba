import { dayZone, expectedStart, startingDay } from '../../domain/entry-day.ts';
import { readCurrentVersion } from '../../store/cadences.ts';
import { readQueuePlace, readStartQueue } from '../../store/start-queues.ts';
import type { App } from '../context.ts';

/** Where somebody stands in the queue of their cadence, and when their turn is expected. */
export interface ExpectedTurn {
  readonly place: number;
  readonly of: number;
  /** `max_new_per_day`. */
  readonly limit: number;
  readonly startsAt: Date;
  /** The day that is begun now, as `YYYY-MM-DD` in `zone`. */
  readonly today: string;
  readonly zone: string;
}

/** Null where nobody counts who starts. */
export async function expectedTurn(
  app: App,
  enrolmentId: string,
  cadenceKey: string,
): Promise<ExpectedTurn | null> {
  const queued = await readQueuePlace(app.db, enrolmentId);
  const version = await readCurrentVersion(app.db, cadenceKey);
  const limit = version?.definition.entry?.maxNewPerDay;
  if (queued === null || version === null || limit === undefined) return null;
  const now = app.clock.now();
  const queue = await readStartQueue(app.db, cadenceKey);
  const day = startingDay(version.definition, queue, now);
  const { place, of, waitsFrom } = queued;
  const turn = expectedStart(place, version.definition, day, now);
  const startsAt = new Date(Math.max(turn.getTime(), waitsFrom.getTime()));
  const zone = dayZone(version.definition.schedule);
  return { place, of, limit, startsAt, today: day.date, zone };
}
