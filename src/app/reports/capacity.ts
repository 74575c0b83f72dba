import type { Cadence } from '../../domain/cadence.ts';
import {
  clearedOn,
  type OutlookDay,
  outlook,
  type PlannedGroup,
  roomOfDay,
} from '../../domain/capacity.ts';
import type { MailboxCaps } from '../../domain/send-limits.ts';
import type { Viewer } from '../../domain/viewer.ts';
import { type LocalDate, localDate } from '../../domain/wall-clock.ts';
import { readCadencePauses } from '../../store/cadence-pauses.ts';
import { countPlannedMails, type PlannedMails } from '../../store/reports/capacity.ts';
import { readScopes } from '../../store/send-limits.ts';
import type { App } from '../context.ts';
import { listMailboxes } from '../sending/mailbox-status.ts';
import { type BehindTasks, countBehindTasks } from './behind-tasks.ts';
import { groupsOf } from './planned-groups.ts';
import { isNear, sentSince, watchRecipients } from './watched-recipients.ts';

export const capacityKinds = ['mailbox', 'pool', 'cadence', 'domain', 'provider', 'all'] as const;
export type CapacityKind = (typeof capacityKinds)[number];

/** What the coming days bring to a mailbox, a pool, a cadence, the people of a domain or provider, or all together. */
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
  readonly behindTasks: BehindTasks;
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
 * stand first, then mailboxes, pools and cadences, then domains and providers of recipients whose cap comes near. All count the
 * whole house; a domain tells who the prospects are, and is told to nobody who does not see all.
 */
export async function reportCapacity(
  app: App,
  viewer: Viewer,
  days = usualDays,
): Promise<Capacity> {
  const now = app.clock.now();
  const zone = capacityZone(app);
  const dates = Array.from({ length: days }, (_, nth) => localDate(now, zone, nth));
  const ends = dates.map(({ endsAt }) => endsAt);
  const watched = await watchRecipients(app, dates);
  const planned = await countPlannedMails(app.db, ends, watched.keysOf);
  const cadences = await loadCadences(app, planned);
  const recipients = watched.scopes.map((one): Scope => ({ ...one, freeAt: now }));
  const scopes = [...(await readLimits(app, cadences, now)), ...recipients];
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
      return roomOfDay(scope.caps, {
        openMinutes:
          own.length === 0 ? 1_440 : Math.max(...own.map((one) => one.openMinutes[nth] ?? 0)),
        sent: nth > 0 ? 0 : sentSince(use?.recent ?? [], startsAt),
        firstAt: use?.firstAt ?? begins,
        at: new Date(endsAt.getTime() - 1),
      });
    };
    return { key, rooms: dates.map(roomOn) };
  });
  const figures = outlook(groups, rooms, days);
  const shown = (kind: CapacityKind, key: string, isPaused: boolean, place: number) =>
    outlookOf({ kind, key, isPaused }, figures[place] ?? [], dates);
  const limited = scopes.map(({ kind, key, freeAt }, place) =>
    shown(kind, key, freeAt === null || freeAt > now, place),
  );
  return {
    zone,
    outlooks: [
      shown('all', '', false, scopes.length),
      ...limited.filter(
        ({ kind, days: own }) =>
          !isOfRecipients(kind) ||
          (own.some(isNear) && (kind !== 'domain' || viewer.owners === null)),
      ),
    ],
    behindTasks: await countBehindTasks(app),
  };
}

const isOfRecipients = (kind: CapacityKind) => kind === 'domain' || kind === 'provider';

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
