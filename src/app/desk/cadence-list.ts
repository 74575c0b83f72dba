import { listAudit } from '../../store/audit-log.ts';
import {
  type CadenceCount,
  countByStatus,
  countOptOuts,
  countReplies,
} from '../../store/cadence-health.ts';
import type { App } from '../context.ts';
import {
  type CadenceStatus,
  listToldCadenceStatus,
  type ToldCadenceStatus,
} from '../sending/cadence-status.ts';

/** A published cadence, and how it is doing. */
export interface CadenceHealth extends ToldCadenceStatus {
  readonly active: number;
  readonly paused: number;
  readonly pending: number;
  readonly completed: number;
  readonly exited: number;
  /** Of the last 30 days. */
  readonly replies: number;
  /** Enrolments that ended in the last 30 days because the person opted out. */
  readonly optOuts: number;
  /** Who has paused it, as the audit log says; null: nobody, or it is not known. */
  readonly pausedBy: string | null;
}

const lastDaysMs = 30 * 24 * 3_600_000;

/** All published cadences with their health, by title. */
export async function readCadenceList(app: App): Promise<CadenceHealth[]> {
  const since = new Date(app.clock.now().getTime() - lastDaysMs);
  const [cadences, statuses, replies, optOuts] = await Promise.all([
    listToldCadenceStatus(app),
    countByStatus(app.db),
    countReplies(app.db, since),
    countOptOuts(app.db, since),
  ]);
  const listed = cadences.map(async (cadence) => {
    const { key } = cadence;
    const inStatus = (status: string) =>
      statuses.find((one) => one.cadence === key && one.status === status)?.count ?? 0;
    return {
      ...cadence,
      active: inStatus('active'),
      paused: inStatus('paused'),
      pending: inStatus('pending'),
      completed: inStatus('completed'),
      exited: inStatus('exited'),
      replies: countOf(replies, key),
      optOuts: countOf(optOuts, key),
      pausedBy: await pausedBy(app, cadence),
    };
  });
  const all = await Promise.all(listed);
  return all.toSorted((a, b) => a.title.localeCompare(b.title, 'en') || (a.key < b.key ? -1 : 1));
}

function countOf(counts: readonly CadenceCount[], key: string): number {
  return counts.find(({ cadence }) => cadence === key)?.count ?? 0;
}

/** Who paused a cadence: the last one who did so since it stands still. */
export async function pausedBy(
  { db }: Pick<App, 'db'>,
  { key, cause, since }: Pick<CadenceStatus, 'key' | 'cause' | 'since'>,
): Promise<string | null> {
  if (cause !== 'person' || since === null) return null;
  const filter = { object: key, action: 'cadence.paused', since, limit: 1 };
  const [entry] = await listAudit(db, filter);
  return entry?.actor ?? null;
}
