import { z } from 'zod';
import { readDay } from '../../app/desk/day.ts';
import { readTaskBeside } from '../../app/desk/task-beside.ts';
import { closeTask } from '../../app/enrolments/close-task.ts';
import { showDraft } from '../../app/sending/mail-draft.ts';
import type { AuditAction, AuditedRoute } from '../../domain/audit.ts';
import { type TaskDeed, taskDeeds } from '../../domain/codes.ts';
import { fieldOf, fieldsOf, pathWithin } from '../forms.ts';
import { mailHeaders } from '../headers.ts';
import { zoneOf } from '../layout.ts';
import {
  type Answer,
  type ChangingRoute,
  type Page,
  page,
  part,
  redirect,
  type Visit,
} from '../page.ts';
import { shownPerson } from '../shown/person.ts';
import { kindWordOf, shownTask } from '../shown/task.ts';
import { withTimes } from '../shown/told-times.ts';
import { todayWords } from '../words/today.ts';

const access = ['rep'] as const;
const actions: Readonly<Record<TaskDeed, AuditAction>> = {
  complete: 'task.completed',
  skip: 'task.skipped',
  approve: 'mail.approved',
  reject: 'mail.rejected',
};
const audited = (deed: TaskDeed): AuditedRoute => ({
  ...{ action: actions[deed], kind: 'task', id: 'id' },
});

/** What a rep does today: tasks, the most urgent first, each with all that is known; and what goes out by itself. */
export const todayPage: Page = {
  key: 'today',
  words: todayWords,
  menu: '/console/today',
  routes: [
    { method: 'GET', path: '/console/today', access, handle: showDay },
    { method: 'GET', path: '/console/tasks/:id', access, handle: showTask },
    { method: 'GET', path: '/console/tasks/:id/mail', access, handle: showMail },
    ...taskDeeds.map(
      (deed): ChangingRoute => ({
        ...{ method: 'POST', path: `/console/tasks/:id/${deed}`, access },
        audit: audited(deed),
        handle: (visit) => close(visit, deed),
      }),
    ),
  ],
};

const dayQuery = z.object({
  owner: z.string().trim().max(200).default(''),
  task: z.uuid().optional(),
  done: z.enum(taskDeeds).optional(),
});
const taskParams = z.object({ id: z.uuid() });

async function showDay({ app, request, caller, language }: Visit): Promise<Answer> {
  const { owner, task, done } = fieldsOf(dayQuery, request.query);
  const zone = zoneOf(app);
  const day = await readDay(app, owner === '' ? null : owner, zone);
  const now = app.clock.now();
  const chosen = task ?? day.tasks[0]?.id;
  const beside =
    chosen === undefined
      ? null
      : shownTask(await readTaskBeside(app, chosen), { language, zone, now });
  const here = todayPath(owner);
  const tasks = day.tasks.map((one) => ({
    ...one,
    ...shownPerson(one),
    kindWord: kindWordOf(one.kind),
    isChosen: one.id === chosen,
    isLate: one.dueAt !== null && one.dueAt < now,
    path: todayPath(owner, one.id),
  }));
  const coming = day.coming.map((mail) => ({ ...mail, ...shownPerson(mail) }));
  const still = day.still.map((one) => ({
    ...one,
    ...shownPerson(one),
    summary: withTimes(one.summary, { zone, now }),
  }));
  const own = caller?.name ?? '';
  return page('today', 'title', {
    ...{ tasks, coming, still, beside, owner, own, now },
    taskCount: day.taskCount,
    isCut: day.taskCount > tasks.length,
    isMine: owner !== '' && owner === own,
    isChosenByHand: task !== undefined,
    mine: todayPath(own),
    here,
    doneWord: done === undefined ? null : `done.${done}`,
  });
}

function todayPath(owner: string, task?: string): string {
  const query = new URLSearchParams();
  if (owner !== '') query.set('owner', owner);
  if (task !== undefined) query.set('task', task);
  return query.size === 0 ? '/console/today' : `/console/today?${query}`;
}

async function showTask({ app, request, language, isPartial }: Visit): Promise<Answer> {
  const { id } = fieldsOf(taskParams, request.params);
  const { owner } = fieldsOf(dayQuery, request.query);
  if (!isPartial) return redirect(todayPath(owner, id));
  const clock = { language, zone: zoneOf(app), now: app.clock.now() };
  const beside = shownTask(await readTaskBeside(app, id), clock);
  return part('partials/task', { beside, here: todayPath(owner) });
}

async function showMail({ app, request }: Visit): Promise<Answer> {
  const { id } = fieldsOf(taskParams, request.params);
  const { html } = await showDraft(app, id);
  return { is: 'file', body: html, headers: mailHeaders };
}

const closing = z.object({
  outcome: z.string().trim().max(100).default(''),
  note: z.string().trim().max(10_000).default(''),
});

async function close({ app, request, caller }: Visit, deed: TaskDeed): Promise<Answer> {
  const { id } = fieldsOf(taskParams, request.params);
  const { outcome, note } = fieldsOf(closing, request.body);
  const told = { do: deed, outcome: outcome || null, note: note || null };
  await closeTask(app, id, told, caller?.name ?? 'unknown');
  const back = pathWithin(fieldOf(request, 'back'));
  return redirect(`${back}${back.includes('?') ? '&' : '?'}done=${deed}`);
}
