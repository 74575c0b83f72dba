import { z } from 'zod';
import { type EventType, type InboundEvent, objectionCategories } from '../domain/event.ts';
import { suggestion } from '../domain/language/nearest.ts';
import { Refused } from '../errors.ts';
import { readSnapshots } from '../store/snapshots.ts';
import type { Task } from '../store/tasks.ts';
import { applyEvents } from './apply-events.ts';
import { circumstancesOf } from './circumstances.ts';
import type { App } from './context.ts';

/** Source of the events that a person's decision makes; no source of a workspace has a space in its key. */
const triageSource = 'triage desk';

/** What stops the cadence and no more: the reply has done that already. */
const noted = ['positive', 'question', 'unclear'] as const;

const dataShape = z.object({
  text: z.string().optional(),
  occurredAt: z.coerce.date(),
  reading: z.object({ meaning: z.string() }).optional(),
});

/**
 * Applies what a person says that a reply means: `opt-out`, a category of objection (one of the usual or of the
 * cadence), or `positive`, `question`, `unclear`, which are kept alone. Safe to run twice: the event bears the task's id.
 *
 * @throws Refused `outcome_needed`
 */
export async function applyTriage(app: App, task: Task, outcome: string | null): Promise<void> {
  const categories = await categoriesOf(app, task);
  const known = ['opt-out', ...categories, ...noted];
  if (outcome === null || !known.includes(outcome)) {
    const hint = outcome === null ? '' : suggestion(outcome, known);
    const message = `Say what the reply means: outcome ${known.join(', ')}`;
    throw new Refused('outcome_needed', hint === '' ? `${message}.` : `${message}${hint}`);
  }
  if (noted.some((word) => word === outcome)) return;
  const { text, occurredAt } = dataShape.parse(task.data);
  const type: EventType = outcome === 'opt-out' ? 'prospect.opted_out' : 'reply.objection';
  const event: InboundEvent = {
    source: triageSource,
    eventId: task.id,
    type,
    occurredAt,
    match: { enrolmentId: task.enrolmentId, email: task.email },
    ...(text === undefined ? {} : { text }),
    ...(type === 'reply.objection' ? { category: outcome } : {}),
  };
  await applyEvents(app, [{ source: triageSource, eventId: task.id, type, occurredAt, event }]);
}

async function categoriesOf(app: App, task: Task): Promise<readonly string[]> {
  const [enrolment] = await readSnapshots(app.db, [task.enrolmentId]);
  if (enrolment === undefined) return objectionCategories;
  const { cadence } = await circumstancesOf(app, enrolment.cadenceHash, app.db);
  const own = Object.keys(cadence.on.objection ?? {}).filter((key) => key !== 'default');
  return [...new Set([...objectionCategories, ...own])];
}

/** What we had read, beside what the person decided. */
export function readMeaning(task: Task): string | null {
  const data = dataShape.safeParse(task.data);
  return data.success ? (data.data.reading?.meaning ?? null) : null;
}
