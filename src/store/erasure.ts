import { normaliseAddress } from '../domain/address.ts';
import type { Queryable } from './db.ts';
import { suppressingValues } from './suppressions.ts';

/** Who is to be forgotten. */
export interface ToErase {
  readonly id: string;
  /** Normalised. */
  readonly address: string;
  /** The address as it may stand somewhere, in lower case. */
  readonly spellings: readonly string[];
  /** Keyed hash of the address: all that stays. */
  readonly hash: Buffer;
}

/**
 * Overwrites what names a person, or takes it away: also the suppression of the address, since whoever was erased gets no
 * mail anyhow. The caller holds the prospect's lock.
 */
export async function eraseProspectRows(tx: Queryable, who: ToErase, now: Date): Promise<void> {
  await tx.query(
    `insert into erased_addresses (hash, erased_at) values ($1, $2) on conflict do nothing`,
    [who.hash, now],
  );
  for (const statement of ofTheProspect) await tx.query(statement, [who.id]);
  await tx.query(
    `update prospects
        set email = 'erased', address = 'erased-' || id || '@erased.invalid', first_name = null, last_name = null,
            title = null, phone = null, company = null, attributes = '{}', erased_at = $2, updated_at = $2
      where id = $1`,
    [who.id, now],
  );
  await tx.query('delete from suppressions where value = $1', [who.address]);
  for (const statement of ofTheAddress) await tx.query(statement, [who.spellings]);
  await deleteRefusals(tx, who.address);
}

/** Refused rows hold addresses as typed; not every database knows that Å and å are one letter. */
async function deleteRefusals(tx: Queryable, address: string): Promise<void> {
  const { rows } = await tx.query<{ import_id: string; line: number; email: string }>(
    `select import_id, line, email from import_refusals where position($1 in lower(email)) > 0`,
    [address.slice(0, address.lastIndexOf('@'))],
  );
  const theirs = rows.filter(({ email }) => normaliseAddress(email) === address);
  await tx.query(
    `delete from import_refusals
      where (import_id, line) in (select * from unnest($1::uuid[], $2::int[]))`,
    [theirs.map((row) => row.import_id), theirs.map((row) => row.line)],
  );
}

const ofTheAddress: readonly string[] = [
  `update inbound_events set event = '{}', mail_key = null, outcome = 'unmatched', defer_until = null, retry_at = null
    where outcome in ('unmatched', 'deferred') and lower(event -> 'match' ->> 'email') = any($1)`,
  // What they wrote in the threads of others, which still counts for those.
  `update inbound_events
      set event = jsonb_set((event - 'text' - 'reading') #- '{match,email}' #- '{mail,key}', '{mail,from}', 'null'),
          mail_key = null
    where event -> 'mail' ->> 'from' = any($1)`,
  `update tasks set data = data - '{text,from,reading}'::text[] where data ->> 'from' = any($1)`,
  'delete from prospect_aliases where address = any($1)',
  // Some systems make the ids of their events from addresses.
  `update inbound_events set event_id = 'erased ' || id
    where event = '{}' and exists (select from unnest($1::text[]) s where position(s in lower(event_id)) > 0)`,
  // Bytes of whatever was posted: what is not ASCII in them is compared as it is escaped.
  `delete from unreadable_bodies
    where exists (select from unnest($1::text[]) s
                   where position(encode(convert_to(s, 'UTF8'), 'escape') in lower(encode(body, 'escape'))) > 0)`,
  `delete from idempotency_keys
    where exists (select from unnest($1::text[]) s where position(s in lower(response::text)) > 0)`,
];

const ofTheProspect: readonly string[] = [
  'delete from prospect_external_ids where prospect_id = $1',
  'delete from prospect_aliases where prospect_id = $1',
  'delete from mail_drafts where touch_id in (select id from touches where prospect_id = $1)',
  'update touches set subject = null, smtp_response = null where prospect_id = $1',
  `update enrolments set variables = '{}', thread_subject = null where prospect_id = $1`,
  `update tasks set title = kind, note = null, outcome = null, data = '{}' where prospect_id = $1`,
  `update touches set reason = null where prospect_id = $1 and channel = 'task'`,
  `update timeline
      set data = data - '{subject,response,title,note,outcome,detail,fields,code,category}'::text[]
    where prospect_id = $1`,
  `update inbound_events set event = '{}', mail_key = null where prospect_id = $1`,
];

/** What is kept on a person beside enrolments and history: what they said, and what it gave us to do. */
export interface KeptOfProspect {
  readonly events: readonly unknown[];
  readonly tasks: readonly unknown[];
  readonly suppressions: readonly unknown[];
}

/** For the export of a person. */
export async function readKeptOf(db: Queryable, prospectId: string): Promise<KeptOfProspect> {
  const { rows } = await db.query<{ kept: KeptOfProspect }>(
    `select json_build_object(
              'events', (select coalesce(json_agg(json_build_object(
                  'id', i.id, 'source', i.source, 'type', i.type, 'occurredAt', i.occurred_at, 'receivedAt', i.received_at,
                  'outcome', i.outcome, 'reason', i.reason, 'event', i.event) order by i.occurred_at), '[]')
                  from inbound_events i where i.prospect_id = p.id),
              'tasks', (select coalesce(json_agg(json_build_object(
                  'id', t.id, 'kind', t.kind, 'title', t.title, 'status', t.status, 'owner', t.owner, 'outcome', t.outcome,
                  'note', t.note, 'data', t.data, 'createdAt', t.created_at, 'closedAt', t.closed_at)
                  order by t.created_at), '[]')
                  from tasks t where t.prospect_id = p.id),
              'suppressions', (select coalesce(json_agg(json_build_object(
                  'value', s.value, 'reason', s.reason, 'source', s.source, 'note', s.note, 'createdAt', s.created_at)), '[]')
                  from suppressions s where s.value = any(${suppressingValues('p.address', 'p.domain')}))) as kept
       from prospects p
      where p.id = $1`,
    [prospectId],
  );
  return rows[0]?.kept ?? { events: [], tasks: [], suppressions: [] };
}
