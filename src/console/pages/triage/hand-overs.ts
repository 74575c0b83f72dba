import { z } from 'zod';
import { readUnknownHandOvers } from '../../../app/desk/unknown-hand-overs.ts';
import { closeTask } from '../../../app/enrolments/close-task.ts';
import { Refused } from '../../../errors.ts';
import { fieldsOf } from '../../forms.ts';
import { type Answer, page, type Route, redirect, type Visit } from '../../page.ts';
import { shownHandOver } from '../../shown/triage.ts';
import { tabsFor } from './tabs.ts';

const access = ['rep'] as const;
const place = '/console/triage/hand-overs';

/** Mails of which nobody knows whether they arrived, with the evidence. */
export const handOverRoutes: readonly Route[] = [
  { method: 'GET', path: place, access, handle: (visit) => showHandOvers(visit, false) },
  {
    ...{ method: 'POST', path: `${place}/:id`, access },
    audit: { action: 'task.completed', kind: 'task', id: 'id' },
    handle: settle,
  },
];

const outcomes = ['sent', 'not-sent'] as const;
const query = z.object({ done: z.enum(outcomes).optional() });

async function showHandOvers(visit: Visit, isGone: boolean): Promise<Answer> {
  const { app, request, viewer } = visit;
  const { done } = fieldsOf(query, request.query);
  const { waiting, again, most } = await readUnknownHandOvers(app, viewer);
  const smtpEnvOf = (key: string) =>
    app.workspace.mailboxes.find((mailbox) => mailbox.key === key)?.smtpEnv ?? null;
  const data = {
    tabs: tabsFor(visit, 'hand-overs'),
    waiting: waiting.map((one) => shownHandOver(one, smtpEnvOf)),
    again: again.map((one) => shownHandOver(one, smtpEnvOf)),
    isCut: waiting.length === most || again.length === most,
    most,
    doneWord: done === undefined ? null : `settled.${done}`,
    isGone,
  };
  return page('triage-hand-overs', 'title', data, isGone ? 409 : 200);
}

const params = z.object({ id: z.uuid() });
const fields = z.object({
  outcome: z.enum(outcomes),
  note: z.string().trim().max(10_000).default(''),
});

async function settle(visit: Visit): Promise<Answer> {
  const { app, request, caller } = visit;
  const { id } = fieldsOf(params, request.params);
  const { outcome, note } = fieldsOf(fields, request.body);
  const told = { do: 'complete', outcome, note: note || null } as const;
  try {
    await closeTask(app, id, told, caller?.name ?? 'unknown');
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'task_closed') throw error;
    return showHandOvers(visit, true);
  }
  return redirect(`${place}?done=${outcome}`);
}
