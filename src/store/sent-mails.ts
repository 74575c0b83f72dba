import type { ClaimedProspect } from './claims.ts';
import type { Queryable } from './db.ts';

/** What a mail that has been handed over was made of, as far as it is kept. */
export interface SentMailFacts {
  readonly touchId: string;
  readonly enrolmentId: string;
  readonly prospectId: string;
  /** The version that the enrolment is in, then those that it was in before. */
  readonly cadenceHashes: readonly string[];
  readonly owner: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly prospect: ClaimedProspect;
  readonly stepId: string;
  readonly variant: string | null;
  readonly mailbox: string | null;
  readonly messageId: string;
  /** Of its thread. */
  readonly subject: string | null;
  readonly templateHash: string | null;
  readonly status: string;
  readonly handedOverAt: Date;
  /** True when a person has let it go: what they saw is what was sent. */
  readonly approved: boolean;
  /** True when another mail of the same enrolment had gone out before it. */
  readonly hasEarlier: boolean;
  /** When something was last told of the person. */
  readonly toldAt: Date;
  readonly erased: boolean;
}

/** Of one touch; null when there is none, or when its mail was never handed over. */
export async function readSentMailFacts(
  db: Queryable,
  touchId: string,
): Promise<SentMailFacts | null> {
  const { rows } = await db.query<{
    facts: Omit<SentMailFacts, 'handedOverAt' | 'toldAt'>;
    handed_over_at: Date;
    updated_at: Date;
  }>({
    name: 'sent-mail-facts',
    text: `
      select json_build_object(
               'touchId', t.id, 'enrolmentId', e.id, 'prospectId', p.id,
               'cadenceHashes', json_build_array(e.cadence_hash)::jsonb || coalesce(
                 (select jsonb_agg(m.from_hash order by m.id desc)
                    from enrolment_moves m
                   where m.enrolment_id = e.id and m.taken_back_at is null), '[]'),
               'owner', e.owner, 'variables', e.variables,
               'prospect', json_build_object(
                 'email', p.email, 'domain', p.domain, 'firstName', p.first_name, 'lastName', p.last_name,
                 'title', p.title, 'phone', p.phone, 'company', p.company, 'country', p.country,
                 'timezone', p.timezone, 'locale', p.locale, 'attributes', p.attributes),
               'stepId', t.step_id, 'variant', t.variant, 'mailbox', t.mailbox, 'messageId', t.message_id,
               'subject', t.subject, 'templateHash', t.template_hash, 'status', t.status,
               'approved', t.approved_at is not null, 'erased', p.erased_at is not null,
               'hasEarlier', exists (
                 select from touches o
                  where o.prospect_id = t.prospect_id and o.enrolment_id = t.enrolment_id and o.channel = 'email'
                    and o.status in ('sent', 'unknown') and o.handed_over_at < t.handed_over_at)) as facts,
             t.handed_over_at, p.updated_at
        from touches t
        join enrolments e on e.id = t.enrolment_id
        join prospects p on p.id = t.prospect_id
       where t.id = $1 and t.channel = 'email' and t.handed_over_at is not null and t.message_id is not null`,
    values: [touchId],
  });
  const [row] = rows;
  if (row === undefined) return null;
  return { ...row.facts, handedOverAt: row.handed_over_at, toldAt: row.updated_at };
}
