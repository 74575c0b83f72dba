import { randomUUID } from 'node:crypto';
import { enrol } from '../../../src/app/enrolling/enrol.ts';
import { applyEvents, type ReceivedEvent } from '../../../src/app/events/apply-events.ts';
import type { InboundEvent } from '../../../src/domain/event.ts';
import type { Weeks } from '../../helpers/weeks.ts';
import { type PersonStanding, readStandings } from './standings.ts';

/** When the story begins: people are enrolled from here on. */
export const startAt = new Date('2026-09-01T00:00:00Z');
export const at = (hours: number) => new Date(startAt.getTime() + hours * 3_600_000);
/** Events arrive from here on; all of them have happened before. */
const arrivalAt = at(12);

const kinds = {
  bounce: { type: 'email.bounced', on: 1, hard: true },
  won: { type: 'deal.won', on: 2 },
  'won again': { type: 'deal.won', on: 2.1 },
  lost: { type: 'deal.lost', on: 2.5 },
  meeting: { type: 'meeting.booked', on: 3 },
  stage: { type: 'deal.stage_changed', on: 3.5, stage: 'closing' },
  price: { type: 'reply.objection', on: 4, category: 'price' },
  away: { type: 'reply.auto', on: 4.5, until: at(240) },
  reply: { type: 'reply.received', on: 5 },
  'opt-out': { type: 'prospect.opted_out', on: 6 },
  complaint: { type: 'email.complained', on: 6.5 },
} as const;
export type Kind = keyof typeof kinds;

export interface Person {
  readonly email: string;
  /** Ids of the enrolments by cadence. */
  readonly ids: ReadonlyMap<string, string>;
}

/** People who are in both cadences, the second entered later. */
export async function enrolPeople(weeks: Weeks, count: number): Promise<Person[]> {
  later(weeks, startAt);
  const list = Array.from({ length: count }, () => ({
    email: `p-${randomUUID()}@example.com`,
    ids: new Map<string, string>(),
  }));
  for (const cadence of ['alpha', 'beta']) {
    const candidates = list.map(({ email }) => ({ prospect: { email } }));
    const results = await enrol(weeks.app, { cadence, candidates });
    for (const [index, result] of results.entries()) {
      if ('enrolmentId' in result) list[index]?.ids.set(cadence, result.enrolmentId);
    }
    later(weeks, startAt);
  }
  later(weeks, arrivalAt);
  return list;
}

/** A second passes, or as long as it takes until an instant: nothing that is made afterwards is as old as what was there. */
function later(weeks: Weeks, instant: Date): void {
  weeks.skipTo(new Date(Math.max(instant.getTime(), weeks.now().getTime() + 1_000)));
}

export type Change = (event: InboundEvent, person: Person) => InboundEvent;

/** An event of a kind about a person; the same each time. */
export function eventOf(
  person: Person,
  kind: Kind,
  change: Change = (event) => event,
): ReceivedEvent {
  const { type, on, ...more } = kinds[kind];
  const { email } = person;
  const source = kind === 'won again' ? 'billing' : 'crm';
  const eventId = `${kind} ${email}`;
  const told = { source, eventId, type, occurredAt: at(on), match: { email }, ...more };
  const event = change(told, person);
  return { source, eventId, type, occurredAt: event.occurredAt, event };
}

/** All orders of a list. */
export function orders<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((one, index) =>
    orders(list.toSpliced(index, 1)).map((rest) => [one, ...rest]),
  );
}

/** All sets of a size. */
export function setsOf<T>(list: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return list.flatMap((one, index) =>
    setsOf(list.slice(index + 1), size - 1).map((rest) => [one, ...rest]),
  );
}

export interface Trial {
  /** Which events come in one call, call by call; without it one by one. */
  readonly arrive?: (order: readonly Kind[]) => readonly (readonly Kind[])[];
  readonly change?: Change;
  /** Done after each call. */
  readonly between?: (call: number) => unknown;
}

export interface Ended {
  readonly order: string;
  readonly standing: PersonStanding | undefined;
}

/** Lets each order happen to a person of its own; returns how each of them stands. */
export async function tryOrders(
  weeks: Weeks,
  all: readonly (readonly Kind[])[],
  trial: Trial = {},
): Promise<Ended[]> {
  const { arrive = (order) => order.map((kind) => [kind]), change, between } = trial;
  const persons = await enrolPeople(weeks, all.length);
  const calls = all.map((order) => arrive(order));
  for (let call = 0; call < (calls[0]?.length ?? 0); call += 1) {
    const events = persons.flatMap((person, index) =>
      (calls[index]?.[call] ?? []).map((kind) => eventOf(person, kind, change)),
    );
    await applyEvents(weeks.app, events);
    await between?.(call);
  }
  const emails = persons.map(({ email }) => email);
  const standings = await readStandings(weeks.app, emails);
  return all.map((order, index) => ({
    order: order.join(' > '),
    standing: standings.get(emails[index] ?? ''),
  }));
}
