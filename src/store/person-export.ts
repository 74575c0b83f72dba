import type { Queryable } from './db.ts';
import { suppressingValues } from './suppressions.ts';

/** Whose data is asked for. */
export interface ExportOf {
  readonly id: string;
  /** Their addresses, and the others that they have answered from, as they may stand somewhere; in lower case. */
  readonly spellings: readonly string[];
}

/** One list of the export. */
export type ExportedRow = Readonly<Record<string, unknown>>;

/** What is kept on a person beside the prospect, enrolments with touches, and history. */
export interface KeptOfProspect {
  readonly aliases: readonly ExportedRow[];
  /** What they have said, or others of them. */
  readonly events: readonly ExportedRow[];
  /** What names one of their addresses and is about nobody, or about somebody else. */
  readonly eventsNaming: readonly ExportedRow[];
  readonly tasks: readonly ExportedRow[];
  /** Tasks about others that name one of their addresses. */
  readonly tasksNaming: readonly ExportedRow[];
  readonly suppressions: readonly ExportedRow[];
  /** What they have chosen on the page behind an opt-out link. */
  readonly mailChoices: readonly ExportedRow[];
  /** Mails that wait for approval, or were approved, as somebody wrote them. */
  readonly mailDrafts: readonly ExportedRow[];
  readonly refusedLines: readonly ExportedRow[];
  readonly companyHolds: readonly ExportedRow[];
  readonly moves: readonly ExportedRow[];
  /** Stages that they have left. */
  readonly stages: readonly ExportedRow[];
}

const event = `'id', i.id, 'source', i.source, 'type', i.type, 'occurredAt', i.occurred_at, 'receivedAt', i.received_at,
               'outcome', i.outcome, 'reason', i.reason, 'event', i.event`;
const task = `'id', t.id, 'kind', t.kind, 'title', t.title, 'status', t.status, 'owner', t.owner, 'outcome', t.outcome,
              'note', t.note, 'data', t.data, 'createdAt', t.created_at, 'snoozedUntil', t.snoozed_until, 'closedAt', t.closed_at`;

/** What each list holds, of the person $1 with the addresses $2. */
const lists: Readonly<Record<keyof KeptOfProspect, string>> = {
  aliases: `select json_build_object('address', a.address, 'createdAt', a.created_at)
              from prospect_aliases a where a.prospect_id = $1 and $2::text[] is not null order by a.address`,
  events: `select json_build_object(${event})
             from inbound_events i where i.prospect_id = $1 and $2::text[] is not null order by i.occurred_at`,
  eventsNaming: `
    select json_build_object(${event})
      from inbound_events i
     where i.prospect_id is distinct from $1
       and (lower(i.event -> 'match' ->> 'email') = any($2) or lower(i.event -> 'mail' ->> 'from') = any($2)
            or lower(i.event -> 'deputy' ->> 'address') = any($2))
     order by i.occurred_at`,
  tasks: `select json_build_object(${task})
            from tasks t where t.prospect_id = $1 and $2::text[] is not null order by t.created_at`,
  tasksNaming: `
    select json_build_object(${task})
      from tasks t
     where t.prospect_id <> $1
       and (lower(t.data ->> 'from') = any($2) or lower(t.data -> 'deputy' ->> 'address') = any($2))
     order by t.created_at`,
  suppressions: `
    select json_build_object('value', s.value, 'reason', s.reason, 'source', s.source, 'note', s.note, 'createdAt', s.created_at)
      from suppressions s
     where s.value = any($2)
        or s.value in (select v from prospects p, unnest(${suppressingValues('p.address', 'p.domain')}) v where p.id = $1)
     order by s.value`,
  mailChoices: `
    select json_build_object('enrolmentId', c.enrolment_id, 'scope', c.scope, 'cadence', c.cadence_key, 'until', c.until,
                             'chosenAt', c.chosen_at, 'earlier', c.earlier, 'changed', c.changed)
      from mail_choices c where c.prospect_id = $1 and $2::text[] is not null order by c.chosen_at`,
  mailDrafts: `
    select json_build_object('touchId', d.touch_id, 'subject', d.subject, 'html', d.html, 'text', d.text)
      from mail_drafts d
      join touches t on t.id = d.touch_id
     where t.prospect_id = $1 and $2::text[] is not null
     order by d.touch_id`,
  refusedLines: `
    select json_build_object('import', r.import_id, 'line', r.line, 'email', r.email, 'code', r.code, 'message', r.message,
                             'at', m.created_at)
      from import_refusals r
      join imports m on m.id = r.import_id
     where $1::uuid is not null and lower(trim(r.email)) = any($2)
     order by m.created_at, r.line`,
  companyHolds: `
    select json_build_object('id', h.id, 'companies', h.companies, 'eventType', h.event_type, 'heldAt', h.held_at,
                             'heldUntil', h.held_until, 'releasedAt', h.released_at)
      from company_holds h where h.prospect_id = $1 and $2::text[] is not null order by h.held_at`,
  moves: `
    select json_build_object('enrolmentId', m.enrolment_id, 'at', m.at, 'before', m.before, 'after', m.after)
      from enrolment_moves m
      join enrolments e on e.id = m.enrolment_id
     where e.prospect_id = $1 and $2::text[] is not null
     order by m.id`,
  stages: `
    select json_build_object('enrolmentId', l.enrolment_id, 'stage', l.stage, 'enteredAt', l.entered_at, 'leftAt', l.left_at)
      from stages_left l
      join enrolments e on e.id = l.enrolment_id
     where e.prospect_id = $1 and $2::text[] is not null
     order by l.entered_at, l.stage`,
};

/** The statements, for whoever wants to know which tables are read. */
export const exportStatements: readonly string[] = Object.values(lists);

/** For the export of a person. It looks through whole tables for the addresses: it is asked for seldom. */
export async function readKeptOf(db: Queryable, of: ExportOf): Promise<KeptOfProspect> {
  const read = async (name: keyof KeptOfProspect) => {
    const { rows } = await db.query<{ json_build_object: ExportedRow }>(lists[name], [
      of.id,
      of.spellings,
    ]);
    return rows.map((row) => row.json_build_object);
  };
  return {
    aliases: await read('aliases'),
    events: await read('events'),
    eventsNaming: await read('eventsNaming'),
    tasks: await read('tasks'),
    tasksNaming: await read('tasksNaming'),
    suppressions: await read('suppressions'),
    mailChoices: await read('mailChoices'),
    mailDrafts: await read('mailDrafts'),
    refusedLines: await read('refusedLines'),
    companyHolds: await read('companyHolds'),
    moves: await read('moves'),
    stages: await read('stages'),
  };
}

/** What an enrolment was given of its own for the mails. */
export async function readVariables(db: Queryable, enrolmentId: string): Promise<unknown> {
  const { rows } = await db.query<{ variables: unknown }>(
    'select variables from enrolments where id = $1',
    [enrolmentId],
  );
  return rows[0]?.variables ?? {};
}
