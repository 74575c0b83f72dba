-- Up Migration

-- Things that the installation remembers about itself (keys that it made, the last dispatcher tick).
create table settings (
  key text primary key,
  value jsonb not null
);

create table api_keys (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  role text not null check (role in ('rep', 'manager', 'ops', 'crm', 'admin')),
  key_hash bytea not null unique,
  prefix text not null,
  -- To which a link for logging in may be sent, and whose work a rep sees; as normaliseAddress writes it.
  email text,
  -- Whose work a manager sees besides her own; as ownerName writes them.
  team text[] not null default '{}',
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_keys_by_email on api_keys (email) where revoked_at is null;

-- Links for logging in that somebody has asked for, whether or not a key has this address. Machine time; kept for a day.
create table login_links (
  id uuid primary key,
  email text not null,
  language text not null,
  asked_at timestamptz not null,
  -- When a worker is to mail it; null once that is settled.
  mail_at timestamptz,
  -- SHA-256 of the token, and how long it is good: known once it is mailed.
  token_hash bytea unique,
  good_until timestamptz,
  used_at timestamptz
);
create index login_links_by_email on login_links (email, asked_at);
create index login_links_to_mail on login_links (mail_at) where mail_at is not null;
create index login_links_by_age on login_links (asked_at);

create table idempotency_keys (
  api_key text not null,
  key text not null,
  request_hash bytea not null,
  status integer,
  response jsonb,
  created_at timestamptz not null,
  primary key (api_key, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- Who did what: people and keys, by API and command line. No personal data but ids, since nothing is taken out of it.
create table audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  -- Id of the API key, or 'cli'; and its name, or that of the system user.
  actor_id text not null,
  actor text not null,
  role text not null,
  -- Dotted and in the past: 'enrolment.paused'.
  action text not null,
  object_kind text not null,
  object_id text,
  request_id text not null,
  data jsonb not null default '{}'
);
create index audit_log_by_age on audit_log (at);
create index audit_log_by_actor on audit_log (actor_id, id);
create index audit_log_by_actor_name on audit_log (actor, id);
create index audit_log_by_action on audit_log (action, id);
create index audit_log_by_object on audit_log (object_id, id);

-- Append only, whoever asks; but what is older than the retention period may go, by whoever names that instant.
create function audit_log_appends_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.at < nullif(current_setting('cadence.audit_kept_from', true), '')::timestamptz then
    return old;
  end if;
  raise exception 'audit_log is append only: % is refused', lower(tg_op) using errcode = 'restrict_violation';
end
$$;
create trigger audit_log_appends_only before update or delete on audit_log
  for each row execute function audit_log_appends_only();
create trigger audit_log_is_not_emptied before truncate on audit_log
  for each statement execute function audit_log_appends_only();

-- A published version is immutable and addressed by its content, templates included.
create table template_versions (
  hash text primary key,
  key text not null,
  locale text,
  compiled jsonb not null,
  created_at timestamptz not null
);

-- Files that mails carry, by the SHA-256 of their content; cadence and template versions name them.
create table asset_versions (
  hash text primary key,
  content bytea not null,
  created_at timestamptz not null
);

create table cadence_versions (
  hash text primary key,
  key text not null,
  number integer not null,
  definition jsonb not null,
  source text not null,
  templates jsonb not null,
  created_at timestamptz not null,
  unique (key, number),
  unique (key, hash)
);

create table cadences (
  key text primary key,
  title text not null,
  current_hash text not null references cadence_versions (hash),
  published_at timestamptz not null
);

-- What was published together, and is taken back together.
create table publications (
  id integer generated always as identity primary key,
  at timestamptz not null,
  published_by text not null,
  -- What becomes of people in flight: they stay, go over when their current touch is over, or at once.
  mode text not null check (mode in ('pin', 'move-at-next-step', 'move-now')),
  -- The publication that this one takes back.
  takes_back integer unique references publications (id)
);

create table publication_cadences (
  publication_id integer not null references publications (id),
  cadence_key text not null,
  -- Null: not published any more.
  hash text,
  -- Null: not published before.
  previous_hash text,
  primary key (publication_id, cadence_key)
);
create index publication_cadences_by_key on publication_cadences (cadence_key, publication_id);

-- One row a person. Its row lock is the lock of everything that belongs to the person: whoever stops, enrols, claims or
-- records an outcome takes it first, in the order of ids when there are several.
create table prospects (
  id uuid primary key default gen_random_uuid(),
  email text not null,
  address text not null unique,
  domain text not null generated always as (split_part(address, '@', 2)) stored,
  first_name text,
  last_name text,
  title text,
  phone text,
  company text,
  country text,
  timezone text,
  locale text,
  owner text,
  attributes jsonb not null default '{}',
  -- As it was told; null: what the address itself tells.
  address_kind text check (address_kind in ('personal', 'role')),
  last_touch_at timestamptz,
  erased_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
-- By company: its domain, or its name among the many who share the domain of a mail provider.
create index prospects_by_domain on prospects (domain, lower(left(company, 200)));

-- By company across its subdomains, which have its domain as their end; and by the account of a CRM.
create index prospects_by_reversed_domain on prospects ((reverse(domain) collate "C"));
create index prospects_by_account on prospects ((attributes ->> 'accountId')) where attributes ->> 'accountId' is not null;

-- As people look for somebody: by the beginnings of words of name, company and address. The words are cut here, since the
-- parsers of PostgreSQL know letters beyond ASCII in some databases only.
create function prospect_words(first_name text, last_name text, company text, address text) returns tsvector
  language sql immutable parallel safe as $$
    select array_to_tsvector(array_remove(regexp_split_to_array(
      lower(normalize(left(concat_ws(' ', address, first_name, last_name, company), 500)) collate "und-x-icu"),
      '[^[:alnum:]]+'), ''))
  $$;
create index prospects_by_words on prospects using gin (prospect_words(first_name, last_name, company, address));

create table prospect_external_ids (
  source text not null,
  external_id text not null,
  prospect_id uuid not null references prospects (id) on delete cascade,
  primary key (source, external_id)
);
create index prospect_external_ids_by_prospect on prospect_external_ids (prospect_id);

-- What mail to a person is based on, with its evidence.
create table prospect_bases (
  prospect_id uuid not null references prospects (id) on delete cascade,
  basis text not null check (basis in ('consent', 'legitimate-interest', 'existing-customer')),
  source text not null,
  at timestamptz not null,
  -- Null: as long as the rule of the country lets it last.
  expires_at timestamptz,
  primary key (prospect_id, basis)
);

-- Other addresses that a person has answered from, in a thread of ours.
create table prospect_aliases (
  address text primary key,
  prospect_id uuid not null references prospects (id) on delete cascade,
  created_at timestamptz not null
);
create index prospect_aliases_by_prospect on prospect_aliases (prospect_id);

-- The erased stay erased: a keyed hash of the address, nothing else.
create table erased_addresses (
  hash bytea primary key,
  erased_at timestamptz not null
);

-- The domains that a domain lies under, up to what lies under a top-level domain: sales.fjord.no is under fjord.no.
create function domains_above(domain text) returns text[]
  language sql immutable strict parallel safe
  return (select coalesce(array_agg(array_to_string(labels[n:], '.')), '{}')
            from string_to_array(domain, '.') labels, generate_series(2, cardinality(labels) - 1) n);

-- An address or a whole domain with all under it ('kari@example.no' or 'example.no').
create table suppressions (
  value text primary key,
  reason text not null,
  source text not null,
  note text,
  -- Only the page behind an opt-out link has told it, which may take it back.
  revocable boolean not null default false,
  created_at timestamptz not null
);
create index suppressions_by_age on suppressions (created_at, value);
create index suppressions_by_beginning on suppressions (value text_pattern_ops);

-- What has become of the mailboxes of the workspace; one that nothing has happened to has no row.
create table mailboxes (
  key text primary key,
  status text not null default 'active' check (status in ('active', 'paused')),
  -- What paused it: a fault of its own, a refusal of it, or a person.
  cause text,
  reason text,
  -- The reason before it had words, where it is one of ours (domain/sentence.ts).
  said jsonb,
  -- Clock time, both: since when it is as it is, and when it is tried again by itself (null: when a person resumes it).
  since timestamptz,
  retry_at timestamptz,
  -- Pauses and vain tries, one soon after the other: each waits longer.
  failures integer not null default 0,
  -- Grows with each choice of a mailbox, over all of them; and how many mails it was given lately (see decayedLoad).
  turn bigint not null default 0,
  load double precision not null default 0,
  load_at timestamptz,
  check (status <> 'paused' or (cause is not null and reason is not null and since is not null)),
  check (retry_at is null or status = 'paused')
);

-- Cadences whose mails wait until a person resumes them; one that is not paused has no row. Clock time.
create table cadence_pauses (
  key text primary key,
  cause text not null check (cause in ('rate', 'person')),
  reason text not null,
  -- As of a mailbox.
  said jsonb,
  since timestamptz not null
);

-- What came of the mails of each mailbox, sending domain and cadence by day (UTC); only where there are guard rails.
create table rated_days (
  scope text not null,
  "on" date not null,
  sent integer not null,
  bounced integer not null,
  complained integer not null,
  primary key (scope, "on")
);

-- What mails are counted in: a mailbox, a pool, a domain or provider of recipients, a cadence. Its row lock is what makes
-- limits exact: whoever claims mails that count there takes it, after all other locks. Clock time.
create table send_scopes (
  key text primary key,
  -- When mails left that count still, and how many: [milliseconds, count, milliseconds after it, count, …].
  recent json not null default '[]',
  -- When its first mail left: a ramp-up counts from there.
  first_at timestamptz,
  -- Not before when the next may leave.
  next_at timestamptz,
  -- The place behind all who wait for room.
  tail_at timestamptz
) with (fillfactor = 50);

-- The mails with which a gap or a ramp-up of a scope has begun, in the last 24 hours: what others have begun stays when one
-- is taken back that is not accepted.
create table begun_mails (
  touch_id uuid primary key,
  scope text not null,
  -- Until when the gap after it lasts; null where there is none.
  next_at timestamptz,
  at timestamptz not null
);
create index begun_mails_of on begun_mails (scope);
create index begun_mails_by_age on begun_mails (at);

-- Who runs the mail of domains, as their MX records said; only where limits or senders go by provider. Machine time.
create table mail_domains (
  domain text primary key,
  -- Null: nobody whom we know.
  provider text,
  checked_at timestamptz not null
);
create index mail_domains_by_age on mail_domains (checked_at);

create table imports (
  id uuid primary key default gen_random_uuid(),
  cadence_key text,
  status text not null check (status in ('running', 'finished', 'failed', 'undone')),
  -- Of the whole list, where that was known when it began.
  rows_total integer,
  rows_read integer not null default 0,
  accepted integer not null default 0,
  refused integer not null default 0,
  created_by text not null,
  -- Id of the API key; null: the command line.
  key_id text,
  -- For whom it may enrol besides nobody; null: for everybody.
  owners text[],
  created_at timestamptz not null,
  -- Machine time of its beginning or of the last batch: one that does not move has lost its process.
  moved_at timestamptz not null,
  finished_at timestamptz
);
create index imports_by_age on imports (created_at);
create index imports_running on imports (moved_at) where status = 'running';

create table import_refusals (
  import_id uuid not null references imports (id) on delete cascade,
  line integer not null,
  email text,
  code text not null,
  message text not null,
  -- What the message says behind the address, before it has words.
  said jsonb,
  primary key (import_id, line)
);

-- Which variant of a mail everybody new gets, since it was found to be the better one.
create table variant_winners (
  cadence_key text not null,
  step_id text not null,
  variant text not null,
  confidence double precision not null,
  decided_at timestamptz not null,
  primary key (cadence_key, step_id)
);

create table enrolments (
  id uuid primary key default gen_random_uuid(),
  prospect_id uuid not null references prospects (id),
  -- No foreign key to the version, nor to the import: all rows of a list would lock the same two rows, which took half of
  -- the time of inserting them. Versions are immutable and imports stay, so that nothing could be left without its own.
  cadence_key text not null,
  cadence_hash text not null,
  status text not null check (status in ('pending', 'active', 'paused', 'completed', 'exited')),
  stage text not null,
  track text,
  run integer not null default 0,
  cursor text,
  return_to jsonb,
  -- Tracks that it has entered, each once; null while there are none.
  passed jsonb,
  exit_reason text,
  exit_rank integer not null default 0,
  pause_reason text,
  pause_rank integer not null default 0,
  resume_at timestamptz,
  -- What a colleague has said that holds it; it lies beneath any other pause.
  held jsonb,
  -- The state before the events that were heard since the last progress; null when there are none. Each new event is
  -- folded over it again together with those, so that their order does not matter.
  base jsonb,
  -- Where it stood when a person ended it, and its touch as it was planned; null: nobody did, or it was taken back.
  before_exit jsonb,
  owner text,
  variables jsonb not null default '{}',
  -- How often it was moved to another version or sent back to an earlier stage, from 1 on where its cadence may send it
  -- back; while 0 no step can come up a second time.
  moves integer not null default 0,
  -- Where its last mail left from; a later one of a cadence with `sender` is bound to it.
  mailbox text,
  -- The thread that `thread: reply` continues.
  thread_subject text,
  thread_references text[] not null default '{}',
  import_id uuid,
  -- The event that caused this enrolment (a deal won enrols into the follow-up), and when that happened: earlier events
  -- are not about this enrolment.
  cause_event_id uuid,
  effective_at timestamptz,
  -- Since when it waits for its turn to start, in clock time; null once it has started.
  waits_from timestamptz,
  -- Since when it is in its stage, in clock time; null until it has started.
  stage_since timestamptz,
  created_at timestamptz not null,
  ended_at timestamptz,
  unique (prospect_id, id),
  check ((status = 'exited') = (exit_reason is not null)),
  check ((status = 'paused') = (pause_reason is not null)),
  check (resume_at is null or status = 'paused'),
  check (status <> 'pending' or waits_from is not null)
);
create index enrolments_by_cadence on enrolments (cadence_key, status, id);
create index enrolments_by_version on enrolments (cadence_hash) where status in ('pending', 'active', 'paused');
-- Also of nobody, whose work all see.
create index enrolments_by_owner on enrolments (owner, id);
create index enrolments_by_import on enrolments (import_id, owner) where import_id is not null;
create index enrolments_to_resume on enrolments (resume_at) where resume_at is not null;
create index enrolments_held on enrolments ((held ->> 'id')) where held is not null;
create index enrolments_without_basis on enrolments (prospect_id) where pause_reason = 'missing_basis';
-- The longest ended first: what is kept about them goes.
create index enrolments_ended on enrolments (ended_at, id) where ended_at is not null;
create index enrolments_waiting on enrolments (cadence_key, waits_from, id) where status = 'pending';
create unique index enrolments_once_an_event on enrolments (prospect_id, cadence_key, cause_event_id)
  where cause_event_id is not null;

-- The stages that enrolments have left, each once: what reports are counted from, as the timeline would take too long.
create table stages_left (
  enrolment_id uuid not null references enrolments (id),
  stage text not null,
  entered_at timestamptz not null,
  left_at timestamptz not null,
  -- Of all its visits together.
  spent interval not null,
  primary key (enrolment_id, stage)
);

-- How many people have started on a day in a cadence that lets so many start a day. Its row lock is what makes the number
-- exact: whoever enrols or starts people there takes it, after the locks of the prospects.
create table start_queues (
  cadence_key text primary key,
  -- The day of the cadence's calendar that `started` counts.
  counted_on date,
  started integer not null default 0,
  -- Clock time: when somebody who waits may start next; null when nobody waits.
  next_start_at timestamptz
);
create index start_queues_due on start_queues (next_start_at) where next_start_at is not null;

create table touches (
  id uuid primary key default gen_random_uuid(),
  enrolment_id uuid not null,
  prospect_id uuid not null,
  run integer not null,
  step_id text not null,
  stage text not null,
  channel text not null check (channel in ('email', 'task')),
  status text not null check (status in (
    'scheduled', 'queued', 'handing_over', 'sent', 'deferred', 'unknown', 'skipped', 'failed', 'cancelled', 'waiting', 'done')),
  -- Clock time. Null while the touch is held: it has no time of its own until somebody or something resumes it.
  due_at timestamptz,
  -- End of the sending window in which due_at lies; null when there is none.
  closes_at timestamptz,
  -- The time that it was planned for before it was held.
  planned_at timestamptz not null,
  -- What its delay counts from: the touch before it, the start, the event.
  anchor_at timestamptz,
  -- prospects.last_touch_at as it was when this touch was planned: when it has changed, the minimum gap is looked at again.
  planned_after timestamptz,
  shifts jsonb not null default '[]',
  reason text,
  -- Grows with every claim; each later write carries it, and a write with an older one changes nothing.
  fence integer not null default 0,
  attempts integer not null default 0,
  -- How often it was put off by an answer, or by none after the message: what is given up in the end. A mail server that
  -- is away does not count.
  deferrals integer not null default 0,
  -- Machine time: when the reconciler may take the touch from whoever holds it.
  lease_until timestamptz,
  message_id text,
  -- Where it leaves from, chosen when it is planned; null until then: from the first mailbox of the workspace.
  mailbox text,
  subject text,
  template_hash text references template_versions (hash),
  -- Which variant of the mail this person gets: drawn when the touch is planned, kept ever after.
  variant text,
  -- When a person let the mail go; null where nobody has to.
  approved_at timestamptz,
  smtp_response text,
  handed_over_at timestamptz,
  -- What a mail counts in since then: keys of send_scopes with a space between, until its end is known; null: in nothing.
  counted_in text,
  finished_at timestamptz,
  -- When somebody first clicked a link of its mail, as its provider or our own links tell.
  clicked_at timestamptz,
  -- When its mail was first shown, as far as our own image can tell.
  opened_at timestamptz,
  created_at timestamptz not null,
  foreign key (prospect_id, enrolment_id) references enrolments (prospect_id, id),
  check (status not in ('queued', 'handing_over') or lease_until is not null)
);
-- Never the same mail twice, whatever the code does.
create unique index touches_once on touches (enrolment_id, run, step_id) where status <> 'cancelled';
create unique index touches_one_open on touches (enrolment_id)
  where status in ('scheduled', 'queued', 'deferred', 'waiting');
create index touches_due on touches (due_at) where status in ('scheduled', 'deferred') and due_at is not null;
create index touches_leased on touches (lease_until) where status in ('queued', 'handing_over');
create index touches_of_paused_mailbox on touches (mailbox) where reason = 'mailbox_paused' and status = 'scheduled';
create index touches_of_paused_cadence on touches (enrolment_id) where reason = 'cadence_paused' and status = 'scheduled';
create index touches_in_air on touches (prospect_id) where status = 'handing_over';
create index touches_unknown on touches (finished_at) where status = 'unknown';
create index touches_unknown_again on touches (due_at) where status = 'deferred' and reason = 'unknown';
create unique index touches_by_message_id on touches (message_id) where message_id is not null;
create index touches_by_prospect on touches (prospect_id);
-- What is over, for reports, which then need not read the table itself. A touch comes into it when it is over, not before.
create index touches_reported on touches (finished_at)
  include (enrolment_id, status, reason, step_id, stage, mailbox, variant, clicked_at, opened_at)
  where status in ('sent', 'done', 'skipped', 'failed');

-- What people have chosen on the page behind an opt-out link; one choice a link stands.
create table mail_choices (
  enrolment_id uuid primary key,
  prospect_id uuid not null,
  -- Another with each choice, so that a page that is still open somewhere does not take back a later one.
  id uuid not null,
  scope text not null check (scope in ('all', 'cadence', 'pause')),
  cadence_key text not null,
  -- Clock time: of a pause, until when there is to be no mail; also of one that a choice of a series has left standing.
  until timestamptz,
  chosen_at timestamptz not null,
  -- The choice that it took the place of.
  earlier jsonb,
  -- The enrolments that it changed, before and after; and how much the person had said by then.
  changed jsonb not null,
  heard integer not null,
  check (case scope when 'pause' then until is not null when 'all' then until is null else true end),
  foreign key (prospect_id, enrolment_id) references enrolments (prospect_id, id)
);
create index mail_choices_by_prospect on mail_choices (prospect_id);

-- Enrolments that went to another version: where they stood before and after, so that they can be put back.
create table enrolment_moves (
  id bigint generated always as identity primary key,
  enrolment_id uuid not null references enrolments (id),
  publication_id integer not null references publications (id),
  from_hash text not null,
  to_hash text not null,
  before jsonb not null,
  after jsonb not null,
  -- The next touch as it was planned before; null when there was none.
  touch jsonb,
  at timestamptz not null,
  -- The new version had nothing left for it; a later one may put it back.
  ended boolean not null generated always as (after ->> 'status' in ('completed', 'exited')) stored,
  -- The last publication that was asked whether it does.
  asked integer not null default 0,
  taken_back_at timestamptz
);
create index enrolment_moves_standing on enrolment_moves (enrolment_id, id) where taken_back_at is null;
create index enrolment_moves_ended on enrolment_moves (to_hash) where ended and taken_back_at is null;
create index enrolment_moves_by_publication on enrolment_moves (publication_id) where taken_back_at is null;

create table inbound_events (
  id uuid primary key default gen_random_uuid(),
  source text not null,
  event_id text not null,
  type text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  event jsonb not null,
  outcome text not null check (outcome in ('applied', 'ignored', 'unmatched', 'deferred')),
  reason text,
  -- Without a foreign key, as in enrolment_events.
  prospect_id uuid,
  enrolment_id uuid,
  -- The same for one mail that came in by two sources.
  mail_key text,
  -- Clock time: how long a deferred event waits for its person, and when they are looked for next.
  defer_until timestamptz,
  retry_at timestamptz,
  unique (source, event_id),
  check ((outcome = 'deferred') = (defer_until is not null and retry_at is not null))
);
create unique index inbound_events_once_a_mail on inbound_events (mail_key) where mail_key is not null;
create index inbound_events_by_prospect on inbound_events (prospect_id, occurred_at) where prospect_id is not null;
-- The lists of what was not applied, newest first: ids sort by time.
create index inbound_events_not_applied on inbound_events (outcome, id) where outcome <> 'applied';
-- What was said, the oldest first, until it is forgotten.
create index inbound_events_kept on inbound_events (outcome, received_at) where event <> '{}';
-- What people, their mail servers and the CRM have told, for reports.
create index inbound_events_told on inbound_events (type, occurred_at, id)
  where type in ('reply.received', 'reply.objection', 'email.bounced', 'email.complained', 'meeting.booked', 'deal.won');
create index inbound_events_deferred on inbound_events (retry_at) where outcome = 'deferred';

-- Bodies with a good signature that could not be read, without what they were signed with. Clock time; the oldest are
-- forgotten.
create table unreadable_bodies (
  id uuid primary key,
  source text not null,
  body_hash bytea not null,
  received_at timestamptz not null,
  -- Their type, and the id that some senders give there.
  headers jsonb not null,
  -- Its beginning, where it is too large to be kept whole.
  body bytea not null,
  size integer not null,
  message text not null,
  -- What the message says, before it has words.
  said jsonb,
  -- How often it was posted.
  times integer not null default 1,
  -- The events that were read from it in the end.
  receipt_ids uuid[],
  unique (source, body_hash)
);
create index unreadable_bodies_by_age on unreadable_bodies (received_at);

-- Companies of which somebody has said something that holds their colleagues, as long as it is not released.
create table company_holds (
  id uuid primary key,
  -- What tells whose colleagues people are: 'domain fjord.no', 'account 0012'.
  companies text[] not null,
  event_id uuid not null unique references inbound_events (id),
  event_type text not null,
  -- Who said it: it holds the others.
  prospect_id uuid not null references prospects (id),
  held_at timestamptz not null,
  -- Null: until somebody releases it.
  held_until timestamptz,
  released_at timestamptz,
  released_by text,
  -- When the last of the enrolments that it kept had been let go.
  freed_at timestamptz
);
create index company_holds_in_force on company_holds using gin (companies) where released_at is null;
create index company_holds_released on company_holds using gin (companies) where released_at is not null;
create index company_holds_by_prospect on company_holds (prospect_id);
create index company_holds_to_free on company_holds (released_at) where released_at is not null and freed_at is null;

-- Tokens of webhooks whose signature does not cover their body (Mailgun): each is good for one body alone. Machine time.
create table webhook_tokens (
  source text not null,
  token text not null,
  body_hash bytea not null,
  used_at timestamptz not null,
  primary key (source, token)
);
create index webhook_tokens_by_age on webhook_tokens (used_at);

-- Since when each source with `expect_every` has been silent: when it was last heard, or first waited for.
create table webhook_sources (
  source text primary key,
  heard_at timestamptz not null,
  -- False while it has only been waited for.
  heard boolean not null default false
);

-- What was refused at the door of a source, since its signature or its time stamp was no good: counted, and nothing of it kept.
create table webhook_refusals (
  source text not null,
  code text not null,
  times bigint not null,
  last_at timestamptz not null,
  primary key (source, code)
);

-- Accounts whose mail is read by IMAP, as user@host: at most one process reads each at a time.
create table mail_accounts (
  account text primary key,
  -- Who reads it, and until when unless renewed (machine time).
  holder uuid,
  held_until timestamptz,
  -- When all that there was had been read, and what went wrong since (machine time).
  caught_up_at timestamptz,
  failing_since timestamptz,
  failure text
);

-- How far each folder is read.
create table mail_folders (
  account text not null references mail_accounts (account),
  folder text not null,
  -- The uids of a folder are good under one validity (RFC 3501 §2.3.1.1).
  uid_validity bigint not null,
  last_uid bigint not null,
  -- What was there when reading began, up to this uid, is read only when it came after `since_at`.
  old_up_to_uid bigint not null,
  since_at timestamptz not null,
  primary key (account, folder)
);

-- Mails that could not be read, kept where they are and tried again.
create table mail_failures (
  account text not null,
  folder text not null,
  uid_validity bigint not null,
  uid bigint not null,
  tries int not null,
  failed_at timestamptz not null,
  reason text not null,
  primary key (account, folder, uid_validity, uid),
  foreign key (account, folder) references mail_folders (account, folder)
);

-- Which events an enrolment has heard; those not yet settled are folded again with each new one.
create table enrolment_events (
  -- No foreign keys: looking for two rows that the same transaction has locked or written took two thirds of the time of
  -- inserting this one. Neither an enrolment nor an event is ever deleted, and no test leaves a row without its own
  -- (`test/helpers/postgres.ts`).
  enrolment_id uuid not null,
  event_id uuid not null,
  settled boolean not null default false,
  -- Whether the conditions of the rules that it may come under held when it was heard: an array of booleans, null where
  -- there are none. Kept, so that folding it again later does not come out otherwise.
  holds jsonb,
  -- A mail of the enrolment had gone out after it happened, before it was heard.
  late boolean not null default false,
  primary key (enrolment_id, event_id)
);

create table tasks (
  id uuid primary key default gen_random_uuid(),
  prospect_id uuid not null references prospects (id),
  enrolment_id uuid not null references enrolments (id),
  touch_id uuid references touches (id),
  event_id uuid references inbound_events (id),
  kind text not null,
  title text not null,
  status text not null check (status in ('open', 'done', 'skipped', 'cancelled')),
  owner text,
  due_at timestamptz,
  -- When the cadence goes on without it.
  skip_at timestamptz,
  -- Until then it is in no list of a day; it is open all the same.
  snoozed_until timestamptz,
  outcome text,
  note text,
  data jsonb not null default '{}',
  created_at timestamptz not null,
  closed_at timestamptz
);
create unique index tasks_once_an_event on tasks (event_id, kind) where event_id is not null;
create unique index tasks_once_a_touch on tasks (touch_id, kind) where touch_id is not null and status = 'open';
create index tasks_open on tasks (status, due_at, id);
-- How many of each kind are open and since when, for metrics.
create index tasks_open_by_kind on tasks (kind, created_at) where status = 'open';
create index tasks_by_enrolment on tasks (enrolment_id);
create index tasks_by_owner on tasks (owner, id);
create index tasks_closed on tasks (closed_at) where closed_at is not null;
create index tasks_triaged on tasks (closed_at) where kind = 'triage' and status = 'done';
create index tasks_snoozed on tasks (snoozed_until, id) where status = 'open' and snoozed_until is not null;
create index tasks_to_skip on tasks (skip_at) where status = 'open' and skip_at is not null;

-- Mails that wait for approval, as they are sent once somebody lets them go.
create table mail_drafts (
  touch_id uuid primary key references touches (id) on delete cascade,
  subject text not null,
  html text not null,
  text text not null,
  -- What every version of it has to hold.
  unsubscribe_url text not null,
  edited_at timestamptz,
  edited_by text
);

-- What happened, append only.
create table timeline (
  id bigint generated always as identity,
  at timestamptz not null,
  prospect_id uuid not null,
  enrolment_id uuid,
  touch_id uuid,
  event_id uuid,
  type text not null,
  data jsonb not null default '{}',
  -- The transaction that wrote it: what a feed is ordered by, since ids are given out before they are committed.
  xid xid8 not null default pg_current_xact_id(),
  primary key (xid, id)
);
create index timeline_by_enrolment on timeline (enrolment_id, id);
create index timeline_by_prospect on timeline (prospect_id, id);
-- When enrolments were won, for reports.
create index timeline_of_wins on timeline (enrolment_id, at) where type = 'enrolment.exited' and data ->> 'reason' = 'closed_won';
