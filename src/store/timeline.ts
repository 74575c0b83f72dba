import type { Owners } from '../domain/viewer.ts';
import { columnArrays, jsonText } from './column-arrays.ts';
import type { Queryable } from './db.ts';
import { enrolmentWithin } from './within.ts';

/** One thing that happened. Types are dotted and in the past: `touch.sent`, `stage.entered`. */
export interface NewTimelineEntry {
  readonly at: Date;
  readonly prospectId: string;
  readonly enrolmentId: string | null;
  readonly touchId?: string;
  readonly eventId?: string;
  readonly type: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface TimelineEntry {
  readonly id: string;
  readonly at: Date;
  readonly enrolmentId: string | null;
  readonly touchId: string | null;
  readonly eventId: string | null;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const newEntries = columnArrays<NewTimelineEntry>([
  ['at', 'timestamptz', (entry) => entry.at],
  ['prospect_id', 'uuid', (entry) => entry.prospectId],
  ['enrolment_id', 'uuid', (entry) => entry.enrolmentId],
  ['touch_id', 'uuid', (entry) => entry.touchId],
  ['event_id', 'uuid', (entry) => entry.eventId],
  ['type', 'text', (entry) => entry.type],
  ['data', 'jsonb', (entry) => jsonText(entry.data ?? {})],
]);

/** Appends entries in the order given. */
export async function insertTimeline(
  tx: Queryable,
  entries: readonly NewTimelineEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await tx.query({
    name: 'insert-timeline',
    text: `
      insert into timeline (at, prospect_id, enrolment_id, touch_id, event_id, type, data)
      select x.* from ${newEntries.recordset}`,
    values: newEntries.values(entries),
  });
}

/** The history of one enrolment, oldest first, from behind `afterId`. */
export async function readTimeline(
  db: Queryable,
  enrolmentId: string,
  afterId: string | null,
  limit: number,
): Promise<TimelineEntry[]> {
  const { rows } = await db.query<TimelineRow>(
    `select id, at, enrolment_id, touch_id, event_id, type, data
       from timeline
      where enrolment_id = $1 and id > $2
      order by id
      limit $3`,
    [enrolmentId, afterId ?? '0', limit],
  );
  return rows.map(toEntry);
}

/** All that happened to a prospect, oldest first, over all enrolments. */
export async function readProspectTimeline(
  db: Queryable,
  prospectId: string,
): Promise<TimelineEntry[]> {
  const { rows } = await db.query<TimelineRow>(
    `select id, at, enrolment_id, touch_id, event_id, type, data
       from timeline
      where prospect_id = $1
      order by id`,
    [prospectId],
  );
  return rows.map(toEntry);
}

/** The latest of all that happened to a prospect, but for enrolments that are not seen; the latest first. */
export async function readLatestOfProspect(
  db: Queryable,
  prospectId: string,
  limit: number,
  owners: Owners,
): Promise<TimelineEntry[]> {
  const { rows } = await db.query<TimelineRow>({
    name: 'latest-of-prospect',
    text: `
      select id, at, enrolment_id, touch_id, event_id, type, data
        from timeline
       where prospect_id = $1 and (enrolment_id is null or ${enrolmentWithin('timeline', '$3')})
       order by id desc
       limit $2`,
    values: [prospectId, limit, owners],
  });
  return rows.map(toEntry);
}

interface TimelineRow {
  id: string;
  at: Date;
  enrolment_id: string | null;
  touch_id: string | null;
  event_id: string | null;
  type: string;
  data: Record<string, unknown>;
}

function toEntry(row: TimelineRow): TimelineEntry {
  return {
    id: row.id,
    at: row.at,
    enrolmentId: row.enrolment_id,
    touchId: row.touch_id,
    eventId: row.event_id,
    type: row.type,
    data: row.data,
  };
}
