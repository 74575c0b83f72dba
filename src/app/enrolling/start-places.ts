import type { Cadence } from '../../domain/cadence.ts';
import { expectedStart, startingDay } from '../../domain/entry-day.ts';
import type { Queryable } from '../../store/db.ts';
import { countWaiting, lockStartQueue, writeStartQueue } from '../../store/start-queues.ts';
import type { RehearsedStarts } from './rehearsal.ts';

/** Somebody starts at once, or waits in the queue of the cadence from an instant on. */
export type StartPlace =
  | { readonly starts: true }
  | {
      readonly starts: false;
      readonly waitsFrom: Date;
      /** When it is expected to start, as far as is known now. */
      readonly startsAt: Date;
    };

const atOnce: StartPlace = { starts: true };

/** The place of somebody who is held from the start: none of today's. */
export function placeOfHeld(cadence: Cadence, startAt: Date): StartPlace {
  return cadence.entry?.maxNewPerDay === undefined
    ? atOnce
    : { starts: false, waitsFrom: startAt, startsAt: startAt };
}

/**
 * Gives people the places in a cadence that are free today, in their order; whoever comes later, or wants to start later,
 * waits. Nobody goes before those who wait already. Without `max_new_per_day` all start at once.
 *
 * The number is exact with any number of processes: the lock of the queue is held from here to the end of the transaction.
 *
 * @param wishes  when each of them wants to start: now, or later
 */
export async function takePlaces(
  tx: Queryable,
  cadence: Cadence,
  wishes: readonly Date[],
  now: Date,
  rehearsed: RehearsedStarts = { starting: 0, waiting: 0 },
): Promise<StartPlace[]> {
  if (cadence.entry?.maxNewPerDay === undefined || wishes.length === 0) {
    return wishes.map(() => atOnce);
  }
  const queue = await lockStartQueue(tx, cadence.key);
  const { waiting } = await countWaiting(tx, cadence.key, now);
  const day = startingDay(cadence, queue, now);
  const free = day.free - rehearsed.starting;
  let ahead = waiting + rehearsed.waiting;
  let started = 0;
  const places = wishes.map((wish): StartPlace => {
    if (wish > now) return { starts: false, waitsFrom: wish, startsAt: wish };
    if (ahead + started < free) {
      started += 1;
      return atOnce;
    }
    ahead += 1;
    const place = ahead + started + rehearsed.starting;
    return { starts: false, waitsFrom: now, startsAt: expectedStart(place, cadence, day, now) };
  });
  rehearsed.starting += started;
  rehearsed.waiting = ahead - waiting;
  await writeStartQueue(tx, cadence.key, {
    countedOn: day.date,
    started: day.started + started,
    nextStartAt: earliest([queue.nextStartAt, ...places.map(waitsFromOf)]),
  });
  return places;
}

function waitsFromOf(place: StartPlace): Date | null {
  return place.starts ? null : place.waitsFrom;
}

function earliest(instants: readonly (Date | null)[]): Date | null {
  const times = instants.flatMap((instant) => (instant === null ? [] : [instant.getTime()]));
  return times.length === 0 ? null : new Date(Math.min(...times));
}
