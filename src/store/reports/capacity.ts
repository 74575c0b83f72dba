import type { Queryable } from '../db.ts';

/** Mails that wait for their time, of one mailbox, step, country and kind of recipients, by day. */
export interface PlannedMails {
  /** Null: of the first mailbox. */
  readonly mailbox: string | null;
  readonly cadence: string;
  readonly hash: string;
  /** Null: the main road. */
  readonly track: string | null;
  readonly step: string;
  /** Of the people; null: not known. */
  readonly country: string | null;
  /** What is watched of their recipients, as it was asked for; null: nothing. */
  readonly watched: string | null;
  /** They go on with a thread. */
  readonly isFollowUp: boolean;
  /** 0: on the first of the days, or overdue. */
  readonly day: number;
  readonly count: number;
}

/** Mails that wait for their time and come before that of a parameter: out of two short indexes, that of what is due and leased. */
export const plannedBefore = (until: string) => `
  (select t.enrolment_id, t.prospect_id, t.step_id, t.mailbox, t.due_at from touches t
    where t.channel = 'email' and t.status in ('scheduled', 'deferred') and t.due_at < ${until}
   union all
   select t.enrolment_id, t.prospect_id, t.step_id, t.mailbox, t.due_at from touches t
    where t.channel = 'email' and t.status = 'queued' and t.due_at < ${until})`;

/**
 * Mails that are due before the last of some instants, counted between one and the next. Those that are held have no time, and
 * are none of them.
 *
 * @param ends  when each day ends
 * @param watched  domains of recipients that are counted apart, each with what stands for it
 */
export async function countPlannedMails(
  db: Queryable,
  ends: readonly Date[],
  watched: ReadonlyMap<string, string> = new Map(),
): Promise<PlannedMails[]> {
  const { rows } = await db.query<PlannedMails>({
    name: 'planned-mails',
    text: `
      select p.mailbox, e.cadence_key as cadence, e.cadence_hash as hash, e.track, p.step_id as step, w.country, c.watched,
             e.thread_subject is not null as "isFollowUp",
             width_bucket(p.due_at, $1::timestamptz[]) as day, count(*)::int as count
        from ${plannedBefore('$2')} p
        join enrolments e on e.id = p.enrolment_id
        join prospects w on w.id = p.prospect_id
        left join unnest($3::text[], $4::text[]) c(domain, watched) on c.domain = w.domain
       group by 1, 2, 3, 4, 5, 6, 7, 8, 9`,
    values: [ends, ends.at(-1), [...watched.keys()], [...watched.values()]],
  });
  return rows;
}

/** Mails that wait for their time, to the people of one domain, by day. */
export interface PlannedToDomain {
  readonly domain: string;
  /** Who runs its mail, as its MX records said; null: not known. */
  readonly provider: string | null;
  readonly day: number;
  readonly count: number;
  /** On the first of the days: mails to it are counted, so that some may have left today. */
  readonly isCounted: boolean;
}

/**
 * The same by domain of their recipients.
 *
 * @param least  days with fewer mails are left out, but for a first one that is counted
 */
export async function countPlannedByDomain(
  db: Queryable,
  ends: readonly Date[],
  least: number,
): Promise<PlannedToDomain[]> {
  const { rows } = await db.query<PlannedToDomain>({
    name: 'planned-by-domain',
    text: `
      select x.domain, m.provider, x.day, x.count, s.key is not null as "isCounted"
        from (select w.domain, width_bucket(p.due_at, $1::timestamptz[]) as day, count(*)::int as count
                from ${plannedBefore('$2')} p
                join prospects w on w.id = p.prospect_id
               group by 1, 2) x
        left join send_scopes s on x.day = 0 and s.key = 'domain:' || x.domain
        left join mail_domains m on m.domain = x.domain
       where x.count >= $3 or s.key is not null`,
    values: [ends, ends.at(-1), least],
  });
  return rows;
}

/** Open tasks for which enrolments wait at a step. */
export interface WaitedFor {
  readonly hash: string;
  /** Null: the main road. */
  readonly track: string | null;
  readonly step: string;
  /** Of a mail that waits to be approved. */
  readonly isMail: boolean;
  readonly count: number;
}

/** Open tasks that a step waits for, of enrolments that go on behind them. */
export async function countWaitedFor(db: Queryable): Promise<WaitedFor[]> {
  const { rows } = await db.query<WaitedFor>({
    name: 'waited-for',
    text: `
      select e.cadence_hash as hash, e.track, t.step_id as step, t.channel = 'email' as "isMail", count(*)::int as count
        from tasks k
        join touches t on t.id = k.touch_id
        join enrolments e on e.id = k.enrolment_id
       where k.status = 'open' and e.status = 'active' and t.status = 'waiting'
       group by 1, 2, 3, 4`,
    values: [],
  });
  return rows;
}
