import type { Whose } from '../../domain/viewer.ts';
import { localDate } from '../../domain/wall-clock.ts';
import {
  type ComingMail,
  listComingMails,
  listStandingStill,
  type StandingStill,
} from '../../store/coming-mails.ts';
import { countOpenTasks, listOpenTasks, type OpenTask } from '../../store/open-tasks.ts';
import {
  countSnoozedTasks,
  listSnoozedTasks,
  type SnoozedTask,
} from '../../store/snoozed-tasks.ts';
import type { App } from '../context.ts';
import { type Explained, explainInSentences } from '../enrolments/explain.ts';

/** What a person has before them today. */
export interface Day {
  readonly tasks: readonly OpenTask[];
  /** Of how many; `tasks` are the first. */
  readonly taskCount: number;
  /** Those that come back later, the next first. */
  readonly snoozed: readonly SnoozedTask[];
  /** Of how many. */
  readonly snoozedCount: number;
  /** Mails that leave before the day is over, as far as is known now. */
  readonly coming: readonly ComingMail[];
  /** Who stands still, and why. */
  readonly still: readonly (StandingStill & Pick<Explained, 'sentences'>)[];
}

const tasksAtMost = 100;
const snoozedAtMost = 50;
const comingAtMost = 50;
const stillAtMost = 10;

/**
 * The day of one owner, or of all whose work somebody sees.
 *
 * @param zone  on whose wall clock the day ends
 */
export async function readDay(app: App, whose: Whose, zone: string): Promise<Day> {
  const now = app.clock.now();
  const until = localDate(now, zone).endsAt;
  const [tasks, taskCount, snoozed, snoozedCount, coming, standing] = await Promise.all([
    listOpenTasks(app.db, whose, now, tasksAtMost),
    countOpenTasks(app.db, whose, now),
    listSnoozedTasks(app.db, whose, now, snoozedAtMost),
    countSnoozedTasks(app.db, whose, now),
    listComingMails(app.db, whose, until, comingAtMost),
    listStandingStill(app.db, whose, stillAtMost),
  ]);
  const still = await Promise.all(
    standing.map(async (one) => ({
      ...one,
      sentences: (await explainInSentences(app, one.enrolmentId)).sentences,
    })),
  );
  return { tasks, taskCount, snoozed, snoozedCount, coming, still };
}
