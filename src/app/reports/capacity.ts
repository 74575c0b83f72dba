import { DateTime } from 'luxon';
import type { Cadence } from '../../domain/cadence.ts';
import {
  clearedOn,
  type OutlookDay,
  outlook,
  type PlannedGroup,
  roomOfDay,
} from '../../domain/capacity.ts';
import { dayZone } from '../../domain/entry-day.ts';
import { openHours, whyClosed } from '../../domain/open-days.ts';
import { placeIn, type Schedule } from '../../domain/schedule.ts';
import type { MailboxCaps } from '../../domain/send-limits.ts';
import { type LocalDate, localDate } from '../../domain/wall-clock.ts';
import { readCadencePauses } from '../../store/cadence-pauses.ts';
import { countPlannedMails, type PlannedMails } from '../../store/reports/capacity.ts';
import { readScopes } from '../../store/send-limits.ts';
import type { App } from '../context.ts';
import { listMailboxes } from '../sending/mailbox-status.ts';

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
    const firstDay = dates.findIndex((_, nth) => own.some((one) => (one.planned[nth] ?? 0) > 0));
    const begins = dates[Math.max(0, firstDay)]?.startsAt ?? now;
    const roomOn = ({ startsAt, endsAt }: LocalDate, nth: number) => {
      if (scope.freeAt === null || scope.freeAt >= endsAt) return 0;
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
  const hours = new Map(
    [...cadences].map(([hash, { schedule }]) => [
      hash,
      dates.map(({ date }) => minutesOpen(schedule, date, now)),
    ]),
  );
  const groups = new Map<string, PlannedGroup & { readonly planned: number[] }>();
  for (const { mailbox, cadence, hash, isFollowUp, day, count } of planned) {
    const name = JSON.stringify([mailbox, hash, isFollowUp]);
    const known = groups.get(name);
    const version = cadences.get(hash);
    const pool = version?.sender?.pool ?? null;
    const group = known ?? {
      scopes: [
        `mailbox:${mailbox ?? first}`,
        ...(pool === null ? [] : [`pool:${pool}`]),
        `cadence:${cadence}`,
      ],
      isFollowUp,
      planned: dates.map(() => 0),
      openMinutes: hours.get(hash) ?? dates.map(() => 1_440),
    };
    groups.set(name, group);
    group.planned[day] = (group.planned[day] ?? 0) + count;
  }
  return [...groups.values()];
}

/** Minutes of a day in which a cadence sends, of today those that are left; holidays are each person's own, and left out. */
function minutesOpen(schedule: Schedule, date: string, now: Date): number {
  const zone = dayZone(schedule);
  const day = { date, weekday: DateTime.fromISO(date).weekday };
  if (whyClosed(day, schedule, placeIn(zone)) !== null) return 0;
  const clock = DateTime.fromMillis(now.getTime(), { zone });
  const from = clock.toISODate() === date ? clock.hour * 60 + clock.minute : 0;
  const { windows } = openHours(day, schedule, placeIn(zone));
  return windows.reduce(
    (sum, { startMinute, endMinute }) => sum + Math.max(0, endMinute - Math.max(startMinute, from)),
    0,
  );
}
