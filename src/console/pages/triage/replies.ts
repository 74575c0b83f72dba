import { z } from 'zod';
import { readTaskBeside } from '../../../app/desk/task-beside.ts';
import { readUnclearReplies } from '../../../app/desk/unclear-replies.ts';
import { closeTask } from '../../../app/enrolments/close-task.ts';
import { triageKind } from '../../../app/events/event-task.ts';
import { thresholdOf } from '../../../app/events/read-replies.ts';
import { saying, sentence } from '../../../domain/sentence.ts';
import { whose } from '../../../domain/viewer.ts';
import { NotFound, Refused } from '../../../errors.ts';
import { readTask } from '../../../store/tasks.ts';
import { fieldsOf } from '../../forms.ts';
import { readerOf, zoneOf } from '../../layout.ts';
import { type Answer, page, part, type Route, redirect, type Visit } from '../../page.ts';
import { meaningWordOf } from '../../shown/meaning.ts';
import { toldRefusal } from '../../shown/sentence.ts';
import { type Said, shownReply, shownReplyLine } from '../../shown/triage.ts';
import { sharedWords } from '../../words/shared.ts';
import { triageWords } from '../../words/triage.ts';
import { sayer } from '../../words.ts';
import { tabsFor } from './tabs.ts';

const access = ['rep'] as const;
const place = '/console/triage/replies';

/** Replies that were not understood: read, decide, and the next one is there. */
export const replyRoutes: readonly Route[] = [
  { method: 'GET', path: place, access, handle: (visit) => showReplies(visit, null) },
  { method: 'GET', path: `${place}/:id`, access, handle: showReply },
  {
    ...{ method: 'POST', path: `${place}/:id/decide`, access },
    audit: { action: 'task.completed', kind: 'task', id: 'id' },
    handle: (visit) => decide(visit, 'complete'),
  },
  {
    ...{ method: 'POST', path: `${place}/:id/skip`, access },
    audit: { action: 'task.skipped', kind: 'task', id: 'id' },
    handle: (visit) => decide(visit, 'skip'),
  },
];

const listQuery = z.object({
  owner: z.string().trim().max(200).default(''),
  task: z.uuid().optional(),
  done: z.string().max(100).optional(),
  was: z.uuid().optional(),
});
const params = z.object({ id: z.uuid() });

/** What has to be said of one reply besides. */
interface Told {
  readonly id: string;
  readonly said: Said | null;
  /** Somebody else has decided it meanwhile. */
  readonly isGone: boolean;
}

async function showReplies(visit: Visit, told: Told | null): Promise<Answer> {
  const { app, request, caller, viewer, language } = visit;
  const { owner, task, done, was } = fieldsOf(listQuery, request.query);
  const say = (meaning: string) => {
    const word = meaningWordOf(meaning);
    return word === null ? meaning : sayer(language, triageWords, sharedWords)(word);
  };
  const { replies, count, threshold } = await readUnclearReplies(app, whose(viewer, owner));
  const now = app.clock.now();
  const reader = { language, zone: zoneOf(app), now };
  const shownId = told?.isGone === true ? undefined : (told?.id ?? task);
  const chosen = shownId ?? replies[0]?.id;
  const beside = chosen === undefined ? null : await readReply(visit, chosen);
  const gone = told?.isGone === true ? await readReply(visit, told.id) : null;
  const own = viewer.own ?? caller?.name ?? '';
  const data = {
    tabs: tabsFor(visit, 'replies'),
    replies: replies.map((one) => ({
      ...shownReplyLine(one, now),
      isChosen: one.id === chosen,
      path: pathOf(owner, { task: one.id }),
    })),
    count,
    isCut: count > replies.length,
    beside: beside && shownReply(beside, threshold, reader, told?.said ?? null),
    ...{ owner, own, mine: pathOf(own), isMine: owner !== '' && owner === own },
    isChosenByHand: shownId !== undefined,
    here: pathOf(owner),
    hasAny: replies.length > 0 || owner !== '',
    done: done ?? null,
    doneMeaning: say(done ?? ''),
    wasEnrolment: was === undefined ? null : ((await readTask(app.db, was))?.enrolmentId ?? null),
    gone: gone && shownReply(gone, threshold, reader, told?.said ?? null),
    goneMeaning: say(gone?.task.outcome ?? ''),
  };
  return page('triage-replies', 'title', data, told === null ? 200 : 409);
}

/** @throws NotFound `unknown_task` for one that is no reply */
async function readReply({ app }: Visit, id: string) {
  const beside = await readTaskBeside(app, id);
  if (beside.task.kind === triageKind && beside.meanings.length > 0) return beside;
  throw new NotFound('unknown_task', ...saying(sentence('unknown.reply', { id })));
}

function pathOf(owner: string, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ ...(owner === '' ? {} : { owner }), ...more });
  return query.size === 0 ? place : `${place}?${query}`;
}

async function showReply(visit: Visit): Promise<Answer> {
  const { app, request, language, isPartial } = visit;
  const { id } = fieldsOf(params, request.params);
  const { owner } = fieldsOf(listQuery, request.query);
  if (!isPartial) return redirect(pathOf(owner, { task: id }));
  const beside = await readReply(visit, id);
  const reader = { language, zone: zoneOf(app), now: app.clock.now() };
  const shown = shownReply(beside, thresholdOf(app.workspace), reader, null);
  return part('partials/triage-reply', { beside: shown, owner });
}

const fields = z.object({
  outcome: z.string().trim().max(100).default(''),
  note: z.string().trim().max(10_000).default(''),
});

async function decide(visit: Visit, deed: 'complete' | 'skip'): Promise<Answer> {
  const { app, request, caller } = visit;
  const { id } = fieldsOf(params, request.params);
  const { owner } = fieldsOf(listQuery, request.query);
  const { outcome, note } = fieldsOf(fields, request.body);
  const told = { do: deed, outcome: deed === 'skip' ? null : outcome || null, note: note || null };
  try {
    await closeTask(app, id, told, caller?.name ?? 'unknown');
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const isGone = error.code === 'task_closed';
    const wrong = isGone ? null : toldRefusal(error, readerOf(visit));
    return showReplies(visit, { id, isGone, said: { outcome, note, wrong } });
  }
  return redirect(pathOf(owner, { done: deed === 'skip' ? 'skip' : outcome, was: id }));
}
