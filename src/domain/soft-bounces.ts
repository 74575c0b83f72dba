/** When the soft bounces of an address are enough. */
import { isSenderFault } from './bounce-blame.ts';
import type { EventType, InboundEvent } from './event.ts';

export interface BounceLimit {
  /** So many are enough. */
  readonly softLimit: number;
  /** When they lie within this time. */
  readonly withinMs: number;
}

/** What shows that an address takes mail: somebody, or their program, has answered from it. */
export const signsOfLife: readonly EventType[] = [
  'reply.received',
  'reply.objection',
  'reply.auto',
];

/** True for a bounce that says something of the address, and not that it is gone for good. */
export function isSoftBounce(event: InboundEvent): boolean {
  return event.type === 'email.bounced' && event.hard !== true && !isSenderFault(event);
}

/** An event that was kept, under our id. */
type Known = InboundEvent & { readonly id: string };

/** One mail that came back softly, by all the reports of it. */
interface Bounce {
  readonly at: number;
  readonly ids: readonly string[];
}

/**
 * The soft bounces that are too many, by their ids: each that lies together with so many others within the time of the
 * limit, and with no sign of life between. A function of the set alone, so that it does not matter in which order they
 * arrive. Several reports of one mail are one bounce.
 *
 * @param events  all that was heard of the person, in any order
 */
export function tooManyBounces(
  events: readonly Known[],
  { softLimit, withinMs }: BounceLimit,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const run of runsOf(events)) {
    for (const [index, first] of run.entries()) {
      const last = run[index + softLimit - 1];
      if (last === undefined || last.at - first.at > withinMs) continue;
      for (const { ids } of run.slice(index, index + softLimit)) {
        for (const id of ids) found.add(id);
      }
    }
  }
  return found;
}

/** Soft bounces between two signs of life, in the order in which they happened. */
function runsOf(events: readonly Known[]): readonly (readonly Bounce[])[] {
  const lives = events
    .filter(({ type }) => signsOfLife.includes(type))
    .map(({ occurredAt }) => occurredAt.getTime());
  const runs = new Map<number, Bounce[]>();
  for (const bounce of bouncesOf(events)) {
    const place = lives.filter((at) => at <= bounce.at).length;
    const run = runs.get(place);
    if (run === undefined) runs.set(place, [bounce]);
    else run.push(bounce);
  }
  return [...runs.values()];
}

function bouncesOf(events: readonly Known[]): readonly Bounce[] {
  const byMail = new Map<string, { at: number; ids: string[] }>();
  for (const event of events) {
    if (!isSoftBounce(event)) continue;
    const mail =
      event.match.messageId ?? event.match.messageIds?.[0] ?? `without a mail: ${event.id}`;
    const bounce = byMail.get(mail) ?? { at: Number.POSITIVE_INFINITY, ids: [] };
    bounce.at = Math.min(bounce.at, event.occurredAt.getTime());
    bounce.ids.push(event.id);
    byMail.set(mail, bounce);
  }
  return [...byMail.values()].toSorted((a, b) => a.at - b.at);
}
