import { normaliseAddress } from '../domain/address.ts';
import type { Queryable } from './db.ts';

/** Who is to be forgotten. */
export interface ToErase {
  readonly id: string;
  /** Theirs, and the others that they have answered from; normalised. */
  readonly addresses: readonly string[];
  /** The addresses as they may stand somewhere, in lower case. */
  readonly spellings: readonly string[];
  /** Keyed hashes of the addresses: all that stays. */
  readonly hashes: readonly Buffer[];
}

/** The other addresses that a person has answered from. */
export async function readAliases(tx: Queryable, prospectId: string): Promise<string[]> {
  const { rows } = await tx.query<{ address: string }>(
    'select address from prospect_aliases where prospect_id = $1 order by address',
    [prospectId],
  );
  return rows.map(({ address }) => address);
}

/** Which of these people were erased. */
export async function readErasedAmong(
  tx: Queryable,
  prospectIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (prospectIds.length === 0) return new Set();
  const { rows } = await tx.query<{ id: string }>({
    name: 'erased-among',
    text: 'select id from prospects where id = any($1::uuid[]) and erased_at is not null',
    values: [prospectIds],
  });
  return new Set(rows.map(({ id }) => id));
}

/**
 * Overwrites what names a person, or takes it away: also the suppressions of the addresses, since whoever was erased gets no
 * mail anyhow. The caller holds the prospect's lock.
 */
export async function eraseProspectRows(tx: Queryable, who: ToErase, now: Date): Promise<void> {
  await tx.query(
    `insert into erased_addresses (hash, erased_at) select h, $2 from unnest($1::bytea[]) h on conflict do nothing`,
    [who.hashes, now],
  );
  for (const statement of ofTheProspect) await tx.query(statement, [who.id]);
  await tx.query(
    `update prospects
        set email = 'erased', address = 'erased-' || id || '@erased.invalid', first_name = null, last_name = null,
            title = null, phone = null, company = null, attributes = '{}', erased_at = $2, updated_at = $2
      where id = $1`,
    [who.id, now],
  );
  await tx.query('delete from suppressions where value = any($1)', [who.addresses]);
  for (const statement of ofTheAddresses) await tx.query(statement, [who.spellings]);
  for (const address of who.addresses) await deleteRefusals(tx, address);
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

/** Whether a text of the database, in lower case, names one of the addresses. */
const names = (text: string) =>
  `exists (select from unnest($1::text[]) s where position(s in lower(${text})) > 0)`;

const ofTheAddresses: readonly string[] = [
  `update inbound_events set event = '{}', mail_key = null, outcome = 'unmatched', defer_until = null, retry_at = null
    where outcome in ('unmatched', 'deferred')
      and (lower(event -> 'match' ->> 'email') = any($1) or lower(event -> 'mail' ->> 'from') = any($1))`,
  // What they wrote in the threads of others, which still counts for those.
  `update inbound_events
      set event = jsonb_set((event - 'text' - 'reading') #- '{match,email}' #- '{mail,key}', '{mail,from}', 'null'),
          mail_key = null
    where event -> 'mail' ->> 'from' = any($1)`,
  `update tasks set data = data - '{text,from,reading}'::text[] where data ->> 'from' = any($1)`,
  // Who is away names them as the one who takes over.
  `update inbound_events set event = event - '{deputy,text,reading,reason}'::text[]
    where lower(event -> 'deputy' ->> 'address') = any($1)`,
  `with told as (
     update tasks set title = kind, data = data - '{deputy,text,reading}'::text[]
      where lower(data -> 'deputy' ->> 'address') = any($1)
     returning enrolment_id, event_id)
   update timeline l set data = l.data - 'title'
     from told
    where l.enrolment_id = told.enrolment_id and l.event_id = told.event_id and l.type = 'task.created'`,
  'delete from prospect_aliases where address = any($1)',
  // Anybody may type an address where one logs in.
  'delete from login_links where email = any($1)',
  `update suppressions set note = null where ${names('note')}`,
  // What is typed into a list is anything; so is what a mail server answers.
  `delete from import_refusals where ${names("concat(email, ' ', message)")}`,
  `update mailboxes set reason = cause where ${names('reason')}`,
  `update mail_failures set reason = 'erased' where ${names('reason')}`,
  // Some systems make the ids of their events from addresses.
  `update inbound_events set event_id = 'erased ' || id where event = '{}' and ${names('event_id')}`,
  // Bytes of whatever was posted: what is not ASCII in them is compared as it is escaped.
  `delete from unreadable_bodies
    where ${names("concat(headers::text, ' ', message)")}
       or exists (select from unnest($1::text[]) s
                   where position(encode(convert_to(s, 'UTF8'), 'escape') in lower(encode(body, 'escape'))) > 0)`,
  `delete from idempotency_keys where ${names("concat(key, ' ', response)")}`,
];

const ofTheProspect: readonly string[] = [
  'delete from prospect_external_ids where prospect_id = $1',
  'delete from prospect_aliases where prospect_id = $1',
  'delete from prospect_bases where prospect_id = $1',
  'delete from mail_drafts where touch_id in (select id from touches where prospect_id = $1)',
  'update touches set subject = null, smtp_response = null, counted_in = null where prospect_id = $1',
  `update enrolments set variables = '{}', thread_subject = null, thread_references = '{}', before_exit = null where prospect_id = $1`,
  `update tasks set title = kind, note = null, outcome = null, data = '{}' where prospect_id = $1`,
  `update touches set reason = null where prospect_id = $1 and channel = 'task'`,
  `update timeline
      set data = data - '{subject,response,title,note,outcome,detail,fields,code,category,link,evidence}'::text[]
    where prospect_id = $1`,
  `update inbound_events set event = '{}', mail_key = null where prospect_id = $1`,
  // Answers that tell of them by name alone tell their id as well.
  `delete from idempotency_keys where position($1::text in response::text) > 0`,
];
