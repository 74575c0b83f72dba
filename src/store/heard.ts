import { type EventType, foldedTypes, type InboundEvent } from '../domain/event.ts';
import { columnArrays, jsonText } from './column-arrays.ts';
import type { Queryable } from './db.ts';

/** An event that an enrolment has heard and that is still folded anew with each further one. */
export interface HeardRow {
  readonly enrolmentId: string;
  readonly id: string;
  readonly event: InboundEvent;
  readonly receivedAt: Date;
  /** Whether the conditions of its rules held when it was heard. */
  readonly holds?: readonly boolean[];
  /** A mail of the enrolment had gone out after it happened. */
  readonly late?: boolean;
}

/** The unsettled events of these enrolments. */
export async function readUnsettledEvents(
  tx: Queryable,
  enrolmentIds: readonly string[],
): Promise<HeardRow[]> {
  if (enrolmentIds.length === 0) return [];
  const { rows } = await tx.query<
    EventRow & { enrolment_id: string; holds: boolean[] | null; late: boolean }
  >({
    name: 'unsettled-events',
    text: `select h.enrolment_id, h.holds, h.late, i.id, i.event, i.received_at
             from enrolment_events h
             join inbound_events i on i.id = h.event_id
            where h.enrolment_id = any($1::uuid[]) and not h.settled`,
    values: [enrolmentIds],
  });
  return rows.map((row) => ({
    enrolmentId: row.enrolment_id,
    ...toKnown(row),
    late: row.late,
    ...(row.holds === null ? {} : { holds: row.holds }),
  }));
}

interface EventRow {
  id: string;
  event: StoredEvent;
  received_at: Date;
}

function toKnown({ id, event, received_at: receivedAt }: EventRow) {
  return { id, event: reviveEvent(event), receivedAt };
}

/** All that was heard of a prospect, for an enrolment that an event brings about. */
export async function readEventsOfProspect(
  tx: Queryable,
  prospectId: string,
): Promise<Omit<HeardRow, 'enrolmentId'>[]> {
  const { rows } = await tx.query<EventRow>(
    'select id, event, received_at from inbound_events where prospect_id = $1 and type = any($2::text[])',
    [prospectId, foldedTypes],
  );
  return rows.map(toKnown);
}

/** The same of several prospects. */
export async function readEventsOfProspects(
  tx: Queryable,
  prospectIds: readonly string[],
): Promise<(Omit<HeardRow, 'enrolmentId'> & { readonly prospectId: string })[]> {
  const { rows } = await tx.query<EventRow & { prospect_id: string }>({
    name: 'events-of-prospects',
    text: `
      select id, event, received_at, prospect_id
        from inbound_events
       where prospect_id = any($1::uuid[]) and type = any($2::text[])`,
    values: [prospectIds, foldedTypes],
  });
  return rows.map((row) => ({ ...toKnown(row), prospectId: row.prospect_id }));
}

export interface NewHeard {
  readonly enrolmentId: string;
  readonly eventId: string;
  readonly holds?: readonly boolean[];
  readonly late?: boolean;
}

const newHeard = columnArrays<NewHeard>([
  ['enrolment_id', 'uuid', ({ enrolmentId }) => enrolmentId],
  ['event_id', 'uuid', ({ eventId }) => eventId],
  ['holds', 'jsonb', ({ holds }) => jsonText(holds)],
  ['late', 'bool', ({ late }) => late === true],
]);

/** Notes which enrolments heard which events. */
export async function insertHeard(tx: Queryable, heard: readonly NewHeard[]): Promise<void> {
  if (heard.length === 0) return;
  await tx.query({
    name: 'insert-heard',
    text: `insert into enrolment_events (enrolment_id, event_id, holds, late)
           select x.* from ${newHeard.recordset}
               on conflict do nothing`,
    values: newHeard.values(heard),
  });
}

/** The events that an enrolment has heard and does not fold any more: its state stands with them. */
export async function readSettledEventIds(tx: Queryable, enrolmentId: string): Promise<string[]> {
  const { rows } = await tx.query<{ event_id: string }>(
    'select event_id from enrolment_events where enrolment_id = $1 and settled',
    [enrolmentId],
  );
  return rows.map((row) => row.event_id);
}

/** From here on the state of these enrolments stands without the events that led to it. */
export async function settleEvents(tx: Queryable, enrolmentIds: readonly string[]): Promise<void> {
  if (enrolmentIds.length === 0) return;
  await tx.query({
    name: 'settle-events',
    text: `update enrolment_events set settled = true where enrolment_id = any($1::uuid[]) and not settled`,
    values: [enrolmentIds],
  });
}

/** The same for all enrolments of these prospects that have ended: from here on they hear only what nobody else does. */
export async function settleEndedOfProspects(
  tx: Queryable,
  prospectIds: readonly string[],
): Promise<void> {
  if (prospectIds.length === 0) return;
  await tx.query({
    name: 'settle-ended',
    text: `
      with ended as (
        update enrolments
           set base = null
         where prospect_id = any($1::uuid[]) and status in ('completed', 'exited') and base is not null
        returning id
      )
      update enrolment_events h set settled = true from ended where h.enrolment_id = ended.id and not h.settled`,
    values: [prospectIds],
  });
}

/** An event as JSON keeps it: instants are texts. */
export type StoredEvent = Omit<InboundEvent, 'occurredAt' | 'until' | 'type'> & {
  readonly type: EventType;
  readonly occurredAt: string;
  readonly until?: string;
};

/** An event as it is kept, or null where nothing of it is: of an unknown type, of somebody erased. */
export function keptEvent(event: StoredEvent | Record<string, never>): InboundEvent | null {
  return isKept(event) ? reviveEvent(event) : null;
}

const isKept = (event: StoredEvent | Record<string, never>): event is StoredEvent =>
  'type' in event;

function reviveEvent({ until, ...event }: StoredEvent): InboundEvent {
  return {
    ...event,
    occurredAt: new Date(event.occurredAt),
    ...(until === undefined ? {} : { until: new Date(until) }),
  };
}
