import type { KnownState } from '../domain/crm-state.ts';
import type { EventType } from '../domain/event.ts';
import type { Queryable } from './db.ts';
import { suppressingValues } from './suppressions.ts';

/** What is known of a person, for whoever compares it. */
export interface KnownPerson extends KnownState {
  readonly enrolments: readonly KnownEnrolment[];
}

export type KnownEnrolment = KnownState['enrolments'][number] & {
  readonly exitReason: string | null;
  readonly pauseReason: string | null;
};

const enrolmentsTold = 20;

interface KnownRow {
  id: string;
  suppressed: string | null;
  enrolments: KnownEnrolment[];
  heard: { type: EventType; at: string; dealId: string | null; stage: string | null }[];
}

/** What is known of these prospects, by their ids. */
export async function readKnownStates(
  db: Queryable,
  prospectIds: readonly string[],
): Promise<ReadonlyMap<string, KnownPerson>> {
  if (prospectIds.length === 0) return new Map();
  const { rows } = await db.query<KnownRow>(
    `select p.id,
            (select s.reason from suppressions s
              where s.value = any(${suppressingValues('p.address', 'p.domain')})
              order by s.value = p.address desc limit 1) as suppressed,
            (select coalesce(json_agg(json_build_object(
                      'id', e.id, 'cadence', e.cadence_key, 'status', e.status, 'stage', e.stage,
                      'exitReason', e.exit_reason, 'pauseReason', e.pause_reason)), '[]')
               from (select * from enrolments where prospect_id = p.id order by created_at desc, id desc limit $2) e
            ) as enrolments,
            (select coalesce(json_agg(json_build_object(
                      'type', h.type, 'at', h.at, 'dealId', h.deal_id, 'stage', h.stage)), '[]')
               from (select i.type, i.event -> 'match' -> 'dealId' ->> 'id' as deal_id, i.event ->> 'stage' as stage,
                            max(i.occurred_at) as at
                       from inbound_events i
                      where i.prospect_id = p.id and i.outcome in ('applied', 'ignored')
                      group by 1, 2, 3) h
            ) as heard
       from prospects p
      where p.id = any($1::uuid[])`,
    [prospectIds, enrolmentsTold],
  );
  return new Map(
    rows.map(({ id, heard, ...row }) => [
      id,
      { ...row, heard: heard.map((one) => ({ ...one, at: new Date(one.at) })) },
    ]),
  );
}
