/** Whose enrolments stand behind the figures of activity, deliverability and variants. */
import { replyTypes, wonAt } from './cohort.ts';

/** From an instant on and before another; null: at any time. */
export interface When {
  readonly from: Date | null;
  readonly until: Date | null;
}

/** What was done for the prospects of an owner in a period; null: of nobody. */
export interface DidCell extends When {
  readonly of: 'did';
  readonly what: keyof typeof did;
  readonly owner: string | null;
}

/** To whom mails left from mailboxes in a period, and what came of those. */
export interface MailedCell extends When {
  readonly of: 'mailed';
  readonly came: keyof typeof mailed;
  readonly mailboxes: readonly string[];
}

/** Who got a variant of a step, and what came of it. */
export interface VariantCell {
  readonly of: 'variant';
  readonly came: keyof typeof variant;
  readonly step: string;
  readonly variant: string;
}

const within = (at: string) =>
  `($10::timestamptz is null or ${at} >= $10) and ($11::timestamptz is null or ${at} < $11)`;
const owned = 'e.owner is not distinct from $9::text';
const taskThat = (is: string) =>
  `exists (select from tasks k where k.enrolment_id = e.id and k.owner is not distinct from $9::text and ${is})`;

/** Conditions on an enrolment `e`, of an owner $9 and a period $10, $11: as `activity.ts` counts. */
const did = {
  enrolled: `${owned} and ${within('e.created_at')}`,
  won: `${owned} and e.exit_reason = 'closed_won' and ${within(wonAt)}`,
  sent: `${owned} and exists (
           select from touches t where t.enrolment_id = e.id and t.status = 'sent' and ${within('t.finished_at')})`,
  replies: `${owned} and exists (
              select from enrolment_events h join inbound_events i on i.id = h.event_id
               where h.enrolment_id = e.id and i.type in ${replyTypes} and ${within('i.occurred_at')})`,
  done: taskThat(`k.status = 'done' and ${within('k.closed_at')}`),
  skipped: taskThat(`k.status = 'skipped' and ${within('k.closed_at')}`),
  open: `${taskThat(`k.status = 'open'`)} and $10::timestamptz is null and $11::timestamptz is null`,
  overdue: `${taskThat(`k.status = 'open' and k.due_at < $11`)} and $10::timestamptz is null`,
} as const;

const heard = (type: string) => `e.mailbox = any($9::text[]) and exists (
  select from enrolment_events h join inbound_events i on i.id = h.event_id
   where h.enrolment_id = e.id and i.type = '${type}' and i.prospect_id = e.prospect_id
     and (i.type = 'email.complained' or i.event ->> 'hard' is distinct from 'false') and ${within('i.occurred_at')})`;
const left = (status: string) => `exists (
  select from touches t
   where t.enrolment_id = e.id and t.mailbox = any($9::text[]) and ${status} and ${within('t.finished_at')})`;
const refused = `t.status = 'failed' and t.reason = 'recipient'`;

/** Of mailboxes $9 and a period $10, $11: as `deliverability.ts` counts. */
const mailed = {
  sent: left(`(t.status = 'sent' or ${refused})`),
  bounced: `(${left(refused)} or ${heard('email.bounced')})`,
  complained: heard('email.complained'),
} as const;

const after = (type: string) => `exists (
  select from enrolment_events h join inbound_events i on i.id = h.event_id
   where h.enrolment_id = e.id and ${type} and i.occurred_at >= t.finished_at`;
const nextMail = `coalesce((
  select min(n.finished_at) from touches n
   where n.enrolment_id = e.id and n.status = 'sent' and n.finished_at > t.finished_at), 'infinity')`;

/** Of a step $9 and a variant $10: as `variants.ts` counts. */
const variant = {
  sent: 'true',
  reply: `${after(`i.type in ${replyTypes}`)} and i.occurred_at < ${nextMail})`,
  meeting: `${after(`i.type = 'meeting.booked'`)})`,
  won: `${after(`i.type = 'deal.won'`)})`,
} as const;

/** What an enrolment `e` has to be; its values are $9 and so on. */
export function doneCondition(cell: DidCell | MailedCell | VariantCell): {
  readonly sql: string;
  readonly values: unknown[];
} {
  switch (cell.of) {
    case 'did':
      return { sql: did[cell.what], values: [cell.owner, cell.from, cell.until] };
    case 'mailed':
      return { sql: mailed[cell.came], values: [cell.mailboxes, cell.from, cell.until] };
    case 'variant':
      return {
        sql: `exists (
          select from touches t
           where t.enrolment_id = e.id and t.status = 'sent' and t.step_id = $9 and t.variant = $10
             and ${variant[cell.came]})`,
        values: [cell.step, cell.variant],
      };
  }
}
