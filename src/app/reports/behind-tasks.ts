import { countWaitedFor } from '../../store/reports/capacity.ts';
import type { App } from '../context.ts';
import { stepsOn } from './following-mails.ts';

/** What has no day yet, since a person has something to do first. */
export interface BehindTasks {
  /** Open tasks and approvals behind which mails wait. */
  readonly tasks: number;
  /** On the same road behind them, at most: answers and conditions make them fewer. */
  readonly mails: number;
}

/** Of enrolments that go on as soon as their task is done. */
export async function countBehindTasks({
  db,
  versions,
}: Pick<App, 'db' | 'versions'>): Promise<BehindTasks> {
  const waited = await countWaitedFor(db);
  let [tasks, mails] = [0, 0];
  for (const { hash, track, step, isMail, count } of waited) {
    const { cadence } = await versions.load(hash);
    const steps = stepsOn(cadence, track);
    const at = steps.findIndex(({ id }) => id === step);
    // A mail that waits to be approved is one of them.
    const ahead = at < 0 ? [] : steps.slice(isMail ? at : at + 1);
    const own = ahead.filter(({ kind }) => kind === 'email').length;
    if (own === 0) continue;
    tasks += count;
    mails += own * count;
  }
  return { tasks, mails };
}
