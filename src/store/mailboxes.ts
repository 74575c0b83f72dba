import type { Sentence } from '../domain/sentence.ts';
import { columnArrays, jsonText } from './column-arrays.ts';
import type { Queryable } from './db.ts';

/** Why a mailbox sends nothing: what is wrong with it, what a mail server holds against it, or what a person wants. */
export type PauseCause = 'authentication' | 'connection' | 'refused' | 'rate' | 'person';

export interface MailboxRow {
  readonly key: string;
  readonly status: 'active' | 'paused';
  readonly cause: PauseCause | null;
  readonly reason: string | null;
  /** The reason before it had words, where it is one of ours. */
  readonly said: Sentence | null;
  /** Clock time since when it is as it is; null for one that nothing has happened to. */
  readonly since: Date | null;
  /** Clock time of the next try; null when it is not paused, or waits for a person. */
  readonly retryAt: Date | null;
  readonly failures: number;
  readonly turn: number;
  readonly load: number;
  readonly loadAt: Date | null;
}

interface Row {
  key: string;
  status: MailboxRow['status'];
  cause: PauseCause | null;
  reason: string | null;
  said: Sentence | null;
  since: Date | null;
  retry_at: Date | null;
  failures: number;
  turn: number;
  load: number;
  load_at: Date | null;
}

const columns =
  'key, status, cause, reason, said, since, retry_at, failures, turn::float8 as turn, load, load_at';

/** All mailboxes that something has happened to: a few rows. */
export async function readMailboxes(db: Queryable): Promise<MailboxRow[]> {
  const { rows } = await db.query<Row>({
    name: 'mailboxes',
    text: `select ${columns} from mailboxes order by key`,
    values: [],
  });
  return rows.map(toMailbox);
}

/** One of them, or null. */
export async function readMailbox(db: Queryable, key: string): Promise<MailboxRow | null> {
  const { rows } = await db.query<Row>({
    name: 'mailbox',
    text: `select ${columns} from mailboxes where key = $1`,
    values: [key],
  });
  return rows[0] === undefined ? null : toMailbox(rows[0]);
}

export interface Pausing {
  readonly key: string;
  readonly cause: PauseCause;
  readonly reason: string;
  readonly said: Sentence | null;
  /** Clock time. */
  readonly now: Date;
  /** How long until it is tried again after the first pause, the second soon after it, …; empty: a person resumes it. */
  readonly retryDelaysMs: readonly number[];
  /** A pause that begins within this time of the end of the last one counts as soon after it. */
  readonly soonMs: number;
}

/**
 * Pauses a mailbox. One that is paused already stays as it is, unless a person pauses it now. Locks its row: the caller
 * holds all other locks that it wants.
 *
 * @returns the mailbox when this has paused it, else null
 */
export async function pauseMailboxRow(tx: Queryable, pausing: Pausing): Promise<MailboxRow | null> {
  const { key, cause, reason, said, now, retryDelaysMs, soonMs } = pausing;
  const { rows } = await tx.query<Row>({
    name: 'pause-mailbox',
    text: `
      insert into mailboxes as m (key, status, cause, reason, said, since, failures, retry_at)
      values ($1, 'paused', $2, $3, $7, $4, 1, $4::timestamptz + ($5::float8[])[1] * interval '1 ms')
          on conflict (key) do update
         set status = 'paused', cause = excluded.cause, reason = excluded.reason, said = excluded.said,
             since = excluded.since,
             failures = ${failures},
             retry_at = $4::timestamptz
                        + ($5::float8[])[least(${failures}, cardinality($5::float8[]))] * interval '1 ms'
       where m.status = 'active' or $2 = 'person'
      returning ${columns}`,
    values: [key, cause, reason, now, retryDelaysMs, soonMs, jsonText(said)],
  });
  return rows[0] === undefined ? null : toMailbox(rows[0]);
}

const failures = `(case when m.since > $4::timestamptz - $6::float8 * interval '1 ms' then m.failures + 1 else 1 end)`;

/**
 * Lets a mailbox send again.
 *
 * @param by  the machine leaves alone what a person has to resume
 * @returns since when it was paused, or null when it was not
 */
export async function resumeMailboxRow(
  tx: Queryable,
  key: string,
  by: 'person' | 'machine',
  now: Date,
): Promise<{ readonly pausedSince: Date } | null> {
  const { rows } = await tx.query<{ since: Date }>({
    name: 'resume-mailbox',
    text: `
      with paused as (
        select key, since from mailboxes
         where key = $1 and status = 'paused' and ($3 = 'person' or retry_at is not null)
           for update
      )
      update mailboxes m
         set status = 'active', cause = null, reason = null, said = null, retry_at = null, since = $2
        from paused
       where m.key = paused.key
      returning paused.since`,
    values: [key, now, by],
  });
  return rows[0] === undefined ? null : { pausedSince: rows[0].since };
}

/**
 * Takes the mailboxes whose next try is due, each for one caller: it is tried again after `againAt` by whoever is there
 * then, should this one not come back.
 */
export async function takeDueMailboxes(
  db: Queryable,
  now: Date,
  againAt: Date,
): Promise<MailboxRow[]> {
  const { rows } = await db.query<Row>({
    name: 'take-due-mailboxes',
    text: `update mailboxes set retry_at = $2 where status = 'paused' and retry_at <= $1 returning ${columns}`,
    values: [now, againAt],
  });
  return rows.map(toMailbox);
}

/** A try has failed: the next one, unless it has been paused by a person or resumed meanwhile. */
export async function retryMailboxLater(
  db: Queryable,
  key: string,
  reason: string,
  retryAt: Date,
): Promise<void> {
  await db.query({
    name: 'retry-mailbox-later',
    text: `
      update mailboxes set retry_at = $3, reason = $2, said = null, failures = failures + 1
       where key = $1 and status = 'paused' and retry_at is not null`,
    values: [key, reason, retryAt],
  });
}

/** The mailbox that a mail left from and its cadence, or else those of an enrolment; null where that is not known. */
export async function originOfMail(
  db: Queryable,
  messageId: string | null,
  enrolmentId: string | null,
): Promise<{ readonly mailbox: string | null; readonly cadence: string | null }> {
  const { rows } = await db.query<{ mailbox: string | null; cadence: string | null }>({
    name: 'origin-of-mail',
    text: `
      select coalesce(t.mailbox, named.mailbox) as mailbox, coalesce(own.cadence_key, named.cadence_key) as cadence
        from (values (1)) one(x)
        left join touches t on t.message_id = $1
        left join enrolments own on own.id = t.enrolment_id
        left join enrolments named on named.id = $2`,
    values: [messageId, enrolmentId],
  });
  return rows[0] ?? { mailbox: null, cadence: null };
}

/** A choice of a mailbox: whose turn it was. */
export interface Chosen {
  readonly mailbox: string;
  readonly turn: number;
}

interface Given {
  readonly key: string;
  readonly turn: number;
  readonly count: number;
}

const given = columnArrays<Given>([
  ['key', 'text', ({ key }) => key],
  ['turn', 'int8', ({ turn }) => turn],
  ['count', 'float8', ({ count }) => count],
]);

/**
 * Keeps whose turn it was, and what each mailbox was given. The last statement of its transaction, since the rows that it
 * locks are those of every other choice; in the order of the keys.
 */
export async function keepChoices(
  tx: Queryable,
  choices: readonly Chosen[],
  now: Date,
): Promise<void> {
  if (choices.length === 0) return;
  const rows = [...new Set(choices.map(({ mailbox }) => mailbox))].map((key) => {
    const turns = choices.filter(({ mailbox }) => mailbox === key).map(({ turn }) => turn);
    return { key, turn: Math.max(...turns), count: turns.length };
  });
  await tx.query({
    name: 'keep-choices',
    text: `
      insert into mailboxes as m (key, turn, load, load_at)
      select x.key, x.turn, x.count, $4 from ${given.recordset} order by x.key
          on conflict (key) do update
         set turn = greatest(m.turn, excluded.turn),
             load = m.load * power(0.5, greatest(0, extract(epoch from excluded.load_at - coalesce(m.load_at, excluded.load_at))) / 86400.0)
                    + excluded.load,
             load_at = greatest(m.load_at, excluded.load_at)`,
    values: [...given.values(rows), now],
  });
}

/**
 * Touches that wait for a mailbox which is back, as far apart as they had been planned. Where there are windows they close
 * at once: whoever claims such a touch finds a time within them first.
 */
export async function wakeTouchesOf(
  db: Queryable,
  mailbox: string,
  pausedSince: Date,
  now: Date,
): Promise<number> {
  const { rowCount } = await db.query({
    name: 'wake-touches-of',
    text: `
      with waiting as (
        select id,
               $3::timestamptz + least(greatest(planned_at - $2::timestamptz, interval '0'), interval '1 day') as at
          from touches
         where mailbox = $1 and reason = 'mailbox_paused' and status = 'scheduled' and due_at > $3
           for update skip locked
      )
      update touches t
         set due_at = w.at, closes_at = case when t.closes_at is not null then w.at end, reason = null
        from waiting w
       where t.id = w.id and t.status = 'scheduled'`,
    values: [mailbox, pausedSince, now],
  });
  return rowCount ?? 0;
}

function toMailbox(row: Row): MailboxRow {
  return {
    key: row.key,
    status: row.status,
    cause: row.cause,
    reason: row.reason,
    said: row.said,
    since: row.since,
    retryAt: row.retry_at,
    failures: row.failures,
    turn: row.turn,
    load: row.load,
    loadAt: row.load_at,
  };
}
