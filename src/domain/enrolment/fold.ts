/**
 * What is heard, folded into the state of an enrolment.
 *
 * Events are ordered by rank, then by when they happened, and applied one after the other to a base state. So any order of
 * arrival and any repetition of the same set ends in the same state, by construction.
 *
 * | rank | event                                  | what it does, where the cadence does not say otherwise            |
 * |------|----------------------------------------|-------------------------------------------------------------------|
 * | 0    | email.clicked                          | nothing: it is noted with its mail, for conditions                |
 * | 1    | reply.auto                             | pause until the business day after the return, 7 days without one |
 * | 2    | meeting.booked                         | pause                                                             |
 * | 2    | deal.stage_changed                     | advance to that stage, if it lies ahead                           |
 * | 3    | reply.objection                        | rule of its category, else `default`, else pause                  |
 * | 4    | reply.received                         | pause                                                             |
 * | 4    | reply.unproven                         | pause, task (a cadence cannot say otherwise)                      |
 * | 5    | email.bounced, hard                    | exit `bounced`, suppress (a cadence cannot say otherwise)         |
 * | 5    | email.bounced, soft, one too many      | exit `bounced`                                                    |
 * | 6    | deal.won, deal.lost                    | exit `closed_won`, `closed_lost`                                  |
 * | 7    | prospect.opted_out, email.complained   | exit `opted_out`, `complained`, suppress (nor here)               |
 *
 * What is proven counts before what is not. Exits stick; of several, the one of the highest rank gives the reason. A pause gives way only to one of its own rank or a
 * higher one. What makes the cadence go on (a track, an advance) ends a pause of lower rank, never one of higher rank.
 * Whoever waits for their turn to start hears everything in the same way, and then begins where that has led.
 */
import { isSenderFault } from '../bounce-blame.ts';
import type { Cadence, TaskTemplate } from '../cadence.ts';
import type { PauseReason } from '../codes.ts';
import type { Duration } from '../duration.ts';
import type { EventType, InboundEvent } from '../event.ts';
import { applyRule, type PauseCalendar } from './apply-rule.ts';
import { heldBack } from './company-hold.ts';
import { ruleFor, withoutPassed } from './rule-for.ts';
import { type EnrolmentState, isLive } from './state.ts';

/** An event that was kept; `id` is ours. */
export interface HeardEvent extends InboundEvent {
  readonly id: string;
  /** When we heard of it: it cannot have happened later, whatever the clock of the sender says. */
  readonly receivedAt?: Date;
  /** Whether the conditions of the rules that it may come under held when it was heard (see `rulesOf`). */
  readonly holds?: readonly boolean[];
  /** A mail had gone out after it happened, before it was heard. */
  readonly late?: boolean;
  /** A soft bounce that is one too many (see `tooManyBounces`). */
  readonly tooMany?: boolean;
}

/** What else an event asks for; each is done once an event, however often it is folded. */
export type Effect =
  | { readonly do: 'task'; readonly eventId: string; readonly task: TaskTemplate }
  | {
      readonly do: 'enrol';
      readonly eventId: string;
      readonly cadence: string;
      readonly after: Duration | null;
    }
  | {
      readonly do: 'suppress';
      readonly eventId: string;
      readonly reason: 'opted_out' | 'complained' | 'bounced';
    };

const ranks: Readonly<Record<EventType, number>> = {
  'email.clicked': 0,
  'email.opened': 0,
  'reply.auto': 1,
  'meeting.booked': 2,
  'deal.stage_changed': 2,
  'reply.objection': 3,
  'reply.received': 4,
  'reply.unproven': 4,
  'email.bounced': 5,
  'deal.won': 6,
  'deal.lost': 6,
  'email.complained': 7,
  'prospect.opted_out': 7,
};

/**
 * Folds events over a base state.
 *
 * @param base  the state as of the last progress (a mail sent, a task done, a person's decision)
 * @param events  all that were heard since, in any order, with repetitions
 */
export function foldEvents(
  base: EnrolmentState,
  events: readonly HeardEvent[],
  cadence: Cadence,
  calendar: PauseCalendar,
): { readonly state: EnrolmentState; readonly effects: readonly Effect[] } {
  const effects: Effect[] = [];
  let state = base;
  let hold: Hold | null = null;
  for (const event of inRankOrder(events)) {
    const asked = ruleFor(event, cadence, event.holds);
    if (asked === null) continue;
    const rule = withoutPassed(asked, base, event);
    state = applyRule(state, rule, event, ranks[event.type], cadence, calendar);
    effects.push(...effectsOf(event, rule));
    if (event.late === true) hold = { reason: rule.pauseReason, rank: ranks[event.type] };
  }
  return { state: heldBack(held(withStableRun(base, state), hold)), effects };
}

interface Hold {
  readonly reason: PauseReason;
  readonly rank: number;
}

/**
 * Whoever answered before a mail went out is not mailed again before a person has looked, whatever the rules say but an
 * exit: not until a date, and not in a track.
 */
function held(state: EnrolmentState, hold: Hold | null): EnrolmentState {
  if (hold === null || !isLive(state)) return state;
  const pauseReason = state.pauseReason ?? hold.reason;
  const pauseRank = Math.max(state.pauseRank, hold.rank);
  return { ...state, status: 'paused', pauseReason, pauseRank, resumeAt: null };
}

/**
 * However often tracks are entered within one fold, it counts as one passage: what comes later must not change the number
 * under which a mail is in the air already. Step ids are unique over all tracks, so that no two steps meet under it.
 */
function withStableRun(base: EnrolmentState, state: EnrolmentState): EnrolmentState {
  return state.run > base.run + 1 ? { ...state, run: base.run + 1 } : state;
}

function inRankOrder(events: readonly HeardEvent[]): readonly HeardEvent[] {
  if (events.length < 2) return events;
  const once = new Map<string, HeardEvent>();
  for (const event of events) once.set(keyOf(event), event);
  return [...once.values()].sort(
    (a, b) =>
      ranks[a.type] - ranks[b.type] ||
      Number(b.type === 'reply.unproven') - Number(a.type === 'reply.unproven') ||
      a.occurredAt.getTime() - b.occurredAt.getTime() ||
      (keyOf(a) < keyOf(b) ? -1 : 1),
  );
}

function keyOf(event: InboundEvent): string {
  // No source has a line break in its name.
  return `${event.source}\n${event.eventId}`;
}

function effectsOf(
  event: HeardEvent,
  rule: NonNullable<ReturnType<typeof ruleFor>>,
): readonly Effect[] {
  const eventId = event.id;
  return [
    ...(rule.suppress === undefined
      ? []
      : [{ do: 'suppress', eventId, reason: rule.suppress } as const]),
    ...(rule.task === undefined ? [] : [{ do: 'task', eventId, task: rule.task } as const]),
    ...(rule.enrol === undefined ? [] : [{ do: 'enrol', eventId, ...rule.enrol } as const]),
  ];
}

/** What a receipt says of one event, given the state before and after all of them. */
export function outcomeOf(
  before: EnrolmentState,
  after: EnrolmentState,
  effects: readonly Effect[],
  event: HeardEvent,
): { readonly outcome: 'applied' | 'ignored'; readonly reason?: string } {
  if (event.type === 'email.bounced' && event.hard !== true && event.tooMany !== true) {
    return { outcome: 'ignored', reason: isSenderFault(event) ? 'sender_fault' : 'soft_bounce' };
  }
  const changed =
    before.status !== after.status || JSON.stringify(before) !== JSON.stringify(after);
  if (changed || effects.length > 0) return { outcome: 'applied' };
  if (!isLive(before)) return { outcome: 'ignored', reason: 'not_active' };
  if (event.type === 'deal.stage_changed') return { outcome: 'ignored', reason: 'not_ahead' };
  return { outcome: 'ignored', reason: 'outranked' };
}
