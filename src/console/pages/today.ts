import { z } from 'zod';
import type { App } from '../../app/context.ts';
import { readDay } from '../../app/desk/day.ts';
import { type Writing, writeDraft } from '../../app/desk/edit-draft.ts';
import { readSnoozeTimes } from '../../app/desk/snooze-times.ts';
import { readTaskBeside } from '../../app/desk/task-beside.ts';
import { closeTask } from '../../app/enrolments/close-task.ts';
import { showDraft } from '../../app/sending/mail-draft.ts';
import type { AuditAction, AuditedRoute } from '../../domain/audit.ts';
import { type TaskDeed, taskDeeds } from '../../domain/codes.ts';
import { whose } from '../../domain/viewer.ts';
import { InvalidInput, Refused } from '../../errors.ts';
import { fieldOf, fieldsOf, pathWithin } from '../forms.ts';
import { mailHeaders } from '../headers.ts';
import { readerOf } from '../layout.ts';
import {
  type Answer,
  type ChangingRoute,
  type Page,
  page,
  part,
  redirect,
  type Visit,
} from '../page.ts';
import { withWriting } from '../shown/draft.ts';
import { shownPerson } from '../shown/person.ts';
import { type Reader, type ToldMessage, toldRefusal, toldSentences } from '../shown/sentence.ts';
import { kindWordOf, shownJust, shownTask } from '../shown/task.ts';
import { codeWord } from '../words/codes.ts';
import { todayWords } from '../words/today.ts';
import { snoozeRoutes } from './today/snooze.ts';

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
    {
      ...{ method: 'POST', path: '/console/tasks/:id/mail', access },
      audit: { action: 'mail.edited', kind: 'task', id: 'id' },
      handle: write,
    },
    ...snoozeRoutes((visit, task, error) =>
      notDone(visit, task, { told: toldRefusal(error, readerOf(visit)) }),
    ),
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
  done: z.enum([...taskDeeds, 'write', 'snooze', 'wake']).optional(),
  /** The task that was just closed or put off. */
  was: z.uuid().optional(),
});
const taskParams = z.object({ id: z.uuid() });

/** What was not done, beside the task that it was for. */
interface Problem {
  /** The word for it; null where `told` says all. */
  readonly word: string | null;
  readonly told: ToldMessage | null;
  /** What was noted of it. */
  readonly note: string | null;
  /** What was written of a mail. */
  readonly writing: Writing | null;
}

function showDay(visit: Visit): Promise<Answer> {
  return day(visit, fieldsOf(dayQuery, visit.request.query), null);
}

async function day(
  visit: Visit,
  { owner, task, done, was }: z.output<typeof dayQuery>,
  problem: Problem | null,
): Promise<Answer> {
  const { app, caller, viewer } = visit;
  const clock = readerOf(visit);
  const { now } = clock;
  const day = await readDay(app, whose(viewer, owner), clock.zone);
  const chosen = task ?? day.tasks[0]?.id;
  const beside = chosen === undefined ? null : await besideOf(app, chosen, clock, problem);
  const here = todayPath(owner);
  const tasks = day.tasks.map((one) => ({
    ...one,
    ...shownPerson(one),
    kindWord: kindWordOf(one.kind),
    isChosen: one.id === chosen,
    isLate: one.dueAt !== null && one.dueAt < now,
    path: todayPath(owner, one.id),
  }));
  const snoozed = day.snoozed.map((one) => ({
    ...one,
    ...shownPerson(one),
    path: todayPath(owner, one.id),
  }));
  const just =
    done === undefined || was === undefined ? null : shownJust(await readTaskBeside(app, was));
  const coming = day.coming.map((mail) => ({
    ...mail,
    ...shownPerson(mail),
    reason: mail.reason === null ? null : codeWord(clock.language, 'moved', mail.reason),
  }));
  const still = day.still.map((one) => ({
    ...one,
    ...shownPerson(one),
    summary: toldSentences(one.sentences, clock),
  }));
  const own = viewer.own ?? caller?.name ?? '';
  return page(
    'today',
    'title',
    {
      ...{ tasks, snoozed, coming, still, beside, owner, own, now, just },
      taskCount: day.taskCount,
      snoozedCount: day.snoozedCount,
      isCut: day.taskCount > tasks.length,
      isMine: owner !== '' && owner === own,
      isChosenByHand: task !== undefined,
      mine: todayPath(own),
      here,
      doneWord: done === undefined || problem !== null ? null : `done.${done}`,
      hasDesk: tasks.length > 0 || task !== undefined,
      problem:
        problem === null ? null : { ...problem, note: problem.note ?? lostOf(problem, beside) },
    },
    problem === null ? 200 : 409,
  );
}

async function besideOf(app: App, id: string, clock: Reader, problem: Problem | null) {
  const found = await readTaskBeside(app, id);
  const times = await readSnoozeTimes(app, found.task.enrolmentId, clock.zone);
  const shown = shownTask(found, clock, times);
  const { draft } = shown;
  const writing = problem?.writing ?? null;
  if (draft === null || writing === null) return shown;
  // Passages of another draft have other places: then what was written is told beside it.
  if (writing.passages.size !== draft.passages.length) return shown;
  return { ...shown, draft: withWriting(draft, writing) };
}

/** What was written of a mail, where the form cannot hold it any more. */
function lostOf({ writing }: Problem, beside: ReturnType<typeof shownTask> | null): string | null {
  if (writing === null || beside?.draft?.isOpen === true) return null;
  return [writing.subject, ...writing.passages.values()].join('\n\n');
}

function todayPath(owner: string, task?: string): string {
  const query = new URLSearchParams();
  if (owner !== '') query.set('owner', owner);
  if (task !== undefined) query.set('task', task);
  return query.size === 0 ? '/console/today' : `/console/today?${query}`;
}

async function showTask(visit: Visit): Promise<Answer> {
  const { app, request, isPartial } = visit;
  const { id } = fieldsOf(taskParams, request.params);
  const { owner } = fieldsOf(dayQuery, request.query);
  if (!isPartial) return redirect(todayPath(owner, id));
  const beside = await besideOf(app, id, readerOf(visit), null);
  return part('partials/task', { beside, here: todayPath(owner), problem: null });
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

async function close(visit: Visit, deed: TaskDeed): Promise<Answer> {
  const { app, request, caller } = visit;
  const { id } = fieldsOf(taskParams, request.params);
  const { outcome, note } = fieldsOf(closing, request.body);
  const told = { do: deed, outcome: outcome || null, note: note || null };
  try {
    await closeTask(app, id, told, caller?.name ?? 'unknown');
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return notDone(visit, id, { told: toldRefusal(error, readerOf(visit)), note: note || null });
  }
  const back = pathWithin(fieldOf(request, 'back'));
  return redirect(`${back}${back.includes('?') ? '&' : '?'}done=${deed}&was=${id}`);
}

/** The day with the task, and why nothing was done. */
function notDone(visit: Visit, task: string, told: Partial<Problem>): Promise<Answer> {
  const back = pathWithin(fieldOf(visit.request, 'back'));
  const owner = new URLSearchParams(back.split('?')[1] ?? '').get('owner') ?? '';
  const problem = { word: null, told: null, note: null, writing: null, ...told };
  return day(visit, { owner: owner.slice(0, 200), task }, problem);
}

const draftFields = z.object({ subject: z.string().max(500), mark: z.string().max(100) });

async function write(visit: Visit): Promise<Answer> {
  const { app, request, caller } = visit;
  const { id } = fieldsOf(taskParams, request.params);
  const { subject, mark } = fieldsOf(draftFields, request.body);
  const writing: Writing = { subject: subject.trim(), mark, passages: passagesIn(request.body) };
  try {
    await writeDraft(app, id, writing, caller?.name ?? 'unknown');
  } catch (error) {
    const isOurs = error instanceof Refused || error instanceof InvalidInput;
    if (!isOurs) throw error;
    const known = ['changed_meanwhile', 'nothing_changed'].includes(error.code);
    const word = known ? `draft.${error.code}` : null;
    return notDone(visit, id, { word, told: toldRefusal(error, readerOf(visit)), writing });
  }
  const owner = new URLSearchParams(pathWithin(fieldOf(request, 'back')).split('?')[1]).get(
    'owner',
  );
  return redirect(`${todayPath(owner ?? '', id)}&done=write`);
}

/** What was written, by the place of each passage. */
function passagesIn(body: unknown): Writing['passages'] {
  const fields = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return new Map(
    fields.flatMap(([name, text]): [number, string][] =>
      /^p\d{1,3}$/.test(name) && typeof text === 'string'
        ? [[Number(name.slice(1)), text.slice(0, 20_000)]]
        : [],
    ),
  );
}
