import { normaliseAddress } from '../domain/address.ts';
import { publicMailDomains } from '../domain/company.ts';
import type { EventType, InboundEvent, MailFacts } from '../domain/event.ts';
import { columnArrays } from './column-arrays.ts';
import type { Queryable } from './db.ts';

/** By what the person of an event was found, in the order in which it is looked for. */
export type MatchedBy =
  | 'enrolment'
  | 'thread'
  | 'return_path'
  | 'deal'
  | 'person'
  | 'address'
  | 'alias'
  | 'colleague';

/** Whom an event concerns. */
export interface EventMatch {
  readonly id: string;
  readonly prospectId: string;
  /** Normalised. */
  readonly address: string;
  /** The person was erased: nothing may be done or kept. */
  readonly erased: boolean;
  readonly enrolmentId: string | null;
  /** The one that it names, else the newest that lives: that is most probably the one that hears it. */
  readonly likelyEnrolmentId: string | null;
  readonly by: MatchedBy;
  /** Of a mail: whether a mail of ours has ever gone to the person. */
  readonly written: boolean;
}

/** An event as far as it says whom it is about. */
export interface NamingEvent {
  readonly id: string;
  readonly match: InboundEvent['match'];
  readonly type?: EventType;
  readonly mail?: MailFacts | undefined;
}

const namedIn = columnArrays<ReturnType<typeof flattenMatch>>([
  ['id', 'uuid', ({ id }) => id],
  ['enrolment_id', 'uuid', ({ enrolmentId }) => enrolmentId],
  ['message_ids', 'text', ({ messageIds }) => messageIds],
  ['touch_id', 'uuid', ({ touchId }) => touchId],
  ['email', 'text', ({ email }) => email],
  ['external_source', 'text', ({ externalSource }) => externalSource],
  ['external_id', 'text', ({ externalId }) => externalId],
  ['deal_source', 'text', ({ dealSource }) => dealSource],
  ['deal_id', 'text', ({ dealId }) => dealId],
  ['writer', 'text', ({ writer }) => writer],
  ['company', 'text', ({ company }) => company],
  ['subject', 'text', ({ subject }) => subject],
  ['is_mail', 'bool', ({ isMail }) => isMail],
]);

/** People of one domain that are looked through for a thread that a colleague may answer in. */
const mostColleagues = 500;

const writtenTo = `x.is_mail and exists (
               select from touches t
                where t.prospect_id = m.id and t.channel = 'email' and t.handed_over_at is not null)`;

const byMailAlone = `,
              (select array['alias', prospect_id::text] from prospect_aliases where address = x.writer),
              (select array['colleague', e.prospect_id::text, e.id::text]
                 from (select id from prospects where domain = x.company limit ${mostColleagues}) c
                 join enrolments e on e.prospect_id = c.id
                where lower(e.thread_subject) = lower(x.subject)
                order by e.status in ('pending', 'active', 'paused') desc, e.created_at desc, e.id
                limit 1)`;

/** What is asked of mails alone would cost all other events a third more. */
const statement = (mails: boolean) => `
    select x.id, m.id as prospect_id, m.address, m.erased_at is not null as erased, g.enrolment_id,
           coalesce(g.enrolment_id, (
             select e.id from enrolments e
              where e.prospect_id = m.id and e.status in ('pending', 'active', 'paused')
              order by e.created_at desc, e.id desc
              limit 1)) as likely_enrolment_id,
           g.by,
           ${mails ? writtenTo : 'false'} as written
      from ${namedIn.recordset}
     cross join lateral (
            -- What is found first is all that is looked for.
            select coalesce(
              (select array['enrolment', prospect_id::text, id::text] from enrolments where id = x.enrolment_id),
              (select array['thread', t.prospect_id::text, t.enrolment_id::text]
                 from unnest(string_to_array(x.message_ids, ' ')) with ordinality as r(message_id, place)
                 join touches t on t.message_id = r.message_id
                order by r.place
                limit 1),
              (select array['return_path', prospect_id::text, enrolment_id::text] from touches where id = x.touch_id),
              (select array['deal', prospect_id::text] from prospect_external_ids
                where source = x.deal_source and external_id = x.deal_id),
              (select array['person', prospect_id::text] from prospect_external_ids
                where source = x.external_source and external_id = x.external_id),
              (select array['address', id::text] from prospects where address = x.email)${mails ? byMailAlone : ''}) as found
            -- Else PostgreSQL looks again wherever it is named.
            offset 0) f
     cross join lateral (
            select f.found[1] as by, f.found[2]::uuid as prospect_id, f.found[3]::uuid as enrolment_id) g
     cross join lateral (
            -- One by one, by the key: it cannot know that the events are few.
            select id, address, erased_at from prospects where id = g.prospect_id
            offset 0) m`;
const [matchMails, matchOthers] = [statement(true), statement(false)];

/**
 * Finds the prospects of events, the first that is found: by enrolment, by the mail answered, by the return path, by deal, by
 * external id, by address. Who wrote a mail is also looked for among the addresses that people have answered from before;
 * a reply of nobody whom we know belongs to the thread of the same subject with somebody of the same company.
 */
export async function matchEvents(
  tx: Queryable,
  events: readonly NamingEvent[],
): Promise<EventMatch[]> {
  const mails = events.some(({ mail }) => mail !== undefined);
  const { rows } = await tx.query<MatchRow>({
    name: mails ? 'match-mails' : 'match-events',
    text: mails ? matchMails : matchOthers,
    values: namedIn.values(events.map(flattenMatch)),
  });
  return rows.map(({ id, address, erased, by, written, ...row }) => ({
    id,
    address,
    erased,
    by,
    written,
    prospectId: row.prospect_id,
    enrolmentId: row.enrolment_id,
    likelyEnrolmentId: row.likely_enrolment_id,
  }));
}

interface MatchRow {
  id: string;
  prospect_id: string;
  address: string;
  erased: boolean;
  enrolment_id: string | null;
  likely_enrolment_id: string | null;
  by: MatchedBy;
  written: boolean;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function flattenMatch({ id, match, type, mail }: NamingEvent) {
  const { enrolmentId, touchId, messageId, messageIds = [], email, externalId, dealId } = match;
  const ids = messageId === undefined ? messageIds : [messageId, ...messageIds];
  // What a mail server says of somebody is said of the address that we wrote to.
  const writer = type === 'email.bounced' || type === 'email.complained' ? null : mail?.from;
  return {
    id,
    enrolmentId: enrolmentId !== undefined && uuid.test(enrolmentId) ? enrolmentId : null,
    messageIds: ids.length === 0 ? null : ids.join(' '),
    touchId: touchId !== undefined && uuid.test(touchId) ? touchId : null,
    email: email === undefined ? null : (normaliseAddress(email) ?? email),
    externalSource: externalId?.source ?? null,
    externalId: externalId?.id ?? null,
    dealSource: dealId?.source ?? null,
    dealId: dealId?.id ?? null,
    writer: writer ?? null,
    ...colleagueOf(type, mail),
    isMail: mail !== undefined,
  };
}

/** Where a colleague may be looked for: nobody has one at a public mail provider, and no machine answers for one. */
function colleagueOf(type: EventType | undefined, mail: MailFacts | undefined) {
  const nobody = { company: null, subject: null };
  const isReply = type === 'reply.received' || type === 'reply.objection';
  const isOptOut = type === 'prospect.opted_out';
  if (mail?.from == null || mail.authentic === false || !(isReply || isOptOut)) return nobody;
  const company = mail.from.slice(mail.from.lastIndexOf('@') + 1);
  return publicMailDomains.has(company) ? nobody : { company, subject: mail.subject };
}
