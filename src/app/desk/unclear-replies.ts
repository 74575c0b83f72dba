import type { Whose } from '../../domain/viewer.ts';
import { countWaitingTasks, listWaitingTasks, type WaitingTask } from '../../store/triage-desk.ts';
import type { App } from '../context.ts';
import { triageKind } from '../events/event-task.ts';
import { thresholdOf } from '../events/read-replies.ts';

/** Replies of which a person has to say what they mean. */
export interface UnclearReplies {
  readonly replies: readonly WaitingTask[];
  /** Of how many; `replies` are the first. */
  readonly count: number;
  /** From which confidence on a reading is acted upon without a person. */
  readonly threshold: number;
}

const repliesAtMost = 100;

export async function readUnclearReplies(app: App, whose: Whose): Promise<UnclearReplies> {
  const [replies, count] = await Promise.all([
    listWaitingTasks(app.db, triageKind, whose, repliesAtMost),
    countWaitingTasks(app.db, triageKind, whose),
  ]);
  return { replies, count, threshold: thresholdOf(app.workspace) };
}
