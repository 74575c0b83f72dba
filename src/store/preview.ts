import type { ClaimedTouch } from './claims.ts';
import type { Queryable } from './db.ts';

export type PreviewFacts = Pick<
  ClaimedTouch,
  | 'enrolmentId'
  | 'prospectId'
  | 'cadenceHash'
  | 'owner'
  | 'variables'
  | 'threadSubject'
  | 'threadReferences'
  | 'prospect'
  | 'variant'
  | 'mailbox'
> & { readonly cursor: string | null };

/** What the next mail of an enrolment would be made of, or null. */
export async function readEnrolmentForPreview(
  db: Queryable,
  id: string,
): Promise<PreviewFacts | null> {
  const { rows } = await db.query<{ facts: PreviewFacts }>(
    `select json_build_object(
              'enrolmentId', e.id, 'prospectId', e.prospect_id, 'cadenceHash', e.cadence_hash, 'cursor', e.cursor,
              'owner', e.owner, 'variables', e.variables, 'threadSubject', e.thread_subject,
              'threadReferences', e.thread_references,
              'variant', o.variant, 'mailbox', coalesce(o.mailbox, e.mailbox),
              'prospect', json_build_object(
                'email', p.email, 'domain', p.domain, 'firstName', p.first_name, 'lastName', p.last_name,
                'title', p.title, 'phone', p.phone, 'company', p.company, 'country', p.country,
                'timezone', p.timezone, 'locale', p.locale, 'attributes', p.attributes)) as facts
       from enrolments e
       join prospects p on p.id = e.prospect_id
       left join touches o
         on o.enrolment_id = e.id and o.status in ('scheduled', 'queued', 'deferred', 'waiting')
      where e.id = $1`,
    [id],
  );
  return rows[0]?.facts ?? null;
}
