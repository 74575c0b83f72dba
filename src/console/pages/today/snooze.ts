import { z } from 'zod';
import { snoozeTask } from '../../../app/enrolments/snooze-task.ts';
import type { AuditedRoute } from '../../../domain/audit.ts';
import { readLocalTime } from '../../../domain/local-time.ts';
import { inEnglish, sentence } from '../../../domain/sentence.ts';
import { InvalidInput, Refused } from '../../../errors.ts';
import { fieldOf, fieldsOf, pathWithin } from '../../forms.ts';
import { zoneOf } from '../../layout.ts';
import { type Answer, type ChangingRoute, redirect, type Visit } from '../../page.ts';

const access = ['rep'] as const;
const audited = { kind: 'task', id: 'id', told: 'when-changed' } as const;
const snoozed: AuditedRoute = { ...audited, action: 'task.snoozed', tells: ['until'] };

/** The day with the task, and why nothing was done. */
type NotDone = (visit: Visit, task: string, error: Refused | InvalidInput) => Promise<Answer>;

/** Putting a task off, and bringing it back. */
export function snoozeRoutes(notDone: NotDone): readonly ChangingRoute[] {
  return [
    {
      ...{ method: 'POST', path: '/console/tasks/:id/snooze', access, audit: snoozed },
      handle: (visit) => putOff(visit, notDone),
    },
    {
      ...{ method: 'POST', path: '/console/tasks/:id/wake', access },
      audit: { ...audited, action: 'task.woken' },
      handle: (visit) => bringBack(visit, notDone),
    },
  ];
}

const params = z.object({ id: z.uuid() });
/** `hour`, an instant, or a time on the wall clock of the console. */
const fields = z.object({ until: z.string().trim().max(40).default('') });
const hourMs = 3_600_000;

async function putOff(visit: Visit, notDone: NotDone): Promise<Answer> {
  const { app, request, caller } = visit;
  const { id } = fieldsOf(params, request.params);
  const { until } = fieldsOf(fields, request.body);
  try {
    const at =
      until === 'hour' ? new Date(app.clock.now().getTime() + hourMs) : timeOf(visit, until);
    await snoozeTask(app, id, at, caller?.name ?? 'unknown');
  } catch (error) {
    if (!(error instanceof Refused || error instanceof InvalidInput)) throw error;
    return notDone(visit, id, error);
  }
  return goBack(visit, { done: 'snooze', was: id });
}

async function bringBack(visit: Visit, notDone: NotDone): Promise<Answer> {
  const { app, request, caller } = visit;
  const { id } = fieldsOf(params, request.params);
  try {
    await snoozeTask(app, id, null, caller?.name ?? 'unknown');
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return notDone(visit, id, error);
  }
  return goBack(visit, { done: 'wake', task: id });
}

function timeOf({ app }: Visit, text: string): Date {
  const zone = zoneOf(app);
  const read = readLocalTime(text, zone);
  if ('at' in read) return read.at;
  const said = sentence(`snooze.${read.refused}`, { text, zone });
  throw new InvalidInput('invalid_date', `${inEnglish(said)}.`, undefined, { said });
}

function goBack({ request }: Visit, said: Readonly<Record<string, string>>): Answer {
  const [path = '', query] = pathWithin(fieldOf(request, 'back')).split('?');
  const kept = new URLSearchParams(query);
  for (const name of ['task', 'done', 'was']) kept.delete(name);
  for (const [name, value] of Object.entries(said)) kept.set(name, value);
  return redirect(`${path}?${kept}`);
}
