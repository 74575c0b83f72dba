import { z } from 'zod';
import { type EventType, type InboundEvent, objectionCategories } from '../../domain/event.ts';
import { suggestion } from '../../domain/language/nearest.ts';
import { sentence } from '../../domain/sentence.ts';
import { Refused } from '../../errors.ts';
import { readSnapshots } from '../../store/snapshots.ts';
import { listTasks, type Task } from '../../store/tasks.ts';
import type { App } from '../context.ts';
import { changeEnrolment } from '../enrolments/change-enrolment.ts';
import { circumstancesOf } from '../enrolments/circumstances.ts';
import { applyEvents } from './apply-events.ts';
import { triageKind } from './event-task.ts';

/** Source of the events that a person's decision makes; no source of a workspace has a space in its key. */
const triageSource = 'triage desk';

/** What stops the cadence and no more: the reply has done that already. */
const noted = ['positive', 'question', 'unclear'] as const;

/** Of a mail whose sender is not proven: the person did not write it. */
const forged = 'forged';

const dataShape = z.object({
  text: z.string().optional(),
  occurredAt: z.coerce.date(),
  reading: z.object({ meaning: z.string() }).optional(),
  claims: z.string().optional(),
});

/**
 * Applies what a person says that a reply means: `opt-out`, a category of objection (one of the usual or of the
 * cadence), or `positive`, `question`, `unclear`, which are kept alone. Safe to run twice: the event bears the task's id.
 *
 * A mail whose sender was not proven has done nothing yet: each of these makes it a reply, and with `forged` nothing was said,
 * so that the cadence goes on.
 *
 * @throws Refused `outcome_needed`
 */
export async function applyTriage(
  app: App,
  task: Task,
  outcome: string | null,
  actor: string,
): Promise<void> {
  const { text, occurredAt, claims } = dataShape.parse(task.data);
  const known = await meaningsFor(app, task);
  if (outcome === null || !known.includes(outcome)) {
    const hint = outcome === null ? '' : suggestion(outcome, known);
    const message = `Say what the reply means: outcome ${known.join(', ')}`;
    const said = sentence('task.meaning-needed', { meanings: { list: known } });
    const told = hint === '' ? `${message}.` : `${message}${hint}`;
    throw new Refused('outcome_needed', told, undefined, { said });
  }
  if (outcome === forged) return goOn(app, task, actor);
  const isNoted = noted.some((word) => word === outcome);
  if (isNoted && claims === undefined) return;
  const type = typeOf(outcome, isNoted);
  const event: InboundEvent = {
    source: triageSource,
    eventId: task.id,
    type,
    occurredAt,
    match: { enrolmentId: task.enrolmentId, email: task.email },
    ...(text === undefined ? {} : { text }),
    ...(type === 'reply.objection' ? { category: outcome } : {}),
    ...(type === 'reply.received' ? { intent: outcome } : {}),
  };
  await applyEvents(app, [{ source: triageSource, eventId: task.id, type, occurredAt, event }]);
}

function typeOf(outcome: string, isNoted: boolean): EventType {
  if (outcome === 'opt-out') return 'prospect.opted_out';
  return isNoted ? 'reply.received' : 'reply.objection';
}

/** Ends the pause that a forged mail made, unless something else has paused it or another such mail waits. */
async function goOn(app: App, { id, enrolmentId }: Task, actor: string): Promise<void> {
  const [enrolment] = await readSnapshots(app.db, [enrolmentId]);
  if (enrolment?.state.pauseReason !== 'unproven_sender') return;
  const open = await listTasks(app.db, { enrolmentId, status: 'open', kind: triageKind, limit: 2 });
  if (open.some((task) => task.id !== id)) return;
  await changeEnrolment(app, enrolmentId, { do: 'resume' }, actor);
}

/** What a person may say that the reply of a triage means. */
export async function meaningsFor(app: App, task: Task): Promise<readonly string[]> {
  const { claims } = dataShape.parse(task.data);
  const categories = await objectionsOf(app, task.enrolmentId);
  return ['opt-out', ...categories, ...noted, ...(claims === undefined ? [] : [forged])];
}

/** The categories that an objection of an enrolment may have: the usual ones and those of its cadence. */
export async function objectionsOf(app: App, enrolmentId: string): Promise<readonly string[]> {
  const [enrolment] = await readSnapshots(app.db, [enrolmentId]);
  if (enrolment === undefined) return objectionCategories;
  const { cadence } = await circumstancesOf(app, enrolment.cadenceHash, app.db);
  const own = Object.keys(cadence.on.objection ?? {}).filter((key) => key !== 'default');
  return [...new Set([...objectionCategories, ...own])];
}

/** Whether a task is about what somebody wrote, which the outcome then decides. */
export function isReply({ kind, data }: Task): boolean {
  return kind === triageKind && dataShape.safeParse(data).success;
}

/** What we had read, beside what the person decided. */
export function readMeaning(task: Task): string | null {
  const data = dataShape.safeParse(task.data);
  return data.success ? (data.data.reading?.meaning ?? data.data.claims ?? null) : null;
}
