/**
 * What the coming days let go of what is planned: by day and limit, in the order in which mails go when there is no room for
 * all. A day is the whole of one: limits over a moving day come to the same over many mails, and not to the minute.
 */
import { dailyCap, type MailboxCaps } from './send-limits.ts';

/** Mails that count in the same scopes, and are sent in the same hours. */
export interface PlannedGroup {
  /** Keys of what they count in. */
  readonly scopes: readonly string[];
  /** They go before first mails. */
  readonly isFollowUp: boolean;
  /** How many are planned for each day; what is overdue stands on the first. */
  readonly planned: readonly number[];
  /** How many more are thought to follow them on each day, at most. */
  readonly following: readonly number[];
  /** Minutes of each day in which they are sent. */
  readonly openMinutes: readonly number[];
}

/** A limit, and what each day has room for; null: for all. */
export interface ScopeRooms {
  readonly key: string;
  readonly rooms: readonly (number | null)[];
}

export interface OutlookDay {
  readonly planned: number;
  /** Behind planned ones, at most: answers make them fewer. */
  readonly following: number;
  readonly room: number | null;
  readonly leaves: number;
  /** There was no room for them by its end: pushed to the days behind it. */
  readonly left: number;
}

/** Parts of mails of the same turn that go by turns. */
const parts = 20;

interface Waiting {
  readonly group: number;
  readonly since: number;
  readonly count: number;
}

/**
 * Lets mails go day by day: follow-ups first, then whoever has waited longest. What has waited goes only on days on which its
 * cadence sends.
 *
 * @returns of each scope in the order given, and of all together last, every day
 */
export function outlook(
  groups: readonly PlannedGroup[],
  scopes: readonly ScopeRooms[],
  days: number,
): readonly (readonly OutlookDay[])[] {
  const placeOf = new Map(scopes.map(({ key }, place) => [key, place]));
  const all = scopes.length;
  const places = groups.map((group) => [
    ...group.scopes.flatMap((key) => placeOf.get(key) ?? []),
    all,
  ]);
  const result: OutlookDay[][] = [...scopes, all].map(() => []);
  let waiting: Waiting[] = [];
  for (let day = 0; day < days; day += 1) {
    const rooms = [
      ...scopes.map((scope) => scope.rooms[day] ?? Number.POSITIVE_INFINITY),
      Number.POSITIVE_INFINITY,
    ];
    const counts = result.map(() => ({ planned: 0, following: 0, leaves: 0, left: 0 }));
    const add = (
      group: number,
      what: 'planned' | 'following' | 'leaves' | 'left',
      count: number,
    ) => {
      for (const place of places[group] ?? []) {
        const counted = counts[place];
        if (counted !== undefined) counted[what] += count;
      }
    };
    const due = groups.flatMap(({ planned, following }, group) => {
      const [own, more] = [planned[day] ?? 0, following[day] ?? 0];
      add(group, 'planned', own);
      add(group, 'following', more);
      const count = own + more;
      return count === 0 ? [] : [{ group, since: day, count }];
    });
    const left: Waiting[] = [];
    for (const one of inTurn([...waiting, ...due], groups)) {
      const isOpen = one.since === day || (groups[one.group]?.openMinutes[day] ?? 0) > 0;
      const own = places[one.group] ?? [];
      const room = Math.min(...own.map((place) => rooms[place] ?? 0));
      const leaves = isOpen ? Math.min(one.count, Math.max(0, Math.floor(room))) : 0;
      for (const place of own) rooms[place] = (rooms[place] ?? 0) - leaves;
      add(one.group, 'leaves', leaves);
      add(one.group, 'left', one.count - leaves);
      if (leaves < one.count) left.push({ ...one, count: one.count - leaves });
    }
    waiting = joined(left);
    for (const [place, counted] of counts.entries()) {
      result[place]?.push({ ...counted, room: scopes[place]?.rooms[day] ?? null });
    }
  }
  return result;
}

/** Those of the same turn by turns, a part of each, so that none has all the room. */
function inTurn(waiting: readonly Waiting[], groups: readonly PlannedGroup[]): readonly Waiting[] {
  const split = waiting.flatMap((one) => {
    const size = Math.ceil(one.count / parts);
    return Array.from({ length: Math.ceil(one.count / size) }, (_, nth) => ({
      ...one,
      count: Math.min(size, one.count - nth * size),
      nth,
      isFollowUp: groups[one.group]?.isFollowUp === true,
    }));
  });
  return split.toSorted(
    (a, b) =>
      Number(b.isFollowUp) - Number(a.isFollowUp) ||
      a.since - b.since ||
      a.nth - b.nth ||
      a.group - b.group,
  );
}

function joined(parts: readonly Waiting[]): Waiting[] {
  const byTurn = new Map<string, Waiting>();
  for (const one of parts) {
    const turn = `${one.group} ${one.since}`;
    const known = byTurn.get(turn);
    byTurn.set(turn, known === undefined ? one : { ...known, count: known.count + one.count });
  }
  return [...byTurn.values()];
}

/** What a day has room for by caps, gap and ramp-up, as far as it has hours; null: for all. */
export function roomOfDay(
  caps: MailboxCaps,
  day: {
    readonly openMinutes: number;
    /** What has left on it already. */
    readonly sent: number;
    /** When the first mail of the mailbox left: a ramp-up counts from there. */
    readonly firstAt: Date;
    /** Its end, since the day on which a ramp-up lets more go begins within it. */
    readonly at: Date;
  },
): number | null {
  const { perHour, gap } = caps;
  const most = dailyCap(caps, day.firstAt, day.at);
  const hours = day.openMinutes / 60;
  const gapMs = gap === undefined ? 0 : (gap.fromMs + gap.toMs) / 2;
  const rooms = [
    ...(most === undefined ? [] : [most - day.sent]),
    ...(perHour === undefined ? [] : [Math.floor(perHour * hours)]),
    ...(gapMs === 0 ? [] : [Math.floor((hours * 3_600_000) / gapMs)]),
  ];
  return rooms.length === 0 ? null : Math.max(0, Math.min(...rooms));
}

/** When nothing is left over any more: the place of the first day with nothing left for good; null: not within these days. */
export function clearedOn(days: readonly OutlookDay[]): number | null {
  const last = days.findLastIndex(({ left }) => left > 0);
  return last === days.length - 1 && days.length > 0 ? null : last + 1;
}
