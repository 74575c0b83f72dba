import type { EnrolmentState } from '../domain/enrolment/state.ts';
import { regionOf } from '../domain/zone-regions.ts';
import type { Queryable } from './db.ts';
import { type StateRow, stateFromRow } from './state-columns.ts';
import type { PlannedTime } from './touches.ts';

/** Everything that a decision about an enrolment needs, read after its prospect was locked. */
export interface EnrolmentSnapshot {
  readonly id: string;
  readonly prospectId: string;
  readonly cadenceKey: string;
  readonly cadenceHash: string;
  readonly state: EnrolmentState;
  /** The state before the events that are folded again with each new one; null when there are none. */
  readonly base: EnrolmentState | null;
  readonly owner: string | null;
  readonly threadSubject: string | null;
  readonly threadReferences: readonly string[];
  /** Where its last mail left from; null before the first. */
  readonly mailbox: string | null;
  /** The event that brought it about, and when that happened. */
  readonly causeEventId: string | null;
  readonly effectiveAt: Date | null;
  readonly createdAt: Date;
  readonly lastTouchAt: Date | null;
  readonly prospect: SnapshotProspect;
  /** The touch that is next: at most one. */
  readonly open: OpenTouch | null;
  /** Touches whose mail may be out: being handed over, or of unknown end. */
  readonly inAir: readonly AirborneTouch[];
  /** How often it was moved to another version of its cadence. */
  readonly moves: number;
  /** Touches that have taken place; told only of what was moved, since otherwise no step comes up twice. */
  readonly spent: readonly { readonly run: number; readonly stepId: string }[];
}

export interface SnapshotProspect {
  readonly email: string;
  /** Normalised: what suppressions are looked up by. */
  readonly address: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
  readonly timezone: string | null;
  readonly country: string | null;
  /** State or province, as its attributes name it. */
  readonly region: string | null;
  readonly erased: boolean;
}

export interface OpenTouch {
  readonly id: string;
  readonly run: number;
  readonly stepId: string;
  readonly status: 'scheduled' | 'queued' | 'deferred' | 'waiting';
  readonly channel: 'email' | 'task';
  readonly stage: string;
  readonly dueAt: Date | null;
  readonly closesAt: Date | null;
  readonly plannedAt: Date;
  /** What its delay counts from. */
  readonly anchorAt: Date;
  readonly plannedAfter: Date | null;
  readonly shifts: PlannedTime['shifts'];
  /** Where it is to leave from; null: from the first mailbox of the workspace. */
  readonly mailbox: string | null;
  /** Why it was put off; null when it was not, or when what it waited for is over. */
  readonly reason: string | null;
}

export interface AirborneTouch {
  readonly id: string;
  readonly run: number;
  readonly stepId: string;
  readonly status: 'handing_over' | 'unknown';
  readonly fence: number;
  readonly messageId: string;
  readonly subject: string | null;
  readonly mailbox: string | null;
  /** Clock time of the claim. */
  readonly handedOverAt: Date;
}

interface SnapshotRow extends StateRow {
  id: string;
  prospect_id: string;
  cadence_key: string;
  cadence_hash: string;
  base: EnrolmentState | null;
  owner: string | null;
  thread_subject: string | null;
  thread_references: string[];
  mailbox: string | null;
  cause_event_id: string | null;
  effective_at: Date | null;
  created_at: Date;
  email: string;
  address: string;
  first_name: string | null;
  last_name: string | null;
  company: string | null;
  timezone: string | null;
  country: string | null;
  attributes: Record<string, unknown>;
  last_touch_at: Date | null;
  erased: boolean;
  open_id: string | null;
  open_run: number;
  open_step_id: string;
  open_status: OpenTouch['status'];
  open_channel: OpenTouch['channel'];
  open_stage: string;
  open_due_at: Date | null;
  open_closes_at: Date | null;
  open_planned_at: Date;
  open_anchor_at: Date;
  open_planned_after: Date | null;
  open_shifts: OpenTouch['shifts'];
  open_mailbox: string | null;
  open_reason: string | null;
  moves: number;
  spent: EnrolmentSnapshot['spent'] | null;
  in_air: (Omit<AirborneTouch, 'handedOverAt'> & { handedOverAt: string })[] | null;
}

const columns = `
  e.id, e.prospect_id, e.cadence_key, e.cadence_hash, e.status, e.stage, e.track, e.run, e.cursor, e.return_to,
  e.exit_reason, e.exit_rank, e.pause_reason, e.pause_rank, e.resume_at, e.waits_from, e.passed, e.held, e.base, e.owner,
  e.thread_subject, e.thread_references, e.mailbox, e.cause_event_id, e.effective_at, e.created_at,
  p.email, p.address, p.first_name, p.last_name, p.company, p.timezone, p.country, p.attributes, p.last_touch_at,
  p.erased_at is not null as erased,
  o.id as open_id, o.run as open_run, o.step_id as open_step_id, o.status as open_status,
  o.channel as open_channel, o.stage as open_stage, o.due_at as open_due_at, o.closes_at as open_closes_at,
  o.planned_at as open_planned_at, coalesce(o.anchor_at, o.created_at) as open_anchor_at,
  o.planned_after as open_planned_after, o.shifts as open_shifts, o.mailbox as open_mailbox,
  o.reason as open_reason, e.moves,
  (select json_agg(json_build_object('id', a.id, 'run', a.run, 'stepId', a.step_id, 'status', a.status,
                                    'fence', a.fence, 'messageId', a.message_id, 'subject', a.subject, 'mailbox', a.mailbox,
                                    'handedOverAt', a.handed_over_at))
     from touches a
    where a.enrolment_id = e.id and a.status in ('handing_over', 'unknown')) as in_air,
  case when e.moves > 0 then
    (select json_agg(json_build_object('run', a.run, 'stepId', a.step_id))
       from touches a
      where a.enrolment_id = e.id and a.status in ('sent', 'done', 'skipped', 'failed', 'unknown')) end as spent`;

const joins = `
  join prospects p on p.id = e.prospect_id
  left join touches o on o.enrolment_id = e.id and o.status in ('scheduled', 'queued', 'deferred', 'waiting')`;

/** Snapshots of the enrolments with these ids, in no order. The caller holds the locks of their prospects. */
export async function readSnapshots(
  tx: Queryable,
  enrolmentIds: readonly string[],
): Promise<EnrolmentSnapshot[]> {
  const { rows } = await tx.query<SnapshotRow>({
    name: 'snapshots-by-id',
    text: `select ${columns} from enrolments e ${joins} where e.id = any($1::uuid[])`,
    values: [enrolmentIds],
  });
  return rows.map(toSnapshot);
}

/** Snapshots of all enrolments of these prospects, ended ones included. The caller holds the locks of the prospects. */
export async function readSnapshotsOfProspects(
  tx: Queryable,
  prospectIds: readonly string[],
): Promise<EnrolmentSnapshot[]> {
  const { rows } = await tx.query<SnapshotRow>({
    name: 'snapshots-by-prospect',
    text: `select ${columns} from enrolments e ${joins} where e.prospect_id = any($1::uuid[])`,
    values: [prospectIds],
  });
  return rows.map(toSnapshot);
}

function toSnapshot(row: SnapshotRow): EnrolmentSnapshot {
  return {
    id: row.id,
    prospectId: row.prospect_id,
    cadenceKey: row.cadence_key,
    cadenceHash: row.cadence_hash,
    state: stateFromRow(row),
    base: row.base,
    owner: row.owner,
    threadSubject: row.thread_subject,
    threadReferences: row.thread_references,
    mailbox: row.mailbox,
    causeEventId: row.cause_event_id,
    effectiveAt: row.effective_at,
    createdAt: row.created_at,
    lastTouchAt: row.last_touch_at,
    prospect: {
      email: row.email,
      address: row.address,
      firstName: row.first_name,
      lastName: row.last_name,
      company: row.company,
      timezone: row.timezone,
      country: row.country,
      region: regionOf(row.attributes),
      erased: row.erased,
    },
    open:
      row.open_id === null
        ? null
        : {
            id: row.open_id,
            run: row.open_run,
            stepId: row.open_step_id,
            status: row.open_status,
            channel: row.open_channel,
            stage: row.open_stage,
            dueAt: row.open_due_at,
            closesAt: row.open_closes_at,
            plannedAt: row.open_planned_at,
            anchorAt: row.open_anchor_at,
            plannedAfter: row.open_planned_after,
            shifts: row.open_shifts,
            mailbox: row.open_mailbox,
            reason: row.open_reason,
          },
    inAir: (row.in_air ?? []).map((touch) => ({
      ...touch,
      handedOverAt: new Date(touch.handedOverAt),
    })),
    moves: row.moves,
    spent: row.spent ?? [],
  };
}
