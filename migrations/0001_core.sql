-- Up Migration

-- Things that the installation remembers about itself (keys that it made, the last dispatcher tick).
create table settings (
  key text primary key,
  value jsonb not null
);

create table api_keys (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  role text not null check (role in ('rep', 'ops', 'crm', 'admin')),
  key_hash bytea not null unique,
  prefix text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);

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

create table audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text,
  data jsonb not null default '{}'
);

-- A published version is immutable and addressed by its content, templates included.
create table template_versions (
  hash text primary key,
  key text not null,
  locale text,
  compiled jsonb not null,
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
  last_touch_at timestamptz,
  erased_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
-- By company: its domain, or its name among the many who share the domain of a mail provider.
create index prospects_by_domain on prospects (domain, lower(left(company, 200)));

create table prospect_external_ids (
  source text not null,
  external_id text not null,
  prospect_id uuid not null references prospects (id) on delete cascade,
  primary key (source, external_id)
);
create index prospect_external_ids_by_prospect on prospect_external_ids (prospect_id);

-- The erased stay erased: a keyed hash of the address, nothing else.
create table erased_addresses (
  hash bytea primary key,
  erased_at timestamptz not null
);

-- An address or a whole domain ('kari@example.no' or 'example.no').
create table suppressions (
  value text primary key,
  reason text not null,
  source text not null,
  note text,
  created_at timestamptz not null
);
create index suppressions_by_age on suppressions (created_at, value);

-- What has become of the mailboxes of the workspace; one that nothing has happened to has no row.
create table mailboxes (
  key text primary key,
  status text not null default 'active' check (status in ('active', 'paused')),
  -- What paused it: a fault of its own, a refusal of it, or a person.
  cause text,
  reason text,
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

-- What came of the mails of each mailbox by day (UTC); only where there are guard rails.
create table mailbox_days (
  mailbox text not null,
  "on" date not null,
  sent integer not null,
  bounced integer not null,
  complained integer not null,
  primary key (mailbox, "on")
);

-- What mails are counted in: a mailbox, a pool, a domain or provider of recipients, a cadence. Its row lock is what makes
-- limits exact: whoever claims mails that count there takes it, after all other locks. Clock time.
create table send_scopes (
  key text primary key,
  -- When its first mail left: a ramp-up counts from there.
  first_at timestamptz,
  -- Not before when the next may leave.
  next_at timestamptz,
  -- The place behind all who wait for room.
  tail_at timestamptz
);

-- The mails that count: accepted, being handed over, or of unknown end, in the last 24 hours. Only where there is a limit.
create table counted_mails (
  scope text not null,
  touch_id uuid not null,
  at timestamptz not null,
  primary key (touch_id, scope)
);
create index counted_mails_of on counted_mails (scope, at);
create index counted_mails_by_age on counted_mails (at);

create table imports (
  id uuid primary key default gen_random_uuid(),
  cadence_key text,
  status text not null check (status in ('running', 'finished', 'failed', 'undone')),
  rows_read integer not null default 0,
  accepted integer not null default 0,
  refused integer not null default 0,
  created_by text not null,
  created_at timestamptz not null,
  -- Machine time of its beginning or of the last batch: one that does not move has lost its process.
  moved_at timestamptz not null,
  finished_at timestamptz
);
create index imports_running on imports (moved_at) where status = 'running';

create table import_refusals (
  import_id uuid not null references imports (id) on delete cascade,
  line integer not null,
  email text,
  code text not null,
  message text not null,
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
  -- The state before the events that were heard since the last progress; null when there are none. Each new event is
  -- folded over it again together with those, so that their order does not matter.
  base jsonb,
  owner text,
  variables jsonb not null default '{}',
  -- How often it was moved to another version; while 0 no step can come up a second time.
  moves integer not null default 0,
  -- Where its last mail left from; a later one of a cadence with `sender` is bound to it.
  mailbox text,
  -- The thread that `thread: reply` continues.
  thread_subject text,
  thread_references text[] not null default '{}',
  import_id uuid references imports (id),
  -- The event that caused this enrolment (a deal won enrols into the follow-up), and when that happened: earlier events
  -- are not about this enrolment.
  cause_event_id uuid,
  effective_at timestamptz,
  -- Since when it waits for its turn to start, in clock time; null once it has started.
  waits_from timestamptz,
  created_at timestamptz not null,
  ended_at timestamptz,
  foreign key (cadence_key, cadence_hash) references cadence_versions (key, hash),
  unique (prospect_id, id),
  check ((status = 'exited') = (exit_reason is not null)),
  check ((status = 'paused') = (pause_reason is not null)),
  check (resume_at is null or status = 'paused'),
  check (status <> 'pending' or waits_from is not null)
);
create index enrolments_by_cadence on enrolments (cadence_key, status, id);
create index enrolments_by_version on enrolments (cadence_hash) where status in ('pending', 'active', 'paused');
create index enrolments_by_owner on enrolments (owner, status, id) where owner is not null;
create index enrolments_by_import on enrolments (import_id) where import_id is not null;
create index enrolments_to_resume on enrolments (resume_at) where resume_at is not null;
create index enrolments_waiting on enrolments (cadence_key, waits_from, id) where status = 'pending';
create unique index enrolments_once_an_event on enrolments (prospect_id, cadence_key, cause_event_id)
  where cause_event_id is not null;

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
  finished_at timestamptz,
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
create index touches_unknown on touches (finished_at) where status = 'unknown';
create unique index touches_by_message_id on touches (message_id) where message_id is not null;
create index touches_by_prospect on touches (prospect_id);

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
  outcome text not null check (outcome in ('applied', 'ignored', 'unmatched')),
  reason text,
  prospect_id uuid references prospects (id),
  enrolment_id uuid references enrolments (id),
  unique (source, event_id)
);
create index inbound_events_by_prospect on inbound_events (prospect_id, occurred_at) where prospect_id is not null;
create index inbound_events_unmatched on inbound_events (received_at) where outcome = 'unmatched';

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
  heard_at timestamptz not null
);

-- Which events an enrolment has heard; those not yet settled are folded again with each new one.
create table enrolment_events (
  enrolment_id uuid not null references enrolments (id),
  event_id uuid not null references inbound_events (id),
  settled boolean not null default false,
  -- Whether the conditions of the rules that it may come under held when it was heard: an array of booleans, null where
  -- there are none. Kept, so that folding it again later does not come out otherwise.
  holds jsonb,
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
  outcome text,
  note text,
  data jsonb not null default '{}',
  created_at timestamptz not null,
  closed_at timestamptz
);
create unique index tasks_once_an_event on tasks (event_id, kind) where event_id is not null;
create unique index tasks_once_a_touch on tasks (touch_id, kind) where touch_id is not null and status = 'open';
create index tasks_open on tasks (status, due_at, id);
create index tasks_by_enrolment on tasks (enrolment_id);
create index tasks_to_skip on tasks (skip_at) where status = 'open' and skip_at is not null;

-- What happened, append only.
create table timeline (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  prospect_id uuid not null,
  enrolment_id uuid,
  touch_id uuid,
  event_id uuid,
  type text not null,
  data jsonb not null default '{}'
);
create index timeline_by_enrolment on timeline (enrolment_id, id);
create index timeline_by_prospect on timeline (prospect_id, id);
