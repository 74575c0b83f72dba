import type { EnrolmentState } from '../domain/enrolment/state.ts';
import { foldedTypes } from '../domain/event.ts';
import type { MailScope } from '../domain/mail-choice.ts';
import type { Queryable } from './db.ts';

/** What somebody has chosen on the page behind the opt-out link of one enrolment. */
export interface MailChoice {
  readonly id: string;
  readonly prospectId: string;
  readonly enrolmentId: string;
  readonly scope: MailScope;
  /** Of the enrolment. */
  readonly cadenceKey: string;
  /** Of a pause, or of one that a choice of a series has left standing. */
  readonly until: Date | null;
  readonly chosenAt: Date;
  readonly earlier: EarlierChoice | null;
  readonly changed: readonly ChangedEnrolment[];
  /** How much the prospect had said by then, as `countHeardOf` counts it. */
  readonly heard: number;
}

/** The choice that a later one took the place of, to be put back as it was; instants are ISO 8601 in UTC. */
export interface EarlierChoice extends Pick<MailChoice, 'changed' | 'heard'> {
  readonly scope: MailScope;
  readonly until: string | null;
  readonly chosenAt: string;
}

/** An enrolment as it stood before a choice, and as the choice left it. */
export interface ChangedEnrolment {
  readonly id: string;
  readonly before: EnrolmentState;
  readonly after: EnrolmentState;
  /** What the delay of its next touch counted from, as ISO 8601; null where none was planned. */
  readonly anchorAt: string | null;
}

/** The standing choice of a link, or null. */
export async function readMailChoice(
  db: Queryable,
  enrolmentId: string,
): Promise<MailChoice | null> {
  const { rows } = await db.query<{
    id: string;
    prospect_id: string;
    scope: MailScope;
    cadence_key: string;
    until: Date | null;
    chosen_at: Date;
    earlier: EarlierChoice | null;
    changed: readonly ChangedEnrolment[];
    heard: number;
  }>(
    `select id, prospect_id, scope, cadence_key, until, chosen_at, earlier, changed, heard
       from mail_choices
      where enrolment_id = $1`,
    [enrolmentId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { prospect_id: prospectId, cadence_key: cadenceKey, chosen_at: chosenAt, ...rest } = row;
  return { ...rest, enrolmentId, prospectId, cadenceKey, chosenAt };
}

/** Keeps a choice in the place of the one that stood. The caller holds the prospect's lock. */
export async function putMailChoice(tx: Queryable, choice: MailChoice): Promise<void> {
  const { earlier, changed } = choice;
  await tx.query(
    `insert into mail_choices
       (enrolment_id, prospect_id, id, scope, cadence_key, until, chosen_at, earlier, changed, heard)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (enrolment_id) do update
        set id = excluded.id, scope = excluded.scope, until = excluded.until, chosen_at = excluded.chosen_at,
            earlier = excluded.earlier, changed = excluded.changed, heard = excluded.heard`,
    [
      ...[choice.enrolmentId, choice.prospectId, choice.id, choice.scope, choice.cadenceKey],
      ...[choice.until, choice.chosenAt],
      ...[earlier === null ? null : JSON.stringify(earlier), JSON.stringify(changed), choice.heard],
    ],
  );
}

export async function deleteMailChoice(tx: Queryable, enrolmentId: string): Promise<void> {
  await tx.query('delete from mail_choices where enrolment_id = $1', [enrolmentId]);
}

/**
 * Lifts what a person has chosen against one series; of a choice that has left a pause standing, the pause remains, as it was
 * before: under another id, so that a page which shows what was lifted takes back nothing of it. The caller holds the
 * prospect's lock.
 *
 * @returns the enrolments behind whose links it was chosen
 */
export async function liftSeriesChoices(
  tx: Queryable,
  prospectId: string,
  cadence: string,
  now: Date,
): Promise<readonly string[]> {
  const those = `prospect_id = $1 and cadence_key = $2 and scope = 'cadence'`;
  const paused = await tx.query<{ enrolment_id: string }>(
    `update mail_choices
        set id = gen_random_uuid(), scope = 'pause', earlier = null,
            chosen_at = coalesce((earlier ->> 'chosenAt')::timestamptz, chosen_at),
            changed = coalesce(earlier -> 'changed', '[]'), heard = coalesce((earlier ->> 'heard')::int, heard)
      where ${those} and until > $3
     returning enrolment_id`,
    [prospectId, cadence, now],
  );
  const gone = await tx.query<{ enrolment_id: string }>(
    `delete from mail_choices where ${those} returning enrolment_id`,
    [prospectId, cadence],
  );
  return [...paused.rows, ...gone.rows].map((row) => row.enrolment_id);
}

/** What a person has asked for, as far as one cadence is concerned. */
export interface MailWishes {
  /** They want none of its mails. */
  readonly declined: boolean;
  /** They want no mail at all before this time. */
  readonly pausedUntil: Date | null;
}

/** By prospect; who is not in the answer has asked for nothing. The caller holds their locks. */
export async function readMailWishes(
  tx: Queryable,
  cadence: string,
  prospectIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, MailWishes>> {
  const { rows } = await tx.query<{
    prospect_id: string;
    declined: boolean;
    paused_until: Date | null;
  }>({
    name: 'mail-wishes',
    text: `
      select prospect_id, bool_or(scope = 'cadence' and cadence_key = $1) as declined,
             max(until) filter (where until > $3) as paused_until
        from mail_choices
       where prospect_id = any($2::uuid[])
       group by prospect_id`,
    values: [cadence, prospectIds, now],
  });
  return new Map(
    rows.map((row) => [row.prospect_id, { declined: row.declined, pausedUntil: row.paused_until }]),
  );
}

/**
 * How much a prospect has said that may change an enrolment: whether anything was heard between two looks under their lock.
 * Clicks and opens do not count: a mail scanner makes them by itself.
 */
export async function countHeardOf(tx: Queryable, prospectId: string): Promise<number> {
  const { rows } = await tx.query<{ count: number }>(
    `select count(*)::int as count from inbound_events where prospect_id = $1 and type = any($2::text[])`,
    [prospectId, foldedTypes],
  );
  return rows[0]?.count ?? 0;
}
