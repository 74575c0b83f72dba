import type { Queryable } from './db.ts';

/** Numbers of what stands open; each is counted up to a limit, so that no list is too long to be asked for often. */
export interface Standing {
  readonly dueTouches: number;
  readonly unknownHandOvers: number;
  readonly eventsDeferred: number;
  readonly importsRunning: number;
}

/** Short beginnings of indexes, whatever the tables hold. */
export async function readStanding(db: Queryable, now: Date, atMost: number): Promise<Standing> {
  const { rows } = await db.query<{
    due: number;
    unknown: number;
    deferred: number;
    imports: number;
  }>({
    name: 'standing',
    text: `
      select (select count(*)::int from (
                select from touches where status in ('scheduled', 'deferred') and due_at <= $1 limit $2) x) as due,
             (select count(*)::int from (
                select from touches where status = 'unknown' order by finished_at limit $2) x) as unknown,
             (select count(*)::int from (
                select from inbound_events where outcome = 'deferred' order by retry_at limit $2) x) as deferred,
             (select count(*)::int from imports where status = 'running') as imports`,
    values: [now, atMost],
  });
  const [row] = rows;
  return {
    dueTouches: row?.due ?? 0,
    unknownHandOvers: row?.unknown ?? 0,
    eventsDeferred: row?.deferred ?? 0,
    importsRunning: row?.imports ?? 0,
  };
}

/** The open tasks of one kind. */
export interface OpenTasksOfKind {
  readonly kind: string;
  readonly count: number;
  /** Clock time: since when the oldest waits. */
  readonly since: Date;
}

/** Of each kind how many tasks are open, and since when. From one kind to the next by the index, however many there are. */
export async function countOpenByKind(db: Queryable, atMost: number): Promise<OpenTasksOfKind[]> {
  const { rows } = await db.query<OpenTasksOfKind>({
    name: 'count-open-by-kind',
    text: `
      with recursive kinds as (
        (select kind from tasks where status = 'open' order by kind limit 1)
        union all
        select (select t.kind from tasks t where t.status = 'open' and t.kind > k.kind order by t.kind limit 1)
          from kinds k
         where k.kind is not null
      )
      select k.kind,
             (select count(*)::int from (
                select from tasks t where t.status = 'open' and t.kind = k.kind limit $1) x) as count,
             (select t.created_at from tasks t where t.status = 'open' and t.kind = k.kind
               order by t.created_at limit 1) as since
        from kinds k
       where k.kind is not null`,
    values: [atMost],
  });
  return rows;
}

/** Published cadences, and whether their mails are paused: a few rows. */
export async function readPublishedPauses(
  db: Queryable,
): Promise<{ readonly key: string; readonly paused: boolean }[]> {
  const { rows } = await db.query<{ key: string; paused: boolean }>({
    name: 'published-pauses',
    text: `
      select c.key, p.key is not null as paused
        from cadences c
        left join cadence_pauses p on p.key = c.key
       order by c.key`,
    values: [],
  });
  return rows;
}
