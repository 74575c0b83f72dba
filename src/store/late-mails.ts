import { columnArrays } from './column-arrays.ts';
import type { Queryable } from './db.ts';

/** What is asked of one event: mails of a person from an instant on. */
export interface AskedMails {
  readonly eventId: string;
  readonly prospectId: string;
  /** Exclusive. */
  readonly after: Date;
  /** Mails that the event answers: neither those nor any before them are meant, whatever the clocks say. */
  readonly messageIds: readonly string[];
}

/** A mail that went out, or may have, after an event had happened. */
export interface MailAfter {
  readonly eventId: string;
  readonly enrolmentId: string;
  readonly touchId: string;
  readonly stepId: string;
  readonly subject: string | null;
  readonly handedOverAt: Date;
}

const asked = columnArrays<AskedMails>([
  ['event_id', 'uuid', ({ eventId }) => eventId],
  ['prospect_id', 'uuid', ({ prospectId }) => prospectId],
  ['after', 'timestamptz', ({ after }) => after],
  ['message_ids', 'text', ({ messageIds }) => messageIds.join(' ')],
]);

/**
 * Mails that went out after events had happened, in the order in which they did. What is being handed over, or of unknown
 * end, counts: it has to be looked at all the same. The caller holds the locks of the prospects.
 */
export async function readMailsAfter(
  tx: Queryable,
  events: readonly AskedMails[],
): Promise<MailAfter[]> {
  if (events.length === 0) return [];
  const { rows } = await tx.query<{
    event_id: string;
    enrolment_id: string;
    id: string;
    step_id: string;
    subject: string | null;
    handed_over_at: Date;
  }>({
    name: 'mails-after',
    text: `
      select x.event_id, t.enrolment_id, t.id, t.step_id, t.subject, t.handed_over_at
        from ${asked.recordset}
        join touches t on t.prospect_id = x.prospect_id
       where t.channel = 'email' and t.status in ('sent', 'handing_over', 'unknown') and t.handed_over_at > x.after
         and not exists (select from touches a
                          where a.message_id = any(string_to_array(x.message_ids, ' ')) and a.handed_over_at >= t.handed_over_at)
       order by t.handed_over_at, t.id`,
    values: asked.values(events),
  });
  return rows.map((row) => ({
    eventId: row.event_id,
    enrolmentId: row.enrolment_id,
    touchId: row.id,
    stepId: row.step_id,
    subject: row.subject,
    handedOverAt: row.handed_over_at,
  }));
}
