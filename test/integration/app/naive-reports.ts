/** The same figures as the reports have, counted one by one from the rows themselves: slow, and plain to see. */
import type { ReportFilter } from '../../../src/domain/report-filter.ts';
import type { Db } from '../../../src/store/db.ts';

interface Enrolment {
  readonly id: string;
  readonly cadence_key: string;
  readonly number: number;
  readonly owner: string | null;
  readonly status: string;
  readonly stage: string;
  readonly exit_reason: string | null;
  readonly created_at: Date;
  readonly stage_since: Date | null;
  readonly ended_at: Date | null;
  readonly touches: readonly Touch[];
  readonly left: readonly { readonly stage: string; readonly hours: number }[];
  readonly replies: readonly Date[];
  readonly heard: readonly { readonly type: string; readonly at: Date }[];
  readonly wonAt: Date | null;
}

interface Touch {
  readonly status: string;
  readonly stage: string;
  readonly step: string;
  readonly variant: string | null;
  readonly at: Date;
  readonly clicked: boolean;
}

/** All enrolments with what belongs to each. */
export async function readAll(db: Db): Promise<readonly Enrolment[]> {
  const all = async <Row extends { readonly id: string }>(text: string) => {
    const { rows } = await db.query<Row>(text);
    return (id: string) => rows.filter((row) => row.id === id);
  };
  const touches = await all<Touch & { id: string }>(
    `select enrolment_id as id, status, stage, step_id as step, variant, finished_at as at, clicked_at is not null as clicked
       from touches where finished_at is not null order by finished_at`,
  );
  const left = await all<{ id: string; stage: string; hours: number }>(
    `select enrolment_id as id, stage, extract(epoch from spent)::float8 / 3600 as hours from stages_left`,
  );
  const heard = await all<{ id: string; type: string; at: Date }>(
    `select h.enrolment_id as id, i.type, i.occurred_at as at
       from enrolment_events h join inbound_events i on i.id = h.event_id order by i.occurred_at`,
  );
  const exits = await all<{ id: string; at: Date }>(
    `select enrolment_id as id, at from timeline
      where type = 'enrolment.exited' and data ->> 'reason' = 'closed_won' order by at`,
  );
  const { rows } = await db.query<Enrolment>(
    `select e.id, cadence_key, v.number, owner, status, stage, exit_reason, e.created_at, stage_since, ended_at
       from enrolments e join cadence_versions v on v.hash = e.cadence_hash`,
  );
  return rows.map((row) => {
    const told = heard(row.id);
    const replies = told.filter(({ type }) => /^reply\.(received|objection)$/.test(type));
    return {
      ...row,
      touches: touches(row.id),
      left: left(row.id),
      heard: told,
      replies: replies.map(({ at }) => at),
      wonAt: row.exit_reason === 'closed_won' ? (exits(row.id).at(-1)?.at ?? null) : null,
    };
  });
}

export const isIn = (filter: ReportFilter) => (one: Enrolment) =>
  (filter.cadence === null || one.cadence_key === filter.cadence) &&
  (filter.version === null || one.number === filter.version) &&
  (filter.owner === null || one.owner === filter.owner) &&
  (filter.from === null || one.created_at >= filter.from) &&
  (filter.until === null || one.created_at < filter.until);

/** As `readFunnel`, without stages in which nobody was. */
export function naiveFunnel(cohort: readonly Enrolment[]) {
  const keys = new Set(
    cohort.flatMap((one) =>
      [one.stage, ...one.left.map(({ stage }) => stage)].map((stage) =>
        JSON.stringify([one.cadence_key, stage]),
      ),
    ),
  );
  return [...keys].map((key) => {
    const [cadence, stage] = JSON.parse(key) as [string, string];
    const own = cohort.filter((one) => one.cadence_key === cadence);
    const here = own.filter((one) => one.stage === stage && one.stage_since !== null);
    const gone = own.filter(
      (one) => one.stage !== stage && one.left.some((l) => l.stage === stage),
    );
    const spent = (one: Enrolment) => one.left.find((l) => l.stage === stage)?.hours ?? 0;
    const ended = here.filter((one) => one.ended_at !== null);
    const hours = [
      ...gone.map(spent),
      ...ended.map((one) => hoursBetween(one.stage_since, one.ended_at) + spent(one)),
    ];
    const mails = own.flatMap((one) =>
      one.touches.filter((t) => t.status === 'sent' && t.stage === stage),
    );
    const exited = here.filter(({ status }) => status === 'exited');
    const won = exited.filter(({ exit_reason }) => exit_reason === 'closed_won').length;
    return {
      ...{ cadence, stage, entered: here.length + gone.length, movedOn: gone.length, won },
      ...{ lost: exited.length - won, sent: mails.length },
      completed: here.filter(({ status }) => status === 'completed').length,
      present: here.filter(({ status }) => !['completed', 'exited'].includes(status)).length,
      clicked: mails.filter(({ clicked }) => clicked).length,
      ...{ medianHours: quantile(hours, 0.5), p90Hours: quantile(hours, 0.9) },
    };
  });
}

/** As `readPersistence`. */
export function naivePersistence(cohort: readonly Enrolment[]) {
  const people = cohort.map((one) => {
    const touches = one.touches.filter(({ status }) => ['sent', 'done'].includes(status));
    const before = (at: Date | null | undefined) =>
      at == null ? null : touches.filter((touch) => touch.at <= at).length;
    return { touches: touches.length, reply: before(one.replies[0]), win: before(one.wonAt) };
  });
  const touches = new Set(people.flatMap((one) => [one.touches, one.reply, one.win]));
  const count = (is: (one: (typeof people)[number]) => boolean) => people.filter(is).length;
  return [...touches]
    .flatMap((touch) => (touch === null ? [] : [touch]))
    .toSorted((a, b) => a - b)
    .map((touch) => ({
      touch,
      reached: count((one) => one.touches >= touch),
      replies: count((one) => one.reply === touch),
      wins: count((one) => one.win === touch),
    }));
}

/** As `readVariantFigures`. */
export function naiveVariants(cohort: readonly Enrolment[]) {
  const mails = cohort.flatMap((one) => {
    const sent = one.touches.filter(({ status }) => status === 'sent');
    return sent.flatMap((mail, nth) => {
      if (mail.variant === null) return [];
      const next = sent[nth + 1]?.at;
      const after = (type: string) => one.heard.some((h) => h.type === type && h.at >= mail.at);
      const reply = one.replies.some((at) => at >= mail.at && (next === undefined || at < next));
      const names = { cadence: one.cadence_key, step: mail.step, variant: mail.variant };
      return [{ names, reply, meeting: after('meeting.booked'), won: after('deal.won') }];
    });
  });
  const keys = [...new Set(mails.map(({ names }) => JSON.stringify(names)))].toSorted();
  return keys.map((key) => {
    const own = mails.filter(({ names }) => JSON.stringify(names) === key);
    const count = (what: 'reply' | 'meeting' | 'won') => own.filter((one) => one[what]).length;
    return {
      ...JSON.parse(key),
      ...{ sent: own.length, reply: count('reply'), meeting: count('meeting'), won: count('won') },
    };
  });
}

const hoursBetween = (from: Date | null, to: Date | null) =>
  ((to?.getTime() ?? 0) - (from?.getTime() ?? 0)) / 3_600_000;

/** Between the two values next to it, as `percentile_cont` does. */
function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (low === undefined || high === undefined) return null;
  return low + (high - low) * (place - Math.floor(place));
}
