import type { MailboxCounts } from '../domain/guard-rails.ts';
import { columnArrays } from './column-arrays.ts';
import type { Queryable } from './db.ts';

/** What came of the mails of a mailbox. */
export interface CountedDay extends MailboxCounts {
  readonly mailbox: string;
}

const days = columnArrays<CountedDay>([
  ['mailbox', 'text', ({ mailbox }) => mailbox],
  ['sent', 'int', ({ sent }) => sent],
  ['bounced', 'int', ({ bounced }) => bounced],
  ['complained', 'int', ({ complained }) => complained],
]);

/** Adds to what is counted on a day (in UTC). Each mailbox once; the last locks of a transaction, in the order of the keys. */
export async function addToDays(
  tx: Queryable,
  counts: readonly CountedDay[],
  now: Date,
): Promise<void> {
  if (counts.length === 0) return;
  await tx.query({
    name: 'add-to-days',
    text: `
      insert into mailbox_days as d (mailbox, sent, bounced, complained, "on")
      select x.*, ($5::timestamptz at time zone 'UTC')::date from ${days.recordset} order by x.mailbox
          on conflict (mailbox, "on") do update
         set sent = d.sent + excluded.sent, bounced = d.bounced + excluded.bounced,
             complained = d.complained + excluded.complained`,
    values: [...days.values(counts), now],
  });
}

/** What came of the mails of the last seven days, today included, by mailbox. */
export async function readLastDays(
  db: Queryable,
  mailboxes: readonly string[],
  now: Date,
): Promise<CountedDay[]> {
  const { rows } = await db.query<CountedDay>({
    name: 'last-days',
    text: `
      select d.mailbox, sum(d.sent)::int as sent, sum(d.bounced)::int as bounced,
             sum(d.complained)::int as complained
        from mailbox_days d
       where d.mailbox = any($1::text[])
         and d."on" > ($2::timestamptz at time zone 'UTC')::date - 7
       group by d.mailbox
       order by d.mailbox`,
    values: [mailboxes, now],
  });
  return rows;
}

/** Begins the counts of a mailbox anew. */
export async function forgetDays(db: Queryable, mailbox: string): Promise<void> {
  await db.query('delete from mailbox_days where mailbox = $1', [mailbox]);
}
