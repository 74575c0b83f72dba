import { objectsToTracking } from '../domain/tracking.ts';
import { columnArrays } from './column-arrays.ts';
import type { Queryable } from './db.ts';

/** A mail that somebody may have opened, or clicked a link of. */
export interface ClickableMail {
  readonly touchId: string;
  readonly enrolmentId: string;
  readonly prospectId: string;
  readonly stepId: string;
  readonly messageId: string;
  /** When its hand-over began. */
  readonly handedOverAt: Date;
  readonly clickedAt: Date | null;
  readonly openedAt: Date | null;
  /** Whoever got it has objected to being followed. */
  readonly objected: boolean;
}

/** The mails to these prospects that are out, or may be; none to those who were erased. */
export async function readClickableMails(
  tx: Queryable,
  prospectIds: readonly string[],
): Promise<ClickableMail[]> {
  const { rows } = await tx.query<{
    id: string;
    enrolment_id: string;
    prospect_id: string;
    step_id: string;
    message_id: string;
    handed_over_at: Date;
    clicked_at: Date | null;
    opened_at: Date | null;
    attributes: Record<string, unknown>;
  }>({
    name: 'clickable-mails',
    text: `
      select t.id, t.enrolment_id, t.prospect_id, t.step_id, t.message_id, t.handed_over_at, t.clicked_at,
             t.opened_at, p.attributes
        from touches t
        join prospects p on p.id = t.prospect_id
       where t.prospect_id = any($1::uuid[]) and p.erased_at is null and t.channel = 'email'
         and t.status in ('sent', 'unknown', 'handing_over')
         and t.message_id is not null and t.handed_over_at is not null`,
    values: [prospectIds],
  });
  return rows.map((row) => ({
    touchId: row.id,
    enrolmentId: row.enrolment_id,
    prospectId: row.prospect_id,
    stepId: row.step_id,
    messageId: row.message_id,
    handedOverAt: row.handed_over_at,
    clickedAt: row.clicked_at,
    openedAt: row.opened_at,
    objected: objectsToTracking(row.attributes),
  }));
}

/** A click on a link of a mail, or an open of it; each touch comes up once in a set. */
export interface Click {
  readonly touchId: string;
  readonly at: Date;
}

const clicked = columnArrays<Click>([
  ['touch_id', 'uuid', ({ touchId }) => touchId],
  ['at', 'timestamptz', ({ at }) => at],
]);

/** Notes with mails when they were first clicked: the earliest time counts, whichever is told first. */
export async function recordClicks(tx: Queryable, clicks: readonly Click[]): Promise<void> {
  if (clicks.length === 0) return;
  await tx.query({
    name: 'record-clicks',
    text: `
      update touches t
         set clicked_at = least(t.clicked_at, x.at)
        from ${clicked.recordset}
       where t.id = x.touch_id`,
    values: clicked.values(clicks),
  });
}

/** The same of when they were first opened. */
export async function recordOpens(tx: Queryable, opens: readonly Click[]): Promise<void> {
  if (opens.length === 0) return;
  await tx.query({
    name: 'record-opens',
    text: `
      update touches t
         set opened_at = least(t.opened_at, x.at)
        from ${clicked.recordset}
       where t.id = x.touch_id`,
    values: clicked.values(opens),
  });
}

/** A mail of ours that a signed link names. */
export interface TrackedMail {
  readonly touchId: string;
  readonly handedOverAt: Date;
  readonly objected: boolean;
}

/** Of these touches, the mails that are out, or may be; none to those who were erased. */
export async function readTrackedMails(
  db: Queryable,
  touchIds: readonly string[],
): Promise<TrackedMail[]> {
  const { rows } = await db.query<{
    id: string;
    handed_over_at: Date;
    attributes: Record<string, unknown>;
  }>({
    name: 'tracked-mails',
    text: `
      select t.id, t.handed_over_at, p.attributes
        from touches t
        join prospects p on p.id = t.prospect_id
       where t.id = any($1::uuid[]) and p.erased_at is null and t.channel = 'email'
         and t.status in ('sent', 'unknown', 'handing_over') and t.handed_over_at is not null`,
    values: [touchIds],
  });
  return rows.map((row) => ({
    touchId: row.id,
    handedOverAt: row.handed_over_at,
    objected: objectsToTracking(row.attributes),
  }));
}
