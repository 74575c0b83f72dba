import type { App } from '../../../src/app/context.ts';
import type { Standing } from '../../../src/app/library/cadence-tests/standing.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';

/** How an enrolment stands in the database, in the words in which a test inside a cadence file tells it. */
export async function realStanding(app: App, enrolmentId: string): Promise<Standing> {
  const enrolment = await readEnrolment(app.db, enrolmentId);
  if (enrolment === null) throw new Error(`no enrolment ${enrolmentId}`);
  const touches = await readTouches(app.db, enrolmentId);
  const { state, nextTouch } = enrolment;
  const stepsThat = (status: string) =>
    touches.filter((touch) => touch.status === status).map(({ step }) => step);
  const { tasks, enrols, suppressed } = await readAround(app, enrolmentId);
  return {
    status: state.status,
    stage: state.stage,
    track: state.track,
    sent: stepsThat('sent'),
    skipped: stepsThat('skipped'),
    next:
      nextTouch === null
        ? null
        : { step: nextTouch.step, at: nextTouch.dueAt, waits: nextTouch.status === 'waiting' },
    tasks,
    exitReason: state.exitReason,
    pauseReason: state.pauseReason,
    resumeAt: state.resumeAt === null ? null : new Date(state.resumeAt),
    enrols,
    suppressed,
    variants: new Map(touches.map(({ step, variant }) => [step, variant])),
  };
}

async function readAround(app: App, enrolmentId: string) {
  const { rows } = await app.db.query<{
    tasks: { kind: string; step: string | null }[];
    enrols: string[];
    suppressed: boolean;
  }>(
    `select coalesce((select json_agg(json_build_object('kind', k.kind, 'step', t.step_id) order by k.created_at, k.id)
                        from tasks k left join touches t on t.id = k.touch_id
                       where k.enrolment_id = e.id and k.status = 'open'), '[]') as tasks,
            array(select o.cadence_key from enrolments o
                   where o.prospect_id = e.prospect_id and o.cause_event_id is not null
                   order by o.created_at) as enrols,
            exists (select from suppressions s where s.value = p.address) as suppressed
       from enrolments e join prospects p on p.id = e.prospect_id
      where e.id = $1`,
    [enrolmentId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`no enrolment ${enrolmentId}`);
  return row;
}

/** The open task of a step; null when there is none. */
export async function openTaskOf(app: App, enrolmentId: string, step: string) {
  const { rows } = await app.db.query<{ id: string }>(
    `select k.id from tasks k join touches t on t.id = k.touch_id
      where k.enrolment_id = $1 and t.step_id = $2 and k.status = 'open'`,
    [enrolmentId, step],
  );
  return rows[0]?.id ?? null;
}
