import { DateTime } from 'luxon';
import type { Cadence } from '../../domain/cadence.ts';
import {
  clearedOn,
  type OutlookDay,
  outlook,
  type PlannedGroup,
  roomOfDay,
} from '../../domain/capacity.ts';
import { firstZone } from '../../domain/language/pool.ts';
import { openHours, whyClosed } from '../../domain/open-days.ts';
import type { MailboxCaps } from '../../domain/send-limits.ts';
import { type LocalDate, localDate } from '../../domain/wall-clock.ts';
import { readCadencePauses } from '../../store/cadence-pauses.ts';
import { countPlannedMails, type PlannedMails } from '../../store/reports/capacity.ts';
import { readScopes } from '../../store/send-limits.ts';
import type { App } from '../context.ts';
import { placeOf } from '../enrolments/place.ts';
import { listMailboxes } from '../sending/mailbox-status.ts';
import { followingMails, type Road } from './following-mails.ts';

export type CapacityKind = 'mailbox' | 'pool' | 'cadence' | 'all';

/** What the coming days bring to a mailbox, a pool, a cadence, or all together. */
export interface CapacityOutlook {
  readonly kind: CapacityKind;
  /** Of all together empty. */
  readonly key: string;
  /** Paused: nothing leaves until it is resumed, or tried again. */
  readonly isPaused: boolean;
  readonly days: readonly (OutlookDay & { readonly date: string })[];
  /** The most that is left over at the end of a day. */
  readonly mostLeft: number;
  /** The day from whose end on nothing is left over; null: none of these. */
  readonly clearedOn: string | null;
}

export interface Capacity {
  /** On whose wall clock days are counted. */
  readonly zone: string;
  readonly outlooks: readonly CapacityOutlook[];
}

export const usualDays = 14;
export const mostDays = 60;

/** On whose wall clock its days are counted: that of the first mailbox. */
export function capacityZone({ workspace }: Pick<App, 'workspace'>): string {
  return workspace.mailboxes[0]?.timezone ?? 'UTC';
}

/** What a limit of a scope is made of. */
interface Scope {
  readonly kind: Exclude<CapacityKind, 'all'>;
  readonly key: string;
  readonly caps: MailboxCaps;
  /** The first instant at which it may send; null: nobody knows. */
  readonly freeAt: Date | null;
}

/**
 * What of the mails that are planned by now the coming days let go: by caps, ramp-up, gaps and hours of sending. All together
 * stand first, then mailboxes, pools and cadences.
 */
export async function reportCapacity(app: App, days = usualDays): Promise<Capacity> {
  const now = app.clock.now();
  const zone = capacityZone(app);
  const dates = Array.from({ length: days }, (_, nth) => localDate(now, zone, nth));
  const planned = await countPlannedMails(
    app.db,
    dates.map(({ endsAt }) => endsAt),
  );
  const cadences = await loadCadences(app, planned);
  const scopes = await readLimits(app, cadences, now);
  const groups = groupsOf(app, planned, cadences, dates, now);
  const uses = await readScopes(
    app.db,
    scopes.map(({ kind, key }) => `${kind}:${key}`),
  );
  const rooms = scopes.map((scope) => {
    const key = `${scope.kind}:${scope.key}`;
    const own = groups.filter((group) => group.scopes.includes(key));
    const use = uses.get(key);
    // A mailbox that nothing has left yet begins with its first mail.
    const firstDay = dates.findIndex((_, nth) => own.some((one) => countOn(one, nth) > 0));
    const begins = dates[Math.max(0, firstDay)]?.startsAt ?? now;
    const roomOn = ({ startsAt, endsAt }: LocalDate, nth: number) => {
      if (scope.freeAt === null || scope.freeAt >= endsAt) return 0;
      if (own.length > 0 && own.every((group) => isClosed(group, nth))) return 0;
      const sent = (use?.recent ?? []).filter(({ at }) => at >= startsAt.getTime());
      return roomOfDay(scope.caps, {
        openMinutes:
          own.length === 0 ? 1_440 : Math.max(...own.map((one) => one.openMinutes[nth] ?? 0)),
        sent: nth > 0 ? 0 : sent.reduce((sum, { count }) => sum + count, 0),
        firstAt: use?.firstAt ?? begins,
        at: new Date(endsAt.getTime() - 1),
      });
    };
    return { key, rooms: dates.map(roomOn) };
  });
  const figures = outlook(groups, rooms, days);
  const shown = (kind: CapacityKind, key: string, isPaused: boolean, place: number) =>
    outlookOf({ kind, key, isPaused }, figures[place] ?? [], dates);
  return {
    zone,
    outlooks: [
      shown('all', '', false, scopes.length),
      ...scopes.map(({ kind, key, freeAt }, place) =>
        shown(kind, key, freeAt === null || freeAt > now, place),
      ),
    ],
  };
}

const countOn = ({ planned, following }: PlannedGroup, day: number) =>
  (planned[day] ?? 0) + (following[day] ?? 0);

/** Its cadence sends nothing on that day: a weekend, a holiday. */
const isClosed = (group: PlannedGroup, day: number) =>
  (group.openMinutes[day] ?? 0) === 0 && countOn(group, day) === 0;

function outlookOf(
  of: Pick<CapacityOutlook, 'kind' | 'key' | 'isPaused'>,
  figures: readonly OutlookDay[],
  dates: readonly LocalDate[],
): CapacityOutlook {
  const cleared = clearedOn(figures);
  return {
    ...of,
    days: figures.map((figure, nth) => ({ date: dates[nth]?.date ?? '', ...figure })),
    mostLeft: Math.max(0, ...figures.map(({ left }) => left)),
    clearedOn: cleared === null ? null : (dates[cleared]?.date ?? null),
  };
}

async function loadCadences(
  { versions }: App,
  planned: readonly PlannedMails[],
): Promise<ReadonlyMap<string, Cadence>> {
  const hashes = [...new Set(planned.map(({ hash }) => hash))];
  const loaded = await Promise.all(hashes.map((hash) => versions.load(hash)));
  return new Map(
    hashes.flatMap((hash, nth) => {
      const version = loaded[nth];
      return version === undefined ? [] : [[hash, version.cadence]];
    }),
  );
}

/** All mailboxes and pools, and the cadences of which mails are planned, with what limits each. */
async function readLimits(
  app: App,
  cadences: ReadonlyMap<string, Cadence>,
  now: Date,
): Promise<readonly Scope[]> {
  const { workspace, db } = app;
  const [mailboxes, pauses] = await Promise.all([listMailboxes(app), readCadencePauses(db)]);
  const capsOf = new Map(workspace.mailboxes.map(({ key, caps }) => [key, caps]));
  // Two versions may have two caps: that of the one that is loaded last stands for both.
  const own = new Map([...cadences.values()].map(({ key, cap }) => [key, cap]));
  return [
    ...mailboxes.map(({ key, status, retryAt }): Scope => {
      const freeAt = status === 'paused' ? retryAt : now;
      return { kind: 'mailbox', key, caps: capsOf.get(key) ?? {}, freeAt };
    }),
    ...Object.keys(workspace.pools).map((key): Scope => {
      const caps = Object.hasOwn(workspace.caps.pools, key) ? workspace.caps.pools[key] : undefined;
      return { kind: 'pool', key, caps: caps ?? {}, freeAt: now };
    }),
    ...[...own]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, cap]): Scope => {
        const isPaused = pauses.some((one) => one.key === key);
        return { kind: 'cadence', key, caps: cap ?? {}, freeAt: isPaused ? null : now };
      }),
  ];
}

function groupsOf(
  { workspace }: App,
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
    const { mailbox, cadence, hash, country } = of;
    const name = JSON.stringify([mailbox, hash, isFollowUp, country]);
    const pool = cadences.get(hash)?.sender?.pool ?? null;
    const group = groups.get(name) ?? {
      scopes: [
        `mailbox:${mailbox ?? first}`,
        ...(pool === null ? [] : [`pool:${pool}`]),
        `cadence:${cadence}`,
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
