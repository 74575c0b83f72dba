table api_keys
  id                         uuid not null default gen_random_uuid()
  name                       text not null
  role                       text not null
  key_hash                   bytea not null
  prefix                     text not null
  email                      text
  team                       text[] not null default '{}'::text[]
  created_at                 timestamp with time zone not null
  last_used_at               timestamp with time zone
  revoked_at                 timestamp with time zone
  constraint api_keys_pkey PRIMARY KEY (id)
  constraint api_keys_key_hash_key UNIQUE (key_hash)
  constraint api_keys_role_check CHECK (role = ANY (ARRAY['rep'::text, 'manager'::text, 'ops'::text, 'crm'::text, 'admin'::text]))
  CREATE INDEX api_keys_by_email on api_keys USING btree (email) WHERE (revoked_at IS NULL)

table asset_versions
  hash                       text not null
  content                    bytea not null
  created_at                 timestamp with time zone not null
  constraint asset_versions_pkey PRIMARY KEY (hash)

table audit_log
  id                         bigint not null generated always as identity
  at                         timestamp with time zone not null
  actor_id                   text not null
  actor                      text not null
  role                       text not null
  action                     text not null
  object_kind                text not null
  object_id                  text
  request_id                 text not null
  data                       jsonb not null default '{}'::jsonb
  constraint audit_log_pkey PRIMARY KEY (id)
  CREATE INDEX audit_log_by_action on audit_log USING btree (action, id)
  CREATE INDEX audit_log_by_actor on audit_log USING btree (actor_id, id)
  CREATE INDEX audit_log_by_actor_name on audit_log USING btree (actor, id)
  CREATE INDEX audit_log_by_age on audit_log USING btree (at)
  CREATE INDEX audit_log_by_object on audit_log USING btree (object_id, id)
  CREATE TRIGGER audit_log_appends_only BEFORE DELETE OR UPDATE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_log_appends_only()
  CREATE TRIGGER audit_log_is_not_emptied BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_log_appends_only()

table begun_mails
  touch_id                   uuid not null
  scope                      text not null
  next_at                    timestamp with time zone
  at                         timestamp with time zone not null
  constraint begun_mails_pkey PRIMARY KEY (touch_id)
  CREATE INDEX begun_mails_by_age on begun_mails USING btree (at)
  CREATE INDEX begun_mails_of on begun_mails USING btree (scope)

table cadence_pauses
  key                        text not null
  cause                      text not null
  reason                     text not null
  said                       jsonb
  since                      timestamp with time zone not null
  constraint cadence_pauses_pkey PRIMARY KEY (key)
  constraint cadence_pauses_cause_check CHECK (cause = ANY (ARRAY['rate'::text, 'person'::text]))

table cadence_versions
  hash                       text not null
  key                        text not null
  number                     integer not null
  definition                 jsonb not null
  source                     text not null
  templates                  jsonb not null
  created_at                 timestamp with time zone not null
  constraint cadence_versions_pkey PRIMARY KEY (hash)
  constraint cadence_versions_key_hash_key UNIQUE (key, hash)
  constraint cadence_versions_key_number_key UNIQUE (key, number)

table cadences
  key                        text not null
  title                      text not null
  current_hash               text not null
  published_at               timestamp with time zone not null
  constraint cadences_pkey PRIMARY KEY (key)
  constraint cadences_current_hash_fkey FOREIGN KEY (current_hash) REFERENCES cadence_versions(hash)

table company_holds
  id                         uuid not null
  companies                  text[] not null
  event_id                   uuid not null
  event_type                 text not null
  prospect_id                uuid not null
  held_at                    timestamp with time zone not null
  held_until                 timestamp with time zone
  released_at                timestamp with time zone
  released_by                text
  freed_at                   timestamp with time zone
  constraint company_holds_pkey PRIMARY KEY (id)
  constraint company_holds_event_id_key UNIQUE (event_id)
  constraint company_holds_event_id_fkey FOREIGN KEY (event_id) REFERENCES inbound_events(id)
  constraint company_holds_prospect_id_fkey FOREIGN KEY (prospect_id) REFERENCES prospects(id)
  CREATE INDEX company_holds_by_prospect on company_holds USING btree (prospect_id)
  CREATE INDEX company_holds_in_force on company_holds USING gin (companies) WHERE (released_at IS NULL)
  CREATE INDEX company_holds_released on company_holds USING gin (companies) WHERE (released_at IS NOT NULL)
  CREATE INDEX company_holds_to_free on company_holds USING btree (released_at) WHERE ((released_at IS NOT NULL) AND (freed_at IS NULL))

table enrolment_events
  enrolment_id               uuid not null
  event_id                   uuid not null
  settled                    boolean not null default false
  holds                      jsonb
  late                       boolean not null default false
  constraint enrolment_events_pkey PRIMARY KEY (enrolment_id, event_id)

table enrolment_moves
  id                         bigint not null generated always as identity
  enrolment_id               uuid not null
  publication_id             integer not null
  from_hash                  text not null
  to_hash                    text not null
  before                     jsonb not null
  after                      jsonb not null
  touch                      jsonb
  at                         timestamp with time zone not null
  ended                      boolean not null generated always as (((after ->> 'status'::text) = ANY (ARRAY['completed'::text, 'exited'::text])))
  asked                      integer not null default 0
  taken_back_at              timestamp with time zone
  constraint enrolment_moves_pkey PRIMARY KEY (id)
  constraint enrolment_moves_enrolment_id_fkey FOREIGN KEY (enrolment_id) REFERENCES enrolments(id)
  constraint enrolment_moves_publication_id_fkey FOREIGN KEY (publication_id) REFERENCES publications(id)
  CREATE INDEX enrolment_moves_by_publication on enrolment_moves USING btree (publication_id) WHERE (taken_back_at IS NULL)
  CREATE INDEX enrolment_moves_ended on enrolment_moves USING btree (to_hash) WHERE (ended AND (taken_back_at IS NULL))
  CREATE INDEX enrolment_moves_standing on enrolment_moves USING btree (enrolment_id, id) WHERE (taken_back_at IS NULL)

table enrolments
  id                         uuid not null default gen_random_uuid()
  prospect_id                uuid not null
  cadence_key                text not null
  cadence_hash               text not null
  status                     text not null
  stage                      text not null
  track                      text
  run                        integer not null default 0
  cursor                     text
  return_to                  jsonb
  passed                     jsonb
  exit_reason                text
  exit_rank                  integer not null default 0
  pause_reason               text
  pause_rank                 integer not null default 0
  resume_at                  timestamp with time zone
  held                       jsonb
  base                       jsonb
  before_exit                jsonb
  owner                      text
  variables                  jsonb not null default '{}'::jsonb
  moves                      integer not null default 0
  mailbox                    text
  thread_subject             text
  thread_references          text[] not null default '{}'::text[]
  import_id                  uuid
  cause_event_id             uuid
  effective_at               timestamp with time zone
  waits_from                 timestamp with time zone
  stage_since                timestamp with time zone
  created_at                 timestamp with time zone not null
  ended_at                   timestamp with time zone
  constraint enrolments_pkey PRIMARY KEY (id)
  constraint enrolments_prospect_id_id_key UNIQUE (prospect_id, id)
  constraint enrolments_prospect_id_fkey FOREIGN KEY (prospect_id) REFERENCES prospects(id)
  constraint enrolments_check CHECK ((status = 'exited'::text) = (exit_reason IS NOT NULL))
  constraint enrolments_check1 CHECK ((status = 'paused'::text) = (pause_reason IS NOT NULL))
  constraint enrolments_check2 CHECK (resume_at IS NULL OR status = 'paused'::text)
  constraint enrolments_check3 CHECK (status <> 'pending'::text OR waits_from IS NOT NULL)
  constraint enrolments_status_check CHECK (status = ANY (ARRAY['pending'::text, 'active'::text, 'paused'::text, 'completed'::text, 'exited'::text]))
  CREATE INDEX enrolments_by_cadence on enrolments USING btree (cadence_key, status, id)
  CREATE INDEX enrolments_by_import on enrolments USING btree (import_id, owner) WHERE (import_id IS NOT NULL)
  CREATE INDEX enrolments_by_owner on enrolments USING btree (owner, id)
  CREATE INDEX enrolments_by_version on enrolments USING btree (cadence_hash) WHERE (status = ANY (ARRAY['pending'::text, 'active'::text, 'paused'::text]))
  CREATE INDEX enrolments_ended on enrolments USING btree (ended_at, id) WHERE (ended_at IS NOT NULL)
  CREATE INDEX enrolments_held on enrolments USING btree (((held ->> 'id'::text))) WHERE (held IS NOT NULL)
  CREATE UNIQUE INDEX enrolments_once_an_event on enrolments USING btree (prospect_id, cadence_key, cause_event_id) WHERE (cause_event_id IS NOT NULL)
  CREATE INDEX enrolments_to_resume on enrolments USING btree (resume_at) WHERE (resume_at IS NOT NULL)
  CREATE INDEX enrolments_waiting on enrolments USING btree (cadence_key, waits_from, id) WHERE (status = 'pending'::text)
  CREATE INDEX enrolments_without_basis on enrolments USING btree (prospect_id) WHERE (pause_reason = 'missing_basis'::text)

table erased_addresses
  hash                       bytea not null
  erased_at                  timestamp with time zone not null
  constraint erased_addresses_pkey PRIMARY KEY (hash)

table idempotency_keys
  api_key                    text not null
  key                        text not null
  request_hash               bytea not null
  status                     integer
  response                   jsonb
  created_at                 timestamp with time zone not null
  constraint idempotency_keys_pkey PRIMARY KEY (api_key, key)
  CREATE INDEX idempotency_keys_by_age on idempotency_keys USING btree (created_at)

table import_refusals
  import_id                  uuid not null
  line                       integer not null
  email                      text
  code                       text not null
  message                    text not null
  said                       jsonb
  constraint import_refusals_pkey PRIMARY KEY (import_id, line)
  constraint import_refusals_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE

table imports
  id                         uuid not null default gen_random_uuid()
  cadence_key                text
  status                     text not null
  rows_total                 integer
  rows_read                  integer not null default 0
  accepted                   integer not null default 0
  refused                    integer not null default 0
  created_by                 text not null
  key_id                     text
  owners                     text[]
  created_at                 timestamp with time zone not null
  moved_at                   timestamp with time zone not null
  finished_at                timestamp with time zone
  constraint imports_pkey PRIMARY KEY (id)
  constraint imports_status_check CHECK (status = ANY (ARRAY['running'::text, 'finished'::text, 'failed'::text, 'undone'::text]))
  CREATE INDEX imports_by_age on imports USING btree (created_at)
  CREATE INDEX imports_running on imports USING btree (moved_at) WHERE (status = 'running'::text)

table inbound_events
  id                         uuid not null default gen_random_uuid()
  source                     text not null
  event_id                   text not null
  type                       text not null
  occurred_at                timestamp with time zone not null
  received_at                timestamp with time zone not null
  event                      jsonb not null
  outcome                    text not null
  reason                     text
  prospect_id                uuid
  enrolment_id               uuid
  mail_key                   text
  defer_until                timestamp with time zone
  retry_at                   timestamp with time zone
  constraint inbound_events_pkey PRIMARY KEY (id)
  constraint inbound_events_source_event_id_key UNIQUE (source, event_id)
  constraint inbound_events_check CHECK ((outcome = 'deferred'::text) = (defer_until IS NOT NULL AND retry_at IS NOT NULL))
  constraint inbound_events_outcome_check CHECK (outcome = ANY (ARRAY['applied'::text, 'ignored'::text, 'unmatched'::text, 'deferred'::text]))
  CREATE INDEX inbound_events_by_prospect on inbound_events USING btree (prospect_id, occurred_at) WHERE (prospect_id IS NOT NULL)
  CREATE INDEX inbound_events_deferred on inbound_events USING btree (retry_at) WHERE (outcome = 'deferred'::text)
  CREATE INDEX inbound_events_kept on inbound_events USING btree (outcome, received_at) WHERE (event <> '{}'::jsonb)
  CREATE INDEX inbound_events_not_applied on inbound_events USING btree (outcome, id) WHERE (outcome <> 'applied'::text)
  CREATE UNIQUE INDEX inbound_events_once_a_mail on inbound_events USING btree (mail_key) WHERE (mail_key IS NOT NULL)
  CREATE INDEX inbound_events_told on inbound_events USING btree (type, occurred_at, id) WHERE (type = ANY (ARRAY['reply.received'::text, 'reply.objection'::text, 'email.bounced'::text, 'email.complained'::text, 'meeting.booked'::text, 'deal.won'::text]))

table login_links
  id                         uuid not null
  email                      text not null
  language                   text not null
  asked_at                   timestamp with time zone not null
  mail_at                    timestamp with time zone
  token_hash                 bytea
  good_until                 timestamp with time zone
  used_at                    timestamp with time zone
  constraint login_links_pkey PRIMARY KEY (id)
  constraint login_links_token_hash_key UNIQUE (token_hash)
  CREATE INDEX login_links_by_age on login_links USING btree (asked_at)
  CREATE INDEX login_links_by_email on login_links USING btree (email, asked_at)
  CREATE INDEX login_links_to_mail on login_links USING btree (mail_at) WHERE (mail_at IS NOT NULL)

table mail_accounts
  account                    text not null
  holder                     uuid
  held_until                 timestamp with time zone
  caught_up_at               timestamp with time zone
  failing_since              timestamp with time zone
  failure                    text
  constraint mail_accounts_pkey PRIMARY KEY (account)

table mail_choices
  enrolment_id               uuid not null
  prospect_id                uuid not null
  id                         uuid not null
  scope                      text not null
  cadence_key                text not null
  until                      timestamp with time zone
  chosen_at                  timestamp with time zone not null
  earlier                    jsonb
  changed                    jsonb not null
  heard                      integer not null
  constraint mail_choices_pkey PRIMARY KEY (enrolment_id)
  constraint mail_choices_prospect_id_enrolment_id_fkey FOREIGN KEY (prospect_id, enrolment_id) REFERENCES enrolments(prospect_id, id)
  constraint mail_choices_check CHECK (
CASE scope
    WHEN 'pause'::text THEN until IS NOT NULL
    WHEN 'all'::text THEN until IS NULL
    ELSE true
END)
  constraint mail_choices_scope_check CHECK (scope = ANY (ARRAY['all'::text, 'cadence'::text, 'pause'::text]))
  CREATE INDEX mail_choices_by_prospect on mail_choices USING btree (prospect_id)

table mail_domains
  domain                     text not null
  provider                   text
  checked_at                 timestamp with time zone not null
  constraint mail_domains_pkey PRIMARY KEY (domain)
  CREATE INDEX mail_domains_by_age on mail_domains USING btree (checked_at)

table mail_drafts
  touch_id                   uuid not null
  subject                    text not null
  html                       text not null
  text                       text not null
  unsubscribe_url            text not null
  edited_at                  timestamp with time zone
  edited_by                  text
  constraint mail_drafts_pkey PRIMARY KEY (touch_id)
  constraint mail_drafts_touch_id_fkey FOREIGN KEY (touch_id) REFERENCES touches(id) ON DELETE CASCADE

table mail_failures
  account                    text not null
  folder                     text not null
  uid_validity               bigint not null
  uid                        bigint not null
  tries                      integer not null
  failed_at                  timestamp with time zone not null
  reason                     text not null
  constraint mail_failures_pkey PRIMARY KEY (account, folder, uid_validity, uid)
  constraint mail_failures_account_folder_fkey FOREIGN KEY (account, folder) REFERENCES mail_folders(account, folder)

table mail_folders
  account                    text not null
  folder                     text not null
  uid_validity               bigint not null
  last_uid                   bigint not null
  old_up_to_uid              bigint not null
  since_at                   timestamp with time zone not null
  constraint mail_folders_pkey PRIMARY KEY (account, folder)
  constraint mail_folders_account_fkey FOREIGN KEY (account) REFERENCES mail_accounts(account)

table mailboxes
  key                        text not null
  status                     text not null default 'active'::text
  cause                      text
  reason                     text
  said                       jsonb
  since                      timestamp with time zone
  retry_at                   timestamp with time zone
  failures                   integer not null default 0
  turn                       bigint not null default 0
  load                       double precision not null default 0
  load_at                    timestamp with time zone
  constraint mailboxes_pkey PRIMARY KEY (key)
  constraint mailboxes_check CHECK (status <> 'paused'::text OR cause IS NOT NULL AND reason IS NOT NULL AND since IS NOT NULL)
  constraint mailboxes_check1 CHECK (retry_at IS NULL OR status = 'paused'::text)
  constraint mailboxes_status_check CHECK (status = ANY (ARRAY['active'::text, 'paused'::text]))

table prospect_aliases
  address                    text not null
  prospect_id                uuid not null
  created_at                 timestamp with time zone not null
  constraint prospect_aliases_pkey PRIMARY KEY (address)
  constraint prospect_aliases_prospect_id_fkey FOREIGN KEY (prospect_id) REFERENCES prospects(id) ON DELETE CASCADE
  CREATE INDEX prospect_aliases_by_prospect on prospect_aliases USING btree (prospect_id)

table prospect_bases
  prospect_id                uuid not null
  basis                      text not null
  source                     text not null
  at                         timestamp with time zone not null
  expires_at                 timestamp with time zone
  constraint prospect_bases_pkey PRIMARY KEY (prospect_id, basis)
  constraint prospect_bases_prospect_id_fkey FOREIGN KEY (prospect_id) REFERENCES prospects(id) ON DELETE CASCADE
  constraint prospect_bases_basis_check CHECK (basis = ANY (ARRAY['consent'::text, 'legitimate-interest'::text, 'existing-customer'::text]))

table prospect_external_ids
  source                     text not null
  external_id                text not null
  prospect_id                uuid not null
  constraint prospect_external_ids_pkey PRIMARY KEY (source, external_id)
  constraint prospect_external_ids_prospect_id_fkey FOREIGN KEY (prospect_id) REFERENCES prospects(id) ON DELETE CASCADE
  CREATE INDEX prospect_external_ids_by_prospect on prospect_external_ids USING btree (prospect_id)

table prospects
  id                         uuid not null default gen_random_uuid()
  email                      text not null
  address                    text not null
  domain                     text not null generated always as (split_part(address, '@'::text, 2))
  first_name                 text
  last_name                  text
  title                      text
  phone                      text
  company                    text
  country                    text
  timezone                   text
  locale                     text
  owner                      text
  attributes                 jsonb not null default '{}'::jsonb
  address_kind               text
  last_touch_at              timestamp with time zone
  erased_at                  timestamp with time zone
  created_at                 timestamp with time zone not null
  updated_at                 timestamp with time zone not null
  constraint prospects_pkey PRIMARY KEY (id)
  constraint prospects_address_key UNIQUE (address)
  constraint prospects_address_kind_check CHECK (address_kind = ANY (ARRAY['personal'::text, 'role'::text]))
  CREATE INDEX prospects_by_account on prospects USING btree (((attributes ->> 'accountId'::text))) WHERE ((attributes ->> 'accountId'::text) IS NOT NULL)
  CREATE INDEX prospects_by_domain on prospects USING btree (domain, lower("left"(company, 200)))
  CREATE INDEX prospects_by_reversed_domain on prospects USING btree (reverse(domain) COLLATE "C")
  CREATE INDEX prospects_by_words on prospects USING gin (prospect_words(first_name, last_name, company, address))

table publication_cadences
  publication_id             integer not null
  cadence_key                text not null
  hash                       text
  previous_hash              text
  constraint publication_cadences_pkey PRIMARY KEY (publication_id, cadence_key)
  constraint publication_cadences_publication_id_fkey FOREIGN KEY (publication_id) REFERENCES publications(id)
  CREATE INDEX publication_cadences_by_key on publication_cadences USING btree (cadence_key, publication_id)

table publications
  id                         integer not null generated always as identity
  at                         timestamp with time zone not null
  published_by               text not null
  mode                       text not null
  takes_back                 integer
  constraint publications_pkey PRIMARY KEY (id)
  constraint publications_takes_back_key UNIQUE (takes_back)
  constraint publications_takes_back_fkey FOREIGN KEY (takes_back) REFERENCES publications(id)
  constraint publications_mode_check CHECK (mode = ANY (ARRAY['pin'::text, 'move-at-next-step'::text, 'move-now'::text]))

table rated_days
  scope                      text not null
  on                         date not null
  sent                       integer not null
  bounced                    integer not null
  complained                 integer not null
  constraint rated_days_pkey PRIMARY KEY (scope, "on")

table send_scopes with (fillfactor=50)
  key                        text not null
  recent                     json not null default '[]'::json
  first_at                   timestamp with time zone
  next_at                    timestamp with time zone
  tail_at                    timestamp with time zone
  constraint send_scopes_pkey PRIMARY KEY (key)

table settings
  key                        text not null
  value                      jsonb not null
  constraint settings_pkey PRIMARY KEY (key)

table stages_left
  enrolment_id               uuid not null
  stage                      text not null
  entered_at                 timestamp with time zone not null
  left_at                    timestamp with time zone not null
  spent                      interval not null
  constraint stages_left_pkey PRIMARY KEY (enrolment_id, stage)
  constraint stages_left_enrolment_id_fkey FOREIGN KEY (enrolment_id) REFERENCES enrolments(id)

table start_queues
  cadence_key                text not null
  counted_on                 date
  started                    integer not null default 0
  next_start_at              timestamp with time zone
  constraint start_queues_pkey PRIMARY KEY (cadence_key)
  CREATE INDEX start_queues_due on start_queues USING btree (next_start_at) WHERE (next_start_at IS NOT NULL)

table suppressions
  value                      text not null
  reason                     text not null
  source                     text not null
  note                       text
  revocable                  boolean not null default false
  created_at                 timestamp with time zone not null
  constraint suppressions_pkey PRIMARY KEY (value)
  CREATE INDEX suppressions_by_age on suppressions USING btree (created_at, value)
  CREATE INDEX suppressions_by_beginning on suppressions USING btree (value text_pattern_ops)

table tasks
  id                         uuid not null default gen_random_uuid()
  prospect_id                uuid not null
  enrolment_id               uuid not null
  touch_id                   uuid
  event_id                   uuid
  kind                       text not null
  title                      text not null
  status                     text not null
  owner                      text
  due_at                     timestamp with time zone
  skip_at                    timestamp with time zone
  snoozed_until              timestamp with time zone
  outcome                    text
  note                       text
  data                       jsonb not null default '{}'::jsonb
  created_at                 timestamp with time zone not null
  closed_at                  timestamp with time zone
  constraint tasks_pkey PRIMARY KEY (id)
  constraint tasks_enrolment_id_fkey FOREIGN KEY (enrolment_id) REFERENCES enrolments(id)
  constraint tasks_event_id_fkey FOREIGN KEY (event_id) REFERENCES inbound_events(id)
  constraint tasks_prospect_id_fkey FOREIGN KEY (prospect_id) REFERENCES prospects(id)
  constraint tasks_touch_id_fkey FOREIGN KEY (touch_id) REFERENCES touches(id)
  constraint tasks_status_check CHECK (status = ANY (ARRAY['open'::text, 'done'::text, 'skipped'::text, 'cancelled'::text]))
  CREATE INDEX tasks_by_enrolment on tasks USING btree (enrolment_id)
  CREATE INDEX tasks_by_owner on tasks USING btree (owner, id)
  CREATE INDEX tasks_closed on tasks USING btree (closed_at) WHERE (closed_at IS NOT NULL)
  CREATE UNIQUE INDEX tasks_once_a_touch on tasks USING btree (touch_id, kind) WHERE ((touch_id IS NOT NULL) AND (status = 'open'::text))
  CREATE UNIQUE INDEX tasks_once_an_event on tasks USING btree (event_id, kind) WHERE (event_id IS NOT NULL)
  CREATE INDEX tasks_open on tasks USING btree (status, due_at, id)
  CREATE INDEX tasks_open_by_kind on tasks USING btree (kind, created_at) WHERE (status = 'open'::text)
  CREATE INDEX tasks_snoozed on tasks USING btree (snoozed_until, id) WHERE ((status = 'open'::text) AND (snoozed_until IS NOT NULL))
  CREATE INDEX tasks_to_skip on tasks USING btree (skip_at) WHERE ((status = 'open'::text) AND (skip_at IS NOT NULL))
  CREATE INDEX tasks_triaged on tasks USING btree (closed_at) WHERE ((kind = 'triage'::text) AND (status = 'done'::text))

table template_versions
  hash                       text not null
  key                        text not null
  locale                     text
  compiled                   jsonb not null
  created_at                 timestamp with time zone not null
  constraint template_versions_pkey PRIMARY KEY (hash)

table timeline
  id                         bigint not null generated always as identity
  at                         timestamp with time zone not null
  prospect_id                uuid not null
  enrolment_id               uuid
  touch_id                   uuid
  event_id                   uuid
  type                       text not null
  data                       jsonb not null default '{}'::jsonb
  xid                        xid8 not null default pg_current_xact_id()
  constraint timeline_pkey PRIMARY KEY (xid, id)
  CREATE INDEX timeline_by_enrolment on timeline USING btree (enrolment_id, id)
  CREATE INDEX timeline_by_prospect on timeline USING btree (prospect_id, id)
  CREATE INDEX timeline_of_wins on timeline USING btree (enrolment_id, at) WHERE ((type = 'enrolment.exited'::text) AND ((data ->> 'reason'::text) = 'closed_won'::text))

table touches
  id                         uuid not null default gen_random_uuid()
  enrolment_id               uuid not null
  prospect_id                uuid not null
  run                        integer not null
  step_id                    text not null
  stage                      text not null
  channel                    text not null
  status                     text not null
  due_at                     timestamp with time zone
  closes_at                  timestamp with time zone
  planned_at                 timestamp with time zone not null
  anchor_at                  timestamp with time zone
  planned_after              timestamp with time zone
  shifts                     jsonb not null default '[]'::jsonb
  reason                     text
  fence                      integer not null default 0
  attempts                   integer not null default 0
  deferrals                  integer not null default 0
  lease_until                timestamp with time zone
  message_id                 text
  mailbox                    text
  subject                    text
  template_hash              text
  variant                    text
  approved_at                timestamp with time zone
  smtp_response              text
  handed_over_at             timestamp with time zone
  counted_in                 text
  finished_at                timestamp with time zone
  clicked_at                 timestamp with time zone
  opened_at                  timestamp with time zone
  created_at                 timestamp with time zone not null
  constraint touches_pkey PRIMARY KEY (id)
  constraint touches_prospect_id_enrolment_id_fkey FOREIGN KEY (prospect_id, enrolment_id) REFERENCES enrolments(prospect_id, id)
  constraint touches_template_hash_fkey FOREIGN KEY (template_hash) REFERENCES template_versions(hash)
  constraint touches_channel_check CHECK (channel = ANY (ARRAY['email'::text, 'task'::text]))
  constraint touches_check CHECK ((status <> ALL (ARRAY['queued'::text, 'handing_over'::text])) OR lease_until IS NOT NULL)
  constraint touches_status_check CHECK (status = ANY (ARRAY['scheduled'::text, 'queued'::text, 'handing_over'::text, 'sent'::text, 'deferred'::text, 'unknown'::text, 'skipped'::text, 'failed'::text, 'cancelled'::text, 'waiting'::text, 'done'::text]))
  CREATE UNIQUE INDEX touches_by_message_id on touches USING btree (message_id) WHERE (message_id IS NOT NULL)
  CREATE INDEX touches_by_prospect on touches USING btree (prospect_id)
  CREATE INDEX touches_due on touches USING btree (due_at) WHERE ((status = ANY (ARRAY['scheduled'::text, 'deferred'::text])) AND (due_at IS NOT NULL))
  CREATE INDEX touches_in_air on touches USING btree (prospect_id) WHERE (status = 'handing_over'::text)
  CREATE INDEX touches_leased on touches USING btree (lease_until) WHERE (status = ANY (ARRAY['queued'::text, 'handing_over'::text]))
  CREATE INDEX touches_of_paused_cadence on touches USING btree (enrolment_id) WHERE ((reason = 'cadence_paused'::text) AND (status = 'scheduled'::text))
  CREATE INDEX touches_of_paused_mailbox on touches USING btree (mailbox) WHERE ((reason = 'mailbox_paused'::text) AND (status = 'scheduled'::text))
  CREATE UNIQUE INDEX touches_once on touches USING btree (enrolment_id, run, step_id) WHERE (status <> 'cancelled'::text)
  CREATE UNIQUE INDEX touches_one_open on touches USING btree (enrolment_id) WHERE (status = ANY (ARRAY['scheduled'::text, 'queued'::text, 'deferred'::text, 'waiting'::text]))
  CREATE INDEX touches_reported on touches USING btree (finished_at) INCLUDE (enrolment_id, status, reason, step_id, stage, mailbox, variant, clicked_at, opened_at) WHERE (status = ANY (ARRAY['sent'::text, 'done'::text, 'skipped'::text, 'failed'::text]))
  CREATE INDEX touches_unknown on touches USING btree (finished_at) WHERE (status = 'unknown'::text)
  CREATE INDEX touches_unknown_again on touches USING btree (due_at) WHERE ((status = 'deferred'::text) AND (reason = 'unknown'::text))

table unreadable_bodies
  id                         uuid not null
  source                     text not null
  body_hash                  bytea not null
  received_at                timestamp with time zone not null
  headers                    jsonb not null
  body                       bytea not null
  size                       integer not null
  message                    text not null
  said                       jsonb
  times                      integer not null default 1
  receipt_ids                uuid[]
  constraint unreadable_bodies_pkey PRIMARY KEY (id)
  constraint unreadable_bodies_source_body_hash_key UNIQUE (source, body_hash)
  CREATE INDEX unreadable_bodies_by_age on unreadable_bodies USING btree (received_at)

table variant_winners
  cadence_key                text not null
  step_id                    text not null
  variant                    text not null
  confidence                 double precision not null
  decided_at                 timestamp with time zone not null
  constraint variant_winners_pkey PRIMARY KEY (cadence_key, step_id)

table webhook_refusals
  source                     text not null
  code                       text not null
  times                      bigint not null
  last_at                    timestamp with time zone not null
  constraint webhook_refusals_pkey PRIMARY KEY (source, code)

table webhook_sources
  source                     text not null
  heard_at                   timestamp with time zone not null
  heard                      boolean not null default false
  constraint webhook_sources_pkey PRIMARY KEY (source)

table webhook_tokens
  source                     text not null
  token                      text not null
  body_hash                  bytea not null
  used_at                    timestamp with time zone not null
  constraint webhook_tokens_pkey PRIMARY KEY (source, token)
  CREATE INDEX webhook_tokens_by_age on webhook_tokens USING btree (used_at)

CREATE OR REPLACE FUNCTION public.audit_log_appends_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE' and old.at < nullif(current_setting('cadence.audit_kept_from', true), '')::timestamptz then
    return old;
  end if;
  raise exception 'audit_log is append only: % is refused', lower(tg_op) using errcode = 'restrict_violation';
end
$function$


CREATE OR REPLACE FUNCTION public.domains_above(domain text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (SELECT COALESCE(array_agg(array_to_string(labels.labels[n.n:], '.'::text)), '{}'::text[]) AS "coalesce" FROM string_to_array(domains_above.domain, '.'::text) labels(labels), LATERAL generate_series(2, (cardinality(labels.labels) - 1)) n(n))


CREATE OR REPLACE FUNCTION public.prospect_words(first_name text, last_name text, company text, address text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
    select array_to_tsvector(array_remove(regexp_split_to_array(
      lower(normalize(left(concat_ws(' ', address, first_name, last_name, company), 500)) collate "und-x-icu"),
      '[^[:alnum:]]+'), ''))
  $function$

