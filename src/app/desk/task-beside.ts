import { saying, sentence } from '../../domain/sentence.ts';
import { NotFound } from '../../errors.ts';
import { type EnrolmentView, readEnrolment } from '../../store/enrolments.ts';
import { type Prospect, readProspect } from '../../store/prospects.ts';
import { readTask, type Task } from '../../store/tasks.ts';
import { readTimeline, type TimelineEntry } from '../../store/timeline.ts';
import type { App } from '../context.ts';
import { type Explained, explainInSentences } from '../enrolments/explain.ts';
import { approvalKind } from '../enrolments/manual-ends.ts';
import { isReply, meaningsFor } from '../events/triage.ts';
import { unknownWork } from '../unknown.ts';
import { type Answers, readAnswers } from './answers.ts';
import { readWritableDraft, type WritableDraft } from './edit-draft.ts';

/** A task, with all that one wants to know while working on it. */
export interface TaskBeside {
  readonly task: Task;
  readonly prospect: Prospect;
  readonly enrolment: EnrolmentView;
  readonly explanation: Explained;
  /** The latest first. */
  readonly timeline: readonly TimelineEntry[];
  /** What may be said that a reply means; empty where the task is no triage. */
  readonly meanings: readonly string[];
  /** The mail that waits for approval; null where none does. */
  readonly draft: WritableDraft | null;
  /** What a reply may be answered with; null where the task asks for no answer. */
  readonly answers: Answers | null;
}

const entriesAtMost = 500;

/** @throws NotFound `unknown_task` */
export async function readTaskBeside(app: App, taskId: string): Promise<TaskBeside> {
  const task = await readTask(app.db, taskId);
  if (task === null) throw unknownWork('task', taskId);
  const waits = task.kind === approvalKind && task.status === 'open';
  const [prospect, enrolment, explanation, timeline, meanings, draft, answers] = await Promise.all([
    readProspect(app.db, task.prospectId),
    readEnrolment(app.db, task.enrolmentId),
    explainInSentences(app, task.enrolmentId),
    readTimeline(app.db, task.enrolmentId, null, entriesAtMost),
    isReply(task) ? meaningsFor(app, task) : [],
    waits ? readWritableDraft(app, taskId) : null,
    readAnswers(app, task),
  ]);
  if (prospect === null || enrolment === null) {
    throw new NotFound(
      'unknown_task',
      ...saying(sentence('unknown.person-of-task', { id: taskId })),
    );
  }
  const about = { task, prospect, enrolment, explanation };
  return { ...about, timeline: timeline.toReversed(), meanings, draft, answers };
}
