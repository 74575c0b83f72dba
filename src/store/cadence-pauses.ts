import type { Sentence } from '../domain/sentence.ts';
import { jsonText } from './column-arrays.ts';
import type { Queryable } from './db.ts';

/** A cadence none of whose mails leaves until a person resumes it: too many bounced or annoyed, or a person wants it. */
export interface CadencePause {
  readonly key: string;
  readonly cause: 'rate' | 'person';
  readonly reason: string;
  /** The reason before it had words, where it is one of ours. */
  readonly said: Sentence | null;
  /** Clock time. */
  readonly since: Date;
}

const columns = 'key, cause, reason, said, since';

/** All cadences that are paused: a few rows. */
export async function readCadencePauses(db: Queryable): Promise<CadencePause[]> {
  const { rows } = await db.query<CadencePause>({
    name: 'cadence-pauses',
    text: `select ${columns} from cadence_pauses order by key`,
    values: [],
  });
  return rows;
}

/** Of one cadence; null: it is not paused. */
export async function readCadencePause(db: Queryable, key: string): Promise<CadencePause | null> {
  const { rows } = await db.query<CadencePause>({
    name: 'cadence-pause',
    text: `select ${columns} from cadence_pauses where key = $1`,
    values: [key],
  });
  return rows[0] ?? null;
}

/** The same for somebody who acts on it: a resume that is under way is waited for, and one to come waits. */
export async function lockCadencePause(tx: Queryable, key: string): Promise<CadencePause | null> {
  const { rows } = await tx.query<CadencePause>({
    name: 'lock-cadence-pause',
    text: `select ${columns} from cadence_pauses where key = $1 for share`,
    values: [key],
  });
  return rows[0] ?? null;
}

/**
 * Pauses a cadence. One that is paused already stays so, and since then; a person says why it is from now on.
 *
 * @returns whether this has changed anything
 */
export async function pauseCadenceRow(tx: Queryable, pause: CadencePause): Promise<boolean> {
  const { key, cause, reason, said, since } = pause;
  const { rowCount } = await tx.query({
    name: 'pause-cadence',
    text: `
      insert into cadence_pauses as p (${columns}) values ($1, $2, $3, $4, $5)
          on conflict (key) do update set cause = excluded.cause, reason = excluded.reason, said = excluded.said
       where excluded.cause = 'person'`,
    values: [key, cause, reason, jsonText(said), since],
  });
  return (rowCount ?? 0) > 0;
}

/** Ends a pause. @returns since when it was paused, or null when it was not */
export async function resumeCadenceRow(tx: Queryable, key: string): Promise<Date | null> {
  const { rows } = await tx.query<{ since: Date }>({
    name: 'resume-cadence',
    text: 'delete from cadence_pauses where key = $1 returning since',
    values: [key],
  });
  return rows[0]?.since ?? null;
}

/**
 * Touches that wait for a cadence which goes on, as far apart as they had been planned. Where there are windows they close
 * at once: whoever claims such a touch finds a time within them first.
 */
export async function wakeTouchesOfCadence(
  db: Queryable,
  cadence: string,
  pausedSince: Date,
  now: Date,
): Promise<number> {
  const { rowCount } = await db.query({
    name: 'wake-touches-of-cadence',
    text: `
      with waiting as (
        select t.id,
               $3::timestamptz + least(greatest(t.planned_at - $2::timestamptz, interval '0'), interval '1 day') as at
          from touches t
          join enrolments e on e.id = t.enrolment_id
         where e.cadence_key = $1 and t.reason = 'cadence_paused' and t.status = 'scheduled' and t.due_at > $3
           for update of t skip locked
      )
      update touches t
         set due_at = w.at, closes_at = case when t.closes_at is not null then w.at end, reason = null
        from waiting w
       where t.id = w.id and t.status = 'scheduled'`,
    values: [cadence, pausedSince, now],
  });
  return rowCount ?? 0;
}
