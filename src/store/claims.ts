import type { HoldCode } from '../domain/codes.ts';
import type { Sentence } from '../domain/sentence.ts';
import { columnArrays } from './column-arrays.ts';
import type { Queryable } from './db.ts';
import type { FreeTouch } from './prospect-locks.ts';
import { suppressingValues } from './suppressions.ts';

/** A touch that was taken for the hand-over, with all that rendering needs. */
export interface ClaimedTouch {
  readonly touchId: string;
  readonly fence: number;
  readonly enrolmentId: string;
  readonly prospectId: string;
  readonly cadenceHash: string;
  readonly run: number;
  readonly stepId: string;
  readonly channel: 'email' | 'task';
  readonly messageId: string;
  readonly attempts: number;
  /** How many of them ended with "later", or unknown and to be sent again. */
  readonly deferrals: number;
  /** Machine time after which the hand-over counts as unknown: by then it has to be over. */
  readonly leaseUntil: Date;
  /** When it was due at last. */
  readonly dueAt: Date;
  /** The time that it was planned for before any hold. */
  readonly plannedAt: Date;
  readonly variant: string | null;
  /** Where it leaves from; null: from the first mailbox of the workspace. */
  readonly mailbox: string | null;
  /** When it was handed over before, with an end that nobody knows; null: never. */
  readonly handedOverBefore: Date | null;
  /** What it has waited for last, as it was planned; null: for its time alone. */
  readonly waitedFor: string | null;
  /** A person has let the mail go. */
  readonly approved: boolean;
  /** The rule that forbids the mail, which the claim itself does not know; absent where none does. */
  readonly lacksBasis?: Sentence;
  readonly owner: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly threadSubject: string | null;
  readonly threadReferences: readonly string[];
  readonly prospect: ClaimedProspect;
}

export interface ClaimedProspect {
  readonly email: string;
  readonly domain: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly title: string | null;
  readonly phone: string | null;
  readonly company: string | null;
  readonly country: string | null;
  readonly timezone: string | null;
  readonly locale: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** `locked`: somebody else is deciding about this person just now. `gone`: not queued any more. `early`: not yet due. `mailbox_gone`: the workspace does not have its mailbox any more. `asked_to_wait`: the prospect wants no mail yet. */
export type ClaimRefusal =
  | 'locked'
  | 'gone'
  | 'early'
  | 'mailbox_gone'
  | 'asked_to_wait'
  | Extract<
      HoldCode,
      | 'not_active'
      | 'suppressed'
      | 'outside_window'
      | 'min_gap'
      | 'mailbox_paused'
      | 'cadence_paused'
    >;

export type ClaimVerdict =
  | { readonly claimed: ClaimedTouch }
  | { readonly refused: ClaimRefusal; readonly touchId: string };

export interface ClaimingMailbox {
  readonly key: string;
  /** Right-hand side of the Message-IDs that are made here. */
  readonly messageIdDomain: string;
}

export interface ClaimRequest {
  readonly touchIds: readonly string[];
  /** Clock time. */
  readonly now: Date;
  /** Machine time at which the reconciler may call the outcome unknown; after the hard deadline of the hand-over. */
  readonly leaseUntil: Date;
  /** Mailboxes that can send here, the first of the workspace first. */
  readonly mailboxes: readonly [ClaimingMailbox, ...ClaimingMailbox[]];
}

/**
 * Takes touches for the hand-over to SMTP: the point of no silent return. Runs in a transaction of its own.
 *
 * The second of two statements on purpose. The first has locked the prospects that are free, as every stop and suppression
 * does (`lockFreeProspectsOfTouches`). Only this one, whose snapshot is taken when all locks are held, looks at status,
 * suppression, window and distance: in one statement a suppression that commits while the lock is waited for would be missed.
 *
 * One mail a person is in the air at a time, so that the distance between two of them can be kept.
 *
 * Every touch asked for comes back, claimed or with the reason why not.
 *
 * @param free  those of the touches whose prospects are locked, and what their mails would count in
 */
export async function claimTouches(
  tx: Queryable,
  free: readonly WantedTouch[],
  request: ClaimRequest,
): Promise<ClaimVerdict[]> {
  const freeIds = new Set(free.map(({ id }) => id));
  const { rows } = await tx.query<ClaimRow>({
    name: 'claim-touches',
    text: claimStatement,
    values: [
      ...wanted.values(free),
      ...[request.now, request.leaseUntil, request.mailboxes[0].key],
      request.mailboxes.map(({ key }) => key),
      request.mailboxes.map(({ messageIdDomain }) => messageIdDomain),
    ],
  });
  const verdicts = new Map(rows.map((row) => [row.touch_id, toVerdict(row, request.leaseUntil)]));
  return request.touchIds.map((touchId) => {
    const verdict = verdicts.get(touchId);
    // The same job twice in one set: only the first has it.
    verdicts.delete(touchId);
    return verdict ?? { touchId, refused: freeIds.has(touchId) ? 'gone' : 'locked' };
  });
}

/** `countedIn`: keys of scopes, with a space between. */
export type WantedTouch = Pick<FreeTouch, 'id'> & { readonly countedIn?: string | null };

const wanted = columnArrays<WantedTouch>([
  ['id', 'uuid', ({ id }) => id],
  ['counted_in', 'text', ({ countedIn }) => countedIn],
]);

const claimStatement = `
  with mailbox as (
    select x.key, x.domain, m.status = 'paused' as paused
      from unnest($6::text[], $7::text[]) as x(key, domain)
      left join mailboxes m on m.key = x.key
  ), asked as (
    select t.id, b.domain, case when t.channel = 'email' then x.counted_in end as counted_in,
           case
             when row_number() over (partition by t.prospect_id order by t.due_at, t.id) > 1
               or exists (select from touches other
                           where other.prospect_id = t.prospect_id and other.status = 'handing_over') then 'locked'
             when e.status <> 'active' then 'not_active'
             when exists (select from suppressions s
                           where s.value = any(${suppressingValues('p.address', 'p.domain')})) then 'suppressed'
             when exists (select from mail_choices c
                           where c.prospect_id = t.prospect_id and c.scope = 'cadence' and c.cadence_key = e.cadence_key)
                  then 'suppressed'
             when t.due_at is null or t.due_at > $3 then 'early'
             when t.channel = 'email'
              and exists (select from mail_choices c where c.prospect_id = t.prospect_id and c.until > $3)
                  then 'asked_to_wait'
             when t.closes_at <= $3 then 'outside_window'
             when t.planned_after is distinct from p.last_touch_at then 'min_gap'
             when t.channel = 'email' and exists (select from cadence_pauses c where c.key = e.cadence_key) then 'cadence_paused'
             when t.channel = 'email' and b.key is null then 'mailbox_gone'
             when t.channel = 'email' and b.paused then 'mailbox_paused'
           end as refused
      from ${wanted.recordset}
      join touches t on t.id = x.id
      join enrolments e on e.id = t.enrolment_id
      join prospects p on p.id = t.prospect_id
      left join mailbox b on b.key = coalesce(t.mailbox, $5::text)
     where t.status = 'queued'
  ), marked as (
    update touches t
       set status = 'handing_over',
           fence = t.fence + 1,
           attempts = t.attempts + 1,
           lease_until = $4,
           handed_over_at = $3,
           counted_in = asked.counted_in,
           reason = null,
           message_id = coalesce(t.message_id, '<' || t.id || '@' || coalesce(asked.domain, 'localhost') || '>')
      from asked
     where t.id = asked.id and asked.refused is null
    returning t.id, t.fence, t.attempts, t.message_id
  )
  select t.id as touch_id, asked.refused, marked.fence, marked.attempts, marked.message_id,
         t.enrolment_id, t.prospect_id, t.run, t.step_id, t.channel, t.due_at, t.planned_at, t.deferrals,
         t.variant, t.mailbox, t.reason as waited_for, t.handed_over_at, t.approved_at is not null as approved,
         e.cadence_hash, e.owner, e.variables, e.thread_subject, e.thread_references,
         p.email, p.domain, p.first_name, p.last_name, p.title, p.phone, p.company, p.country, p.timezone,
         p.locale, p.attributes
    from asked
    join touches t on t.id = asked.id
    join enrolments e on e.id = t.enrolment_id
    join prospects p on p.id = t.prospect_id
    left join marked on marked.id = asked.id`;

interface ClaimRow {
  touch_id: string;
  refused: Exclude<ClaimRefusal, 'gone'> | null;
  fence: number;
  attempts: number;
  deferrals: number;
  message_id: string;
  enrolment_id: string;
  prospect_id: string;
  run: number;
  step_id: string;
  channel: 'email' | 'task';
  due_at: Date;
  planned_at: Date;
  variant: string | null;
  mailbox: string | null;
  waited_for: string | null;
  handed_over_at: Date | null;
  approved: boolean;
  cadence_hash: string;
  owner: string | null;
  variables: Record<string, unknown>;
  thread_subject: string | null;
  thread_references: string[];
  email: string;
  domain: string;
  first_name: string | null;
  last_name: string | null;
  title: string | null;
  phone: string | null;
  company: string | null;
  country: string | null;
  timezone: string | null;
  locale: string | null;
  attributes: Record<string, unknown>;
}

function toVerdict(row: ClaimRow, leaseUntil: Date): ClaimVerdict {
  if (row.refused !== null) return { touchId: row.touch_id, refused: row.refused };
  return {
    claimed: {
      touchId: row.touch_id,
      fence: row.fence,
      enrolmentId: row.enrolment_id,
      prospectId: row.prospect_id,
      cadenceHash: row.cadence_hash,
      run: row.run,
      stepId: row.step_id,
      channel: row.channel,
      messageId: row.message_id,
      attempts: row.attempts,
      deferrals: row.deferrals,
      leaseUntil,
      dueAt: row.due_at,
      plannedAt: row.planned_at,
      variant: row.variant,
      mailbox: row.mailbox,
      handedOverBefore: row.handed_over_at,
      waitedFor: row.waited_for,
      approved: row.approved,
      owner: row.owner,
      variables: row.variables,
      threadSubject: row.thread_subject,
      threadReferences: row.thread_references,
      prospect: {
        email: row.email,
        domain: row.domain,
        firstName: row.first_name,
        lastName: row.last_name,
        title: row.title,
        phone: row.phone,
        company: row.company,
        country: row.country,
        timezone: row.timezone,
        locale: row.locale,
        attributes: row.attributes,
      },
    },
  };
}
