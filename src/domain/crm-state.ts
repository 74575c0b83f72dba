/**
 * What a CRM says how things stand, compared with what we know: for those who gave up posting while we were away.
 *
 * | they say            | we know it when                                            | else                      |
 * |---------------------|------------------------------------------------------------|---------------------------|
 * | deal won, lost      | that was the last we heard of the deal                     | `deal.won`, `deal.lost`   |
 * | deal open, a stage  | everybody who goes on is there, or it was told before      | `deal.stage_changed`      |
 * | opted out           | the address is suppressed for it                           | `prospect.opted_out`      |
 * | last reply          | we heard an answer then or later                           | `reply.received`          |
 * | last meeting booked | we heard of one then or later                              | `meeting.booked`          |
 *
 * What would take something back (a deal open again, an opt-out lifted) is told as a difference and changes nothing.
 */
import type { EventType } from './event.ts';

/** The state of one person in a CRM; what is left out is not compared. */
export interface CrmState {
  readonly deal?:
    | {
        readonly id?: string | undefined;
        readonly status: 'open' | 'won' | 'lost';
        /** A stage of ours, already mapped. */
        readonly stage?: string | undefined;
        readonly changedAt: Date;
      }
    | undefined;
  readonly optedOut?: boolean | undefined;
  readonly optedOutAt?: Date | undefined;
  readonly lastReplyAt?: Date | undefined;
  readonly lastMeetingBookedAt?: Date | undefined;
}

/** What we know of a person. */
export interface KnownState {
  /** Why the address is suppressed; null when it is not. */
  readonly suppressed: string | null;
  readonly enrolments: readonly {
    readonly id: string;
    readonly cadence: string;
    readonly status: string;
    readonly stage: string;
  }[];
  /** What was heard and counted, the latest of each kind. */
  readonly heard: readonly {
    readonly type: EventType;
    readonly at: Date;
    readonly dealId: string | null;
    readonly stage: string | null;
  }[];
}

export interface Difference {
  readonly what: 'deal' | 'stage' | 'optedOut' | 'lastReplyAt' | 'lastMeetingBookedAt';
  readonly ours: string | boolean | null;
  readonly theirs: string | boolean;
}

/** Something that we should have heard. */
export interface MissedEvent {
  readonly type: EventType;
  /** Null: now, since nobody says when. */
  readonly occurredAt: Date | null;
  readonly stage?: string;
  /** Of what makes it the same when it is told again. */
  readonly key: readonly string[];
}

export interface Comparison {
  readonly differs: readonly Difference[];
  readonly missed: readonly MissedEvent[];
}

/** Systems write down the same thing some minutes apart. */
const toleranceMs = 5 * 60_000;

const nothing: KnownState = { suppressed: null, enrolments: [], heard: [] };

/** @param known  null: we do not know the person */
export function compareState(state: CrmState, known: KnownState | null): Comparison {
  const ours = known ?? nothing;
  const parts = [
    compareDeal(state, ours),
    compareOptOut(state, ours),
    compareLast('lastReplyAt', state.lastReplyAt, ours, 'reply.received', answers),
    compareLast('lastMeetingBookedAt', state.lastMeetingBookedAt, ours, 'meeting.booked', [
      'meeting.booked',
    ]),
  ];
  return {
    differs: parts.flatMap((part) => part.differs),
    missed: parts.flatMap((part) => part.missed),
  };
}

const answers: readonly EventType[] = ['reply.received', 'reply.objection', 'prospect.opted_out'];
const same: Comparison = { differs: [], missed: [] };

function compareDeal({ deal }: CrmState, known: KnownState): Comparison {
  if (deal === undefined) return same;
  const { id, status, changedAt } = deal;
  const ends = known.heard
    .filter(({ type }) => type === 'deal.won' || type === 'deal.lost')
    .filter(({ dealId }) => dealId === null || id === undefined || dealId === id)
    .toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const [last] = ends;
  const ours = last === undefined ? null : last.type === 'deal.won' ? 'won' : 'lost';
  if (status === 'open') {
    if (ours !== null) return { differs: [{ what: 'deal', ours, theirs: 'open' }], missed: [] };
    return compareStage(deal, known);
  }
  const named = id !== undefined && last?.dealId === id;
  if (ours === status && (named || isThenOrLater(last?.at, changedAt))) return same;
  const key = ['deal', id ?? '', status, changedAt.toISOString()];
  const type = status === 'won' ? 'deal.won' : 'deal.lost';
  return {
    differs: [{ what: 'deal', ours, theirs: status }],
    missed: [{ type, occurredAt: changedAt, key }],
  };
}

function compareStage(
  { id, stage, changedAt }: NonNullable<CrmState['deal']>,
  { enrolments, heard }: KnownState,
): Comparison {
  if (stage === undefined) return same;
  const going = enrolments.filter(({ status }) => status !== 'exited' && status !== 'completed');
  const elsewhere = going.find((enrolment) => enrolment.stage !== stage);
  if (elsewhere === undefined) return same;
  const wasTold = heard.some(
    (one) =>
      one.type === 'deal.stage_changed' && one.stage === stage && isThenOrLater(one.at, changedAt),
  );
  const differs: Difference[] = [{ what: 'stage', ours: elsewhere.stage, theirs: stage }];
  const key = ['stage', id ?? '', stage, changedAt.toISOString()];
  const type = 'deal.stage_changed';
  return { differs, missed: wasTold ? [] : [{ type, occurredAt: changedAt, stage, key }] };
}

function compareOptOut({ optedOut, optedOutAt }: CrmState, known: KnownState): Comparison {
  if (optedOut === undefined) return same;
  const ours = known.suppressed === 'opted_out' || known.suppressed === 'complained';
  if (ours === optedOut) return same;
  const differs: Difference[] = [{ what: 'optedOut', ours, theirs: optedOut }];
  // Somebody here has lifted it: that is not undone by saying the same again.
  const wasTold = known.heard.some(
    ({ type, at }) =>
      type === 'prospect.opted_out' && (optedOutAt === undefined || isThenOrLater(at, optedOutAt)),
  );
  if (!optedOut || wasTold) return { differs, missed: [] };
  const key = ['opted-out', optedOutAt?.toISOString() ?? ''];
  const occurredAt = optedOutAt ?? null;
  return { differs, missed: [{ type: 'prospect.opted_out', occurredAt, key }] };
}

function compareLast(
  what: 'lastReplyAt' | 'lastMeetingBookedAt',
  at: Date | undefined,
  { heard }: KnownState,
  type: EventType,
  sameThing: readonly EventType[],
): Comparison {
  if (at === undefined) return same;
  const times = heard.filter((one) => sameThing.includes(one.type)).map((one) => one.at.getTime());
  const last = times.length === 0 ? undefined : new Date(Math.max(...times));
  if (isThenOrLater(last, at)) return same;
  const theirs = at.toISOString();
  return {
    differs: [{ what, ours: last?.toISOString() ?? null, theirs }],
    missed: [{ type, occurredAt: at, key: [type, theirs] }],
  };
}

function isThenOrLater(heardAt: Date | undefined, at: Date): boolean {
  return heardAt !== undefined && heardAt.getTime() >= at.getTime() - toleranceMs;
}
