import type { App } from '../../../src/app/context.ts';

/** How one enrolment of a person stands, by words that are the same for everybody. */
export interface Standing {
  readonly cadence: string;
  readonly status: string;
  readonly stage: string;
  readonly track: string | null;
  readonly cursor: string | null;
  readonly exitReason: string | null;
  readonly pauseReason: string | null;
  readonly resumeAt: string | null;
  /** The one that is open: its step, when it is due, and when it was before it was held. */
  readonly next: readonly { step: string; dueAt: string | null; plannedAt: string }[];
  readonly sent: readonly string[];
  /** Kinds of the open tasks. */
  readonly tasks: readonly string[];
}

export interface PersonStanding {
  readonly enrolments: readonly Standing[];
  readonly suppressed: string | null;
}

/** How people stand, by their addresses. */
export async function readStandings(app: App, emails: readonly string[]) {
  const { rows } = await app.db.query<{ address: string; standing: PersonStanding }>(
    `select p.address, json_build_object(
              'enrolments', (select json_agg(${enrolment} order by e.cadence_key, e.status, e.cursor)
                               from enrolments e where e.prospect_id = p.id),
              'suppressed', (select s.reason from suppressions s where s.value = p.address)) as standing
       from prospects p
      where p.address = any($1::text[])`,
    [emails],
  );
  return new Map(rows.map((row) => [row.address, row.standing]));
}

const enrolment = `json_build_object(
  'cadence', e.cadence_key, 'status', e.status, 'stage', e.stage, 'track', e.track, 'cursor', e.cursor,
  'exitReason', e.exit_reason, 'pauseReason', e.pause_reason, 'resumeAt', e.resume_at,
  'next', (select coalesce(json_agg(json_build_object('step', t.step_id, 'dueAt', t.due_at, 'plannedAt', t.planned_at)), '[]')
             from touches t
            where t.enrolment_id = e.id and t.status in ('scheduled', 'queued', 'deferred', 'waiting')),
  'sent', (select coalesce(json_agg(t.step_id order by t.step_id), '[]')
             from touches t where t.enrolment_id = e.id and t.status = 'sent'),
  'tasks', (select coalesce(json_agg(k.kind order by k.kind), '[]')
              from tasks k where k.enrolment_id = e.id and k.status = 'open'))`;
