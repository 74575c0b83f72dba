/**
 * Which enrolments of a person hear an event.
 *
 * An event is about the person: all live enrolments hear it, and those that ended by events which are still folded with
 * new ones, so that two events end in the same state in either order. When there is none, the one that ended last hears
 * it, since a reply to a finished cadence is still a reply. Two limits:
 *
 * - what is said of one deal (won, lost, stage) with an enrolment's id or a mail of it is about that enrolment alone;
 * - an enrolment that an event brought about does not hear what happened before that event or with it, except what ends
 *   all mail.
 *
 * One of those that hear it answers it: the one that the event names, else the newest. While the enrolment that another
 * came from still folds the event that brought it about, the new one answers nothing, since it would not be there yet if
 * that event had come last; nor does it hear the same said again (a deal won, told by two systems).
 */
import type { InboundEvent } from '../../domain/event.ts';
import type { EventMatch } from '../../store/event-match.ts';
import type { HeardRow } from '../../store/heard.ts';
import type { EnrolmentSnapshot } from '../../store/snapshots.ts';

export interface Heard {
  readonly id: string;
  readonly event: InboundEvent;
  /** When it was received, where that was not just now. */
  readonly receivedAt?: Date;
}

export interface Hearing {
  readonly enrolment: EnrolmentSnapshot;
  readonly events: readonly Heard[];
  /** Ids of the events for which this is the enrolment that answers: it makes the tasks and stands in the receipt. */
  readonly primaryFor: ReadonlySet<string>;
}

/** @param unsettled  what the enrolments have heard before and still fold */
export function hearing(
  enrolments: readonly EnrolmentSnapshot[],
  events: readonly Heard[],
  matches: ReadonlyMap<string, EventMatch>,
  unsettled: readonly HeardRow[],
): Hearing[] {
  const heardBy = new Map<string, Heard[]>();
  const primaries = new Map<string, Set<string>>();
  for (const heard of events) {
    const matched = matches.get(heard.id)?.enrolmentId ?? null;
    const hearers = hearersOf(enrolments, heard.event, matched).filter(
      ({ id, causeEventId }) =>
        id === matched ||
        !unsettled.some((row) => row.id === causeEventId && row.event.type === heard.event.type),
    );
    const primary = hearers.find(({ id }) => id === matched) ?? answering(hearers, unsettled);
    for (const { id } of hearers) heardBy.set(id, [...(heardBy.get(id) ?? []), heard]);
    if (primary === undefined) continue;
    primaries.set(primary.id, (primaries.get(primary.id) ?? new Set()).add(heard.id));
  }
  return enrolments.flatMap((enrolment) => {
    const own = heardBy.get(enrolment.id);
    const primaryFor = primaries.get(enrolment.id) ?? new Set<string>();
    return own === undefined ? [] : [{ enrolment, events: own, primaryFor }];
  });
}

function hearersOf(
  enrolments: readonly EnrolmentSnapshot[],
  event: InboundEvent,
  matched: string | null,
): EnrolmentSnapshot[] {
  const concerned = enrolments.filter((enrolment) => concerns(event, enrolment));
  if (aboutOneDeal(event)) {
    const own = concerned.filter(({ id }) => id === matched);
    if (own.length > 0) return own;
  }
  const live = concerned.filter(isLive);
  if (live.length > 0) return live;
  const last = concerned.find(({ id }) => id === matched) ?? newest(concerned);
  return last === undefined ? [] : [last];
}

function answering(
  hearers: readonly EnrolmentSnapshot[],
  unsettled: readonly HeardRow[],
): EnrolmentSnapshot | undefined {
  const ids = new Set(hearers.map(({ id }) => id));
  const folded = new Set(
    unsettled.filter(({ enrolmentId }) => ids.has(enrolmentId)).map(({ id }) => id),
  );
  return newest(
    hearers.filter(({ causeEventId }) => causeEventId === null || !folded.has(causeEventId)),
  );
}

/** True when an event may be about an enrolment, by when it happened. */
export function concerns(
  event: InboundEvent,
  { effectiveAt }: Pick<EnrolmentSnapshot, 'effectiveAt'>,
): boolean {
  return endsAllMail(event) || effectiveAt === null || event.occurredAt > effectiveAt;
}

/** Why the address of an event is to be suppressed; null when it is not. */
export function suppressionReason(
  event: InboundEvent,
): 'opted_out' | 'complained' | 'bounced' | null {
  switch (event.type) {
    case 'prospect.opted_out':
      return 'opted_out';
    case 'email.complained':
      return 'complained';
    case 'email.bounced':
      return event.hard === true ? 'bounced' : null;
    default:
      return null;
  }
}

/** True for what ends every mail to this address, whenever it happened. */
export function endsAllMail(event: InboundEvent): boolean {
  return suppressionReason(event) !== null;
}

/** True for what is said of one deal. */
export function aboutOneDeal(event: InboundEvent): boolean {
  return (
    event.type === 'deal.won' || event.type === 'deal.lost' || event.type === 'deal.stage_changed'
  );
}

function isLive(enrolment: EnrolmentSnapshot): boolean {
  const lives = (status: string) => status !== 'exited' && status !== 'completed';
  return lives(enrolment.state.status) || (enrolment.base !== null && lives(enrolment.base.status));
}

function newest(enrolments: readonly EnrolmentSnapshot[]): EnrolmentSnapshot | undefined {
  return enrolments.toSorted(
    (a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1),
  )[0];
}
