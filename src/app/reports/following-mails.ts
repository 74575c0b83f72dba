import type { Cadence, Step } from '../../domain/cadence.ts';
import type { LocalDate } from '../../domain/wall-clock.ts';
import type { PlannedMails } from '../../store/reports/capacity.ts';
import { simulate } from '../library/simulate.ts';

/** Where a cadence sends from, and what it is made of. */
export interface Road {
  readonly cadence: Cadence;
  readonly senderZone: string | null;
}

/** Mails that follow planned ones, on the same road. */
export interface FollowingMails {
  readonly of: PlannedMails;
  readonly day: number;
  readonly count: number;
}

/**
 * The mails that come behind those that are planned, if nothing is heard: each further step as `simulate` plans it from the noon
 * of the day before it, once for all of the same version, step, country and day. Every condition counts as true and every task as
 * done on its day, and of a track what stands in it: so there are at most as many, but for those behind a task or a track.
 */
export function followingMails(
  planned: readonly PlannedMails[],
  roads: ReadonlyMap<string, Road>,
  dates: readonly LocalDate[],
  now: Date,
): readonly FollowingMails[] {
  const known = new Map<string, number | null>();
  const found: FollowingMails[] = [];
  for (const of of planned) {
    const road = roads.get(of.hash);
    if (road === undefined) continue;
    const steps = stepsOn(road.cadence, of.track);
    const at = steps.findIndex(({ id }) => id === of.step);
    let { day } = of;
    for (const step of at < 0 ? [] : steps.slice(at + 1)) {
      const name = JSON.stringify([of.hash, of.track, step.id, of.country, day]);
      const seen = known.get(name);
      const next: number | null =
        seen === undefined ? dayAfter(road, step, of.country, day, dates, now) : seen;
      known.set(name, next);
      if (next === null) break;
      day = next;
      if (step.kind === 'email') found.push({ of, day, count: of.count });
    }
  }
  return found;
}

/** Steps of the main road, or of a track. */
export function stepsOn({ steps, tracks }: Cadence, track: string | null): readonly Step[] {
  if (track === null) return steps;
  return Object.hasOwn(tracks, track) ? (tracks[track]?.steps ?? []) : [];
}

/** The day of a step whose touch before it is on some day; null: behind the last. */
function dayAfter(
  { cadence, senderZone }: Road,
  step: Step,
  country: string | null,
  day: number,
  dates: readonly LocalDate[],
  now: Date,
): number | null {
  const date = dates[day];
  if (date === undefined) return null;
  const noon = new Date((date.startsAt.getTime() + date.endsAt.getTime()) / 2);
  const from = noon > now ? noon : now;
  const [touch] = simulate({
    cadence: { ...cadence, steps: [step] },
    prospect: { country, timezone: null, region: null },
    ...{ senderZone, from, lastTouchAt: from },
  });
  if (touch === undefined) return null;
  const at = new Date(touch.at);
  const found = dates.findIndex(({ endsAt }) => at < endsAt);
  return found < 0 ? null : found;
}
