import { DateTime } from 'luxon';
import type { Cadence } from '../../domain/cadence.ts';
import type { PlannedGroup } from '../../domain/capacity.ts';
import { firstZone } from '../../domain/language/pool.ts';
import { openHours, whyClosed } from '../../domain/open-days.ts';
import type { LocalDate } from '../../domain/wall-clock.ts';
import type { PlannedMails } from '../../store/reports/capacity.ts';
import type { App } from '../context.ts';
import { placeOf } from '../enrolments/place.ts';
import { followingMails, type Road } from './following-mails.ts';

/** Planned mails, and those that are to follow them, by what they count in and when they are sent. */
export function groupsOf(
  { workspace }: Pick<App, 'workspace'>,
  planned: readonly PlannedMails[],
  cadences: ReadonlyMap<string, Cadence>,
  dates: readonly LocalDate[],
  now: Date,
): readonly PlannedGroup[] {
  const first = workspace.mailboxes[0]?.key ?? 'default';
  const roads = new Map(
    [...cadences].map(([hash, cadence]) => {
      return [hash, { cadence, senderZone: firstZone(cadence, workspace) }];
    }),
  );
  const hours = new Map<string, readonly number[]>();
  const hoursOf = ({ hash, country }: PlannedMails) => {
    const road = roads.get(hash);
    const name = JSON.stringify([hash, country]);
    const known = hours.get(name);
    if (known !== undefined) return known;
    const found = dates.map(({ date }) =>
      road === undefined ? 1_440 : minutesOpen(road, country, date, now),
    );
    hours.set(name, found);
    return found;
  };
  type Growing = PlannedGroup & { readonly planned: number[]; readonly following: number[] };
  const groups = new Map<string, Growing>();
  const groupOf = (of: PlannedMails, isFollowUp: boolean) => {
    const { mailbox, cadence, hash, country, watched } = of;
    const name = JSON.stringify([mailbox, hash, isFollowUp, country, watched]);
    const pool = cadences.get(hash)?.sender?.pool ?? null;
    const group = groups.get(name) ?? {
      scopes: [
        `mailbox:${mailbox ?? first}`,
        ...(pool === null ? [] : [`pool:${pool}`]),
        `cadence:${cadence}`,
        ...(watched?.split(' ') ?? []),
      ],
      isFollowUp,
      planned: dates.map(() => 0),
      following: dates.map(() => 0),
      openMinutes: hoursOf(of),
    };
    groups.set(name, group);
    return group;
  };
  for (const of of planned) {
    const group = groupOf(of, of.isFollowUp);
    group.planned[of.day] = (group.planned[of.day] ?? 0) + of.count;
  }
  for (const { of, day, count } of followingMails(planned, roads, dates, now)) {
    const group = groupOf(of, true);
    group.following[day] = (group.following[day] ?? 0) + count;
  }
  return [...groups.values()];
}

/** Minutes of a day in which a cadence sends to people of a country, of today those that are left. */
function minutesOpen(
  { cadence: { schedule }, senderZone }: Road,
  country: string | null,
  date: string,
  now: Date,
): number {
  const place = placeOf(schedule, { country, timezone: null, region: null }, senderZone);
  const day = { date, weekday: DateTime.fromISO(date).weekday };
  if (whyClosed(day, schedule, place) !== null) return 0;
  const clock = DateTime.fromMillis(now.getTime(), { zone: place.zone });
  const from = clock.toISODate() === date ? clock.hour * 60 + clock.minute : 0;
  const { windows } = openHours(day, schedule, place);
  return windows.reduce(
    (sum, { startMinute, endMinute }) => sum + Math.max(0, endMinute - Math.max(startMinute, from)),
    0,
  );
}
